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
  int64_t total = 0;
  for (int64_t i = 0; i < n; ++i) total += mask[i] != 0;
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

}  // namespace

int64_t count_true(const uint8_t* mask, int64_t n) {
  if (n <= kGrain) return count_chunk(mask, n);
  return counts_before(mask, n, chunks_of(n, kGrain)).back();
}

void true_offsets(const uint8_t* mask, DimSpan sizes, DimSpan strides, int64_t* out) {
  const int64_t n = product(sizes);
  const LoopOverTwo loop(sizes, contiguous_order(sizes), strides);
  if (loop.sizes.size() <= 1) {
    const int64_t stride = loop.sizes.empty() ? 0 : loop.b[0];
    for_chunks_of_true(mask, n, [&](int64_t begin, int64_t end, int64_t k) {
      for (int64_t i = begin; i < end; ++i) {
        if (mask[i]) out[k++] = i * stride;
      }
    });
    return;
  }
  for_chunks_of_true(mask, n, [&](int64_t begin, int64_t end, int64_t k) {
    Odometer at(loop.sizes, loop.a, loop.b, begin);
    for (int64_t i = begin; i < end; ++i, at.next()) {
      if (mask[i]) out[k++] = at.offset_b;
    }
  });
}

void true_indices(const uint8_t* mask, DimSpan sizes, int64_t* out, int64_t row_stride,
                  int64_t dim_stride) {
  const Dims none(sizes.size(), 0);
  for_chunks_of_true(mask, product(sizes), [&](int64_t begin, int64_t end, int64_t k) {
    Odometer at(sizes, none, none, begin);
    for (int64_t i = begin; i < end; ++i, at.next()) {
      if (!mask[i]) continue;
      for (size_t d = 0; d < sizes.size(); ++d) {
        out[k * row_stride + static_cast<int64_t>(d) * dim_stride] = at.index()[d];
      }
      ++k;
    }
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
