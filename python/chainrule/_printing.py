"""How a tensor prints: ``tensor_repr`` and the options of ``set_printoptions``.

The text is PyTorch's to the character. Nothing here computes: values are read as Python numbers,
and of a summarised tensor only the elements that are shown are read. No NumPy, no graph.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple, Protocol


class PrintOptions(NamedTuple):
    """The settings of :func:`set_printoptions`.

    Args:
        precision: digits after the decimal point.
        threshold: tensors of more elements than this are summarised.
        edgeitems: elements kept at each end of a summarised dimension.
        linewidth: characters a line may hold before it wraps.
        sci_mode: scientific notation always (True), never (False), where it is needed (None).
    """

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: float = 80
    sci_mode: bool | None = None


_PROFILES = {
    "default": PrintOptions(),
    "short": PrintOptions(precision=2, edgeitems=2),
    "full": PrintOptions(threshold=math.inf),
}

_options = _PROFILES["default"]


def get_printoptions() -> PrintOptions:
    """The options in force, as a named tuple.

    >>> import chainrule as cr
    >>> cr.get_printoptions().precision
    4
    """
    return _options


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: float | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Chooses how tensors print; an option left out keeps its value, ``sci_mode`` returns to None.

    Args:
        precision: digits after the decimal point (4).
        threshold: tensors of more elements than this are summarised with ``...`` (1000).
        edgeitems: elements kept at each end of a summarised dimension (3).
        linewidth: characters a line may hold before it wraps (80).
        profile: "default", "short" or "full": sets all of the above before they are overridden.
        sci_mode: scientific notation always (True), never (False), where it is needed (None).

    Raises:
        ValueError: an unknown profile, or a negative ``precision`` or ``edgeitems``.
        TypeError: an option that is not a number.

    >>> import chainrule as cr
    >>> cr.set_printoptions(precision=2)
    >>> cr.tensor([1.12345])
    tensor([1.12])
    >>> cr.set_printoptions(profile="default")
    """
    global _options
    chosen = _options
    if profile is not None:
        if profile not in _PROFILES:
            raise ValueError(
                f"set_printoptions(): unknown profile {profile!r}; "
                "choose 'default', 'short' or 'full'"
            )
        chosen = _PROFILES[profile]
    _options = PrintOptions(
        _count("precision", precision, chosen.precision),
        _number("threshold", threshold, chosen.threshold),
        _count("edgeitems", edgeitems, chosen.edgeitems),
        _number("linewidth", linewidth, chosen.linewidth),
        sci_mode,
    )


def _count(name: str, value: int | None, kept: int) -> int:
    if value is None:
        return kept
    if not hasattr(value, "__index__"):
        raise TypeError(
            f"set_printoptions(): {name} must be an integer, not {type(value).__name__}"
        )
    if value < 0:
        raise ValueError(f"set_printoptions(): {name} must not be negative, got {value}")
    return value.__index__()


def _number(name: str, value: float | None, kept: float) -> float:
    if value is None:
        return kept
    if not hasattr(value, "__float__"):
        raise TypeError(f"set_printoptions(): {name} must be a number, not {type(value).__name__}")
    return value


class _Column(Protocol):
    """How the numbers of one tensor are written: one form, one width for all of them."""

    width: int

    def text(self, value: Any) -> str: ...


class _Plain:
    """Integers and booleans: as Python writes them, right aligned."""

    def __init__(self, values: list[Any]) -> None:
        self.width = max((len(str(v)) for v in values), default=0)

    def text(self, value: Any) -> str:
        return str(value).rjust(self.width)


class _Real:
    """Floating point numbers: ``2.``, ``2.5000`` or ``2.5000e+10``, whichever suits all of them.

    Zeros, infinities and NaN have no say in the form, nor in the width.
    """

    def __init__(self, values: list[float]) -> None:
        options = _options
        telling = [v for v in values if v != 0.0 and math.isfinite(v)]
        self.whole = all(v.is_integer() for v in telling)
        self.form = f".{options.precision}f"
        self.width = 1
        if not telling:
            return
        sizes = [abs(v) for v in telling]
        high, low = max(sizes), min(sizes)
        scientific = high / low > 1000.0 or high > 1.0e8 or (not self.whole and low < 1.0e-4)
        if options.sci_mode is not None:
            scientific = bool(options.sci_mode)
        if scientific:
            self.whole = False
            self.form = f".{options.precision}e"
        self.width = max(len(self._write(v)) for v in telling)

    def _write(self, value: float) -> str:
        if not self.whole:
            return format(value, self.form)
        return f"{value:.0f}." if math.isfinite(value) else f"{value:.0f}"

    def text(self, value: float) -> str:
        return self._write(value).rjust(self.width)


class _Complex:
    """Complex numbers: the real and the imaginary parts each have their own form."""

    def __init__(self, values: list[complex]) -> None:
        self.real = _Real([v.real for v in values])
        self.imag = _Real([v.imag for v in values])
        self.width = self.real.width + self.imag.width + 1

    def text(self, value: complex) -> str:
        imag = self.imag.text(value.imag).lstrip()
        return f"{self.real.text(value.real)}{'' if imag[0] == '-' else '+'}{imag}j"


def _column(values: list[Any]) -> _Column:
    first = values[0] if values else 0
    if isinstance(first, complex):
        return _Complex(values)
    return _Real(values) if isinstance(first, float) else _Plain(values)


def _shown(t: Any, edge: int | None) -> Any:
    """The elements that will be printed as nested lists, ``...`` standing where some are left out.

    ``edge`` is the number kept at each end of a long dimension, None to keep everything.
    """
    if edge is None or t.dim() == 0:
        return t.tolist()
    length = t.shape[0]
    if length <= 2 * edge:
        return t.tolist() if t.dim() == 1 else [_shown(t[i], edge) for i in range(length)]
    if t.dim() == 1:
        return [*t[:edge].tolist(), ..., *t[length - edge :].tolist()]
    head = [_shown(t[i], edge) for i in range(edge)]
    tail = [_shown(t[i], edge) for i in range(length - edge, length)]
    return [*head, ..., *tail]


def _leaves(shown: Any, into: list[Any]) -> list[Any]:
    if not isinstance(shown, list):
        if shown is not ...:
            into.append(shown)
    elif shown and not any(isinstance(item, list) for item in shown):
        into.extend(item for item in shown if item is not ...)
    else:
        for item in shown:
            _leaves(item, into)
    return into


def _lay_out(shown: Any, dim: int, indent: int, column: _Column) -> str:
    """Writes nested lists with brackets; rows that are too long wrap under their first element."""
    if dim == 0:
        return column.text(shown)
    margin = " " * (indent + 1)
    if dim == 1:
        room = (_options.linewidth - indent) / (column.width + 2)
        per_line = len(shown) if math.isinf(room) else max(1, math.floor(room))
        cells = [" ..." if item is ... else column.text(item) for item in shown]
        lines = [", ".join(cells[i : i + per_line]) for i in range(0, len(cells), per_line)]
        return "[" + (",\n" + margin).join(lines) + "]"
    parts = [
        "..." if item is ... else _lay_out(item, dim - 1, indent + 1, column) for item in shown
    ]
    return "[" + ("," + "\n" * (dim - 1) + margin).join(parts) + "]"


def _unsaid_dtypes(default_dtype: str | None) -> tuple[str, tuple[str, ...]]:
    """The default dtype, and the dtypes that values betray, so that they are not written out."""
    if default_dtype is None:
        import chainrule

        default_dtype = str(chainrule.get_default_dtype())
    default_complex = f"torch.complex{128 if default_dtype == 'torch.float64' else 64}"
    return default_dtype, (default_dtype, default_complex, "torch.int64", "torch.bool")


def tensor_repr(t: Any, *, default_dtype: str | None = None) -> str:
    """The printed form of a tensor, as ``repr(t)`` gives it.

    Args:
        t: the tensor. A subclass prints under its own name, a Parameter with a line above.
        default_dtype: the printed form of the default dtype, which is not written out; taken
            from ``get_default_dtype()`` if left out.

    >>> import chainrule as cr
    >>> cr.tensor([1.0, 2.5])
    tensor([1.0000, 2.5000])
    """
    names = [base.__name__ for base in type(t).__mro__]
    if "Parameter" in names:
        if names[0] == "Parameter":
            return "Parameter containing:\n" + _write(t, "tensor(", default_dtype)
        body = _write(t, names[0] + "(", default_dtype)
        return f"Parameter containing:\nParameter({body})"
    prefix = "tensor(" if names[0] in ("Tensor", "Buffer") else names[0] + "("
    return _write(t, prefix, default_dtype)


def _write(t: Any, prefix: str, default_dtype: str | None) -> str:
    dtype, (default, unsaid) = str(t.dtype), _unsaid_dtypes(default_dtype)
    indent = len(prefix)
    size = "size=" + str(tuple(t.shape))
    notes: list[str] = []
    if t.numel() == 0:
        body = "[]"
        notes += [size] if t.dim() != 1 else []
        show_dtype = dtype != default
    else:
        values = t.detach()
        summarise = values.numel() > _options.threshold
        if summarise and _options.edgeitems == 0 and values.dim() > 0:
            body = "[...]"
        else:
            shown = _shown(values, _options.edgeitems if summarise else None)
            body = _lay_out(shown, values.dim(), indent, _column(_leaves(shown, [])))
        notes += [size] if _options.edgeitems == 0 else []
        show_dtype = dtype not in unsaid
    if show_dtype:
        notes.append(f"dtype={dtype}")
    if t.grad_fn is not None:
        notes.append(f"grad_fn=<{t.grad_fn.name().rsplit('::', 1)[-1]}>")
    elif t.requires_grad:
        notes.append("requires_grad=True")

    text = prefix + body
    column = len(text) - text.rfind("\n") + 1  # the closing bracket and a space to spare
    for note in notes:
        if column + len(note) + 2 > _options.linewidth:
            text += ",\n" + " " * indent + note
            column = indent + len(note)
        else:
            text += ", " + note
            column += len(note) + 2
    return text + ")"
