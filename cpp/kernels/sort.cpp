// Sorting by keys: each element becomes an unsigned integer that is ordered as the elements are,
// beside its position. Long lines are sorted digit by digit from the lowest (a stable radix sort),
// short ones by comparison.
#include "kernels/sort.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <type_traits>

#include "core/error.h"
#include "core/thread_pool.h"
#include "kernels/reduce_plan.h"

namespace chainrule {
namespace {

template <int kBytes>
struct KeyOf;
template <>
struct KeyOf<1> {
  using type = uint8_t;
};
template <>
struct KeyOf<2> {
  using type = uint16_t;
};
template <>
struct KeyOf<4> {
  using type = uint32_t;
};
template <>
struct KeyOf<8> {
  using type = uint64_t;
};
template <class T>
using Key = typename KeyOf<sizeof(T)>::type;

template <class T>
constexpr bool is_float_type =
    std::is_floating_point_v<T> || std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;

template <class T>
bool is_nan(T x) {
  if constexpr (is_float_type<T>) {
    const auto v = static_cast<std::conditional_t<std::is_same_v<T, double>, double, float>>(x);
    return v != v;
  } else {
    return false;
  }
}

// Larger for larger elements; zeros of both signs are equal, NaN is largest.
template <class T>
Key<T> key_of(T x) {
  using K = Key<T>;
  constexpr K kSign = static_cast<K>(K{1} << (8 * sizeof(K) - 1));
  K bits;
  std::memcpy(&bits, &x, sizeof(K));
  if constexpr (is_float_type<T>) {
    if (is_nan(x)) return static_cast<K>(~K{0});
    if (bits == kSign) bits = 0;
    return static_cast<K>((bits & kSign) ? ~bits : bits | kSign);
  } else if constexpr (std::is_signed_v<T>) {
    return static_cast<K>(bits ^ kSign);
  } else {
    return bits;
  }
}

template <class K>
struct Entry {
  K key;
  uint32_t at;
};
template <class K>
bool before(const Entry<K>& a, const Entry<K>& b) {
  return a.key != b.key ? a.key < b.key : a.at < b.at;
}

// Room for a line and its copy.
template <class K>
struct Workspace {
  explicit Workspace(int64_t n)
      : entries(std::make_unique_for_overwrite<Entry<K>[]>(static_cast<size_t>(n))),
        other(n > kSmall ? std::make_unique_for_overwrite<Entry<K>[]>(static_cast<size_t>(n))
                         : nullptr) {}
  static constexpr int64_t kSmall = 512;
  std::unique_ptr<Entry<K>[]> entries;
  std::unique_ptr<Entry<K>[]> other;
};

template <class K>
void radix_sort(Workspace<K>& work, int64_t n) {
  constexpr int kDigits = sizeof(K);
  uint32_t counts[kDigits][256] = {};
  for (int64_t i = 0; i < n; ++i) {
    K key = work.entries[static_cast<size_t>(i)].key;
    for (int d = 0; d < kDigits; ++d) {
      ++counts[d][key & 0xff];
      if constexpr (kDigits > 1) key = static_cast<K>(key >> 8);
    }
  }
  for (int d = 0; d < kDigits; ++d) {
    uint32_t* count = counts[d];
    // A digit that all keys share moves nothing.
    if (count[(work.entries[0].key >> (8 * d)) & 0xff] == static_cast<uint32_t>(n)) continue;
    uint32_t start = 0;
    for (int v = 0; v < 256; ++v) start += std::exchange(count[v], start);
    for (int64_t i = 0; i < n; ++i) {
      const Entry<K>& entry = work.entries[static_cast<size_t>(i)];
      work.other[count[(entry.key >> (8 * d)) & 0xff]++] = entry;
    }
    std::swap(work.entries, work.other);
  }
}

template <class K>
void sort_entries(Workspace<K>& work, int64_t n) {
  if (n > Workspace<K>::kSmall) {
    radix_sort(work, n);
  } else {
    std::sort(work.entries.get(), work.entries.get() + n, before<K>);
  }
}

/// The first k in front, in order if asked for.
template <class K>
void select_first(Workspace<K>& work, int64_t n, int64_t k, bool sorted) {
  Entry<K>* first = work.entries.get();
  if (k == n) {
    if (sorted) sort_entries(work, n);
    return;
  }
  if (sorted && k * 64 <= n) {
    std::partial_sort(first, first + k, first + n, before<K>);
    return;
  }
  if (k == 0) return;
  std::nth_element(first, first + k - 1, first + n, before<K>);
  if (sorted) std::sort(first, first + k, before<K>);
}

template <class T>
void fill(Workspace<Key<T>>& work, const T* x, int64_t stride, int64_t n, bool descending) {
  using K = Key<T>;
  const K flip = descending ? static_cast<K>(~K{0}) : K{0};
  for (int64_t i = 0; i < n; ++i) {
    work.entries[static_cast<size_t>(i)] = {static_cast<K>(key_of(x[i * stride]) ^ flip),
                                            static_cast<uint32_t>(i)};
  }
}

/// The lines of a strided tensor, and where their results go: `count` along the line, so many
/// elements to a result.
ReducePlan lines_of(DimSpan sizes, DimSpan strides, int64_t dim, int64_t count, int64_t* out_step) {
  ReducePlan plan;
  int64_t out_stride = 1;
  for (size_t d = sizes.size(); d-- > 0;) {
    if (static_cast<int64_t>(d) == dim) {
      *out_step = out_stride;
      plan.length = sizes[d];
      plan.gone.push_back({sizes[d], strides[d], 0});
      out_stride *= count;
    } else {
      plan.results *= sizes[d];
      if (sizes[d] != 1) plan.kept.push_back({sizes[d], strides[d], out_stride});
      out_stride *= sizes[d];
    }
  }
  std::reverse(plan.kept.begin(), plan.kept.end());
  join_reduce_axes(plan.kept);
  if (plan.kept.empty()) plan.kept.push_back({1, 0, 0});
  return plan;
}

/// body(workspace, input of the line, result of the line) for all lines, shared among threads.
template <class T, class Body>
void each_line(const ReducePlan& plan, Body body) {
  const ReduceUnits units(plan);
  const ReduceAxis inner = plan.kept.back();
  const auto run = [&](int64_t from, int64_t to) {
    Workspace<Key<T>> work(plan.length);
    units.each(from, to, [&](int64_t in, int64_t out, int64_t n) {
      for (int64_t j = 0; j < n; ++j) body(work, in + j * inner.in, out + j * inner.out);
    });
  };
  constexpr int64_t kGrain = 4096;  // elements, each with a share of sorting
  if (plan.results * plan.length <= kGrain) {
    run(0, units.count());
    return;
  }
  const LongWork long_work;
  parallel_for(0, units.count(), std::max<int64_t>(1, kGrain / std::max<int64_t>(units.work(), 1)),
               run);
}

template <class F>
void visit_real(DType dtype, F f) {
  visit(dtype, [&]<class T>(T) {
    if constexpr (std::is_same_v<T, bool>) {
      f(uint8_t{});
    } else if constexpr (!std::is_same_v<T, complex64> && !std::is_same_v<T, complex128>) {
      f(T{});
    }
  });
}

/// Where in the sorted line the wanted element is.
template <class T>
int64_t pick(const PickTask& task, Workspace<Key<T>>& work, const T* x, int64_t stride, int64_t n) {
  Entry<Key<T>>* first = work.entries.get();
  const auto nth = [&](int64_t i) {
    std::nth_element(first, first + i, first + n, before<Key<T>>);
    return static_cast<int64_t>(first[i].at);
  };
  fill(work, x, stride, n, false);
  if (task.what == Pick::kth) return nth(task.k - 1);
  if (task.what == Pick::mode) {
    // The smallest of the most frequent elements, by its last place.
    sort_entries(work, n);
    first = work.entries.get();
    int64_t best = 0;
    int64_t best_length = 0;
    for (int64_t i = 0; i < n;) {
      int64_t end = i;
      while (end < n && first[end].key == first[i].key) ++end;
      if (end - i > best_length) {
        best_length = end - i;
        best = end - 1;
      }
      i = end;
    }
    return first[best].at;
  }
  int64_t nans = 0;
  int64_t first_nan = 0;
  for (int64_t i = n; i-- > 0;) {
    if (is_nan(x[i * stride])) {
      ++nans;
      first_nan = i;
    }
  }
  if (nans > 0 && (task.what == Pick::median || nans == n)) return first_nan;
  return nth((n - nans - 1) / 2);
}

}  // namespace

void sort_lines(const SortTask& task) {
  int64_t step = 1;
  const ReducePlan plan = lines_of(task.sizes, task.strides, task.dim, task.k, &step);
  if (plan.results == 0 || plan.length == 0) return;
  check(plan.length <= int64_t{UINT32_MAX}, "sort: a line of ", plan.length,
        " elements is longer than 2**32 - 1");
  visit_real(task.dtype, [&]<class T>(T) {
    const T* x = static_cast<const T*>(task.x);
    const int64_t stride = plan.gone.back().in;
    each_line<T>(plan, [&](auto& work, int64_t in, int64_t out) {
      fill(work, x + in, stride, plan.length, task.descending);
      select_first(work, plan.length, task.k, task.sorted);
      for (int64_t i = 0; i < task.k; ++i) {
        const int64_t at = work.entries[static_cast<size_t>(i)].at;
        task.indices[out + i * step] = at;
        if (task.values) static_cast<T*>(task.values)[out + i * step] = x[in + at * stride];
      }
    });
  });
}

void pick_lines(const PickTask& task) {
  int64_t step = 1;
  const ReducePlan plan = lines_of(task.sizes, task.strides, task.dim, 1, &step);
  if (plan.results == 0) return;
  check(plan.length <= int64_t{UINT32_MAX}, "a line of ", plan.length,
        " elements is longer than 2**32 - 1");
  visit_real(task.dtype, [&]<class T>(T) {
    const T* x = static_cast<const T*>(task.x);
    const int64_t stride = plan.gone.back().in;
    each_line<T>(plan, [&](auto& work, int64_t in, int64_t out) {
      const int64_t at = pick(task, work, x + in, stride, plan.length);
      task.indices[out] = at;
      static_cast<T*>(task.values)[out] = x[in + at * stride];
    });
  });
}

}  // namespace chainrule
