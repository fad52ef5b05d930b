// Inner loops of distances: lanes are other rows, so that any width, however small, fills them.
#include "kernels/reduce_distance.h"

#include "kernels/lanes.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

// Terms that are added up in one place before they join the rest.
constexpr int64_t kBlock = 64;

enum class Norm { zero, one, two, inf, other };

constexpr Norm norm_of(double p) {
  return p == 0                 ? Norm::zero
         : p == 1               ? Norm::one
         : p == 2               ? Norm::two
         : p == __builtin_inf() ? Norm::inf
                                : Norm::other;
}

template <class T, Norm kNorm>
CHAINRULE_INLINE Vec<T> with_term(Vec<T> sum, Vec<T> d, Vec<T> p) {
  using V = Vec<T>;
  if constexpr (kNorm == Norm::zero) return sum + select(d != V(0), V(1), V(0));
  if constexpr (kNorm == Norm::one) return sum + abs(d);
  if constexpr (kNorm == Norm::two) return fma(d, d, sum);
  if constexpr (kNorm == Norm::inf) return maximum(sum, abs(d));
  if constexpr (kNorm == Norm::other) return sum + pow(abs(d), p);
}

/// A tile of `height` rows and up to `columns` registers of other rows: as many sums run abreast.
template <class T, Norm kNorm, int height, int columns, bool full>
CHAINRULE_INLINE void forward_tile(const DistanceTask& task, const T* x, const T* turned, T* out,
                                   int64_t left) {
  using V = Vec<T>;
  const V p(static_cast<T>(task.p));
  V total[height][columns];
  for (int i = 0; i < height; ++i) {
    for (int c = 0; c < columns; ++c) total[i][c] = V(0);
  }
  for (int64_t start = 0; start < task.width; start += kBlock) {
    const int64_t end = task.width - start < kBlock ? task.width : start + kBlock;
    V part[height][columns];
    for (int i = 0; i < height; ++i) {
      for (int c = 0; c < columns; ++c) part[i][c] = V(0);
    }
    for (int64_t m = start; m < end; ++m) {
      const T* others = turned + m * task.turned_row;
      V y[columns];
      for (int c = 0; c < columns; ++c) {
        y[c] = full                     ? V::load(others + c * V::size)
               : left - c * V::size > 0 ? load_part(others + c * V::size, left - c * V::size)
                                        : V(0);
      }
      for (int i = 0; i < height; ++i) {
        const V mine(x[i * task.width + m]);
        for (int c = 0; c < columns; ++c) {
          part[i][c] = with_term<T, kNorm>(part[i][c], mine - y[c], p);
        }
      }
    }
    for (int i = 0; i < height; ++i) {
      for (int c = 0; c < columns; ++c) {
        total[i][c] =
            kNorm == Norm::inf ? maximum(total[i][c], part[i][c]) : total[i][c] + part[i][c];
      }
    }
  }
  for (int i = 0; i < height; ++i) {
    for (int c = 0; c < columns; ++c) {
      if (left - c * V::size <= 0) break;
      V d = total[i][c];
      if constexpr (kNorm == Norm::two) d = sqrt(d);
      if constexpr (kNorm == Norm::other) d = pow(d, V(1) / p);
      store_part(d, out + i * task.others + c * V::size, left - c * V::size);
    }
  }
}

template <class T, Norm kNorm, int height, int columns>
CHAINRULE_INLINE void forward_rows(const DistanceTask& task, int64_t r) {
  constexpr int64_t kWidth = columns * Vec<T>::size;
  const T* x = static_cast<const T*>(task.x) + r * task.width;
  const T* turned = static_cast<const T*>(task.turned);
  T* out = static_cast<T*>(task.out) + r * task.others;
  int64_t j = 0;
  for (; j + kWidth <= task.others; j += kWidth) {
    forward_tile<T, kNorm, height, columns, true>(task, x, turned + j, out + j, kWidth);
  }
  for (; j < task.others; j += Vec<T>::size) {
    forward_tile<T, kNorm, height, 1, false>(task, x, turned + j, out + j, task.others - j);
  }
}

template <class T, Norm kNorm>
void forward_as(const DistanceTask& task, int64_t from, int64_t to) {
  int64_t r = from;
  if constexpr (kNorm == Norm::other) {
    for (; r < to; ++r) forward_rows<T, kNorm, 1, 1>(task, r);
  } else {
    for (; r + 4 <= to; r += 4) forward_rows<T, kNorm, 4, 2>(task, r);
    for (; r < to; ++r) forward_rows<T, kNorm, 1, 4>(task, r);
  }
}

// Other rows whose factors are computed once for all columns, and columns that run abreast.
constexpr int64_t kOthers = 512;
constexpr int kAbreast = 4;

/// What a block of one row's derivative shares among all columns: `factor` is g / d for the
/// Euclidean norm, d^(p - 1) for those without a formula of their own. True unless a quotient
/// leaves the range of normal numbers, where g * delta / d might not.
template <class T, Norm kNorm>
CHAINRULE_INLINE bool fill_factors(const T* g, const T* d, int64_t n, Vec<T> p, T* factor) {
  using V = Vec<T>;
  constexpr T kLeast = sizeof(T) == 4 ? T(0x1p-126) : T(0x1p-1022);
  Mask<T> usable(true);
  for (int64_t j = 0; j < n; j += V::size) {
    const V far = load_part(d + j, n - j);
    if constexpr (kNorm == Norm::two) {
      const V slope = load_part(g + j, n - j);
      const V quotient = select(far == V(0), V(0), slope / far);
      usable = usable & ((far == V(0)) | (slope == V(0)) | isinf(far) |
                         (isfinite(quotient) & (abs(quotient) >= V(kLeast))));
      quotient.store(factor + j);
    } else {
      pow(far, p - V(1)).store(factor + j);
    }
  }
  return all(usable);
}

template <class T, Norm kNorm, bool usable>
CHAINRULE_INLINE Vec<T> slope_of(Vec<T> delta, Vec<T> g, Vec<T> far, Vec<T> factor, Vec<T> p) {
  using V = Vec<T>;
  if constexpr (kNorm == Norm::one) return g * sign(delta);
  if constexpr (kNorm == Norm::two) {
    if constexpr (usable) return factor * delta;
    return select(far == V(0), V(0), g * delta / far);
  }
  if constexpr (kNorm == Norm::inf) return select(abs(delta) == far, g * sign(delta), V(0));
  if constexpr (kNorm == Norm::other) {
    const V power = sign(delta) * pow(abs(delta), p - V(1));
    return select((delta == V(0)) | (far == V(0)), V(0), g * power / factor);
  }
}

/// Adds to `columns` neighbouring elements of the result what n other rows contribute.
template <class T, Norm kNorm, bool usable, int columns>
CHAINRULE_INLINE void add_slopes(const DistanceTask& task, const T* x, const T* turned, const T* g,
                                 const T* d, const T* factor, int64_t n, T* out) {
  using V = Vec<T>;
  const V p(static_cast<T>(task.p));
  V total[columns];
  for (int c = 0; c < columns; ++c) total[c] = V(0);
  int64_t j = 0;
  for (; j + V::size <= n; j += V::size) {
    for (int c = 0; c < columns; ++c) {
      const V delta = V(x[c]) - V::load(turned + c * task.turned_row + j);
      total[c] +=
          slope_of<T, kNorm, usable>(delta, V::load(g + j), V::load(d + j), V::load(factor + j), p);
    }
  }
  if (j < n) {
    const auto inside = Vec<IntOf<T>>::iota() < Vec<IntOf<T>>(static_cast<IntOf<T>>(n - j));
    for (int c = 0; c < columns; ++c) {
      const V delta = V(x[c]) - load_part(turned + c * task.turned_row + j, n - j);
      const V slope = slope_of<T, kNorm, usable>(delta, load_part(g + j, n - j),
                                                 load_part(d + j, n - j), V::load(factor + j), p);
      total[c] += select(Mask<T>(inside), slope, V(0));
    }
  }
  for (int c = 0; c < columns; ++c) out[c] += reduce_sum(total[c]);
}

template <class T, Norm kNorm, bool usable>
void add_row(const DistanceTask& task, const T* x, const T* turned, const T* g, const T* d,
             const T* factor, int64_t n, T* out) {
  int64_t m = 0;
  for (; m + kAbreast <= task.width; m += kAbreast) {
    add_slopes<T, kNorm, usable, kAbreast>(task, x + m, turned + m * task.turned_row, g, d, factor,
                                           n, out + m);
  }
  for (; m < task.width; ++m) {
    add_slopes<T, kNorm, usable, 1>(task, x + m, turned + m * task.turned_row, g, d, factor, n,
                                    out + m);
  }
}

template <class T, Norm kNorm>
void backward_as(const DistanceTask& task, int64_t from, int64_t to) {
  const Vec<T> p(static_cast<T>(task.p));
  T factor[kOthers] = {};
  for (int64_t r = from; r < to; ++r) {
    const T* x = static_cast<const T*>(task.x) + r * task.width;
    T* out = static_cast<T*>(task.out) + r * task.width;
    for (int64_t m = 0; m < task.width; ++m) out[m] = T(0);
    for (int64_t start = 0; start < task.others; start += kOthers) {
      const int64_t n = task.others - start < kOthers ? task.others - start : kOthers;
      const T* turned = static_cast<const T*>(task.turned) + start;
      const T* g = static_cast<const T*>(task.g) + r * task.others + start;
      const T* d = static_cast<const T*>(task.d) + r * task.others + start;
      if constexpr (kNorm == Norm::two || kNorm == Norm::other) {
        if (fill_factors<T, kNorm>(g, d, n, p, factor)) {
          add_row<T, kNorm, true>(task, x, turned, g, d, factor, n, out);
          continue;
        }
      }
      add_row<T, kNorm, false>(task, x, turned, g, d, factor, n, out);
    }
  }
}

template <class T>
void forward(const DistanceTask& task, int64_t from, int64_t to) {
  switch (norm_of(task.p)) {
    case Norm::zero:
      return forward_as<T, Norm::zero>(task, from, to);
    case Norm::one:
      return forward_as<T, Norm::one>(task, from, to);
    case Norm::two:
      return forward_as<T, Norm::two>(task, from, to);
    case Norm::inf:
      return forward_as<T, Norm::inf>(task, from, to);
    default:
      return forward_as<T, Norm::other>(task, from, to);
  }
}
template <class T>
void backward(const DistanceTask& task, int64_t from, int64_t to) {
  switch (norm_of(task.p)) {
    case Norm::one:
      return backward_as<T, Norm::one>(task, from, to);
    case Norm::two:
      return backward_as<T, Norm::two>(task, from, to);
    case Norm::inf:
      return backward_as<T, Norm::inf>(task, from, to);
    default:
      return backward_as<T, Norm::other>(task, from, to);
  }
}

}  // namespace

extern constinit const DistanceKernels distance_kernels_table = {
    {forward<float>, forward<double>}, {backward<float>, backward<double>}};

}  // namespace chainrule::CHAINRULE_ISA_NS
