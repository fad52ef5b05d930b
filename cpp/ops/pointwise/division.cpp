// Division with a rounding mode, remainders, and the bitwise operations.
#include "ops/functions.h"
#include "ops/pointwise/driver.h"
#include "ops/reduce.h"

namespace chainrule {

namespace {

/// An integer division by zero would trap, and so would one by 256 as a uint8.
void check_divisor(const Operand& a, const Operand& b) {
  const DType dtype = result_type(a, b);
  if (!is_integral(dtype)) return;
  const bool empty =
      (a.is_tensor() && a.tensor().numel() == 0) || (b.is_tensor() && b.tensor().numel() == 0);
  if (empty) return;
  const auto is_zero = [&]<class T>(T) {
    if constexpr (std::is_integral_v<T>) {
      return b.scalar().to<T>() == T(0);
    } else {
      return false;
    }
  };
  const bool zero =
      b.is_tensor() ? *any(eq(to(b.tensor(), dtype), 0)).data<bool>() : visit_all(dtype, is_zero);
  check(!zero,
        "ZeroDivisionError: integers cannot be divided by zero; convert to floats first, as in "
        "x.float()");
}

void refuse_bool(const char* op, const Operand& a, const Operand& b) {
  if (result_type(a, b) == DType::bool_) {
    fail<NotImplementedError>("\"", op,
                              "\" not implemented for 'Bool': convert first, as in x.int()");
  }
}

void refuse_floats(const char* op, const Operand& a, const Operand& b) {
  const DType dtype = result_type(a, b);
  if (!is_integral(dtype)) {
    fail<NotImplementedError>("\"", op, "\" not implemented for '",
                              kDTypes[static_cast<size_t>(dtype)].legacy,
                              "': bits are operated on in integers and bool");
  }
}

template <class Op_>
Tensor bitwise(const char* name, const Operand& a, const Operand& b) {
  refuse_floats(name, a, b);
  return binary_op<Op_>(name, a, b);
}

}  // namespace

Tensor floor_divide(const Operand& a, const Operand& b) {
  refuse_bool("div_floor_cpu", a, b);
  check_divisor(a, b);
  return binary_op<FloorDivide>("floor_divide", a, b);
}

Tensor remainder(const Operand& a, const Operand& b) {
  refuse_bool("remainder_cpu", a, b);
  check_divisor(a, b);
  return binary_op<Remainder>("remainder", a, b, {},
                              b.is_tensor() ? "RemainderBackward1" : "RemainderBackward0");
}

namespace {

Tensor fmod(const Operand& a, const Operand& b) {
  refuse_bool("fmod_cpu", a, b);
  check_divisor(a, b);
  return binary_op<Fmod>("fmod", a, b, {}, b.is_tensor() ? "FmodBackward1" : "FmodBackward0");
}

Tensor div_rounded(const Operand& a, const Operand& b, const std::optional<std::string>& mode) {
  if (!mode) return div(a, b);
  if (*mode == "floor") return floor_divide(a, b);
  check(*mode == "trunc",
        "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '", *mode,
        "'");
  refuse_bool("div_trunc_cpu", a, b);
  check_divisor(a, b);
  return binary_op<TruncDivide>("div", a, b);
}

Tensor bitwise_not(const Tensor& x) {
  if (x.dtype() == DType::bool_) return logical_not(x);
  refuse_floats("bitwise_not_cpu", x, x);
  return unary<BitwiseNot>("bitwise_not", "", x);
}

// div(2, x): two numbers give a tensor without dimensions.
Tensor div_number(const Scalar& a, const Operand& b, const std::optional<std::string>& mode) {
  return div_rounded(a, b.is_tensor() ? b : full({}, b.scalar(), b.scalar().dtype()), mode);
}

const Op kDiv = Op(
                    "div(Tensor input, ScalarOrTensor other, *, str? rounding_mode=None)",
                    +[](const Tensor& a, const Operand& b, const std::optional<std::string>& mode) {
                      return div_rounded(a, b, mode);
                    })
                    .inplace()
                    .alias("divide")
                    .doc(R"(``input / other``, element by element.

Args:
    input: the dividends; integers are divided as floats.
    other: the divisors, a number or a tensor that is broadcast.
    rounding_mode: None; ``"trunc"`` rounds towards 0, ``"floor"`` down, and both keep integers.

Raises:
    RuntimeError: the shapes cannot be broadcast; an unknown mode; an integer divided by 0 with
        rounding.

Example:
    >>> import chainrule as cr
    >>> cr.div(cr.tensor([7, -7]), 2)
    tensor([ 3.5000, -3.5000])
    >>> cr.div(cr.tensor([7, -7]), 2, rounding_mode="floor")
    tensor([ 3, -4])
)");
const Op kDivNumber =
    Op("div(Scalar input, ScalarOrTensor other, *, str? rounding_mode=None)", div_number)
        .function_only()
        .alias("divide");
const Op kTrueDivide =
    Op(
        "true_divide(Tensor input, ScalarOrTensor other)",
        +[](const Tensor& a, const Operand& b) { return div(a, b); })
        .inplace()
        .doc(R"(``input / other``; integers are divided as floats. As div() without rounding.

The operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.true_divide(cr.tensor([7, -7]), 2)
    tensor([ 3.5000, -3.5000])
)");
const Op kTrueDivideNumber =
    Op(
        "true_divide(Scalar input, ScalarOrTensor other)",
        +[](const Scalar& a, const Operand& b) { return div_number(a, b, std::nullopt); })
        .function_only();
const Op kFloorDivide =
    Op(
        "floor_divide(Tensor input, ScalarOrTensor other)",
        +[](const Tensor& a, const Operand& b) { return floor_divide(a, b); })
        .inplace()
        .doc(R"(``floor(input / other)``; what ``//`` does. Integers stay integers.

The operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: the shapes cannot be broadcast; an integer divided by 0.

Example:
    >>> import chainrule as cr
    >>> cr.floor_divide(cr.tensor([7, -7]), 2)
    tensor([ 3, -4])
)");
const Op kFloorDivideNumber =
    Op(
        "floor_divide(Scalar input, ScalarOrTensor other)",
        +[](const Scalar& a, const Operand& b) { return div_number(a, b, "floor"); })
        .function_only();
const Op kRemainder =
    Op(
        "remainder(Tensor input, ScalarOrTensor other)",
        +[](const Tensor& a, const Operand& b) { return remainder(a, b); })
        .inplace()
        .doc(R"(Python's ``%``: ``input - floor(input / other) * other``, of the sign of ``other``.

The operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: the shapes cannot be broadcast; an integer divided by 0.

Example:
    >>> import chainrule as cr
    >>> cr.remainder(cr.tensor([7, -7]), 3)
    tensor([1, 2])
)");
const Op kRemainderOfNumber = Op(
                                  "remainder(Scalar self, Tensor other)",
                                  +[](const Scalar& a, const Tensor& b) { return remainder(a, b); })
                                  .function_only();
const Op kFmod =
    Op(
        "fmod(Tensor input, ScalarOrTensor other)",
        +[](const Tensor& a, const Operand& b) { return fmod(a, b); })
        .inplace()
        .doc(R"(C's ``fmod``: ``input - trunc(input / other) * other``, of the sign of ``input``.

The operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: the shapes cannot be broadcast; an integer divided by 0.

Example:
    >>> import chainrule as cr
    >>> cr.fmod(cr.tensor([7, -7]), 3)
    tensor([ 1, -1])
)");
const Op kAnd = Op(
                    "bitwise_and(Tensor input, ScalarOrTensor other)",
                    +[](const Tensor& a, const Operand& b) {
                      return bitwise<BitwiseAnd>("bitwise_and_cpu", a, b);
                    })
                    .inplace()
                    .doc(R"(The bits that both elements have: ``input & other``.

For integers and bool. Operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: an operand is a float; the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.bitwise_and(cr.tensor([12, 10]), 6)
    tensor([4, 2])
)");
const Op kAndNumber = Op(
                          "bitwise_and(Scalar self, Tensor other)",
                          +[](const Scalar& a, const Tensor& b) {
                            return bitwise<BitwiseAnd>("bitwise_and_cpu", a, b);
                          })
                          .function_only();
const Op kOr = Op(
                   "bitwise_or(Tensor input, ScalarOrTensor other)",
                   +[](const Tensor& a, const Operand& b) {
                     return bitwise<BitwiseOr>("bitwise_or_cpu", a, b);
                   })
                   .inplace()
                   .doc(R"(The bits that at least one of two elements has: ``input | other``.

For integers and bool. Operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: an operand is a float; the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.bitwise_or(cr.tensor([12, 10]), 6)
    tensor([14, 14])
)");
const Op kOrNumber = Op(
                         "bitwise_or(Scalar self, Tensor other)",
                         +[](const Scalar& a, const Tensor& b) {
                           return bitwise<BitwiseOr>("bitwise_or_cpu", a, b);
                         })
                         .function_only();
const Op kXor = Op(
                    "bitwise_xor(Tensor input, ScalarOrTensor other)",
                    +[](const Tensor& a, const Operand& b) {
                      return bitwise<BitwiseXor>("bitwise_xor_cpu", a, b);
                    })
                    .inplace()
                    .doc(R"(The bits that exactly one of two elements has: ``input ^ other``.

For integers and bool. Operands are broadcast, and computed in the type that both fit.

Raises:
    RuntimeError: an operand is a float; the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.bitwise_xor(cr.tensor([12, 10]), 6)
    tensor([10, 12])
)");
const Op kXorNumber = Op(
                          "bitwise_xor(Scalar self, Tensor other)",
                          +[](const Scalar& a, const Tensor& b) {
                            return bitwise<BitwiseXor>("bitwise_xor_cpu", a, b);
                          })
                          .function_only();
const Op kLeft =
    Op(
        "bitwise_left_shift(Tensor input, ScalarOrTensor other)",
        +[](const Tensor& a, const Operand& b) { return bitwise<LeftShift>("lshift_cpu", a, b); })
        .inplace()
        .doc(R"(``input << other``: times 2 to the power of ``other``.

For integers.

Raises:
    RuntimeError: an operand is a float; the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.bitwise_left_shift(cr.tensor([1, 3]), 2)
    tensor([ 4, 12])
)");
const Op kLeftNumber =
    Op(
        "bitwise_left_shift(Scalar self, Tensor other)",
        +[](const Scalar& a, const Tensor& b) { return bitwise<LeftShift>("lshift_cpu", a, b); })
        .function_only();
const Op kRight =
    Op(
        "bitwise_right_shift(Tensor input, ScalarOrTensor other)",
        +[](const Tensor& a, const Operand& b) { return bitwise<RightShift>("rshift_cpu", a, b); })
        .inplace()
        .doc(R"(``input >> other``: divided by 2 to the power of ``other``, rounded down.

For integers.

Raises:
    RuntimeError: an operand is a float; the shapes cannot be broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.bitwise_right_shift(cr.tensor([12, -3]), 1)
    tensor([ 6, -2])
)");
const Op kRightNumber =
    Op(
        "bitwise_right_shift(Scalar self, Tensor other)",
        +[](const Scalar& a, const Tensor& b) { return bitwise<RightShift>("rshift_cpu", a, b); })
        .function_only();
const Op kNot = Op("bitwise_not(Tensor input)", bitwise_not)
                    .inplace()
                    .doc(R"(All bits inverted, ``~input``; of bool the logical not.

For integers and bool.

Raises:
    RuntimeError: the elements are floats.

Example:
    >>> import chainrule as cr
    >>> cr.bitwise_not(cr.tensor([0, 5]))
    tensor([-1, -6])
)");

}  // namespace

}  // namespace chainrule
