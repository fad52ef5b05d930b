// Copies and accumulation between strided arrays (strided.h).
#include "kernels/strided.h"

#include <algorithm>

#include "core/thread_pool.h"
#include "kernels/move.h"
#include "kernels/odometer.h"

namespace chainrule {

LoopOverTwo::LoopOverTwo(DimSpan all, DimSpan a_strides, DimSpan b_strides) {
  Dims order;
  for (size_t d = 0; d < all.size(); ++d) {
    if (all[d] != 1) order.push_back(static_cast<int64_t>(d));
  }
  sort_few(order.begin(), order.end(), [&](int64_t p, int64_t q) {
    return a_strides[p] != a_strides[q] ? a_strides[p] > a_strides[q] : b_strides[p] > b_strides[q];
  });
  for (const int64_t d : order) {
    if (!sizes.empty() && a.back() == all[d] * a_strides[d] && b.back() == all[d] * b_strides[d]) {
      sizes.back() *= all[d];
      a.back() = a_strides[d];
      b.back() = b_strides[d];
    } else {
      sizes.push_back(all[d]);
      a.push_back(a_strides[d]);
      b.push_back(b_strides[d]);
    }
  }
}

namespace {

constexpr int64_t kGrainBytes = int64_t{1} << 16;
constexpr int64_t kTransposedRows = 64;

/// The dimension that counts within a block, beside the last one: that along which the source
/// runs, if it does, so that the block is a transposition; else the next one.
size_t row_dimension(const LoopOverTwo& loop) {
  const size_t last = loop.sizes.size() - 1;
  if (loop.a[last] == 1 && loop.b[last] > 1) {
    for (size_t d = 0; d < last; ++d) {
      if (loop.b[d] == 1) return d;
    }
  }
  return last - 1;
}

}  // namespace

void copy_strided(int64_t item_size, DimSpan sizes, void* dst, DimSpan dst_strides, const void* src,
                  DimSpan src_strides) {
  if (product(sizes) == 0) return;
  LoopOverTwo loop(sizes, dst_strides, src_strides);
  auto* to = static_cast<char*>(dst);
  const auto* from = static_cast<const char*>(src);
  const int64_t grain = std::max<int64_t>(1, kGrainBytes / item_size);
  if (loop.sizes.empty()) {
    move_block(item_size, {1, 1, to, item_size, item_size, from, item_size, item_size});
    return;
  }
  const int64_t n = loop.sizes.back();
  const int64_t to_column = loop.a.back() * item_size;
  const int64_t from_column = loop.b.back() * item_size;
  if (loop.sizes.size() == 1) {
    parallel_for(0, n, grain, [&](int64_t begin, int64_t end) {
      move_block(item_size, {1, end - begin, to + begin * to_column, 0, to_column,
                             from + begin * from_column, 0, from_column});
    });
    return;
  }
  const size_t across = row_dimension(loop);
  const int64_t rows = loop.sizes[across];
  const int64_t to_row = loop.a[across] * item_size;
  const int64_t from_row = loop.b[across] * item_size;
  // Bands of whole cache lines on both sides; they count fastest, so that the odometer's last digit
  // tells which one it is.
  const int64_t band =
      from_row == item_size ? kTransposedRows : std::clamp<int64_t>(grain / n, 1, rows);
  const int64_t bands = (rows + band - 1) / band;
  loop.sizes.pop_back();
  loop.a.pop_back();
  loop.b.pop_back();
  loop.sizes[across] = bands;
  loop.a[across] *= band;
  loop.b[across] *= band;
  std::rotate(loop.sizes.begin() + across, loop.sizes.begin() + across + 1, loop.sizes.end());
  std::rotate(loop.a.begin() + across, loop.a.begin() + across + 1, loop.a.end());
  std::rotate(loop.b.begin() + across, loop.b.begin() + across + 1, loop.b.end());
  parallel_for(0, product(loop.sizes), std::max<int64_t>(1, grain / (band * n)),
               [&](int64_t begin, int64_t end) {
                 Odometer at(loop.sizes, loop.a, loop.b, begin);
                 for (int64_t i = begin; i < end; ++i, at.next()) {
                   move_block(item_size, {std::min(band, rows - i % bands * band), n,
                                          to + at.offset_a * item_size, to_row, to_column,
                                          from + at.offset_b * item_size, from_row, from_column});
                 }
               });
}

void add_strided(DType dtype, DimSpan sizes, void* dst, DimSpan dst_strides, const void* src,
                 DimSpan src_strides) {
  if (product(sizes) == 0) return;
  visit(dtype, [&]<class T>(T) {
    auto* out = static_cast<T*>(dst);
    const auto* in = static_cast<const T*>(src);
    const int64_t n = sizes.empty() ? 1 : sizes.back();
    const int64_t to = sizes.empty() ? 0 : dst_strides.back();
    const int64_t from = sizes.empty() ? 0 : src_strides.back();
    const size_t outer = sizes.empty() ? 0 : sizes.size() - 1;
    Odometer at(sizes.first(outer), dst_strides.first(outer), src_strides.first(outer), 0);
    const int64_t rows = product(sizes.first(outer));
    for (int64_t r = 0; r < rows; ++r, at.next()) {
      T* o = out + at.offset_a;
      const T* v = in + at.offset_b;
      for (int64_t i = 0; i < n; ++i) {
        if constexpr (std::is_same_v<T, bool>) {
          o[i * to] = o[i * to] || v[i * from];
        } else {
          o[i * to] = static_cast<T>(o[i * to] + v[i * from]);
        }
      }
    }
  });
}

}  // namespace chainrule
