// Conversion of the seldom types (core/dtype.h), piece by piece through usual types that hold their
// values, so that of every pair only two small loops are theirs. Compiled once, for every
// instruction set: the usual halves of the way are the chosen set's.
#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "kernels/convert.h"

namespace chainrule {

namespace {

constexpr int64_t kPiece = 256;
constexpr size_t kWidest = 16;

/// The usual type that a seldom one is read into on the way to `to`.
DType read_as(DType from, DType to) {
  if (from != DType::uint64) return compute_dtype(from);
  if (is_integral(to)) return DType::int64;
  return real_of(to) == DType::float64 ? DType::float64 : DType::float32;
}

/// The usual type that a seldom one is made of on the way from `from`.
DType made_of(DType to, DType from) {
  if (is_complex(to)) return DType::complex64;
  return is_integral(from) ? DType::int64 : DType::float64;
}

template <class From, class To>
void widen(int64_t n, void* to, const char* from, int64_t stride) {
  To* out = static_cast<To*>(to);
  for (int64_t i = 0; i < n; ++i, from += stride) {
    From element;
    std::memcpy(&element, from, sizeof(From));
    out[i] = static_cast<To>(element);
  }
}

/// Out of range, what PyTorch's conversions give on x86: those of the next wider signed type, cut
/// down, or, where that one has no more bits, the same beyond the sign bit.
template <class To>
To cut(double x) {
  constexpr int kBits = sizeof(To) == 8 ? 64 : 32;
  using Signed = std::conditional_t<kBits == 64, int64_t, int32_t>;
  constexpr double kLimit = kBits == 64 ? 0x1p63 : 0x1p31;
  constexpr Signed kLeast = std::numeric_limits<Signed>::min();
  const auto truncated = [](double v) {
    return v > -kLimit - 1 && v < kLimit ? static_cast<Signed>(v) : kLeast;
  };
  if constexpr (sizeof(To) * 8 == kBits) {
    if (x >= kLimit) return static_cast<To>(truncated(x - kLimit) ^ kLeast);
  }
  return static_cast<To>(truncated(x));
}

template <class From, class To>
void narrow(int64_t n, char* to, int64_t stride, const void* from) {
  const From* in = static_cast<const From*>(from);
  for (int64_t i = 0; i < n; ++i, to += stride) {
    To element;
    if constexpr (std::is_same_v<From, double>) {
      element = cut<To>(in[i]);
    } else {
      element = static_cast<To>(in[i]);
    }
    std::memcpy(to, &element, sizeof(To));
  }
}

/// n elements, at most kPiece, into the usual type `as`, contiguous.
void read(DType from, DType as, int64_t n, void* to, const char* in, int64_t stride) {
  switch (from) {
    case DType::complex32: {
      uint32_t pairs[kPiece];
      if (stride != sizeof(uint32_t)) {
        widen<uint32_t, uint32_t>(n, pairs, in, stride);
        in = reinterpret_cast<const char*>(pairs);
      }
      return load_function(DType::float32, DType::float16)(2 * n, to, in, sizeof(Half));
    }
    case DType::uint16:
      return widen<uint16_t, int32_t>(n, to, in, stride);
    case DType::uint32:
      return widen<uint32_t, int64_t>(n, to, in, stride);
    default:
      if (as == DType::int64) return widen<uint64_t, int64_t>(n, to, in, stride);
      if (as == DType::float32) return widen<uint64_t, float>(n, to, in, stride);
      return widen<uint64_t, double>(n, to, in, stride);
  }
}

template <class To>
void write_integers(DType as, int64_t n, char* out, int64_t stride, const void* from) {
  if (as == DType::int64) return narrow<int64_t, To>(n, out, stride, from);
  narrow<double, To>(n, out, stride, from);
}

/// n elements, at most kPiece, of the usual type `as`, contiguous.
void write(DType to, DType as, int64_t n, char* out, int64_t stride, const void* from) {
  switch (to) {
    case DType::complex32: {
      const LoadFn halve = load_function(DType::float16, DType::float32);
      if (stride == sizeof(uint32_t)) return halve(2 * n, out, from, sizeof(float));
      uint32_t pairs[kPiece];
      halve(2 * n, pairs, from, sizeof(float));
      return narrow<uint32_t, uint32_t>(n, out, stride, pairs);
    }
    case DType::uint16:
      return write_integers<uint16_t>(as, n, out, stride, from);
    case DType::uint32:
      return write_integers<uint32_t>(as, n, out, stride, from);
    default:
      return write_integers<uint64_t>(as, n, out, stride, from);
  }
}

void piece(DType to, DType from, int64_t n, char* out, int64_t out_stride, const char* in,
           int64_t in_stride) {
  alignas(64) char first[kPiece * kWidest];
  alignas(64) char second[kPiece * kWidest];
  if (is_usual(from)) {
    const DType as = made_of(to, from);
    load_function(as, from)(n, first, in, in_stride);
    return write(to, as, n, out, out_stride, first);
  }
  const DType as = read_as(from, to);
  read(from, as, n, first, in, in_stride);
  if (is_usual(to)) return store_function(to, as)(n, out, out_stride, first);
  const DType middle = made_of(to, from);
  load_function(middle, as)(n, second, first, item_size(as));
  write(to, middle, n, out, out_stride, second);
}

void pieces(DType to, DType from, int64_t n, void* out, int64_t out_stride, const void* in,
            int64_t in_stride) {
  for (int64_t i = 0; i < n; i += kPiece) {
    piece(to, from, std::min(kPiece, n - i), static_cast<char*>(out) + i * out_stride, out_stride,
          static_cast<const char*>(in) + i * in_stride, in_stride);
  }
}

template <int to, int from>
void load(int64_t n, void* out, const void* in, int64_t stride) {
  constexpr auto kTo = static_cast<DType>(to), kFrom = static_cast<DType>(from);
  if constexpr (to == from) {  // not a conversion: moves elements
    for (int64_t i = 0; i < n; ++i) {
      std::memcpy(static_cast<char*>(out) + i * item_size(kTo),
                  static_cast<const char*>(in) + i * stride, item_size(kTo));
    }
  } else {
    pieces(kTo, kFrom, n, out, item_size(kTo), in, stride);
  }
}

template <int to, int from>
void store(int64_t n, void* out, int64_t stride, const void* in) {
  constexpr auto kTo = static_cast<DType>(to), kFrom = static_cast<DType>(from);
  if constexpr (to == from) {
    for (int64_t i = 0; i < n; ++i) {
      std::memcpy(static_cast<char*>(out) + i * stride,
                  static_cast<const char*>(in) + i * item_size(kTo), item_size(kTo));
    }
  } else {
    pieces(kTo, kFrom, n, out, stride, in, item_size(kFrom));
  }
}

struct SeldomTable {
  LoadFn load[kDTypeCount][kDTypeCount];
  StoreFn store[kDTypeCount][kDTypeCount];
};

template <int to, int from>
constexpr void fill(SeldomTable& table) {
  if constexpr (to >= kUsualDTypeCount || from >= kUsualDTypeCount) {
    table.load[to][from] = load<to, from>;
    table.store[to][from] = store<to, from>;
  }
}

template <int... pairs>
constexpr SeldomTable make_table(std::integer_sequence<int, pairs...>) {
  SeldomTable table{};
  (fill<pairs / kDTypeCount, pairs % kDTypeCount>(table), ...);
  return table;
}

constexpr SeldomTable kTable =
    make_table(std::make_integer_sequence<int, kDTypeCount * kDTypeCount>{});

}  // namespace

LoadFn seldom_load_function(DType to, DType from) {
  return kTable.load[static_cast<size_t>(to)][static_cast<size_t>(from)];
}
StoreFn seldom_store_function(DType to, DType from) {
  return kTable.store[static_cast<size_t>(to)][static_cast<size_t>(from)];
}

}  // namespace chainrule
