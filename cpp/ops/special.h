// The functions of `special` that operations and derivatives may be composed of.
#pragma once

#include "ops/registry.h"

namespace chainrule {

Tensor i0(const Tensor& x);
Tensor i0e(const Tensor& x);
Tensor i1(const Tensor& x);
Tensor i1e(const Tensor& x);
Tensor erfcx(const Tensor& x);
Tensor log_ndtr(const Tensor& x);
Tensor ndtri(const Tensor& x);
Tensor entr(const Tensor& x);
/// x log(1 + y), 0 where x is.
Tensor xlog1py(const Operand& x, const Operand& y);
/// Hurwitz' zeta function of exponent s.
Tensor zeta(const Operand& s, const Operand& q);
/// Regularized incomplete gamma functions, lower and upper.
Tensor igamma(const Tensor& a, const Tensor& x);
Tensor igammac(const Tensor& a, const Tensor& x);

}  // namespace chainrule
