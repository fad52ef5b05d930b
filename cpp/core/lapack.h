// Factorisations of single matrices: the face of LAPACK, which OpenBLAS brings along. All matrices
// are column-major, with `ld` elements from one column to the next; T is float, double,
// std::complex<float> or std::complex<double>, and R its real type.
// What may not live here: tensors, batches, messages. A function returns LAPACK's info: 0, or
// above 0 what went wrong with the values. Sizes beyond 2^31 - 1 throw RuntimeError.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "core/error.h"

namespace chainrule {

/// A matrix for which there is no answer: singular, not positive definite, not converging.
/// Python's chainrule.linalg.LinAlgError.
class LinAlgError : public RuntimeError {
  using RuntimeError::RuntimeError;
};

namespace lapack {

template <class T>
struct RealOf {
  using type = T;
};
template <class R>
struct RealOf<std::complex<R>> {
  using type = R;
};
template <class T>
using Real = typename RealOf<T>::type;

enum class Triangle : char { kUpper = 'U', kLower = 'L' };
enum class Side : char { kLeft = 'L', kRight = 'R' };
enum class Form : char { kPlain = 'N', kTransposed = 'T', kAdjoint = 'C' };
enum class Vectors : char { kNone = 'N', kThin = 'S', kAll = 'A' };

/// Scratch memory of one function for one set of sizes; reused from matrix to matrix of a batch.
template <class T>
struct Workspace {
  std::vector<T> work;
  std::vector<Real<T>> real;
  std::vector<int> integers;
};

// ---- triangular systems ----

/// B (m x n) becomes alpha op(A)^-1 B, or alpha B op(A)^-1 on the right. A zero on the diagonal
/// divides.
template <class T>
void trsm(Side side, Triangle triangle, Form form, bool unit, int64_t m, int64_t n, T alpha,
          const T* a, int64_t lda, T* b, int64_t ldb);

// ---- P A = L U ----

/// `pivots` (min(m, n), from 1): row i was exchanged with row pivots[i]. Info: the first zero
/// on U's diagonal.
template <class T>
int getrf(int64_t m, int64_t n, T* a, int64_t lda, int* pivots);
/// B becomes op(A)^-1 B.
template <class T>
int getrs(Form form, int64_t n, int64_t columns, const T* lu, int64_t lda, const int* pivots, T* b,
          int64_t ldb);

// ---- A = L L^H ----

/// Info: the first leading minor that is not positive.
template <class T>
int potrf(Triangle triangle, int64_t n, T* a, int64_t lda);
/// The triangle of A^-1 from that of its factor.
template <class T>
int potri(Triangle triangle, int64_t n, T* a, int64_t lda);

// ---- A = L D L^T, or L D L^H (`hermitian`, complex only) ----

template <class T>
int ldl_factor(bool hermitian, Triangle triangle, int64_t n, T* a, int64_t lda, int* pivots,
               Workspace<T>& space);
template <class T>
int ldl_solve(bool hermitian, Triangle triangle, int64_t n, int64_t columns, const T* ld,
              int64_t lda, const int* pivots, T* b, int64_t ldb);

// ---- A = Q R ----

template <class T>
int geqrf(int64_t m, int64_t n, T* a, int64_t lda, T* tau, Workspace<T>& space);
/// The first n columns of the product of k reflectors.
template <class T>
int orgqr(int64_t m, int64_t n, int64_t k, T* a, int64_t lda, const T* tau, Workspace<T>& space);
/// C (m x n) becomes op(Q) C, or C op(Q); `form` is plain or adjoint.
template <class T>
int ormqr(Side side, Form form, int64_t m, int64_t n, int64_t k, const T* a, int64_t lda,
          const T* tau, T* c, int64_t ldc, Workspace<T>& space);

// ---- singular values, eigenvalues ----

/// A = U diag(s) V^H; `a` is destroyed. Divide and conquer, and QR iteration where that fails.
template <class T>
int svd(Vectors vectors, int64_t m, int64_t n, T* a, int64_t lda, Real<T>* s, T* u, int64_t ldu,
        T* vh, int64_t ldvh, Workspace<T>& space);
/// `a` becomes the eigenvectors if they are asked for; eigenvalues ascend.
template <class T>
int eigh(bool vectors, Triangle triangle, int64_t n, T* a, int64_t lda, Real<T>* values,
         Workspace<T>& space);
/// Right eigenvectors, each of norm 1; complex also for real matrices.
template <class T>
int eig(bool vectors, int64_t n, T* a, int64_t lda, std::complex<Real<T>>* values,
        std::complex<Real<T>>* right, int64_t ldr, Workspace<T>& space);

// ---- least squares ----

enum class LeastSquares : uint8_t { kGels, kGelsy, kGelsd, kGelss };
/// Minimises |A X - B|. B has max(m, n) rows: the right-hand sides go in, X comes out above what
/// gives the residuals. `s` (min(m, n)) for gelsd and gelss, `rank` for all but gels.
template <class T>
int least_squares(LeastSquares driver, int64_t m, int64_t n, int64_t columns, T* a, int64_t lda,
                  T* b, int64_t ldb, Real<T> rcond, Real<T>* s, int* rank, Workspace<T>& space);

}  // namespace lapack
}  // namespace chainrule
