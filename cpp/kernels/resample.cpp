// Loops over lines (resample.h). What lies before a line is independent, so threads share it.
#include "kernels/resample.h"

#include <algorithm>
#include <vector>

#include "core/thread_pool.h"

namespace chainrule {

namespace {

template <class F>
void for_blocks(const ResampleTask& t, F f) {
  const int64_t work = t.inner * t.outputs * t.taps;
  const LongWork unlocked(t.outer * work > 100'000);
  parallel_for(0, t.outer, std::max<int64_t>(1, 32768 / std::max<int64_t>(work, 1)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t o = begin; o < end; ++o) {
                   f(o * t.inputs * t.inner, o * t.outputs * t.inner);
                 }
               });
}

/// Lines whose elements are neighbours: an output is made at once. kTaps is 0 for any number.
template <int kTaps, class T>
void resample_line(const ResampleTask& t, const T* weights, const T* in, T* out) {
  const int64_t taps = kTaps > 0 ? kTaps : t.taps;
  for (int64_t i = 0; i < t.outputs; ++i) {
    const int64_t* place = t.place + i * taps;
    const T* weight = weights + i * taps;
    T sum = in[place[0]] * weight[0];
    for (int64_t k = 1; k < taps; ++k) {
      if (place[k] >= 0) sum += in[place[k]] * weight[k];
    }
    out[i] = sum;
  }
}

template <class T>
void resample_lines(const ResampleTask& t, const T* in, T* out) {
  const std::vector<T> weights(t.weight, t.weight + t.outputs * t.taps);
  const auto line = t.taps == 1   ? resample_line<1, T>
                    : t.taps == 2 ? resample_line<2, T>
                    : t.taps == 4 ? resample_line<4, T>
                                  : resample_line<0, T>;
  for_blocks(t, [&](int64_t from, int64_t to) { line(t, weights.data(), in + from, out + to); });
}

}  // namespace

template <class T>
void resample(const ResampleTask& t, const T* in, T* out) {
  if (t.inner == 1 && t.taps > 0) return resample_lines(t, in, out);
  for_blocks(t, [&](int64_t from, int64_t to) {
    for (int64_t i = 0; i < t.outputs; ++i) {
      T* line = out + to + i * t.inner;
      for (int64_t k = 0; k < t.taps; ++k) {
        if (t.place[i * t.taps + k] < 0) continue;
        const T* source = in + from + t.place[i * t.taps + k] * t.inner;
        const auto w = static_cast<T>(t.weight[i * t.taps + k]);
        if (k == 0) {
          for (int64_t j = 0; j < t.inner; ++j) line[j] = source[j] * w;
        } else {
          for (int64_t j = 0; j < t.inner; ++j) line[j] += source[j] * w;
        }
      }
    }
  });
}

template <class T>
void resample_adjoint(const ResampleTask& t, const T* out, T* in) {
  for_blocks(t, [&](int64_t from, int64_t to) {
    for (int64_t i = 0; i < t.outputs; ++i) {
      const T* line = out + to + i * t.inner;
      for (int64_t k = 0; k < t.taps; ++k) {
        if (t.place[i * t.taps + k] < 0) continue;
        T* target = in + from + t.place[i * t.taps + k] * t.inner;
        const auto w = static_cast<T>(t.weight[i * t.taps + k]);
        for (int64_t j = 0; j < t.inner; ++j) target[j] += line[j] * w;
      }
    }
  });
}

template void resample<float>(const ResampleTask&, const float*, float*);
template void resample<double>(const ResampleTask&, const double*, double*);
template void resample_adjoint<float>(const ResampleTask&, const float*, float*);
template void resample_adjoint<double>(const ResampleTask&, const double*, double*);

}  // namespace chainrule
