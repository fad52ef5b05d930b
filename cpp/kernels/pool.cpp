// Loops over windows. Planes are independent, so threads share them.
#include "kernels/pool.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/thread_pool.h"

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

template <class T>
bool is_nan(T x) {
  if constexpr (std::is_floating_point_v<T>) return std::isnan(x);
  return false;
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

}  // namespace

template <class T>
void max_pool(const PoolAxes& axes, int64_t planes, const T* in, T* out, int64_t* places) {
  for_planes(axes, planes, [&](int64_t image, int64_t outputs) {
    for_windows(axes, [&](int64_t o, auto each) {
      T best = std::numeric_limits<T>::has_infinity ? -std::numeric_limits<T>::infinity()
                                                    : std::numeric_limits<T>::lowest();
      int64_t place = -1;
      each([&](int64_t i) {
        const T x = in[image + i];
        if (place < 0 || x > best || is_nan(x)) {
          best = x;
          place = i;
        }
      });
      out[outputs + o] = best;
      places[outputs + o] = std::max<int64_t>(place, 0);
    });
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
