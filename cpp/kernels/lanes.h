// The loops that turn an elementwise definition into a kernel: full vectors, then one partial
// vector through the same code. Included by *.isa.cpp files only.
#pragma once

#include <cstdint>

#include "simd/math.h"
#include "simd/vec.h"

namespace chainrule::CHAINRULE_ISA_NS {

template <class T>
CHAINRULE_INLINE Vec<T> load_part(const T* p, int64_t left) {
  return left >= Vec<T>::size ? Vec<T>::load(p)
                              : Vec<T>::load_n(p, static_cast<int>(left), Vec<T>(1));
}
template <class T>
CHAINRULE_INLINE void store_part(Vec<T> v, T* p, int64_t left) {
  if (left >= Vec<T>::size) {
    v.store(p);
  } else {
    v.store_n(p, static_cast<int>(left));
  }
}
/// A truth value per lane is stored as one byte.
template <class T>
CHAINRULE_INLINE void store_part(Mask<T> m, uint8_t* p, int64_t left) {
  m.store_bool(p, left >= Vec<T>::size ? Vec<T>::size : static_cast<int>(left));
}

/// -1, 0 or 1; 0 for NaN.
template <class T>
CHAINRULE_INLINE Vec<T> sign(Vec<T> x) {
  return select(x > Vec<T>(0), Vec<T>(1), select(x < Vec<T>(0), Vec<T>(-1), Vec<T>(0)));
}

/// C's fmod, which is exact. A quotient below the significand's range is whole after truncation,
/// too large by one at most (where the division was rounded up to a whole number), and then the
/// fused remainder is exact too; other quotients go lane by lane.
template <class T>
CHAINRULE_INLINE Vec<T> fmod(Vec<T> a, Vec<T> b) {
  if constexpr (std::is_integral_v<T>) {
    return a % b;
  } else {
    if constexpr (kHasFma) {
      const Vec<T> x = abs(a);
      const Vec<T> y = abs(b);
      const Vec<T> quotient = trunc(x / y);
      if (all((quotient < Vec<T>(sizeof(T) == 4 ? 0x1p23 : 0x1p52)) & isfinite(y))) {
        const Vec<T> rest = fma(-quotient, y, x);
        return copysign(select(rest < Vec<T>(0), rest + y, rest), a);
      }
    }
    Vec<T> r;
    for (int i = 0; i < Vec<T>::size; ++i) {
      if constexpr (sizeof(T) == 4) {
        r.v[i] = __builtin_fmodf(a.v[i], b.v[i]);
      } else {
        r.v[i] = __builtin_fmod(a.v[i], b.v[i]);
      }
    }
    return r;
  }
}

/// One input stream: memory, or one element for all.
template <class T>
struct Stream {
  const T* data;
  static constexpr bool splat = false;
  CHAINRULE_INLINE Vec<T> full(int64_t i) const { return Vec<T>::load(data + i); }
  CHAINRULE_INLINE Vec<T> part(int64_t i, int64_t left) const { return load_part(data + i, left); }
};
template <class T>
struct Splat {
  Vec<T> value;
  CHAINRULE_INLINE Vec<T> full(int64_t) const { return value; }
  CHAINRULE_INLINE Vec<T> part(int64_t, int64_t) const { return value; }
};

/// out[i] = f(streams[i]...) for i < n; the lanes are T's, the output's type is the result's.
template <class T, class Out, class F, class... Streams>
CHAINRULE_INLINE void lane_loop(int64_t n, Out* out, F f, const Streams&... streams) {
  constexpr int64_t step = Vec<T>::size;
  int64_t i = 0;
  for (; i + step <= n; i += step) store_part(f(streams.full(i)...), out + i, step);
  if (i < n) store_part(f(streams.part(i, n - i)...), out + i, n - i);
}

template <class Op, class T>
void unary_chunk(int64_t n, char* const* p, unsigned splat, const void* params) {
  const Op& op = *static_cast<const Op*>(params);
  using Out = std::conditional_t<Op::predicate, uint8_t, T>;
  const T* x = reinterpret_cast<const T*>(p[1]);
  const auto f = [&](Vec<T> a) __attribute__((always_inline)) { return op.value(a); };
  if (splat) {
    lane_loop<T>(n, reinterpret_cast<Out*>(p[0]), f, Splat<T>{Vec<T>(*x)});
  } else {
    lane_loop<T>(n, reinterpret_cast<Out*>(p[0]), f, Stream<T>{x});
  }
}

/// out = op.grad(g, x, y): operands g, x, y (the one that is not kept points to g's memory).
template <class Op, class T>
void unary_grad_chunk(int64_t n, char* const* p, unsigned, const void* params) {
  const Op& op = *static_cast<const Op*>(params);
  const auto f = [&](Vec<T> g, Vec<T> x, Vec<T> y)
                     __attribute__((always_inline)) { return op.grad(g, x, y); };
  lane_loop<T>(n, reinterpret_cast<T*>(p[0]), f, Stream<T>{reinterpret_cast<const T*>(p[1])},
               Stream<T>{reinterpret_cast<const T*>(p[2])},
               Stream<T>{reinterpret_cast<const T*>(p[3])});
}

template <class Op, class T>
void binary_chunk(int64_t n, char* const* p, unsigned splat, const void* params) {
  const Op& op = *static_cast<const Op*>(params);
  using Out = std::conditional_t<Op::predicate, uint8_t, T>;
  Out* out = reinterpret_cast<Out*>(p[0]);
  const T* a = reinterpret_cast<const T*>(p[1]);
  const T* b = reinterpret_cast<const T*>(p[2]);
  const auto f = [&](Vec<T> x, Vec<T> y) __attribute__((always_inline)) { return op.value(x, y); };
  if (splat & 4) {
    if (splat & 2) {
      lane_loop<T>(n, out, f, Splat<T>{Vec<T>(*a)}, Splat<T>{Vec<T>(*b)});
    } else {
      lane_loop<T>(n, out, f, Stream<T>{a}, Splat<T>{Vec<T>(*b)});
    }
  } else if (splat & 2) {
    lane_loop<T>(n, out, f, Splat<T>{Vec<T>(*a)}, Stream<T>{b});
  } else {
    lane_loop<T>(n, out, f, Stream<T>{a}, Stream<T>{b});
  }
}

/// Three inputs; a splat is rare here and read through a stack copy of one vector.
template <class Op, class T>
void ternary_chunk(int64_t n, char* const* p, unsigned splat, const void* params) {
  const Op& op = *static_cast<const Op*>(params);
  constexpr int64_t step = Vec<T>::size;
  T* out = reinterpret_cast<T*>(p[0]);
  const T* in[3] = {reinterpret_cast<const T*>(p[1]), reinterpret_cast<const T*>(p[2]),
                    reinterpret_cast<const T*>(p[3])};
  for (int64_t i = 0; i < n; i += step) {
    const int64_t left = n - i;
    const auto get = [&](int k) __attribute__((always_inline)) {
      return splat & (2u << k) ? Vec<T>(*in[k]) : load_part(in[k] + i, left);
    };
    store_part(op.value(get(0), get(1), get(2)), out + i, left);
  }
}

/// out = mask ? a : b, with the mask one byte an element. Moves bits: T is an integer of any width.
template <class T>
void select_chunk(int64_t n, char* const* p, unsigned splat, const void*) {
  constexpr int64_t step = Vec<T>::size;
  T* out = reinterpret_cast<T*>(p[0]);
  const uint8_t* mask = reinterpret_cast<const uint8_t*>(p[1]);
  const T* a = reinterpret_cast<const T*>(p[2]);
  const T* b = reinterpret_cast<const T*>(p[3]);
  for (int64_t i = 0; i < n; i += step) {
    const int64_t left = n - i;
    const Mask<T> m = splat & 2
                          ? Mask<T>(*mask != 0)
                          : Mask<T>::load_bool(mask + i, left >= step ? static_cast<int>(step)
                                                                      : static_cast<int>(left));
    const Vec<T> x = splat & 4 ? Vec<T>(*a) : load_part(a + i, left);
    const Vec<T> y = splat & 8 ? Vec<T>(*b) : load_part(b + i, left);
    store_part(select(m, x, y), out + i, left);
  }
}

}  // namespace chainrule::CHAINRULE_ISA_NS
