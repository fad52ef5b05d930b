// Gathering, putting and adding by tables (take.h).
#include "kernels/take.h"

#include <algorithm>
#include <cstring>

#include "core/small_vec.h"
#include "core/thread_pool.h"

namespace chainrule {

namespace {

constexpr int64_t kGrainBytes = int64_t{1} << 16;

/// Neighbours on both sides: `length` elements from `at` of the dense row and `offset` of the
/// other.
struct Run {
  int64_t at;
  int64_t offset;
  int64_t length;
};
using Runs = SmallVec<Run, 8>;
constexpr int64_t kShortest = 8;  // mean length from which runs are worth their bookkeeping

/// The tables taken apart: rows along the last one, which may consist of long runs.
struct Plan {
  std::span<const OffsetTable> outer;
  OffsetTable inner;
  int64_t rows = 1;
  int64_t n = 0;
  Runs runs;  // empty: too short to be worth it

  explicit Plan(std::span<const OffsetTable> tables)
      : outer(tables.first(tables.empty() ? 0 : tables.size() - 1)),
        inner(tables.empty() ? OffsetTable{nullptr, 1} : tables.back()),
        n(inner.size) {
    for (const OffsetTable& table : outer) rows *= table.size;
    if (rows * n == 0) return;
    if (!inner.list) {
      if (inner.stride == 1 && n >= kShortest) runs.push_back({0, 0, n});
      return;
    }
    const size_t most = static_cast<size_t>(n / kShortest);
    for (int64_t i = 0; i < n; ++i) {
      if (!runs.empty() && inner.list[i] == runs.back().offset + runs.back().length) {
        ++runs.back().length;
      } else if (runs.size() == most) {
        runs.clear();
        return;
      } else {
        runs.push_back({i, inner.list[i], 1});
      }
    }
  }

  /// Calls body(row, offset of the row on the other side) for the rows [begin, end).
  template <class F>
  void for_rows(int64_t begin, int64_t end, F body) const {
    if (outer.empty()) {
      if (begin < end) body(0, 0);
      return;
    }
    const OffsetTable fast = outer.back();
    const int64_t width = fast.size;
    for (int64_t row = begin; row < end;) {
      int64_t slow = row / width;
      int64_t base = 0;
      for (size_t d = outer.size() - 1; d-- > 0;) {
        base += outer[d][slow % outer[d].size];
        slow /= outer[d].size;
      }
      const int64_t stop = std::min(end, (row / width + 1) * width);
      for (int64_t k = row % width; row < stop; ++row, ++k) body(row, base + fast[k]);
    }
  }
};

template <class T>
void take_row(T* to, const T* from, const OffsetTable& table, int64_t begin, int64_t end) {
  if (const int64_t* list = table.list) {
    for (int64_t i = begin; i < end; ++i) *to++ = from[list[i]];
  } else {
    for (int64_t i = begin; i < end; ++i) *to++ = from[i * table.stride];
  }
}

template <class T>
void take(const Plan& plan, T* dense, const T* other) {
  const int64_t grain = std::max<int64_t>(1, kGrainBytes / int64_t{sizeof(T)});
  if (plan.rows == 1 && plan.runs.empty()) {
    parallel_for(0, plan.n, grain, [&](int64_t begin, int64_t end) {
      plan.for_rows(0, 1, [&](int64_t, int64_t offset) {
        take_row(dense + begin, other + offset, plan.inner, begin, end);
      });
    });
    return;
  }
  parallel_for(0, plan.rows, std::max<int64_t>(1, grain / plan.n), [&](int64_t begin, int64_t end) {
    plan.for_rows(begin, end, [&](int64_t row, int64_t offset) {
      T* to = dense + row * plan.n;
      const T* from = other + offset;
      if (plan.runs.empty()) {
        take_row(to, from, plan.inner, 0, plan.n);
      } else {
        for (const Run& run : plan.runs) {
          std::memcpy(to + run.at, from + run.offset, static_cast<size_t>(run.length) * sizeof(T));
        }
      }
    });
  });
}

/// Calls store(place, value) for all elements, rows in order wherever places may coincide.
template <class T, class Store>
void write(const Plan& plan, bool disjoint, T* other, const T* dense, bool splat, Store store) {
  const int64_t grain = std::max<int64_t>(1, kGrainBytes / int64_t{sizeof(T)});
  // The part [first, last) of one run of a row.
  const auto write_run = [&](int64_t row, int64_t offset, const Run& run, int64_t first,
                             int64_t last) {
    T* to = other + offset + run.offset;
    if (splat) {
      const T value = *dense;
      for (int64_t i = first; i < last; ++i) store(to[i], value);
    } else {
      const T* from = dense + row * plan.n + run.at;
      for (int64_t i = first; i < last; ++i) store(to[i], from[i]);
    }
  };
  const auto write_row = [&](int64_t row, int64_t offset) {
    for (const Run& run : plan.runs) write_run(row, offset, run, 0, run.length);
    if (!plan.runs.empty()) return;
    T* to = other + offset;
    const T* from = dense + (splat ? 0 : row * plan.n);
    for (int64_t i = 0; i < plan.n; ++i) store(to[plan.inner[i]], from[splat ? 0 : i]);
  };
  const int64_t groups = disjoint && !plan.outer.empty() ? plan.outer[0].size : 1;
  if (groups > 1) {
    const int64_t each = plan.rows / groups;
    parallel_for(
        0, groups, std::max<int64_t>(1, grain / (each * plan.n)),
        [&](int64_t begin, int64_t end) { plan.for_rows(begin * each, end * each, write_row); });
  } else if (plan.runs.size() == 1) {
    // Each thread writes its own columns of every row.
    const Run run = plan.runs[0];
    const int64_t columns = std::max<int64_t>(16, grain / plan.rows);
    parallel_for(0, run.length, columns, [&](int64_t begin, int64_t end) {
      plan.for_rows(0, plan.rows,
                    [&](int64_t row, int64_t offset) { write_run(row, offset, run, begin, end); });
    });
  } else {
    plan.for_rows(0, plan.rows, write_row);
  }
}

}  // namespace

void take_by_tables(int64_t item_size, std::span<const OffsetTable> tables, void* dense,
                    const void* other) {
  const Plan plan(tables);
  if (plan.rows * plan.n == 0) return;
  visit_size(item_size,
             [&]<class T>(T) { take(plan, static_cast<T*>(dense), static_cast<const T*>(other)); });
}

void put_by_tables(int64_t item_size, std::span<const OffsetTable> tables, bool disjoint,
                   void* other, const void* dense, bool splat) {
  const Plan plan(tables);
  if (plan.rows * plan.n == 0) return;
  visit_size(item_size, [&]<class T>(T) {
    write(plan, disjoint, static_cast<T*>(other), static_cast<const T*>(dense), splat,
          [](T& to, const T& value) { to = value; });
  });
}

void add_by_tables(DType dtype, std::span<const OffsetTable> tables, bool disjoint, void* other,
                   const void* dense, bool splat) {
  const Plan plan(tables);
  if (plan.rows * plan.n == 0) return;
  visit(dtype, [&]<class T>(T) {
    write(plan, disjoint, static_cast<T*>(other), static_cast<const T*>(dense), splat,
          [](T& to, const T& value) {
            if constexpr (std::is_same_v<T, bool>) {
              to = to || value;
            } else {
              to = static_cast<T>(to + value);
            }
          });
  });
}

}  // namespace chainrule
