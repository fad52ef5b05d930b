// Gathering and adding by tables (take.h).
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

Runs runs_of(OffsetTable table) {
  Runs runs;
  for (int64_t i = 0; i < static_cast<int64_t>(table.size()); ++i) {
    if (!runs.empty() && table[i] == runs.back().offset + runs.back().length) {
      ++runs.back().length;
    } else {
      runs.push_back({i, table[i], 1});
    }
  }
  return runs;
}

/// Where row `row` of the dense side begins on the other one.
int64_t row_offset(std::span<const OffsetTable> outer, int64_t row) {
  int64_t offset = 0;
  for (size_t d = outer.size(); d-- > 0;) {
    const auto size = static_cast<int64_t>(outer[d].size());
    offset += outer[d][row % size];
    row /= size;
  }
  return offset;
}

int64_t row_count(std::span<const OffsetTable> outer) {
  int64_t rows = 1;
  for (const OffsetTable& table : outer) rows *= static_cast<int64_t>(table.size());
  return rows;
}

constexpr int64_t kZero[] = {0};

template <class T>
void take(std::span<const OffsetTable> outer, OffsetTable inner, T* dst, const T* src) {
  const auto n = static_cast<int64_t>(inner.size());
  const int64_t rows = row_count(outer);
  const Runs runs = runs_of(inner);
  const bool long_runs = static_cast<int64_t>(runs.size()) * 4 <= n;
  const int64_t grain = std::max<int64_t>(1, kGrainBytes / static_cast<int64_t>(sizeof(T)));
  if (rows == 1) {
    parallel_for(0, n, grain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) dst[i] = src[inner[i]];
    });
    return;
  }
  parallel_for(0, rows, std::max<int64_t>(1, grain / n), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      T* to = dst + r * n;
      const T* from = src + row_offset(outer, r);
      if (long_runs) {
        for (const Run& run : runs) {
          std::memcpy(to + run.at, from + run.offset, static_cast<size_t>(run.length) * sizeof(T));
        }
      } else {
        for (int64_t i = 0; i < n; ++i) to[i] = from[inner[i]];
      }
    }
  });
}

bool empty_loop(std::span<const OffsetTable> tables) {
  return std::any_of(tables.begin(), tables.end(), [](OffsetTable t) { return t.empty(); });
}

}  // namespace

void take_by_tables(int64_t item_size, std::span<const OffsetTable> tables, void* dst,
                    const void* src) {
  if (empty_loop(tables)) return;
  const OffsetTable inner = tables.empty() ? OffsetTable(kZero) : tables.back();
  const auto outer = tables.first(tables.empty() ? 0 : tables.size() - 1);
  visit_size(item_size, [&]<class T>(T) {
    take(outer, inner, static_cast<T*>(dst), static_cast<const T*>(src));
  });
}

namespace {

template <class T>
void add_row(T* dst, OffsetTable inner, const Runs& runs, bool long_runs, const T* src) {
  const auto add = [](T& to, const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      to = to || value;
    } else {
      to = static_cast<T>(to + value);
    }
  };
  if (long_runs) {
    for (const Run& run : runs) {
      T* to = dst + run.offset;
      const T* from = src + run.at;
      for (int64_t i = 0; i < run.length; ++i) add(to[i], from[i]);
    }
  } else {
    for (size_t i = 0; i < inner.size(); ++i) add(dst[inner[i]], src[i]);
  }
}

}  // namespace

void add_by_tables(DType dtype, std::span<const OffsetTable> tables, bool disjoint, void* dst,
                   const void* src) {
  if (empty_loop(tables)) return;
  const OffsetTable inner = tables.empty() ? OffsetTable(kZero) : tables.back();
  const auto outer = tables.first(tables.empty() ? 0 : tables.size() - 1);
  const auto n = static_cast<int64_t>(inner.size());
  const int64_t rows = row_count(outer);
  const Runs runs = runs_of(inner);
  const bool long_runs = static_cast<int64_t>(runs.size()) * 4 <= n;
  const int64_t groups = disjoint && !outer.empty() ? static_cast<int64_t>(outer[0].size()) : 1;
  const int64_t rows_each = rows / groups;
  visit(dtype, [&]<class T>(T) {
    const int64_t grain = std::max<int64_t>(1, kGrainBytes / (rows_each * n * int64_t{sizeof(T)}));
    parallel_for(0, groups, grain, [&](int64_t begin, int64_t end) {
      const auto* from = static_cast<const T*>(src) + begin * rows_each * n;
      for (int64_t r = begin * rows_each; r < end * rows_each; ++r, from += n) {
        add_row(static_cast<T*>(dst) + row_offset(outer, r), inner, runs, long_runs, from);
      }
    });
  });
}

}  // namespace chainrule
