// Loops over the points of a grid (grid.h).
#include "kernels/grid.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/thread_pool.h"

namespace chainrule {

namespace {

/// The neighbours of a point along one dimension.
template <class T>
struct Taps {
  int count;
  std::array<int64_t, 4> index;  // -1: outside
  T t;                           // from the second of four neighbours, or the first of two
  T factor;                      // d t / d coordinate
};

/// A position that no index can hold lies outside.
template <class T>
int64_t whole(T position, int64_t size) {
  if (!(position >= T(-1) && position <= static_cast<T>(size))) return -1;
  const auto i = static_cast<int64_t>(position);
  return i < 0 || i >= size ? -1 : i;
}

// Rounding as C's, without a call where the numbers are small enough for integers.
template <class T>
constexpr T kSmallEnough = T(1 << 22);
template <class T>
T floor_of(T x) {
  if (!(std::abs(x) < kSmallEnough<T>)) return std::floor(x);
  const auto towards_zero = static_cast<T>(static_cast<int32_t>(x));
  return towards_zero > x ? towards_zero - 1 : towards_zero;
}
/// Half to even, the sign of zero aside.
template <class T>
T nearest_to(T x) {
  if (!(std::abs(x) < kSmallEnough<T>)) return std::nearbyint(x);
  const T base = floor_of(x);
  const T rest = x - base;
  const bool odd = (static_cast<int32_t>(base) & 1) != 0;
  return rest > T(0.5) || (rest == T(0.5) && odd) ? base + 1 : base;
}

template <class T>
struct Mapped {
  T at;
  T slope;
};

/// Into [0, size - 1]; beyond, the border has no slope.
template <class T>
Mapped<T> clipped(Mapped<T> m, int64_t size) {
  const auto last = static_cast<T>(size - 1);
  if (!(m.at > 0)) return {0, 0};  // NaN too
  if (!(m.at < last)) return {last, 0};
  return m;
}

/// There and back between the borders (or, unaligned, between the borders' outer edges).
template <class T>
Mapped<T> reflected(Mapped<T> m, int64_t size, bool align) {
  const T low = align ? T(0) : T(-0.5);
  const T span = static_cast<T>(align ? size - 1 : size);
  if (span == 0) return {0, 0};
  T slope = m.slope;
  T at = m.at - low;
  if (at < 0) {
    at = -at;
    slope = -slope;
  }
  const T extra = std::fmod(at, span);
  const bool back = std::fmod(std::floor(at / span), T(2)) != 0;
  Mapped<T> out{back ? span - extra + low : extra + low, back ? -slope : slope};
  if (!std::isfinite(out.at)) out.at = T(-100);
  return clipped(out, size);
}

template <class T>
Mapped<T> padded(Mapped<T> m, int64_t size, const GridTask& task) {
  switch (task.padding) {
    case GridPadding::border:
      return clipped(m, size);
    case GridPadding::reflection:
      return reflected(m, size, task.align_corners);
    default:
      return m;
  }
}

template <class T>
Taps<T> taps_of(const GridTask& task, int64_t size, T coordinate) {
  const auto n = static_cast<T>(size);
  const Mapped<T> plain = task.align_corners
                              ? Mapped<T>{(coordinate + 1) / 2 * (n - 1), (n - 1) / 2}
                              : Mapped<T>{((coordinate + 1) * n - 1) / 2, n / 2};
  Taps<T> taps{};
  if (task.mode == GridMode::bicubic) {  // the neighbours are padded, not the point
    const T base = floor_of(plain.at);
    taps.count = 4;
    taps.t = plain.at - base;
    taps.factor = plain.slope;
    for (int k = 0; k < 4; ++k) {
      taps.index[static_cast<size_t>(k)] =
          whole(padded(Mapped<T>{base + static_cast<T>(k - 1), 1}, size, task).at, size);
    }
    return taps;
  }
  const Mapped<T> m = padded(plain, size, task);
  if (task.mode == GridMode::nearest) {
    taps.count = 1;
    taps.index[0] = whole(nearest_to(m.at), size);
    return taps;
  }
  const T base = floor_of(m.at);
  taps.count = 2;
  taps.t = m.at - base;
  taps.factor = m.slope;
  taps.index[0] = whole(base, size);
  taps.index[1] = whole(base + 1, size);
  return taps;
}

/// Weights of the neighbours and their slopes in the coordinate. Cubic: Keys, "Cubic convolution
/// interpolation for digital image processing", 1981, with a = -0.75.
template <class T>
struct Weights {
  std::array<T, 4> value;
  std::array<T, 4> slope;
};
template <class T>
Weights<T> weights_of(const Taps<T>& taps) {
  if (taps.count == 1) return {{1, 0, 0, 0}, {0, 0, 0, 0}};
  const T t = taps.t;
  if (taps.count == 2) return {{1 - t, t, 0, 0}, {-taps.factor, taps.factor, 0, 0}};
  const T a = T(-0.75);
  const auto inner = [a](T u) { return ((a + 2) * u - (a + 3)) * u * u + 1; };
  const auto outer = [a](T u) { return ((a * u - 5 * a) * u + 8 * a) * u - 4 * a; };
  const auto inner_slope = [a](T u) { return (3 * (a + 2) * u - 2 * (a + 3)) * u; };
  const auto outer_slope = [a](T u) { return (3 * a * u - 10 * a) * u + 8 * a; };
  return {{outer(t + 1), inner(t), inner(1 - t), outer(2 - t)},
          {outer_slope(t + 1) * taps.factor, inner_slope(t) * taps.factor,
           -inner_slope(1 - t) * taps.factor, -outer_slope(2 - t) * taps.factor}};
}

/// Calls f(place in the image, weight, slopes) for every neighbour of a point that is inside.
/// False: the point is not a number (which in three dimensions lies outside).
template <class T, class F>
bool for_neighbours(const GridTask& task, const T* point, F f) {
  std::array<Taps<T>, 3> taps;
  std::array<Weights<T>, 3> w;
  taps[2] = {1, {0, -1, -1, -1}, T(0), T(0)};
  w[2] = {{1, 0, 0, 0}, {0, 0, 0, 0}};
  for (int64_t d = 0; d < task.dims; ++d) {
    const auto i = static_cast<size_t>(d);
    taps[i] = taps_of(task, task.sizes[i], point[d]);
    if (task.dims == 2 && !std::isfinite(taps[i].t)) return false;
    w[i] = weights_of(taps[i]);
  }
  for (size_t k = 0; k < static_cast<size_t>(taps[2].count); ++k) {
    for (size_t j = 0; j < static_cast<size_t>(taps[1].count); ++j) {
      for (size_t i = 0; i < static_cast<size_t>(taps[0].count); ++i) {
        if (taps[0].index[i] < 0 || taps[1].index[j] < 0 || taps[2].index[k] < 0) continue;
        const T x = w[0].value[i];
        const T y = w[1].value[j];
        const T z = w[2].value[k];
        f((taps[2].index[k] * task.sizes[1] + taps[1].index[j]) * task.sizes[0] + taps[0].index[i],
          x * y * z,
          std::array<T, 3>{w[0].slope[i] * y * z, x * w[1].slope[j] * z, x * y * w[2].slope[k]});
      }
    }
  }
  return true;
}

// The neighbours of so many points are found once, then every channel goes through them.
constexpr int64_t kTogether = 32;
constexpr int64_t kMostTaps = 16;  // bicubic in two dimensions
constexpr int64_t kMostNeighbours = kTogether * kMostTaps;

template <class T>
struct Neighbour {
  int64_t at;
  T weight;
  T along;  // sum over channels of cotangent times image
  std::array<T, 3> slopes;
};

}  // namespace

template <class T>
void grid_sample(const GridTask& task, const T* image, const T* grid, T* out) {
  const int64_t plane = task.plane();
  const LongWork unlocked(task.batch * task.points * task.channels > 10'000);
  const auto sample = [&](int64_t n, int64_t first, int64_t count) {
    int64_t places[kMostTaps][kTogether];
    T weights[kMostTaps][kTogether];
    int64_t taps = 0;
    T start[kTogether];
    int64_t used[kTogether];
    for (int64_t q = 0; q < count; ++q) {
      int64_t k = 0;
      const bool number = for_neighbours(task, grid + (n * task.points + first + q) * task.dims,
                                         [&](int64_t at, T weight, const auto&) {
                                           places[k][q] = at;
                                           weights[k][q] = weight;
                                           ++k;
                                         });
      start[q] = number ? T(0) : std::numeric_limits<T>::quiet_NaN();
      used[q] = number ? k : 0;
      taps = std::max(taps, used[q]);
    }
    const bool all = std::all_of(used, used + count, [=](int64_t k) { return k == taps; });
    for (int64_t c = 0; c < task.channels; ++c) {
      const T* source = image + (n * task.channels + c) * plane;
      T* to = out + (n * task.channels + c) * task.points + first;
      T sums[kTogether];
      std::copy_n(start, count, sums);
      for (int64_t k = 0; k < taps; ++k) {
        for (int64_t q = 0; q < count; ++q) {
          if (all || k < used[q]) sums[q] += source[places[k][q]] * weights[k][q];
        }
      }
      std::copy_n(sums, count, to);
    }
  };
  const int64_t parts = (task.points + kTogether - 1) / kTogether;
  parallel_for(0, task.batch * parts,
               std::max<int64_t>(1, 2048 / (kTogether * std::max<int64_t>(task.channels, 1))),
               [&](int64_t begin, int64_t end) {
                 for (int64_t i = begin; i < end; ++i) {
                   const int64_t first = i % parts * kTogether;
                   sample(i / parts, first, std::min(kTogether, task.points - first));
                 }
               });
}

template <class T>
void grid_sample_backward(const GridTask& task, const T* grad, const T* image, const T* grid,
                          T* image_grad, T* grid_grad) {
  const int64_t plane = task.plane();
  const LongWork unlocked(task.batch * task.points * task.channels > 10'000);
  parallel_tasks(task.batch, [&](int64_t n) {  // images do not share neighbours
    std::array<Neighbour<T>, kMostNeighbours> near;
    int64_t ends[kTogether];
    for (int64_t first = 0; first < task.points; first += kTogether) {
      const int64_t count = std::min(kTogether, task.points - first);
      const T* points = grid + (n * task.points + first) * task.dims;
      int64_t k = 0;
      for (int64_t q = 0; q < count; ++q) {
        for_neighbours(task, points + q * task.dims,
                       [&](int64_t at, T weight, const std::array<T, 3>& slopes) {
                         near[static_cast<size_t>(k++)] = {at, weight, T(0), slopes};
                       });
        ends[q] = k;
      }
      for (int64_t c = 0; c < task.channels; ++c) {
        const T* source = image + (n * task.channels + c) * plane;
        const T* g = grad + (n * task.channels + c) * task.points + first;
        if (image_grad) {
          T* to = image_grad + (n * task.channels + c) * plane;
          for (int64_t q = 0, i = 0; q < count; ++q) {
            for (; i < ends[q]; ++i)
              to[near[static_cast<size_t>(i)].at] += g[q] * near[static_cast<size_t>(i)].weight;
          }
        }
        if (grid_grad) {
          for (int64_t q = 0, i = 0; q < count; ++q) {
            for (; i < ends[q]; ++i)
              near[static_cast<size_t>(i)].along += g[q] * source[near[static_cast<size_t>(i)].at];
          }
        }
      }
      if (!grid_grad) continue;
      T* slope = grid_grad + (n * task.points + first) * task.dims;
      for (int64_t q = 0, i = 0; q < count; ++q, slope += task.dims) {
        std::array<T, 3> total{};
        for (; i < ends[q]; ++i) {
          for (size_t d = 0; d < 3; ++d)
            total[d] += near[static_cast<size_t>(i)].along * near[static_cast<size_t>(i)].slopes[d];
        }
        for (int64_t d = 0; d < task.dims; ++d) slope[d] = total[static_cast<size_t>(d)];
      }
    }
  });
}

template <class T>
void grid_taps(const GridTask& task, int64_t dim, const T* grid, T* factor, T* shift,
               int64_t* index) {
  const int64_t count = task.batch * task.points;
  for (int64_t p = 0; p < count; ++p) {
    const T coordinate = grid[p * task.dims + dim];
    const Taps<T> taps = taps_of(task, task.sizes[static_cast<size_t>(dim)], coordinate);
    factor[p] = taps.factor;
    shift[p] = taps.factor == 0 ? taps.t : taps.t - taps.factor * coordinate;
    for (int k = 0; k < taps.count; ++k) index[k * count + p] = taps.index[static_cast<size_t>(k)];
  }
}

template void grid_sample<float>(const GridTask&, const float*, const float*, float*);
template void grid_sample<double>(const GridTask&, const double*, const double*, double*);
template void grid_sample_backward<float>(const GridTask&, const float*, const float*, const float*,
                                          float*, float*);
template void grid_sample_backward<double>(const GridTask&, const double*, const double*,
                                           const double*, double*, double*);
template void grid_taps<float>(const GridTask&, int64_t, const float*, float*, float*, int64_t*);
template void grid_taps<double>(const GridTask&, int64_t, const double*, double*, double*,
                                int64_t*);

}  // namespace chainrule
