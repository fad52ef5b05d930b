// Rows by index (rows.h), with the rows to come fetched ahead.
#include "kernels/rows.h"

#include "kernels/copy_row.h"
#include "simd/vec.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

constexpr int64_t kAhead = 8;  // rows

CHAINRULE_INLINE char* table_row(const RowTask& t, int64_t r) {
  return static_cast<char*>(t.table) + t.index[r * t.index_step] * t.table_row;
}
CHAINRULE_INLINE void fetch(const RowTask& t, int64_t r, int64_t bytes) {
  if (r >= t.rows) return;
  const char* row = table_row(t, r);
  const int64_t lines = bytes < 512 ? bytes : 512;
  for (int64_t b = 0; b < lines; b += 64) __builtin_prefetch(row + b);
}

void take(const RowTask& t) {
  for (int64_t r = 0; r < t.rows; ++r) {
    fetch(t, r + kAhead, t.n);
    copy_row<1>(static_cast<char*>(t.dense) + r * t.dense_row, table_row(t, r), t.n);
  }
}

void put(const RowTask& t) {
  for (int64_t r = 0; r < t.rows; ++r) {
    fetch(t, r + kAhead, t.n);
    copy_row<1>(table_row(t, r), static_cast<const char*>(t.dense) + r * t.dense_row, t.n);
  }
}

struct Sum {
  template <class V>
  static CHAINRULE_INLINE V apply(V a, V b) {
    return a + b;
  }
};
struct Least {
  template <class V>
  static CHAINRULE_INLINE V apply(V a, V b) {
    return minimum(a, b);
  }
};
struct Most {
  template <class V>
  static CHAINRULE_INLINE V apply(V a, V b) {
    return maximum(a, b);
  }
};

template <class T, class Op>
void combine(const RowTask& t) {
  constexpr int64_t step = Vec<T>::size;
  for (int64_t r = 0; r < t.rows; ++r) {
    fetch(t, r + kAhead, t.n * static_cast<int64_t>(sizeof(T)));
    T* to = reinterpret_cast<T*>(table_row(t, r));
    const T* from = reinterpret_cast<const T*>(static_cast<const char*>(t.dense) + r * t.dense_row);
    int64_t i = 0;
    for (; i + step <= t.n; i += step) {
      Op::apply(Vec<T>::load(to + i), Vec<T>::load(from + i)).store(to + i);
    }
    if (i < t.n) {
      const int left = static_cast<int>(t.n - i);
      Op::apply(Vec<T>::load_n(to + i, left), Vec<T>::load_n(from + i, left)).store_n(to + i, left);
    }
  }
}

/// Some registers of each bag's sum; `left` matters for the last, which stands alone.
template <class T, int columns, bool scaled>
CHAINRULE_INLINE void sum_columns(const BagTask& t, int64_t from, int64_t to, int64_t column,
                                  int64_t left, T* out) {
  using V = Vec<T>;
  const T* factors = static_cast<const T*>(t.factors);
  const int64_t end = t.starts[to];  // of what this call goes through, for fetching ahead
  for (int64_t b = from; b < to; ++b, out += t.n) {
    V total[columns];
    for (int c = 0; c < columns; ++c) total[c] = V(0);
    for (int64_t i = t.starts[b]; i < t.starts[b + 1]; ++i) {
      const char* table = static_cast<const char*>(t.table);
      const T* row = reinterpret_cast<const T*>(table + t.index[i] * t.table_row) + column;
      if (i + kAhead < end) {
        const char* ahead = table + t.index[i + kAhead] * t.table_row + column * sizeof(T);
        for (int c = 0; c < columns; ++c) __builtin_prefetch(ahead + c * kBytes);
      }
      for (int c = 0; c < columns; ++c) {
        const V x = columns > 1 || left >= V::size ? V::load(row + c * V::size)
                                                   : V::load_n(row, static_cast<int>(left));
        if constexpr (scaled) {
          total[c] += x * V(factors[i]);
        } else {
          total[c] += x;
        }
      }
    }
    for (int c = 0; c < columns; ++c) {
      if (columns > 1 || left >= V::size) {
        total[c].store(out + c * V::size);
      } else {
        total[c].store_n(out, static_cast<int>(left));
      }
    }
  }
}

template <class T, bool scaled>
CHAINRULE_INLINE void sum_bags_as(const BagTask& t, int64_t from, int64_t to) {
  constexpr int64_t step = Vec<T>::size;
  T* out = static_cast<T*>(t.dense) + from * t.n;
  int64_t j = 0;
  for (; j + 8 * step <= t.n; j += 8 * step) {
    sum_columns<T, 8, scaled>(t, from, to, j, t.n - j, out + j);
  }
  for (; j + 4 * step <= t.n; j += 4 * step) {
    sum_columns<T, 4, scaled>(t, from, to, j, t.n - j, out + j);
  }
  for (; j < t.n; j += step) sum_columns<T, 1, scaled>(t, from, to, j, t.n - j, out + j);
}

template <class T>
void sum_bags(const BagTask& t, int64_t from, int64_t to) {
  if (t.factors) {
    sum_bags_as<T, true>(t, from, to);
  } else {
    sum_bags_as<T, false>(t, from, to);
  }
}

}  // namespace

extern constinit const RowKernels row_kernels_table = {
    take,
    put,
    {combine<float, Sum>, combine<float, Least>, combine<float, Most>},
    {combine<double, Sum>, combine<double, Least>, combine<double, Most>},
    {sum_bags<float>, sum_bags<double>},
};

}  // namespace chainrule::CHAINRULE_ISA_NS
