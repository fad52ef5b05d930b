// The operations of `special` that have derivatives. Names that stand for other operations are
// aliases beside those.
#include "ops/special.h"

#include <numbers>

#include "ops/functions.h"
#include "ops/special_map.h"

namespace chainrule {

namespace {

constexpr double kSqrt2 = std::numbers::sqrt2;
constexpr double kInvSqrtPi = std::numbers::inv_sqrtpi;

/// dy/dx times the cotangent, from (g, x, y).
using Slope = Tensor (*)(const Tensor& g, const Tensor& x, const Tensor& y);

Tensor with_slope(const char* node, Tensor out, const Tensor& x, Slope slope) {
  if (any_requires_grad(x)) {
    record(node, out, {x}, {x, out}, [slope](const Backward& b) -> Grads {
      return {slope(b.grad(), b.saved(0), b.saved(1))};
    });
  }
  return out;
}

}  // namespace

// ---- modified Bessel functions with derivatives: DLMF 10.29.2, 10.29.3 ----

Tensor i0(const Tensor& x) {
  return with_slope("I0Backward0", map<special::i0>("i0", x, SixteenBit::taken), x,
                    [](const Tensor& g, const Tensor& x, const Tensor&) { return g * i1(x); });
}

Tensor i0e(const Tensor& x) {
  return with_slope(
      "SpecialI0EBackward0", map<special::i0e>("i0e", x, SixteenBit::taken), x,
      [](const Tensor& g, const Tensor& x, const Tensor& y) { return g * (i1e(x) - sign(x) * y); });
}

namespace {
/// Where the derivatives of i1 and i1e are not yet their limit at 0, a rounding error away from it.
Tensor beside_zero(const Tensor& x) {
  const double eps = x.dtype() == DType::float64 ? 0x1p-52 : 0x1p-23;
  return logical_not(gt(abs(x), eps));
}
/// x, or what stands for it where 1 / x would be infinite.
Tensor away_from_zero(const Tensor& x, const Tensor& zero) { return where(zero, 1, x); }
}  // namespace

Tensor i1(const Tensor& x) {
  return with_slope("SpecialI1Backward0", map<special::i1>("i1", x, SixteenBit::taken), x,
                    [](const Tensor& g, const Tensor& x, const Tensor& y) {
                      const Tensor zero = beside_zero(x), away = away_from_zero(x, zero);
                      return g * where(zero, 0.5, i0(away) - y / away);
                    });
}

Tensor i1e(const Tensor& x) {
  return with_slope("SpecialI1EBackward0", map<special::i1e>("i1e", x, SixteenBit::taken), x,
                    [](const Tensor& g, const Tensor& x, const Tensor& y) {
                      const Tensor zero = beside_zero(x), away = away_from_zero(x, zero);
                      return g * where(zero, 0.5, i0e(away) - y * (sign(away) + reciprocal(away)));
                    });
}

// ---- the normal distribution ----

Tensor erfcx(const Tensor& x) {
  return with_slope("SpecialErfcxBackward0", map<special::erfcx>("erfcx", x), x,
                    [](const Tensor& g, const Tensor& x, const Tensor& y) {
                      return g * (2 * x * y - 2 * kInvSqrtPi);  // DLMF 7.10.2
                    });
}

Tensor log_ndtr(const Tensor& x) {
  // The density over the probability, sqrt(2 / pi) / erfcx(-x / sqrt(2)); to the right, where erfcx
  // is soon infinite, exp(-x^2 / 2 - y) / sqrt(2 pi).
  return with_slope(
      "SpecialLogNdtrBackward0", map<special::log_ndtr>("log_ndtr", x), x,
      [](const Tensor& g, const Tensor& x, const Tensor& y) {
        const Tensor right = gt(x, 0);
        const Tensor decay = exp(square(where(right, x, 0)) * -0.5 - where(right, y, 0));
        const Tensor inverse = erfcx(where(right, 0, x) * (-0.5 * kSqrt2));
        return g * where(right, decay * 0.5, reciprocal(inverse)) * (kSqrt2 * kInvSqrtPi);
      });
}

Tensor ndtri(const Tensor& x) {
  return with_slope("SpecialNdtriBackward0", map<special::ndtri>("ndtri", x), x,
                    [](const Tensor& g, const Tensor&, const Tensor& y) {
                      return g * exp(square(y) * 0.5) * (kSqrt2 / kInvSqrtPi);
                    });
}

Tensor entr(const Tensor& x) {
  return with_slope(
      "SpecialEntrBackward0", map<special::entr>("entr", x, SixteenBit::taken), x,
      [](const Tensor& g, const Tensor& x, const Tensor&) { return g * (-1 - log(x)); });
}

// ---- two arguments ----

namespace {

[[noreturn]] void no_derivative(const char* what) {
  fail<NotImplementedError>("the derivative for '", what,
                            "' is not implemented: only the second argument may require a "
                            "gradient; detach() the first");
}

Tensor tensor_of(const Operand& x) { return x.is_tensor() ? x.tensor() : Tensor(); }

/// The operand again in a derivative: the saved tensor, or the number it was.
Operand saved_or(const Backward& b, size_t i, const Scalar& number) {
  const Tensor t = b.saved(i);
  return t.defined() ? Operand(t) : Operand(number);
}
Scalar number_of(const Operand& x) { return x.is_tensor() ? Scalar() : x.scalar(); }

}  // namespace

Tensor xlog1py(const Operand& x, const Operand& y) {
  Tensor out = map<special::xlog1py>("xlog1py", x, y, SixteenBit::taken);
  const Tensor tx = tensor_of(x), ty = tensor_of(y);
  if (any_requires_grad(tx, ty)) {
    record("SpecialXlog1PyBackward0", out, {tx, ty}, {tx, ty},
           [nx = number_of(x), ny = number_of(y)](const Backward& b) -> Grads {
             const Operand x = saved_or(b, 0, nx), y = saved_or(b, 1, ny);
             Tensor gx, gy;
             if (b.needs(0)) {
               const Tensor t = y.is_tensor() ? y.tensor() : full({}, y.scalar(), b.grad().dtype());
               gx = where(logical_and(eq(x, 0), le(t, -1)), 0, b.grad() * log1p(t));
             }
             if (b.needs(1)) gy = mul(b.grad(), x) / add(y, 1);
             return {gx, gy};
           });
  }
  return out;
}

Tensor zeta(const Operand& s, const Operand& q) {
  Tensor out = map<special::zeta>("zeta", s, q);
  const Tensor ts = tensor_of(s), tq = tensor_of(q);
  if (any_requires_grad(ts, tq)) {
    record("SpecialZetaBackward0", out, {ts, tq}, {ts, tq},
           [ns = number_of(s), nq = number_of(q)](const Backward& b) -> Grads {
             if (b.needs(0)) no_derivative("zeta");
             // DLMF 25.11.17
             const Operand s = saved_or(b, 0, ns), q = saved_or(b, 1, nq);
             const Operand next = s.is_tensor() ? Operand(add(s, 1)) : s.scalar().to_double() + 1;
             return {Tensor(), mul(mul(b.grad(), s), zeta(next, q)) * -1.0};
           });
  }
  return out;
}

namespace {

/// x^(a-1) exp(-x) / gamma(a), the derivative of igamma in x (DLMF 8.8.13). The parameter a has no
/// gradient to give: igamma's refuses.
Tensor gamma_density(const Tensor& a, const Tensor& x) {
  Tensor out = map<special::gamma_density>("gamma_density", a, x, SixteenBit::taken);
  if (any_requires_grad(x)) {
    record("GammaDensityBackward0", out, {x}, {a, x, out}, [](const Backward& b) -> Grads {
      return {b.grad() * b.saved(2) * ((b.saved(0) - 1) / b.saved(1) - 1)};
    });
  }
  return out;
}

template <Function2 F>
Tensor incomplete_gamma(const char* name, const char* node, const char* what, double sign,
                        const Tensor& a, const Tensor& x) {
  Tensor out = map<F>(name, a, x, SixteenBit::taken, Result::same);
  if (any_requires_grad(a, x)) {
    record(node, out, {a, x}, {a, x}, [what, sign](const Backward& b) -> Grads {
      if (b.needs(0)) no_derivative(what);
      return {Tensor(), b.grad() * gamma_density(b.saved(0), b.saved(1)) * sign};
    });
  }
  return out;
}

}  // namespace

Tensor igamma(const Tensor& a, const Tensor& x) {
  return incomplete_gamma<special::igamma>("igamma", "IgammaBackward0", "igamma: input", 1, a, x);
}
Tensor igammac(const Tensor& a, const Tensor& x) {
  return incomplete_gamma<special::igammac>("igammac", "IgammacBackward0", "igammac: input", -1, a,
                                            x);
}

}  // namespace chainrule
