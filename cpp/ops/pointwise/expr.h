// Expr: the third thing that an elementwise definition is instantiated on. The text of a
// derivative, evaluated on Exprs, calls operations on tensors, so the derivative of the derivative
// is recorded by itself.
#pragma once

#include "ops/functions.h"
#include "ops/views.h"

namespace chainrule {

class Expr {
 public:
  /// Told apart from lanes and plain numbers by this.
  static constexpr bool kRecorded = true;

  Expr(Tensor tensor) : value_(std::move(tensor)) {}
  Expr(Operand operand) : value_(std::move(operand)) {}
  template <class T>
    requires std::is_arithmetic_v<T>
  Expr(T number) : value_(Scalar(static_cast<double>(number))) {}

  bool is_tensor() const { return value_.is_tensor(); }
  const Operand& operand() const { return value_; }
  const Tensor& tensor() const { return value_.tensor(); }
  double number() const { return value_.scalar().to_double(); }
  bool is_number(double x) const {
    return !is_tensor() && !value_.scalar().is_complex() && number() == x;
  }

  friend Expr operator+(const Expr& a, const Expr& b) {
    if (a.is_number(0)) return b;
    if (b.is_number(0)) return a;
    return apply(a, b, add, [](auto x, auto y) { return x + y; });
  }
  friend Expr operator-(const Expr& a, const Expr& b) {
    if (b.is_number(0)) return a;
    return apply(a, b, sub, [](auto x, auto y) { return x - y; });
  }
  friend Expr operator*(const Expr& a, const Expr& b) {
    if (a.is_number(1)) return b;
    if (b.is_number(1)) return a;
    return apply(a, b, mul, [](auto x, auto y) { return x * y; });
  }
  friend Expr operator/(const Expr& a, const Expr& b) {
    return apply(a, b, div, [](auto x, auto y) { return x / y; });
  }
  friend Expr operator-(const Expr& a) {
    return a.is_tensor() ? Expr(neg(a.tensor())) : Expr(0) - a;
  }
  friend Expr floor_divide(const Expr& a, const Expr& b) {
    return chainrule::floor_divide(a.operand(), b.operand());
  }
  friend Expr pow(const Expr& a, const Expr& b) {
    return apply(a, b, chainrule::pow, [](auto x, auto y) { return std::pow(x, y); });
  }

  /// A truth value for every element (or one for all).
  struct Truth {
    Tensor mask;
    bool all = false;
    friend Truth operator&(const Truth& a, const Truth& b) {
      if (!a.mask.defined()) return a.all ? b : a;
      if (!b.mask.defined()) return b.all ? a : b;
      return {logical_and(a.mask, b.mask)};
    }
    friend Truth operator|(const Truth& a, const Truth& b) {
      if (!a.mask.defined()) return a.all ? a : b;
      if (!b.mask.defined()) return b.all ? b : a;
      return {logical_or(a.mask, b.mask)};
    }
  };
  friend Truth operator==(const Expr& a, const Expr& b) {
    return compare(a, b, eq, [](auto x, auto y) { return x == y; });
  }
  friend Truth operator!=(const Expr& a, const Expr& b) {
    return compare(a, b, ne, [](auto x, auto y) { return x != y; });
  }
  friend Truth operator<(const Expr& a, const Expr& b) {
    return compare(a, b, lt, [](double x, double y) { return x < y; });
  }
  friend Truth operator<=(const Expr& a, const Expr& b) {
    return compare(a, b, le, [](double x, double y) { return x <= y; });
  }
  friend Truth operator>(const Expr& a, const Expr& b) {
    return compare(a, b, gt, [](double x, double y) { return x > y; });
  }
  friend Truth operator>=(const Expr& a, const Expr& b) {
    return compare(a, b, ge, [](double x, double y) { return x >= y; });
  }
  /// Real and not negative.
  friend Truth nonnegative(const Expr& x) {
    if (!x.is_tensor()) {
      const complex128 z = x.operand().scalar().to_complex();
      return {Tensor(), z.real() >= 0 && z.imag() == 0};
    }
    if (!chainrule::is_complex(x.tensor().dtype())) return x >= 0;
    const Tensor z = detach(x.tensor());
    return {logical_and(ge(real(z), 0), eq(imag(z), 0))};
  }
  friend Expr select(const Truth& m, const Expr& a, const Expr& b) {
    if (!m.mask.defined()) return m.all ? a : b;
    return where(m.mask, a.operand(), b.operand());
  }

 private:
  template <class F>
  static Expr apply(const Expr& a, const Expr& b, Tensor (*op)(const Operand&, const Operand&),
                    F number) {
    if (a.is_tensor() || b.is_tensor()) return op(a.value_, b.value_);
    const Scalar &x = a.value_.scalar(), &y = b.value_.scalar();
    if (!x.is_complex() && !y.is_complex()) return number(x.to_double(), y.to_double());
    return Expr(Operand(Scalar(number(x.to_complex(), y.to_complex()))));
  }
  template <class F>
  static Truth compare(const Expr& a, const Expr& b, Tensor (*op)(const Operand&, const Operand&),
                       F number) {
    if (a.is_tensor() || b.is_tensor()) return {op(a.value_, b.value_), false};
    if constexpr (std::is_invocable_v<F, complex128, complex128>) {
      return {Tensor(), number(a.value_.scalar().to_complex(), b.value_.scalar().to_complex())};
    } else {
      return {Tensor(), number(a.number(), b.number())};
    }
  }
  Operand value_;
};

namespace detail {
template <class F>
Expr on(const Expr& x, Tensor (*op)(const Tensor&), F number) {
  if (x.is_tensor()) return op(x.tensor());
  const Scalar& value = x.operand().scalar();
  if (value.is_complex()) return op(full({}, value, DType::complex128));
  return number(value.to_double());
}
}  // namespace detail

inline Expr abs(const Expr& x) {
  return detail::on(x, abs, [](double v) { return std::fabs(v); });
}
inline Expr sign(const Expr& x) {
  return detail::on(x, sign, [](double v) { return v > 0 ? 1.0 : v < 0 ? -1.0 : v; });
}
inline Expr floor(const Expr& x) {
  return detail::on(x, floor, [](double v) { return std::floor(v); });
}
inline Expr trunc(const Expr& x) {
  return detail::on(x, trunc, [](double v) { return std::trunc(v); });
}
inline Expr sqrt(const Expr& x) {
  return detail::on(x, sqrt, [](double v) { return std::sqrt(v); });
}
inline Expr exp(const Expr& x) {
  return detail::on(x, exp, [](double v) { return std::exp(v); });
}
inline Expr expm1(const Expr& x) {
  return detail::on(x, expm1, [](double v) { return std::expm1(v); });
}
inline Expr log(const Expr& x) {
  return detail::on(x, log, [](double v) { return std::log(v); });
}
inline Expr log1p(const Expr& x) {
  return detail::on(x, log1p, [](double v) { return std::log1p(v); });
}
inline Expr sin(const Expr& x) {
  return detail::on(x, sin, [](double v) { return std::sin(v); });
}
inline Expr cos(const Expr& x) {
  return detail::on(x, cos, [](double v) { return std::cos(v); });
}
inline Expr sinh(const Expr& x) {
  return detail::on(x, sinh, [](double v) { return std::sinh(v); });
}
inline Expr cosh(const Expr& x) {
  return detail::on(x, cosh, [](double v) { return std::cosh(v); });
}
inline Expr tanh(const Expr& x) {
  return detail::on(x, tanh, [](double v) { return std::tanh(v); });
}
inline Expr erf(const Expr& x) {
  return detail::on(x, erf, [](double v) { return std::erf(v); });
}
inline Expr sigmoid(const Expr& x) {
  return detail::on(x, sigmoid, [](double v) { return 1 / (1 + std::exp(-v)); });
}

}  // namespace chainrule
