// The operations of binary_more.h; atan2, hypot and float_power.
#include "ops/functions.h"
#include "ops/inplace.h"
#include "ops/pointwise/driver.h"
#include "ops/pointwise/gamma.h"
#include "ops/views.h"

namespace chainrule {

Tensor xlogy(const Operand& a, const Operand& b) {
  const char* node = !a.is_tensor()   ? "XlogyBackward1"
                     : !b.is_tensor() ? "XlogyBackward2"
                                      : "XlogyBackward0";
  return binary_op<Xlogy>("xlogy", a, b, {}, node);
}
Tensor ldexp(const Tensor& a, const Tensor& b) {
  if (is_complex(a.dtype()) || is_complex(b.dtype())) return mul(a, pow(Scalar(2), b));
  return binary_op<Ldexp>("ldexp", a, b);
}

namespace {

Tensor atan2_op(const Tensor& a, const Tensor& b) { return atan2(a, b); }
Tensor hypot_op(const Tensor& a, const Tensor& b) { return hypot(a, b); }
Tensor xlogy_op(const Tensor& a, const Operand& b) { return xlogy(a, b); }
Tensor xlogy_of_number(const Scalar& a, const Tensor& b) { return xlogy(a, b); }
Tensor copysign(const Tensor& a, const Operand& b) {
  return binary_op<Copysign>("copysign", a, b, {},
                             b.is_tensor() ? "CopysignBackward0" : "CopysignBackward1");
}
Tensor fmax(const Tensor& a, const Tensor& b) {
  check(!is_complex(result_type(a, b)), "fmax not implemented for complex tensors.");
  return binary_op<Fmax>("fmax", a, b);
}
Tensor fmin(const Tensor& a, const Tensor& b) {
  check(!is_complex(result_type(a, b)), "fmin not implemented for complex tensors.");
  return binary_op<Fmin>("fmin", a, b);
}
Tensor logaddexp(const Tensor& a, const Tensor& b) {
  if (is_complex(result_type(a, b))) {
    // By the larger real part, so that the exponential does not overflow.
    const Tensor first = ge(real(a), real(b)), d = a - b;
    return where(first, a, b) + log1p(exp(where(first, -d, d)));
  }
  return binary_op<Logaddexp>("logaddexp", a, b);
}
Tensor logaddexp2(const Tensor& a, const Tensor& b) {
  return binary_op<Logaddexp2>("logaddexp2", a, b);
}
Tensor gcd(const Tensor& a, const Tensor& b) { return binary_op<Gcd>("gcd", a, b); }
Tensor lcm(const Tensor& a, const Tensor& b) { return binary_op<Lcm>("lcm", a, b); }

Tensor heaviside(const Tensor& x, const Tensor& values) {
  check(!is_complex(x.dtype()) && !is_complex(values.dtype()),
        "heaviside is not yet implemented for complex tensors.");
  check(x.dtype() == values.dtype(),
        "heaviside is not yet implemented for tensors with different dtypes: got ",
        full_name(x.dtype()), " and ", full_name(values.dtype()));
  const Tensor out = binary_op<Heaviside>("heaviside", x, values);
  record("NotImplemented", out, {x, values}, {}, [](const Backward&) -> Grads {
    fail(
        "derivative for aten::heaviside is not implemented: take the step out of the graph with "
        "detach(), or use where()");
  });
  return out;
}

Tensor nextafter(const Tensor& a, const Tensor& b) {
  const DType dtype = result_type(a, b);
  if (item_size(dtype) != 2 || !is_floating(dtype)) {
    return binary_op<Nextafter>("nextafter", a, b);
  }
  // The neighbour of a number of 16 bits is found in its own bits.
  Tensor out;
  {
    const NoGrad off;
    const Nextafter16 op{{}, dtype == DType::float16 ? 0x7c00 : 0x7f80};
    const auto bits = [&](const Tensor& t) { return view_dtype(to(t, dtype), DType::int16); };
    out = view_dtype(binary_op<Nextafter16>("nextafter", bits(a), bits(b), op), dtype);
  }
  record("NextafterBackward0", out, {a, b}, {a, b}, [](const Backward& g) -> Grads {
    return {where(ne(g.saved(0), g.saved(1)), g.grad(), Scalar(0)), zeros_like(g.grad())};
  });
  return out;
}

/// In double precision (complex: complex128) whatever the operands are.
Tensor float_power(const Operand& a, const Operand& b) {
  const auto complex = [](const Operand& o) {
    return o.is_tensor() ? is_complex(o.tensor().dtype()) : o.scalar().is_complex();
  };
  const DType dtype = complex(a) || complex(b) ? DType::complex128 : DType::float64;
  const auto converted = [&](const Operand& o) -> Operand {
    return o.is_tensor() ? Operand(to(o.tensor(), dtype)) : o;
  };
  return pow(converted(a), converted(b));
}
Tensor float_power_op(const Tensor& a, const Operand& b) { return float_power(a, b); }
Tensor float_power_of_number(const Scalar& a, const Tensor& b) { return float_power(a, b); }
Tensor float_power_inplace(const Tensor& a, const Operand& b) {
  check_inplace(a, "float_power_");
  const uint64_t first_node = current_sequence_nr();
  const Tensor result = float_power(a, b);
  check(result.dtype() == a.dtype(), "the base given to float_power_ has dtype ",
        kDTypes[static_cast<size_t>(a.dtype())].legacy,
        " but the operation's result requires dtype ",
        kDTypes[static_cast<size_t>(result.dtype())].legacy);
  assign_inplace(a, result, "float_power_", first_node);
  return a;
}

const Op kAtan2 = Op("atan2(Tensor input, Tensor other)", atan2_op)
                      .inplace()
                      .alias("arctan2")
                      .doc(R"(The angle of the point (other, input), in radians from -pi to pi.

>>> import chainrule as cr
>>> cr.atan2(cr.tensor([1.0, -1.0]), cr.tensor([1.0, -1.0]))
tensor([ 0.7854, -2.3562]))");
const Op kHypot = Op("hypot(Tensor input, Tensor other)", hypot_op)
                      .inplace()
                      .doc(R"(sqrt(input**2 + other**2), without overflow on the way.

>>> import chainrule as cr
>>> cr.hypot(cr.tensor([3.0]), cr.tensor([4.0]))
tensor([5.]))");
const Op kXlogy = Op("xlogy(Tensor input, ScalarOrTensor other)", xlogy_op)
                      .inplace()
                      .alias("special.xlogy")
                      .doc(R"(input * log(other), and 0 where input is 0 (unless other is NaN).

>>> import chainrule as cr
>>> cr.xlogy(cr.tensor([0.0, 2.0]), cr.tensor([0.0, 3.0]))
tensor([0.0000, 2.1972]))");
const Op kXlogyOfNumber =
    Op("xlogy(Scalar self, Tensor other)", xlogy_of_number).function_only().alias("special.xlogy");
const Op kCopysign = Op("copysign(Tensor input, ScalarOrTensor other)", copysign)
                         .inplace()
                         .doc(R"(The magnitude of input with the sign of other, of -0.0 too.

>>> import chainrule as cr
>>> cr.copysign(cr.tensor([1.0, -2.0]), -0.0)
tensor([-1., -2.]))");
const Op kFmax =
    Op("fmax(Tensor input, Tensor other)", fmax)
        .doc(
            R"(The larger one of two elements; NaN only where both are. A tie's gradient goes to input.

>>> import chainrule as cr
>>> cr.fmax(cr.tensor([1.0, float('nan')]), cr.tensor([2.0, 3.0]))
tensor([2., 3.]))");
const Op kFmin =
    Op("fmin(Tensor input, Tensor other)", fmin)
        .doc(
            R"(The smaller one of two elements; NaN only where both are. A tie's gradient goes to input.

>>> import chainrule as cr
>>> cr.fmin(cr.tensor([1.0, float('nan')]), cr.tensor([2.0, 3.0]))
tensor([1., 3.]))");
const Op kLogaddexp = Op("logaddexp(Tensor input, Tensor other)", logaddexp)
                          .doc(R"(log(exp(input) + exp(other)), without overflow.

>>> import chainrule as cr
>>> cr.logaddexp(cr.tensor([1000.0]), cr.tensor([999.0]))
tensor([1000.3132]))");
const Op kLogaddexp2 = Op("logaddexp2(Tensor input, Tensor other)", logaddexp2)
                           .doc(R"(log2(2**input + 2**other), without overflow.

>>> import chainrule as cr
>>> cr.logaddexp2(cr.tensor([3.0]), cr.tensor([3.0]))
tensor([4.]))");
const Op kGcd = Op("gcd(Tensor input, Tensor other)", gcd)
                    .inplace()
                    .doc(R"(The greatest common divisor of integers; gcd(0, 0) is 0.

>>> import chainrule as cr
>>> cr.gcd(cr.tensor([12, -8]), cr.tensor([18, 20]))
tensor([6, 4]))");
const Op kLcm = Op("lcm(Tensor input, Tensor other)", lcm)
                    .inplace()
                    .doc(R"(The least common multiple of integers, 0 where one of them is 0.

>>> import chainrule as cr
>>> cr.lcm(cr.tensor([4, 0]), cr.tensor([6, 5]))
tensor([12,  0]))");
const Op kHeaviside =
    Op("heaviside(Tensor input, Tensor values)", heaviside)
        .inplace()
        .doc(R"(0 where input is negative, 1 where it is positive, values where it is 0. Has no
derivative.

Raises:
    RuntimeError: the two tensors differ in dtype, or are complex.

>>> import chainrule as cr
>>> cr.heaviside(cr.tensor([-1.0, 0.0, 2.0]), cr.tensor([0.5]))
tensor([0.0000, 0.5000, 1.0000]))");
const Op kNextafter =
    Op("nextafter(Tensor input, Tensor other)", nextafter)
        .inplace()
        .doc(R"(The next number after input that its type has, on the way to other.

>>> import chainrule as cr
>>> cr.nextafter(cr.tensor([1.0]), cr.tensor([2.0])) - 1
tensor([1.1921e-07]))");
const Op kLdexp = Op(
                      "ldexp(Tensor input, Tensor other)",
                      +[](const Tensor& a, const Tensor& b) { return ldexp(a, b); })
                      .inplace()
                      .doc(R"(input * 2**other.

>>> import chainrule as cr
>>> cr.ldexp(cr.tensor([1.0, 3.0]), cr.tensor([3, -1]))
tensor([8.0000, 1.5000]))");
const Op kFloatPower =
    Op("float_power(Tensor input, ScalarOrTensor exponent)", float_power_op)
        .doc(R"(input ** exponent, computed in float64 (complex128 for complex operands).

>>> import chainrule as cr
>>> cr.float_power(cr.tensor([2, 3]), -1)
tensor([0.5000, 0.3333], dtype=torch.float64))");
const Op kFloatPowerOfNumber =
    Op("float_power(Scalar self, Tensor exponent)", float_power_of_number).function_only();
const Op kFloatPowerInplace =
    Op("float_power_(Tensor input, ScalarOrTensor exponent)", float_power_inplace)
        .method_only()
        .doc(R"(``float_power`` in place.

Raises:
    RuntimeError: the tensor is not of the type that the result has.

>>> import chainrule as cr
>>> cr.tensor([2.0], dtype=cr.float64).float_power_(3)
tensor([8.], dtype=torch.float64))");
}  // namespace

}  // namespace chainrule
