"""The chi-squared distribution."""

from __future__ import annotations

from typing import Any, ClassVar

from chainrule import Tensor

from . import constraints
from .gamma import Gamma

__all__ = ["Chi2"]


class Chi2(Gamma):
    """The chi-squared distribution: Gamma(df / 2, 1 / 2).

    Args:
        df: the degrees of freedom.

    Example:
        >>> import chainrule as cr
        >>> cr.distributions.Chi2(2.0).log_prob(cr.tensor(2.0))
        tensor(-1.6931)
    """

    arg_constraints: ClassVar[dict[str, Any]] = {"df": constraints.positive}

    def __init__(self, df: Any, validate_args: bool | None = None) -> None:
        super().__init__(0.5 * df, 0.5, validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        return super().expand(batch_shape, self._get_checked_instance(Chi2, _instance))

    @property
    def df(self) -> Tensor:
        """The degrees of freedom."""
        return self.concentration * 2
