// im2col and col2im.
#include "kernels/conv.h"

#include <algorithm>
#include <cstring>

namespace chainrule {

namespace {

/// Calls f(column row, image offset of the row or -1, first and last output index inside, ...) for
/// every run of outputs along the last dimension.
template <class F>
void for_rows(const ConvGeometry& g, F f) {
  int64_t row = 0;
  for (int64_t c = 0; c < g.channels; ++c) {
    for (int64_t kd = 0; kd < g.kernel[0]; ++kd) {
      for (int64_t kh = 0; kh < g.kernel[1]; ++kh) {
        for (int64_t kw = 0; kw < g.kernel[2]; ++kw, ++row) {
          const int64_t shift =
              kw * g.dilation[2] - g.padding[2];  // input index = output index * stride + shift
          // The outputs whose input lies inside.
          const int64_t s = g.stride[2];
          const int64_t first =
              std::clamp<int64_t>(shift >= 0 ? 0 : (-shift + s - 1) / s, 0, g.output[2]);
          const int64_t last = std::clamp<int64_t>(
              g.input[2] - shift <= 0 ? 0 : (g.input[2] - shift - 1) / s + 1, first, g.output[2]);
          int64_t at = row * g.pixels();
          for (int64_t od = 0; od < g.output[0]; ++od) {
            const int64_t id = od * g.stride[0] + kd * g.dilation[0] - g.padding[0];
            for (int64_t oh = 0; oh < g.output[1]; ++oh, at += g.output[2]) {
              const int64_t ih = oh * g.stride[1] + kh * g.dilation[1] - g.padding[1];
              const bool inside = id >= 0 && id < g.input[0] && ih >= 0 && ih < g.input[1];
              const int64_t from = ((c * g.input[0] + id) * g.input[1] + ih) * g.input[2] + shift;
              f(at, inside, from, first, last);
            }
          }
        }
      }
    }
  }
}

}  // namespace

template <class T>
void im2col(const ConvGeometry& g, const T* image, T* columns) {
  const int64_t n = g.output[2], s = g.stride[2];
  for_rows(g, [&](int64_t at, bool inside, int64_t from, int64_t first, int64_t last) {
    T* out = columns + at;
    if (!inside) {
      std::fill_n(out, n, T(0));
      return;
    }
    std::fill_n(out, first, T(0));
    if (s == 1) {
      std::copy(image + from + first, image + from + last, out + first);
    } else {
      for (int64_t i = first; i < last; ++i) out[i] = image[from + i * s];
    }
    std::fill(out + last, out + n, T(0));
  });
}

template <class T>
void col2im(const ConvGeometry& g, const T* columns, T* image) {
  const int64_t s = g.stride[2];
  for_rows(g, [&](int64_t at, bool inside, int64_t from, int64_t first, int64_t last) {
    if (!inside) return;
    const T* in = columns + at;
    for (int64_t i = first; i < last; ++i) image[from + i * s] += in[i];
  });
}

template void im2col<float>(const ConvGeometry&, const float*, float*);
template void im2col<double>(const ConvGeometry&, const double*, double*);
template void im2col<int64_t>(const ConvGeometry&, const int64_t*, int64_t*);
template void col2im<int64_t>(const ConvGeometry&, const int64_t*, int64_t*);
template void col2im<float>(const ConvGeometry&, const float*, float*);
template void col2im<double>(const ConvGeometry&, const double*, double*);

}  // namespace chainrule
