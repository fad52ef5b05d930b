// The inner loops of reductions: along rows of adjacent elements, and down columns of them. What a
// reduction does to an element (map) and to two partial results (join) is a struct; the loops know
// nothing else. The driver is reduce.cpp.
#include "kernels/reduce.h"
#include "kernels/reduce_accumulators.h"
#include "simd/vec.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

// Rows that columns take in before lanes are joined to the wide accumulators.
constexpr int64_t kRowBlock = 64;

template <class T>
CHAINRULE_INLINE T select(bool m, T a, T b) {
  return m ? a : b;
}
template <class X>
CHAINRULE_INLINE X absolute(X x) {
  if constexpr (std::is_arithmetic_v<X>) {
    return x < 0 ? -x : x + X(0);  // -0 + 0 is 0
  } else {
    return abs(x);
  }
}

// ---- accumulators ----

CHAINRULE_INLINE void add(double& acc, float x) { acc += x; }
CHAINRULE_INLINE void add(double& acc, double x) { acc += x; }
CHAINRULE_INLINE void add(int64_t& acc, int64_t x) {
  acc = static_cast<int64_t>(static_cast<uint64_t>(acc) + static_cast<uint64_t>(x));
}
CHAINRULE_INLINE void add(Compensated& acc, double x) {
  const double sum = acc.high + x;
  const double big = __builtin_fabs(acc.high) >= __builtin_fabs(x) ? acc.high : x;
  const double small = __builtin_fabs(acc.high) >= __builtin_fabs(x) ? x : acc.high;
  const double error = (big - sum) + small;
  acc.high = sum;
  acc.low += error == error ? error : 0;  // infinities leave no error behind
}
CHAINRULE_INLINE void add(Compensated& acc, const Compensated& x) {
  add(acc, x.high);
  acc.low += x.low;
}

// ---- what is reduced ----

template <class T>
struct WideSum {
  using type = double;
};
template <>
struct WideSum<double> {
  using type = Compensated;
};
template <>
struct WideSum<int64_t> {
  using type = int64_t;
};

template <class T>
struct Adding {
  using Lane = T;
  using Acc = typename WideSum<T>::type;
  static constexpr T neutral = 0;  // the element that changes nothing
  template <class X>
  static CHAINRULE_INLINE X join(X a, X b) {
    return a + b;
  }
  static CHAINRULE_INLINE void absorb(Acc& acc, T x) { add(acc, x); }
  static CHAINRULE_INLINE void absorb(Acc& acc, const Acc& x)
    requires(!std::is_same_v<Acc, T>)
  {
    add(acc, x);
  }
  static CHAINRULE_INLINE Acc start() { return Acc{}; }
};

template <class T>
struct Sum : Adding<T> {
  template <class X>
  static CHAINRULE_INLINE X map(X x) {
    return x;
  }
};
template <class T>
struct NanSum : Adding<T> {
  template <class X>
  static CHAINRULE_INLINE X map(X x) {
    return select(x == x, x, X(0));
  }
};
template <class T>
struct AbsSum : Adding<T> {
  template <class X>
  static CHAINRULE_INLINE X map(X x) {
    return absolute(x);
  }
};
template <class T>
struct SquareSum : Adding<T> {
  template <class X>
  static CHAINRULE_INLINE X map(X x) {
    return x * x;
  }
};

template <class T>
struct Prod {
  using Lane = T;
  using Acc = std::conditional_t<std::is_same_v<T, float>, double, T>;
  static constexpr T neutral = 1;
  template <class X>
  static CHAINRULE_INLINE X map(X x) {
    return x;
  }
  template <class X>
  static CHAINRULE_INLINE X join(X a, X b) {
    if constexpr (std::is_same_v<X, int64_t>) {
      return static_cast<int64_t>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
    } else {
      return a * b;
    }
  }
  static CHAINRULE_INLINE void absorb(Acc& acc, T x) { acc = join(acc, static_cast<Acc>(x)); }
  static CHAINRULE_INLINE void absorb(Acc& acc, const Acc& x)
    requires(!std::is_same_v<Acc, T>)
  {
    acc *= x;
  }
  static CHAINRULE_INLINE Acc start() { return 1; }
};

template <class T>
constexpr T lowest() {
  if constexpr (std::is_floating_point_v<T>) return -__builtin_inf();
  if constexpr (std::is_same_v<T, int64_t>) return INT64_MIN;
  return 0;
}
template <class T>
constexpr T highest() {
  if constexpr (std::is_floating_point_v<T>) return __builtin_inf();
  if constexpr (std::is_same_v<T, int64_t>) return INT64_MAX;
  return static_cast<T>(UINT8_MAX);
}

// NaN wins over everything.
template <class X>
CHAINRULE_INLINE X larger(X a, X b) {
  if constexpr (std::is_floating_point_v<X>) return (b > a || b != b) ? b : a;
  if constexpr (requires { typename X::value_type; }) {
    if constexpr (std::is_floating_point_v<typename X::value_type>)
      return select((b > a) | (b != b), b, a);
  }
  return select(b > a, b, a);
}
template <class X>
CHAINRULE_INLINE X smaller(X a, X b) {
  if constexpr (std::is_floating_point_v<X>) return (b < a || b != b) ? b : a;
  if constexpr (requires { typename X::value_type; }) {
    if constexpr (std::is_floating_point_v<typename X::value_type>)
      return select((b < a) | (b != b), b, a);
  }
  return select(b < a, b, a);
}

template <class T, bool kMax>
struct Extreme {
  using Lane = T;
  using Acc = T;
  static constexpr T neutral = kMax ? lowest<T>() : highest<T>();
  template <class X>
  static CHAINRULE_INLINE X map(X x) {
    return x;
  }
  template <class X>
  static CHAINRULE_INLINE X join(X a, X b) {
    if constexpr (kMax) {
      return larger(a, b);
    } else {
      return smaller(a, b);
    }
  }
  static CHAINRULE_INLINE void absorb(Acc& acc, T x) { acc = join(acc, x); }
  static CHAINRULE_INLINE Acc start() { return neutral; }
};
template <class T>
using Max = Extreme<T, true>;
template <class T>
using Min = Extreme<T, false>;

template <class T>
struct AbsMax : Extreme<T, true> {
  static constexpr T neutral = 0;
  template <class X>
  static CHAINRULE_INLINE X map(X x) {
    return absolute(x);
  }
  static CHAINRULE_INLINE T start() { return 0; }
};
// ---- loops ----

// Joins the n mapped elements at x: short rows one by one, longer ones in up to eight vectors.
template <class Op, class Map>
CHAINRULE_INLINE typename Op::Lane join_run(const typename Op::Lane* x, int64_t n, Map map) {
  using T = typename Op::Lane;
  using V = Vec<T>;
  constexpr int64_t w = V::size;
  if (n <= 8 || n < w / 2) {
    T acc = map(x[0]);
    for (int64_t i = 1; i < n; ++i) acc = Op::join(acc, map(x[i]));
    return acc;
  }
  const auto join = [](V a, V b) __attribute__((always_inline)) { return Op::join(a, b); };
  V a(Op::neutral);
  int64_t i = 0;
  if (n >= 8 * w) {
    V acc[8];
    for (int k = 0; k < 8; ++k) acc[k] = map(V::load(x + k * w));
    for (i = 8 * w; i + 8 * w <= n; i += 8 * w) {
      for (int k = 0; k < 8; ++k) acc[k] = join(acc[k], map(V::load(x + i + k * w)));
    }
    for (int k = 0; k < 4; ++k) acc[k] = join(acc[k], acc[k + 4]);
    a = join(join(acc[0], acc[2]), join(acc[1], acc[3]));
  } else if (n >= w) {
    a = map(V::load(x));
    i = w;
  }
  for (; i + w <= n; i += w) a = join(a, map(V::load(x + i)));
  if (i < n) {
    const int rest = static_cast<int>(n - i);
    // Lanes beyond the end are made neutral after the map, whatever it does to them.
    const V tail = map(V::load_n(x + i, rest, V(Op::neutral)));
    if constexpr (sizeof(T) == 1) {
      for (int k = 0; k < rest; ++k) a.v[k] = Op::join(a.v[k], tail.v[k]);
    } else {
      const auto inside = Vec<IntOf<T>>::iota() < Vec<IntOf<T>>(rest);
      a = join(a, select(Mask<T>(inside), tail, V(Op::neutral)));
    }
  }
  return reduce_lanes(a, join);
}

template <class Op>
void start(void* acc, int64_t count) {
  auto* to = static_cast<typename Op::Acc*>(acc);
  for (int64_t i = 0; i < count; ++i) to[i] = Op::start();
}

template <class Op>
void join(void* acc, const void* other, int64_t count) {
  auto* to = static_cast<typename Op::Acc*>(acc);
  const auto* from = static_cast<const typename Op::Acc*>(other);
  for (int64_t i = 0; i < count; ++i) Op::absorb(to[i], from[i]);
}

template <class Op>
void rows(const void* x, int64_t stride, int64_t rows, int64_t n, void* acc) {
  using T = typename Op::Lane;
  auto* to = static_cast<typename Op::Acc*>(acc);
  const auto map = [](auto v) __attribute__((always_inline)) { return Op::map(v); };
  for (int64_t r = 0; r < rows; ++r) {
    const T* from = static_cast<const T*>(x) + r * stride;
    for (int64_t i = 0; i < n; i += kReduceBlock) {
      Op::absorb(to[r], join_run<Op>(from + i, n - i < kReduceBlock ? n - i : kReduceBlock, map));
    }
  }
}

// Four rows at a time join the lanes, so that memory is read in long runs and the lanes stay in the
// nearest cache.
template <class Op>
CHAINRULE_INLINE void join_columns(const typename Op::Lane* x, int64_t stride, int64_t rows,
                                   int64_t columns, typename Op::Lane* lanes) {
  using V = Vec<typename Op::Lane>;
  constexpr int64_t w = V::size;
  const auto join = [](V a, V b) __attribute__((always_inline)) { return Op::join(a, b); };
  int64_t r = 0;
  for (; r + 4 <= rows; r += 4, x += 4 * stride) {
    const auto four = [&](auto load) __attribute__((always_inline)) {
      return join(join(load(0), load(stride)), join(load(2 * stride), load(3 * stride)));
    };
    int64_t c = 0;
    for (; c + w <= columns; c += w) {
      const V sum = four(
          [&](int64_t o) __attribute__((always_inline)) { return Op::map(V::load(x + c + o)); });
      (r == 0 ? sum : join(V::load(lanes + c), sum)).store(lanes + c);
    }
    if (c < columns) {
      const int n = static_cast<int>(columns - c);
      const V sum = four([&](int64_t o) __attribute__((always_inline)) {
        return Op::map(V::load_n(x + c + o, n));
      });
      (r == 0 ? sum : join(V::load_n(lanes + c, n), sum)).store_n(lanes + c, n);
    }
  }
  for (; r < rows; ++r, x += stride) {
    int64_t c = 0;
    for (; c + w <= columns; c += w) {
      const V one = Op::map(V::load(x + c));
      (r == 0 ? one : join(V::load(lanes + c), one)).store(lanes + c);
    }
    if (c < columns) {
      const int n = static_cast<int>(columns - c);
      const V one = Op::map(V::load_n(x + c, n));
      (r == 0 ? one : join(V::load_n(lanes + c, n), one)).store_n(lanes + c, n);
    }
  }
}

template <class Op>
void columns(const void* x, int64_t stride, int64_t rows, int64_t columns, void* acc) {
  using T = typename Op::Lane;
  auto* to = static_cast<typename Op::Acc*>(acc);
  T lanes[kColumnTile];
  for (int64_t r = 0; r < rows; r += kRowBlock) {
    const int64_t n = rows - r < kRowBlock ? rows - r : kRowBlock;
    join_columns<Op>(static_cast<const T*>(x) + r * stride, stride, n, columns, lanes);
    for (int64_t i = 0; i < columns; ++i) Op::absorb(to[i], lanes[i]);
  }
}

// ---- mean and variance ----

// Count, mean and deviation of two parts together (Chan, Golub and LeVeque, 1979).
CHAINRULE_INLINE void merge(Moments& acc, const Moments& part) {
  if (part.count == 0) return;
  const double count = acc.count + part.count;
  const double delta = part.mean - acc.mean;
  const double share = part.count / count;
  acc.mean += delta * share;
  acc.deviation += part.deviation + delta * (acc.count * share) * delta;
  acc.count = count;
}

// A run in two passes around its rounded mean, with the correction for that rounding.
CHAINRULE_INLINE Moments from_shift(double count, double shift, double sum, double squares) {
  const double rest = sum / count;
  const double deviation = squares - sum * rest;
  return {count, shift + rest, deviation > 0 || deviation != deviation ? deviation : 0};
}

template <class T>
void start_moments(void* acc, int64_t count) {
  auto* to = static_cast<Moments*>(acc);
  for (int64_t i = 0; i < count; ++i) to[i] = {0, 0, 0};
}

template <class T>
void join_moments(void* acc, const void* other, int64_t count) {
  auto* to = static_cast<Moments*>(acc);
  const auto* from = static_cast<const Moments*>(other);
  for (int64_t i = 0; i < count; ++i) merge(to[i], from[i]);
}

/// Whether a block's squares stayed in range. Those of floats did not if one overflowed, nor,
/// unless all deviations are 0, if they underflowed; of doubles, only what should be infinite is to
/// be told from what is not a number.
template <class T>
CHAINRULE_INLINE bool in_range(T squares, bool constant) {
  if constexpr (std::is_same_v<T, float>) {
    return (squares > 0x1p-90f && squares < __builtin_inff()) || (squares == 0 && constant);
  } else {
    return squares < __builtin_inf();
  }
}
/// What a block that left the range has, in double precision, and of doubles in units that keep
/// sums finite.
template <class T>
__attribute__((noinline)) Moments careful_moments(const T* x, int64_t step, int64_t n) {
  constexpr double kUnit = std::is_same_v<T, float> ? 1 : 0x1p64;
  const double count = static_cast<double>(n);
  const auto at = [=](int64_t i) { return static_cast<double>(x[i * step]) * (1 / kUnit); };
  double mean = 0;
  for (int64_t i = 0; i < n; ++i) mean += at(i);
  mean /= count;
  double rest = 0, squares = 0;
  for (int64_t i = 0; i < n; ++i) {
    const double d = at(i) - mean;
    rest += d;
    squares += d * d;
  }
  const Moments found = from_shift(count, mean, rest, squares);
  return {count, found.mean * kUnit, found.deviation * kUnit * kUnit};
}

template <class T>
void row_moments(const void* x, int64_t stride, int64_t rows, int64_t n, void* acc) {
  auto* to = static_cast<Moments*>(acc);
  for (int64_t r = 0; r < rows; ++r) {
    const T* from = static_cast<const T*>(x) + r * stride;
    for (int64_t i = 0; i < n; i += kReduceBlock) {
      const int64_t m = n - i < kReduceBlock ? n - i : kReduceBlock;
      const T sum =
          join_run<Adding<T>>(from + i, m, [](auto v) __attribute__((always_inline)) { return v; });
      const T shift = sum / static_cast<T>(m);
      const auto centred = [=](auto v)
                               __attribute__((always_inline)) { return v - decltype(v)(shift); };
      const auto squared = [=](auto v) __attribute__((always_inline)) {
        const auto d = v - decltype(v)(shift);
        return d * d;
      };
      const T rest = join_run<Adding<T>>(from + i, m, centred);
      const T squares = join_run<Adding<T>>(from + i, m, squared);
      if (!in_range(squares, rest == 0 && from[i] == shift)) [[unlikely]] {
        merge(to[r], careful_moments(from + i, 1, m));
        continue;
      }
      merge(to[r], from_shift(static_cast<double>(m), shift, rest, squares));
    }
  }
}

template <class T>
void column_moments(const void* x, int64_t stride, int64_t rows, int64_t columns, void* acc) {
  using V = Vec<T>;
  constexpr int64_t w = V::size;
  auto* to = static_cast<Moments*>(acc);
  for (int64_t r = 0; r < rows; r += kRowBlock) {
    const int64_t n = rows - r < kRowBlock ? rows - r : kRowBlock;
    const T* block = static_cast<const T*>(x) + r * stride;
    for (int64_t c = 0; c < columns; c += w) {
      const int lanes = static_cast<int>(columns - c < w ? columns - c : w);
      const auto load = [=](int64_t i) __attribute__((always_inline)) {
        const T* from = block + i * stride + c;
        return lanes == w ? V::load(from) : V::load_n(from, lanes);
      };
      V sum = load(0);
      for (int64_t i = 1; i < n; ++i) sum += load(i);
      const V shift = sum / V(static_cast<T>(n));
      V rest(0);
      V squares(0);
      for (int64_t i = 0; i < n; ++i) {
        const V d = load(i) - shift;
        rest += d;
        squares += d * d;
      }
      for (int k = 0; k < lanes; ++k) {
        if (!in_range(squares[k], rest[k] == 0 && block[c + k] == shift[k])) [[unlikely]] {
          merge(to[c + k], careful_moments(block + c + k, stride, n));
          continue;
        }
        merge(to[c + k], from_shift(static_cast<double>(n), shift[k], rest[k], squares[k]));
      }
    }
  }
}

// ---- truths: bytes that are 0 or 1 ----

void count_rows(const void* x, int64_t stride, int64_t rows, int64_t n, void* acc) {
  auto* to = static_cast<int64_t*>(acc);
  for (int64_t r = 0; r < rows; ++r) {
    const uint8_t* from = static_cast<const uint8_t*>(x) + r * stride;
    int64_t count = 0;
    for (int64_t i = 0; i < n; ++i) count += from[i];
    to[r] += count;
  }
}
void count_columns(const void* x, int64_t stride, int64_t rows, int64_t columns, void* acc) {
  auto* to = static_cast<int64_t*>(acc);
  for (int64_t r = 0; r < rows; ++r) {
    const uint8_t* from = static_cast<const uint8_t*>(x) + r * stride;
    for (int64_t c = 0; c < columns; ++c) to[c] += from[c];
  }
}

template <class Op>
constexpr ReduceKernel kernel() {
  return {sizeof(typename Op::Acc), start<Op>, rows<Op>, columns<Op>, join<Op>};
}
template <class T>
constexpr void fill_floating(ReduceKernel* table) {
  table[int(Reduction::sum)] = kernel<Sum<T>>();
  table[int(Reduction::nansum)] = kernel<NanSum<T>>();
  table[int(Reduction::prod)] = kernel<Prod<T>>();
  table[int(Reduction::min)] = kernel<Min<T>>();
  table[int(Reduction::max)] = kernel<Max<T>>();
  table[int(Reduction::abs_sum)] = kernel<AbsSum<T>>();
  table[int(Reduction::square_sum)] = kernel<SquareSum<T>>();
  table[int(Reduction::abs_max)] = kernel<AbsMax<T>>();
  table[int(Reduction::moments)] = {sizeof(Moments), start_moments<T>, row_moments<T>,
                                    column_moments<T>, join_moments<T>};
}

constexpr ReduceKernels make_table() {
  ReduceKernels table{};
  fill_floating<float>(table.f32);
  fill_floating<double>(table.f64);
  table.i64[int(Reduction::sum)] = kernel<Sum<int64_t>>();
  table.i64[int(Reduction::prod)] = kernel<Prod<int64_t>>();
  table.i64[int(Reduction::min)] = kernel<Min<int64_t>>();
  table.i64[int(Reduction::max)] = kernel<Max<int64_t>>();
  table.u8[int(Reduction::min)] = kernel<Min<uint8_t>>();
  table.u8[int(Reduction::max)] = kernel<Max<uint8_t>>();
  table.u8[int(Reduction::count)] = {sizeof(int64_t), start<Sum<int64_t>>, count_rows,
                                     count_columns, join<Sum<int64_t>>};
  return table;
}

}  // namespace

extern constinit const ReduceKernels reduce_kernels_table = make_table();

}  // namespace chainrule::CHAINRULE_ISA_NS
