// The reduction driver: orders and joins dimensions, chooses between running along rows and running
// down columns, gathers what is not adjacent, cuts the work into pieces. The inner loops are in
// reduce.isa.cpp.
#include "kernels/reduce.h"

#include <algorithm>

#include "core/allocator.h"
#include "core/thread_pool.h"
#include "kernels/convert.h"
#include "kernels/reduce_plan.h"

namespace chainrule {
namespace {

constexpr int64_t kMaxAccumulator = 24;

const ReduceKernel& kernel_of(DType compute, Reduction op) {
  const ReduceKernels& all = reduce_kernels();
  const auto i = static_cast<size_t>(op);
  switch (compute) {
    case DType::float32:
      return all.f32[i];
    case DType::float64:
      return all.f64[i];
    case DType::int64:
      return all.i64[i];
    default:
      return all.u8[i];
  }
}

// One pass over (part of) the input: knows how to feed elements of any layout and type to the inner
// loops.
class Feeder {
 public:
  explicit Feeder(const ReduceTask& task)
      : kernel(kernel_of(task.compute, task.op)),
        x_(static_cast<const char*>(task.x)),
        load_(load_function(task.compute, task.dtype)),
        item_(item_size(task.dtype)),
        packed_item_(item_size(task.compute)),
        same_(task.dtype == task.compute) {}

  // Accumulators of n results that are `stride` elements apart, each made of all elements of
  // `gone`.
  void feed(bool down_columns, int64_t offset, int64_t stride, int64_t n, const ReduceAxes& gone,
            char* acc) const {
    if (down_columns) {
      columns(offset, stride, n, gone, acc);
    } else {
      rows(offset, stride, n, gone, acc);
    }
  }

  const ReduceKernel& kernel;

 private:
  void rows(int64_t offset, int64_t stride, int64_t results, const ReduceAxes& gone,
            char* acc) const {
    const ReduceAxis& inner = gone.back();
    if (gone.size() == 1 && (inner.in == 1 || inner.size == 1) && same_) {
      kernel.rows(x_ + offset * item_, stride, results, inner.size, acc);
      return;
    }
    for (int64_t i = 0; i < results; ++i)
      row(offset + i * stride, gone, acc + i * kernel.accumulator);
  }

  void columns(int64_t offset, int64_t stride, int64_t width, const ReduceAxes& gone,
               char* acc) const {
    const ReduceAxis& inner = gone.back();
    ReduceOdometer at(gone);
    for (int64_t n = outer_reduce_count(gone); n > 0; --n, at.next()) {
      column_block(offset + at.in, stride, width, inner, acc);
    }
  }

  void pack(int64_t offset, int64_t stride, int64_t n, char* to) const {
    load_(n, to, x_ + offset * item_, stride * item_);
  }

  void row(int64_t offset, const ReduceAxes& gone, char* acc) const {
    const ReduceAxis& inner = gone.back();
    const bool direct = same_ && inner.in == 1 && inner.size >= 128;
    alignas(64) char buffer[kReduceBlock * sizeof(double)];
    int64_t filled = 0;
    ReduceOdometer at(gone);
    for (int64_t n = outer_reduce_count(gone); n > 0; --n, at.next()) {
      const int64_t start = offset + at.in;
      if (direct) {
        kernel.rows(x_ + start * item_, 0, 1, inner.size, acc);
        continue;
      }
      for (int64_t i = 0; i < inner.size;) {
        const int64_t take = std::min(inner.size - i, kReduceBlock - filled);
        pack(start + i * inner.in, inner.in, take, buffer + filled * packed_item_);
        i += take;
        filled += take;
        if (filled == kReduceBlock) {
          kernel.rows(buffer, 0, 1, filled, acc);
          filled = 0;
        }
      }
    }
    if (filled) kernel.rows(buffer, 0, 1, filled, acc);
  }

  void column_block(int64_t offset, int64_t stride, int64_t width, const ReduceAxis& rows,
                    char* acc) const {
    if (same_ && (stride == 1 || width == 1)) {
      if (width <= 32 && rows.in == width && rows.size >= 256) {
        narrow(offset, width, rows.size, acc);
      } else {
        kernel.columns(x_ + offset * item_, rows.in, rows.size, width, acc);
      }
      return;
    }
    alignas(64) char buffer[kColumnTile * sizeof(double)];
    const int64_t at_once = std::max<int64_t>(1, kColumnTile / width);
    for (int64_t r = 0; r < rows.size;) {
      const int64_t take = std::min(at_once, rows.size - r);
      for (int64_t i = 0; i < take; ++i) {
        pack(offset + (r + i) * rows.in, stride, width, buffer + i * width * packed_item_);
      }
      kernel.columns(buffer, width, take, width, acc);
      r += take;
    }
  }

  // Few columns without gaps: several rows are taken as one long row, whose columns are joined
  // afterwards.
  void narrow(int64_t offset, int64_t width, int64_t rows, char* acc) const {
    alignas(64) char wide[128 * kMaxAccumulator];
    const int64_t fold = 128 / width;
    const int64_t whole = rows / fold;
    kernel.start(wide, fold * width);
    kernel.columns(x_ + offset * item_, fold * width, whole, fold * width, wide);
    for (int64_t i = 0; i < fold; ++i)
      kernel.join(acc, wide + i * width * kernel.accumulator, width);
    const int64_t done = whole * fold;
    kernel.columns(x_ + (offset + done * width) * item_, width, rows - done, width, acc);
  }

  const char* x_;
  LoadFn load_;
  int64_t item_;
  int64_t packed_item_;
  bool same_;
};

// Too few results for the threads: the longest axis that goes is cut, and the parts joined in
// order.
void reduce_in_parts(const ReduceTask& task, const ReducePlan& plan, const ReduceUnits& units,
                     const Feeder& feeder, int64_t parts) {
  const int32_t size = feeder.kernel.accumulator;
  size_t cut = 0;
  for (size_t d = 1; d < plan.gone.size(); ++d) {
    if (plan.gone[d].size > plan.gone[cut].size) cut = d;
  }
  parts = std::min(parts, plan.gone[cut].size);
  const int64_t length = (plan.gone[cut].size + parts - 1) / parts;
  parts = (plan.gone[cut].size + length - 1) / length;
  const int64_t bytes = parts * plan.results * size;
  struct Block {
    explicit Block(int64_t n)
        : size(static_cast<size_t>(n)), data(static_cast<char*>(allocate(size))) {}
    ~Block() { deallocate(data, size); }
    Block(const Block&) = delete;
    size_t size;
    char* data;
  } block(bytes);
  const LongWork long_work;
  parallel_for(0, parts, 1, [&](int64_t from, int64_t to) {
    for (int64_t part = from; part < to; ++part) {
      ReduceAxes gone = plan.gone;
      const int64_t skip = part * length;
      gone[cut].size = std::min(length, plan.gone[cut].size - skip);
      char* acc = block.data + part * plan.results * size;
      feeder.kernel.start(acc, plan.results);
      units.each(0, units.count(), [&](int64_t in, int64_t, int64_t n) {
        feeder.feed(units.columns(), in + skip * plan.gone[cut].in, plan.kept.back().in, n, gone,
                    acc);
        acc += n * size;
      });
    }
  });
  for (int64_t part = 1; part < parts; ++part) {
    feeder.kernel.join(block.data, block.data + part * plan.results * size, plan.results);
  }
  const char* acc = block.data;
  units.each(0, units.count(), [&](int64_t, int64_t out, int64_t n) {
    reduce_finish(task, acc, n, out, plan.kept.back().out);
    acc += n * size;
  });
}

}  // namespace

void reduce(const ReduceTask& task) {
  const ReducePlan plan = make_reduce_plan(task.sizes, task.strides, task.reduced);
  if (plan.results == 0) return;
  const Feeder feeder(task);
  const ReduceUnits units(plan);
  if (plan.length == 0) {
    alignas(64) char acc[kMaxAccumulator];
    feeder.kernel.start(acc, 1);
    units.each(0, units.count(), [&](int64_t, int64_t out, int64_t n) {
      for (int64_t i = 0; i < n; ++i)
        reduce_finish(task, acc, 1, out + i * plan.kept.back().out, 0);
    });
    return;
  }
  const int64_t total = plan.results * plan.length;
  if (total > 2 * kReduceGrain && units.count() < 8 &&
      plan.length >= 2 * kReduceGrain / std::min<int64_t>(plan.results, kColumnTile) &&
      plan.results * 64 <= total) {
    reduce_in_parts(task, plan, units, feeder, (total + kReduceGrain - 1) / kReduceGrain);
    return;
  }
  const auto run = [&](int64_t from, int64_t to) {
    alignas(64) char acc[kColumnTile * kMaxAccumulator];
    units.each(from, to, [&](int64_t in, int64_t out, int64_t n) {
      feeder.kernel.start(acc, n);
      feeder.feed(units.columns(), in, plan.kept.back().in, n, plan.gone, acc);
      reduce_finish(task, acc, n, out, plan.kept.back().out);
    });
  };
  if (total <= kReduceGrain) {
    run(0, units.count());
    return;
  }
  const LongWork long_work;
  parallel_for(0, units.count(), std::max<int64_t>(1, kReduceGrain / units.work()), run);
}

void reduce_flat(Reduction op, DType dtype, const void* x, int64_t n, double divisor, bool root,
                 void* out) {
  if (n > kReduceGrain) {
    const int64_t stride = 1;
    reduce({op, dtype, dtype, x, DimSpan(&n, 1), DimSpan(&stride, 1), 1, dtype, out, nullptr,
            divisor, root});
    return;
  }
  const ReduceKernel& kernel = kernel_of(dtype, op);
  alignas(64) char acc[kMaxAccumulator];
  kernel.start(acc, 1);
  if (n > 0) kernel.rows(x, 0, 1, n, acc);
  ReduceTask task{};
  task.op = op;
  task.compute = task.dtype = task.out_dtype = dtype;
  task.out = out;
  task.divisor = divisor;
  task.root = root;
  reduce_finish(task, acc, 1, 0, 0);
}

}  // namespace chainrule
