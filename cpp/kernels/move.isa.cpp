// Moving elements of a block (move.h): memory copies where rows lie side by side, registers turned
// over where a block is transposed, plain loops elsewhere.
#include "kernels/move.h"

#include <utility>

#include "kernels/copy_row.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

struct Sixteen {
  uint64_t words[2];
};

template <class T>
CHAINRULE_INLINE T load_one(const char* p) {
  T value;
  __builtin_memcpy(&value, p, sizeof(T));
  return value;
}
template <class T>
CHAINRULE_INLINE void store_one(char* p, T value) {
  __builtin_memcpy(p, &value, sizeof(T));
}

/// `value` as often as a register holds it.
template <class T>
CHAINRULE_INLINE Register splat(T value) {
  if constexpr (sizeof(T) == 16) {
    Register r{};
    for (int i = 0; i < kBytes / 8; ++i) r[i] = value.words[i % 2];
    return r;
  } else {
    typedef T Lanes __attribute__((vector_size(kBytes)));
    return (Register)(Lanes{} + value);
  }
}

template <class T>
void fill(int64_t n, void* out, const void* value) {
  const T one = load_one<T>(static_cast<const char*>(value));
  char* p = static_cast<char*>(out);
  int64_t bytes = n * static_cast<int64_t>(sizeof(T));
  const Register r = splat(one);
  for (; bytes >= 4 * kBytes; bytes -= 4 * kBytes, p += 4 * kBytes) {
    for (int i = 0; i < 4; ++i) store_register(p + i * kBytes, r);
  }
  for (; bytes >= kBytes; bytes -= kBytes, p += kBytes) store_register(p, r);
  for (; bytes > 0; bytes -= sizeof(T), p += sizeof(T)) store_one(p, one);
}

// ---- transposition ----

/// A vector of n elements.
template <class T, int n>
struct Lanes {
  typedef T V __attribute__((vector_size(n * sizeof(T))));
};

/// One exchange of Eklundh's transposition ("A fast computer method for matrix transposing",
/// 1972): the quadrants off the diagonal of blocks of 2 `width` change places.
template <class T, int n, int width, int... i>
CHAINRULE_INLINE void exchange(typename Lanes<T, n>::V* r, std::integer_sequence<int, i...>) {
  for (int k = 0; k < n; ++k) {
    if (k & width) continue;
    const auto a = r[k];
    const auto b = r[k + width];
    r[k] = __builtin_shufflevector(a, b, (i & width ? n + i - width : i)...);
    r[k + width] = __builtin_shufflevector(a, b, (i & width ? n + i : i + width)...);
  }
}

template <class T, int n, int... i>
CHAINRULE_INLINE void interleave(typename Lanes<T, n>::V* r, std::integer_sequence<int, i...>) {
  typename Lanes<T, n>::V next[n];
  for (int k = 0; k < n / 2; ++k) {
    next[2 * k] = __builtin_shufflevector(r[k], r[k + n / 2], (i / 2 + (i % 2) * n)...);
    next[2 * k + 1] = __builtin_shufflevector(r[k], r[k + n / 2], (n / 2 + i / 2 + (i % 2) * n)...);
  }
  for (int k = 0; k < n; ++k) r[k] = next[k];
}

/// to[r, c] = from[c, r] for n by n elements; strides in bytes.
template <class T, int n>
CHAINRULE_INLINE void transpose_tile(char* to, int64_t to_row, const char* from,
                                     int64_t from_column) {
  using V = typename Lanes<T, n>::V;
  constexpr auto all = std::make_integer_sequence<int, n>{};
  V r[n];
#pragma GCC unroll 16
  for (int k = 0; k < n; ++k) __builtin_memcpy(&r[k], from + k * from_column, sizeof(V));
  if constexpr (sizeof(V) <= 16) {
    // Perfect shuffles: the unpack instructions.
    interleave<T, n>(r, all);
    if constexpr (n > 2) interleave<T, n>(r, all);
    if constexpr (n > 4) interleave<T, n>(r, all);
    if constexpr (n > 8) interleave<T, n>(r, all);
  } else {
    if constexpr (n > 8) exchange<T, n, 8>(r, all);
    if constexpr (n > 4) exchange<T, n, 4>(r, all);
    if constexpr (n > 2) exchange<T, n, 2>(r, all);
    exchange<T, n, 1>(r, all);
  }
#pragma GCC unroll 16
  for (int k = 0; k < n; ++k) __builtin_memcpy(to + k * to_row, &r[k], sizeof(V));
}

/// to[r, c] = from[c, r]: tiles of n, what is left over in tiles of half of that, then singly.
template <class T, int n>
void transpose(int64_t rows, int64_t columns, char* to, int64_t to_row, const char* from,
               int64_t from_column) {
  constexpr int64_t size = sizeof(T);
  if constexpr (n < 4 && !(size == 8 && n == 2)) {
    for (int64_t r = 0; r < rows; ++r) {
      for (int64_t c = 0; c < columns; ++c) {
        store_one(to + r * to_row + c * size, load_one<T>(from + r * size + c * from_column));
      }
    }
  } else {
    const int64_t whole_rows = rows / n * n;
    const int64_t whole_columns = columns / n * n;
    for (int64_t c = 0; c < whole_columns; c += n) {
      for (int64_t r = 0; r < whole_rows; r += n) {
        transpose_tile<T, n>(to + r * to_row + c * size, to_row, from + r * size + c * from_column,
                             from_column);
      }
    }
    constexpr int smaller = n * size > 16 ? n / 2 : 1;
    if (whole_columns < columns && whole_rows > 0) {
      transpose<T, smaller>(whole_rows, columns - whole_columns, to + whole_columns * size, to_row,
                            from + whole_columns * from_column, from_column);
    }
    if (whole_rows < rows) {
      transpose<T, smaller>(rows - whole_rows, columns, to + whole_rows * to_row, to_row,
                            from + whole_rows * size, from_column);
    }
  }
}

template <class T>
constexpr int largest_tile() {
  if (sizeof(T) == 16) return 1;
  if (sizeof(T) == 1) return 16;
  if (sizeof(T) == 2) return kBytes == 64 ? 16 : 8;
  return kBytes / static_cast<int>(sizeof(T));
}

// ---- blocks ----

/// Elements two apart become neighbours. Returns how many were done: the last is left, since the
/// one behind it may not exist.
template <class T, int... i>
CHAINRULE_INLINE int64_t every_second(int64_t n, char* to, const char* from,
                                      std::integer_sequence<int, i...>) {
  constexpr int64_t lanes = sizeof...(i);
  using V = typename Lanes<T, static_cast<int>(lanes)>::V;
  int64_t k = 0;
  for (; k + lanes < n; k += lanes) {
    const V a = (V)load_register(from + 2 * k * static_cast<int64_t>(sizeof(T)));
    const V b = (V)load_register(from + 2 * k * static_cast<int64_t>(sizeof(T)) + kBytes);
    const V even = __builtin_shufflevector(a, b, (2 * i)...);
    store_register(to + k * static_cast<int64_t>(sizeof(T)), (Register)even);
  }
  return k;
}

/// Elements in the opposite order. Returns how many were done.
template <class T, int... i>
CHAINRULE_INLINE int64_t backwards(int64_t n, char* to, const char* from,
                                   std::integer_sequence<int, i...>) {
  constexpr int64_t lanes = sizeof...(i);
  constexpr int64_t size = sizeof(T);
  using V = typename Lanes<T, static_cast<int>(lanes)>::V;
  int64_t k = 0;
  for (; k + lanes <= n; k += lanes) {
    const V a = (V)load_register(from - (k + lanes - 1) * size);
    const V turned = __builtin_shufflevector(a, a, (static_cast<int>(lanes) - 1 - i)...);
    store_register(to + k * size, (Register)turned);
  }
  return k;
}

template <class T>
CHAINRULE_INLINE void strided_row(int64_t n, char* to, int64_t to_step, const char* from,
                                  int64_t from_step) {
  int64_t i = 0;
  if constexpr (sizeof(T) == 4 || sizeof(T) == 8) {
    constexpr int64_t size = sizeof(T);
    if (to_step == size && from_step == 2 * size) {
      i = every_second<T>(n, to, from,
                          std::make_integer_sequence<int, kBytes / static_cast<int>(sizeof(T))>{});
    } else if (to_step == size && from_step == -size) {
      i = backwards<T>(n, to, from,
                       std::make_integer_sequence<int, kBytes / static_cast<int>(sizeof(T))>{});
    }
  }
  for (; i < n; ++i) store_one(to + i * to_step, load_one<T>(from + i * from_step));
}

template <class T>
void copy(const MoveBlock& b) {
  constexpr int64_t size = sizeof(T);
  char* to = static_cast<char*>(b.to);
  const char* from = static_cast<const char*>(b.from);
  const int64_t row_bytes = b.columns * size;
  if (b.to_column == size && b.from_column == size) {
    if (b.to_row == row_bytes && b.from_row == row_bytes) {
      copy_row<sizeof(T)>(to, from, b.rows * row_bytes);
    } else if (b.to_row == row_bytes && b.from_row == 0) {
      // One row again and again: what is there is copied behind itself, in pieces that stay near.
      const int64_t total = b.rows * row_bytes;
      const int64_t most =
          row_bytes < 8192 && row_bytes > 0 ? 16384 / row_bytes * row_bytes : row_bytes;
      if (total > 0) copy_row<sizeof(T)>(to, from, row_bytes);
      for (int64_t done = row_bytes; done < total;) {
        int64_t piece = done < most ? done : most;
        piece = piece < total - done ? piece : total - done;
        copy_row<sizeof(T)>(to + done, to, piece);
        done += piece;
      }
    } else {
      for (int64_t r = 0; r < b.rows; ++r) {
        copy_row<sizeof(T)>(to + r * b.to_row, from + r * b.from_row, row_bytes);
      }
    }
  } else if (b.from_column == 0 && b.to_column == size) {
    // Each row is one element. A register may run over into the rows behind, which follow.
    const bool dense = b.to_row == row_bytes && row_bytes < kBytes;
    const char* end = to + b.rows * row_bytes;
    for (int64_t r = 0; r < b.rows; ++r) {
      char* row = to + r * b.to_row;
      if (dense && end - row >= kBytes) {
        store_register(row, splat(load_one<T>(from + r * b.from_row)));
      } else {
        fill<T>(b.columns, row, from + r * b.from_row);
      }
    }
  } else if (sizeof(T) < 16 && b.from_row == size && b.to_column == size && b.rows > 1) {
    transpose<T, largest_tile<T>()>(b.rows, b.columns, to, b.to_row, from, b.from_column);
  } else if (b.columns < b.rows && b.columns < 8) {
    for (int64_t c = 0; c < b.columns; ++c) {
      strided_row<T>(b.rows, to + c * b.to_column, b.to_row, from + c * b.from_column, b.from_row);
    }
  } else {
    for (int64_t r = 0; r < b.rows; ++r) {
      strided_row<T>(b.columns, to + r * b.to_row, b.to_column, from + r * b.from_row,
                     b.from_column);
    }
  }
}

}  // namespace

extern constinit const MoveKernels move_kernels_table = {
    {copy<uint8_t>, copy<uint16_t>, copy<uint32_t>, copy<uint64_t>, copy<Sixteen>},
    {fill<uint8_t>, fill<uint16_t>, fill<uint32_t>, fill<uint64_t>, fill<Sixteen>},
};

}  // namespace chainrule::CHAINRULE_ISA_NS
