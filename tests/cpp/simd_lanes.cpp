// The lanes themselves, against plain scalar code: loads and stores of every length, arithmetic,
// comparisons, selection, rounding, NaN rules, reductions, conversions, float16 and bfloat16. Built
// once per instruction set:
//   g++ -std=c++20 -O2 -march=x86-64-v3 -DCHAINRULE_ISA_NS=v3 -Icpp tests/cpp/simd_lanes.cpp
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "check.h"
#include "simd/convert.h"
#include "simd/half.h"
#include "simd/vec.h"

namespace simd = chainrule::CHAINRULE_ISA_NS;
using simd::Mask;
using simd::Vec;

namespace {

template <class T>
bool same(T a, T b) {
  return (a != a && b != b) || std::memcmp(&a, &b, sizeof(T)) == 0;
}

template <class T, class F>
bool every_lane(F f) {
  for (int i = 0; i < Vec<T>::size; ++i) {
    if (!f(i)) return false;
  }
  return true;
}

// As in an operation's definition: literals of other types beside lanes.
template <class X>
X expression(X x) {
  return (1 - x * x) * X(0.5) + 2.0 * x;
}

template <class T>
void memory() {
  using X = Vec<T>;
  T from[X::size], to[X::size + 1];
  for (int i = 0; i < X::size; ++i) from[i] = static_cast<T>(i + 1);
  const X whole = X::load(from);
  CHECK(every_lane<T>([&](int i) { return whole[i] == from[i]; }));
  for (int n = 0; n < X::size; ++n) {
    const X part = X::load_n(from, n, X(77));
    CHECK(every_lane<T>([&](int i) { return part[i] == (i < n ? from[i] : T(77)); }));
    const X zeros = X::load_n(from, n);
    CHECK(every_lane<T>([&](int i) { return zeros[i] == (i < n ? from[i] : T(0)); }));
    for (T& t : to) t = T(99);
    whole.store_n(to, n);
    CHECK(to[X::size] == T(99));
    CHECK(every_lane<T>([&](int i) { return to[i] == (i < n ? from[i] : T(99)); }));
  }
  to[X::size] = T(99);
  whole.store(to);
  CHECK(to[X::size] == T(99));
  CHECK(every_lane<T>([&](int i) { return to[i] == from[i]; }));
  CHECK(every_lane<T>([&](int i) { return X::iota()[i] == T(i); }));
}

// The part of the vector that may not be read lies behind the end of an allocation (sanitizers see
// it).
template <class T>
void partial_loads_stay_inside() {
  for (int n = 0; n < Vec<T>::size; ++n) {
    std::vector<T> exact(static_cast<size_t>(n), T(3));
    const Vec<T> v = Vec<T>::load_n(exact.data(), n);
    v.store_n(exact.data(), n);
    CHECK(n == 0 || v[n - 1] == T(3));
  }
}

template <class T>
void arithmetic() {
  using X = Vec<T>;
  const X a = X::iota() + 1, b = 3;
  CHECK(every_lane<T>([&](int i) { return (a + b)[i] == T(a[i] + 3); }));
  CHECK(every_lane<T>([&](int i) { return (a - b)[i] == T(a[i] - 3); }));
  CHECK(every_lane<T>([&](int i) { return (a * b)[i] == T(a[i] * 3); }));
  CHECK(every_lane<T>([&](int i) { return (a / b)[i] == T(a[i] / 3); }));
  CHECK(every_lane<T>([&](int i) { return (-a)[i] == T(-a[i]); }));
  CHECK(every_lane<T>([&](int i) { return fma(a, b, a)[i] == T(a[i] * 3 + a[i]); }));
  if constexpr (std::is_integral_v<T>) {
    CHECK(every_lane<T>([&](int i) { return (a % b)[i] == T(a[i] % 3); }));
    CHECK(every_lane<T>([&](int i) { return (a & b)[i] == T(a[i] & 3); }));
    CHECK(every_lane<T>([&](int i) { return (a | b)[i] == T(a[i] | 3); }));
    CHECK(every_lane<T>([&](int i) { return (a ^ b)[i] == T(a[i] ^ 3); }));
    CHECK(every_lane<T>([&](int i) { return (~a)[i] == T(~a[i]); }));
    CHECK(every_lane<T>([&](int i) { return (a << 2)[i] == T(a[i] << 2); }));
    CHECK(every_lane<T>([&](int i) { return (-a >> 1)[i] == T(T(-a[i]) >> 1); }));
    CHECK(every_lane<T>([&](int i) { return (a << (a & 3))[i] == T(a[i] << (a[i] & 3)); }));
    using L = std::numeric_limits<T>;
    CHECK((X(L::max()) + 1)[0] == L::min() && (X(L::min()) - 1)[0] == L::max());
    CHECK((X(L::max()) * 2)[0] == T(-2) && (X(T(L::max() / 2 + 1)) * 4)[0] == T(0));
    if constexpr (std::is_signed_v<T>) {
      CHECK((-X(L::min()))[0] == L::min() && abs(X(L::min()))[0] == L::min());
      CHECK((X(L::min()) / -1)[0] == L::min() && (X(L::min()) % -1)[0] == 0);
      CHECK((X(7) / -1)[0] == -7 && (X(-7) / 2)[0] == -3 && (X(-7) % 2)[0] == -1);
    }
  } else {
    CHECK(every_lane<T>([&](int i) { return expression(a)[i] == expression(a[i]); }));
    CHECK(std::signbit(X(-0.0)[0]) && std::signbit((-X(0))[0]));
  }
  if constexpr (std::is_signed_v<T>) {
    CHECK(every_lane<T>([&](int i) { return abs(b - a)[i] == T(std::abs(3 - int(a[i]))); }));
  }
  X c = a;
  c += b;
  c -= 1;
  c *= 2;
  c /= 2;
  const X twice = 2 * (a + 2);
  CHECK(every_lane<T>([&](int i) { return c[i] == T(twice[i] / 2); }));
}

template <class T>
void comparisons() {
  using X = Vec<T>;
  const X a = X::iota(), b = 1;
  const auto lanes = [&](Mask<T> m, auto expected) {
    uint8_t bytes[X::size + 1];
    for (int n = 0; n <= X::size; ++n) {
      std::memset(bytes, 7, sizeof bytes);
      m.store_bool(bytes, n);
      CHECK(bytes[X::size] == 7);
      CHECK(every_lane<T>([&](int i) { return bytes[i] == (i < n ? int(expected(i)) : 7); }));
      if (n > 0) bytes[0] = bytes[0] != 0 ? 200 : 0;  // any byte but zero is true
      const Mask<T> back = Mask<T>::load_bool(bytes, n);
      CHECK(every_lane<T>([&](int i) { return (back.v[i] != 0) == (i < n && expected(i)); }));
    }
    CHECK(every_lane<T>([&](int i) { return select(m, X(5), X(6))[i] == (expected(i) ? 5 : 6); }));
  };
  lanes(a == b, [](int i) { return i == 1; });
  lanes(a != b, [](int i) { return i != 1; });
  lanes(a < b, [](int i) { return i < 1; });
  lanes(a <= b, [](int i) { return i <= 1; });
  lanes(a > b, [](int i) { return i > 1; });
  lanes(a >= b, [](int i) { return i >= 1; });
  lanes((a < b) | (a > b), [](int i) { return i != 1; });
  lanes((a >= b) & (a <= b), [](int i) { return i == 1; });
  lanes((a < b) ^ (a <= b), [](int i) { return i == 1; });
  lanes(!(a < b), [](int i) { return i >= 1; });
  CHECK(any(a == b) && !any(a == X(100)) && all(a != X(100)) && !all(a == b));
  CHECK(all(Mask<T>(true)) && !any(Mask<T>(false)));
}

template <class T>
void extremes() {
  using X = Vec<T>;
  CHECK(minimum(X(3), 5)[0] == T(3) && maximum(X(3), 5)[0] == T(5));
  CHECK(fmin(X(5), 3)[0] == T(3) && fmax(X(5), 3)[0] == T(5));
  if constexpr (std::is_floating_point_v<T>) {
    const X nan = std::numeric_limits<T>::quiet_NaN(), inf = std::numeric_limits<T>::infinity();
    for (const X x : {X(1), -inf, inf, nan}) {
      CHECK(all(isnan(minimum(nan, x))) && all(isnan(minimum(x, nan))));
      CHECK(all(isnan(maximum(nan, x))) && all(isnan(maximum(x, nan))));
      CHECK(same(fmin(nan, x)[0], x[0]) && same(fmin(x, nan)[0], x[0]));
      CHECK(same(fmax(nan, x)[0], x[0]) && same(fmax(x, nan)[0], x[0]));
    }
    CHECK(all(isinf(-inf)) && !any(isinf(nan)) && !any(isfinite(inf)) && !any(isfinite(nan)));
    CHECK(all(isfinite(X(std::numeric_limits<T>::max()))));
  }
}

template <class T>
void reductions() {
  using X = Vec<T>;
  T sum = 0;
  for (int i = 0; i < X::size; ++i) sum = static_cast<T>(sum + T(i));
  CHECK(reduce_sum(X::iota()) == sum);
  CHECK(reduce_max(X::iota()) == T(X::size - 1) && reduce_min(X::iota() + 1) == T(1));
  CHECK(reduce_prod(select(X::iota() < 3, X::iota() + 1, X(1))) == T(X::size >= 3 ? 6 : 2));
  if constexpr (std::is_floating_point_v<T>) {
    for (int i = 0; i < X::size; ++i) {
      const X x = select(X::iota() == X(T(i)), X(std::numeric_limits<T>::quiet_NaN()), X::iota());
      CHECK(std::isnan(reduce_max(x)) && std::isnan(reduce_min(x)) && std::isnan(reduce_sum(x)));
    }
  }
}

template <class T>
void rounding_and_signs() {
  using X = Vec<T>;
  using L = std::numeric_limits<T>;
  const T big = std::ldexp(T(1), L::digits - 2);
  for (const T x :
       {T(0), T(0.3), T(0.5), T(0.7), T(1.5), T(2.5), T(3.5), T(7), T(8388607.5), big + T(0.5),
        big * 16, L::max(), L::min(), L::denorm_min(), L::infinity(), L::quiet_NaN()}) {
    for (const T v : {x, -x}) {
      CHECK(same(floor(X(v))[0], std::floor(v)));
      CHECK(same(ceil(X(v))[0], std::ceil(v)));
      CHECK(same(trunc(X(v))[0], std::trunc(v)));
      CHECK(same(round(X(v))[0], std::nearbyint(v)));
      CHECK(same(sqrt(X(v))[0], std::sqrt(v)));
      CHECK(same(abs(X(v))[0], std::fabs(v)));
      CHECK(std::signbit(copysign(X(x), X(v))[0]) == std::signbit(v));
      CHECK(all(signbit(X(v))) == std::signbit(v));
      CHECK(std::signbit(flip_sign(X(1), X(v))[0]) == std::signbit(v));
    }
  }
}

void conversions() {
  const Vec<float> f = Vec<float>::iota() - 3.75f;
  const Vec<double> low = simd::widen_low<double>(f), high = simd::widen_high<double>(f);
  constexpr int half = Vec<double>::size;
  CHECK(every_lane<double>([&](int i) { return low[i] == f[i] && high[i] == f[i + half]; }));
  CHECK(all(simd::narrow<float>(low, high) == f));
  CHECK(every_lane<float>([&](int i) { return simd::convert<int32_t>(f)[i] == int32_t(f[i]); }));
  CHECK(
      every_lane<double>([&](int i) { return simd::convert<int64_t>(low)[i] == int64_t(low[i]); }));
  CHECK(all(simd::convert<float>(Vec<int32_t>::iota()) == Vec<float>::iota()));
  CHECK(all(simd::convert<double>(Vec<int64_t>::iota()) == Vec<double>::iota()));
  const Vec<int32_t> i32 = Vec<int32_t>::iota() - 2;
  const Vec<int64_t> i64 = simd::widen_low<int64_t>(i32);
  CHECK(every_lane<int64_t>([&](int i) { return i64[i] == i - 2; }));
  CHECK(all(simd::narrow<int32_t>(i64, simd::widen_high<int64_t>(i32)) == i32));
  CHECK(simd::reinterpret<int32_t>(Vec<float>(1.0f))[0] == 0x3f800000);
  CHECK(simd::reinterpret<int64_t>(Vec<double>(1) == 1)[0] == -1);
  // A mask of one lane type selects lanes of another of the same width.
  CHECK(all(select(Mask<float>(i32 < 0), Vec<float>(1), Vec<float>(0)) ==
            select(Vec<float>::iota() < 2, Vec<float>(1), Vec<float>(0))));
}

uint32_t bits_of(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
float float_of(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

// Straight from the formats' definition: the value of a 16-bit pattern with the given mantissa
// bits.
double value_of(uint16_t h, int mantissa_bits) {
  const int exponent_bits = 15 - mantissa_bits, bias = (1 << (exponent_bits - 1)) - 1;
  const int e = (h >> mantissa_bits) & ((1 << exponent_bits) - 1),
            m = h & ((1 << mantissa_bits) - 1);
  double v;
  if (e == (1 << exponent_bits) - 1) {
    v = m != 0 ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
  } else if (e == 0) {
    v = std::ldexp(m, 1 - bias - mantissa_bits);
  } else {
    v = std::ldexp(m + (1 << mantissa_bits), e - bias - mantissa_bits);
  }
  return (h & 0x8000) != 0 ? -v : v;
}

// True when `h` is the pattern nearest to x, ties to even; overflow rounds to infinity.
bool nearest(float x, uint16_t h, int mantissa_bits) {
  if (x != x) return std::isnan(value_of(h, mantissa_bits));
  if ((h & 0x8000) != (bits_of(x) >> 16 & 0x8000)) return false;
  const int exponent_bits = 15 - mantissa_bits;
  const uint16_t magnitude = h & 0x7fff;
  const uint16_t infinity = static_cast<uint16_t>(((1 << exponent_bits) - 1) << mantissa_bits);
  // For the halfway points infinity stands for the next power of two.
  const auto value = [&](int m) {
    return m == infinity ? std::ldexp(1.0, 1 << (exponent_bits - 1))
                         : value_of(static_cast<uint16_t>(m), mantissa_bits);
  };
  const double v = std::fabs(static_cast<double>(x));
  if (magnitude > infinity) return false;
  if (magnitude == infinity && std::isinf(x)) return true;
  const bool even = magnitude % 2 == 0;
  if (magnitude > 0) {
    const double below = (value(magnitude - 1) + value(magnitude)) / 2;
    if (even ? v < below : v <= below) return false;
  }
  if (magnitude < infinity) {
    const double above = (value(magnitude) + value(magnitude + 1)) / 2;
    if (even ? v > above : v >= above) return false;
  }
  return true;
}

void short_floats() {
  std::vector<uint16_t> all_patterns(65536), back(65536);
  std::vector<float> values(65536);
  for (int i = 0; i < 65536; ++i) all_patterns[static_cast<size_t>(i)] = static_cast<uint16_t>(i);
  const auto check_format = [&](auto decode, auto encode, int mantissa_bits) {
    decode(all_patterns.data(), values.data(), 65536);
    encode(values.data(), back.data(), 65536);
    int wrong = 0;
    for (size_t i = 0; i < 65536; ++i) {
      const auto expected = static_cast<float>(value_of(all_patterns[i], mantissa_bits));
      wrong += !same(values[i], expected);
      wrong += std::isnan(expected) ? !nearest(expected, back[i], mantissa_bits)
                                    : back[i] != all_patterns[i];
    }
    // Floats between the patterns: a stride over all bit patterns, and the halfway points and their
    // neighbours.
    std::vector<float> x;
    for (uint64_t bits = 0; bits < (uint64_t{1} << 32); bits += 4099)
      x.push_back(float_of(static_cast<uint32_t>(bits)));
    const auto last_kept = static_cast<uint32_t>(23 - mantissa_bits);
    for (uint32_t i = 0; i < 65536; ++i) {
      const uint32_t base =
          bits_of(static_cast<float>(value_of(static_cast<uint16_t>(i), mantissa_bits)));
      for (const uint32_t offset :
           {(1u << (last_kept - 1)) - 1, 1u << (last_kept - 1), (1u << (last_kept - 1)) + 1}) {
        x.push_back(float_of(base + offset));
      }
    }
    for (uint32_t i = 0; i < 4096; ++i) x.push_back(std::ldexp(static_cast<float>(i) + 0.5f, -25));
    std::vector<uint16_t> h(x.size());
    encode(x.data(), h.data(), static_cast<int64_t>(x.size()));
    for (size_t i = 0; i < x.size(); ++i) wrong += !nearest(x[i], h[i], mantissa_bits);
    CHECK(wrong == 0);
    // Every length gives what whole vectors give, and writes no further.
    for (size_t n = 0; n < 70; ++n) {
      std::vector<uint16_t> part(n + 1, 0x1234);
      std::vector<float> floats(n + 1, 5.0f);
      encode(x.data(), part.data(), static_cast<int64_t>(n));
      decode(h.data(), floats.data(), static_cast<int64_t>(n));
      CHECK(part[n] == 0x1234 && floats[n] == 5.0f);
      CHECK(n == 0 || std::memcmp(part.data(), h.data(), 2 * n) == 0);
    }
  };
  check_format(simd::float16_to_float, simd::float_to_float16, 10);
  check_format(simd::bfloat16_to_float, simd::float_to_bfloat16, 7);
  for (int n = 0; n <= Vec<float>::size; ++n) {
    uint16_t to[Vec<float>::size + 1];
    for (uint16_t& t : to) t = 0x1234;
    simd::store_float16(simd::load_float16(&all_patterns[0x3c00], n), to, n);
    CHECK(to[n] == 0x1234 && (n == 0 || to[n - 1] == 0x3c00 + n - 1));
    simd::store_bfloat16(simd::load_bfloat16(&all_patterns[0x3c00], n), to, n);
    CHECK(to[n] == 0x1234 && (n == 0 || to[n - 1] == 0x3c00 + n - 1));
  }
}

template <class T>
void type() {
  memory<T>();
  partial_loads_stay_inside<T>();
  arithmetic<T>();
  comparisons<T>();
  extremes<T>();
  reductions<T>();
}

}  // namespace

int main() {
  type<float>();
  type<double>();
  type<int64_t>();
  type<int32_t>();
  type<int16_t>();
  type<int8_t>();
  type<uint8_t>();
  rounding_and_signs<float>();
  rounding_and_signs<double>();
  conversions();
  short_floats();
  return test::report();
}
