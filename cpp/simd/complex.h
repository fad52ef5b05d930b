// Complex lanes: Vec<Complex<T>> is two registers, the real and the imaginary parts of as many
// numbers as one register of T holds. Arithmetic is done on whole registers; elementary functions
// go number by number through C's own (C11, annex G decides the special cases), because what they
// are used for is bound by other things.
#pragma once

#include "vec.h"

namespace chainrule::CHAINRULE_ISA_NS {

/// A complex number as plain data: std::complex's functions may not be instantiated here.
template <class T>
struct Complex {
  T re, im;
};

template <class T>
struct Vec<Complex<T>> {
  using value_type = Complex<T>;
  static constexpr int size = Vec<T>::size;

  Vec<T> re, im;

  Vec() = default;
  CHAINRULE_INLINE Vec(Vec<T> real_part, Vec<T> imag_part) : re(real_part), im(imag_part) {}
  CHAINRULE_INLINE Vec(Complex<T> s) : re(s.re), im(s.im) {}
  template <class A>
    requires std::is_arithmetic_v<A>
  CHAINRULE_INLINE Vec(A s) : re(s), im(0) {}

  static CHAINRULE_INLINE Vec load(const Complex<T>* p) {
    const T* q = &p->re;
    const Vec<T> low = Vec<T>::load(q), high = Vec<T>::load(q + size);
    return [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
      return Vec(Vec<T>(__builtin_shufflevector(low.v, high.v, (2 * i)...)),
                 Vec<T>(__builtin_shufflevector(low.v, high.v, (2 * i + 1)...)));
    }(std::make_integer_sequence<int, size>{});
  }
  CHAINRULE_INLINE void store(Complex<T>* p) const {
    T* q = &p->re;
    [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
      Vec<T>(__builtin_shufflevector(re.v, im.v, (i / 2 + i % 2 * size)...)).store(q);
      Vec<T>(__builtin_shufflevector(re.v, im.v, ((i + size) / 2 + i % 2 * size)...))
          .store(q + size);
    }(std::make_integer_sequence<int, size>{});
  }
  static CHAINRULE_INLINE Vec load_n(const Complex<T>* p, int n, Vec fill = Vec(0)) {
    Complex<T> buffer[size];
    for (int i = 0; i < size; ++i) buffer[i] = i < n ? p[i] : fill[i];
    return load(buffer);
  }
  CHAINRULE_INLINE void store_n(Complex<T>* p, int n) const {
    Complex<T> buffer[size];
    store(buffer);
    for (int i = 0; i < n; ++i) p[i] = buffer[i];
  }
  CHAINRULE_INLINE Complex<T> operator[](int i) const { return {re[i], im[i]}; }

  friend CHAINRULE_INLINE Vec operator+(Vec a, Vec b) { return {a.re + b.re, a.im + b.im}; }
  friend CHAINRULE_INLINE Vec operator-(Vec a, Vec b) { return {a.re - b.re, a.im - b.im}; }
  friend CHAINRULE_INLINE Vec operator-(Vec a) { return {-a.re, -a.im}; }
  friend CHAINRULE_INLINE Vec operator*(Vec a, Vec b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
  }
  // By the ratio of the divisor's parts, so that no square overflows or vanishes (Smith, "Algorithm
  // 116: Complex division", 1962). By zero: each part by zero.
  friend CHAINRULE_INLINE Vec operator/(Vec a, Vec b) {
    const Vec<T> c = abs(b.re), d = abs(b.im);
    const auto zero = (c == Vec<T>(0)) & (d == Vec<T>(0)), upright = c < d;
    const Vec<T> large = select(upright, b.im, b.re), small = select(upright, b.re, b.im);
    const Vec<T> ratio = small / large, norm = large + small * ratio;
    const Vec<T> re = select(upright, a.re * ratio + a.im, a.re + a.im * ratio);
    const Vec<T> im = select(upright, a.im * ratio - a.re, a.im - a.re * ratio);
    return {select(zero, a.re / c, re / norm), select(zero, a.im / c, im / norm)};
  }

  friend CHAINRULE_INLINE Mask<T> operator==(Vec a, Vec b) {
    return (a.re == b.re) & (a.im == b.im);
  }
  friend CHAINRULE_INLINE Mask<T> operator!=(Vec a, Vec b) {
    return (a.re != b.re) | (a.im != b.im);
  }
  friend CHAINRULE_INLINE Vec select(Mask<T> m, Vec a, Vec b) {
    return {select(m, a.re, b.re), select(m, a.im, b.im)};
  }
  friend CHAINRULE_INLINE Vec conj(Vec a) { return {a.re, -a.im}; }
};

template <class T>
CHAINRULE_INLINE Mask<T> isinf(Vec<Complex<T>> z) {
  return isinf(z.re) | isinf(z.im);
}
template <class T>
CHAINRULE_INLINE Mask<T> isfinite(Vec<Complex<T>> z) {
  return isfinite(z.re) & isfinite(z.im);
}

/// f(number) for every lane.
template <class T, class F>
CHAINRULE_INLINE Vec<Complex<T>> each(Vec<Complex<T>> z, F f) {
  Vec<Complex<T>> result(0);
  for (int i = 0; i < Vec<T>::size; ++i) {
    const Complex<T> y = f(z[i]);
    result.re.v[i] = y.re;
    result.im.v[i] = y.im;
  }
  return result;
}

namespace libm {

// The compiler's own complex types, which C's functions take; laid out as Complex is.
__extension__ typedef __complex__ float Narrow;
__extension__ typedef __complex__ double Wide;
template <class T>
using Native = std::conditional_t<sizeof(T) == 4, Narrow, Wide>;

// C's functions of real numbers, of both widths under one name.
inline float hypot(float x, float y) { return __builtin_hypotf(x, y); }
inline double hypot(double x, double y) { return __builtin_hypot(x, y); }
inline float atan2(float y, float x) { return __builtin_atan2f(y, x); }
inline double atan2(double y, double x) { return __builtin_atan2(y, x); }
inline float log(float x) { return __builtin_logf(x); }
inline double log(double x) { return __builtin_log(x); }
inline float log1p(float x) { return __builtin_log1pf(x); }
inline double log1p(double x) { return __builtin_log1p(x); }
inline float exp(float x) { return __builtin_expf(x); }
inline double exp(double x) { return __builtin_exp(x); }
inline float expm1(float x) { return __builtin_expm1f(x); }
inline double expm1(double x) { return __builtin_expm1(x); }
inline float sin(float x) { return __builtin_sinf(x); }
inline double sin(double x) { return __builtin_sin(x); }
inline float cos(float x) { return __builtin_cosf(x); }
inline double cos(double x) { return __builtin_cos(x); }

inline Narrow pow(Narrow x, Narrow y) { return __builtin_cpowf(x, y); }
inline Wide pow(Wide x, Wide y) { return __builtin_cpow(x, y); }

}  // namespace libm

// Only a macro can name both the C functions and ours after one word.
#define CHAINRULE_COMPLEX_FUNCTION(name)                                                         \
  namespace libm {                                                                               \
  inline Narrow name(Narrow z) { return __builtin_c##name##f(z); }                               \
  inline Wide name(Wide z) { return __builtin_c##name(z); }                                      \
  }                                                                                              \
  template <class T>                                                                             \
  CHAINRULE_INLINE Vec<Complex<T>> name(Vec<Complex<T>> z) {                                     \
    return each(z, [](Complex<T> x) {                                                            \
      return __builtin_bit_cast(Complex<T>, libm::name(__builtin_bit_cast(libm::Native<T>, x))); \
    });                                                                                          \
  }
CHAINRULE_COMPLEX_FUNCTION(sqrt)
CHAINRULE_COMPLEX_FUNCTION(exp)
CHAINRULE_COMPLEX_FUNCTION(log)
CHAINRULE_COMPLEX_FUNCTION(sin)
CHAINRULE_COMPLEX_FUNCTION(cos)
CHAINRULE_COMPLEX_FUNCTION(tan)
CHAINRULE_COMPLEX_FUNCTION(asin)
CHAINRULE_COMPLEX_FUNCTION(acos)
CHAINRULE_COMPLEX_FUNCTION(atan)
CHAINRULE_COMPLEX_FUNCTION(sinh)
CHAINRULE_COMPLEX_FUNCTION(cosh)
CHAINRULE_COMPLEX_FUNCTION(tanh)
CHAINRULE_COMPLEX_FUNCTION(asinh)
CHAINRULE_COMPLEX_FUNCTION(acosh)
CHAINRULE_COMPLEX_FUNCTION(atanh)
#undef CHAINRULE_COMPLEX_FUNCTION

template <class T>
CHAINRULE_INLINE Vec<Complex<T>> exp2(Vec<Complex<T>> z) {
  return exp(z * Vec<Complex<T>>(0.693147180559945309417));
}
template <class T>
CHAINRULE_INLINE Vec<Complex<T>> log2(Vec<Complex<T>> z) {
  const Vec<Complex<T>> y = log(z);
  const Vec<T> scale(1.442695040888963407360);
  return {y.re * scale, y.im * scale};
}
template <class T>
CHAINRULE_INLINE Vec<Complex<T>> log10(Vec<Complex<T>> z) {
  const Vec<Complex<T>> y = log(z);
  const Vec<T> scale(0.434294481903251827651);
  return {y.re * scale, y.im * scale};
}
/// exp(x) cos(y) - 1 = expm1(x) cos(y) - 2 sin(y / 2)^2, without cancellation near 0.
template <class T>
CHAINRULE_INLINE Vec<Complex<T>> expm1(Vec<Complex<T>> z) {
  return each(z, [](Complex<T> x) -> Complex<T> {
    const T half = libm::sin(x.im / 2);
    return {libm::expm1(x.re) * libm::cos(x.im) - 2 * half * half,
            libm::exp(x.re) * libm::sin(x.im)};
  });
}
/// The modulus of 1 + z near 1 from |1 + z|^2 - 1 = x (2 + x) + y^2.
template <class T>
CHAINRULE_INLINE Vec<Complex<T>> log1p(Vec<Complex<T>> z) {
  return each(z, [](Complex<T> x) -> Complex<T> {
    const T angle = libm::atan2(x.im, x.re + 1);
    if (libm::hypot(x.re, x.im) < T(0.5)) {
      return {libm::log1p(x.re * (2 + x.re) + x.im * x.im) / 2, angle};
    }
    return {libm::log(libm::hypot(x.re + 1, x.im)), angle};
  });
}
template <class T>
CHAINRULE_INLINE Vec<Complex<T>> sigmoid(Vec<Complex<T>> z) {
  return 1 / (1 + exp(-z));
}
template <class T>
CHAINRULE_INLINE Vec<Complex<T>> pow(Vec<Complex<T>> a, Vec<Complex<T>> b) {
  using Native = libm::Native<T>;
  int i = 0;
  return each(a, [&](Complex<T> x) {
    const Native y = __builtin_bit_cast(Native, b[i++]);
    return __builtin_bit_cast(Complex<T>, libm::pow(__builtin_bit_cast(Native, x), y));
  });
}
/// The modulus, in real lanes.
template <class T>
CHAINRULE_INLINE Vec<T> abs(Vec<Complex<T>> z) {
  Vec<T> modulus(0);
  for (int i = 0; i < Vec<T>::size; ++i) modulus.v[i] = libm::hypot(z.re[i], z.im[i]);
  return modulus;
}
/// z / |z|; 0 at 0.
template <class T>
CHAINRULE_INLINE Vec<Complex<T>> sgn(Vec<Complex<T>> z) {
  const Vec<T> modulus = abs(z), safe = select(modulus == Vec<T>(0), Vec<T>(1), modulus);
  return {z.re / safe, z.im / safe};
}

}  // namespace chainrule::CHAINRULE_ISA_NS
