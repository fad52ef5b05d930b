// Moving elements by tables, one table a dimension: what flip, roll, tile, index_select and the
// padding modes have in common. Raw pointers; elements are moved or added, never converted.
#pragma once

#include <cstdint>
#include <span>

#include "core/dtype.h"

namespace chainrule {

/// For each coordinate of the dense side, how far that moves on the other side, in elements.
using OffsetTable = std::span<const int64_t>;

/// dst[i, j, ...] = src[tables[0][i] + tables[1][j] + ...]; dst is row-major without gaps.
void take_by_tables(int64_t item_size, std::span<const OffsetTable> tables, void* dst,
                    const void* src);

/// dst[tables[0][i] + tables[1][j] + ...] += src[i, j, ...], in row-major order of src, which is
/// row-major without gaps. `disjoint`: different entries of the first table lead to different
/// elements, so that they may be worked on at once.
void add_by_tables(DType dtype, std::span<const OffsetTable> tables, bool disjoint, void* dst,
                   const void* src);

}  // namespace chainrule
