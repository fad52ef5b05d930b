// Moving elements by tables, one table a dimension: what flip, roll, tile, index_select, indexing
// by tensors and the padding modes have in common. Raw pointers; elements are moved or added, never
// converted.
#pragma once

#include <cstdint>
#include <span>

#include "core/dtype.h"

namespace chainrule {

/// For each coordinate of the dense side, how far that moves on the other side, in elements:
/// listed, or a multiple of a stride. The dense side is row-major without gaps.
struct OffsetTable {
  const int64_t* list;  // null: i * stride
  int64_t size;
  int64_t stride = 0;

  int64_t operator[](int64_t i) const { return list ? list[i] : i * stride; }
};

/// dense[i, j, ...] = other[tables[0][i] + tables[1][j] + ...]
void take_by_tables(int64_t item_size, std::span<const OffsetTable> tables, void* dense,
                    const void* other);

// Writing the other way: where places coincide, the order is the dense side's, row by row.
// `disjoint`: different entries of the first table lead to different places, so that they may be
// worked on at once. The last table's entries always may, where its places are neighbours.

/// other[...] = dense[...], or the one element `dense` everywhere if `splat`.
void put_by_tables(int64_t item_size, std::span<const OffsetTable> tables, bool disjoint,
                   void* other, const void* dense, bool splat);
/// other[...] += dense[...]
void add_by_tables(DType dtype, std::span<const OffsetTable> tables, bool disjoint, void* other,
                   const void* dense, bool splat);

}  // namespace chainrule
