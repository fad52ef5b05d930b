// The elementwise driver.
#include "kernels/elementwise.h"

#include <algorithm>
#include <array>

#include "core/thread_pool.h"
#include "kernels/convert.h"
#include "kernels/move.h"
#include "kernels/odometer.h"

namespace chainrule {

LaunchListener launch_listener = nullptr;

namespace {

// A chunk of every operand fits the first-level cache, in the widest type that converts.
constexpr int64_t kChunk = 512;
constexpr int64_t kChunkBytes = kChunk * 16;
constexpr int64_t kTileRows = 16;  // a cache line of float
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
    sort_few(order.begin(), order.begin() + static_cast<long>(n),
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

/// Runs the kernel over parts of the loop. Rows (the innermost dimension) are cut into chunks;
/// short rows are gathered until a chunk is full, and operands that run across the rows are turned
/// over tile by tile.
class Runner {
 public:
  Runner(const Kernel& kernel, std::span<const ElementwiseOperand> operands, Loop& loop)
      : kernel_(kernel), operands_(operands), loop_(loop), last_(loop.ndim - 1) {
    inner_ = loop.sizes[last_];
    gather_rows_ = loop.ndim > 1 && inner_ < kChunk / 4;
    if (!gather_rows_) tiled_ = put_row_dimension_last(loop);
    all_direct_ = true;
    for (size_t k = 0; k < operands.size(); ++k) {
      const auto& operand = operands[k];
      const int64_t size = item_size(operand.dtype);
      const int64_t stride = inner_stride(k);
      same_type_[k] = operand.dtype == operand.compute;
      splat_[k] = same_type_[k] && !kernel.streams_only && k > 0 &&
                  (operand.scalar || (stride == 0 && !gather_rows_));
      direct_[k] = same_type_[k] && stride == size;
      all_direct_ &= direct_[k] || splat_[k];
      dense_[k] = same_type_[k];
      for (int64_t d = static_cast<int64_t>(last_), step = size; d >= 0; --d) {
        dense_[k] &= loop.strides[k][d] == step;
        step *= loop.sizes[d];
      }
      load_[k] = load_function(operand.compute, operand.dtype);
      store_[k] = store_function(operand.dtype, operand.compute);
    }
  }

  /// Whether work is counted in bands (run_bands) rather than in elements (run).
  bool tiled() const { return tiled_; }
  int64_t bands() const {
    int64_t n = bands_per_block();
    for (size_t d = 0; d + 2 < loop_.ndim; ++d) n *= loop_.sizes[d];
    return n;
  }
  int64_t band_elements() const { return kTileRows * inner_; }

  /// Elements [begin, end), in the loop's order.
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
    Position at(*this, begin);
    for (int64_t left = end - begin; left > 0;) {
      if (gather_rows_) {
        left -= gathered(std::min(left, kChunk), at, buffers);
      } else {
        const int64_t n = std::min({left, kChunk, inner_ - at.index[last_]});
        one_row(n, at.data, buffers);
        at.advance(n);
        left -= n;
      }
    }
  }

  /// Bands of kTileRows rows.
  void run_bands(int64_t begin, int64_t end) const {
    alignas(64) char buffers[kMaxOperands][kChunkBytes];
    int64_t width = kChunkBytes / kTileRows;
    for (size_t k = 0; k < operands_.size(); ++k) {
      width = std::min(width, kChunkBytes / kTileRows / item_size(operands_[k].dtype));
      width = std::min(width, kChunkBytes / kTileRows / item_size(operands_[k].compute));
    }
    const int64_t rows = loop_.sizes[last_ - 1];
    const int64_t per_block = bands_per_block();
    for (int64_t band = begin; band < end; ++band) {
      const int64_t first = band % per_block * kTileRows;
      const Position at(*this, (band / per_block * rows + first) * inner_);
      for (int64_t c = 0; c < inner_; c += width) {
        tile(std::min(kTileRows, rows - first), std::min(width, inner_ - c), c, at.data, buffers);
      }
    }
  }

 private:
  using Buffers = char (&)[kMaxOperands][kChunkBytes];

  /// Where the loop stands: an index, and each operand's element there.
  struct Position {
    Position(const Runner& runner, int64_t number) : runner(runner) {
      const Loop& loop = runner.loop_;
      for (size_t d = loop.ndim; d-- > 0;) {
        index[d] = number % loop.sizes[d];
        number /= loop.sizes[d];
      }
      for (size_t k = 0; k < runner.operands_.size(); ++k) {
        data[k] = runner.operands_[k].data;
        for (size_t d = 0; d < loop.ndim; ++d) data[k] += index[d] * loop.strides[k][d];
      }
    }
    /// By n elements of a row, not beyond its end; or, at its start, by n whole rows of the same
    /// block.
    void advance(int64_t n) {
      const Loop& loop = runner.loop_;
      size_t d = runner.last_;
      if (n > loop.sizes[d]) {
        n /= loop.sizes[d];
        --d;
      }
      index[d] += n;
      const size_t count = runner.operands_.size();
      for (size_t k = 0; k < count; ++k) data[k] += n * loop.strides[k][d];
      while (index[d] == loop.sizes[d] && d > 0) {
        for (size_t k = 0; k < count; ++k) {
          data[k] += loop.strides[k][d - 1] - index[d] * loop.strides[k][d];
        }
        index[d] = 0;
        ++index[--d];
      }
    }
    /// How many of the next n elements are one piece: whole rows of a block, or part of a row.
    int64_t piece(int64_t n) const {
      const Loop& loop = runner.loop_;
      const int64_t inner = runner.inner_;
      const int64_t column = index[runner.last_];
      if (column != 0 || n < inner) return std::min(n, inner - column);
      return std::min(n / inner, loop.sizes[runner.last_ - 1] - index[runner.last_ - 1]) * inner;
    }

    const Runner& runner;
    std::array<int64_t, kMaxDims> index;
    char* data[kMaxOperands];
  };

  /// Where an operand runs along another dimension than the rows do, that one becomes the last but
  /// one; true if there is such a dimension.
  bool put_row_dimension_last(Loop& loop) const {
    for (size_t k = 0; k < operands_.size(); ++k) {
      const int64_t size = item_size(operands_[k].dtype);
      if (loop.strides[k][last_] <= size) continue;
      for (size_t d = 0; d < last_; ++d) {
        if (loop.strides[k][d] != size || loop.sizes[d] < 4) continue;
        const auto rotate = [&](auto& of) {
          std::rotate(of.begin() + d, of.begin() + d + 1, of.begin() + last_);
        };
        rotate(loop.sizes);
        for (size_t each = 0; each < operands_.size(); ++each) rotate(loop.strides[each]);
        return true;
      }
    }
    return false;
  }
  int64_t bands_per_block() const { return (loop_.sizes[last_ - 1] + kTileRows - 1) / kTileRows; }

  void one_row(int64_t n, char* const* at, Buffers buffers) const {
    char* pointers[kMaxOperands];
    unsigned splat = 0;
    for (size_t k = 0; k < operands_.size(); ++k) {
      if (splat_[k]) {
        pointers[k] = at[k];
        splat |= 1u << k;
      } else if (direct_[k]) {
        pointers[k] = at[k];
      } else {
        pointers[k] = buffers[k];
        if (k > 0) load_block(k, 1, n, at[k], buffers[k]);
      }
    }
    kernel_.function(n, pointers, splat, kernel_.params);
    if (pointers[0] == buffers[0]) store_block(1, n, at[0], buffers[0]);
  }

  /// A tile of rows by columns, `first` columns behind `at`.
  void tile(int64_t rows, int64_t columns, int64_t first, char* const* at, Buffers buffers) const {
    char* pointers[kMaxOperands];
    int64_t steps[kMaxOperands];  // from row to row
    unsigned splat = 0;
    for (size_t k = 0; k < operands_.size(); ++k) {
      pointers[k] = at[k] + first * inner_stride(k);
      steps[k] = loop_.strides[k][last_ - 1];
      if (splat_[k]) splat |= 1u << k;
      if (splat_[k] || direct_[k]) continue;
      if (k > 0) load_block(k, rows, columns, pointers[k], buffers[k]);
      pointers[k] = buffers[k];
      steps[k] = columns * item_size(operands_[k].compute);
    }
    for (int64_t r = 0; r < rows; ++r) {
      kernel_.function(columns, pointers, splat, kernel_.params);
      for (size_t k = 0; k < operands_.size(); ++k) pointers[k] += steps[k];
    }
    if (!direct_[0]) store_block(rows, columns, at[0] + first * inner_stride(0), buffers[0]);
  }

  /// Collects n elements over several rows; returns how many.
  int64_t gathered(int64_t n, Position& at, Buffers buffers) const {
    const Position start = at;
    char* pointers[kMaxOperands];
    unsigned splat = 0;
    for (size_t k = 0; k < operands_.size(); ++k) {
      pointers[k] = dense_[k] || splat_[k] ? at.data[k] : buffers[k];
      if (splat_[k]) splat |= 1u << k;
    }
    for (int64_t done = 0; done < n;) {
      const int64_t m = at.piece(n - done);
      for (size_t k = 1; k < operands_.size(); ++k) {
        if (splat_[k] || dense_[k]) continue;
        load_block(k, m > inner_ ? m / inner_ : 1, std::min(m, inner_), at.data[k],
                   buffers[k] + done * item_size(operands_[k].compute));
      }
      at.advance(m);
      done += m;
    }
    kernel_.function(n, pointers, splat, kernel_.params);
    if (dense_[0]) return n;
    Position to = start;
    for (int64_t done = 0; done < n;) {
      const int64_t m = to.piece(n - done);
      store_block(m > inner_ ? m / inner_ : 1, std::min(m, inner_), to.data[0],
                  buffers[0] + done * item_size(operands_[0].compute));
      to.advance(m);
      done += m;
    }
    return n;
  }

  int64_t inner_stride(size_t k) const { return loop_.strides[k][last_]; }
  int64_t row_stride(size_t k) const { return last_ > 0 ? loop_.strides[k][last_ - 1] : 0; }

  /// A block of operand k, dense and in the kernel's type.
  void load_block(size_t k, int64_t rows, int64_t columns, const char* from, char* to) const {
    const int64_t size = item_size(operands_[k].dtype);
    if (rows == 1 && !same_type_[k]) {
      load_[k](columns, to, from, inner_stride(k));
      return;
    }
    alignas(64) char raw[kChunkBytes];
    char* dense = same_type_[k] ? to : raw;
    move_block(size,
               {rows, columns, dense, columns * size, size, from, row_stride(k), inner_stride(k)});
    if (!same_type_[k]) load_[k](rows * columns, to, raw, size);
  }

  /// The other way, for the output.
  void store_block(int64_t rows, int64_t columns, char* to, const char* from) const {
    const int64_t size = item_size(operands_[0].dtype);
    if (rows == 1 && !same_type_[0]) {
      store_[0](columns, to, inner_stride(0), from);
      return;
    }
    alignas(64) char raw[kChunkBytes];
    if (!same_type_[0]) store_[0](rows * columns, raw, size, from);
    move_block(size, {rows, columns, to, row_stride(0), inner_stride(0), same_type_[0] ? from : raw,
                      columns * size, size});
  }

  const Kernel& kernel_;
  std::span<const ElementwiseOperand> operands_;
  const Loop& loop_;
  size_t last_;
  int64_t inner_;
  bool same_type_[kMaxOperands];
  bool splat_[kMaxOperands];
  bool direct_[kMaxOperands];  // rows are contiguous
  bool dense_[kMaxOperands];   // all of it is, in the loop's order
  LoadFn load_[kMaxOperands];
  StoreFn store_[kMaxOperands];
  bool all_direct_;
  bool gather_rows_;
  bool tiled_ = false;
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
    direct &= operand.dtype == operand.compute &&
              (operand.scalar ? !kernel.streams_only : !operand.strides);
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
  Loop loop = plan(shape, operands);
  const Runner runner(kernel, operands, loop);
  if (runner.tiled()) {
    const LongWork unlocked(total > kElementwiseGrain);
    parallel_for(0, runner.bands(),
                 std::max<int64_t>(1, kElementwiseGrain / runner.band_elements()),
                 [&](int64_t begin, int64_t end) { runner.run_bands(begin, end); });
    return;
  }
  if (total <= kElementwiseGrain) {
    runner.run(0, total);
    return;
  }
  const LongWork unlocked;
  parallel_for(0, total, kElementwiseGrain,
               [&](int64_t begin, int64_t end) { runner.run(begin, end); });
}

}  // namespace chainrule
