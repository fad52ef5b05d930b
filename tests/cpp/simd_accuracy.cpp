// Accuracy of every elementary function in cpp/simd/ against the C library in higher precision
// (double for float, long double for double): largest error in units in the last place over strided
// bit patterns of the whole type, random values and special values; signs of zero, infinities and
// NaN; and that a value's result does not depend on its lane, its neighbours or on partial loads.
// Built once per instruction set:
//   g++ -std=c++20 -O2 -march=x86-64-v3 -DCHAINRULE_ISA_NS=v3 -Icpp tests/cpp/simd_accuracy.cpp
// Arguments: stride over float bit patterns (default 1021; 1 is exhaustive), then names of
// functions to run (default all). Exits with 1 when a bound is exceeded.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "simd/math.h"
#include "simd_hard_points.h"
#include "simd_reference.h"

#define CHAINRULE_STRING_(x) #x
#define CHAINRULE_STRING(x) CHAINRULE_STRING_(x)

namespace simd = chainrule::CHAINRULE_ISA_NS;
using simd::Vec;

namespace {

constexpr const char* kIsa = CHAINRULE_STRING(CHAINRULE_ISA_NS);
int64_t float_stride = 1021;
std::vector<std::string> wanted;
bool failed = false;

template <class T>
using Wide = std::conditional_t<std::is_same_v<T, float>, double, long double>;
template <class T>
constexpr const char* kTypeName = std::is_same_v<T, float> ? "float" : "double";

template <class T>
bool same_bits(T a, T b) {
  return (a != a && b != b) || std::memcmp(&a, &b, sizeof(T)) == 0;
}

// |got - want| in units in the last place of T at `want`; infinite where a special value is wrong.
template <class T>
double ulp_error(T got, Wide<T> want) {
  using W = Wide<T>;
  using L = std::numeric_limits<T>;
  constexpr double kWrong = std::numeric_limits<double>::infinity();
  if (want != want || got != got) return want != want && got != got ? 0 : kWrong;
  if (std::signbit(got) != std::signbit(want)) return kWrong;
  // Overflow counts as the power of two behind the largest finite value.
  const W limit = std::ldexp(W(1), L::max_exponent);
  if (std::isinf(want) && !std::isinf(got)) return kWrong;
  W g = std::isinf(got) ? limit : W(got);
  W w = std::fabs(want) > limit ? std::copysign(limit, want) : want;
  g = std::fabs(g);
  w = std::fabs(w);
  const int e = w == 0 ? L::min_exponent - 1 : std::max(std::ilogb(w), L::min_exponent - 1);
  return static_cast<double>(
      std::ldexp(std::fabs(g - w), L::digits - 1 - std::min(e, L::max_exponent - 1)));
}

template <class T>
struct Worst {
  double ulp = 0;
  T x = 0, y = 0;
  T got = 0;
  int64_t samples = 0;
  int64_t lane_faults = 0;
};

template <class T>
void report(const char* name, const Worst<T>& w, double bound, bool binary) {
  const bool bad = !(w.ulp <= bound) || w.lane_faults != 0;
  failed |= bad;
  std::printf("%-11s %-6s %-4s %10.3f  bound %-4g at %.9g", name, kTypeName<T>, kIsa, w.ulp, bound,
              static_cast<double>(w.x));
  if (binary) std::printf(", %.9g", static_cast<double>(w.y));
  std::printf(" (%a)", static_cast<double>(w.x));
  if (w.lane_faults != 0)
    std::printf("  %lld results depend on the lane", (long long)w.lane_faults);
  if (bad) std::printf("  got %a  FAILED", static_cast<double>(w.got));
  std::printf("\n");
  std::fflush(stdout);
}

// Values that functions treat apart, for both types.
template <class T>
std::vector<T> special_values() {
  using L = std::numeric_limits<T>;
  std::vector<T> v;
  const auto add = [&](T x) {
    for (const T s : {x, -x}) {
      v.push_back(s);
      v.push_back(std::nextafter(s, T(0)));
      v.push_back(std::nextafter(s, s < 0 ? -L::infinity() : L::infinity()));
    }
  };
  for (const T x : {L::quiet_NaN(), L::infinity(), T(0)}) {
    v.push_back(x);
    v.push_back(-x);
  }
  for (const T x : {L::denorm_min(), L::min(), L::max(), L::epsilon(), T(0.25), T(0.5), T(0.75),
                    T(1), T(1.5), T(2), T(3), T(4), T(10), T(100), T(1000)}) {
    add(x);
  }
  for (int i = -40; i <= 40; ++i) add(T(i) * T(0.25));
  for (int i = 1; i < 200; ++i) add(T(i * 1.57079632679489661923L));
  for (const double x :
       {88.3762626647950, 88.7228394, 87.3365448, 103.97208, 709.782712893384, 745.133219101941,
        708.396418532264, 1e5, 3e3, 1e7, 1e9, 1.0e22, 6381956970095103.0, 0x1.6ac5b262ca1ffp+849}) {
    if (x < static_cast<double>(L::max())) add(T(x));
  }
  return v;
}

// Double values: every exponent, and the ranges where functions change.
std::vector<double> double_samples() {
  std::mt19937_64 random(7);
  std::vector<double> v;
  for (uint64_t e = 0; e < 4096; ++e) {
    for (int i = 0; i < 48; ++i) {
      const uint64_t bits = (e << 52) | (random() >> 12);
      double x;
      std::memcpy(&x, &bits, sizeof x);
      v.push_back(x);
    }
  }
  for (const double range : {0.3, 1.0, 1.5, 3.0, 8.0, 30.0, 760.0, 1e4, 1e10}) {
    std::uniform_real_distribution<double> uniform(-range, range);
    for (int i = 0; i < 60000; ++i) v.push_back(uniform(random));
  }
  for (int i = 0; i < 30000; ++i) {  // around 1, where logarithms vanish
    v.push_back(1 + std::ldexp(std::uniform_real_distribution<double>(-1, 1)(random), -(i % 50)));
  }
  for (int i = 1; i < 30000; ++i) {  // around multiples of pi/2
    v.push_back(
        static_cast<double>((random() >> (30 + i % 30)) * 1.57079632679489661923132169163975L));
  }
  const std::vector<double> special = special_values<double>();
  v.insert(v.end(), special.begin(), special.end());
  return v;
}

// Runs f over the samples in whole vectors, and again with every value in another lane, between
// other neighbours, and through partial loads and stores.
template <class T, class F, class R>
void check_block(const std::vector<T>& x, const std::vector<T>& y, F f, R reference,
                 Worst<T>& worst) {
  constexpr int kLanes = Vec<T>::size;
  const int n = static_cast<int>(x.size());
  std::vector<T> out(x.size()), again(x.size());
  const auto run = [&](int i, int count, T* to) {
    const Vec<T> a =
        count == kLanes ? Vec<T>::load(&x[i]) : Vec<T>::load_n(&x[i], count, Vec<T>(T(0.5)));
    const Vec<T> b =
        count == kLanes ? Vec<T>::load(&y[i]) : Vec<T>::load_n(&y[i], count, Vec<T>(T(2)));
    const Vec<T> r = f(a, b);
    if (count == kLanes) {
      r.store(to + i);
    } else {
      r.store_n(to + i, count);
    }
  };
  int i = 0;
  for (; i + kLanes <= n; i += kLanes) run(i, kLanes, out.data());
  if (i < n) run(i, n - i, out.data());
  int count = 1;
  for (i = 0; i < n; i += count) {
    count = std::min(count % kLanes + 1, n - i);
    run(i, count, again.data());
  }
  for (i = 0; i < n; ++i) {
    worst.lane_faults += !same_bits(out[i], again[i]);
    const double e = ulp_error<T>(out[i], reference(Wide<T>(x[i]), Wide<T>(y[i])));
    if (!(e <= worst.ulp)) {
      worst.ulp = e;
      worst.x = x[i];
      worst.y = y[i];
      worst.got = out[i];
    }
  }
  worst.samples += n;
}

bool skipped(const char* name) {
  if (wanted.empty()) return false;
  for (const std::string& w : wanted) {
    if (w == name) return false;
  }
  return true;
}

// The points of simd_hard_points.h, against their own values.
template <class F>
void check_hard_points(const char* name, F lanes, Worst<double>& worst) {
  std::vector<double> x;
  std::vector<long double> want;
  for (const HardPoint& p : kHardPoints) {
    if (std::strcmp(p.function, name) != 0) continue;
    x.push_back(p.x);
    want.push_back(static_cast<long double>(p.value) + static_cast<long double>(p.value_rest));
  }
  size_t i = 0;
  check_block(x, x, lanes, [&](long double, long double) { return want[i++]; }, worst);
}

template <class T, class F, class R>
void check_unary(const char* name, double bound, F f, R reference) {
  if (skipped(name)) return;
  Worst<T> worst;
  const auto lanes = [&](Vec<T> x, Vec<T>) { return f(x); };
  const auto ref = [&](Wide<T> x, Wide<T>) { return static_cast<Wide<T>>(reference(x)); };
  if constexpr (std::is_same_v<T, float>) {
    std::vector<float> x = special_values<float>();
    check_block(x, x, lanes, ref, worst);
    x.clear();
    for (int64_t bits = 0; bits < (int64_t{1} << 32); bits += float_stride) {
      const uint32_t b = static_cast<uint32_t>(bits);
      float v;
      std::memcpy(&v, &b, sizeof v);
      x.push_back(v);
      if (x.size() == 4099) {
        check_block(x, x, lanes, ref, worst);
        x.clear();
      }
    }
    check_block(x, x, lanes, ref, worst);
  } else {
    static const std::vector<double> samples = double_samples();
    check_block(samples, samples, lanes, ref, worst);
    check_hard_points(name, lanes, worst);
  }
  report(name, worst, bound, false);
}

template <class F, class R>
void check(const char* name, double float_bound, double double_bound, F f, R reference) {
  check_unary<float>(name, float_bound, f, reference);
  check_unary<double>(name, double_bound, f, reference);
}

// Pairs of all special values with each other, of random bit patterns, and of moderate values, some
// whole.
template <class T, class F, class R>
void check_binary_type(const char* name, double bound, F f, R reference) {
  if (skipped(name)) return;
  Worst<T> worst;
  const auto ref = [&](Wide<T> x, Wide<T> y) { return static_cast<Wide<T>>(reference(x, y)); };
  std::vector<T> x, y;
  const auto flush = [&] {
    check_block(x, y, f, ref, worst);
    x.clear();
    y.clear();
  };
  const std::vector<T> special = special_values<T>();
  for (size_t i = 0; i < special.size(); i += (i < 120 ? 1 : 7)) {
    for (size_t j = 0; j < special.size(); j += (j < 120 ? 1 : 11)) {
      x.push_back(special[i]);
      y.push_back(special[j]);
    }
  }
  flush();
  std::mt19937_64 random(11);
  const auto bits = [&] {
    T v;
    const uint64_t r = random();
    std::memcpy(&v, &r, sizeof v);
    return v;
  };
  const auto uniform = [&](double range) {
    return static_cast<T>(std::uniform_real_distribution<double>(-range, range)(random));
  };
  for (int i = 0; i < 300000; ++i) {
    x.push_back(bits());
    y.push_back(bits());
  }
  flush();
  for (int i = 0; i < 600000; ++i) {
    const double range = std::ldexp(1.0, i % 12);
    switch (i % 5) {
      case 0:
        x.push_back(uniform(range)), y.push_back(uniform(range));
        break;
      case 1:
        x.push_back(1 + uniform(1 / range)), y.push_back(uniform(range * range));
        break;
      case 2:
        x.push_back(std::fabs(bits())),
            y.push_back(uniform(
                2 /
                std::max(1.0, std::fabs(std::log2(std::fabs((double)x.back()) + 1e-320)) / 500)));
        break;
      case 3:
        x.push_back(uniform(range)), y.push_back(std::round(uniform(20)));
        break;
      default:
        x.push_back(std::round(uniform(range))), y.push_back(std::round(uniform(range)));
        break;
    }
  }
  flush();
  report(name, worst, bound, true);
}

template <class F, class R>
void check_binary(const char* name, double float_bound, double double_bound, F f, R reference) {
  check_binary_type<float>(name, float_bound, f, reference);
  check_binary_type<double>(name, double_bound, f, reference);
}

}  // namespace

#define CHAINRULE_LANES(f) [](auto x) __attribute__((noinline)) { return simd::f(x); }
#define CHAINRULE_LANES2(f) [](auto x, auto y) __attribute__((noinline)) { return simd::f(x, y); }

int main(int argc, char** argv) {
  if (argc > 1) float_stride = std::max(1LL, std::atoll(argv[1]));
  for (int i = 2; i < argc; ++i) wanted.emplace_back(argv[i]);

  check("sqrt", 0.5, 0.501, CHAINRULE_LANES(sqrt), [](auto x) { return std::sqrt(x); });
  check("exp", 2, 2, CHAINRULE_LANES(exp), [](auto x) { return std::exp(x); });
  check("exp2", 4, 4, CHAINRULE_LANES(exp2), [](auto x) { return std::exp2(x); });
  check("expm1", 4, 4, CHAINRULE_LANES(expm1), [](auto x) { return std::expm1(x); });
  check("sigmoid", 2, 2, CHAINRULE_LANES(sigmoid), [](auto x) { return reference::sigmoid(x); });
  check("log", 2, 2, CHAINRULE_LANES(log), [](auto x) { return std::log(x); });
  check("log2", 4, 4, CHAINRULE_LANES(log2), [](auto x) { return std::log2(x); });
  check("log10", 4, 4, CHAINRULE_LANES(log10), [](auto x) { return std::log10(x); });
  check("log1p", 4, 4, CHAINRULE_LANES(log1p), [](auto x) { return std::log1p(x); });
  check("log1pexp", 4, 4, CHAINRULE_LANES(log1pexp), [](auto x) { return reference::log1pexp(x); });
  check("sin", 2, 2, CHAINRULE_LANES(sin), [](auto x) { return std::sin(x); });
  check("cos", 2, 2, CHAINRULE_LANES(cos), [](auto x) { return std::cos(x); });
  check("tan", 4, 4, CHAINRULE_LANES(tan), [](auto x) { return std::tan(x); });
  check("asin", 4, 4, CHAINRULE_LANES(asin), [](auto x) { return std::asin(x); });
  check("acos", 4, 4, CHAINRULE_LANES(acos), [](auto x) { return std::acos(x); });
  check("atan", 4, 4, CHAINRULE_LANES(atan), [](auto x) { return std::atan(x); });
  check("sinh", 4, 4, CHAINRULE_LANES(sinh), [](auto x) { return std::sinh(x); });
  check("cosh", 4, 4, CHAINRULE_LANES(cosh), [](auto x) { return std::cosh(x); });
  check("tanh", 2, 2, CHAINRULE_LANES(tanh), [](auto x) { return std::tanh(x); });
  check("asinh", 4, 4, CHAINRULE_LANES(asinh), [](auto x) { return std::asinh(x); });
  check("acosh", 4, 4, CHAINRULE_LANES(acosh), [](auto x) { return std::acosh(x); });
  check("atanh", 4, 4, CHAINRULE_LANES(atanh), [](auto x) { return std::atanh(x); });
  check("erf", 2, 2, CHAINRULE_LANES(erf), [](auto x) { return std::erf(x); });
  check("erfc", 4, 4, CHAINRULE_LANES(erfc), [](auto x) { return std::erfc(x); });
  check("reciprocal", 0.5, 0.501, CHAINRULE_LANES(reciprocal), [](auto x) { return 1 / x; });
  check("rsqrt", 4, 4, CHAINRULE_LANES(rsqrt), [](auto x) { return 1 / std::sqrt(x); });
  check("erfinv", 4, 4, CHAINRULE_LANES(erfinv), [](auto x) { return reference::erfinv(x); });
  check("lgamma", 4, 4, CHAINRULE_LANES(lgamma), [](auto x) { return std::lgamma(x); });
  check("digamma", 4, 4, CHAINRULE_LANES(digamma), [](auto x) { return reference::digamma(x); });
  check_binary("atan2", 4, 4, CHAINRULE_LANES2(atan2),
               [](auto y, auto x) { return std::atan2(y, x); });
  check_binary("pow", 4, 4, CHAINRULE_LANES2(pow), [](auto x, auto y) { return std::pow(x, y); });
  check_binary("hypot", 4, 4, CHAINRULE_LANES2(hypot),
               [](auto x, auto y) { return std::hypot(x, y); });
  return failed ? 1 : 0;
}
