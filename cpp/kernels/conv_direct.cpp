// Direct convolutions: packing of weights, margins, threads (conv_direct.h).
#include "kernels/conv_direct.h"

#include <algorithm>

#include "core/small_vec.h"
#include "core/thread_pool.h"

namespace chainrule {

namespace {

constexpr int64_t kScratch = int64_t{1} << 21;      // elements of padded images at a time
constexpr int64_t kDirectGrain = int64_t{1} << 19;  // products
constexpr int64_t kLeastSum = 48;
constexpr int64_t kRowsTogether = 6;  // a whole number of tiles, however high they are

bool has_margin(const ConvGeometry& g) {
  return g.padding[0] != 0 || g.padding[1] != 0 || g.padding[2] != 0;
}

}  // namespace

bool DirectConv::fits(const ConvGeometry& g, int64_t out_group) {
  // Matrix products are as quick where a window is one element or rows are all there is, and where
  // the sums are too short to pay for turning them over at the end.
  return g.window() > 1 && g.output[0] * g.output[1] > 1 && g.channels * g.window() >= kLeastSum &&
         g.stride[2] <= 2 && 2 * out_group >= direct_kernels().lanes && g.pixels() > 0;
}

bool DirectConv::adjoint_geometry(const ConvGeometry& g, int64_t out_group, ConvGeometry& adjoint) {
  adjoint = g;
  adjoint.channels = out_group;
  adjoint.input = g.output;
  adjoint.output = g.input;
  for (size_t d = 0; d < 3; ++d) {
    adjoint.padding[d] = g.dilation[d] * (g.kernel[d] - 1) - g.padding[d];
    if (g.stride[d] != 1 || adjoint.padding[d] < 0) return false;
  }
  return true;
}

DirectConv::DirectConv(const ConvGeometry& g, int64_t batch, int64_t groups, int64_t out_group,
                       bool flipped)
    : g_(g),
      batch_(batch),
      groups_(groups),
      out_group_(out_group),
      flipped_(flipped),
      copies_(has_margin(g)) {
  image_ = groups * g.channels;
  for (size_t d = 0; d < 3; ++d) {
    padded_[d] = g.input[d] + 2 * g.padding[d];
    image_ *= padded_[d];
  }
  at_once_ =
      std::clamp<int64_t>(kScratch / std::max<int64_t>(image_, 1), 1, std::max<int64_t>(batch, 1));
  const int64_t lanes = direct_kernels().lanes;
  registers_ = out_group > lanes ? 2 : 1;
  block_ = registers_ * lanes;
  blocks_ = (out_group + block_ - 1) / block_;
}

void DirectConv::pack(const float* w, float* packed) const {
  const int64_t window = g_.window();
  const int64_t rows = g_.channels * window;
  parallel_for(0, groups_ * blocks_, std::max<int64_t>(1, (1 << 15) / (rows * block_)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t i = begin; i < end; ++i) {
                   const int64_t group = i / blocks_, first = i % blocks_ * block_;
                   const int64_t n = std::min(block_, out_group_ - first);
                   float* to = packed + i * rows * block_;
                   if (n < block_) std::fill_n(to, rows * block_, 0.0f);
                   if (!flipped_) {
                     const float* from = w + (group * out_group_ + first) * rows;
                     move_block(kFloatBytes, {rows, n, to, block_ * kFloatBytes, kFloatBytes, from,
                                              kFloatBytes, rows * kFloatBytes});
                     continue;
                   }
                   for (int64_t c = 0; c < g_.channels; ++c) {
                     const float* from =
                         w + ((group * g_.channels + c) * out_group_ + first + 1) * window - 1;
                     move_block(kFloatBytes,
                                {window, n, to + c * window * block_, block_ * kFloatBytes,
                                 kFloatBytes, from, -kFloatBytes, window * kFloatBytes});
                   }
                 }
               });
}

void DirectConv::pad(const float* x, float* padded, int64_t images) const {
  const int64_t plane = padded_[1] * padded_[2];
  const int64_t channel = padded_[0] * plane;
  parallel_for(
      0, images * groups_ * g_.channels, std::max<int64_t>(1, (1 << 15) / channel),
      [&](int64_t begin, int64_t end) {
        for (int64_t c = begin; c < end; ++c) {
          float* to = padded + c * channel;
          std::fill_n(to, channel, 0.0f);
          for (int64_t d = 0; d < g_.input[0]; ++d) {
            const float* from = x + c * g_.image() + d * g_.input[1] * g_.input[2];
            float* corner =
                to + (d + g_.padding[0]) * plane + g_.padding[1] * padded_[2] + g_.padding[2];
            move_block(kFloatBytes, {g_.input[1], g_.input[2], corner, padded_[2] * kFloatBytes,
                                     kFloatBytes, from, g_.input[2] * kFloatBytes, kFloatBytes});
          }
        }
      });
}

void DirectConv::run_images(const float* x, const float* packed, float* y, int64_t images) const {
  SmallVec<int64_t, 64> taps;
  for (int64_t d = 0; d < g_.kernel[0]; ++d) {
    for (int64_t h = 0; h < g_.kernel[1]; ++h) {
      for (int64_t k = 0; k < g_.kernel[2]; ++k) {
        taps.push_back((d * g_.dilation[0] * padded_[1] + h * g_.dilation[1]) * padded_[2] +
                       k * g_.dilation[2]);
      }
    }
  }
  const int64_t channel = padded_[0] * padded_[1] * padded_[2];
  const int64_t height = g_.output[1], width = g_.output[2];
  const int64_t row_work = width * g_.channels * g_.window() * block_;
  const int64_t band =
      std::min(height, (kDirectGrain / row_work + kRowsTogether) / kRowsTogether * kRowsTogether);
  const int64_t bands = (height + band - 1) / band;
  // A block's weights stay in the cache while all images go by.
  const int64_t per_block = images * g_.output[0] * bands;
  parallel_for(0, groups_ * blocks_ * per_block,
               std::max<int64_t>(1, kDirectGrain / (row_work * band)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t i = begin; i < end; ++i) {
                   const int64_t block = i / per_block;
                   const int64_t group = block / blocks_, first = block % blocks_ * block_;
                   const int64_t image = i % per_block / (g_.output[0] * bands);
                   const int64_t plane = i / bands % g_.output[0];
                   const int64_t row = i % bands * band;
                   DirectRows task;
                   task.x = x + (image * groups_ + group) * g_.channels * channel +
                            (plane * g_.stride[0] * padded_[1] + row * g_.stride[1]) * padded_[2];
                   task.channels = g_.channels;
                   task.channel_stride = channel;
                   task.taps = g_.window();
                   task.tap_offsets = taps.data();
                   task.step = g_.stride[2];
                   task.row_step = g_.stride[1] * padded_[2];
                   task.w = packed + block * g_.channels * g_.window() * block_;
                   task.y = y + ((image * groups_ + group) * out_group_ + first) * g_.pixels() +
                            (plane * height + row) * width;
                   task.rows = std::min(band, height - row);
                   task.columns = width;
                   task.y_channels = std::min(block_, out_group_ - first);
                   task.y_channel_stride = g_.pixels();
                   task.copy = move_kernels().copy[move_slot(kFloatBytes)];
                   direct_kernels().run[registers_ - 1][g_.stride[2] - 1](task);
                 }
               });
}

void DirectConv::run(const float* x, const float* w, float* y, float* packed, float* padded) const {
  pack(w, packed);
  for (int64_t first = 0; first < batch_; first += at_once_) {
    const int64_t images = std::min(at_once_, batch_ - first);
    const float* from = x + first * groups_ * g_.channels * g_.image();
    if (copies_) {
      pad(from, padded, images);
      from = padded;
    }
    run_images(from, packed, y + first * groups_ * out_group_ * g_.pixels(), images);
  }
}

}  // namespace chainrule
