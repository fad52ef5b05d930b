// Gathering, putting and adding by tables (take.h).
#include "kernels/take.h"

#include <algorithm>

#include "core/small_vec.h"
#include "core/thread_pool.h"
#include "kernels/move.h"
#include "kernels/rows.h"

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
constexpr int64_t kLeastColumns = 32;
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

  /// Calls body(first row, count, entry of the last outer table, offset without it) for stretches
  /// of the rows [begin, end) that differ in that table alone.
  template <class F>
  void for_stretches(int64_t begin, int64_t end, F body) const {
    const int64_t width = outer.back().size;
    for (int64_t row = begin; row < end;) {
      int64_t slow = row / width;
      int64_t base = 0;
      for (size_t d = outer.size() - 1; d-- > 0;) {
        base += outer[d][slow % outer[d].size];
        slow /= outer[d].size;
      }
      const int64_t stop = std::min(end, (row / width + 1) * width);
      body(row, stop - row, row % width, base);
      row = stop;
    }
  }

  /// Calls body(row, offset of the row on the other side) for the rows [begin, end).
  template <class F>
  void for_rows(int64_t begin, int64_t end, F body) const {
    if (outer.empty()) {
      if (begin < end) body(0, 0);
      return;
    }
    for_stretches(begin, end, [&](int64_t row, int64_t count, int64_t k, int64_t base) {
      for (int64_t i = 0; i < count; ++i) body(row + i, base + outer.back()[k + i]);
    });
  }

  /// Whether rows without gaps are listed.
  bool listed_rows() const { return runs.size() == 1 && !outer.empty() && outer.back().list; }
  /// Part [first, last) of such rows, [begin, end) of them.
  template <class T>
  void run_rows(void (*kernel)(const RowTask&), int64_t unit, T* dense, T* other, int64_t begin,
                int64_t end, int64_t first, int64_t last) const {
    constexpr auto size = static_cast<int64_t>(sizeof(T));
    for_stretches(begin, end, [&](int64_t row, int64_t count, int64_t k, int64_t base) {
      kernel({count, (last - first) * unit, dense + row * n + first, n * size,
              other + base + runs[0].offset + first, size, outer.back().list + k, 1});
    });
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
    if (plan.listed_rows()) {
      plan.run_rows(row_kernels().take, sizeof(T), dense, const_cast<T*>(other), begin, end, 0,
                    plan.n);
      return;
    }
    plan.for_rows(begin, end, [&](int64_t row, int64_t offset) {
      T* to = dense + row * plan.n;
      const T* from = other + offset;
      if (plan.runs.empty()) {
        take_row(to, from, plan.inner, 0, plan.n);
      } else {
        for (const Run& run : plan.runs) {
          const int64_t bytes = run.length * int64_t{sizeof(T)};
          move_block(1, {1, bytes, to + run.at, bytes, 1, from + run.offset, bytes, 1});
        }
      }
    });
  });
}

/// Calls store(place, value) for all elements, rows in order wherever places may coincide.
template <class T, class Store>
void write(const Plan& plan, bool disjoint, T* other, const T* dense, bool splat, Store store,
           void (*rows_kernel)(const RowTask&), int64_t unit = 1) {
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
    const int64_t* list = plan.inner.list;
    if (list && !splat) {
      for (int64_t i = 0; i < plan.n; ++i) store(to[list[i]], from[i]);
    } else {
      for (int64_t i = 0; i < plan.n; ++i) store(to[plan.inner[i]], from[splat ? 0 : i]);
    }
  };
  const bool by_rows = rows_kernel && !splat && plan.listed_rows();
  const int64_t groups = disjoint && !plan.outer.empty() ? plan.outer[0].size : 1;
  if (groups > 1) {
    const int64_t each = plan.rows / groups;
    parallel_for(0, groups, std::max<int64_t>(1, grain / (each * plan.n)),
                 [&](int64_t begin, int64_t end) {
                   if (by_rows) {
                     plan.run_rows(rows_kernel, unit, const_cast<T*>(dense), other, begin * each,
                                   end * each, 0, plan.n);
                   } else {
                     plan.for_rows(begin * each, end * each, write_row);
                   }
                 });
  } else if (plan.runs.size() == 1) {
    // Each thread writes its own columns of every row.
    const Run run = plan.runs[0];
    const int64_t columns = std::max<int64_t>(kLeastColumns, grain / plan.rows);
    parallel_for(0, run.length, columns, [&](int64_t begin, int64_t end) {
      if (by_rows) {
        plan.run_rows(rows_kernel, unit, const_cast<T*>(dense), other, 0, plan.rows, begin, end);
        return;
      }
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
    write(
        plan, disjoint, static_cast<T*>(other), static_cast<const T*>(dense), splat,
        [](T& to, const T& value) { to = value; }, row_kernels().put, sizeof(T));
  });
}

void add_by_tables(DType dtype, std::span<const OffsetTable> tables, bool disjoint, void* other,
                   const void* dense, bool splat) {
  const Plan plan(tables);
  if (plan.rows * plan.n == 0) return;
  visit(dtype, [&]<class T>(T) {
    write(
        plan, disjoint, static_cast<T*>(other), static_cast<const T*>(dense), splat,
        [](T& to, const T& value) {
          if constexpr (std::is_same_v<T, bool>) {
            to = to || value;
          } else {
            to = static_cast<T>(to + value);
          }
        },
        combine_rows_kernel<T>(RowOp::add));
  });
}

}  // namespace chainrule
