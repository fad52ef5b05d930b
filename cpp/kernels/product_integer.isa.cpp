// Integer products (product_integer.h): tiles of the result stay in registers while the inner index
// runs, lanes are columns.
#include "kernels/product_integer.h"

#include "kernels/lanes.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

constexpr int64_t kDepth = 256;  // of the inner index: a panel of b this long stays close
constexpr int kRows = 4;         // of a tile, two registers wide

/// A tile of `height` rows and up to two registers of columns, over part of the inner index.
template <class T, int height>
CHAINRULE_INLINE void tile(const T* a, int64_t a_row, int64_t a_step, const T* b, int64_t b_row,
                           int64_t depth, T* out, int64_t out_row, int64_t left, T alpha, T beta) {
  using V = Vec<T>;
  V low[height];
  V high[height];
  for (int i = 0; i < height; ++i) low[i] = high[i] = V(0);
  if (left >= 2 * V::size) {
    for (int64_t p = 0; p < depth; ++p) {
      const V b0 = V::load(b + p * b_row);
      const V b1 = V::load(b + p * b_row + V::size);
      for (int i = 0; i < height; ++i) {
        const V factor(a[i * a_row + p * a_step]);
        low[i] += factor * b0;
        high[i] += factor * b1;
      }
    }
  } else {
    const int64_t second = left - V::size;
    for (int64_t p = 0; p < depth; ++p) {
      const V b0 = load_part(b + p * b_row, left);
      const V b1 = second > 0 ? load_part(b + p * b_row + V::size, second) : V(0);
      for (int i = 0; i < height; ++i) {
        const V factor(a[i * a_row + p * a_step]);
        low[i] += factor * b0;
        high[i] += factor * b1;
      }
    }
  }
  const auto put = [&](V sum, T* to, int64_t n) __attribute__((always_inline)) {
    if (n <= 0) return;
    sum = sum * V(alpha);
    if (beta != T(0)) sum += V(beta) * load_part(to, n);
    store_part(sum, to, n);
  };
  for (int i = 0; i < height; ++i) {
    put(low[i], out + i * out_row, left);
    put(high[i], out + i * out_row + V::size, left - V::size);
  }
}

/// Few columns: sums along the rows of a, whose elements are neighbours. `column` has room for
/// kDepth elements.
template <class T>
void by_columns(const IntegerProduct& task, const T* a, const T* b, T* out, int64_t from,
                int64_t to) {
  using V = Vec<T>;
  T column[kDepth];
  for (int64_t j = 0; j < task.n; ++j) {
    for (int64_t start = 0; start == 0 || start < task.k; start += kDepth) {
      const int64_t depth = task.k - start < kDepth ? task.k - start : kDepth;
      const T beta = start == 0 ? static_cast<T>(task.beta) : T(1);
      for (int64_t p = 0; p < depth; ++p) column[p] = b[(start + p) * task.b_row + j];
      for (int64_t i = from; i < to; ++i) {
        const T* row = a + i * task.a_row + start;
        V sum(0);
        int64_t p = 0;
        for (; p + V::size <= depth; p += V::size) sum += V::load(row + p) * V::load(column + p);
        if (p < depth) {
          const int left = static_cast<int>(depth - p);
          sum += V::load_n(row + p, left) * V::load_n(column + p, left);
        }
        T* place = out + i * task.n + j;
        const T before = beta == T(0) ? T(0) : static_cast<T>(uint64_t{beta} * *place);
        *place = static_cast<T>(before + task.alpha * uint64_t{reduce_sum(sum)});
      }
    }
  }
}

template <class T>
void rows(const IntegerProduct& task, int64_t matrix, int64_t from, int64_t to) {
  constexpr int64_t kWidth = 2 * Vec<T>::size;
  const T* a = static_cast<const T*>(task.a) + matrix * task.a_next;
  const T* b = static_cast<const T*>(task.b) + matrix * task.b_next;
  T* out = static_cast<T*>(task.out) + matrix * task.m * task.n;
  if (task.a_step == 1 && 4 * task.n <= kWidth) {
    by_columns(task, a, b, out, from, to);
    return;
  }
  const T alpha = static_cast<T>(task.alpha);
  for (int64_t start = 0; start == 0 || start < task.k; start += kDepth) {
    const int64_t depth = task.k - start < kDepth ? task.k - start : kDepth;
    const T beta = start == 0 ? static_cast<T>(task.beta) : T(1);
    const T* left = a + start * task.a_step;
    for (int64_t j = 0; j < task.n; j += kWidth) {
      const T* right = b + start * task.b_row + j;
      int64_t i = from;
      for (; i + kRows <= to; i += kRows) {
        tile<T, kRows>(left + i * task.a_row, task.a_row, task.a_step, right, task.b_row, depth,
                       out + i * task.n + j, task.n, task.n - j, alpha, beta);
      }
      for (; i < to; ++i) {
        tile<T, 1>(left + i * task.a_row, task.a_row, task.a_step, right, task.b_row, depth,
                   out + i * task.n + j, task.n, task.n - j, alpha, beta);
      }
    }
  }
}

}  // namespace

extern constinit const IntegerProductKernels integer_product_kernels_table = {
    {rows<uint8_t>, rows<uint16_t>, rows<uint32_t>, rows<uint64_t>}};

}  // namespace chainrule::CHAINRULE_ISA_NS
