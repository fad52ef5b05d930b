// Scaling rows (renorm.h).
#include "kernels/renorm.h"

#include <algorithm>
#include <cmath>

#include "core/thread_pool.h"

namespace chainrule {

void renorm_rows(DType dtype, void* x, int64_t row_stride, int64_t step, int64_t width,
                 const int64_t* rows, int64_t count, double max_norm, double norm_type) {
  visit(dtype, [&]<class T>(T) {
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double> ||
                  std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
      using Wide = std::conditional_t<std::is_same_v<T, double>, double, float>;
      auto* all = static_cast<T*>(x);
      const int64_t grain = std::max<int64_t>(1, (1 << 13) / std::max<int64_t>(width, 1));
      parallel_for(0, count, grain, [&](int64_t begin, int64_t end) {
        for (int64_t r = begin; r < end; ++r) {
          T* row = all + rows[r] * row_stride;
          double norm = 0;
          for (int64_t i = 0; i < width; ++i) {
            const double size = std::abs(static_cast<double>(static_cast<Wide>(row[i * step])));
            if (std::isinf(norm_type)) {
              norm = std::max(norm, size);
            } else {
              norm += norm_type == 2 ? size * size : std::pow(size, norm_type);
            }
          }
          if (!std::isinf(norm_type))
            norm = norm_type == 2 ? std::sqrt(norm) : std::pow(norm, 1 / norm_type);
          if (!(norm > max_norm)) continue;
          const double scale =
              max_norm / (norm + 1e-7);  // PyTorch's guard against division by zero
          for (int64_t i = 0; i < width; ++i) {
            row[i * step] =
                static_cast<T>(static_cast<Wide>(static_cast<Wide>(row[i * step]) * scale));
          }
        }
      });
    }
  });
}

}  // namespace chainrule
