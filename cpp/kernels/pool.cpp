// Loops over windows. Planes are independent, so threads share them.
#include "kernels/pool.h"

#include <algorithm>
#include <limits>

#include "core/thread_pool.h"
#include "kernels/pool_rows.h"

namespace chainrule {

namespace {

/// Calls f(output index) at every output, which may call each(g) with g(image index) for the
/// window's elements.
template <class F>
void for_windows(const PoolAxes& a, F f) {
  int64_t o = 0;
  for (int64_t d = 0; d < a[0].outputs(); ++d) {
    for (int64_t h = 0; h < a[1].outputs(); ++h) {
      for (int64_t w = 0; w < a[2].outputs(); ++w, ++o) {
        f(o, [&](auto&& g) {
          for (int64_t i = a[0].start[static_cast<size_t>(d)]; i < a[0].end[static_cast<size_t>(d)];
               i += a[0].step) {
            for (int64_t j = a[1].start[static_cast<size_t>(h)];
                 j < a[1].end[static_cast<size_t>(h)]; j += a[1].step) {
              const int64_t row = (i * a[1].input + j) * a[2].input;
              for (int64_t k = a[2].start[static_cast<size_t>(w)];
                   k < a[2].end[static_cast<size_t>(w)]; k += a[2].step)
                g(row + k);
            }
          }
        });
      }
    }
  }
}

template <class F>
void for_planes(const PoolAxes& a, int64_t planes, F f) {
  const int64_t image = a[0].input * a[1].input * a[2].input,
                outputs = a[0].outputs() * a[1].outputs() * a[2].outputs();
  const LongWork unlocked(planes * (image + outputs) > 100'000);
  parallel_for(0, planes, std::max<int64_t>(1, 16384 / std::max<int64_t>(image + outputs, 1)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t p = begin; p < end; ++p) f(p * image, p * outputs);
               });
}

/// The windows of a dimension that all have the same number of elements, at a constant distance.
struct Regular {
  int64_t first = 0;
  int64_t last = 0;
  int64_t length = 0;
  int64_t stride = 1;
};
Regular regular_part(const PoolAxis& axis) {
  const int64_t n = axis.outputs();
  const auto length = [&](int64_t w) {
    const auto at = static_cast<size_t>(w);
    return std::max<int64_t>(0, (axis.end[at] - axis.start[at] + axis.step - 1) / axis.step);
  };
  const auto start = [&](int64_t w) { return axis.start[static_cast<size_t>(w)]; };
  Regular part;
  for (int64_t w = 0; w < n; ++w) part.length = std::max(part.length, length(w));
  while (part.first < n && length(part.first) < part.length) ++part.first;
  part.last = part.first < n ? part.first + 1 : n;
  if (part.last < n) part.stride = start(part.last) - start(part.first);
  while (part.last < n && length(part.last) == part.length &&
         start(part.last) - start(part.last - 1) == part.stride) {
    ++part.last;
  }
  return part;
}

template <class T>
LargerKernel<T> larger_kernel() {
  if constexpr (std::is_same_v<T, float>) return pool_kernels().float32;
  if constexpr (std::is_same_v<T, double>) return pool_kernels().float64;
  if constexpr (std::is_same_v<T, int64_t>) return pool_kernels().integer;
}

}  // namespace

template <class T>
void max_pool(const PoolAxes& axes, int64_t planes, const T* in, T* out, int64_t* places) {
  constexpr T kLeast = std::numeric_limits<T>::has_infinity ? -std::numeric_limits<T>::infinity()
                                                            : std::numeric_limits<T>::lowest();
  const PoolAxis& d = axes[0];
  const PoolAxis& h = axes[1];
  const PoolAxis& w = axes[2];
  const Regular regular = regular_part(w);
  const auto larger = larger_kernel<T>();
  for_planes(axes, planes, [&](int64_t image, int64_t outputs) {
    const T* plane = in + image;
    T* best = out + outputs;
    int64_t* place = places + outputs;
    for (size_t a = 0; a < d.start.size(); ++a) {
      for (size_t b = 0; b < h.start.size(); ++b, best += w.outputs(), place += w.outputs()) {
        // Where nothing is larger than the least, the first of the window it is.
        const bool some = d.start[a] < d.end[a] && h.start[b] < h.end[b];
        const int64_t corner = (d.start[a] * h.input + h.start[b]) * w.input;
        for (size_t o = 0; o < w.start.size(); ++o) {
          best[o] = kLeast;
          place[o] = some && w.start[o] < w.end[o] ? corner + w.start[o] : 0;
        }
        for (int64_t i = d.start[a]; i < d.end[a]; i += d.step) {
          for (int64_t j = h.start[b]; j < h.end[b]; j += h.step) {
            const int64_t row = (i * h.input + j) * w.input;
            const auto edge = [&](int64_t from, int64_t to) {
              for (int64_t o = from; o < to; ++o) {
                const auto at = static_cast<size_t>(o);
                for (int64_t k = w.start[at]; k < w.end[at]; k += w.step) {
                  larger(1, plane + row + k, 1, row + k, best + o, place + o);
                }
              }
            };
            edge(0, regular.first);
            for (int64_t k = 0; k < regular.length; ++k) {
              const int64_t at = row + w.start[static_cast<size_t>(regular.first)] + k * w.step;
              larger(regular.last - regular.first, plane + at, regular.stride, at,
                     best + regular.first, place + regular.first);
            }
            edge(regular.last, w.outputs());
          }
        }
      }
    }
  });
}

template <class T>
void sum_pool(const PoolAxes& axes, int64_t planes, const T* in, const T* weight, T* out) {
  for_planes(axes, planes, [&](int64_t image, int64_t outputs) {
    for_windows(axes, [&](int64_t o, auto each) {
      T sum = 0;
      each([&](int64_t i) { sum += in[image + i]; });
      out[outputs + o] = sum * weight[o];
    });
  });
}

template <class T>
void spread_pool(const PoolAxes& axes, int64_t planes, const T* out, const T* weight, T* in) {
  for_planes(axes, planes, [&](int64_t image, int64_t outputs) {
    for_windows(axes, [&](int64_t o, auto each) {
      const T share = out[outputs + o] * weight[o];
      each([&](int64_t i) { in[image + i] += share; });
    });
  });
}

template void max_pool<float>(const PoolAxes&, int64_t, const float*, float*, int64_t*);
template void max_pool<double>(const PoolAxes&, int64_t, const double*, double*, int64_t*);
template void max_pool<int64_t>(const PoolAxes&, int64_t, const int64_t*, int64_t*, int64_t*);
template void sum_pool<float>(const PoolAxes&, int64_t, const float*, const float*, float*);
template void sum_pool<double>(const PoolAxes&, int64_t, const double*, const double*, double*);
template void sum_pool<int64_t>(const PoolAxes&, int64_t, const int64_t*, const int64_t*, int64_t*);
template void spread_pool<float>(const PoolAxes&, int64_t, const float*, const float*, float*);
template void spread_pool<double>(const PoolAxes&, int64_t, const double*, const double*, double*);

}  // namespace chainrule
