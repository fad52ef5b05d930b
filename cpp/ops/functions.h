// The elementwise functions that operations are composed of: differentiable, with broadcasting and
// promotion. Families with more to say have headers of their own (views.h, reduce.h, ...).
#pragma once

#include "core/tensor.h"
#include "graph/meta.h"
#include "ops/registry.h"

namespace chainrule {

Tensor add(const Operand& a, const Operand& b);
/// a + alpha * b
Tensor add(const Operand& a, const Operand& b, Scalar alpha);
Tensor sub(const Operand& a, const Operand& b);
Tensor mul(const Operand& a, const Operand& b);
Tensor div(const Operand& a, const Operand& b);
Tensor floor_divide(const Operand& a, const Operand& b);
Tensor remainder(const Operand& a, const Operand& b);
Tensor pow(const Operand& a, const Operand& b);
Tensor maximum(const Operand& a, const Operand& b);
Tensor minimum(const Operand& a, const Operand& b);
Tensor atan2(const Operand& a, const Operand& b);
Tensor hypot(const Operand& a, const Operand& b);
Tensor addcmul(const Tensor& a, const Tensor& b, const Tensor& c, Scalar value);
Tensor lerp(const Tensor& a, const Tensor& b, const Operand& weight);

inline Tensor operator+(const Tensor& a, const Operand& b) { return add(a, b); }
inline Tensor operator-(const Tensor& a, const Operand& b) { return sub(a, b); }
inline Tensor operator*(const Tensor& a, const Operand& b) { return mul(a, b); }
inline Tensor operator/(const Tensor& a, const Operand& b) { return div(a, b); }
template <class T>
  requires std::is_arithmetic_v<T>
Tensor operator+(T a, const Tensor& b) {
  return add(a, b);
}
template <class T>
  requires std::is_arithmetic_v<T>
Tensor operator-(T a, const Tensor& b) {
  return sub(a, b);
}
template <class T>
  requires std::is_arithmetic_v<T>
Tensor operator*(T a, const Tensor& b) {
  return mul(a, b);
}
template <class T>
  requires std::is_arithmetic_v<T>
Tensor operator/(T a, const Tensor& b) {
  return div(a, b);
}

Tensor neg(const Tensor& x);
inline Tensor operator-(const Tensor& x) { return neg(x); }
Tensor abs(const Tensor& x);
Tensor sign(const Tensor& x);
Tensor square(const Tensor& x);
Tensor reciprocal(const Tensor& x);
Tensor sqrt(const Tensor& x);
Tensor rsqrt(const Tensor& x);
Tensor floor(const Tensor& x);
Tensor ceil(const Tensor& x);
Tensor trunc(const Tensor& x);
Tensor round(const Tensor& x);
Tensor exp(const Tensor& x);
Tensor exp2(const Tensor& x);
Tensor expm1(const Tensor& x);
Tensor log(const Tensor& x);
Tensor log2(const Tensor& x);
Tensor log10(const Tensor& x);
Tensor log1p(const Tensor& x);
Tensor sin(const Tensor& x);
Tensor cos(const Tensor& x);
Tensor tan(const Tensor& x);
Tensor sinh(const Tensor& x);
Tensor cosh(const Tensor& x);
Tensor tanh(const Tensor& x);
Tensor atan(const Tensor& x);
Tensor erf(const Tensor& x);
Tensor erfc(const Tensor& x);
Tensor sigmoid(const Tensor& x);
Tensor relu(const Tensor& x);
Tensor logsigmoid(const Tensor& x);
/// An absent bound does not bound.
Tensor clamp(const Tensor& x, std::optional<Scalar> low, std::optional<Scalar> high);

// Truth values, never recorded.
Tensor eq(const Operand& a, const Operand& b);
Tensor ne(const Operand& a, const Operand& b);
Tensor lt(const Operand& a, const Operand& b);
Tensor le(const Operand& a, const Operand& b);
Tensor gt(const Operand& a, const Operand& b);
Tensor ge(const Operand& a, const Operand& b);
Tensor logical_not(const Tensor& x);
Tensor logical_and(const Operand& a, const Operand& b);
Tensor logical_or(const Operand& a, const Operand& b);
Tensor logical_xor(const Operand& a, const Operand& b);
Tensor isnan(const Tensor& x);
Tensor isinf(const Tensor& x);
Tensor isfinite(const Tensor& x);
bool any_nan(const Tensor& x);

/// condition ? a : b, element by element; the result has the promoted type of a and b.
Tensor where(const Tensor& condition, const Operand& a, const Operand& b);

/// The same values in another type (the same tensor if nothing changes).
Tensor to(const Tensor& x, DType dtype);
Tensor contiguous(const Tensor& x);
/// A copy with its own storage; keeps the memory order of dense tensors.
Tensor clone(const Tensor& x);
/// The real part, for gradients of real inputs of complex operations.
Tensor real(const Tensor& x);
Tensor conj(const Tensor& x);

Tensor full(DimSpan sizes, const Scalar& value, DType dtype);
inline Tensor zeros(DimSpan sizes, DType dtype) { return full(sizes, 0, dtype); }
inline Tensor ones(DimSpan sizes, DType dtype) { return full(sizes, 1, dtype); }
/// In the memory order of `x` where that is dense.
Tensor full_like(const Tensor& x, const Scalar& value);
inline Tensor zeros_like(const Tensor& x) { return full_like(x, 0); }
inline Tensor ones_like(const Tensor& x) { return full_like(x, 1); }

/// The type that an operation on these operands computes in.
DType result_type(const Operand& a, const Operand& b);

}  // namespace chainrule
