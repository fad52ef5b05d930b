// What complex numbers have and real ones do not: conjugate, modulus, phase, direction. Conjugation
// makes a new tensor: there is no lazy bit that every kernel would have to mind.
//
// Derivatives follow PyTorch's convention: the gradient of a real loss L by z = x + iy is
// dL/dx + i dL/dy, which is twice the derivative by conj(z).
#include "graph/record.h"
#include "ops/functions.h"
#include "ops/pointwise/driver.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

namespace {

Tensor conjugated(const Tensor& x, const char* node_name) {
  if (!is_complex(x.dtype())) return x;
  Tensor out = unary<Conjugate>("conj", "", x);
  record(node_name, out, {x}, {}, [](const Backward& b) -> Grads { return {conj(b.grad())}; });
  return out;
}

}  // namespace

Tensor conj(const Tensor& x) { return conjugated(x, "ConjBackward0"); }

Tensor Sign::on_complex(const Tensor&) {
  fail<NotImplementedError>(
      "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn "
      "instead.");
}

namespace {

Tensor sgn(const Tensor& x) {
  if (!is_complex(x.dtype())) return unary<Sign>("sgn", "SgnBackward0", x);
  Tensor out = unary<ComplexSign>("sgn", "", x);
  record("SgnBackward0", out, {x}, {x, out}, [](const Backward& b) -> Grads {
    // Only what is across the direction of z turns it.
    const Tensor z = b.saved(0), s = b.saved(1), modulus = abs(z);
    return {where(eq(modulus, 0), 0, (b.grad() - s * s * conj(b.grad())) / (modulus * 2))};
  });
  return out;
}

}  // namespace

Tensor Abs::on_complex(const Tensor& z) {
  Tensor out;
  {
    const NoGrad off;
    out = hypot(real(z), imag(z));
  }
  record("AbsBackward0", out, {z}, {z},
         [](const Backward& b) -> Grads { return {b.grad() * sgn(b.saved(0))}; });
  return out;
}

namespace {

Tensor angle(const Tensor& x) {
  Tensor out;
  if (is_complex(x.dtype())) {
    {
      const NoGrad off;
      out = atan2(imag(x), real(x));
    }
    record("AngleBackward0", out, {x}, {x}, [](const Backward& b) -> Grads {
      const Tensor z = b.saved(0);
      return {where(eq(z, 0), 0, b.grad() * (reciprocal(conj(z)) * Scalar(complex128(0, 1))))};
    });
    return out;
  }
  const Tensor values = is_integral(x.dtype()) ? to(x, default_dtype()) : x;
  {
    const NoGrad off;
    constexpr double kPi = 3.141592653589793238463;
    const Tensor zero = zeros({}, values.dtype());
    out = where(isnan(values), values, where(lt(values, 0), zero + kPi, zero));
  }
  record("AngleBackward0", out, {values}, {},
         [](const Backward& b) -> Grads { return {zeros_like(b.grad())}; });
  return out;
}

Tensor isreal(const Tensor& x) {
  if (is_complex(x.dtype())) return eq(imag(x), 0);
  return full(x.sizes(), true, DType::bool_);
}

const Op kConj = Op("conj(Tensor input)", conj).no_out().doc(R"(
The complex conjugate of every element; a real tensor itself.

The result is a tensor of its own, not a view: :meth:`Tensor.is_conj` is False for every tensor.

Args:
    input (Tensor): of any shape and dtype.

Example:
    >>> import chainrule as cr
    >>> cr.conj(cr.tensor([1 + 2j, 3 - 4j]))
    tensor([1.-2.j, 3.+4.j])
)");

const Op kConjPhysical =
    Op(
        "conj_physical(Tensor input)",
        +[](const Tensor& x) { return conjugated(x, "ConjPhysicalBackward0"); })
        .inplace()
        .doc(R"(
The complex conjugate of every element, in memory of its own; a real tensor itself.

Args:
    input (Tensor): of any shape and dtype.

Example:
    >>> import chainrule as cr
    >>> cr.conj_physical(cr.tensor([1 + 2j, 3 - 4j]))
    tensor([1.-2.j, 3.+4.j])
)");

const Op kResolveConj =
    Op("resolve_conj(Tensor input)", +[](const Tensor& x) { return x; }).no_out().doc(R"(
The tensor itself: conjugates are computed at once (:func:`conj`).

Args:
    input (Tensor): of any shape and dtype.

Example:
    >>> import chainrule as cr
    >>> cr.resolve_conj(cr.tensor([1 + 2j]).conj())
    tensor([1.-2.j])
)");

const Op kResolveNeg =
    Op("resolve_neg(Tensor input)", +[](const Tensor& x) { return x; }).no_out().doc(R"(
The tensor itself: negatives are computed at once.

Args:
    input (Tensor): of any shape and dtype.

Example:
    >>> import chainrule as cr
    >>> cr.resolve_neg(cr.tensor([1., 2.]))
    tensor([1., 2.])
)");

const Op kIsConj =
    Op("is_conj(Tensor input)", +[](const Tensor&) { return false; }).no_out().doc(R"(
Does the tensor still have to be conjugated? False: :func:`conj` computes at once.

Args:
    input (Tensor): of any shape and dtype.

Example:
    >>> import chainrule as cr
    >>> cr.is_conj(cr.tensor([1 + 2j]))
    False
)");

const Op kIsNeg = Op("is_neg(Tensor input)", +[](const Tensor&) { return false; }).no_out().doc(R"(
Does the tensor still have to be negated? False: negatives are computed at once.

Args:
    input (Tensor): of any shape and dtype.

Example:
    >>> import chainrule as cr
    >>> cr.is_neg(cr.tensor([1 + 2j]))
    False
)");

const Op kSgn = Op("sgn(Tensor input)", sgn).inplace().doc(R"(
The direction of every element: ``z / |z|``, 0 for 0; :func:`sign` of a real tensor.

Args:
    input (Tensor): of any shape and dtype.

Example:
    >>> import chainrule as cr
    >>> cr.sgn(cr.tensor([3 + 4j, 0j, -2 + 0j]))
    tensor([ 0.6000+0.8000j,  0.0000+0.0000j, -1.0000+0.0000j])
)");

const Op kAngle = Op("angle(Tensor input)", angle).doc(R"(
The angle of every element with the positive real axis, in radians: between -pi and pi, NaN for NaN.

Args:
    input (Tensor): of any shape and dtype.

Returns:
    Tensor: of the corresponding real dtype; of the default one for integers.

Example:
    >>> import chainrule as cr
    >>> cr.angle(cr.tensor([1 + 1j, -1 + 0j]))
    tensor([0.7854, 3.1416])
)");

const Op kIsReal = Op("isreal(Tensor input)", isreal).no_out().doc(R"(
True where an element is real: its imaginary part is zero, or its dtype has none.

Args:
    input (Tensor): of any shape and dtype.

Example:
    >>> import chainrule as cr
    >>> cr.isreal(cr.tensor([1 + 0j, 1j]))
    tensor([ True, False])
)");

}  // namespace

}  // namespace chainrule
