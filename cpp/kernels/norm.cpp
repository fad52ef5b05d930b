// Shares rows and runs among threads, and joins the sums that they leave in order.
#include "kernels/norm.h"

#include <algorithm>
#include <vector>

#include "core/thread_pool.h"

namespace chainrule {
namespace {

constexpr int64_t kGrain = 16384;

int64_t pick(DType dtype) { return dtype == DType::float64; }

/// f(from, to) over `count` units of `work` elements.
template <class F>
void share(int64_t count, int64_t work, F f) {
  if (count * work <= kGrain) {
    f(int64_t{0}, count);
    return;
  }
  const LongWork long_work;
  parallel_for(0, count, std::max<int64_t>(1, kGrain / std::max<int64_t>(work, 1)), f);
}

template <class T>
void add_up(const std::vector<std::byte>& parts, int64_t count, int64_t stride, int64_t n,
            void* out) {
  for (int64_t i = 0; i < n; ++i) {
    double total = 0;
    for (int64_t p = 0; p < count; ++p) {
      total += reinterpret_cast<const T*>(parts.data() +
                                          p * stride * static_cast<int64_t>(sizeof(T)))[i];
    }
    static_cast<T*>(out)[i] = static_cast<T>(total);
  }
}

}  // namespace

void norm_rows(const RowNormTask& task) {
  const auto kernel = norm_kernels().rows[pick(task.dtype)];
  share(task.rows, task.n, [&](int64_t from, int64_t to) { kernel(task, from, to); });
}

void norm_rows_grad(const RowNormGradTask& task) {
  const auto kernel = norm_kernels().rows_grad[pick(task.dtype)];
  if (!task.gweight && !task.gbias) {
    share(task.rows, task.n,
          [&](int64_t from, int64_t to) { kernel(task, from, to, nullptr, nullptr); });
    return;
  }
  // Each piece of rows adds up its own cotangents of weight and bias.
  const int64_t item = item_size(task.dtype);
  const int64_t per_piece = std::max<int64_t>(16, kGrain / std::max<int64_t>(task.n, 1));
  const Chunks chunks = task.rows > 0 ? chunks_of(task.rows, per_piece) : Chunks{1, 0};
  std::vector<std::byte> weights(
      static_cast<size_t>(task.gweight ? chunks.count * task.n * item : 0));
  std::vector<std::byte> biases(static_cast<size_t>(task.gbias ? chunks.count * task.n * item : 0));
  const auto piece = [&](int64_t i) {
    const int64_t from = i * chunks.size;
    const int64_t skip = i * task.n * item;
    kernel(task, from, std::min(task.rows, from + chunks.size),
           task.gweight ? weights.data() + skip : nullptr,
           task.gbias ? biases.data() + skip : nullptr);
  };
  if (chunks.count <= 1) {
    for (int64_t i = 0; i < chunks.count; ++i) piece(i);
  } else {
    const LongWork long_work;
    parallel_tasks(chunks.count, piece);
  }
  const auto add = [&](const std::vector<std::byte>& parts, void* out) {
    if (!out) return;
    if (task.dtype == DType::float64) {
      add_up<double>(parts, chunks.count, task.n, task.n, out);
    } else {
      add_up<float>(parts, chunks.count, task.n, task.n, out);
    }
  };
  add(weights, task.gweight);
  add(biases, task.gbias);
}

void scale_runs(const RunTask& task) {
  const auto kernel = norm_kernels().runs[pick(task.dtype)];
  const bool columns = task.length == 1;
  share(columns ? task.runs / std::max<int64_t>(task.period, 1) : task.runs,
        columns ? task.period : task.length,
        [&](int64_t from, int64_t to) { kernel(task, from, to); });
}

void run_sums(DType dtype, const void* g, const void* x, const void* centre, int64_t runs,
              int64_t period, int64_t length, double* sums) {
  const auto kernel = norm_kernels().run_sums[pick(dtype)];
  share(runs, length,
        [&](int64_t from, int64_t to) { kernel(g, x, centre, length, period, from, to, sums); });
}

void channel_sums(DType dtype, const void* g, const void* x, const void* centre, int64_t repeats,
                  int64_t period, int64_t length, double* sums) {
  std::fill_n(sums, 2 * period, 0.0);
  const auto join = [&](const std::vector<double>& parts) {
    for (size_t i = 0; i < parts.size(); ++i) sums[i % static_cast<size_t>(2 * period)] += parts[i];
  };
  if (length != 1) {
    std::vector<double> parts(static_cast<size_t>(2 * repeats * period));
    run_sums(dtype, g, x, centre, repeats * period, period, length, parts.data());
    join(parts);
    return;
  }
  const auto kernel = norm_kernels().column_sums[pick(dtype)];
  if (repeats * period <= kGrain) {
    kernel(g, x, centre, period, 0, repeats, sums);
    return;
  }
  const Chunks chunks = chunks_of(repeats, std::max<int64_t>(64, kGrain / period));
  std::vector<double> parts(static_cast<size_t>(2 * period * chunks.count));
  {
    const LongWork long_work;
    parallel_tasks(chunks.count, [&](int64_t i) {
      const int64_t from = i * chunks.size;
      kernel(g, x, centre, period, from, std::min(repeats, from + chunks.size),
             parts.data() + 2 * period * i);
    });
  }
  join(parts);
}

}  // namespace chainrule
