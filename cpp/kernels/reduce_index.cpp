// The driver of max, min, argmax and argmin: goes through memory as other reductions do
// (reduce_plan.h).
#include "kernels/reduce_index.h"

#include <algorithm>
#include <vector>

#include "core/thread_pool.h"
#include "kernels/convert.h"
#include "kernels/reduce_plan.h"

namespace chainrule {
namespace {

// The type that elements are compared in.
DType compared(DType dtype) {
  switch (dtype) {
    case DType::float16:
    case DType::bfloat16:
    case DType::float32:
      return DType::float32;
    case DType::float64:
      return DType::float64;
    case DType::uint8:
    case DType::bool_:
      return DType::uint8;
    default:
      return DType::int64;
  }
}

const IndexKernel& kernel_of(bool largest, DType compute) {
  const IndexKernel* kernels = largest ? index_kernels().max : index_kernels().min;
  switch (compute) {
    case DType::float32:
      return kernels[0];
    case DType::float64:
      return kernels[1];
    case DType::int64:
      return kernels[2];
    default:
      return kernels[3];
  }
}

class Search {
 public:
  explicit Search(const IndexTask& task)
      : kernel(kernel_of(task.largest, compared(task.dtype))),
        x_(static_cast<const char*>(task.x)),
        load_(load_function(compared(task.dtype), task.dtype)),
        item_(item_size(task.dtype)),
        packed_(item_size(compared(task.dtype))),
        same_(item_ == packed_) {}

  // n results, `stride` elements apart, over positions [from, to) of `gone`.
  void rows(int64_t offset, int64_t stride, int64_t n, const ReduceAxis& gone, int64_t from,
            int64_t to, char* best, int64_t* where) const {
    alignas(64) char buffer[kReduceBlock * sizeof(double)];
    for (int64_t i = 0; i < n; ++i) {
      const char* x = x_ + (offset + i * stride) * item_;
      if (same_ && gone.in == 1) {
        kernel.row(x + from * item_, to - from, from, best + i * packed_, where + i);
        continue;
      }
      for (int64_t at = from; at < to; at += kReduceBlock) {
        const int64_t m = std::min(kReduceBlock, to - at);
        load_(m, buffer, x + at * gone.in * item_, gone.in * item_);
        kernel.row(buffer, m, at, best + i * packed_, where + i);
      }
    }
  }

  void columns(int64_t offset, int64_t stride, int64_t n, const ReduceAxis& gone, int64_t from,
               int64_t to, char* best, int64_t* where) const {
    const char* x = x_ + offset * item_;
    if (same_ && stride == 1) {
      kernel.columns(x + from * gone.in * item_, gone.in, to - from, n, from, best, where);
      return;
    }
    alignas(64) char buffer[kColumnTile * sizeof(double)];
    const int64_t at_once = std::max<int64_t>(1, kColumnTile / n);
    for (int64_t at = from; at < to; at += at_once) {
      const int64_t m = std::min(at_once, to - at);
      for (int64_t r = 0; r < m; ++r) {
        load_(n, buffer + r * n * packed_, x + (at + r) * gone.in * item_, stride * item_);
      }
      kernel.columns(buffer, n, m, n, at, best, where);
    }
  }

  void search(bool down_columns, int64_t offset, int64_t stride, int64_t n, const ReduceAxis& gone,
              int64_t from, int64_t to, char* best, int64_t* where) const {
    if (down_columns) {
      columns(offset, stride, n, gone, from, to, best, where);
    } else {
      rows(offset, stride, n, gone, from, to, best, where);
    }
  }

  const IndexKernel& kernel;

 private:
  const char* x_;
  LoadFn load_;
  int64_t item_;
  int64_t packed_;
  bool same_;
};

// Results [first, first + n * stride) from what was found.
void write(const IndexTask& task, const char* best, const int64_t* where, int64_t n, int64_t first,
           int64_t stride) {
  for (int64_t i = 0; i < n; ++i) task.indices[first + i * stride] = where[i];
  if (!task.values) return;
  const int64_t item = item_size(task.dtype);
  store_function(task.dtype, compared(task.dtype))(
      n, static_cast<char*>(task.values) + first * item, stride * item, best);
}

}  // namespace

void reduce_index(const IndexTask& task) {
  const ReducePlan plan = make_reduce_plan(task.sizes, task.strides, uint64_t{1} << task.dim);
  if (plan.results == 0) return;
  const Search search(task);
  const ReduceAxis gone = plan.gone.back();
  const ReduceUnits units(plan);
  const int64_t stride = plan.kept.back().in;
  const int64_t out_stride = plan.kept.back().out;
  const int64_t total = plan.results * plan.length;
  if (plan.results == 1 && total > 2 * kReduceGrain) {
    const int64_t parts = (total + kReduceGrain - 1) / kReduceGrain;
    std::vector<double> best(static_cast<size_t>(parts));
    std::vector<int64_t> where(static_cast<size_t>(parts));
    const auto slot = [&](int64_t part) {
      return reinterpret_cast<char*>(&best[static_cast<size_t>(part)]);
    };
    const LongWork long_work;
    parallel_for(0, parts, 1, [&](int64_t from, int64_t to) {
      for (int64_t part = from; part < to; ++part) {
        // Positions count from the part's own start, so that its first element sets the slot.
        const int64_t start = part * kReduceGrain;
        const int64_t n = std::min(kReduceGrain, total - start);
        search.rows(start * gone.in, 0, 1, gone, 0, n, slot(part),
                    &where[static_cast<size_t>(part)]);
        where[static_cast<size_t>(part)] += start;
      }
    });
    for (int64_t part = 1; part < parts; ++part) {
      search.kernel.join(slot(0), where.data(), slot(part), &where[static_cast<size_t>(part)], 1);
    }
    write(task, slot(0), where.data(), 1, 0, 0);
    return;
  }
  const auto run = [&](int64_t from, int64_t to) {
    alignas(64) char best[kColumnTile * sizeof(double)];
    int64_t where[kColumnTile];
    units.each(from, to, [&](int64_t in, int64_t out, int64_t n) {
      search.search(units.columns(), in, stride, n, gone, 0, plan.length, best, where);
      write(task, best, where, n, out, out_stride);
    });
  };
  if (total <= kReduceGrain) {
    run(0, units.count());
    return;
  }
  const LongWork long_work;
  parallel_for(0, units.count(), std::max<int64_t>(1, kReduceGrain / units.work()), run);
}

}  // namespace chainrule
