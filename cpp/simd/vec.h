// Vec<T>: one machine register of lanes, over GCC/Clang vector extensions; Mask<T>: what
// comparisons of it give. Loads and stores, arithmetic, comparisons, selection, rounding,
// reductions. Conversions between lane types are in convert.h, elementary functions in math.h.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "isa.h"

#if defined(__SSE4_1__)
#include "native_x86.h"
#elif defined(__aarch64__)
#include "native_arm.h"
#else
#include "native_generic.h"
#endif

namespace chainrule::CHAINRULE_ISA_NS {

template <class T>
concept Floating = std::is_floating_point_v<T>;
template <class T>
concept Integral = std::is_integral_v<T>;

// The signed and unsigned integer types as wide as T.
template <int kLaneBytes>
struct LaneOf;
template <>
struct LaneOf<1> {
  using Signed = int8_t;
  using Unsigned = uint8_t;
};
template <>
struct LaneOf<2> {
  using Signed = int16_t;
  using Unsigned = uint16_t;
};
template <>
struct LaneOf<4> {
  using Signed = int32_t;
  using Unsigned = uint32_t;
};
template <>
struct LaneOf<8> {
  using Signed = int64_t;
  using Unsigned = uint64_t;
};
template <class T>
using IntOf = typename LaneOf<sizeof(T)>::Signed;
template <class T>
using UintOf = typename LaneOf<sizeof(T)>::Unsigned;

// Lanes that are all ones (true) or all zeros (false). Masks of lanes of equal width convert
// freely.
template <class T>
struct Mask {
  typedef IntOf<T> V __attribute__((vector_size(kBytes)));
  static constexpr int size = kBytes / static_cast<int>(sizeof(T));

  V v;

  Mask() = default;
  CHAINRULE_INLINE Mask(V lanes) : v(lanes) {}
  CHAINRULE_INLINE Mask(bool all_lanes) : v(all_lanes ? ~V{} : V{}) {}
  template <class U>
    requires(sizeof(U) == sizeof(T) && !std::is_same_v<U, T>)
  CHAINRULE_INLINE Mask(Mask<U> other) : v(other.v) {}

  friend CHAINRULE_INLINE Mask operator&(Mask a, Mask b) { return a.v & b.v; }
  friend CHAINRULE_INLINE Mask operator|(Mask a, Mask b) { return a.v | b.v; }
  friend CHAINRULE_INLINE Mask operator^(Mask a, Mask b) { return a.v ^ b.v; }
  friend CHAINRULE_INLINE Mask operator!(Mask a) { return ~a.v; }
  friend CHAINRULE_INLINE Mask operator~(Mask a) { return ~a.v; }

  friend CHAINRULE_INLINE bool any(Mask m) { return native::any_bit((native::Int)m.v); }
  friend CHAINRULE_INLINE bool all(Mask m) { return !native::any_bit((native::Int)~m.v); }

  // Writes one byte, 0 or 1, for each of the first n lanes.
  CHAINRULE_INLINE void store_bool(uint8_t* p, int n = size) const {
    typedef uint8_t Bytes __attribute__((vector_size(size)));
    const Bytes bytes = __builtin_convertvector(v, Bytes) & 1;
    if (n == size) {
      __builtin_memcpy(p, &bytes, size);
    } else {
      copy_bytes<size, 1>(p, &bytes, n);
    }
  }

  // True in the lanes whose byte is not zero.
  static CHAINRULE_INLINE Mask load_bool(const uint8_t* p, int n = size) {
    typedef uint8_t Bytes __attribute__((vector_size(size)));
    Bytes bytes{};
    if (n == size) {
      __builtin_memcpy(&bytes, p, size);
    } else {
      copy_bytes<size, 1>(&bytes, p, n);
    }
    return Mask(__builtin_convertvector(bytes, V) != 0);
  }
};

template <class T>
struct Vec {
  typedef T V __attribute__((vector_size(kBytes)));
  using value_type = T;
  static constexpr bool is_integer = std::is_integral_v<T>;
  static constexpr int size = kBytes / static_cast<int>(sizeof(T));

  V v;

  Vec() = default;
  CHAINRULE_INLINE Vec(V lanes) : v(lanes) {}
  // One number in all lanes (s - 0 keeps the sign of -0). Literals of any arithmetic type convert,
  // so that `1 - y * y` means the same for lanes, tensors and plain numbers.
  template <class A>
    requires std::is_arithmetic_v<A>
  CHAINRULE_INLINE Vec(A s) : v(static_cast<T>(s) - V{}) {}

  static CHAINRULE_INLINE Vec load(const T* p) {
    Vec r;
    __builtin_memcpy(&r.v, p, kBytes);
    return r;
  }
  CHAINRULE_INLINE void store(T* p) const { __builtin_memcpy(p, &v, kBytes); }
  // The first n < size lanes from memory, `fill` in the rest. Nothing beyond them is read.
  static CHAINRULE_INLINE Vec load_n(const T* p, int n, Vec fill = Vec(0)) {
    return (V)native::load_part<sizeof(T)>(p, n, (native::Int)fill.v);
  }
  CHAINRULE_INLINE void store_n(T* p, int n) const {
    native::store_part<sizeof(T)>(p, n, (native::Int)v);
  }
  // 0, 1, 2 ... size - 1
  static CHAINRULE_INLINE Vec iota() {
    return []<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
      return Vec(V{static_cast<T>(i)...});
    }(std::make_integer_sequence<int, size>{});
  }

  CHAINRULE_INLINE T operator[](int i) const { return v[i]; }

  // Integers wrap around; / and % round towards zero, the smallest number divided by -1 wraps too,
  // a zero divisor traps.
  friend CHAINRULE_INLINE Vec operator+(Vec a, Vec b) { return (V)((W)a.v + (W)b.v); }
  friend CHAINRULE_INLINE Vec operator-(Vec a, Vec b) { return (V)((W)a.v - (W)b.v); }
  friend CHAINRULE_INLINE Vec operator*(Vec a, Vec b) { return (V)((W)a.v * (W)b.v); }
  friend CHAINRULE_INLINE Vec operator/(Vec a, Vec b) {
    if constexpr (Integral<T> && std::is_signed_v<T>) {
      return select(b == -1, -a, Vec(a.v / select(b == -1, Vec(1), b).v));
    } else {
      return a.v / b.v;
    }
  }
  friend CHAINRULE_INLINE Vec operator+(Vec a) { return a; }
  friend CHAINRULE_INLINE Vec operator-(Vec a) { return (V)(-(W)a.v); }
  CHAINRULE_INLINE Vec& operator+=(Vec b) { return *this = *this + b; }
  CHAINRULE_INLINE Vec& operator-=(Vec b) { return *this = *this - b; }
  CHAINRULE_INLINE Vec& operator*=(Vec b) { return *this = *this * b; }
  CHAINRULE_INLINE Vec& operator/=(Vec b) { return *this = *this / b; }

  // Integer lanes only.
  friend CHAINRULE_INLINE Vec operator%(Vec a, Vec b) {
    if constexpr (std::is_signed_v<T>) b = select(b == -1, Vec(1), b);
    return a.v % b.v;
  }
  friend CHAINRULE_INLINE Vec operator&(Vec a, Vec b) { return a.v & b.v; }
  friend CHAINRULE_INLINE Vec operator|(Vec a, Vec b) { return a.v | b.v; }
  friend CHAINRULE_INLINE Vec operator^(Vec a, Vec b) { return a.v ^ b.v; }
  friend CHAINRULE_INLINE Vec operator~(Vec a) { return ~a.v; }
  friend CHAINRULE_INLINE Vec operator<<(Vec a, Vec b) { return (V)((W)a.v << (W)b.v); }
  friend CHAINRULE_INLINE Vec operator>>(Vec a, Vec b) { return a.v >> b.v; }
  friend CHAINRULE_INLINE Vec operator<<(Vec a, int bits) { return (V)((W)a.v << bits); }
  friend CHAINRULE_INLINE Vec operator>>(Vec a, int bits) { return a.v >> bits; }

  friend CHAINRULE_INLINE Mask<T> operator==(Vec a, Vec b) { return lanes(a.v == b.v); }
  friend CHAINRULE_INLINE Mask<T> operator!=(Vec a, Vec b) { return lanes(a.v != b.v); }
  friend CHAINRULE_INLINE Mask<T> operator<(Vec a, Vec b) { return lanes(a.v < b.v); }
  friend CHAINRULE_INLINE Mask<T> operator<=(Vec a, Vec b) { return lanes(a.v <= b.v); }
  friend CHAINRULE_INLINE Mask<T> operator>(Vec a, Vec b) { return lanes(a.v > b.v); }
  friend CHAINRULE_INLINE Mask<T> operator>=(Vec a, Vec b) { return lanes(a.v >= b.v); }

  friend CHAINRULE_INLINE Vec select(Mask<T> m, Vec a, Vec b) { return m.v ? a.v : b.v; }

  // a * b + c, in one rounding where kHasFma, else in two.
  friend CHAINRULE_INLINE Vec fma(Vec a, Vec b, Vec c) {
    if constexpr (Floating<T>) {
      return native::fma(a.v, b.v, c.v);
    } else {
      return a * b + c;
    }
  }

  // NaN in either lane gives NaN (torch.minimum, torch.maximum).
  friend CHAINRULE_INLINE Vec minimum(Vec a, Vec b) {
    if constexpr (Floating<T>) return select(a != a, a, Vec(native::min(a.v, b.v)));
    return a.v < b.v ? a.v : b.v;
  }
  friend CHAINRULE_INLINE Vec maximum(Vec a, Vec b) {
    if constexpr (Floating<T>) return select(a != a, a, Vec(native::max(a.v, b.v)));
    return a.v > b.v ? a.v : b.v;
  }
  // NaN only where both are NaN (C99, torch.fmin, torch.fmax).
  friend CHAINRULE_INLINE Vec fmin(Vec a, Vec b) {
    if constexpr (Floating<T>) return select(b != b, a, Vec(native::min(a.v, b.v)));
    return a.v < b.v ? a.v : b.v;
  }
  friend CHAINRULE_INLINE Vec fmax(Vec a, Vec b) {
    if constexpr (Floating<T>) return select(b != b, a, Vec(native::max(a.v, b.v)));
    return a.v > b.v ? a.v : b.v;
  }

 private:
  // What sums and products are formed in: overflow of signed integers would be undefined.
  typedef std::conditional_t<Integral<T>, UintOf<T>, T> W __attribute__((vector_size(kBytes)));

  template <class M>
  static CHAINRULE_INLINE Mask<T> lanes(M m) {
    return Mask<T>((typename Mask<T>::V)m);
  }
};

// The same bits read as lanes of another type.
template <class To, class From>
CHAINRULE_INLINE Vec<To> reinterpret(Vec<From> x) {
  return (typename Vec<To>::V)x.v;
}
template <class To, class From>
CHAINRULE_INLINE Vec<To> reinterpret(Mask<From> m) {
  return (typename Vec<To>::V)m.v;
}

template <class T>
CHAINRULE_INLINE Vec<T> signbit_of(Vec<T> x)
  requires Floating<T>
{
  return reinterpret<T>(reinterpret<IntOf<T>>(x) & reinterpret<IntOf<T>>(Vec<T>(-0.0)));
}
template <class T>
CHAINRULE_INLINE Vec<T> abs(Vec<T> x) {
  if constexpr (Floating<T>) {
    return reinterpret<T>(reinterpret<IntOf<T>>(x) & ~reinterpret<IntOf<T>>(Vec<T>(-0.0)));
  } else if constexpr (std::is_unsigned_v<T>) {
    return x;
  } else {
    return select(x < 0, -x, x);
  }
}
// x with its sign flipped where `sign` carries a sign bit.
template <Floating T>
CHAINRULE_INLINE Vec<T> flip_sign(Vec<T> x, Vec<T> sign) {
  return reinterpret<T>(reinterpret<IntOf<T>>(x) ^ reinterpret<IntOf<T>>(signbit_of(sign)));
}
template <Floating T>
CHAINRULE_INLINE Vec<T> copysign(Vec<T> magnitude, Vec<T> sign) {
  return reinterpret<T>(reinterpret<IntOf<T>>(abs(magnitude)) |
                        reinterpret<IntOf<T>>(signbit_of(sign)));
}
// True where the sign bit is set, -0 and NaN included.
template <Floating T>
CHAINRULE_INLINE Mask<T> signbit(Vec<T> x) {
  return reinterpret<IntOf<T>>(x) < 0;
}

template <Floating T>
CHAINRULE_INLINE Vec<T> sqrt(Vec<T> x) {
  return native::sqrt(x.v);
}
template <Floating T>
CHAINRULE_INLINE Vec<T> floor(Vec<T> x) {
  return native::round_to<native::kDown>(x.v);
}
template <Floating T>
CHAINRULE_INLINE Vec<T> ceil(Vec<T> x) {
  return native::round_to<native::kUp>(x.v);
}
template <Floating T>
CHAINRULE_INLINE Vec<T> trunc(Vec<T> x) {
  return native::round_to<native::kTowardsZero>(x.v);
}
// Half to even.
template <Floating T>
CHAINRULE_INLINE Vec<T> round(Vec<T> x) {
  return native::round_to<native::kNearestEven>(x.v);
}

template <Floating T>
CHAINRULE_INLINE Mask<T> isnan(Vec<T> x) {
  return x != x;
}
template <Floating T>
CHAINRULE_INLINE Mask<T> isinf(Vec<T> x) {
  return abs(x) == Vec<T>(__builtin_inf());
}
template <Floating T>
CHAINRULE_INLINE Mask<T> isfinite(Vec<T> x) {
  return abs(x) < Vec<T>(__builtin_inf());
}

// Folds the lanes with `op`, halves upon halves, so that the order never depends on anything but
// size.
template <class T, class Op>
CHAINRULE_INLINE T reduce_lanes(Vec<T> x, Op op) {
  const auto fold =
      [&]<int width, int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
        x = op(x, Vec<T>(__builtin_shufflevector(x.v, x.v, (i + width) % Vec<T>::size...)));
      };
  constexpr auto all = std::make_integer_sequence<int, Vec<T>::size>{};
  if constexpr (Vec<T>::size > 32) fold.template operator()<32>(all);
  if constexpr (Vec<T>::size > 16) fold.template operator()<16>(all);
  if constexpr (Vec<T>::size > 8) fold.template operator()<8>(all);
  if constexpr (Vec<T>::size > 4) fold.template operator()<4>(all);
  if constexpr (Vec<T>::size > 2) fold.template operator()<2>(all);
  fold.template operator()<1>(all);
  return x.v[0];
}
template <class T>
CHAINRULE_INLINE T reduce_sum(Vec<T> x) {
  return reduce_lanes(x, [](Vec<T> a, Vec<T> b) __attribute__((always_inline)) { return a + b; });
}
template <class T>
CHAINRULE_INLINE T reduce_prod(Vec<T> x) {
  return reduce_lanes(x, [](Vec<T> a, Vec<T> b) __attribute__((always_inline)) { return a * b; });
}
// NaN in any lane gives NaN.
template <class T>
CHAINRULE_INLINE T reduce_min(Vec<T> x) {
  return reduce_lanes(
      x, [](Vec<T> a, Vec<T> b) __attribute__((always_inline)) { return minimum(a, b); });
}
template <class T>
CHAINRULE_INLINE T reduce_max(Vec<T> x) {
  return reduce_lanes(
      x, [](Vec<T> a, Vec<T> b) __attribute__((always_inline)) { return maximum(a, b); });
}

// The value of x with all its rounding done: the compiler may not merge the product that made it
// with the sum that takes it (-ffp-contract=fast). Error-free transformations rest on this; it
// costs no instruction.
template <Floating T>
CHAINRULE_INLINE Vec<T> rounded(Vec<T> x) {
#if defined(__AVX512F__)
  asm("" : "+v"(x.v));
#elif defined(__FMA__)
  asm("" : "+x"(x.v));
#elif defined(__aarch64__)
  asm("" : "+w"(x.v));
#endif
  return x;
}

}  // namespace chainrule::CHAINRULE_ISA_NS
