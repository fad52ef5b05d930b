// The orthogonal polynomials of `special`.
#include "ops/special_map.h"

namespace chainrule {

namespace {

const Op kChebyshevPolynomialT =
    Op(
        "special.chebyshev_polynomial_t(Tensor x, ScalarOrTensor n)",
        +[](const Tensor& x, const Operand& n) {
          return map<special::chebyshev_t>("chebyshev_polynomial_t", x, n);
        })
        .doc(
            R"(Chebyshev's polynomial of the first kind, of the integer part of n as degree; 0 for negative
degrees. Nothing flows back through it.

    T_n(cos a) = cos(n a) (DLMF 18.5.1)

Args:
    x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
        the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.chebyshev_polynomial_t(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
    tensor([ 1.0000,  0.5000, -0.5000])
)");
const Op kChebyshevPolynomialTOfNumber = Op(
    "special.chebyshev_polynomial_t(Scalar x, Tensor n)", +[](const Scalar& x, const Tensor& n) {
      return map<special::chebyshev_t>("chebyshev_polynomial_t", x, n);
    });

const Op kChebyshevPolynomialU =
    Op(
        "special.chebyshev_polynomial_u(Tensor x, ScalarOrTensor n)",
        +[](const Tensor& x, const Operand& n) {
          return map<special::chebyshev_u>("chebyshev_polynomial_u", x, n);
        })
        .doc(
            R"(Chebyshev's polynomial of the second kind, of the integer part of n as degree; 0 for negative
degrees. Nothing flows back through it.

    U_n(cos a) = sin((n + 1) a) / sin(a) (DLMF 18.5.2)

Args:
    x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
        the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.chebyshev_polynomial_u(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
    tensor([ 1.,  1., -1.])
)");
const Op kChebyshevPolynomialUOfNumber = Op(
    "special.chebyshev_polynomial_u(Scalar x, Tensor n)", +[](const Scalar& x, const Tensor& n) {
      return map<special::chebyshev_u>("chebyshev_polynomial_u", x, n);
    });

const Op kChebyshevPolynomialV =
    Op(
        "special.chebyshev_polynomial_v(Tensor x, ScalarOrTensor n)",
        +[](const Tensor& x, const Operand& n) {
          return map<special::chebyshev_v>("chebyshev_polynomial_v", x, n);
        })
        .doc(
            R"(Chebyshev's polynomial of the third kind, of the integer part of n as degree; 0 for negative
degrees. Nothing flows back through it.

    V_n(cos a) = cos((n + 1/2) a) / cos(a / 2) (DLMF 18.5.3)

Args:
    x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
        the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.chebyshev_polynomial_v(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
    tensor([1., 0., 0.])
)");
const Op kChebyshevPolynomialVOfNumber = Op(
    "special.chebyshev_polynomial_v(Scalar x, Tensor n)", +[](const Scalar& x, const Tensor& n) {
      return map<special::chebyshev_v>("chebyshev_polynomial_v", x, n);
    });

const Op kChebyshevPolynomialW =
    Op(
        "special.chebyshev_polynomial_w(Tensor x, ScalarOrTensor n)",
        +[](const Tensor& x, const Operand& n) {
          return map<special::chebyshev_w>("chebyshev_polynomial_w", x, n);
        })
        .doc(
            R"(Chebyshev's polynomial of the fourth kind, of the integer part of n as degree; 0 for negative
degrees. Nothing flows back through it.

    W_n(cos a) = sin((n + 1/2) a) / sin(a / 2) (DLMF 18.5.4)

Args:
    x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
        the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.chebyshev_polynomial_w(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
    tensor([ 1.,  2., -2.])
)");
const Op kChebyshevPolynomialWOfNumber = Op(
    "special.chebyshev_polynomial_w(Scalar x, Tensor n)", +[](const Scalar& x, const Tensor& n) {
      return map<special::chebyshev_w>("chebyshev_polynomial_w", x, n);
    });

const Op kShiftedChebyshevPolynomialT =
    Op(
        "special.shifted_chebyshev_polynomial_t(Tensor x, ScalarOrTensor n)",
        +[](const Tensor& x, const Operand& n) {
          return map<special::shifted_chebyshev_t>("shifted_chebyshev_polynomial_t", x, n);
        })
        .doc(
            R"(Chebyshev's polynomial of the first kind, shifted to [0, 1], of the integer part of n as degree; 0 for negative
degrees. Nothing flows back through it.

    T_n(2 x - 1) (DLMF 18.7.19)

Args:
    x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
        the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.shifted_chebyshev_polynomial_t(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
    tensor([1., 0., 1.])
)");
const Op kShiftedChebyshevPolynomialTOfNumber = Op(
    "special.shifted_chebyshev_polynomial_t(Scalar x, Tensor n)",
    +[](const Scalar& x, const Tensor& n) {
      return map<special::shifted_chebyshev_t>("shifted_chebyshev_polynomial_t", x, n);
    });

const Op kShiftedChebyshevPolynomialU =
    Op(
        "special.shifted_chebyshev_polynomial_u(Tensor x, ScalarOrTensor n)",
        +[](const Tensor& x, const Operand& n) {
          return map<special::shifted_chebyshev_u>("shifted_chebyshev_polynomial_u", x, n);
        })
        .doc(
            R"(Chebyshev's polynomial of the second kind, shifted to [0, 1], of the integer part of n as degree; 0 for negative
degrees. Nothing flows back through it.

    U_n(2 x - 1) (DLMF 18.1.3)

Args:
    x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
        the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.shifted_chebyshev_polynomial_u(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
    tensor([1., 0., 1.])
)");
const Op kShiftedChebyshevPolynomialUOfNumber = Op(
    "special.shifted_chebyshev_polynomial_u(Scalar x, Tensor n)",
    +[](const Scalar& x, const Tensor& n) {
      return map<special::shifted_chebyshev_u>("shifted_chebyshev_polynomial_u", x, n);
    });

const Op kShiftedChebyshevPolynomialV =
    Op(
        "special.shifted_chebyshev_polynomial_v(Tensor x, ScalarOrTensor n)",
        +[](const Tensor& x, const Operand& n) {
          return map<special::shifted_chebyshev_v>("shifted_chebyshev_polynomial_v", x, n);
        })
        .doc(
            R"(Chebyshev's polynomial of the third kind, shifted to [0, 1], of the integer part of n as degree; 0 for negative
degrees. Nothing flows back through it.

    V_n(2 x - 1) (DLMF 18.5.3)

Args:
    x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
        the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.shifted_chebyshev_polynomial_v(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
    tensor([ 1., -1.,  1.])
)");
const Op kShiftedChebyshevPolynomialVOfNumber = Op(
    "special.shifted_chebyshev_polynomial_v(Scalar x, Tensor n)",
    +[](const Scalar& x, const Tensor& n) {
      return map<special::shifted_chebyshev_v>("shifted_chebyshev_polynomial_v", x, n);
    });

const Op kShiftedChebyshevPolynomialW =
    Op(
        "special.shifted_chebyshev_polynomial_w(Tensor x, ScalarOrTensor n)",
        +[](const Tensor& x, const Operand& n) {
          return map<special::shifted_chebyshev_w>("shifted_chebyshev_polynomial_w", x, n);
        })
        .doc(
            R"(Chebyshev's polynomial of the fourth kind, shifted to [0, 1], of the integer part of n as degree; 0 for negative
degrees. Nothing flows back through it.

    W_n(2 x - 1) (DLMF 18.5.4)

Args:
    x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
        the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.shifted_chebyshev_polynomial_w(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
    tensor([1., 1., 1.])
)");
const Op kShiftedChebyshevPolynomialWOfNumber = Op(
    "special.shifted_chebyshev_polynomial_w(Scalar x, Tensor n)",
    +[](const Scalar& x, const Tensor& n) {
      return map<special::shifted_chebyshev_w>("shifted_chebyshev_polynomial_w", x, n);
    });

const Op kHermitePolynomialH =
    Op(
        "special.hermite_polynomial_h(Tensor x, ScalarOrTensor n)",
        +[](const Tensor& x, const Operand& n) {
          return map<special::hermite_h>("hermite_polynomial_h", x, n);
        })
        .doc(
            R"(The physicists' Hermite polynomial, of the integer part of n as degree; 0 for negative
degrees. Nothing flows back through it.

    H_{k+1}(x) = 2 x H_k(x) - 2 k H_{k-1}(x) (DLMF 18.9.1)

Args:
    x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
        the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.hermite_polynomial_h(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
    tensor([1., 1., 1.])
)");
const Op kHermitePolynomialHOfNumber = Op(
    "special.hermite_polynomial_h(Scalar x, Tensor n)", +[](const Scalar& x, const Tensor& n) {
      return map<special::hermite_h>("hermite_polynomial_h", x, n);
    });

const Op kHermitePolynomialHe =
    Op(
        "special.hermite_polynomial_he(Tensor x, ScalarOrTensor n)",
        +[](const Tensor& x, const Operand& n) {
          return map<special::hermite_he>("hermite_polynomial_he", x, n);
        })
        .doc(
            R"(The probabilists' Hermite polynomial, of the integer part of n as degree; 0 for negative
degrees. Nothing flows back through it.

    He_{k+1}(x) = x He_k(x) - k He_{k-1}(x) (DLMF 18.9.1)

Args:
    x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
        the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.hermite_polynomial_he(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
    tensor([1.0000, 0.5000, 1.5625])
)");
const Op kHermitePolynomialHeOfNumber = Op(
    "special.hermite_polynomial_he(Scalar x, Tensor n)", +[](const Scalar& x, const Tensor& n) {
      return map<special::hermite_he>("hermite_polynomial_he", x, n);
    });

const Op kLaguerrePolynomialL =
    Op(
        "special.laguerre_polynomial_l(Tensor x, ScalarOrTensor n)",
        +[](const Tensor& x, const Operand& n) {
          return map<special::laguerre_l>("laguerre_polynomial_l", x, n);
        })
        .doc(R"(Laguerre's polynomial, of the integer part of n as degree; 0 for negative
degrees. Nothing flows back through it.

    (k + 1) L_{k+1}(x) = (2 k + 1 - x) L_k(x) - k L_{k-1}(x) (DLMF 18.9.1)

Args:
    x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
        the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.laguerre_polynomial_l(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
    tensor([ 1.0000,  0.5000, -0.3307])
)");
const Op kLaguerrePolynomialLOfNumber = Op(
    "special.laguerre_polynomial_l(Scalar x, Tensor n)", +[](const Scalar& x, const Tensor& n) {
      return map<special::laguerre_l>("laguerre_polynomial_l", x, n);
    });

const Op kLegendrePolynomialP =
    Op(
        "special.legendre_polynomial_p(Tensor x, ScalarOrTensor n)",
        +[](const Tensor& x, const Operand& n) {
          return map<special::legendre_p>("legendre_polynomial_p", x, n);
        })
        .doc(R"(Legendre's polynomial, of the integer part of n as degree; 0 for negative
degrees. Nothing flows back through it.

    (k + 1) P_{k+1}(x) = (2 k + 1) x P_k(x) - k P_{k-1}(x) (DLMF 18.9.1)

Args:
    x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
        the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.legendre_polynomial_p(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
    tensor([ 1.0000,  0.5000, -0.2891])
)");
const Op kLegendrePolynomialPOfNumber = Op(
    "special.legendre_polynomial_p(Scalar x, Tensor n)", +[](const Scalar& x, const Tensor& n) {
      return map<special::legendre_p>("legendre_polynomial_p", x, n);
    });

}  // namespace

}  // namespace chainrule
