// Tests of the matrix products against plain loops in higher precision.
//
// From the root of the repository, OPENBLAS being the folder of the package scipy-openblas32, with
// any of -fsanitize=address,undefined or -fsanitize=thread:
//   g++ -std=c++20 -O2 -g -Wall -Wextra -Icpp -Itests/cpp -I$OPENBLAS/include
//       tests/cpp/core_blas.cpp cpp/core/{error,system,allocator,slabs,large_blocks}.cpp
//       cpp/core/{thread_pool,blas}.cpp -L$OPENBLAS/lib -Wl,-rpath,$OPENBLAS/lib
//       -lscipy_openblas -pthread -o core_blas
#include "core/blas.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <complex>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <typeinfo>
#include <vector>

#include "check.h"
#include "core/error.h"
#include "core/thread_pool.h"

// ThreadSanitizer refuses threads in a child of a process with threads unless told otherwise.
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() { return "die_after_fork=0"; }

namespace {

using namespace chainrule;
using Wide = std::complex<long double>;

template <class T>
constexpr bool kIsComplex = false;
template <class R>
constexpr bool kIsComplex<std::complex<R>> = true;

template <class T>
T make(double re, double im) {
  if constexpr (kIsComplex<T>) {
    return T(static_cast<typename T::value_type>(re), static_cast<typename T::value_type>(im));
  } else {
    return static_cast<T>(re);
  }
}

template <class T>
std::vector<T> random_values(int64_t n) {
  static std::mt19937 engine(7);
  std::normal_distribution<double> normal;
  std::vector<T> values(static_cast<size_t>(n));
  for (T& value : values) {
    value = make<T>(normal(engine), normal(engine));
  }
  return values;
}

// Unit roundoff of the type's real part.
template <class T>
long double roundoff() {
  return std::numeric_limits<decltype(std::abs(T(0)))>::epsilon() / 2;
}

template <class T>
T element(Transpose trans, const T* a, int64_t lda, int64_t i, int64_t j) {
  if (trans == Transpose::kNo) {
    return a[i * lda + j];
  }
  const T value = a[j * lda + i];
  if constexpr (kIsComplex<T>) {
    return trans == Transpose::kConjugate ? std::conj(value) : value;
  } else {
    return value;
  }
}

// Checks C against alpha op(A) op(B) + beta C0, with the bound on the error of an inner product of
// Higham, "Accuracy and Stability of Numerical Algorithms" (2002), section 3.1.
template <class T>
bool product_right(Transpose ta, Transpose tb, int64_t m, int64_t n, int64_t k, T alpha, const T* a,
                   int64_t lda, const T* b, int64_t ldb, T beta, const T* before, const T* c,
                   int64_t ldc) {
  // Of large results a sample, which visits every tile, the last row and the last column.
  const int64_t down = std::max<int64_t>(m / 12, 1), across = std::max<int64_t>(n / 12, 1);
  for (int64_t i = (m - 1) % down; i < m; i += down) {
    for (int64_t j = (n - 1) % across; j < n; j += across) {
      Wide sum = beta == T(0) ? Wide(0) : Wide(beta) * Wide(before[i * ldc + j]);
      long double size = std::abs(sum);
      for (int64_t l = 0; l < k && alpha != T(0); ++l) {
        const Wide term =
            Wide(alpha) * Wide(element(ta, a, lda, i, l)) * Wide(element(tb, b, ldb, l, j));
        sum += term;
        size += std::abs(term);
      }
      const long double bound = 4 * static_cast<long double>(k + 4) * roundoff<T>() * size;
      if (!(std::abs(Wide(c[i * ldc + j]) - sum) <= bound)) {
        return false;
      }
    }
  }
  return true;
}

template <class T>
void check_gemm(Transpose ta, Transpose tb, int64_t m, int64_t n, int64_t k, T alpha, T beta,
                int64_t pad) {
  const int64_t lda = (ta == Transpose::kNo ? k : m) + pad,
                ldb = (tb == Transpose::kNo ? n : k) + pad;
  const int64_t ldc = n + pad;
  const auto a = random_values<T>((ta == Transpose::kNo ? m : k) * lda + pad);
  const auto b = random_values<T>((tb == Transpose::kNo ? k : n) * ldb + pad);
  auto before = random_values<T>(m * ldc + pad);
  if (beta == T(0)) {  // must not be read
    for (T& value : before) {
      value = make<T>(std::nan(""), std::nan(""));
    }
  }
  auto c = before;
  gemm(ta, tb, m, n, k, alpha, a.data(), lda, b.data(), ldb, beta, c.data(), ldc);
  CHECK(product_right(ta, tb, m, n, k, alpha, a.data(), lda, b.data(), ldb, beta, before.data(),
                      c.data(), ldc));
  bool untouched = true;
  for (size_t i = 0; i < c.size(); ++i) {
    if (static_cast<int64_t>(i) % std::max<int64_t>(ldc, 1) >= n) {
      untouched = untouched && std::abs(c[i]) == std::abs(before[i]);
    }
  }
  CHECK(pad == 0 || beta == T(0) || untouched);
}

constexpr Transpose kAll[] = {Transpose::kNo, Transpose::kYes, Transpose::kConjugate};

template <class T>
void test_gemm() {
  const T one = make<T>(1, 0), zero = make<T>(0, 0), some = make<T>(-0.5, 0.25);
  for (const Transpose ta : kAll) {
    for (const Transpose tb : kAll) {
      for (const int64_t m : {0, 1, 2, 17}) {
        for (const int64_t n : {0, 1, 5, 33}) {
          for (const int64_t k : {0, 1, 30}) {
            check_gemm<T>(ta, tb, m, n, k, one, zero, 0);
            check_gemm<T>(ta, tb, m, n, k, some, some, 3);
          }
        }
      }
      for (const int threads : {1, 2, 3}) {
        set_num_threads(threads);
        check_gemm<T>(ta, tb, 130, 70, 128, some, one, 1);  // on several threads
        check_gemm<T>(ta, tb, 9, 300, 500, one, zero, 0);
        check_gemm<T>(ta, tb, 300, 3, 1201, one, zero, 2);
        check_gemm<T>(ta, tb, 1, 300, 401, some, some, 1);  // a vector and a matrix
        check_gemm<T>(ta, tb, 500, 1, 301, some, some, 1);
        check_gemm<T>(ta, tb, 20, 20, 20, zero, some, 0);
      }
    }
  }
  // Rows of a single row may lie anywhere.
  const auto a = random_values<T>(4), b = random_values<T>(12);
  std::vector<T> c(3);
  gemm(Transpose::kNo, Transpose::kNo, 1, 3, 4, one, a.data(), int64_t{0}, b.data(), int64_t{3},
       zero, c.data(), int64_t{1});
  CHECK(product_right(Transpose::kNo, Transpose::kNo, 1, 3, 4, one, a.data(), 4, b.data(), 3, zero,
                      c.data(), c.data(), 3));
}

template <class T>
void test_batches() {
  const T some = make<T>(2, -1), other = make<T>(0.5, 0);
  for (const int threads : {1, 2, 3}) {
    set_num_threads(threads);
    struct Case {
      int64_t batch, m, n, k;
    };
    for (const auto [batch, m, n, k] : {Case{0, 3, 3, 3},
                                        {1, 4, 5, 6},
                                        {300, 3, 4, 5},
                                        {7, 1, 9, 2},
                                        {3, 90, 80, 130},
                                        {2, 120, 130, 110},
                                        {9, 64, 64, 64}}) {
      for (const bool share_b : {false, true}) {
        const int64_t stride_a = m * k + 1, stride_b = share_b ? 0 : k * n, stride_c = m * n + 2;
        const auto a = random_values<T>(batch * stride_a + 1);
        const auto b = random_values<T>(batch * stride_b + k * n);
        const auto before = random_values<T>(batch * stride_c + 1);
        auto c = before;
        gemm_batched(Transpose::kYes, Transpose::kNo, batch, m, n, k, some, a.data(), m, stride_a,
                     b.data(), n, stride_b, other, c.data(), n, stride_c);
        bool right = true;
        for (int64_t i = 0; i < batch; ++i) {
          right =
              right && product_right(Transpose::kYes, Transpose::kNo, m, n, k, some,
                                     a.data() + i * stride_a, m, b.data() + i * stride_b, n, other,
                                     before.data() + i * stride_c, c.data() + i * stride_c, n);
        }
        CHECK(right);
      }
    }
  }
}

template <class T>
void test_vectors() {
  const T one = make<T>(1, 0), zero = make<T>(0, 0), some = make<T>(-0.5, 0.25);
  for (const int threads : {1, 2}) {
    set_num_threads(threads);
    struct Case {
      int64_t m, n;
    };
    for (const auto [m, n] : {Case{0, 4},
                              {4, 0},
                              {1, 1},
                              {3, 7},
                              {700, 301},
                              {20, 20000},
                              {20000, 20},
                              {30, 9000},
                              {900, 1000}}) {
      const auto a = random_values<T>(m * (n + 2) + 1);
      for (const Transpose trans : kAll) {
        const int64_t rows = trans == Transpose::kNo ? m : n,
                      terms = trans == Transpose::kNo ? n : m;
        for (const int64_t step : {1, 3}) {
          const auto x = random_values<T>(terms * step + 1);
          for (const T beta : {zero, some}) {
            auto before = random_values<T>(rows * step + 1);
            if (beta == zero) {
              std::fill(before.begin(), before.end(), make<T>(std::nan(""), 0));
            }
            auto y = before;
            gemv(trans, m, n, one, a.data(), n + 2, x.data(), step, beta, y.data(), step);
            CHECK(product_right(trans, Transpose::kNo, rows, 1, terms, one, a.data(), n + 2,
                                x.data(), step, beta, before.data(), y.data(), step));
          }
        }
      }
    }
  }
  for (const int64_t n : {0, 1, 3, 1000, 300001}) {
    const auto x = random_values<T>(2 * n + 1), y = random_values<T>(3 * n + 1);
    std::vector<T> plain, conjugated;
    for (const int threads : {1, 2, 4}) {
      set_num_threads(threads);
      plain.push_back(dot(n, x.data(), int64_t{2}, y.data(), int64_t{3}));
      conjugated.push_back(dot_conjugated(n, x.data(), int64_t{2}, y.data(), int64_t{3}));
    }
    CHECK(plain[0] == plain[1] && plain[0] == plain[2]);
    CHECK(product_right(Transpose::kYes, Transpose::kNo, 1, 1, n, one, x.data(), 2, y.data(), 3,
                        zero, plain.data(), plain.data(), 1));
    CHECK(product_right(Transpose::kConjugate, Transpose::kNo, 1, 1, n, one, x.data(), 2, y.data(),
                        3, zero, conjugated.data(), conjugated.data(), 1));
  }
}

template <class T>
void test_special_values() {
  const auto real_inf = std::numeric_limits<double>::infinity();
  const T one = make<T>(1, 0), zero = make<T>(0, 0);
  for (const int64_t n : {4, 40, 150}) {
    std::vector<T> a(static_cast<size_t>(n * n), one), b(static_cast<size_t>(n * n), zero);
    auto c = b;
    a[0] = make<T>(real_inf, 0);  // inf * 0 is NaN
    a[static_cast<size_t>(n)] = make<T>(std::nan(""), 0);
    gemm(Transpose::kNo, Transpose::kNo, n, n, n, one, a.data(), n, b.data(), n, zero, c.data(), n);
    CHECK(std::isnan(std::abs(c[0])) && std::isnan(std::abs(c[static_cast<size_t>(n)])));
    CHECK(c.back() == zero);
  }
}

void test_refusals() {
  float x[4] = {1, 2, 3, 4};
  const auto multiply = [&](int64_t m, int64_t n, int64_t k, int64_t lda) {
    gemm(Transpose::kNo, Transpose::kNo, m, n, k, 1.0f, x, lda, x, n, 0.0f, x, n);
    return 0;
  };
  CHECK_THROWS(RuntimeError, multiply(int64_t{1} << 31, 1, 1, 1), "number of rows");
  CHECK_THROWS(RuntimeError, multiply(1, 1, int64_t{1} << 40, int64_t{1} << 40), "2147483647");
  CHECK_THROWS(RuntimeError, multiply(2, 2, 2, 1), "less than its rows of 2");
  CHECK_THROWS(RuntimeError, multiply(2, 2, 2, int64_t{1} << 31), "a leading dimension");
  CHECK_THROWS(RuntimeError, multiply(-1, 2, 2, 2), "negative");
  CHECK_THROWS(RuntimeError, dot(2, x, int64_t{0}, x, int64_t{1}), "must be positive");
  CHECK(multiply(1, 1, 1, int64_t{1} << 31) == 0);
}

// The same bits each time, also when the product is part of a parallel loop, several at once.
void test_repeats() {
  set_num_threads(2);
  const int64_t n = 200;
  const auto a = random_values<float>(n * n), b = random_values<float>(n * n);
  const auto multiply = [&] {
    std::vector<float> c(static_cast<size_t>(n * n));
    gemm(Transpose::kNo, Transpose::kNo, n, n, n, 1.0f, a.data(), n, b.data(), n, 0.0f, c.data(),
         n);
    return c;
  };
  const auto first = multiply();
  bool same = true;
  for (int i = 0; i < 20; ++i) {
    same = same && multiply() == first;
  }
  CHECK(same);
  std::vector<std::vector<float>> results(8);
  parallel_tasks(8, [&](int64_t i) { results[static_cast<size_t>(i)] = multiply(); });
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] { CHECK(multiply() == first); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const auto& result : results) {
    CHECK(result == results[0] &&
          product_right(Transpose::kNo, Transpose::kNo, n, n, n, 1.0f, a.data(), n, b.data(), n,
                        0.0f, result.data(), result.data(), n));
  }
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    _exit(multiply() == first ? 0 : 1);
  }
  int status = -1;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  CHECK(!blas_corename().empty() && blas_config().find("OpenBLAS") != std::string::npos);
}

template <class T>
void test_type() {
  test_gemm<T>();
  test_batches<T>();
  test_vectors<T>();
  test_special_values<T>();
}

}  // namespace

int main() {
  test_type<float>();
  test_type<double>();
  test_type<std::complex<float>>();
  test_type<std::complex<double>>();
  test_refusals();
  test_repeats();
  return test::report();
}
