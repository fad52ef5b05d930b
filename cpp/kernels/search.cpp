// Search, histograms and sets (search.h).
#include "kernels/search.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <vector>

#include "core/thread_pool.h"
#include "kernels/sort.h"

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

template <class T, class At>
int64_t search_row(T value, int64_t size, bool right, At at) {
  int64_t low = 0;
  int64_t high = size;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    const T there = at(middle);
    // Written as negations, so that a NaN among the values goes to the end; and without branches,
    // which could only be guessed.
    const auto before = static_cast<int64_t>(right ? !(there > value) : !(there >= value));
    low += (middle + 1 - low) & -before;
    high = middle + ((high - middle) & -before);
  }
  return low;
}

template <class T>
void search_rows(const SearchTask& task, int64_t* out) {
  parallel_for(0, task.rows * task.count, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t start = task.shared ? 0 : i / task.count * task.size;
      const T* sorted = static_cast<const T*>(task.boundaries) + start;
      const T value = static_cast<const T*>(task.values)[i];
      if (const int64_t* sorter = task.sorter ? task.sorter + start : nullptr) {
        out[i] =
            search_row(value, task.size, task.right, [=](int64_t k) { return sorted[sorter[k]]; });
      } else {
        out[i] = search_row(value, task.size, task.right, [=](int64_t k) { return sorted[k]; });
      }
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
    if (task.width == 1) {
      const int64_t step = 1;
      sort_lines({task.dtype, task.items, DimSpan(&task.n, 1), DimSpan(&step, 1), 0, false, task.n,
                  true, nullptr, order.data()});
    } else {
      std::iota(order.begin(), order.end(), int64_t{0});
      std::stable_sort(order.begin(), order.end(),
                       [&](int64_t a, int64_t b) { return rows.less(a, b); });
    }
  }
  // Where each begins, for a start; without a branch, as neighbours are equal or not by chance.
  int64_t found = 0;
  const auto go = [&](auto item_at, auto equal) {
    for (int64_t i = 0; i < task.n; ++i) {
      const int64_t item = item_at(i);
      const bool fresh = i == 0 || !equal(item_at(i - 1), item);
      first[found] = item;
      if (counts) counts[found] = i;
      found += fresh;
      if (inverse) inverse[item] = found - 1;
    }
  };
  const auto same_row = [&](int64_t a, int64_t b) { return rows.equal(a, b); };
  const auto same_item = [items = rows.items](int64_t a, int64_t b) {
    return items[a] == items[b];
  };
  const auto in_order = [&](int64_t i) { return order[static_cast<size_t>(i)]; };
  const auto as_is = [](int64_t i) { return i; };
  if (task.width != 1) {
    task.sort ? go(in_order, same_row) : go(as_is, same_row);
  } else {
    task.sort ? go(in_order, same_item) : go(as_is, same_item);
  }
  for (int64_t k = 0; counts && k < found; ++k) {
    counts[k] = (k + 1 < found ? counts[k + 1] : task.n) - counts[k];
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
    const auto sorted = std::make_unique_for_overwrite<T[]>(static_cast<size_t>(m));
    std::copy_n(all, m, sorted.get());
    std::sort(sorted.get(), sorted.get() + m, less_than<T>);
    const auto* wanted = static_cast<const T*>(values);
    parallel_for(0, n, kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        // Halves without branches, down to the one place where it can be.
        const T* at = sorted.get();
        for (int64_t left = m; left > 1;) {
          const int64_t half = left / 2;
          at += half & -static_cast<int64_t>(less_than(at[half - 1], wanted[i]));
          left -= half;
        }
        out[i] = (m > 0 && *at == wanted[i]) != invert;
      }
    });
  });
}

}  // namespace chainrule
