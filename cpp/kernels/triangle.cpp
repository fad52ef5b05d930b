// Triangles (triangle.h).
#include "kernels/triangle.h"

#include <algorithm>
#include <cstring>

#include "core/thread_pool.h"

namespace chainrule {

void copy_triangle(int64_t item_size, int64_t matrices, int64_t rows, int64_t columns,
                   int64_t diagonal, bool upper, void* dst, const void* src) {
  const int64_t row_bytes = columns * item_size;
  if (matrices * rows * row_bytes == 0) return;
  const int64_t grain = std::max<int64_t>(1, (int64_t{1} << 16) / row_bytes);
  parallel_for(0, matrices * rows, grain, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      auto* to = static_cast<char*>(dst) + r * row_bytes;
      const auto* from = static_cast<const char*>(src) + r * row_bytes;
      // The first column that is kept in the upper case, and that is not in the lower.
      const int64_t edge = std::clamp<int64_t>(r % rows + diagonal + (upper ? 0 : 1), 0, columns);
      const auto left = static_cast<size_t>(edge * item_size);
      const auto right = static_cast<size_t>(row_bytes) - left;
      if (upper) {
        std::memset(to, 0, left);
        std::memcpy(to + left, from + left, right);
      } else {
        std::memcpy(to, from, left);
        std::memset(to + left, 0, right);
      }
    }
  });
}

}  // namespace chainrule
