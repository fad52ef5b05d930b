// Loops over masks (mask.h).
#include "kernels/mask.h"

#include <cstring>
#include <numeric>
#include <vector>

#include "core/dtype.h"
#include "core/thread_pool.h"
#include "kernels/odometer.h"
#include "kernels/strided.h"

namespace chainrule {

namespace {

constexpr int64_t kGrain = 1 << 16;

int64_t count_chunk(const uint8_t* mask, int64_t n) {
  constexpr int64_t kBlock = 192;  // whose count fits a byte
  int64_t total = 0;
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const int64_t end = std::min(n, begin + kBlock);
    uint8_t part = 0;
    for (int64_t i = begin; i < end; ++i) part = static_cast<uint8_t>(part + (mask[i] != 0));
    total += part;
  }
  return total;
}

/// How many are true before each chunk, and in all.
std::vector<int64_t> counts_before(const uint8_t* mask, int64_t n, Chunks chunks) {
  std::vector<int64_t> before(chunks.count + 1, 0);
  parallel_tasks(chunks.count, [&](int64_t chunk) {
    const int64_t begin = chunk * chunks.size;
    before[chunk + 1] = count_chunk(mask + begin, std::min(chunks.size, n - begin));
  });
  std::partial_sum(before.begin(), before.end(), before.begin());
  return before;
}

/// Calls to(k, i) for the k-th true element, which is the i-th of all, chunk by chunk.
template <class F>
void for_chunks_of_true(const uint8_t* mask, int64_t n, F chunk_body) {
  if (n == 0) return;
  const Chunks chunks = chunks_of(n, kGrain);
  const auto before = counts_before(mask, n, chunks);
  parallel_tasks(chunks.count, [&](int64_t chunk) {
    const int64_t begin = chunk * chunks.size;
    if (before[chunk] != before[chunk + 1]) {
      chunk_body(begin, std::min(n, begin + chunks.size), before[chunk]);
    }
  });
}

/// Calls body(place, list, count) for stretches of the mask: the true elements are place + list[i].
template <class F>
void for_true(const uint8_t* mask, int64_t n, F body) {
  constexpr int64_t kStretch = 256;  // whose places fit a byte
  uint8_t list[kStretch];
  for (int64_t begin = 0; begin < n; begin += kStretch) {
    const uint8_t* part = mask + begin;
    const int64_t length = std::min(kStretch, n - begin);
    uint8_t seen = 0;
    for (int64_t i = 0; i < length; ++i) seen |= part[i];
    if (seen == 0) continue;
    // Without a branch: a place is overwritten unless it counted.
    int64_t count = 0;
    for (int64_t i = 0; i < length; ++i) {
      list[count] = static_cast<uint8_t>(i);
      count += part[i] != 0;
    }
    body(begin, list, count);
  }
}

/// Calls body(outer dimensions, number of the first element, its column, how many) for the parts of
/// rows that make up the elements [begin, end).
template <class F>
void for_parts_of_rows(DimSpan sizes, DimSpan strides, int64_t begin, int64_t end, F body) {
  const size_t outer = sizes.empty() ? 0 : sizes.size() - 1;
  const int64_t length = sizes.empty() ? 1 : sizes.back();
  const Dims none(outer, 0);
  Odometer at(sizes.first(outer), none, strides.first(outer), begin / length);
  for (int64_t i = begin, column = begin % length; i < end; at.next(), column = 0) {
    const int64_t count = std::min(length - column, end - i);
    body(static_cast<const Odometer&>(at), i, column, count);
    i += count;
  }
}

}  // namespace

int64_t count_true(const uint8_t* mask, int64_t n) {
  if (n <= kGrain) return count_chunk(mask, n);
  return counts_before(mask, n, chunks_of(n, kGrain)).back();
}

void true_offsets(const uint8_t* mask, DimSpan sizes, DimSpan strides, int64_t* out) {
  const LoopOverTwo loop(sizes, contiguous_order(sizes), strides);
  const int64_t stride = loop.sizes.empty() ? 0 : loop.b.back();
  for_chunks_of_true(mask, product(sizes), [&](int64_t begin, int64_t end, int64_t k) {
    const auto row = [&](const Odometer& at, int64_t i, int64_t column, int64_t count) {
      for_true(mask + i, count, [&](int64_t place, const uint8_t* list, int64_t found) {
        const int64_t start = at.offset_b + (column + place) * stride;
        for (int64_t j = 0; j < found; ++j) out[k + j] = start + list[j] * stride;
        k += found;
      });
    };
    for_parts_of_rows(loop.sizes, loop.b, begin, end, row);
  });
}

void true_indices(const uint8_t* mask, DimSpan sizes, int64_t* out, int64_t row_stride,
                  int64_t dim_stride) {
  if (sizes.empty()) return;
  const Dims none(sizes.size(), 0);
  const auto last = static_cast<int64_t>(sizes.size()) - 1;
  for_chunks_of_true(mask, product(sizes), [&](int64_t begin, int64_t end, int64_t k) {
    const auto row = [&](const Odometer& at, int64_t i, int64_t column, int64_t count) {
      for_true(mask + i, count, [&](int64_t place, const uint8_t* list, int64_t found) {
        int64_t* to = out + k * row_stride;
        for (int64_t d = 0; d < last; ++d) {
          for (int64_t j = 0; j < found; ++j) {
            to[j * row_stride + d * dim_stride] = at.index()[static_cast<size_t>(d)];
          }
        }
        to += last * dim_stride;
        for (int64_t j = 0; j < found; ++j) to[j * row_stride] = column + place + list[j];
        k += found;
      });
    };
    for_parts_of_rows(sizes, none, begin, end, row);
  });
}

void fill_masked(int64_t item_size, DimSpan sizes, void* x, DimSpan x_strides, const uint8_t* mask,
                 DimSpan mask_strides, const void* value) {
  if (product(sizes) == 0) return;
  const LoopOverTwo loop(sizes, x_strides, mask_strides);
  const size_t outer = loop.sizes.empty() ? 0 : loop.sizes.size() - 1;
  const int64_t n = loop.sizes.empty() ? 1 : loop.sizes.back();
  const int64_t step = loop.sizes.empty() ? 0 : loop.a.back();
  const int64_t mask_step = loop.sizes.empty() ? 0 : loop.b.back();
  const DimSpan outer_sizes = DimSpan(loop.sizes).first(outer);
  const DimSpan outer_a = DimSpan(loop.a).first(outer);
  const DimSpan outer_b = DimSpan(loop.b).first(outer);
  visit_size(item_size, [&]<class T>(T) {
    T fill;
    std::memcpy(&fill, value, sizeof(T));
    const auto row = [&](T* to, const uint8_t* m, int64_t count) {
      if (step == 1 && mask_step == 1) {
        for (int64_t i = 0; i < count; ++i) to[i] = m[i] ? fill : to[i];
      } else {
        for (int64_t i = 0; i < count; ++i) {
          if (m[i * mask_step]) to[i * step] = fill;
        }
      }
    };
    auto* all = static_cast<T*>(x);
    if (outer == 0) {
      parallel_for(0, n, kGrain, [&](int64_t begin, int64_t end) {
        row(all + begin * step, mask + begin * mask_step, end - begin);
      });
      return;
    }
    parallel_for(0, product(outer_sizes), std::max<int64_t>(1, kGrain / n),
                 [&](int64_t begin, int64_t end) {
                   Odometer at(outer_sizes, outer_a, outer_b, begin);
                   for (int64_t i = begin; i < end; ++i, at.next()) {
                     row(all + at.offset_a, mask + at.offset_b, n);
                   }
                 });
  });
}

}  // namespace chainrule
