// Windows of an image as columns of a matrix and back (im2col, col2im), in up to three spatial
// dimensions: what turns a convolution into a matrix product (Chellapilla et al., "High performance
// convolutional neural networks for document processing", 2006).
#pragma once

#include <array>
#include <cstdint>

namespace chainrule {

/// What the kernels of float alone move.
constexpr int64_t kFloatBytes = sizeof(float);

/// One image's geometry. Lower-dimensional convolutions have leading sizes of 1.
struct ConvGeometry {
  int64_t channels;
  std::array<int64_t, 3> input, kernel, output, stride, padding, dilation;
  int64_t window() const { return kernel[0] * kernel[1] * kernel[2]; }
  int64_t pixels() const { return output[0] * output[1] * output[2]; }
  int64_t image() const { return input[0] * input[1] * input[2]; }
};

/// columns (channels * window, pixels) from image (channels, input...); zeros outside.
template <class T>
void im2col(const ConvGeometry& g, const T* image, T* columns);
/// image += the adjoint of im2col.
template <class T>
void col2im(const ConvGeometry& g, const T* columns, T* image);

}  // namespace chainrule
