// The functions of unary_gamma.h and xlogy on tensors, and on Expr for derivatives.
#pragma once

#include "ops/pointwise/expr.h"

namespace chainrule {

Tensor lgamma(const Tensor& x);
Tensor digamma(const Tensor& x);
/// The n-th derivative of digamma, n >= 0.
Tensor polygamma(int64_t n, const Tensor& x);
Tensor erfinv(const Tensor& x);
Tensor xlogy(const Operand& a, const Operand& b);
Tensor ldexp(const Tensor& a, const Tensor& b);

// The operands of these are tensors: they stand in derivatives of one tensor only.
inline Expr digamma(const Expr& x) { return digamma(x.tensor()); }
inline Expr polygamma(int64_t n, const Expr& x) { return polygamma(n, x.tensor()); }
inline Expr xlogy(const Expr& a, const Expr& b) { return xlogy(a.operand(), b.operand()); }
inline Expr ldexp(const Expr& a, const Expr& b) { return ldexp(a.tensor(), b.tensor()); }

}  // namespace chainrule
