// Distributions that overwrite a tensor: normal_, uniform_, random_, exponential_ ... What may not
// live here: new tensors (creation_random.cpp), draws that depend on one (creation_draws.cpp).
#include <cmath>
#include <limits>

#include "graph/record.h"
#include "kernels/random.h"
#include "kernels/sampling.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/long_work.h"
#include "ops/random.h"
#include "ops/raw.h"
#include "ops/registry.h"

namespace chainrule {

void overwrite(const char* method, const char* node, const Tensor& x,
               void (*fill)(const Tensor&, const void*), const void* context) {
  check_inplace(x, method);
  fill(x, context);
  if (!any_requires_grad(x)) {
    x.bump_version();
    return;
  }
  Tensor result = shallow(x);  // stands for "what x holds now", which owes nothing to before
  record(node, result, {x}, {}, [](const Backward& b) -> Grads { return {zeros_like(b.grad())}; });
  rebase_history(x, result);
}

namespace {

/// Doubles made by fill(double*, n), converted to t's dtype.
template <class F>
void fill_doubles(const Tensor& t, F fill) {
  const auto work = long_work(t.numel());
  const bool direct = t.is_contiguous() && t.dtype() == DType::float64;
  const Tensor buffer = direct ? t : empty(t.sizes(), DType::float64);
  fill(buffer.data<double>(), buffer.numel());
  if (!direct) copy_into(t, buffer);
}

void check_floating(const char* name, const char* what, DType dtype) {
  check(is_floating(dtype), what,
        " distribution is a continuous probability distribution. dtype must be "
        "a floating point but you specified ",
        full_name(dtype), " in ", name);
}

// ---- distributions that overwrite ----

Tensor uniform_(const Tensor& x, double from, double to, Generator* generator) {
  if (is_floating(x.dtype())) {
    const double most = x.dtype() == DType::float64   ? std::numeric_limits<double>::max()
                        : x.dtype() == DType::float16 ? 65504.0
                                                      : std::numeric_limits<float>::max();
    check(std::abs(from) <= most, "from is out of bounds for ", full_name(x.dtype()), ": ", from);
    check(std::abs(to) <= most, "to is out of bounds for ", full_name(x.dtype()), ": ", to);
    check(to - from <= most, "uniform_ expects to-from <= ", most, ", but found to=", to,
          " and from=", from, " which result in to-from to exceed the limit");
  }
  check(from <= to, "uniform_ expects to return a [from, to) range, but found from=", from,
        " > to=", to);
  return overwritten("uniform_", "UniformBackward0", x,
                     [&](const Tensor& t) { fill_uniform_into(t, from, to, generator); });
}

Tensor normal_(const Tensor& x, double mean, double std, Generator* generator) {
  check(std >= 0, "normal expects std >= 0.0, but found std ", std);
  return overwritten("normal_", "NormalBackward0", x,
                     [&](const Tensor& t) { fill_normal_into(t, mean, std, generator); });
}

/// Integers from 0 to the largest that a dtype counts to without gaps.
Tensor random_all_(const Tensor& x, Generator* generator) {
  int64_t high = 0;
  switch (x.dtype()) {
    case DType::float16:
      high = (1 << 11) + 1;
      break;
    case DType::bfloat16:
      high = (1 << 8) + 1;
      break;
    case DType::float32:
      high = (1 << 24) + 1;
      break;
    case DType::float64:
      high = (int64_t{1} << 53) + 1;
      break;
    case DType::bool_:
      high = 2;
      break;
    case DType::int64:
      high = std::numeric_limits<int64_t>::max();
      break;
    default:
      visit(x.dtype(), [&]<class T>(T) {
        if constexpr (std::is_integral_v<T> && sizeof(T) < 8) {
          high = int64_t{std::numeric_limits<T>::max()} + 1;
        }
      });
  }
  if (is_complex(x.dtype())) not_implemented_for("random_", x.dtype());
  return overwritten("random_", "RandomBackward0", x,
                     [&](const Tensor& t) { fill_integers_into(t, 0, high, generator); });
}

Tensor random_between_(const Tensor& x, int64_t from, std::optional<int64_t> to,
                       Generator* generator) {
  const int64_t high = to.value_or(std::numeric_limits<int64_t>::max());
  return overwritten("random_", "RandomBackward1", x,
                     [&](const Tensor& t) { fill_integers_into(t, from, high, generator); });
}

Tensor random_to_(const Tensor& x, int64_t to, Generator* generator) {
  return random_between_(x, 0, to, generator);
}

Tensor exponential_(const Tensor& x, double lambd, Generator* generator) {
  check_floating("exponential_", "Exponential", x.dtype());
  check(lambd > 0, "exponential_ expects lambda > 0.0, but found lambda=", lambd);
  return overwritten("exponential_", "ExponentialBackward0", x, [&](const Tensor& t) {
    fill_doubles(t, [&](double* out, int64_t n) {
      fill_exponential<double>(generator_or_default(generator), out, n, lambd);
    });
  });
}

Tensor geometric_(const Tensor& x, double p, Generator* generator) {
  check(p > 0 && p < 1, "geometric_ expects p to be in (0, 1), but got p=", p);
  if (x.dtype() == DType::bool_ || is_complex(x.dtype()))
    not_implemented_for("geometric_", x.dtype());
  return overwritten("geometric_", "GeometricBackward0", x, [&](const Tensor& t) {
    fill_doubles(t, [&](double* out, int64_t n) {
      fill_geometric(generator_or_default(generator), out, n, p);
    });
  });
}

Tensor cauchy_(const Tensor& x, double median, double sigma, Generator* generator) {
  check(sigma > 0, "cauchy_ expects sigma > 0.0, but found sigma=", sigma);
  check_floating("cauchy_", "Cauchy", x.dtype());
  return overwritten("cauchy_", "CauchyBackward0", x, [&](const Tensor& t) {
    fill_doubles(t, [&](double* out, int64_t n) {
      fill_cauchy(generator_or_default(generator), out, n, median, sigma);
    });
  });
}

Tensor log_normal_(const Tensor& x, double mean, double std, Generator* generator) {
  check(std > 0, "log_normal_ expects std > 0.0, but found std=", std);
  if (!is_floating(x.dtype())) not_implemented_for("log_normal_cpu", x.dtype());
  return overwritten("log_normal_", "LogNormalBackward0", x, [&](const Tensor& t) {
    fill_doubles(t, [&](double* out, int64_t n) {
      fill_log_normal(generator_or_default(generator), out, n, mean, std);
    });
  });
}

const Op kOverwriting[] = {
    Op("uniform_(Tensor input, float from=0, float to=1, *, Generator? generator=None)", uniform_)
        .method_only()
        .doc(R"(Fills the tensor with numbers uniform in [from, to).

Args:
    from: the lower bound, included.
    to: the upper bound, not included.
    generator: where the numbers come from; the default generator if not given.

Returns:
    The tensor itself. What it held has no part in the result: its gradient is zero.

Raises:
    RuntimeError: the bounds are out of order, or the dtype is an integer type.

Example:
    >>> import chainrule as cr
    >>> x = cr.empty(100).uniform_(2, 3)
    >>> bool((x >= 2).all() and (x < 3).all())
    True
)"),
    Op("normal_(Tensor input, float mean=0, float std=1, *, Generator? generator=None)", normal_)
        .method_only()
        .doc(R"(Fills the tensor with normal numbers.

Args:
    mean: the mean.
    std: the standard deviation, not negative.
    generator: where the numbers come from; the default generator if not given.

Returns:
    The tensor itself. What it held has no part in the result: its gradient is zero.

Raises:
    RuntimeError: ``std`` is negative, or the dtype is an integer type.

Example:
    >>> import chainrule as cr
    >>> cr.empty(3).normal_(1, 0)
    tensor([1., 1., 1.])
)"),
    Op("random_(Tensor input, *, Generator? generator=None)", random_all_)
        .method_only()
        .doc(R"(Fills the tensor with integers uniform in [from, to).

Args:
    from: the least; 0 if not given.
    to: one more than the largest; by default all that the dtype counts to without gaps.
    generator: where the numbers come from; the default generator if not given.

Returns:
    The tensor itself. What it held has no part in the result: its gradient is zero.

Raises:
    RuntimeError: ``from`` is not less than ``to``, or the dtype has no room for them.

Example:
    >>> import chainrule as cr
    >>> cr.empty(3).random_(1)
    tensor([0., 0., 0.])
)"),
    Op("random_(Tensor input, int to, *, Generator? generator=None)", random_to_)
        .method_only()
        .doc(R"(Fills the tensor with integers uniform in [from, to).

Args:
    from: the least; 0 if not given.
    to: one more than the largest; by default all that the dtype counts to without gaps.
    generator: where the numbers come from; the default generator if not given.

Returns:
    The tensor itself. What it held has no part in the result: its gradient is zero.

Raises:
    RuntimeError: ``from`` is not less than ``to``, or the dtype has no room for them.

Example:
    >>> import chainrule as cr
    >>> cr.empty(3).random_(1)
    tensor([0., 0., 0.])
)"),
    Op("random_(Tensor input, int from, int? to, *, Generator? generator=None)", random_between_)
        .method_only()
        .doc(R"(Fills the tensor with integers uniform in [from, to).

Args:
    from: the least; 0 if not given.
    to: one more than the largest; by default all that the dtype counts to without gaps.
    generator: where the numbers come from; the default generator if not given.

Returns:
    The tensor itself. What it held has no part in the result: its gradient is zero.

Raises:
    RuntimeError: ``from`` is not less than ``to``, or the dtype has no room for them.

Example:
    >>> import chainrule as cr
    >>> cr.empty(3).random_(1)
    tensor([0., 0., 0.])
)"),
    Op("exponential_(Tensor input, float lambd=1, *, Generator? generator=None)", exponential_)
        .method_only()
        .doc(R"(Fills the tensor with exponential numbers.

.. math:: f(x) = \lambda e^{-\lambda x}

Args:
    lambd: the rate, positive.
    generator: where the numbers come from; the default generator if not given.

Returns:
    The tensor itself. What it held has no part in the result: its gradient is zero.

Raises:
    RuntimeError: the rate is not positive, or the dtype is an integer type.

Example:
    >>> import chainrule as cr
    >>> bool((cr.empty(100).exponential_() > 0).all())
    True
)"),
    Op("geometric_(Tensor input, float p, *, Generator? generator=None)", geometric_)
        .method_only()
        .doc(R"(Fills the tensor with numbers of trials up to the first success.

.. math:: P(x = k) = (1 - p)^{k - 1} p

Args:
    p: the probability of success, between 0 and 1.
    generator: where the numbers come from; the default generator if not given.

Returns:
    The tensor itself. What it held has no part in the result: its gradient is zero.

Raises:
    RuntimeError: ``p`` is not in (0, 1).

Example:
    >>> import chainrule as cr
    >>> bool((cr.empty(100).geometric_(0.5) >= 1).all())
    True
)"),
    Op("cauchy_(Tensor input, float median=0, float sigma=1, *, Generator? generator=None)",
       cauchy_)
        .method_only()
        .doc(R"(Fills the tensor with Cauchy numbers.

.. math:: f(x) = \frac{1}{\pi} \frac{\sigma}{(x - median)^2 + \sigma^2}

Args:
    median: the median.
    sigma: the half width at half maximum, positive.
    generator: where the numbers come from; the default generator if not given.

Returns:
    The tensor itself. What it held has no part in the result: its gradient is zero.

Raises:
    RuntimeError: ``sigma`` is not positive, or the dtype is an integer type.

Example:
    >>> import chainrule as cr
    >>> cr.empty(2, 3).cauchy_().shape
    torch.Size([2, 3])
)"),
    Op("log_normal_(Tensor input, float mean=1, float std=2, *, Generator? generator=None)",
       log_normal_)
        .method_only()
        .doc(R"(Fills the tensor with numbers whose logarithm is normal.

Args:
    mean: the mean of the logarithm.
    std: the standard deviation of the logarithm, positive.
    generator: where the numbers come from; the default generator if not given.

Returns:
    The tensor itself. What it held has no part in the result: its gradient is zero.

Raises:
    RuntimeError: ``std`` is not positive, or the dtype is an integer type.

Example:
    >>> import chainrule as cr
    >>> bool((cr.empty(100).log_normal_() > 0).all())
    True
)"),
};

}  // namespace

}  // namespace chainrule
