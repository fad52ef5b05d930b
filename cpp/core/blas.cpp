// The only file that calls OpenBLAS: its names, its int sizes, and how products become tasks.
#include "core/blas.h"

#include <cblas.h>

#include <algorithm>
#include <array>
#include <climits>
#include <complex>
#include <cstddef>
#include <limits>
#include <numeric>

#include "core/allocator.h"
#include "core/error.h"
#include "core/thread_pool.h"

namespace chainrule {
namespace {

using Complex64 = std::complex<float>;
using Complex128 = std::complex<double>;

template <class T>
constexpr bool kIsComplex = false;
template <class R>
constexpr bool kIsComplex<std::complex<R>> = true;

// One overload set over the four prefixes of BLAS.
void call_gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, float alpha,
               const float* a, int lda, const float* b, int ldb, float beta, float* c, int ldc) {
  scipy_cblas_sgemm(CblasRowMajor, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
void call_gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, double alpha,
               const double* a, int lda, const double* b, int ldb, double beta, double* c,
               int ldc) {
  scipy_cblas_dgemm(CblasRowMajor, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
void call_gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, Complex64 alpha,
               const Complex64* a, int lda, const Complex64* b, int ldb, Complex64 beta,
               Complex64* c, int ldc) {
  scipy_cblas_cgemm(CblasRowMajor, ta, tb, m, n, k, &alpha, a, lda, b, ldb, &beta, c, ldc);
}
void call_gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, Complex128 alpha,
               const Complex128* a, int lda, const Complex128* b, int ldb, Complex128 beta,
               Complex128* c, int ldc) {
  scipy_cblas_zgemm(CblasRowMajor, ta, tb, m, n, k, &alpha, a, lda, b, ldb, &beta, c, ldc);
}

void call_gemv(CBLAS_TRANSPOSE t, int m, int n, float alpha, const float* a, int lda,
               const float* x, int incx, float beta, float* y, int incy) {
  scipy_cblas_sgemv(CblasRowMajor, t, m, n, alpha, a, lda, x, incx, beta, y, incy);
}
void call_gemv(CBLAS_TRANSPOSE t, int m, int n, double alpha, const double* a, int lda,
               const double* x, int incx, double beta, double* y, int incy) {
  scipy_cblas_dgemv(CblasRowMajor, t, m, n, alpha, a, lda, x, incx, beta, y, incy);
}
void call_gemv(CBLAS_TRANSPOSE t, int m, int n, Complex64 alpha, const Complex64* a, int lda,
               const Complex64* x, int incx, Complex64 beta, Complex64* y, int incy) {
  scipy_cblas_cgemv(CblasRowMajor, t, m, n, &alpha, a, lda, x, incx, &beta, y, incy);
}
void call_gemv(CBLAS_TRANSPOSE t, int m, int n, Complex128 alpha, const Complex128* a, int lda,
               const Complex128* x, int incx, Complex128 beta, Complex128* y, int incy) {
  scipy_cblas_zgemv(CblasRowMajor, t, m, n, &alpha, a, lda, x, incx, &beta, y, incy);
}

float call_dot(bool, int n, const float* x, int incx, const float* y, int incy) {
  return scipy_cblas_sdot(n, x, incx, y, incy);
}
double call_dot(bool, int n, const double* x, int incx, const double* y, int incy) {
  return scipy_cblas_ddot(n, x, incx, y, incy);
}
Complex64 call_dot(bool conjugate, int n, const Complex64* x, int incx, const Complex64* y,
                   int incy) {
  Complex64 sum;
  (conjugate ? scipy_cblas_cdotc_sub : scipy_cblas_cdotu_sub)(n, x, incx, y, incy, &sum);
  return sum;
}
Complex128 call_dot(bool conjugate, int n, const Complex128* x, int incx, const Complex128* y,
                    int incy) {
  Complex128 sum;
  (conjugate ? scipy_cblas_zdotc_sub : scipy_cblas_zdotu_sub)(n, x, incx, y, incy, &sum);
  return sum;
}

int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }

CBLAS_TRANSPOSE cblas(Transpose trans) {
  return trans == Transpose::kNo    ? CblasNoTrans
         : trans == Transpose::kYes ? CblasTrans
                                    : CblasConjTrans;
}

int blas_int(int64_t value, const char* what) {
  check(value >= 0, what, " of a matrix product must not be negative, got ", value);
  check(value <= INT_MAX, what, " of a matrix product is ", value,
        ", but OpenBLAS counts to 2147483647; split the product into smaller ones");
  return static_cast<int>(value);
}

int blas_increment(int64_t value, int64_t length) {
  if (length <= 1) {
    return 1;
  }
  check(value > 0, "the increment of a vector in a product must be positive, got ", value);
  check(value <= INT_MAX, "the increment of a vector in a product is ", value,
        ", but OpenBLAS counts to 2147483647; make the vector contiguous");
  return static_cast<int>(value);
}

// The leading dimension of a matrix stored as rows x cols. If it is not used it may be anything.
int leading(int64_t ld, int64_t rows, int64_t cols) {
  const int64_t least = std::max<int64_t>(cols, 1);
  if (rows <= 1 || cols == 0) {
    return static_cast<int>(std::clamp<int64_t>(ld, least, INT_MAX));
  }
  check(ld >= least, "the leading dimension of a matrix in a product is ", ld,
        ", less than its rows of ", cols);
  return blas_int(ld, "a leading dimension");
}

// Memory for as long as a call takes.
template <class T>
class Block {
 public:
  explicit Block(int64_t n)
      : bytes_(static_cast<size_t>(n) * sizeof(T)), data_(static_cast<T*>(allocate(bytes_))) {}
  ~Block() { deallocate(data_, bytes_); }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  T* data() const { return data_; }

 private:
  size_t bytes_;
  T* data_;
};

template <class T>
void scale(int64_t m, int64_t n, T beta, T* c, int64_t ldc) {
  for (int64_t i = 0; i < m && beta != T(1); ++i) {
    T* row = c + i * ldc;
    for (int64_t j = 0; j < n; ++j) {
      row[j] = beta == T(0) ? T(0) : beta * row[j];
    }
  }
}

// Work is counted in multiplications of floats. Two threads pay from about the product of two
// 100 x 100 matrices on, which is two short tasks; with much work for each thread there are more
// tasks than threads, so that a thread that comes late takes fewer.
constexpr double kShortTask = 1 << 19;
constexpr double kLongTask = 1 << 25;
constexpr int64_t kVectorChunk = int64_t{1} << 16;  // elements of a matrix or vector read once
constexpr int64_t kLeastStrip = 1024;  // columns of a matrix: narrower strips are read slowly

template <class T>
double work_of(int64_t m, int64_t n, int64_t k) {
  return static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k) *
         static_cast<double>(sizeof(T) / sizeof(float)) * (kIsComplex<T> ? 2 : 1);
}

int64_t tasks_for(double work) {
  if (work < 2 * kShortTask || in_parallel_region()) {
    return 1;
  }
  const int64_t threads = num_threads();
  if (threads > 1 && work >= static_cast<double>(threads) * kLongTask) {
    return 2 * threads;
  }
  return std::min(threads, static_cast<int64_t>(work / kShortTask));
}

// How the m x n results of a product are cut: tiles of rows x cols, down_count x across_count.
struct Tiles {
  int64_t rows, cols, down_count, across_count;
};

Tiles tiles_of(int64_t m, int64_t n, int64_t count) {
  constexpr int64_t kRows = 8, kCols = 64;  // whole strips of what the kernels take at a time
  const int64_t most_down = std::max<int64_t>(m / kRows, 1);
  const int64_t most_across = std::max<int64_t>(n / kCols, 1);
  if (count <= 1 || (most_down == 1 && most_across == 1)) {
    return {m, n, 1, 1};
  }
  count = std::min(count, most_down * most_across);
  // Each tile packs its rows of A and columns of B anew: take the grid that packs least, and of
  // equal ones that with the longer rows.
  int64_t down = 1, across = 1;
  double least = std::numeric_limits<double>::infinity();
  for (int64_t d = std::min(count, most_down); d >= 1; --d) {
    const int64_t a = ceil_div(count, d);
    const double packed = static_cast<double>(m) * static_cast<double>(a) +
                          static_cast<double>(n) * static_cast<double>(d);
    if (a <= most_across && packed < least) {
      least = packed;
      down = d;
      across = a;
    }
  }
  const int64_t rows = down == 1 ? m : ceil_div(ceil_div(m, down), kRows) * kRows;
  const int64_t cols = across == 1 ? n : ceil_div(ceil_div(n, across), kCols) * kCols;
  return {rows, cols, ceil_div(m, rows), ceil_div(n, cols)};
}

// Results so few that a call of OpenBLAS costs as much as the work. Each product is rounded before
// it is added, in order, as PyTorch's are: where terms cancel, the same is left of them.
constexpr int kTiny = 8;

template <class T>
void multiply_tiny(bool turned_a, bool turned_b, int m, int n, int k, T alpha, const T* a, int lda,
                   const T* b, int ldb, T beta, T* c, int ldc) {
  const int64_t a_row = turned_a ? 1 : lda, a_col = turned_a ? lda : 1;
  const int64_t b_row = turned_b ? 1 : ldb, b_col = turned_b ? ldb : 1;
  for (int64_t i = 0; i < m; ++i) {
    std::array<T, kTiny> sums{};
    for (int64_t p = 0; p < k; ++p) {
      const T factor = a[i * a_row + p * a_col];
      const T* row = b + p * b_row;
      for (int64_t j = 0; j < n; ++j) {
        sums[static_cast<size_t>(j)] += factor * row[j * b_col];
      }
    }
    T* result = c + i * ldc;
    for (int64_t j = 0; j < n; ++j) {
      const T sum = alpha * sums[static_cast<size_t>(j)];
      result[j] = beta == T(0) ? sum : sum + beta * result[j];
    }
  }
}

// A product in the terms of BLAS, checked; the same for all matrices of a batch.
template <class T>
struct Product {
  Transpose trans_a, trans_b;
  int m, n, k, lda, ldb, ldc;
  T alpha, beta;

  // Rows [i, i + rows) and columns [j, j + cols) of one result, on this thread.
  void run(const T* a, const T* b, T* c, int64_t i, int64_t j, int64_t rows, int64_t cols) const {
    a += trans_a == Transpose::kNo ? i * lda : i;
    b += trans_b == Transpose::kNo ? j : j * ldb;
    c += i * ldc + j;
    if constexpr (!kIsComplex<T>) {
      if (m <= kTiny && n <= kTiny && k <= 64) {
        multiply_tiny(trans_a != Transpose::kNo, trans_b != Transpose::kNo, m, n, k, alpha, a, lda,
                      b, ldb, beta, c, ldc);
        return;
      }
    }
    call_gemm(cblas(trans_a), cblas(trans_b), static_cast<int>(std::min(rows, m - i)),
              static_cast<int>(std::min(cols, n - j)), k, alpha, a, lda, b, ldb, beta, c, ldc);
  }
};

template <class T>
T dot_product(bool conjugate, int64_t n, const T* x, int64_t incx, const T* y, int64_t incy) {
  prepare_blas();
  check(n < int64_t{1} << 38, "a dot product of ", n, " elements is too long");
  if (n <= 0) {
    return T(0);
  }
  const int step_x = blas_increment(incx, n), step_y = blas_increment(incy, n);
  const Chunks chunks = chunks_of(n, kVectorChunk);
  std::array<T, kMaxChunks> parts;
  parallel_tasks(chunks.count, [&](int64_t chunk) {
    const int64_t begin = chunk * chunks.size;
    const auto length = static_cast<int>(std::min(chunks.size, n - begin));
    parts[static_cast<size_t>(chunk)] =
        call_dot(conjugate, length, x + begin * step_x, step_x, y + begin * step_y, step_y);
  });
  T sum = parts[0];
  for (int64_t chunk = 1; chunk < chunks.count; ++chunk) {
    sum += parts[static_cast<size_t>(chunk)];
  }
  return sum;
}

}  // namespace

void prepare_blas() {
  static const bool ready = (scipy_openblas_set_num_threads(1), true);
  static_cast<void>(ready);
}

template <class T>
void gemv(Transpose trans, int64_t m, int64_t n, T alpha, const T* a, int64_t lda, const T* x,
          int64_t incx, T beta, T* y, int64_t incy) {
  prepare_blas();
  const bool down = trans == Transpose::kNo;
  const int64_t results = down ? m : n, terms = down ? n : m;
  const int ld = leading(lda, m, n), step_x = blas_increment(incx, terms);
  const int step_y = blas_increment(incy, results);
  const int rows = blas_int(m, "the number of rows"), cols = blas_int(n, "the number of columns");
  if (results == 0) {
    return;
  }
  if (terms == 0 || alpha == T(0)) {
    scale(results, 1, beta, y, step_y);
    return;
  }
  if (down || cols >= 8 * kLeastStrip) {  // strips of rows, or of columns if those can be wide
    const int64_t grain = down ? kVectorChunk / terms : kLeastStrip;
    parallel_for(0, results, grain, [&](int64_t begin, int64_t end) {
      const auto length = static_cast<int>(end - begin);
      call_gemv(cblas(trans), down ? length : rows, down ? cols : length, alpha,
                a + (down ? begin * ld : begin), ld, x, step_x, beta, y + begin * step_y, step_y);
    });
    return;
  }
  const Chunks chunks = chunks_of(m, std::max(2 * kVectorChunk / n, ceil_div(m, 32)));
  if (chunks.count == 1) {
    call_gemv(cblas(trans), rows, cols, alpha, a, ld, x, step_x, beta, y, step_y);
    return;
  }
  // Strips of rows here too, as memory lies, each with a vector of sums of its own.
  const Block<T> sums(chunks.count * n);
  parallel_tasks(chunks.count, [&](int64_t chunk) {
    const int64_t begin = chunk * chunks.size;
    call_gemv(cblas(trans), static_cast<int>(std::min(chunks.size, m - begin)), cols, alpha,
              a + begin * ld, ld, x + begin * step_x, step_x, T(0), sums.data() + chunk * n, 1);
  });
  for (int64_t j = 0; j < n; ++j) {
    T sum = sums.data()[j];
    for (int64_t chunk = 1; chunk < chunks.count; ++chunk) {
      sum += sums.data()[chunk * n + j];
    }
    T& result = y[j * step_y];
    result = beta == T(0) ? sum : sum + beta * result;
  }
}

template <class T>
void gemm_batched(Transpose trans_a, Transpose trans_b, int64_t batch, int64_t m, int64_t n,
                  int64_t k, T alpha, const T* a, int64_t lda, int64_t stride_a, const T* b,
                  int64_t ldb, int64_t stride_b, T beta, T* c, int64_t ldc, int64_t stride_c) {
  prepare_blas();
  const bool straight_a = trans_a == Transpose::kNo, straight_b = trans_b == Transpose::kNo;
  const Product<T> product{trans_a,
                           trans_b,
                           blas_int(m, "the number of rows"),
                           blas_int(n, "the number of columns"),
                           blas_int(k, "the inner size"),
                           leading(lda, straight_a ? m : k, straight_a ? k : m),
                           leading(ldb, straight_b ? k : n, straight_b ? n : k),
                           leading(ldc, m, n),
                           alpha,
                           beta};
  if (m == 0 || n == 0) {
    return;
  }
  if (k == 0 || alpha == T(0)) {
    for (int64_t i = 0; i < batch; ++i) {
      scale(m, n, beta, c + i * stride_c, product.ldc);
    }
    return;
  }
  const double work = work_of<T>(m, n, k);
  const int64_t tasks = tasks_for(work * static_cast<double>(batch));
  if (tasks == 1) {
    for (int64_t i = 0; i < batch; ++i) {
      product.run(a + i * stride_a, b + i * stride_b, c + i * stride_c, 0, 0, m, n);
    }
    return;
  }
  // One matrix is a task where there are many, or where they are small; else each is cut so that
  // the tasks come out even.
  const int64_t wanted = batch >= 4 * tasks ? 1 : tasks / std::gcd(batch, tasks);
  const Tiles tiles = tiles_of(m, n, std::min(wanted, static_cast<int64_t>(work / kShortTask)));
  const int64_t tiles_each = tiles.down_count * tiles.across_count;
  const auto grain = static_cast<int64_t>(kShortTask * static_cast<double>(tiles_each) / work);
  parallel_for(0, batch * tiles_each, grain, [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      const int64_t i = task / tiles_each, tile = task % tiles_each;
      product.run(a + i * stride_a, b + i * stride_b, c + i * stride_c,
                  tile / tiles.across_count * tiles.rows, tile % tiles.across_count * tiles.cols,
                  tiles.rows, tiles.cols);
    }
  });
}

template <class T>
void gemm(Transpose trans_a, Transpose trans_b, int64_t m, int64_t n, int64_t k, T alpha,
          const T* a, int64_t lda, const T* b, int64_t ldb, T beta, T* c, int64_t ldc) {
  // With one row or column OpenBLAS takes up to six times as long as for a matrix and a vector.
  const bool large = work_of<T>(m, n, k) >= 1 << 14;
  if (n == 1 && large && !(kIsComplex<T> && trans_b == Transpose::kConjugate)) {
    const bool straight = trans_a == Transpose::kNo;
    gemv(trans_a, straight ? m : k, straight ? k : m, alpha, a, lda, b,
         trans_b == Transpose::kNo ? ldb : 1, beta, c, ldc);
  } else if (m == 1 && large &&
             !(kIsComplex<T> &&
               (trans_a == Transpose::kConjugate || trans_b == Transpose::kConjugate))) {
    const bool straight = trans_b == Transpose::kNo;
    gemv(straight ? Transpose::kYes : Transpose::kNo, straight ? k : n, straight ? n : k, alpha, b,
         ldb, a, trans_a == Transpose::kNo ? 1 : lda, beta, c, 1);
  } else {
    gemm_batched(trans_a, trans_b, 1, m, n, k, alpha, a, lda, 0, b, ldb, 0, beta, c, ldc, 0);
  }
}

template <class T>
T dot(int64_t n, const T* x, int64_t incx, const T* y, int64_t incy) {
  return dot_product(false, n, x, incx, y, incy);
}

template <class T>
T dot_conjugated(int64_t n, const T* x, int64_t incx, const T* y, int64_t incy) {
  return dot_product(true, n, x, incx, y, incy);
}

#define CHAINRULE_INSTANTIATE(T)                                                                  \
  template void gemm(Transpose, Transpose, int64_t, int64_t, int64_t, T, const T*, int64_t,       \
                     const T*, int64_t, T, T*, int64_t);                                          \
  template void gemm_batched(Transpose, Transpose, int64_t, int64_t, int64_t, int64_t, T,         \
                             const T*, int64_t, int64_t, const T*, int64_t, int64_t, T, T*,       \
                             int64_t, int64_t);                                                   \
  template void gemv(Transpose, int64_t, int64_t, T, const T*, int64_t, const T*, int64_t, T, T*, \
                     int64_t);                                                                    \
  template T dot(int64_t, const T*, int64_t, const T*, int64_t);                                  \
  template T dot_conjugated(int64_t, const T*, int64_t, const T*, int64_t)

CHAINRULE_INSTANTIATE(float);
CHAINRULE_INSTANTIATE(double);
CHAINRULE_INSTANTIATE(Complex64);
CHAINRULE_INSTANTIATE(Complex128);
#undef CHAINRULE_INSTANTIATE

std::string blas_corename() { return scipy_openblas_get_corename(); }
std::string blas_config() { return scipy_openblas_get_config(); }

}  // namespace chainrule
