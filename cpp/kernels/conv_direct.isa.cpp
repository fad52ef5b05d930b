// The loops of direct convolutions (conv_direct.h): a tile of outputs stays in registers while all
// channels and taps go by.
#include "kernels/conv_direct.h"

#include <utility>

#include "simd/vec.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

using V = Vec<float>;

// As many outputs as registers hold, besides the weights and a pixel.
constexpr int kMostPixels = kBytes == 64 ? 14 : 6;

/// Narrow images take several rows into a tile, so that weights are not loaded for little.
constexpr int kMostRows = 3;

/// `registers` of channels for rows x columns pixels, the first at x and y.
template <int registers, int step, int rows, int columns>
void tile(const DirectRows& t, const float* x, float* y) {
  V acc[rows * columns][registers];
#pragma GCC unroll 16
  for (int p = 0; p < rows * columns; ++p) {
#pragma GCC unroll 2
    for (int r = 0; r < registers; ++r) acc[p][r] = V(0);
  }
  const float* w = t.w;
  for (int64_t c = 0; c < t.channels; ++c, x += t.channel_stride) {
    for (int64_t k = 0; k < t.taps; ++k, w += registers * V::size) {
      V weights[registers];
#pragma GCC unroll 2
      for (int r = 0; r < registers; ++r) weights[r] = V::load(w + r * V::size);
      const float* row = x + t.tap_offsets[k];
#pragma GCC unroll 3
      for (int i = 0; i < rows; ++i, row += t.row_step) {
#pragma GCC unroll 16
        for (int j = 0; j < columns; ++j) {
          const V pixel(row[j * step]);
#pragma GCC unroll 2
          for (int r = 0; r < registers; ++r) {
            acc[i * columns + j][r] = fma(pixel, weights[r], acc[i * columns + j][r]);
          }
        }
      }
    }
  }
  // Pixels by channels become channels by pixels.
  constexpr int64_t block = registers * V::size;
  constexpr int64_t size = sizeof(float);
  alignas(64) float turned[rows * columns * block];
#pragma GCC unroll 16
  for (int p = 0; p < rows * columns; ++p) {
#pragma GCC unroll 2
    for (int r = 0; r < registers; ++r) acc[p][r].store(turned + p * block + r * V::size);
  }
  for (int i = 0; i < rows; ++i) {
    t.copy({t.y_channels, columns, y + i * t.columns, t.y_channel_stride * size, size,
            turned + i * columns * block, size, block * size});
  }
}

using Tile = void (*)(const DirectRows&, const float*, float*);

template <int registers, int step, int rows, int... c>
CHAINRULE_INLINE Tile tile_of(int64_t columns, std::integer_sequence<int, c...>) {
  static constexpr Tile all[] = {tile<registers, step, rows, c + 1>...};
  return all[columns - 1];
}

template <int registers, int step>
void run(const DirectRows& t) {
  // Tiles of one size; the last ones overlap others rather than be cut.
  const int64_t across = (t.columns + kMostPixels - 1) / kMostPixels;
  const int64_t width = (t.columns + across - 1) / across;
  const int64_t most = kMostPixels / width < kMostRows ? kMostPixels / width : kMostRows;
  const int64_t down = (t.rows + most - 1) / most;
  const int64_t height = (t.rows + down - 1) / down;
  const Tile f =
      height == 1
          ? tile_of<registers, step, 1>(width, std::make_integer_sequence<int, kMostPixels>{})
      : height == 2
          ? tile_of<registers, step, 2>(width, std::make_integer_sequence<int, kMostPixels / 2>{})
          : tile_of<registers, step, 3>(width, std::make_integer_sequence<int, kMostPixels / 3>{});
  for (int64_t i = 0; i < t.rows; i += height) {
    const int64_t row = i + height <= t.rows ? i : t.rows - height;
    for (int64_t j = 0; j < t.columns; j += width) {
      const int64_t column = j + width <= t.columns ? j : t.columns - width;
      f(t, t.x + row * t.row_step + column * step, t.y + row * t.columns + column);
    }
  }
}

}  // namespace

extern constinit const DirectKernels direct_kernels_table = {
    V::size,
    {{run<1, 1>, run<1, 2>}, {run<2, 1>, run<2, 2>}},
};

}  // namespace chainrule::CHAINRULE_ISA_NS
