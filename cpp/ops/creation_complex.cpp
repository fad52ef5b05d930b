// Complex tensors out of real ones: complex and polar.
#include "graph/record.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

namespace {

void check_parts(const Tensor& a, const Tensor& b) {
  const auto ok = [](DType d) { return is_floating(d) && d != DType::bfloat16; };
  check(ok(a.dtype()) && ok(b.dtype()),
        "Expected both inputs to be Half, Float or Double tensors but got ", info(a.dtype()).legacy,
        " and ", info(b.dtype()).legacy);
  check(a.dtype() == b.dtype(), "Expected object of scalar type ", info(a.dtype()).legacy,
        " but got scalar type ", info(b.dtype()).legacy, " for second argument");
}

}  // namespace

Tensor complex(const Tensor& real_part, const Tensor& imag_part) {
  check_parts(real_part, imag_part);
  const Dims sizes = broadcast_shapes(real_part.sizes(), imag_part.sizes());
  Tensor out = empty(sizes, complex_of(real_part.dtype()));
  {
    const NoGrad off;
    const Tensor pairs = view_as_real(out);
    copy_into(select(pairs, -1, 0), real_part);
    copy_into(select(pairs, -1, 1), imag_part);
  }
  record("ComplexBackward0", out, {real_part, imag_part}, {}, [](const Backward& b) -> Grads {
    return {b.needs(0) ? real(b.grad()) : Tensor(), b.needs(1) ? imag(b.grad()) : Tensor()};
  });
  return out;
}

namespace {

Tensor polar(const Tensor& abs, const Tensor& angle) {
  check_parts(abs, angle);
  Tensor out;
  {
    const NoGrad off;
    out = complex(mul(abs, cos(angle)), mul(abs, sin(angle)));
  }
  record("PolarBackward0", out, {abs, angle}, {out, angle, abs}, [](const Backward& b) -> Grads {
    // d|z| is along the direction of z, d angle across it. A z of 0 has no direction, and one of
    // negative `abs` the opposite of its angle's: PyTorch's conventions.
    const Tensor angle = b.saved(1);
    const Tensor direction = complex(cos(angle), sin(angle)) * sign(b.saved(2));
    const Tensor across = conj(b.saved(0)) * Scalar(complex128(0, -1));
    return {b.needs(0) ? real(b.grad() * conj(direction)) : Tensor(),
            b.needs(1) ? real(b.grad() * across) : Tensor()};
  });
  return out;
}

const Op kComplex = Op("complex(Tensor real, Tensor imag)", complex)
                        .doc(R"(Complex numbers from their real and imaginary parts.

Args:
    real: float16, float32 or float64.
    imag: of the same dtype; broadcasts with ``real``.

Returns:
    A new complex32, complex64 or complex128 tensor.

Raises:
    RuntimeError: the dtypes differ, or are none of these.

Example:
    >>> import chainrule as cr
    >>> cr.complex(cr.tensor([1.0, 2.0]), cr.tensor([3.0, 4.0]))
    tensor([1.+3.j, 2.+4.j])
)");

const Op kPolar = Op("polar(Tensor abs, Tensor angle)", polar)
                      .doc(R"(Complex numbers from their absolute values and angles.

.. math:: out = abs \cdot (\cos(angle) + i \sin(angle))

Args:
    abs: float16, float32 or float64.
    angle: in radians, of the same dtype; broadcasts with ``abs``.

Returns:
    A new complex32, complex64 or complex128 tensor.

Raises:
    RuntimeError: the dtypes differ, or are none of these.

Example:
    >>> import chainrule as cr
    >>> cr.polar(cr.tensor([1.0, 2.0]), cr.tensor([0.0, 0.0]))
    tensor([1.+0.j, 2.+0.j])
)");

}  // namespace

}  // namespace chainrule
