// The elementwise driver.
#include "kernels/elementwise.h"

#include <algorithm>
#include <array>

#include "core/thread_pool.h"
#include "kernels/convert.h"

namespace chainrule {

LaunchListener launch_listener = nullptr;

namespace {

// A chunk of every operand fits the first-level cache, in the widest type that converts.
constexpr int64_t kChunk = 512;
constexpr int64_t kChunkBytes = kChunk * 16;
constexpr size_t kMaxDims = 64;

struct Loop {
  // Dimensions from the outermost to the innermost, merged where all operands allow it.
  size_t ndim = 0;
  std::array<int64_t, kMaxDims> sizes;
  std::array<std::array<int64_t, kMaxDims>, kMaxOperands> strides;  // in bytes
};

Loop plan(DimSpan shape, std::span<const ElementwiseOperand> operands) {
  Loop loop;
  // The memory order of the output leads: its largest stride outermost.
  std::array<uint8_t, kMaxDims> order;
  size_t n = 0;
  for (size_t d = 0; d < shape.size(); ++d) {
    if (shape[d] != 1) order[n++] = static_cast<uint8_t>(d);
  }
  const int64_t* lead = operands[0].strides;
  if (lead) {
    std::stable_sort(order.begin(), order.begin() + static_cast<long>(n),
                     [&](uint8_t a, uint8_t b) { return lead[a] > lead[b]; });
  }
  std::array<std::array<int64_t, kMaxDims>, kMaxOperands> full;
  for (size_t k = 0; k < operands.size(); ++k) {
    const int64_t size = item_size(operands[k].dtype);
    int64_t step = size;
    for (size_t d = shape.size(); d-- > 0;) {
      if (operands[k].scalar) {
        full[k][d] = 0;
      } else if (operands[k].strides) {
        full[k][d] = operands[k].strides[d] * size;
      } else {
        full[k][d] = step;
        step *= shape[d];
      }
    }
  }
  for (size_t i = 0; i < n; ++i) {
    const size_t d = order[i];
    bool merged = loop.ndim > 0;
    for (size_t k = 0; merged && k < operands.size(); ++k) {
      merged = loop.strides[k][loop.ndim - 1] == full[k][d] * shape[d];
    }
    if (merged) {
      loop.sizes[loop.ndim - 1] *= shape[d];
    } else {
      loop.sizes[loop.ndim++] = shape[d];
    }
    for (size_t k = 0; k < operands.size(); ++k) loop.strides[k][loop.ndim - 1] = full[k][d];
  }
  if (loop.ndim == 0) {
    loop.ndim = 1;
    loop.sizes[0] = 1;
    for (size_t k = 0; k < operands.size(); ++k) loop.strides[k][0] = item_size(operands[k].dtype);
  }
  return loop;
}

/// Elements [begin, end) of the loop, in its order. Rows (the innermost dimension) are cut into
/// chunks; short rows are gathered until a chunk is full.
class Runner {
 public:
  Runner(const Kernel& kernel, std::span<const ElementwiseOperand> operands, const Loop& loop)
      : kernel_(kernel), operands_(operands), loop_(loop) {
    inner_ = loop.sizes[loop.ndim - 1];
    for (size_t k = 0; k < operands.size(); ++k) {
      const auto& operand = operands[k];
      const int64_t stride = loop.strides[k][loop.ndim - 1];
      const bool same_type = operand.dtype == operand.compute;
      splat_[k] = operand.scalar && same_type;
      direct_[k] = same_type && stride == item_size(operand.dtype);
      load_[k] = load_function(operand.compute, operand.dtype);
      store_[k] = store_function(operand.dtype, operand.compute);
    }
    all_direct_ = true;
    for (size_t k = 0; k < operands.size(); ++k) all_direct_ &= direct_[k] || splat_[k];
    gather_rows_ = loop.ndim > 1 && inner_ < kChunk / 4;
  }

  void run(int64_t begin, int64_t end) const {
    if (all_direct_ && loop_.ndim == 1) {
      char* pointers[kMaxOperands];
      unsigned splat = 0;
      for (size_t k = 0; k < operands_.size(); ++k) {
        pointers[k] = operands_[k].data + (splat_[k] ? 0 : begin * loop_.strides[k][0]);
        if (splat_[k]) splat |= 1u << k;
      }
      kernel_.function(end - begin, pointers, splat, kernel_.params);
      return;
    }
    alignas(64) char buffers[kMaxOperands][kChunkBytes];
    std::array<int64_t, kMaxDims> index{};
    int64_t rest = begin;
    for (size_t d = loop_.ndim; d-- > 0;) {
      index[d] = rest % loop_.sizes[d];
      rest /= loop_.sizes[d];
    }
    char* at[kMaxOperands];
    for (size_t k = 0; k < operands_.size(); ++k) {
      at[k] = operands_[k].data;
      for (size_t d = 0; d < loop_.ndim; ++d) at[k] += index[d] * loop_.strides[k][d];
    }
    int64_t left = end - begin;
    while (left > 0) {
      if (gather_rows_) {
        left -= gathered(std::min(left, kChunk), index, at, buffers);
      } else {
        const int64_t n = std::min({left, kChunk, inner_ - index[loop_.ndim - 1]});
        one_row(n, at, buffers);
        advance(n, index, at);
        left -= n;
      }
    }
  }

 private:
  using Buffers = char (&)[kMaxOperands][kChunkBytes];

  void one_row(int64_t n, char** at, Buffers buffers) const {
    char* pointers[kMaxOperands];
    unsigned splat = 0;
    for (size_t k = 0; k < operands_.size(); ++k) {
      if (splat_[k]) {
        pointers[k] = operands_[k].data;
        splat |= 1u << k;
      } else if (direct_[k]) {
        pointers[k] = at[k];
      } else {
        pointers[k] = buffers[k];
        if (k > 0) load_[k](n, buffers[k], at[k], inner_stride(k));
      }
    }
    kernel_.function(n, pointers, splat, kernel_.params);
    if (pointers[0] == buffers[0]) store_[0](n, at[0], inner_stride(0), buffers[0]);
  }

  /// Collects up to n elements over several rows; returns how many.
  int64_t gathered(int64_t n, std::array<int64_t, kMaxDims>& index, char** at,
                   Buffers buffers) const {
    auto index_out = index;
    char* out_at[kMaxOperands];
    std::copy_n(at, operands_.size(), out_at);
    char* pointers[kMaxOperands];
    unsigned splat = 0;
    for (size_t k = 0; k < operands_.size(); ++k) {
      pointers[k] = splat_[k] ? operands_[k].data : buffers[k];
      if (splat_[k]) splat |= 1u << k;
    }
    for (int64_t done = 0; done < n;) {
      const int64_t m = std::min(n - done, inner_ - index[loop_.ndim - 1]);
      for (size_t k = 1; k < operands_.size(); ++k) {
        if (splat_[k]) continue;
        load_[k](m, buffers[k] + done * item_size(operands_[k].compute), at[k], inner_stride(k));
      }
      advance(m, index, at);
      done += m;
    }
    kernel_.function(n, pointers, splat, kernel_.params);
    const int64_t size = item_size(operands_[0].compute);
    for (int64_t done = 0; done < n;) {
      const int64_t m = std::min(n - done, inner_ - index_out[loop_.ndim - 1]);
      store_[0](m, out_at[0], inner_stride(0), buffers[0] + done * size);
      advance(m, index_out, out_at);
      done += m;
    }
    return n;
  }

  int64_t inner_stride(size_t k) const { return loop_.strides[k][loop_.ndim - 1]; }

  void advance(int64_t n, std::array<int64_t, kMaxDims>& index, char** at) const {
    size_t d = loop_.ndim - 1;
    index[d] += n;
    for (size_t k = 0; k < operands_.size(); ++k) at[k] += n * loop_.strides[k][d];
    while (index[d] == loop_.sizes[d] && d > 0) {
      for (size_t k = 0; k < operands_.size(); ++k) {
        at[k] += loop_.strides[k][d - 1] - index[d] * loop_.strides[k][d];
      }
      index[d] = 0;
      ++index[--d];
    }
  }

  const Kernel& kernel_;
  std::span<const ElementwiseOperand> operands_;
  const Loop& loop_;
  int64_t inner_;
  bool splat_[kMaxOperands] = {};
  bool direct_[kMaxOperands] = {};
  LoadFn load_[kMaxOperands];
  StoreFn store_[kMaxOperands];
  bool all_direct_;
  bool gather_rows_;
};

}  // namespace

void run_elementwise(const Kernel& kernel, DimSpan shape,
                     std::span<const ElementwiseOperand> operands) {
  int64_t total = 1;
  for (int64_t size : shape) total *= size;
  if (total == 0) return;
  if (launch_listener) [[unlikely]]
    launch_listener({kernel, shape, operands});

  // The usual small case: contiguous operands of the kernel's own types.
  bool direct = total <= kElementwiseGrain;
  for (const auto& operand : operands) {
    direct &= operand.dtype == operand.compute && (operand.scalar || !operand.strides);
  }
  if (direct) {
    char* pointers[kMaxOperands];
    unsigned splat = 0;
    for (size_t k = 0; k < operands.size(); ++k) {
      pointers[k] = operands[k].data;
      if (operands[k].scalar) splat |= 1u << k;
    }
    kernel.function(total, pointers, splat, kernel.params);
    return;
  }
  const Loop loop = plan(shape, operands);
  const Runner runner(kernel, operands, loop);
  if (total <= kElementwiseGrain) {
    runner.run(0, total);
    return;
  }
  const LongWork unlocked;
  parallel_for(0, total, kElementwiseGrain,
               [&](int64_t begin, int64_t end) { runner.run(begin, end); });
}

}  // namespace chainrule
