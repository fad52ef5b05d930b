// Shares the rows of integer products among threads (product_integer.h).
#include "kernels/product_integer.h"

#include <algorithm>

#include "core/thread_pool.h"

namespace chainrule {

void multiply_integers(int64_t item_size, const IntegerProduct& task) {
  const auto kernel =
      integer_product_kernels().rows[__builtin_ctzll(static_cast<uint64_t>(item_size))];
  constexpr int64_t kGrain = 1 << 17;  // products
  const int64_t work = std::max<int64_t>(1, task.n * task.k);
  const int64_t rows = std::max<int64_t>(1, kGrain / work);
  if (task.m >= 2 * rows) {
    for (int64_t matrix = 0; matrix < task.batch; ++matrix) {
      parallel_for(0, task.m, rows,
                   [&](int64_t from, int64_t to) { kernel(task, matrix, from, to); });
    }
    return;
  }
  parallel_for(0, task.batch, std::max<int64_t>(1, rows / std::max<int64_t>(task.m, 1)),
               [&](int64_t first, int64_t last) {
                 for (int64_t matrix = first; matrix < last; ++matrix) {
                   kernel(task, matrix, 0, task.m);
                 }
               });
}

}  // namespace chainrule
