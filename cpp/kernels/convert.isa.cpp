// Conversion loops, one for each pair of usual types. Floats become integers by truncation; where
// the value does not fit, the result is that of the CPU's own conversion to int64 cut down to the
// type, as PyTorch's is on x86.
#include "kernels/convert.h"

#include "simd/half.h"
#include "simd/vec.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

// A complex number as plain data: std::complex's functions may not be instantiated here.
template <class R>
struct Pair {
  R re, im;
};

template <int d>
struct Element;
template <>
struct Element<0> {
  using T = uint8_t;
};
template <>
struct Element<1> {
  using T = int8_t;
};
template <>
struct Element<2> {
  using T = int16_t;
};
template <>
struct Element<3> {
  using T = int32_t;
};
template <>
struct Element<4> {
  using T = int64_t;
};
struct HalfBits {
  uint16_t bits;
};
struct BrainBits {
  uint16_t bits;
};
struct BoolByte {
  uint8_t value;
};
template <>
struct Element<5> {
  using T = HalfBits;
};
template <>
struct Element<6> {
  using T = float;
};
template <>
struct Element<7> {
  using T = double;
};
template <>
struct Element<8> {
  using T = Pair<float>;
};
template <>
struct Element<9> {
  using T = Pair<double>;
};
template <>
struct Element<10> {
  using T = BoolByte;
};
template <>
struct Element<11> {
  using T = BrainBits;
};

template <class T>
constexpr bool is_pair = false;
template <class R>
constexpr bool is_pair<Pair<R>> = true;
template <class T>
constexpr bool is_16 = __is_same(T, HalfBits) || __is_same(T, BrainBits);
template <class T>
constexpr bool is_float = __is_same(T, float) || __is_same(T, double);

CHAINRULE_INLINE float widen(HalfBits h) { return ::chainrule::half_to_float(h.bits); }
CHAINRULE_INLINE float widen(BrainBits b) {
  return __builtin_bit_cast(float, static_cast<uint32_t>(b.bits) << 16);
}
CHAINRULE_INLINE uint16_t to_brain_bits(float x) {
  const auto wide = __builtin_bit_cast(uint32_t, x);
  return x != x ? 0x7FC0 : static_cast<uint16_t>((wide + 0x7FFF + ((wide >> 16) & 1)) >> 16);
}

template <class To, class From>
CHAINRULE_INLINE To convert(From x) {
  if constexpr (__is_same(To, From)) {
    return x;
  } else if constexpr (is_16<From>) {
    return convert<To>(widen(x));
  } else if constexpr (__is_same(From, BoolByte)) {
    return convert<To>(x.value);
  } else if constexpr (is_pair<From>) {
    if constexpr (is_pair<To>) {
      return {static_cast<decltype(To::re)>(x.re), static_cast<decltype(To::im)>(x.im)};
    } else if constexpr (__is_same(To, BoolByte)) {
      return {static_cast<uint8_t>(x.re != 0 || x.im != 0)};
    } else {
      return convert<To>(x.re);
    }
  } else if constexpr (is_pair<To>) {
    return {static_cast<decltype(To::re)>(x), 0};
  } else if constexpr (__is_same(To, BoolByte)) {
    return {static_cast<uint8_t>(x != 0)};
  } else if constexpr (__is_same(To, HalfBits)) {
    return {::chainrule::float_to_half(static_cast<float>(x))};
  } else if constexpr (__is_same(To, BrainBits)) {
    return {to_brain_bits(static_cast<float>(x))};
  } else if constexpr (is_float<From> && !is_float<To>) {
    // The conversion instructions give the smallest integer for what does not fit; so do we,
    // without the undefined behaviour of the cast.
    constexpr double kLimit = sizeof(To) <= 4 ? 0x1p31 : 0x1p63;
    using Wide = std::conditional_t<sizeof(To) <= 4, int32_t, int64_t>;
    const bool fits = static_cast<double>(x) > -kLimit - 1 && static_cast<double>(x) < kLimit;
    if constexpr (sizeof(To) <= 2) {
      // Through int64 first, so that 300.0 -> uint8 wraps as the integer 300 does.
      const bool fits64 = static_cast<double>(x) >= -0x1p63 && static_cast<double>(x) < 0x1p63;
      return static_cast<To>(fits64 ? static_cast<int64_t>(x) : INT64_MIN);
    } else {
      return fits ? static_cast<To>(x) : static_cast<To>(Wide(1) << (sizeof(Wide) * 8 - 1));
    }
  } else {
    return static_cast<To>(x);
  }
}

template <class To, class From>
void load(int64_t n, void* to, const void* from, int64_t stride) {
  To* out = static_cast<To*>(to);
  if (stride == static_cast<int64_t>(sizeof(From))) {
    const From* in = static_cast<const From*>(from);
    if constexpr (__is_same(To, From)) {
      __builtin_memcpy(out, in, static_cast<size_t>(n) * sizeof(To));
    } else if constexpr (__is_same(From, HalfBits) && __is_same(To, float)) {
      float16_to_float(&in->bits, out, n);
    } else if constexpr (__is_same(From, BrainBits) && __is_same(To, float)) {
      bfloat16_to_float(&in->bits, out, n);
    } else if constexpr (__is_same(To, HalfBits) && __is_same(From, float)) {
      float_to_float16(in, &out->bits, n);
    } else if constexpr (__is_same(To, BrainBits) && __is_same(From, float)) {
      float_to_bfloat16(in, &out->bits, n);
    } else {
      for (int64_t i = 0; i < n; ++i) out[i] = convert<To>(in[i]);
    }
    return;
  }
  const char* in = static_cast<const char*>(from);
  for (int64_t i = 0; i < n; ++i, in += stride) {
    From element;
    __builtin_memcpy(&element, in, sizeof(From));
    out[i] = convert<To>(element);
  }
}

template <class To, class From>
void store(int64_t n, void* to, int64_t stride, const void* from) {
  if (stride == static_cast<int64_t>(sizeof(To))) {
    load<To, From>(n, to, from, sizeof(From));
    return;
  }
  const From* in = static_cast<const From*>(from);
  char* out = static_cast<char*>(to);
  for (int64_t i = 0; i < n; ++i, out += stride) {
    const To element = convert<To>(in[i]);
    __builtin_memcpy(out, &element, sizeof(To));
  }
}

template <int to, int from>
constexpr void fill(ConvertKernels& table) {
  table.load[to][from] = load<typename Element<to>::T, typename Element<from>::T>;
  table.store[to][from] = store<typename Element<to>::T, typename Element<from>::T>;
}

template <int... pairs>
constexpr ConvertKernels make_table(std::integer_sequence<int, pairs...>) {
  ConvertKernels table{};
  (fill<pairs / kUsualDTypeCount, pairs % kUsualDTypeCount>(table), ...);
  return table;
}

}  // namespace

extern constinit const ConvertKernels convert_kernels_table =
    make_table(std::make_integer_sequence<int, kUsualDTypeCount * kUsualDTypeCount>{});

}  // namespace chainrule::CHAINRULE_ISA_NS
