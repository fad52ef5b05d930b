// Inner loops of max, min, argmax and argmin with positions. Along rows a block's extreme is found
// first and looked for only if it wins; down columns the positions travel in lanes as wide as the
// elements.
#include "kernels/reduce_index.h"
#include "simd/vec.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

constexpr int64_t kBlock = 2048;
constexpr int64_t kRowBlock = 64;  // positions inside fit lanes of one byte

// Does a later element b displace a?
template <bool kMax, class X>
CHAINRULE_INLINE auto displaces(X b, X a) {
  if constexpr (std::is_integral_v<X>) {
    return kMax ? b > a : b < a;
  } else if constexpr (std::is_floating_point_v<X>) {
    return (kMax ? b > a : b < a) || (b != b && a == a);
  } else if constexpr (std::is_floating_point_v<typename X::value_type>) {
    return (kMax ? b > a : b < a) | ((b != b) & (a == a));
  } else {
    return kMax ? b > a : b < a;
  }
}

template <class T, bool kMax>
CHAINRULE_INLINE T extreme(const T* x, int64_t n) {
  using V = Vec<T>;
  constexpr int64_t w = V::size;
  const auto join = [](V a, V b) __attribute__((always_inline)) {
    return select(displaces<kMax>(b, a), b, a);
  };
  T best = x[0];
  int64_t i = 0;
  if (n >= w) {
    V a = V::load(x);
    if (n >= 4 * w) {
      V b = V::load(x + w);
      V c = V::load(x + 2 * w);
      V d = V::load(x + 3 * w);
      for (i = 4 * w; i + 4 * w <= n; i += 4 * w) {
        a = join(a, V::load(x + i));
        b = join(b, V::load(x + i + w));
        c = join(c, V::load(x + i + 2 * w));
        d = join(d, V::load(x + i + 3 * w));
      }
      a = join(join(a, b), join(c, d));
    } else {
      i = w;
    }
    for (; i + w <= n; i += w) a = join(a, V::load(x + i));
    best = reduce_lanes(a, join);
  }
  for (; i < n; ++i) best = displaces<kMax>(x[i], best) ? x[i] : best;
  return best;
}

template <class T>
CHAINRULE_INLINE int64_t position(const T* x, T value) {
  int64_t i = 0;
  if (value == value) {
    while (x[i] != value) ++i;
  } else {
    while (x[i] == x[i]) ++i;
  }
  return i;
}

template <class T, bool kMax>
void row(const void* px, int64_t n, int64_t base, void* best, int64_t* where) {
  const T* x = static_cast<const T*>(px);
  T& top = *static_cast<T*>(best);
  for (int64_t i = 0; i < n; i += kBlock) {
    const T found = extreme<T, kMax>(x + i, n - i < kBlock ? n - i : kBlock);
    if ((base == 0 && i == 0) || displaces<kMax>(found, top)) {
      const int64_t at = i + position(x + i, found);
      top = x[at];
      *where = base + at;
    }
  }
}

// One vector of columns (the last `lanes` wide), n <= kRowBlock rows.
template <class T, bool kMax>
CHAINRULE_INLINE void column(const T* x, int64_t stride, int64_t n, int lanes, int64_t base,
                             T* best, int64_t* where) {
  using V = Vec<T>;
  using I = Vec<IntOf<T>>;
  const auto load = [=](int64_t r) __attribute__((always_inline)) {
    return lanes == V::size ? V::load(x + r * stride) : V::load_n(x + r * stride, lanes);
  };
  V top = load(0);
  I at(0);
  for (int64_t r = 1; r < n; ++r) {
    const V v = load(r);
    const auto wins = displaces<kMax>(v, top);
    top = select(wins, v, top);
    at = select(Mask<IntOf<T>>(wins.v), I(static_cast<IntOf<T>>(r)), at);
  }
  for (int k = 0; k < lanes; ++k) {
    if (base == 0 || displaces<kMax>(static_cast<T>(top[k]), best[k])) {
      best[k] = top[k];
      where[k] = base + at[k];
    }
  }
}

template <class T, bool kMax>
void columns(const void* px, int64_t stride, int64_t rows, int64_t columns, int64_t base,
             void* best, int64_t* where) {
  constexpr int64_t w = Vec<T>::size;
  for (int64_t r = 0; r < rows; r += kRowBlock) {
    const int64_t n = rows - r < kRowBlock ? rows - r : kRowBlock;
    const T* x = static_cast<const T*>(px) + r * stride;
    for (int64_t c = 0; c < columns; c += w) {
      const int lanes = static_cast<int>(columns - c < w ? columns - c : w);
      column<T, kMax>(x + c, stride, n, lanes, base + r, static_cast<T*>(best) + c, where + c);
    }
  }
}

template <class T, bool kMax>
void join(void* best, int64_t* where, const void* other, const int64_t* other_where, int64_t n) {
  T* top = static_cast<T*>(best);
  const T* later = static_cast<const T*>(other);
  for (int64_t i = 0; i < n; ++i) {
    if (displaces<kMax>(later[i], top[i])) {
      top[i] = later[i];
      where[i] = other_where[i];
    }
  }
}

template <class T, bool kMax>
constexpr IndexKernel kernel() {
  return {row<T, kMax>, columns<T, kMax>, join<T, kMax>};
}

}  // namespace

extern constinit const IndexKernels index_kernels_table = {
    {kernel<float, true>(), kernel<double, true>(), kernel<int64_t, true>(),
     kernel<uint8_t, true>()},
    {kernel<float, false>(), kernel<double, false>(), kernel<int64_t, false>(),
     kernel<uint8_t, false>()},
};

}  // namespace chainrule::CHAINRULE_ISA_NS
