"""Names that PyTorch has taken away and still answers for: what to write in their place."""

from __future__ import annotations

from typing import Any

_SINCE = "This function was deprecated since version 1.9 and is now removed. "
_INSTEAD = {
    "symeig": "The default behavior has changed from using the upper triangular portion of the "
    "matrix by default to using the lower triangular portion.\n\n"
    "L, _ = torch.symeig(A, upper=upper) should be replaced with:\n"
    "L = torch.linalg.eigvalsh(A, UPLO='U' if upper else 'L')\n\n"
    "and\n\n"
    "L, V = torch.symeig(A, eigenvectors=True) should be replaced with:\n"
    "L, V = torch.linalg.eigh(A, UPLO='U' if upper else 'L')",
    "eig": "`torch.linalg.eig` returns complex tensors of dtype `cfloat` or `cdouble` rather than "
    "real tensors mimicking complex tensors.\n\n"
    "L, _ = torch.eig(A) should be replaced with:\n"
    "L_complex = torch.linalg.eigvals(A)\n\n"
    "and\n\n"
    "L, V = torch.eig(A, eigenvectors=True) should be replaced with:\n"
    "L_complex, V_complex = torch.linalg.eig(A)",
    "lstsq": "`torch.linalg.lstsq` has reversed arguments and does not return the QR decomposition "
    "in the returned tuple: see `torch.linalg.qr`. Residuals are in the field 'residuals'.\n\n"
    "X, _ = torch.lstsq(B, A).solution[:A.size(1)] should be replaced with:\n"
    "X = torch.linalg.lstsq(A, B).solution",
    "solve": "`torch.linalg.solve` has its arguments reversed and does not return the LU "
    "factorization: see `torch.linalg.lu_factor`.\n\n"
    "X = torch.solve(B, A).solution should be replaced with:\n"
    "X = torch.linalg.solve(A, B)",
    "matrix_rank": "Please use the `torch.linalg.matrix_rank` function instead. The parameter "
    "'symmetric' was renamed to 'hermitian'.",
}


def _removed(name: str) -> Any:
    def function(input: Any, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(_SINCE + _INSTEAD[name])

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""Removed: the error says what to write instead.

    Raises:
        RuntimeError: always.

    >>> import chainrule as cr
    >>> try:
    ...     cr.{name}(cr.eye(2), cr.eye(2))
    ... except RuntimeError:
    ...     print("removed")
    removed
    """
    return function


symeig = _removed("symeig")
eig = _removed("eig")
lstsq = _removed("lstsq")
solve = _removed("solve")
matrix_rank = _removed("matrix_rank")
METHODS = {"symeig": symeig, "eig": eig, "lstsq": lstsq, "solve": solve}
