// The leaf loops that move elements: rows of a two-dimensional block, whatever its strides, and
// filling. Elements are 1, 2, 4, 8 or 16 bytes and never converted. What may not live here: loops
// over more than two dimensions (strided.h), threads.
#pragma once

#include <cstdint>

#include "kernels/dispatch.h"

namespace chainrule {

/// A block of `rows` times `columns` elements; all strides are in bytes.
struct MoveBlock {
  int64_t rows, columns;
  void* to;
  int64_t to_row, to_column;
  const void* from;
  int64_t from_row, from_column;
};

/// By the logarithm of the item size: 1, 2, 4, 8, 16 bytes.
struct MoveKernels {
  /// The sides may not overlap, nor `to` itself.
  void (*copy[5])(const MoveBlock& block);
  /// out[i] = *value for i < n, contiguous.
  void (*fill[5])(int64_t n, void* out, const void* value);
};
CHAINRULE_KERNEL_TABLE(MoveKernels, move_kernels)

inline int move_slot(int64_t item_size) {
  return __builtin_ctzll(static_cast<uint64_t>(item_size));
}

inline void move_block(int64_t item_size, const MoveBlock& block) {
  move_kernels().copy[move_slot(item_size)](block);
}
inline void move_fill(int64_t item_size, int64_t n, void* out, const void* value) {
  move_kernels().fill[move_slot(item_size)](n, out, value);
}

}  // namespace chainrule
