// The only file that calls LAPACK: its names, its int sizes, its questions for scratch memory.
#include "core/lapack.h"

// Names of the library have a prefix; complex numbers are C++'s.
#define LAPACK_GLOBAL(lower, upper) scipy_##lower##_
#define lapack_complex_float std::complex<float>
#define lapack_complex_double std::complex<double>
#include <cblas.h>
#include <lapack.h>

#include <algorithm>
#include <climits>
#include <cmath>
#include <type_traits>

#include "core/blas.h"

// LAPACK has these, its header does not.
extern "C" {
void scipy_sorg2r_(const int* m, const int* n, const int* k, float* a, const int* lda,
                   const float* tau, float* work, int* info);
void scipy_dorg2r_(const int* m, const int* n, const int* k, double* a, const int* lda,
                   const double* tau, double* work, int* info);
void scipy_cung2r_(const int* m, const int* n, const int* k, std::complex<float>* a, const int* lda,
                   const std::complex<float>* tau, std::complex<float>* work, int* info);
void scipy_zung2r_(const int* m, const int* n, const int* k, std::complex<double>* a,
                   const int* lda, const std::complex<double>* tau, std::complex<double>* work,
                   int* info);
}

namespace chainrule::lapack {

namespace {

template <class T>
constexpr bool kComplex = !std::is_same_v<T, Real<T>>;

/// The routine for T of the four that LAPACK has under one name.
template <class T, class S, class D, class C, class Z>
constexpr auto pick(S s, D d, C c, Z z) {
  if constexpr (std::is_same_v<T, float>) {
    return s;
  } else if constexpr (std::is_same_v<T, double>) {
    return d;
  } else if constexpr (std::is_same_v<T, std::complex<float>>) {
    return c;
  } else {
    return z;
  }
}

int size(int64_t value) {
  check(value <= INT_MAX, "a matrix of ", value,
        " rows or columns is too large: LAPACK counts to 2147483647");
  return static_cast<int>(value);
}
int lead(int64_t value) { return size(std::max<int64_t>(value, 1)); }

/// Up to so many reflectors the blocked routines only call the plain ones, after some questions.
constexpr int64_t kUnblocked = 32;

template <class E>
char letter(E value) {
  return static_cast<char>(value);
}

/// The size that a routine asks for comes back as a number of type T.
template <class T>
void reserve(std::vector<T>& work, T asked) {
  // Large sizes are rounded on their way through float.
  const double exact = static_cast<double>(std::real(asked));
  work.resize(static_cast<size_t>(std::max(1.0, exact * (1 + 1e-6))));
}
template <class T>
int length(const std::vector<T>& work) {
  return static_cast<int>(std::min<size_t>(work.size(), INT_MAX));
}

}  // namespace

template <class T>
void trsm(Side side, Triangle triangle, Form form, bool unit, int64_t m, int64_t n, T alpha,
          const T* a, int64_t lda, T* b, int64_t ldb) {
  prepare_blas();
  const auto s = side == Side::kLeft ? CblasLeft : CblasRight;
  const auto u = triangle == Triangle::kUpper ? CblasUpper : CblasLower;
  const auto f = form == Form::kPlain        ? CblasNoTrans
                 : form == Form::kTransposed ? CblasTrans
                                             : CblasConjTrans;
  const auto d = unit ? CblasUnit : CblasNonUnit;
  const auto routine =
      pick<T>(scipy_cblas_strsm, scipy_cblas_dtrsm, scipy_cblas_ctrsm, scipy_cblas_ztrsm);
  if constexpr (kComplex<T>) {
    routine(CblasColMajor, s, u, f, d, size(m), size(n), &alpha, a, lead(lda), b, lead(ldb));
  } else {
    routine(CblasColMajor, s, u, f, d, size(m), size(n), alpha, a, lead(lda), b, lead(ldb));
  }
}

template <class T>
int getrf(int64_t m, int64_t n, T* a, int64_t lda, int* pivots) {
  prepare_blas();
  const int rows = size(m), columns = size(n), ld = lead(lda);
  int info = 0;
  pick<T>(scipy_sgetrf_, scipy_dgetrf_, scipy_cgetrf_, scipy_zgetrf_)(&rows, &columns, a, &ld,
                                                                      pivots, &info);
  return info;
}

template <class T>
int getrs(Form form, int64_t n, int64_t columns, const T* lu, int64_t lda, const int* pivots, T* b,
          int64_t ldb) {
  prepare_blas();
  const char f = letter(form);
  const int order = size(n), sides = size(columns), ld = lead(lda), ld_b = lead(ldb);
  int info = 0;
  pick<T>(scipy_sgetrs_, scipy_dgetrs_, scipy_cgetrs_, scipy_zgetrs_)(&f, &order, &sides, lu, &ld,
                                                                      pivots, b, &ld_b, &info, 1);
  return info;
}

template <class T>
int potrf(Triangle triangle, int64_t n, T* a, int64_t lda) {
  prepare_blas();
  const char u = letter(triangle);
  const int order = size(n), ld = lead(lda);
  int info = 0;
  pick<T>(scipy_spotrf_, scipy_dpotrf_, scipy_cpotrf_, scipy_zpotrf_)(&u, &order, a, &ld, &info, 1);
  // A NaN on the diagonal is not positive either; OpenBLAS takes it along.
  for (int64_t i = 0; info == 0 && i < n; ++i) {
    if (std::isnan(std::real(a[i * lda + i]))) info = static_cast<int>(i) + 1;
  }
  return info;
}

template <class T>
int potri(Triangle triangle, int64_t n, T* a, int64_t lda) {
  prepare_blas();
  const char u = letter(triangle);
  const int order = size(n), ld = lead(lda);
  int info = 0;
  pick<T>(scipy_spotri_, scipy_dpotri_, scipy_cpotri_, scipy_zpotri_)(&u, &order, a, &ld, &info, 1);
  return info;
}

template <class T>
int ldl_factor(bool hermitian, Triangle triangle, int64_t n, T* a, int64_t lda, int* pivots,
               Workspace<T>& space) {
  prepare_blas();
  const char u = letter(triangle);
  const int order = size(n), ld = lead(lda);
  const auto symmetric = pick<T>(scipy_ssytrf_, scipy_dsytrf_, scipy_csytrf_, scipy_zsytrf_);
  const auto routine =
      hermitian ? pick<T>(scipy_ssytrf_, scipy_dsytrf_, scipy_chetrf_, scipy_zhetrf_) : symmetric;
  int info = 0;
  if (space.work.empty()) {
    const int ask = -1;
    T asked{};
    routine(&u, &order, a, &ld, pivots, &asked, &ask, &info, 1);
    reserve(space.work, asked);
  }
  const int room = length(space.work);
  routine(&u, &order, a, &ld, pivots, space.work.data(), &room, &info, 1);
  return info;
}

template <class T>
int ldl_solve(bool hermitian, Triangle triangle, int64_t n, int64_t columns, const T* ld,
              int64_t lda, const int* pivots, T* b, int64_t ldb) {
  prepare_blas();
  const char u = letter(triangle);
  const int order = size(n), sides = size(columns), ld_a = lead(lda), ld_b = lead(ldb);
  const auto symmetric = pick<T>(scipy_ssytrs_, scipy_dsytrs_, scipy_csytrs_, scipy_zsytrs_);
  const auto routine =
      hermitian ? pick<T>(scipy_ssytrs_, scipy_dsytrs_, scipy_chetrs_, scipy_zhetrs_) : symmetric;
  int info = 0;
  routine(&u, &order, &sides, ld, &ld_a, pivots, b, &ld_b, &info, 1);
  return info;
}

template <class T>
int geqrf(int64_t m, int64_t n, T* a, int64_t lda, T* tau, Workspace<T>& space) {
  prepare_blas();
  const int rows = size(m), columns = size(n), ld = lead(lda);
  if (std::min(m, n) <= kUnblocked) {
    space.work.resize(static_cast<size_t>(lead(n)));
    int info = 0;
    pick<T>(scipy_sgeqr2_, scipy_dgeqr2_, scipy_cgeqr2_, scipy_zgeqr2_)(
        &rows, &columns, a, &ld, tau, space.work.data(), &info);
    return info;
  }
  const auto routine = pick<T>(scipy_sgeqrf_, scipy_dgeqrf_, scipy_cgeqrf_, scipy_zgeqrf_);
  int info = 0;
  if (space.work.empty()) {
    const int ask = -1;
    T asked{};
    routine(&rows, &columns, a, &ld, tau, &asked, &ask, &info);
    reserve(space.work, asked);
  }
  const int room = length(space.work);
  routine(&rows, &columns, a, &ld, tau, space.work.data(), &room, &info);
  return info;
}

template <class T>
int orgqr(int64_t m, int64_t n, int64_t k, T* a, int64_t lda, const T* tau, Workspace<T>& space) {
  prepare_blas();
  const int rows = size(m), columns = size(n), count = size(k), ld = lead(lda);
  if (k <= kUnblocked) {
    space.work.resize(static_cast<size_t>(lead(n)));
    int info = 0;
    pick<T>(scipy_sorg2r_, scipy_dorg2r_, scipy_cung2r_, scipy_zung2r_)(
        &rows, &columns, &count, a, &ld, tau, space.work.data(), &info);
    return info;
  }
  const auto routine = pick<T>(scipy_sorgqr_, scipy_dorgqr_, scipy_cungqr_, scipy_zungqr_);
  int info = 0;
  if (space.work.empty()) {
    const int ask = -1;
    T asked{};
    routine(&rows, &columns, &count, a, &ld, tau, &asked, &ask, &info);
    reserve(space.work, asked);
  }
  const int room = length(space.work);
  routine(&rows, &columns, &count, a, &ld, tau, space.work.data(), &room, &info);
  return info;
}

template <class T>
int ormqr(Side side, Form form, int64_t m, int64_t n, int64_t k, const T* a, int64_t lda,
          const T* tau, T* c, int64_t ldc, Workspace<T>& space) {
  prepare_blas();
  const char s = letter(side);
  const char f = form == Form::kPlain ? 'N' : kComplex<T> ? 'C' : 'T';
  const int rows = size(m), columns = size(n), count = size(k), ld = lead(lda), ld_c = lead(ldc);
  const auto routine = pick<T>(scipy_sormqr_, scipy_dormqr_, scipy_cunmqr_, scipy_zunmqr_);
  int info = 0;
  if (space.work.empty()) {
    const int ask = -1;
    T asked{};
    routine(&s, &f, &rows, &columns, &count, a, &ld, tau, c, &ld_c, &asked, &ask, &info, 1, 1);
    reserve(space.work, asked);
  }
  const int room = length(space.work);
  routine(&s, &f, &rows, &columns, &count, a, &ld, tau, c, &ld_c, space.work.data(), &room, &info,
          1, 1);
  return info;
}

namespace {

/// One call of gesdd; with room = -1 it only asks.
template <class T>
int gesdd(char job, int rows, int columns, T* a, int ld, Real<T>* s, T* u, int ld_u, T* vh,
          int ld_vh, T* work, int room, Workspace<T>& space) {
  const auto routine = pick<T>(scipy_sgesdd_, scipy_dgesdd_, scipy_cgesdd_, scipy_zgesdd_);
  int info = 0;
  if constexpr (kComplex<T>) {
    routine(&job, &rows, &columns, a, &ld, s, u, &ld_u, vh, &ld_vh, work, &room, space.real.data(),
            space.integers.data(), &info, 1);
  } else {
    routine(&job, &rows, &columns, a, &ld, s, u, &ld_u, vh, &ld_vh, work, &room,
            space.integers.data(), &info, 1);
  }
  return info;
}

template <class T>
int gesvd(char job, int rows, int columns, T* a, int ld, Real<T>* s, T* u, int ld_u, T* vh,
          int ld_vh, T* work, int room, Workspace<T>& space) {
  const auto routine = pick<T>(scipy_sgesvd_, scipy_dgesvd_, scipy_cgesvd_, scipy_zgesvd_);
  int info = 0;
  if constexpr (kComplex<T>) {
    routine(&job, &job, &rows, &columns, a, &ld, s, u, &ld_u, vh, &ld_vh, work, &room,
            space.real.data(), &info, 1, 1);
  } else {
    routine(&job, &job, &rows, &columns, a, &ld, s, u, &ld_u, vh, &ld_vh, work, &room, &info, 1, 1);
  }
  return info;
}

}  // namespace

template <class T>
int svd(Vectors vectors, int64_t m, int64_t n, T* a, int64_t lda, Real<T>* s, T* u, int64_t ldu,
        T* vh, int64_t ldvh, Workspace<T>& space) {
  prepare_blas();
  const char job = letter(vectors);
  const int rows = size(m), columns = size(n), ld = lead(lda), ld_u = lead(ldu), ld_vh = lead(ldvh);
  T asked{};
  if (space.work.empty()) {
    const size_t low = static_cast<size_t>(std::min(m, n)),
                 high = static_cast<size_t>(std::max(m, n));
    space.integers.resize(std::max<size_t>(8 * low, 1));
    // As gesdd's documentation says; gesvd wants 5 min(m, n).
    if constexpr (kComplex<T>) {
      space.real.resize(std::max<size_t>(
          {size_t{1}, 7 * low, low * std::max(5 * low + 7, 2 * high + 2 * low + 1)}));
    }
    gesdd<T>(job, rows, columns, a, ld, s, u, ld_u, vh, ld_vh, &asked, -1, space);
    reserve(space.work, asked);
  }
  // A copy, for the second try.
  std::vector<T> original;
  const auto count = static_cast<size_t>(n) * static_cast<size_t>(lead(lda));
  if (m > 0) original.assign(a, a + count);
  int info = gesdd<T>(job, rows, columns, a, ld, s, u, ld_u, vh, ld_vh, space.work.data(),
                      length(space.work), space);
  if (info <= 0) return info;
  std::copy(original.begin(), original.end(), a);
  gesvd<T>(job, rows, columns, a, ld, s, u, ld_u, vh, ld_vh, &asked, -1, space);
  std::vector<T> work;
  reserve(work, asked);
  return gesvd<T>(job, rows, columns, a, ld, s, u, ld_u, vh, ld_vh, work.data(), length(work),
                  space);
}

template <class T>
int eigh(bool vectors, Triangle triangle, int64_t n, T* a, int64_t lda, Real<T>* values,
         Workspace<T>& space) {
  prepare_blas();
  const char job = vectors ? 'V' : 'N', u = letter(triangle);
  const int order = size(n), ld = lead(lda), ask = -1;
  const auto routine = pick<T>(scipy_ssyevd_, scipy_dsyevd_, scipy_cheevd_, scipy_zheevd_);
  int info = 0;
  if constexpr (kComplex<T>) {
    if (space.work.empty()) {
      T asked{};
      Real<T> asked_real{};
      int asked_integers = 0;
      routine(&job, &u, &order, a, &ld, values, &asked, &ask, &asked_real, &ask, &asked_integers,
              &ask, &info, 1, 1);
      reserve(space.work, asked);
      reserve(space.real, asked_real);
      space.integers.resize(static_cast<size_t>(std::max(asked_integers, 1)));
    }
    const int room = length(space.work), real_room = length(space.real),
              integer_room = length(space.integers);
    routine(&job, &u, &order, a, &ld, values, space.work.data(), &room, space.real.data(),
            &real_room, space.integers.data(), &integer_room, &info, 1, 1);
  } else {
    if (space.work.empty()) {
      T asked{};
      int asked_integers = 0;
      routine(&job, &u, &order, a, &ld, values, &asked, &ask, &asked_integers, &ask, &info, 1, 1);
      reserve(space.work, asked);
      space.integers.resize(static_cast<size_t>(std::max(asked_integers, 1)));
    }
    const int room = length(space.work), integer_room = length(space.integers);
    routine(&job, &u, &order, a, &ld, values, space.work.data(), &room, space.integers.data(),
            &integer_room, &info, 1, 1);
  }
  return info;
}

template <class T>
int eig(bool vectors, int64_t n, T* a, int64_t lda, std::complex<Real<T>>* values,
        std::complex<Real<T>>* right, int64_t ldr, Workspace<T>& space) {
  prepare_blas();
  const char none = 'N', job = vectors ? 'V' : 'N';
  const int order = size(n), ld = lead(lda), ask = -1, one = 1;
  const auto routine = pick<T>(scipy_sgeev_, scipy_dgeev_, scipy_cgeev_, scipy_zgeev_);
  int info = 0;
  T asked{};
  if constexpr (kComplex<T>) {
    const int ld_r = lead(ldr);
    if (space.work.empty()) {
      space.real.resize(static_cast<size_t>(std::max<int64_t>(2 * n, 1)));
      routine(&none, &job, &order, a, &ld, values, nullptr, &one, right, &ld_r, &asked, &ask,
              space.real.data(), &info, 1, 1);
      reserve(space.work, asked);
    }
    const int room = length(space.work);
    routine(&none, &job, &order, a, &ld, values, nullptr, &one, right, &ld_r, space.work.data(),
            &room, space.real.data(), &info, 1, 1);
  } else {
    // Real and imaginary parts of the values, then the vectors: a pair of conjugates takes two
    // real columns.
    const auto count = static_cast<size_t>(n);
    space.real.resize(2 * count + (vectors ? count * count : 1));
    T* re = space.real.data();
    T* im = re + count;
    T* columns = im + count;
    if (space.work.empty()) {
      routine(&none, &job, &order, a, &ld, re, im, nullptr, &one, columns, &order, &asked, &ask,
              &info, 1, 1);
      reserve(space.work, asked);
    }
    const int room = length(space.work);
    routine(&none, &job, &order, a, &ld, re, im, nullptr, &one, columns, &order, space.work.data(),
            &room, &info, 1, 1);
    for (size_t j = 0; j < count; ++j) values[j] = {re[j], im[j]};
    for (size_t j = 0; vectors && j < count; ++j) {
      std::complex<T>* out = right + j * static_cast<size_t>(ldr);
      const T* column = columns + j * count;
      if (im[j] == T(0)) {
        for (size_t i = 0; i < count; ++i) out[i] = column[i];
        continue;
      }
      std::complex<T>* twin = out + ldr;
      for (size_t i = 0; i < count; ++i) {
        out[i] = {column[i], column[i + count]};
        twin[i] = {column[i], -column[i + count]};
      }
      ++j;
    }
  }
  return info;
}

namespace {

template <class T>
int least_squares_call(LeastSquares driver, int m, int n, int columns, T* a, int ld_a, T* b,
                       int ld_b, Real<T> rcond, Real<T>* s, int* rank, T* work, int room,
                       Workspace<T>& space) {
  int info = 0;
  const char plain = 'N';
  const auto gels = pick<T>(scipy_sgels_, scipy_dgels_, scipy_cgels_, scipy_zgels_);
  const auto gelsy = pick<T>(scipy_sgelsy_, scipy_dgelsy_, scipy_cgelsy_, scipy_zgelsy_);
  const auto gelsd = pick<T>(scipy_sgelsd_, scipy_dgelsd_, scipy_cgelsd_, scipy_zgelsd_);
  const auto gelss = pick<T>(scipy_sgelss_, scipy_dgelss_, scipy_cgelss_, scipy_zgelss_);
  if (driver == LeastSquares::kGels) {
    gels(&plain, &m, &n, &columns, a, &ld_a, b, &ld_b, work, &room, &info, 1);
    return info;
  }
  int* integers = space.integers.data();
  if constexpr (kComplex<T>) {
    Real<T>* real = space.real.data();
    if (driver == LeastSquares::kGelsy) {
      gelsy(&m, &n, &columns, a, &ld_a, b, &ld_b, integers, &rcond, rank, work, &room, real, &info);
    } else if (driver == LeastSquares::kGelsd) {
      gelsd(&m, &n, &columns, a, &ld_a, b, &ld_b, s, &rcond, rank, work, &room, real, integers,
            &info);
    } else {
      gelss(&m, &n, &columns, a, &ld_a, b, &ld_b, s, &rcond, rank, work, &room, real, &info);
    }
  } else {
    if (driver == LeastSquares::kGelsy) {
      gelsy(&m, &n, &columns, a, &ld_a, b, &ld_b, integers, &rcond, rank, work, &room, &info);
    } else if (driver == LeastSquares::kGelsd) {
      gelsd(&m, &n, &columns, a, &ld_a, b, &ld_b, s, &rcond, rank, work, &room, integers, &info);
    } else {
      gelss(&m, &n, &columns, a, &ld_a, b, &ld_b, s, &rcond, rank, work, &room, &info);
    }
  }
  return info;
}

}  // namespace

template <class T>
int least_squares(LeastSquares driver, int64_t m, int64_t n, int64_t columns, T* a, int64_t lda,
                  T* b, int64_t ldb, Real<T> rcond, Real<T>* s, int* rank, Workspace<T>& space) {
  prepare_blas();
  const int rows = size(m), cols = size(n), sides = size(columns), ld_a = lead(lda),
            ld_b = lead(ldb);
  if (space.work.empty()) {
    const auto low = static_cast<size_t>(std::min(m, n));
    // gelsy: a permutation of columns, 2 n reals. gelss: 5 min(m, n) reals. gelsd says itself.
    space.integers.resize(static_cast<size_t>(n) + 1);
    space.real.resize(std::max<size_t>({size_t{1}, 2 * static_cast<size_t>(n), 5 * low}));
    T asked{};
    least_squares_call(driver, rows, cols, sides, a, ld_a, b, ld_b, rcond, s, rank, &asked, -1,
                       space);
    reserve(space.work, asked);
    if (driver == LeastSquares::kGelsd) {
      const auto integers = static_cast<size_t>(space.integers[0]);
      const auto reals = kComplex<T> ? static_cast<size_t>(space.real[0]) : 1;
      space.integers.resize(std::max<size_t>(1, integers));
      space.real.resize(std::max<size_t>(1, reals));
    }
  }
  // To gelsy a zero says that the column may move.
  if (driver == LeastSquares::kGelsy) std::fill(space.integers.begin(), space.integers.end(), 0);
  return least_squares_call(driver, rows, cols, sides, a, ld_a, b, ld_b, rcond, s, rank,
                            space.work.data(), length(space.work), space);
}

#define CHAINRULE_INSTANTIATE(T)                                                                \
  template void trsm(Side, Triangle, Form, bool, int64_t, int64_t, T, const T*, int64_t, T*,    \
                     int64_t);                                                                  \
  template int getrf(int64_t, int64_t, T*, int64_t, int*);                                      \
  template int getrs(Form, int64_t, int64_t, const T*, int64_t, const int*, T*, int64_t);       \
  template int potrf(Triangle, int64_t, T*, int64_t);                                           \
  template int potri(Triangle, int64_t, T*, int64_t);                                           \
  template int ldl_factor(bool, Triangle, int64_t, T*, int64_t, int*, Workspace<T>&);           \
  template int ldl_solve(bool, Triangle, int64_t, int64_t, const T*, int64_t, const int*, T*,   \
                         int64_t);                                                              \
  template int geqrf(int64_t, int64_t, T*, int64_t, T*, Workspace<T>&);                         \
  template int orgqr(int64_t, int64_t, int64_t, T*, int64_t, const T*, Workspace<T>&);          \
  template int ormqr(Side, Form, int64_t, int64_t, int64_t, const T*, int64_t, const T*, T*,    \
                     int64_t, Workspace<T>&);                                                   \
  template int svd(Vectors, int64_t, int64_t, T*, int64_t, Real<T>*, T*, int64_t, T*, int64_t,  \
                   Workspace<T>&);                                                              \
  template int eigh(bool, Triangle, int64_t, T*, int64_t, Real<T>*, Workspace<T>&);             \
  template int eig(bool, int64_t, T*, int64_t, std::complex<Real<T>>*, std::complex<Real<T>>*,  \
                   int64_t, Workspace<T>&);                                                     \
  template int least_squares(LeastSquares, int64_t, int64_t, int64_t, T*, int64_t, T*, int64_t, \
                             Real<T>, Real<T>*, int*, Workspace<T>&)

CHAINRULE_INSTANTIATE(float);
CHAINRULE_INSTANTIATE(double);
CHAINRULE_INSTANTIATE(std::complex<float>);
CHAINRULE_INSTANTIATE(std::complex<double>);
#undef CHAINRULE_INSTANTIATE

}  // namespace chainrule::lapack
