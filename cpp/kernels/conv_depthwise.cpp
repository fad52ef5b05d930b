// Depthwise convolutions: margins and threads (conv_depthwise.h).
#include "kernels/conv_depthwise.h"

#include <algorithm>
#include <vector>

#include "core/thread_pool.h"
#include "kernels/move.h"

namespace chainrule {

namespace {

constexpr int64_t kDepthwiseGrain = int64_t{1} << 16;  // products
constexpr int64_t kSlack = 16;                         // elements: the widest register

/// A plane of inputs with its margin, by phases, and where the taps are in it.
class Padded {
 public:
  explicit Padded(const ConvGeometry& g)
      : g_(g),
        phase_((g.input[2] + 2 * g.padding[2] + g.stride[2] - 1) / g.stride[2]),
        data_(static_cast<size_t>((g.input[1] + 2 * g.padding[1]) * g.stride[2] * phase_ + kSlack),
              0.0f) {
    for (int64_t h = 0; h < g.kernel[1]; ++h) {
      for (int64_t k = 0; k < g.kernel[2]; ++k)
        taps_.push_back(offset(h * g.dilation[1], k * g.dilation[2]));
    }
  }
  void fill(const float* x) {
    const int64_t s = g_.stride[2];
    for (int64_t c = 0; c < std::min(s, g_.input[2]); ++c) {
      const int64_t n = (g_.input[2] - c + s - 1) / s;
      float* to = data_.data() + offset(g_.padding[1], g_.padding[2] + c);
      move_block(kFloatBytes, {g_.input[1], n, to, s * phase_ * kFloatBytes, kFloatBytes, x + c,
                               g_.input[2] * kFloatBytes, s * kFloatBytes});
    }
  }
  DepthwisePlane plane() const {
    return {g_.output[1],
            g_.output[2],
            data_.data(),
            g_.stride[1] * g_.stride[2] * phase_,
            static_cast<int64_t>(taps_.size()),
            taps_.data()};
  }

 private:
  int64_t offset(int64_t row, int64_t column) const {
    return (row * g_.stride[2] + column % g_.stride[2]) * phase_ + column / g_.stride[2];
  }

  const ConvGeometry& g_;
  int64_t phase_;
  std::vector<float> data_;
  std::vector<int64_t> taps_;
};

int64_t planes_worth_a_thread(const ConvGeometry& g, int64_t per_plane) {
  return std::max<int64_t>(
      1, kDepthwiseGrain / std::max<int64_t>(1, per_plane * g.pixels() * g.window()));
}

}  // namespace

bool is_depthwise(const ConvGeometry& g, int64_t out_group) {
  return g.channels == 1 && out_group <= 4 && g.kernel[0] == 1 && g.input[0] == 1 &&
         g.padding[0] == 0 && g.pixels() > 0;
}

void convolve_depthwise(const ConvGeometry& g, int64_t batch, int64_t groups, int64_t out_group,
                        const float* x, const float* w, float* y, bool flipped) {
  const int64_t window = g.window();
  std::vector<float> turned;
  if (flipped) {
    turned.assign(w, w + groups * out_group * window);
    for (int64_t i = 0; i < groups * out_group; ++i) {
      std::reverse(turned.begin() + i * window, turned.begin() + (i + 1) * window);
    }
    w = turned.data();
  }
  parallel_for(
      0, batch * groups, planes_worth_a_thread(g, out_group), [&](int64_t begin, int64_t end) {
        Padded padded(g);
        for (int64_t i = begin; i < end; ++i) {
          padded.fill(x + i * g.image());
          for (int64_t o = 0; o < out_group; ++o) {
            depthwise_kernels().convolve(padded.plane(), w + (i % groups * out_group + o) * window,
                                         y + (i * out_group + o) * g.pixels());
          }
        }
      });
}

void correlate_depthwise(const ConvGeometry& g, int64_t batch, int64_t groups, int64_t out_group,
                         const float* x, const float* y, float* w) {
  const int64_t window = g.window();
  parallel_for(
      0, groups, planes_worth_a_thread(g, batch * out_group), [&](int64_t begin, int64_t end) {
        Padded padded(g);
        for (int64_t group = begin; group < end; ++group) {
          for (int64_t n = 0; n < batch; ++n) {
            const int64_t i = n * groups + group;
            padded.fill(x + i * g.image());
            for (int64_t o = 0; o < out_group; ++o) {
              depthwise_kernels().correlate(padded.plane(), y + (i * out_group + o) * g.pixels(),
                                            w + (group * out_group + o) * window);
            }
          }
        }
      });
}

}  // namespace chainrule
