// Sampling images at points that a grid names, in two or three spatial dimensions, and the
// adjoints. What may not live here: how the points of an affine map are made.
#pragma once

#include <array>
#include <cstdint>

namespace chainrule {

enum class GridMode : uint8_t { bilinear, nearest, bicubic };
enum class GridPadding : uint8_t { zeros, border, reflection };

/// Images are (batch, channels, size...), grids (batch, points, dims) with the last spatial
/// dimension first, results (batch, channels, points); all row-major.
struct GridTask {
  int64_t dims;  // 2 or 3
  int64_t batch;
  int64_t channels;
  int64_t points;                // for each image
  std::array<int64_t, 3> sizes;  // of the image, in the order of the grid's coordinates
  GridMode mode;
  GridPadding padding;
  bool align_corners;
  int64_t plane() const { return sizes[0] * sizes[1] * (dims == 3 ? sizes[2] : 1); }
  int taps() const { return mode == GridMode::bilinear ? 2 : mode == GridMode::nearest ? 1 : 4; }
};

template <class T>
void grid_sample(const GridTask& task, const T* image, const T* grid, T* out);
/// Adds to `image_grad` and writes `grid_grad`; either may be null.
template <class T>
void grid_sample_backward(const GridTask& task, const T* grad, const T* image, const T* grid,
                          T* image_grad, T* grid_grad);

/// What the coordinate of each point comes to along one dimension. Where it lies between its
/// neighbours is factor * coordinate + shift, with a factor and a shift that do not depend on the
/// coordinate nearby; `index` has taps() rows of batch * points neighbours, -1 where there is none.
template <class T>
void grid_taps(const GridTask& task, int64_t dim, const T* grid, T* factor, T* shift,
               int64_t* index);

}  // namespace chainrule
