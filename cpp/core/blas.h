// Matrix products: the face of OpenBLAS. All matrices are row-major; sizes and leading dimensions
// are in elements. T is float, double, std::complex<float> or std::complex<double>.
// What may not live here: tensors, other dtypes, decisions about which product an operation needs.
//
// OpenBLAS never runs threads of its own: large products are cut into tiles, and these are tasks of
// the pool. (Its threaded drivers are no alternative: their jobs wait for one another while they
// run, which hangs wherever jobs do not all run at once, as in a loop inside a parallel loop.)
// Results depend on the sizes and on num_threads() only.
#pragma once

#include <cstdint>
#include <string>

namespace chainrule {

enum class Transpose : uint8_t { kNo, kYes, kConjugate };  // the last: transposed and conjugated

// C = alpha * op(A) op(B) + beta * C, where op(A) is m x k, op(B) is k x n and C is m x n; `lda`,
// `ldb` and `ldc` are the distances between rows as stored. With beta = 0, C is not read; with
// k = 0 or alpha = 0, A and B are not. Throws RuntimeError for sizes beyond 2^31 - 1.
template <class T>
void gemm(Transpose trans_a, Transpose trans_b, int64_t m, int64_t n, int64_t k, T alpha,
          const T* a, int64_t lda, const T* b, int64_t ldb, T beta, T* c, int64_t ldc);

// The same for `batch` triples of matrices, `stride_*` elements apart. A stride of 0 means that one
// matrix serves all; not for C.
template <class T>
void gemm_batched(Transpose trans_a, Transpose trans_b, int64_t batch, int64_t m, int64_t n,
                  int64_t k, T alpha, const T* a, int64_t lda, int64_t stride_a, const T* b,
                  int64_t ldb, int64_t stride_b, T beta, T* c, int64_t ldc, int64_t stride_c);

// y = alpha * op(A) x + beta * y, where A is stored as m x n. Increments must not be 0, except that
// of a vector of one element.
template <class T>
void gemv(Transpose trans, int64_t m, int64_t n, T alpha, const T* a, int64_t lda, const T* x,
          int64_t incx, T beta, T* y, int64_t incy);

// Sum of x[i] * y[i], x conjugated or not. The same value whatever the number of threads.
template <class T>
T dot(int64_t n, const T* x, int64_t incx, const T* y, int64_t incy);
template <class T>
T dot_conjugated(int64_t n, const T* x, int64_t incx, const T* y, int64_t incy);

/// Before the first call of any of its functions: OpenBLAS stays on the thread that calls it.
void prepare_blas();

std::string blas_corename();  // the kernels that OpenBLAS chose, for example SkylakeX
std::string blas_config();    // how OpenBLAS was built

}  // namespace chainrule
