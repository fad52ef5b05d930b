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

}  // namespace

extern constinit const RowKernels row_kernels_table = {
    take,
    put,
    {combine<float, Sum>, combine<float, Least>, combine<float, Most>},
    {combine<double, Sum>, combine<double, Least>, combine<double, Most>},
};

}  // namespace chainrule::CHAINRULE_ISA_NS
