// Sequences (sequence.h).
#include "kernels/sequence.h"

#include <algorithm>
#include <cmath>

#include "core/thread_pool.h"

namespace chainrule {

namespace {

constexpr int64_t kGrain = 1 << 15;

template <class T, class F>
void write(void* out, int64_t n, F value) {
  auto* to = static_cast<T*>(out);
  parallel_for(0, n, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) to[i] = static_cast<T>(value(i));
  });
}

template <class T>
inline constexpr bool is_complex_type =
    std::is_same_v<T, complex64> || std::is_same_v<T, complex128>;

}  // namespace

void arithmetic_sequence(DType dtype, void* out, int64_t n, int64_t start, int64_t step) {
  visit(dtype, [&]<class T>(T) {
    // Unsigned, since the last step may go past the end of int64.
    write<T>(out, n, [=](int64_t i) {
      const auto v = static_cast<int64_t>(static_cast<uint64_t>(start) +
                                          static_cast<uint64_t>(step) * static_cast<uint64_t>(i));
      if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        return static_cast<float>(v);
      } else if constexpr (is_complex_type<T>) {
        return static_cast<typename T::value_type>(v);
      } else {
        return v;
      }
    });
  });
}

void arithmetic_sequence(DType dtype, void* out, int64_t n, double start, double step) {
  visit(dtype, [&]<class T>(T) {
    write<T>(out, n, [=](int64_t i) {
      const double v = start + static_cast<double>(i) * step;
      if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        return static_cast<float>(v);
      } else if constexpr (is_complex_type<T>) {
        return static_cast<typename T::value_type>(v);
      } else {
        return v;
      }
    });
  });
}

namespace {

/// Calls to(i, value) for each of the n values from start to end.
template <class V, class F>
void for_even(int64_t n, V start, V end, F to) {
  const V step = n > 1 ? (end - start) / static_cast<double>(n - 1) : V(0);
  parallel_for(0, n, kGrain, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      to(i, i < n / 2 || n == 1 ? start + step * static_cast<double>(i)
                                : end - step * static_cast<double>(n - 1 - i));
    }
  });
}

template <class Map>
void write_even(DType dtype, void* out, int64_t n, complex128 start, complex128 end, Map map) {
  visit(dtype, [&]<class T>(T) {
    auto* values = static_cast<T*>(out);
    if constexpr (is_complex_type<T>) {
      for_even(n, start, end, [=](int64_t i, complex128 v) { values[i] = T(map(v)); });
    } else {
      for_even(n, start.real(), end.real(), [=](int64_t i, double v) {
        if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
          values[i] = static_cast<float>(map(v));
        } else {
          values[i] = static_cast<T>(map(v));
        }
      });
    }
  });
}

}  // namespace

void even_sequence(DType dtype, void* out, int64_t n, complex128 start, complex128 end) {
  write_even(dtype, out, n, start, end, [](auto v) { return v; });
}

void even_powers(DType dtype, void* out, int64_t n, complex128 start, complex128 end, double base) {
  write_even(dtype, out, n, start, end, [base](auto v) { return std::pow(base, v); });
}

namespace {

/// The columns [first, last) that belong to row r.
struct RowPart {
  int64_t first;
  int64_t last;
};
RowPart part_of_row(int64_t r, int64_t columns, int64_t offset, bool upper) {
  if (upper) return {std::clamp<int64_t>(r + offset, 0, columns), columns};
  return {0, std::clamp<int64_t>(r + offset + 1, 0, columns)};
}

}  // namespace

int64_t triangle_count(int64_t rows, int64_t columns, int64_t offset, bool upper) {
  // Rows above the first corner and below the last one are empty or full; between them they grow by
  // one each.
  const int64_t zero_until = std::clamp<int64_t>(-offset, 0, rows);  // r + offset < 0
  const int64_t full_from = std::clamp<int64_t>(columns - offset, zero_until, rows);
  const int64_t between = full_from - zero_until;
  const int64_t first = std::clamp<int64_t>(zero_until + offset, 0, columns);
  // Elements strictly left of the diagonal that starts in column `offset`.
  const int64_t left = between * first + between * (between - 1) / 2 + (rows - full_from) * columns;
  if (upper) return rows * columns - left;
  if (offset == INT64_MAX) return rows * columns;
  return rows * columns - triangle_count(rows, columns, offset + 1, true);
}

void triangle_indices(DType dtype, void* row_out, void* column_out, int64_t rows, int64_t columns,
                      int64_t offset, bool upper) {
  visit(dtype, [&]<class T>(T) {
    if constexpr (std::is_integral_v<T>) {
      auto* row = static_cast<T*>(row_out);
      auto* column = static_cast<T*>(column_out);
      for (int64_t r = 0; r < rows; ++r) {
        const RowPart part = part_of_row(r, columns, offset, upper);
        for (int64_t c = part.first; c < part.last; ++c) {
          *row++ = static_cast<T>(r);
          *column++ = static_cast<T>(c);
        }
      }
    }
  });
}

}  // namespace chainrule
