// The elementwise functions of ops/functions.h, and the registration of the pointwise operations.
#include "ops/functions.h"
#include "ops/creation.h"

#include <deque>
#include <limits>

#include "ops/memory_format.h"
#include "ops/pointwise/driver.h"
#include "ops/pointwise/gamma.h"
#include "ops/pointwise/register.h"
#include "ops/reduce.h"

namespace chainrule {

namespace {

bool both_bool(const Operand& a, const Operand& b) { return result_type(a, b) == DType::bool_; }

}  // namespace

// ---- arithmetic ----

Tensor add(const Operand& a, const Operand& b) {
  if (both_bool(a, b)) [[unlikely]]
    return logical_or(a, b);
  return binary_op<Add>("add", a, b);
}

Tensor add(const Operand& a, const Operand& b, Scalar alpha) {
  if (alpha.category() != Category::boolean && alpha == Scalar(1)) return add(a, b);
  const DType dtype = result_type(a, b);
  check(!is_integral(dtype) || alpha.is_integral(),
        "For integral input tensors, argument alpha must not be a floating point number.");
  check(dtype == DType::bool_ || alpha.category() != Category::boolean,
        "Boolean alpha only supported for Boolean results.");
  if (dtype == DType::bool_) return alpha.to_bool() ? logical_or(a, b) : logical_or(a, false);
  if (alpha.is_complex()) return add(a, mul(b, alpha));
  return binary_op<AddScaled>("add", a, b, {Binary{}, alpha.to_double()});
}

namespace {
void refuse_bool_difference(const Operand& a, const Operand& b) {
  const auto is_bool = [](const Operand& o) {
    return o.is_tensor() ? o.tensor().dtype() == DType::bool_
                         : o.scalar().category() == Category::boolean;
  };
  check(!is_bool(a) || !is_bool(b),
        "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
        "`logical_xor()` operator instead.");
  check(!is_bool(a) && !is_bool(b),
        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to "
        "invert a mask, use the `~` or "
        "`logical_not()` operator instead.");
}
}  // namespace

Tensor sub(const Operand& a, const Operand& b) {
  refuse_bool_difference(a, b);
  return binary_op<Sub>("sub", a, b, {}, a.is_tensor() ? "SubBackward0" : "RsubBackward1");
}

Tensor mul(const Operand& a, const Operand& b) {
  if (both_bool(a, b)) [[unlikely]]
    return logical_and(a, b);
  return binary_op<Mul>("mul", a, b);
}

Tensor div(const Operand& a, const Operand& b) {
  if (!a.is_tensor()) return mul(reciprocal(b.tensor()), a);
  return binary_op<Div>("div", a, b);
}

Tensor pow(const Operand& a, const Operand& b) {
  const DType dtype = result_type(a, b);
  if (is_integral(dtype)) {
    const bool negative = !b.is_tensor() && b.scalar().to_int() < 0;
    check(!negative, "Integers to negative integer powers are not allowed.");
    if (dtype == DType::bool_) {  // 0 ** 0 is 1
      return logical_or(
          a, logical_not(b.is_tensor() ? b.tensor() : full({}, b.scalar(), DType::bool_)));
    }
    if (!b.is_tensor()) check_representable(b.scalar(), dtype);
    return binary_op<IntPow>("pow", a, b);
  }
  if (!b.is_tensor() && !b.scalar().is_complex()) {
    const Tensor x = is_integral(a.tensor().dtype()) ? to(a.tensor(), dtype) : a.tensor();
    return unary<PowScalar>("pow", "PowBackward0", x, {Unary{}, b.scalar().to_double()});
  }
  // The logarithm in the derivative is that of a complex number then.
  if (is_complex(dtype) && a.is_tensor() && b.is_tensor()) {
    return binary_op<Pow>("pow", to(a.tensor(), dtype), b);
  }
  if (is_complex(dtype) && !a.is_tensor()) {
    return binary_op<Pow>("pow", Scalar(a.scalar().to_complex()), b, {}, "PowBackward2");
  }
  return binary_op<Pow>("pow", a, b, {}, a.is_tensor() ? "PowBackward1" : "PowBackward2");
}

Tensor maximum(const Operand& a, const Operand& b) { return binary_op<Maximum>("maximum", a, b); }
Tensor minimum(const Operand& a, const Operand& b) { return binary_op<Minimum>("minimum", a, b); }
Tensor atan2(const Operand& a, const Operand& b) { return binary_op<Atan2>("atan2", a, b); }
Tensor hypot(const Operand& a, const Operand& b) { return binary_op<Hypot>("hypot", a, b); }

Tensor addcmul(const Tensor& a, const Tensor& b, const Tensor& c, Scalar value) {
  if (value.is_complex()) return addcmul(a, mul(b, value), c, 1);
  const PointwiseInfo info = detail::info_of<Addcmul>("addcmul", ternary());
  const Addcmul op{Binary{}, value.to_double()};
  Tensor out = run_ternary(info, &op, a, b, c);
  if (any_requires_grad(a, b, c)) {
    record("AddcmulBackward0", out, {a, b, c}, {b, c}, [value](const Backward& g) -> Grads {
      return {g.grad(), g.needs(1) ? g.grad() * conj(g.saved(1)) * value : Tensor(),
              g.needs(2) ? g.grad() * conj(g.saved(0)) * value : Tensor()};
    });
  }
  return out;
}

namespace {
Tensor addcdiv(const Tensor& a, const Tensor& b, const Tensor& c, Scalar value) {
  check(!is_integral(b.dtype()) || !is_integral(c.dtype()),
        "Integer division with addcdiv is no longer supported, and in a future release addcdiv "
        "will perform a true division of tensor1 "
        "and tensor2. Convert one of them first, as in tensor1.float().");
  if (value.is_complex()) return addcdiv(a, mul(b, value), c, 1);
  const PointwiseInfo info = detail::info_of<Addcdiv>("addcdiv", ternary());
  const Addcdiv op{Binary{}, value.to_double()};
  Tensor out = run_ternary(info, &op, a, b, c);
  if (any_requires_grad(a, b, c)) {
    record("AddcdivBackward0", out, {a, b, c}, {b, c}, [value](const Backward& g) -> Grads {
      const Tensor c = g.saved(1);
      return {g.grad(), g.needs(1) ? g.grad() * conj(reciprocal(c) * value) : Tensor(),
              g.needs(2) ? -g.grad() * value * conj(g.saved(0) / (c * c)) : Tensor()};
    });
  }
  return out;
}
}  // namespace

Tensor lerp(const Tensor& a, const Tensor& b, const Operand& weight) {
  check(a.dtype() == b.dtype(), "expected dtype ", full_name(a.dtype()),
        " for `end` but got dtype ", full_name(b.dtype()));
  const Tensor w = weight.is_tensor() ? weight.tensor() : full({}, weight.scalar(), a.dtype());
  check(w.dtype() == a.dtype(), "expected dtype ", full_name(a.dtype()),
        " for `weight` but got dtype ", full_name(w.dtype()));
  const PointwiseInfo info = detail::info_of<Lerp>("lerp", ternary());
  const Lerp op;
  if (!weight.is_tensor() && is_reduced_float(a.dtype())) {
    // A number keeps its precision, as it would beside a wider type.
    const double number = weight.scalar().to_double();
    Tensor out;
    {
      const NoGrad no_grad;
      out = to(run_ternary(info, &op, to(a, DType::float32), to(b, DType::float32),
                           full({}, number, DType::float32)),
               a.dtype());
    }
    record("LerpBackward0", out, {a, b}, {}, [number](const Backward& g) -> Grads {
      return {g.grad() * (1 - number), g.grad() * number};
    });
    return out;
  }
  Tensor out = run_ternary(info, &op, a, b, w);
  if (any_requires_grad(a, b, w)) {
    const char* name = weight.is_tensor() ? "LerpBackward1" : "LerpBackward0";
    record(name, out, {a, b, w}, {a, b, w}, [](const Backward& g) -> Grads {
      const Tensor w = conj(g.saved(2));
      return {g.needs(0) ? g.grad() * (1 - w) : Tensor(), g.needs(1) ? g.grad() * w : Tensor(),
              g.needs(2) ? g.grad() * conj(g.saved(1) - g.saved(0)) : Tensor()};
    });
  }
  return out;
}

// ---- unary ----

#define CHAINRULE_UNARY(Definition, name) \
  Tensor name(const Tensor& x) { return registered_unary<Definition>(x); }

namespace {

const bool kRegistered = register_all(UnaryBasicOps{}) && register_all(UnaryMathOps{}) &&
                         register_all(UnaryActivationOps{}) && register_all(UnaryGammaOps{}) &&
                         register_all(UnaryPartsOps{});

}  // namespace

Tensor neg(const Tensor& x) {
  check(x.dtype() != DType::bool_,
        "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to "
        "invert a mask, use the `~` or "
        "`logical_not()` operator instead.");
  return unary<Neg>("neg", "NegBackward0", x);
}
CHAINRULE_UNARY(Abs, abs)
CHAINRULE_UNARY(Sign, sign)
CHAINRULE_UNARY(Square, square)
CHAINRULE_UNARY(Reciprocal, reciprocal)
CHAINRULE_UNARY(Sqrt, sqrt)
CHAINRULE_UNARY(Rsqrt, rsqrt)
CHAINRULE_UNARY(Exp, exp)
CHAINRULE_UNARY(Exp2, exp2)
CHAINRULE_UNARY(Expm1, expm1)
CHAINRULE_UNARY(Log, log)
CHAINRULE_UNARY(Log2, log2)
CHAINRULE_UNARY(Log10, log10)
CHAINRULE_UNARY(Log1p, log1p)
CHAINRULE_UNARY(Sin, sin)
CHAINRULE_UNARY(Cos, cos)
CHAINRULE_UNARY(Tan, tan)
CHAINRULE_UNARY(Sinh, sinh)
CHAINRULE_UNARY(Cosh, cosh)
CHAINRULE_UNARY(Tanh, tanh)
CHAINRULE_UNARY(Atan, atan)
CHAINRULE_UNARY(Erf, erf)
CHAINRULE_UNARY(Erfc, erfc)
CHAINRULE_UNARY(Sigmoid, sigmoid)
CHAINRULE_UNARY(Relu, relu)
CHAINRULE_UNARY(LogSigmoid, logsigmoid)
CHAINRULE_UNARY(LogicalNot, logical_not)
CHAINRULE_UNARY(Floor, floor)
CHAINRULE_UNARY(Ceil, ceil)
CHAINRULE_UNARY(Trunc, trunc)
CHAINRULE_UNARY(IsNan, isnan)
CHAINRULE_UNARY(IsInf, isinf)
CHAINRULE_UNARY(IsFinite, isfinite)
#undef CHAINRULE_UNARY

Tensor round(const Tensor& x) {
  return x.dtype() != DType::bool_ && is_integral(x.dtype())
             ? clone(x)
             : unary<RoundEven>("round", "RoundBackward0", x);
}
bool any_nan(const Tensor& x) {
  if (is_integral(x.dtype())) return false;
  const Tensor found = any(isnan(x));
  return *found.data<bool>();
}

// ---- comparisons ----

Tensor eq(const Operand& a, const Operand& b) { return binary_op<Eq>("eq", a, b); }
Tensor ne(const Operand& a, const Operand& b) { return binary_op<Ne>("ne", a, b); }
Tensor lt(const Operand& a, const Operand& b) { return binary_op<Lt>("lt", a, b); }
Tensor le(const Operand& a, const Operand& b) { return binary_op<Le>("le", a, b); }
Tensor gt(const Operand& a, const Operand& b) { return binary_op<Gt>("gt", a, b); }
Tensor ge(const Operand& a, const Operand& b) { return binary_op<Ge>("ge", a, b); }
Tensor logical_and(const Operand& a, const Operand& b) {
  return binary_op<LogicalAnd>("logical_and", a, b);
}
Tensor logical_or(const Operand& a, const Operand& b) {
  return binary_op<LogicalOr>("logical_or", a, b);
}
Tensor logical_xor(const Operand& a, const Operand& b) {
  return binary_op<LogicalXor>("logical_xor", a, b);
}

// ---- conversion and copies ----

Tensor to(const Tensor& x, DType dtype) {
  if (x.dtype() == dtype) return x;
  Tensor out = empty_like(x, dtype);
  copy_into(out, x);
  if (is_differentiable(dtype) && any_requires_grad(x)) {
    record("ToCopyBackward0", out, {x}, {}, [](const Backward& b) -> Grads { return {b.grad()}; });
  }
  return out;
}

Tensor clone(const Tensor& x) {
  Tensor out = empty_like(x);
  copy_into(out, x);
  if (any_requires_grad(x)) {
    record("CloneBackward0", out, {x}, {}, [](const Backward& b) -> Grads { return {b.grad()}; });
  }
  return out;
}

Tensor contiguous(const Tensor& x) {
  if (x.is_contiguous()) return x;
  Tensor out = empty(x.sizes(), x.dtype());
  copy_into(out, x);
  if (any_requires_grad(x)) {
    record("CloneBackward0", out, {x}, {}, [](const Backward& b) -> Grads { return {b.grad()}; });
  }
  return out;
}

// ---- registration of what takes more than one tensor or parameters ----

namespace {

Tensor add_op(const Tensor& x, const Operand& y, const Scalar& alpha) { return add(x, y, alpha); }
Tensor sub_op(const Tensor& x, const Operand& y, const Scalar& alpha) {
  if (alpha == Scalar(1)) return sub(x, y);
  refuse_bool_difference(x, y);
  check(!is_integral(result_type(x, y)) || alpha.is_integral(),
        "For integral input tensors, argument alpha must not be a floating point number.");
  if (alpha.is_complex()) return sub(x, mul(y, alpha));
  return binary_op<AddScaled>("sub", x, y, {Binary{}, -alpha.to_double()}, "SubBackward0");
}
/// other - alpha * input
Tensor rsub(const Tensor& x, const Operand& other, const Scalar& alpha) {
  if (alpha == Scalar(1)) return sub(other, x);
  check(x.dtype() != DType::bool_,
        "Subtraction, the `-` operator, with a bool tensor is not "
        "supported. Use logical_xor() instead.");
  check(!is_integral(result_type(x, other)) || alpha.is_integral(),
        "For integral input tensors, argument alpha must not be a floating point number.");
  if (alpha.is_complex()) return sub(other, mul(x, alpha));
  return binary_op<AddScaled>("sub", other, x, {Binary{}, -alpha.to_double()},
                              other.is_tensor() ? "RsubBackward0" : "RsubBackward1");
}

// add(2, x) and its kin: a number in the first place. Two numbers give a tensor without dimensions.
Operand tensor_of(const Operand& other) {
  return other.is_tensor() ? other : Operand(full({}, other.scalar(), other.scalar().dtype()));
}
Tensor add_to_number(const Scalar& a, const Operand& b, const Scalar& alpha) {
  return add(a, tensor_of(b), alpha);
}
Tensor sub_from_number(const Scalar& a, const Operand& b, const Scalar& alpha) {
  return rsub(tensor_of(b).tensor(), a, alpha);
}
Tensor mul_by_number(const Scalar& a, const Operand& b) { return mul(tensor_of(b), a); }
Tensor mul_op(const Tensor& x, const Operand& y) { return mul(x, y); }
Tensor pow_op(const Tensor& x, const Operand& y) { return pow(x, y); }
Tensor pow_of_number(const Scalar& x, const Tensor& y) { return pow(x, y); }
Tensor maximum_op(const Tensor& x, const Tensor& y) { return maximum(x, y); }
Tensor minimum_op(const Tensor& x, const Tensor& y) { return minimum(x, y); }
Tensor where_op(const Tensor& c, const Operand& a, const Operand& b) { return where(c, a, b); }

const Op kNeg = Op("neg(Tensor input)", neg)
                    .inplace()
                    .alias("negative")
                    .doc(R"(The negative of every element, ``-input``.

Raises:
    RuntimeError: the input is bool; ``~input`` inverts a mask.

Example:
    >>> import chainrule as cr
    >>> cr.neg(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([ 1., -0., -2.])
)");
const Op kAdd = Op("add(Tensor input, ScalarOrTensor other, *, Scalar alpha=1)", add_op)
                    .inplace()
                    .doc(R"(``input + alpha * other``, element by element.

The operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: the shapes cannot be broadcast; ``alpha`` is a fraction and the operands are
        integers.

Example:
    >>> import chainrule as cr
    >>> cr.add(cr.tensor([1.0, 2.0]), cr.tensor([[10.0], [20.0]]))
    tensor([[11., 12.],
            [21., 22.]])
    >>> cr.add(cr.tensor([1.0, 2.0]), 1, alpha=10)
    tensor([11., 12.])
)");
const Op kSub = Op("sub(Tensor input, ScalarOrTensor other, *, Scalar alpha=1)", sub_op)
                    .inplace()
                    .alias("subtract")
                    .doc(R"(``input - alpha * other``, element by element.

The operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: the shapes cannot be broadcast; an operand is bool; ``alpha`` is a fraction and
        the operands are integers.

Example:
    >>> import chainrule as cr
    >>> cr.sub(cr.tensor([1.0, 2.0]), cr.tensor([[10.0], [20.0]]))
    tensor([[ -9.,  -8.],
            [-19., -18.]])
)");
const Op kMul = Op("mul(Tensor input, ScalarOrTensor other)", mul_op)
                    .inplace()
                    .alias("multiply")
                    .doc(R"(``input * other``, element by element.

The operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.mul(cr.tensor([1.0, 2.0]), cr.tensor([[10.0], [20.0]]))
    tensor([[10., 20.],
            [20., 40.]])
)");
const Op kRsub = Op("rsub(Tensor input, ScalarOrTensor other, *, Scalar alpha=1)", rsub)
                     .function_only()
                     .no_out()
                     .doc(R"(other - alpha * input.

>>> import chainrule as cr
>>> cr.rsub(cr.tensor([1.0, 2.0]), 5)
tensor([4., 3.]))");
const Op kAddToNumber =
    Op("add(Scalar input, ScalarOrTensor other, *, Scalar alpha=1)", add_to_number).function_only();
const Op kSubFromNumber =
    Op("sub(Scalar input, ScalarOrTensor other, *, Scalar alpha=1)", sub_from_number)
        .function_only()
        .alias("subtract");
const Op kMulByNumber =
    Op("mul(Scalar input, ScalarOrTensor other)", mul_by_number).function_only().alias("multiply");
const Op kPow = Op("pow(Tensor input, ScalarOrTensor exponent)", pow_op)
                    .inplace()
                    .doc(R"(``input ** exponent``, element by element; either may be a number.

The operands are broadcast, and computed in the type that both fit. The derivative by the input is
``exponent * input**(exponent - 1)``, that by the exponent ``input**exponent * log(input)``.

Raises:
    RuntimeError: the shapes cannot be broadcast; a negative whole exponent of integers.

Example:
    >>> import chainrule as cr
    >>> cr.pow(cr.tensor([1.0, 2.0, 3.0]), 2)
    tensor([1., 4., 9.])
    >>> cr.pow(2, cr.tensor([1.0, 0.5]))
    tensor([2.0000, 1.4142])
)");
const Op kPowOfNumber = Op("pow(Scalar self, Tensor exponent)", pow_of_number).function_only();
const Op kMaximum = Op("maximum(Tensor input, Tensor other)", maximum_op)
                        .doc(R"(The larger of two elements; NaN where either is NaN.

The operands are broadcast, and computed in the type that both fit. Where both are
equal, each gets half of the gradient.

Raises:
    RuntimeError: the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.maximum(cr.tensor([1.0, 2.0]), cr.tensor([3.0, 0.0]))
    tensor([3., 2.])
)");
const Op kMinimum = Op("minimum(Tensor input, Tensor other)", minimum_op)
                        .doc(R"(The smaller of two elements; NaN where either is NaN.

The operands are broadcast, and computed in the type that both fit. Where both are
equal, each gets half of the gradient.

Raises:
    RuntimeError: the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.minimum(cr.tensor([1.0, 2.0]), cr.tensor([3.0, 0.0]))
    tensor([1., 0.])
)");
const Op kAddcmul =
    Op("addcmul(Tensor input, Tensor tensor1, Tensor tensor2, *, Scalar value=1)", addcmul)
        .inplace()
        .doc(R"(``input + value * tensor1 * tensor2``, element by element.

The operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.addcmul(cr.ones(2), cr.tensor([1.0, 2.0]), cr.tensor([1.0, 2.0]), value=10)
    tensor([11., 41.])
)");
const Op kAddcdiv =
    Op("addcdiv(Tensor input, Tensor tensor1, Tensor tensor2, *, Scalar value=1)", addcdiv)
        .inplace()
        .doc(R"(``input + value * tensor1 / tensor2``, element by element.

The operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: the shapes cannot be broadcast, or all operands are integers.

Example:
    >>> import chainrule as cr
    >>> cr.addcdiv(cr.ones(2), cr.tensor([1.0, 2.0]), cr.tensor([4.0, 4.0]))
    tensor([1.2500, 1.5000])
)");
const Op kLerp = Op("lerp(Tensor input, Tensor end, ScalarOrTensor weight)", lerp)
                     .inplace()
                     .doc(R"(A point between two: ``input + weight * (end - input)``.

Args:
    input: the point for weight 0.
    end: the point for weight 1, of the same dtype.
    weight: a number or a tensor; values outside [0, 1] go beyond the ends.

Raises:
    RuntimeError: the shapes cannot be broadcast, or the dtypes differ.

Example:
    >>> import chainrule as cr
    >>> cr.lerp(cr.tensor([1.0, 2.0]), cr.tensor([3.0, 6.0]), 0.5)
    tensor([2., 4.])
)");
const Op kEq = Op(
                   "eq(Tensor input, ScalarOrTensor other)",
                   +[](const Tensor& x, const Operand& y) { return eq(x, y); })
                   .inplace()
                   .doc(R"(Where two elements are equal: ``input == other``, a bool tensor.

The operands are broadcast, and computed in the type that both fit. False where either is NaN.

Raises:
    RuntimeError: the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.eq(cr.tensor([1, 2, 3]), 2)
    tensor([False,  True, False])
)");
const Op kNe = Op(
                   "ne(Tensor input, ScalarOrTensor other)",
                   +[](const Tensor& x, const Operand& y) { return ne(x, y); })
                   .inplace()
                   .alias("not_equal")
                   .doc(R"(Where two elements differ: ``input != other``, a bool tensor.

The operands are broadcast, and computed in the type that both fit. NaN differs from everything.

Raises:
    RuntimeError: the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.ne(cr.tensor([1, 2, 3]), 2)
    tensor([ True, False,  True])
)");
const Op kLt =
    Op(
        "lt(Tensor input, ScalarOrTensor other)",
        +[](const Tensor& x, const Operand& y) { return lt(x, y); })
        .inplace()
        .alias("less")
        .doc(R"(Where elements of the first are smaller: ``input < other``, a bool tensor.

The operands are broadcast, and computed in the type that both fit. False where either is NaN.

Raises:
    RuntimeError: the shapes cannot be broadcast, or an operand is complex.

Example:
    >>> import chainrule as cr
    >>> cr.lt(cr.tensor([1, 2, 3]), 2)
    tensor([ True, False, False])
)");
const Op kLe =
    Op(
        "le(Tensor input, ScalarOrTensor other)",
        +[](const Tensor& x, const Operand& y) { return le(x, y); })
        .inplace()
        .alias("less_equal")
        .doc(R"(Where elements of the first are smaller or equal: ``input <= other``, a bool tensor.

The operands are broadcast, and computed in the type that both fit. False where either is NaN.

Raises:
    RuntimeError: the shapes cannot be broadcast, or an operand is complex.

Example:
    >>> import chainrule as cr
    >>> cr.le(cr.tensor([1, 2, 3]), 2)
    tensor([ True,  True, False])
)");
const Op kGt = Op(
                   "gt(Tensor input, ScalarOrTensor other)",
                   +[](const Tensor& x, const Operand& y) { return gt(x, y); })
                   .inplace()
                   .alias("greater")
                   .doc(R"(Where elements of the first are larger: ``input > other``, a bool tensor.

The operands are broadcast, and computed in the type that both fit. False where either is NaN.

Raises:
    RuntimeError: the shapes cannot be broadcast, or an operand is complex.

Example:
    >>> import chainrule as cr
    >>> cr.gt(cr.tensor([1, 2, 3]), 2)
    tensor([False, False,  True])
)");
const Op kGe =
    Op(
        "ge(Tensor input, ScalarOrTensor other)",
        +[](const Tensor& x, const Operand& y) { return ge(x, y); })
        .inplace()
        .alias("greater_equal")
        .doc(R"(Where elements of the first are larger or equal: ``input >= other``, a bool tensor.

The operands are broadcast, and computed in the type that both fit. False where either is NaN.

Raises:
    RuntimeError: the shapes cannot be broadcast, or an operand is complex.

Example:
    >>> import chainrule as cr
    >>> cr.ge(cr.tensor([1, 2, 3]), 2)
    tensor([False,  True,  True])
)");
const Op kLogicalAnd = Op(
                           "logical_and(Tensor input, Tensor other)",
                           +[](const Tensor& x, const Tensor& y) { return logical_and(x, y); })
                           .inplace()
                           .doc(R"(Where both elements differ from zero, a bool tensor.

The operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.logical_and(cr.tensor([True, True, False]), cr.tensor([True, False, False]))
    tensor([ True, False, False])
)");
const Op kLogicalOr =
    Op(
        "logical_or(Tensor input, Tensor other)",
        +[](const Tensor& x, const Tensor& y) { return logical_or(x, y); })
        .inplace()
        .doc(R"(Where at least one of two elements differs from zero, a bool tensor.

The operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.logical_or(cr.tensor([True, True, False]), cr.tensor([True, False, False]))
    tensor([ True,  True, False])
)");
const Op kLogicalXor =
    Op(
        "logical_xor(Tensor input, Tensor other)",
        +[](const Tensor& x, const Tensor& y) { return logical_xor(x, y); })
        .inplace()
        .doc(R"(Where exactly one of two elements differs from zero, a bool tensor.

The operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.logical_xor(cr.tensor([True, True, False]), cr.tensor([True, False, False]))
    tensor([False,  True, False])
)");
const Op kWhere =
    Op("where(Tensor condition, ScalarOrTensor input, ScalarOrTensor other)", where_op);
const Op kWhereMethod =
    Op(
        "where(Tensor input, Tensor condition, ScalarOrTensor other)",
        +[](const Tensor& x, const Tensor& c, const Operand& y) { return where(c, x, y); })
        .method_only();
const Op kClone = Op(
                      "clone(Tensor input, *, memory_format? memory_format=None)",
                      +[](const Tensor& x, const FormatName& format) { return clone(x, format); })
                      .no_out()
                      .doc(R"(A copy with memory of its own; gradients flow through it.

Strides are kept where the elements are dense, else the copy is contiguous. ``x.detach().clone()``
is a copy without history.

Example:
    >>> import chainrule as cr
    >>> x = cr.ones(2)
    >>> y = x.clone()
    >>> y[0] = 5
    >>> x
    tensor([1., 1.])
)");
const Op kContiguous =
    Op(
        "contiguous(Tensor input, *, memory_format? memory_format=None)",
        +[](const Tensor& x, const FormatName& format) { return contiguous(x, format); })
        .method_only()
        .doc(
            R"(The tensor itself if its elements lie in row-major order, else a copy in which they do.

Example:
    >>> import chainrule as cr
    >>> x = cr.ones(2, 3).t()
    >>> x.is_contiguous(), x.contiguous().is_contiguous()
    (False, True)
)");

}  // namespace

}  // namespace chainrule
