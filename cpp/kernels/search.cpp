// Search, histograms and sets (search.h).
#include "kernels/search.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/thread_pool.h"

namespace chainrule {

namespace {

constexpr int64_t kGrain = 1 << 12;

template <class T>
inline constexpr bool is_ordered_type =
    !std::is_same_v<T, complex64> && !std::is_same_v<T, complex128>;

/// Calls f(T{}) for the types that have an order; 16-bit floats compare through float.
template <class F>
void visit_ordered(DType dtype, F f) {
  visit(dtype, [&]<class T>(T zero) {
    if constexpr (is_ordered_type<T>) f(zero);
  });
}

template <class T>
void search_rows(const SearchTask& task, int64_t* out) {
  parallel_for(0, task.rows * task.count, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t start = task.shared ? 0 : i / task.count * task.size;
      const T* sorted = static_cast<const T*>(task.boundaries) + start;
      const int64_t* sorter = task.sorter ? task.sorter + start : nullptr;
      const T value = static_cast<const T*>(task.values)[i];
      int64_t low = 0;
      int64_t high = task.size;
      while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        const T there = sorted[sorter ? sorter[middle] : middle];
        // Written as negations, so that a NaN among the values goes to the end.
        const bool before = task.right ? !(there > value) : !(there >= value);
        if (before) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      out[i] = low;
    }
  });
}

/// NaN behind everything else, so that there is an order.
template <class T>
bool less_than(const T& a, const T& b) {
  if constexpr (std::is_integral_v<T>) {
    return a < b;
  } else {
    const auto x = static_cast<std::conditional_t<std::is_same_v<T, double>, double, float>>(a);
    const auto y = static_cast<std::conditional_t<std::is_same_v<T, double>, double, float>>(b);
    return x < y || (y != y && x == x);
  }
}

template <class T>
struct Rows {
  const T* items;
  int64_t width;
  const T* row(int64_t i) const { return items + i * width; }
  bool less(int64_t a, int64_t b) const {
    for (int64_t k = 0; k < width; ++k) {
      if (less_than(row(a)[k], row(b)[k])) return true;
      if (less_than(row(b)[k], row(a)[k])) return false;
    }
    return false;
  }
  bool equal(int64_t a, int64_t b) const {
    for (int64_t k = 0; k < width; ++k) {
      if (!(row(a)[k] == row(b)[k])) return false;
    }
    return true;
  }
};

template <class T>
int64_t unique_rows(const UniqueTask& task, int64_t* first, int64_t* inverse, int64_t* counts) {
  const Rows<T> rows{static_cast<const T*>(task.items), task.width};
  std::vector<int64_t> order;
  if (task.sort) {
    order.resize(static_cast<size_t>(task.n));
    std::iota(order.begin(), order.end(), int64_t{0});
    if (task.width == 1) {
      std::stable_sort(order.begin(), order.end(), [items = rows.items](int64_t a, int64_t b) {
        return less_than(items[a], items[b]);
      });
    } else {
      std::stable_sort(order.begin(), order.end(),
                       [&](int64_t a, int64_t b) { return rows.less(a, b); });
    }
  }
  int64_t found = 0;
  for (int64_t i = 0; i < task.n; ++i) {
    const int64_t item = task.sort ? order[i] : i;
    if (i == 0 || !rows.equal(task.sort ? order[i - 1] : i - 1, item)) {
      first[found] = item;
      if (counts) counts[found] = 0;
      ++found;
    }
    if (inverse) inverse[item] = found - 1;
    if (counts) ++counts[found - 1];
  }
  return found;
}

}  // namespace

void search_sorted(const SearchTask& task, int64_t* out) {
  visit_ordered(task.dtype, [&]<class T>(T) { search_rows<T>(task, out); });
}

void count_into(const int64_t* index, int64_t n, int64_t* out) {
  for (int64_t i = 0; i < n; ++i) ++out[index[i]];
}

void count_into(const int64_t* index, const double* weights, int64_t n, double* out) {
  for (int64_t i = 0; i < n; ++i) out[index[i]] += weights[i];
}

void histogram(const double* values, int64_t n, double low, double high, int64_t bins,
               double* out) {
  const double scale = static_cast<double>(bins) / (high - low);
  for (int64_t i = 0; i < n; ++i) {
    if (!(values[i] >= low && values[i] <= high)) continue;
    const auto bin = static_cast<int64_t>((values[i] - low) * scale);
    out[std::min(bin, bins - 1)] += 1;
  }
}

int64_t find_unique(const UniqueTask& task, int64_t* first, int64_t* inverse, int64_t* counts) {
  int64_t found = 0;
  visit_ordered(task.dtype,
                [&]<class T>(T) { found = unique_rows<T>(task, first, inverse, counts); });
  return found;
}

void is_member(DType dtype, const void* values, int64_t n, const void* others, int64_t m,
               bool invert, bool* out) {
  visit_ordered(dtype, [&]<class T>(T) {
    const auto* all = static_cast<const T*>(others);
    std::vector<T> sorted(all, all + m);
    std::sort(sorted.begin(), sorted.end(), less_than<T>);
    const auto* wanted = static_cast<const T*>(values);
    parallel_for(0, n, kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const auto at = std::lower_bound(sorted.begin(), sorted.end(), wanted[i], less_than<T>);
        const bool found = at != sorted.end() && *at == wanted[i];
        out[i] = found != invert;
      }
    });
  });
}

}  // namespace chainrule
