// Convolutions of float without a matrix of windows: every lane is an output channel, every
// register a pixel, and the input is read where it lies, behind a margin of zeros. What may not
// live here: convolutions by matrix products (conv.h), tensors.
#pragma once

#include "kernels/conv.h"
#include "kernels/dispatch.h"
#include "kernels/move.h"

namespace chainrule {

/// Rows of one image's output, for one block of its channels.
struct DirectRows {
  const float* x;  // where the window of the first output begins, in the first channel
  int64_t channels, channel_stride;
  int64_t taps;
  const int64_t* tap_offsets;
  int64_t step, row_step;  // in x, from output to output and from row to row
  const float* w;          // packed: (channels, taps, lanes of the block)
  float* y;
  int64_t rows, columns;
  int64_t y_channels, y_channel_stride;
  void (*copy)(const MoveBlock&);
};

struct DirectKernels {
  int lanes;  // of a register; a block has one or two
  /// By the number of registers in a block (1, 2) and the step (1, 2).
  void (*run[2][2])(const DirectRows& task);
};
CHAINRULE_KERNEL_TABLE(DirectKernels, direct_kernels)

/// What a direct convolution does and needs.
class DirectConv {
 public:
  /// `flipped`: the adjoint of a convolution of stride 1, `g` being the geometry of that adjoint
  /// read as a convolution (see adjoint_geometry).
  DirectConv(const ConvGeometry& g, int64_t batch, int64_t groups, int64_t out_group, bool flipped);

  /// Whether this way is open, and the quicker one.
  static bool fits(const ConvGeometry& g, int64_t out_group);
  /// The adjoint in x of a convolution of stride 1 is a convolution itself, with the kernel flipped
  /// and other margins. False where there is none.
  static bool adjoint_geometry(const ConvGeometry& g, int64_t out_group, ConvGeometry& adjoint);

  /// Elements of scratch for the packed weights, and for the padded images.
  int64_t packed_size() const { return groups_ * blocks_ * block_ * g_.channels * g_.window(); }
  int64_t padded_size() const { return copies_ ? at_once_ * image_ : 0; }
  /// w is (groups * out_group, channels, window), or (groups * channels, out_group, window) if
  /// flipped.
  void run(const float* x, const float* w, float* y, float* packed, float* padded) const;

 private:
  void pack(const float* w, float* packed) const;
  void pad(const float* x, float* padded, int64_t images) const;
  void run_images(const float* x, const float* packed, float* y, int64_t images) const;

  ConvGeometry g_;
  int64_t batch_, groups_, out_group_;
  bool flipped_;
  std::array<int64_t, 3> padded_;
  bool copies_;
  int64_t image_;  // elements of an image with its margin
  int64_t at_once_;
  int64_t registers_, block_, blocks_;
};

}  // namespace chainrule
