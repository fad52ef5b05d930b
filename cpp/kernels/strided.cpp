// Copies and accumulation between strided arrays (strided.h).
#include "kernels/strided.h"

#include <algorithm>
#include <cstring>

#include "core/thread_pool.h"
#include "kernels/odometer.h"

namespace chainrule {

LoopOverTwo::LoopOverTwo(DimSpan all, DimSpan a_strides, DimSpan b_strides) {
  Dims order;
  for (size_t d = 0; d < all.size(); ++d) {
    if (all[d] != 1) order.push_back(static_cast<int64_t>(d));
  }
  std::stable_sort(order.begin(), order.end(), [&](int64_t p, int64_t q) {
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

template <class T>
void copy_row(T* dst, int64_t dst_stride, const T* src, int64_t src_stride, int64_t n) {
  if (dst_stride == 1 && src_stride == 1) {
    std::memcpy(dst, src, static_cast<size_t>(n) * sizeof(T));
  } else if (src_stride == 0) {
    const T value = *src;
    for (int64_t i = 0; i < n; ++i) dst[i * dst_stride] = value;
  } else {
    for (int64_t i = 0; i < n; ++i) dst[i * dst_stride] = src[i * src_stride];
  }
}

/// dst[r * dst_row + c] = src[r + c * src_column] for a block of 4 by 4.
template <class T>
void transpose_4x4(T* dst, int64_t dst_row, const T* src, int64_t src_column) {
  if constexpr (sizeof(T) == 4) {
    using Lane4 = uint32_t __attribute__((vector_size(16)));
    Lane4 c0, c1, c2, c3;
    std::memcpy(&c0, src, 16);
    std::memcpy(&c1, src + src_column, 16);
    std::memcpy(&c2, src + 2 * src_column, 16);
    std::memcpy(&c3, src + 3 * src_column, 16);
    const Lane4 low01 = __builtin_shufflevector(c0, c1, 0, 4, 1, 5);
    const Lane4 low23 = __builtin_shufflevector(c2, c3, 0, 4, 1, 5);
    const Lane4 high01 = __builtin_shufflevector(c0, c1, 2, 6, 3, 7);
    const Lane4 high23 = __builtin_shufflevector(c2, c3, 2, 6, 3, 7);
    const Lane4 r0 = __builtin_shufflevector(low01, low23, 0, 1, 4, 5);
    const Lane4 r1 = __builtin_shufflevector(low01, low23, 2, 3, 6, 7);
    const Lane4 r2 = __builtin_shufflevector(high01, high23, 0, 1, 4, 5);
    const Lane4 r3 = __builtin_shufflevector(high01, high23, 2, 3, 6, 7);
    std::memcpy(dst, &r0, 16);
    std::memcpy(dst + dst_row, &r1, 16);
    std::memcpy(dst + 2 * dst_row, &r2, 16);
    std::memcpy(dst + 3 * dst_row, &r3, 16);
  } else {
    for (int r = 0; r < 4; ++r) {
      for (int c = 0; c < 4; ++c) dst[r * dst_row + c] = src[r + c * src_column];
    }
  }
}

/// dst[r * dst_row + c] = src[r + c * src_column]. Bands of one cache line of rows keep both the
/// lines that are read and those that are written in the first-level cache.
template <class T>
void copy_transposed(T* dst, int64_t dst_row, const T* src, int64_t src_column, int64_t rows,
                     int64_t columns) {
  constexpr int64_t kBand = 64;
  for (int64_t r0 = 0; r0 < rows; r0 += kBand) {
    const int64_t r1 = std::min(rows, r0 + kBand);
    int64_t c = 0;
    for (; c + 4 <= columns; c += 4) {
      int64_t r = r0;
      for (; r + 4 <= r1; r += 4) {
        transpose_4x4(dst + r * dst_row + c, dst_row, src + r + c * src_column, src_column);
      }
      for (; r < r1; ++r) {
        for (int64_t k = c; k < c + 4; ++k) dst[r * dst_row + k] = src[r + k * src_column];
      }
    }
    for (; c < columns; ++c) {
      for (int64_t r = r0; r < r1; ++r) dst[r * dst_row + c] = src[r + c * src_column];
    }
  }
}

template <class T>
void copy_loop(LoopOverTwo loop, T* dst, const T* src) {
  if (loop.sizes.empty()) {
    *dst = *src;
    return;
  }
  const int64_t grain = std::max<int64_t>(1, kGrainBytes / static_cast<int64_t>(sizeof(T)));
  const int64_t n = loop.sizes.back();
  const int64_t to = loop.a.back();
  const int64_t from = loop.b.back();

  // Where the source runs along another dimension, these two are a transposition.
  size_t across = loop.sizes.size();
  if (to == 1 && from > 1) {
    for (size_t d = 0; d + 1 < loop.sizes.size(); ++d) {
      if (loop.b[d] == 1) across = d;
    }
  }
  if (across < loop.sizes.size()) {
    constexpr int64_t kRows = 64;
    const int64_t rows = loop.sizes[across];
    const int64_t bands = (rows + kRows - 1) / kRows;
    const int64_t row_stride = loop.a[across];
    loop.sizes.pop_back();
    loop.a.pop_back();
    loop.b.pop_back();
    loop.sizes[across] = bands;
    loop.a[across] = row_stride * kRows;
    loop.b[across] = kRows;
    // The bands count fastest, so that the odometer's last digit tells which one it is.
    std::rotate(loop.sizes.begin() + across, loop.sizes.begin() + across + 1, loop.sizes.end());
    std::rotate(loop.a.begin() + across, loop.a.begin() + across + 1, loop.a.end());
    std::rotate(loop.b.begin() + across, loop.b.begin() + across + 1, loop.b.end());
    const int64_t per_band = kRows * n;
    parallel_for(0, product(loop.sizes), std::max<int64_t>(1, grain / per_band),
                 [&](int64_t begin, int64_t end) {
                   Odometer at(loop.sizes, loop.a, loop.b, begin);
                   for (int64_t i = begin; i < end; ++i, at.next()) {
                     const int64_t first = (i % bands) * kRows;
                     copy_transposed(dst + at.offset_a, row_stride, src + at.offset_b, from,
                                     std::min(kRows, rows - first), n);
                   }
                 });
    return;
  }

  if (loop.sizes.size() == 1) {
    parallel_for(0, n, grain, [&](int64_t begin, int64_t end) {
      copy_row(dst + begin * to, to, src + begin * from, from, end - begin);
    });
    return;
  }
  loop.sizes.pop_back();
  loop.a.pop_back();
  loop.b.pop_back();
  parallel_for(0, product(loop.sizes), std::max<int64_t>(1, grain / n),
               [&](int64_t begin, int64_t end) {
                 Odometer at(loop.sizes, loop.a, loop.b, begin);
                 for (int64_t i = begin; i < end; ++i, at.next()) {
                   copy_row(dst + at.offset_a, to, src + at.offset_b, from, n);
                 }
               });
}

}  // namespace

void copy_strided(int64_t item_size, DimSpan sizes, void* dst, DimSpan dst_strides, const void* src,
                  DimSpan src_strides) {
  if (product(sizes) == 0) return;
  const LoopOverTwo loop(sizes, dst_strides, src_strides);
  visit_size(item_size, [&]<class T>(T) {
    copy_loop(loop, static_cast<T*>(dst), static_cast<const T*>(src));
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
