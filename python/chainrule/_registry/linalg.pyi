"""The registered operations of ``chainrule.linalg``. Made by tests/stubs/make.py."""

from builtins import bool as _bool
from builtins import float as _float
from builtins import int as _int
from collections.abc import Sequence
from typing import overload

from .._core import Number, Tensor, _DType
from . import results as _results

def cholesky(A: Tensor, *, upper: _bool = False, out: Tensor | None = None) -> Tensor:
    """The lower triangle L of ``A = L L^H`` for Hermitian positive-definite matrices. Its cotangent:
    ``L^-H Phi(L^H gL) L^-1 / 2``, where Phi copies the lower triangle, conjugated, to the upper one.

    Args:
        A (Tensor): (*, n, n), floating point or complex. Only one triangle is read.
        upper (bool): gives U of ``A = U^H U`` instead, from the upper triangle.

    Raises:
        LinAlgError: a matrix is not positive definite.
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.cholesky(cr.tensor([[4., 2.], [2., 5.]]))
        tensor([[2., 0.],
                [1., 2.]])
    """

def cholesky_ex(
    A: Tensor,
    *,
    upper: _bool = False,
    check_errors: _bool = False,
    out: Sequence[Tensor] | None = None,
) -> _results.linalg_cholesky_ex:
    """As :func:`linalg.cholesky`, with the order of the first minor that is not positive as ``info`` (0 for none) instead of an error.

    Args:
        A (Tensor), upper (bool): as there.
        check_errors (bool): raise nonetheless.

    Raises:
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.cholesky_ex(-cr.eye(2)).info
        tensor(1, dtype=torch.int32)
    """

@overload
def cond(A: Tensor, p: Number | None = None, *, out: Tensor | None = None) -> Tensor:
    """The condition number of matrices: ``norm(A, p) * norm(inv(A), p)``, infinite for singular ones; for 2 (and -2) the ratio of
    the largest (smallest) singular value to the smallest (largest).

    Args:
        A (Tensor): (*, m, n), and square unless ``p`` is None, 2 or -2.
        p (number or str, optional): 1, -1, 2, -2, inf, -inf, 'fro' or 'nuc'; None is 2.

    Returns:
        A real tensor of shape (*).

    Raises:
        RuntimeError: another ``p``, integers, or shapes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.cond(cr.diag(cr.tensor([4., 2.])))
        tensor(2.)
    """

@overload
def cond(A: Tensor, p: str, *, out: Tensor | None = None) -> Tensor: ...
def cross(input: Tensor, other: Tensor, *, dim: _int = -1, out: Tensor | None = None) -> Tensor:
    """The cross product of vectors of three elements; its cotangents: ``cross(conj(b), g)`` and ``cross(g, conj(a))``.

    Args:
        input, other (Tensor): with the same number of dimensions, of shapes that broadcast.
        dim (int): where the vectors lie; of size 3 in both.

    Raises:
        RuntimeError: a size other than 3, or dtypes that differ.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.cross(cr.tensor([1., 0., 0.]), cr.tensor([0., 1., 0.]))
        tensor([0., 0., 1.])
    """

def det(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The determinant of square matrices. Its cotangent: ``conj(g det(A)) A^-H``, and the cofactors where A is singular.

    Args:
        A (Tensor): (*, n, n), floating point or complex.

    Returns:
        A tensor of shape (*).

    Raises:
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.det(cr.tensor([[2., 0.], [1., 3.]]))
        tensor(6.)
    """

def diagonal(A: Tensor, *, offset: _int = 0, dim1: _int = -2, dim2: _int = -1) -> Tensor:
    """The diagonals of a batch of matrices; :func:`diagonal` with the last two dimensions.

    Args:
        A: at least two dimensions, any dtype.
        offset: which diagonal: 0 the main one, positive above it, negative below.
        dim1, dim2: rows and columns of the matrices.

    Returns:
        A view with the diagonal as last dimension.

    Raises:
        RuntimeError: ``dim1`` and ``dim2`` are the same.
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.diagonal(cr.tensor([[1, 2], [3, 4]]))
        tensor([1, 4])
    """

def eig(A: Tensor, *, out: Sequence[Tensor] | None = None) -> _results.linalg_eig:
    """Eigenvalues and eigenvectors of square matrices, complex also for real ones: ``A V = V diag(L)``.

    Args:
        A (Tensor): (*, n, n), floating point or complex.

    Returns:
        eigenvalues (*, n), in no particular order, and eigenvectors (*, n, n), each of norm 1, their phases not determined.

    Raises:
        LinAlgError: no convergence.
        RuntimeError: matrices that are not square, integers, or values that are not finite.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.eig(cr.diag(cr.tensor([1., 2.]))).eigenvalues
        tensor([1.+0.j, 2.+0.j])
    """

def eigh(
    A: Tensor, UPLO: str = "L", *, out: Sequence[Tensor] | None = None
) -> _results.linalg_eigh:
    """Eigenvalues (real, ascending) and eigenvectors of Hermitian matrices, ``A = V diag(L) V^H``.

    Args:
        A (Tensor): (*, n, n), floating point or complex. Only one triangle is read.
        UPLO (str): which: 'L' the lower, 'U' the upper.

    Returns:
        eigenvalues (*, n) and eigenvectors (*, n, n), one in each column. Their signs (phases) are not determined; gradients
        through them exist where the eigenvalues are distinct and the loss does not depend on signs.

    Raises:
        LinAlgError: no convergence.
        RuntimeError: matrices that are not square, integers, or another ``UPLO``.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.eigh(cr.tensor([[0., 2.], [2., 0.]])).eigenvalues
        tensor([-2.,  2.])
    """

def eigvals(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The eigenvalues of square matrices, complex also for real ones, in no particular order.

    Args:
        A (Tensor): (*, n, n), floating point or complex.

    Raises:
        LinAlgError: no convergence.
        RuntimeError: matrices that are not square, integers, or values that are not finite.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.eigvals(cr.diag(cr.tensor([1., 2.])))
        tensor([1.+0.j, 2.+0.j])
    """

def eigvalsh(A: Tensor, UPLO: str = "L", *, out: Tensor | None = None) -> Tensor:
    """The eigenvalues of Hermitian matrices, real and ascending. Their cotangent: ``V diag(g) V^H``.

    Args:
        A (Tensor): (*, n, n), floating point or complex. Only one triangle is read.
        UPLO (str): which: 'L' the lower, 'U' the upper.

    Raises:
        LinAlgError: no convergence.
        RuntimeError: matrices that are not square, integers, or another ``UPLO``.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.eigvalsh(cr.tensor([[0., 2.], [2., 0.]]))
        tensor([-2.,  2.])
    """

def householder_product(A: Tensor, tau: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The first n columns of a product of Householder reflectors ``I - tau[i] v v^H``, v with i zeros, a one, and what stands
    below the diagonal in column i: Q out of what :func:`geqrf` returns.

    Args:
        A (Tensor): (*, m, n) with m >= n, floating point or complex.
        tau (Tensor): (*, k) with k <= n.

    Raises:
        RuntimeError: shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> A = cr.tensor([[3., 1.], [4., 2.]])
        >>> Q = cr.linalg.householder_product(*cr.geqrf(A))
        >>> cr.allclose(Q, cr.linalg.qr(A).Q)
        True
    """

def inv(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of square matrices. Its cotangent: ``gA = -A^-H g A^-H``. ``linalg.solve(A, B)`` is faster and
    more exact than ``linalg.inv(A) @ B``.

    Args:
        A (Tensor): (*, n, n), floating point or complex.

    Raises:
        LinAlgError: a matrix is singular.
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.inv(cr.tensor([[2., 0.], [0., 4.]]))
        tensor([[0.5000, 0.0000],
                [0.0000, 0.2500]])
    """

def inv_ex(
    A: Tensor, *, check_errors: _bool = False, out: Sequence[Tensor] | None = None
) -> _results.linalg_inv_ex:
    """As :func:`linalg.inv`, with the place of the first zero on the diagonal of A's factor U as ``info`` (0 for none) instead of an
    error.

    Args:
        A (Tensor): (*, n, n), floating point or complex.
        check_errors (bool): raise nonetheless.

    Raises:
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.inv_ex(cr.zeros(2, 2)).info
        tensor(1, dtype=torch.int32)
    """

def ldl_factor(
    A: Tensor, *, hermitian: _bool = False, out: Sequence[Tensor] | None = None
) -> _results.linalg_ldl_factor:
    """The factors of ``A = L D L^T`` (``L D L^H`` if ``hermitian``) for symmetric (Hermitian) matrices that need not be
    positive definite; D has blocks of size 1 and 2. It has no derivative.

    Args:
        A (Tensor): (*, n, n), floating point or complex. Only the lower triangle is read.
        hermitian (bool): for complex matrices, that they are Hermitian rather than symmetric.

    Returns:
        LD, with D on the diagonal and L below it, and pivots (*, n), int32, as LAPACK's sytrf gives them.

    Raises:
        LinAlgError: D has a zero.
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.ldl_factor(cr.tensor([[2., 1.], [1., 1.]])).LD
        tensor([[2.0000, 0.0000],
                [0.5000, 0.5000]])
    """

def ldl_factor_ex(
    A: Tensor,
    *,
    hermitian: _bool = False,
    check_errors: _bool = False,
    out: Sequence[Tensor] | None = None,
) -> _results.linalg_ldl_factor_ex:
    """As :func:`linalg.ldl_factor`, with the place of the first zero of D as ``info`` (0 for none) instead of an error.

    Args:
        A (Tensor), hermitian (bool): as there.
        check_errors (bool): raise nonetheless.

    Raises:
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.ldl_factor_ex(cr.zeros(2, 2)).info
        tensor(1, dtype=torch.int32)
    """

def ldl_solve(
    LD: Tensor, pivots: Tensor, B: Tensor, *, hermitian: _bool = False, out: Tensor | None = None
) -> Tensor:
    """X of ``A X = B`` from the factors of a symmetric (Hermitian) A. It has no derivative.

    Args:
        LD, pivots (Tensor): what :func:`linalg.ldl_factor` returned for A.
        B (Tensor): (*, n, k); batches broadcast.
        hermitian (bool): as it was given there.

    Raises:
        RuntimeError: shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> LD, pivots = cr.linalg.ldl_factor(cr.tensor([[2., 0.], [0., -4.]]))
        >>> cr.linalg.ldl_solve(LD, pivots, cr.ones(2, 1))
        tensor([[ 0.5000],
                [-0.2500]])
    """

def lstsq(
    A: Tensor,
    B: Tensor,
    rcond: _float | None = None,
    *,
    driver: str | None = None,
    out: Sequence[Tensor] | None = None,
) -> _results.linalg_lstsq:
    """X that makes ``|A X - B|`` least, and of all such X the shortest. Its cotangents are those of ``pinv(A) @ B``.

    Args:
        A (Tensor): (*, m, n), floating point or complex.
        B (Tensor): (*, m, k), or (*, m) for vectors.
        rcond (float, optional): what is smaller than ``rcond`` times the largest counts as zero; ``max(m, n)`` times the dtype's
            epsilon by default.
        driver (str, optional): 'gelsy' (QR with pivots, the default), 'gelsd' (singular values, divide and conquer), 'gelss'
            (singular values), or 'gels' (QR, for matrices of full rank).

    Returns:
        solution (*, n, k); residuals, the squares of the columns' errors, where m > n, every rank is n and the driver is not
        gelsy (else empty); rank (not with gels); singular_values (with gelsd and gelss).

    Raises:
        LinAlgError: no convergence, or with gels a matrix without full rank.
        RuntimeError: an unknown driver, or shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.lstsq(cr.tensor([[1.], [1.]]), cr.tensor([[1.], [3.]])).solution
        tensor([[2.0000]])
    """

def lu(
    A: Tensor, *, pivot: _bool = True, out: Sequence[Tensor] | None = None
) -> _results.linalg_lu:
    """The factors of ``A = P L U``: a permutation, a lower triangle with ones on the diagonal, an upper triangle.

    Args:
        A (Tensor): (*, m, n), floating point or complex.
        pivot (bool): must stay True on the CPU.

    Returns:
        P (*, m, m), L (*, m, k), U (*, k, n) with k = min(m, n).

    Raises:
        RuntimeError: integers, or fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> P, L, U = cr.linalg.lu(cr.tensor([[1., 2.], [2., 2.]]))
        >>> P @ L @ U
        tensor([[1., 2.],
                [2., 2.]])
    """

def lu_factor(
    A: Tensor, *, pivot: _bool = True, out: Sequence[Tensor] | None = None
) -> _results.linalg_lu_factor:
    """The packed factors of ``A = P L U`` and the row exchanges behind P.

    Args:
        A (Tensor): (*, m, n), floating point or complex.
        pivot (bool): must stay True on the CPU.

    Returns:
        LU (*, m, n), with L below the diagonal (its ones not stored) and U from it upwards, and pivots (*, min(m, n)), int32:
        row i was exchanged with row ``pivots[i]``, counted from 1.

    Raises:
        RuntimeError: a zero on U's diagonal, integers, or fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> LU, pivots = cr.linalg.lu_factor(cr.tensor([[1., 2.], [2., 2.]]))
        >>> LU
        tensor([[2.0000, 2.0000],
                [0.5000, 1.0000]])
    """

def lu_factor_ex(
    A: Tensor,
    *,
    pivot: _bool = True,
    check_errors: _bool = False,
    out: Sequence[Tensor] | None = None,
) -> _results.linalg_lu_factor_ex:
    """As :func:`linalg.lu_factor`, with the place of the first zero on U's diagonal as ``info`` (0 for none) instead of an error.

    Args:
        A (Tensor): (*, m, n), floating point or complex.
        pivot (bool): must stay True on the CPU.
        check_errors (bool): raise nonetheless.

    Raises:
        RuntimeError: integers, or fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.lu_factor_ex(cr.zeros(2, 2)).info
        tensor(1, dtype=torch.int32)
    """

def lu_solve(
    LU: Tensor,
    pivots: Tensor,
    B: Tensor,
    *,
    left: _bool = True,
    adjoint: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """X of ``A X = B``, from the factors of A.

    Args:
        LU, pivots (Tensor): what :func:`linalg.lu_factor` returned for A, (*, n, n) and (*, n).
        B (Tensor): (*, n, k); batches broadcast.
        left (bool): False solves ``X A = B``.
        adjoint (bool): A's conjugate transpose in place of A.

    Raises:
        RuntimeError: shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> LU, pivots = cr.linalg.lu_factor(cr.tensor([[2., 0.], [0., 4.]]))
        >>> cr.linalg.lu_solve(LU, pivots, cr.ones(2, 1))
        tensor([[0.5000],
                [0.2500]])
    """

def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The matrix product of two tensors; what ``@`` does.

    Two vectors give their dot product, a matrix and a vector their product. With more dimensions the
    last two are matrices and those before them a batch, which is broadcast:
    ``(..., n, k) @ (..., k, m) -> (..., n, m)``. A vector on the left takes part
    as a matrix of one row, on the right of one column, and that dimension is dropped from the result.

    Args:
        input: at least one dimension.
        other: at least one dimension, of the same dtype.

    Raises:
        RuntimeError: the inner sizes or the dtypes differ, or a tensor has no dimension.

    Example:
        >>> import chainrule as cr
        >>> cr.matmul(cr.tensor([[1.0, 2.0], [3.0, 4.0]]), cr.tensor([1.0, -1.0]))
        tensor([-1., -1.])
        >>> (cr.ones(5, 1, 2, 3) @ cr.ones(4, 3, 6)).shape
        torch.Size([5, 4, 2, 6])
    """

def matrix_exp(A: Tensor) -> Tensor:
    """The exponential of square matrices, ``I + A + A^2 / 2 + ...``, by scaling and squaring.

    Args:
        A (Tensor): (*, n, n), floating point or complex.

    Raises:
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.matrix_exp(cr.tensor([[0., 1.], [0., 0.]]))
        tensor([[1., 1.],
                [0., 1.]])
    """

@overload
def matrix_norm(
    A: Tensor,
    ord: str = "fro",
    dim: _int | Sequence[_int] = [-2, -1],
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The norm of matrices: 'fro' (root of the sum of squares), 'nuc' (sum of singular values), 2 and -2 (largest and smallest
    singular value), 1 and -1 (largest and smallest sum of a column's sizes), inf and -inf (of a row's).

    Args:
        A (Tensor): with at least two dimensions, floating point or complex.
        ord (number or str): as above.
        dim (tuple of two ints): which dimensions hold the matrices.
        keepdim (bool): keep the reduced dimensions, with size 1.
        dtype (dtype, optional): to compute in.

    Raises:
        RuntimeError: an unknown ``ord``, or dimensions that do not make matrices.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.matrix_norm(cr.tensor([[3., 0.], [0., 4.]]))
        tensor(5.)
    """

@overload
def matrix_norm(
    A: Tensor,
    ord: Number,
    dim: _int | Sequence[_int] = [-2, -1],
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor: ...
def matrix_power(A: Tensor, n: _int, *, out: Tensor | None = None) -> Tensor:
    """The n-th power of square matrices, by repeated squaring; negative powers are those of the inverse.

    Args:
        A (Tensor): (*, m, m).
        n (int): the exponent.

    Raises:
        LinAlgError: ``n`` is negative and a matrix singular.
        RuntimeError: matrices that are not square.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.matrix_power(cr.tensor([[1, 1], [1, 0]]), 10)
        tensor([[89, 55],
                [55, 34]])
    """

@overload
def matrix_rank(
    A: Tensor,
    *,
    atol: Tensor | Number | None = None,
    rtol: Tensor | Number | None = None,
    hermitian: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """How many singular values exceed ``max(atol, rtol * largest)``.

    Args:
        A (Tensor): (*, m, n), floating point or complex.
        atol (float or Tensor, optional): 0 by default.
        rtol (float or Tensor, optional): ``max(m, n)`` times the dtype's epsilon by default, 0 if ``atol`` is positive.
        hermitian (bool): takes A for Hermitian, and eigenvalues in place of singular ones.

    Returns:
        int64, of shape (*).

    Raises:
        LinAlgError: values that are not finite, or no convergence.
        RuntimeError: integers, or fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.matrix_rank(cr.diag(cr.tensor([2., 0.])))
        tensor(1)
    """

@overload
def matrix_rank(
    A: Tensor, tol: Tensor | Number, hermitian: _bool = False, *, out: Tensor | None = None
) -> Tensor: ...
def multi_dot(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The product of two matrices or more, in the order that takes the fewest multiplications.

    Args:
        tensors (sequence of Tensors): matrices; the first and the last may be vectors, a row and a column.

    Raises:
        RuntimeError: fewer than two, or shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.multi_dot([cr.ones(2, 3), cr.ones(3, 4), cr.ones(4)])
        tensor([12., 12.])
    """

@overload
def norm(
    A: Tensor,
    ord: Number | None = None,
    dim: _int | Sequence[_int] | None = None,
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The norm of vectors or matrices. Without ``ord`` the 2-norm of all elements (or along ``dim``); with it, that of
    :func:`linalg.vector_norm` for one dimension and of :func:`linalg.matrix_norm` for two.

    Args:
        A (Tensor): floating point or complex.
        ord (number or str, optional): which norm.
        dim (int or tuple of ints, optional): one dimension for vectors, two for matrices.
        keepdim (bool): keep the reduced dimensions, with size 1.
        dtype (dtype, optional): to compute in.

    Raises:
        RuntimeError: an unknown ``ord``, or a number of dimensions that fits neither.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.norm(cr.tensor([[3., 0.], [0., 4.]]), ord=1)
        tensor(4.)
    """

@overload
def norm(
    A: Tensor,
    ord: str,
    dim: _int | Sequence[_int] | None = None,
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def pinv(
    A: Tensor,
    *,
    atol: Tensor | Number | None = None,
    rtol: Tensor | Number | None = None,
    hermitian: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The pseudoinverse (Moore and Penrose) of matrices: singular values up to ``max(atol, rtol * largest)`` count as zero, the
    others are inverted.

    Args:
        A (Tensor): (*, m, n), floating point or complex.
        atol (float or Tensor, optional): 0 by default.
        rtol (float or Tensor, optional): ``max(m, n)`` times the dtype's epsilon by default, 0 if ``atol`` is positive.
        hermitian (bool): takes A for Hermitian, and eigenvalues in place of singular ones.

    Returns:
        A tensor (*, n, m).

    Raises:
        LinAlgError: values that are not finite, or no convergence.
        RuntimeError: integers, or fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.pinv(cr.diag(cr.tensor([2., 0.])))
        tensor([[0.5000, 0.0000],
                [0.0000, 0.0000]])
    """

@overload
def pinv(
    A: Tensor, rcond: Tensor | Number, hermitian: _bool = False, *, out: Tensor | None = None
) -> Tensor: ...
def qr(
    A: Tensor, mode: str = "reduced", *, out: Sequence[Tensor] | None = None
) -> _results.linalg_qr:
    """``A = Q R`` with orthonormal columns in Q and an upper triangle R.

    Args:
        A (Tensor): (*, m, n), floating point or complex.
        mode (str): 'reduced' gives Q (*, m, k) and R (*, k, n) with k = min(m, n); 'complete' Q (*, m, m) and R (*, m, n);
            'r' R alone, and Q empty.

    Raises:
        RuntimeError: an unknown mode, integers, or fewer than two dimensions; in backward, mode 'r', or 'complete' with m > n.

    Example:
        >>> import chainrule as cr
        >>> Q, R = cr.linalg.qr(cr.tensor([[3., 1.], [4., 2.]]))
        >>> cr.allclose(Q @ R, cr.tensor([[3., 1.], [4., 2.]]))
        True
    """

def slogdet(A: Tensor, *, out: Sequence[Tensor] | None = None) -> _results.linalg_slogdet:
    """The determinant as a sign (a number of size 1 where complex) and the logarithm of its size: for determinants that
    overflow.

    Args:
        A (Tensor): (*, n, n), floating point or complex.

    Returns:
        sign and logabsdet, of shape (*): ``det(A) = sign * exp(logabsdet)``; 0 and -inf for singular matrices.

    Raises:
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.slogdet(cr.diag(cr.tensor([-1., 1.]))).sign
        tensor(-1.)
    """

def solve(A: Tensor, B: Tensor, *, left: _bool = True, out: Tensor | None = None) -> Tensor:
    """X of ``A X = B``, by LU factorisation. Its cotangents: ``gB = A^-H gX`` and ``gA = -gB X^H``.

    Args:
        A (Tensor): (*, n, n), floating point or complex.
        B (Tensor): (*, n, k), or vectors (n) or (*, n); batches broadcast.
        left (bool): False solves ``X A = B``.

    Raises:
        LinAlgError: A is singular.
        RuntimeError: shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.solve(cr.tensor([[2., 0.], [0., 4.]]), cr.tensor([1., 1.]))
        tensor([0.5000, 0.2500])
    """

def solve_ex(
    A: Tensor,
    B: Tensor,
    *,
    left: _bool = True,
    check_errors: _bool = False,
    out: Sequence[Tensor] | None = None,
) -> _results.linalg_solve_ex:
    """As :func:`linalg.solve`, with the place of the first zero on the diagonal of A's factor U as ``info`` (0 for none) instead of
    an error.

    Args:
        A, B (Tensor), left (bool): as there.
        check_errors (bool): raise nonetheless.

    Raises:
        RuntimeError: shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.solve_ex(cr.zeros(2, 2), cr.ones(2)).info
        tensor(1, dtype=torch.int32)
    """

def solve_triangular(
    A: Tensor,
    B: Tensor,
    *,
    upper: _bool,
    left: _bool = True,
    unitriangular: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """X of ``A X = B`` for triangular A; the other triangle is not read. A zero on the diagonal gives infinities, no error.

    Args:
        A (Tensor): (*, n, n), floating point or complex.
        B (Tensor): (*, n, k); batches broadcast.
        upper (bool): which triangle.
        left (bool): False solves ``X A = B``.
        unitriangular (bool): takes the diagonal for ones, without reading it.

    Raises:
        RuntimeError: shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.solve_triangular(cr.tensor([[2., 1.], [0., 4.]]), cr.tensor([[2.], [4.]]), upper=True)
        tensor([[0.5000],
                [1.0000]])
    """

def svd(
    A: Tensor,
    full_matrices: _bool = True,
    *,
    driver: str | None = None,
    out: Sequence[Tensor] | None = None,
) -> _results.linalg_svd:
    """The singular value decomposition ``A = U diag(S) Vh``: U and Vh unitary, S falling.

    Args:
        A (Tensor): (*, m, n), floating point or complex.
        full_matrices (bool): U (*, m, m) and Vh (*, n, n); False gives the first k = min(m, n) vectors only.
        driver (str, optional): for other devices; None here.

    Returns:
        U, S (*, k) and Vh. Signs (phases) of the vectors are not determined; gradients exist where a loss does not depend
        on them, and where singular values are distinct if it depends on vectors.

    Raises:
        LinAlgError: values that are not finite, or no convergence.
        RuntimeError: integers, or fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.svd(cr.tensor([[0., 2.], [3., 0.]])).S
        tensor([3., 2.])
    """

def svdvals(A: Tensor, *, driver: str | None = None, out: Tensor | None = None) -> Tensor:
    """The singular values of matrices, falling. Their cotangent: ``U diag(g) V^H``.

    Args:
        A (Tensor): (*, m, n), floating point or complex.
        driver (str, optional): for other devices; None here.

    Returns:
        A real tensor (*, min(m, n)).

    Raises:
        LinAlgError: values that are not finite, or no convergence.
        RuntimeError: integers, or fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.svdvals(cr.tensor([[0., 2.], [3., 0.]]))
        tensor([3., 2.])
    """

def tensorinv(A: Tensor, ind: _int = 2, *, out: Tensor | None = None) -> Tensor:
    """The inverse for :func:`tensordot`: ``tensordot(tensorinv(A, ind), A, ind)`` is the identity.

    Args:
        A (Tensor): read as a matrix whose rows are the first ``ind`` dimensions, and that must be square.
        ind (int): positive.

    Returns:
        A tensor of shape ``A.shape[ind:] + A.shape[:ind]``.

    Raises:
        LinAlgError: the matrix is singular.
        RuntimeError: it is not square.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.tensorinv(cr.eye(4).reshape(2, 2, 4)).shape
        torch.Size([4, 2, 2])
    """

def tensorsolve(
    A: Tensor, B: Tensor, dims: Sequence[_int] | None = None, *, out: Tensor | None = None
) -> Tensor:
    """X of ``tensordot(A, X, X.ndim) = B``.

    Args:
        A (Tensor): read as a square matrix whose rows are the first ``B.ndim`` dimensions.
        B (Tensor): the right-hand side.
        dims (tuple of ints, optional): dimensions of A to be moved to the end first.

    Returns:
        A tensor of shape ``A.shape[B.ndim:]``.

    Raises:
        LinAlgError: the matrix is singular.
        RuntimeError: shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.tensorsolve(2 * cr.eye(4).reshape(2, 2, 4), cr.ones(2, 2))
        tensor([0.5000, 0.5000, 0.5000, 0.5000])
    """

def vander(x: Tensor, *, N: _int | None = None) -> Tensor:
    """Vandermonde matrices: ``out[..., i, j] = x[..., i] ** j``.

    Args:
        x (Tensor): (*, n).
        N (int, optional): the number of powers, above 1; n by default.

    Raises:
        RuntimeError: no dimension, or ``N`` below 2.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.vander(cr.tensor([2, 3]), N=3)
        tensor([[1, 2, 4],
                [1, 3, 9]])
    """

def vecdot(x: Tensor, y: Tensor, *, dim: _int = -1, out: Tensor | None = None) -> Tensor:
    """The dot product of vectors, ``sum(conj(x) * y)`` along a dimension.

    Args:
        x, y (Tensor): of the same dtype, of shapes that broadcast.
        dim (int): what is summed.

    Raises:
        RuntimeError: dtypes that differ, or shapes that do not broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.vecdot(cr.tensor([[1., 2.], [3., 4.]]), cr.tensor([1., 1.]))
        tensor([3., 7.])
    """

def vector_norm(
    x: Tensor,
    ord: Number = 2,
    dim: _int | Sequence[_int] | None = None,
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The norm of vectors, ``sum(|x| ** ord) ** (1 / ord)``; of everything or along the dimensions ``dim``.

    Args:
        x (Tensor): of any shape, floating point or complex.
        ord (number): inf and -inf give the largest and the smallest size, 0 the number of elements that are not zero.
        dim (int or tuple of ints, optional): what to reduce; everything by default.
        keepdim (bool): keep the reduced dimensions, with size 1.
        dtype (dtype, optional): to compute in.

    Raises:
        RuntimeError: the dtype is an integer's or bool, or there is nothing to choose from.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.vector_norm(cr.tensor([3., 4.]))
        tensor(5.)
    """
