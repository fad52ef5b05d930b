// Draws that depend on a tensor (bernoulli, normal, multinomial, poisson, binomial) and
// distributions that overwrite one (normal_, uniform_, ...). What may not live here: new tensors of
// random numbers (creation_random.cpp).
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
#include "ops/reduce.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// Values as contiguous doubles, broadcast to `sizes`.
Tensor as_doubles(const Tensor& x, DimSpan sizes) {
  Tensor out = empty(sizes, DType::float64);
  copy_into(out, x);
  return out;
}

bool all_within(const Tensor& doubles, double low, double high) {
  const double* p = doubles.data<double>();
  bool ok = true;
  for (int64_t i = 0; i < doubles.numel(); ++i) ok &= p[i] >= low && p[i] <= high;
  return ok;
}

// ---- bernoulli ----

void fill_truths(const Tensor& t, double p, Generator* generator) {
  Tensor bytes = empty(t.sizes(), DType::uint8);
  fill_bernoulli(generator_or_default(generator), bytes.data<uint8_t>(), bytes.numel(), p);
  copy_into(t, bytes);
}

void fill_truths(const Tensor& t, const Tensor& p, Generator* generator) {
  const Tensor wide = as_doubles(p, t.sizes());
  check(all_within(wide, 0, 1),
        "Expected p_in >= 0 && p_in <= 1 to be true, but got false: bernoulli takes "
        "probabilities");
  Tensor bytes = empty(t.sizes(), DType::uint8);
  fill_bernoulli(generator_or_default(generator), bytes.data<uint8_t>(), wide.data<double>(),
                 bytes.numel());
  copy_into(t, bytes);
}

void check_probability(double p) {
  check(p >= 0 && p <= 1, "bernoulli_ expects p to be in [0, 1], but got p=", p);
}

Tensor bernoulli_number_(const Tensor& x, double p, Generator* generator) {
  check_probability(p);
  return overwritten("bernoulli_", "BernoulliBackward2", x,
                     [&](const Tensor& t) { fill_truths(t, p, generator); });
}

Tensor bernoulli_tensor_(const Tensor& x, const Tensor& p, Generator* generator) {
  if (!is_floating(p.dtype())) not_implemented_for("bernoulli_tensor_cpu_p_", p.dtype());
  check(can_expand(p.sizes(), x.sizes()), "bernoulli_: probabilities of shape ", p.sizes(),
        " do not broadcast to ", x.sizes());
  return overwritten("bernoulli_", "BernoulliBackward1", x,
                     [&](const Tensor& t) { fill_truths(t, p, generator); });
}

Tensor bernoulli(const Tensor& x, Generator* generator) {
  if (!is_floating(x.dtype())) {
    not_implemented_for("bernoulli_tensor_cpu_p_", x.dtype(), "bernoulli takes probabilities");
  }
  Tensor out = empty_like(x);
  fill_truths(out, x, generator);
  record("BernoulliBackward0", out, {x}, {},
         [](const Backward& b) -> Grads { return {zeros_like(b.grad())}; });
  return out;
}

Tensor bernoulli_number(const Tensor& x, double p, Generator* generator) {
  check_probability(p);
  Tensor out = empty_like(x);
  fill_truths(out, p, generator);
  return out;
}

// ---- normal ----

Tensor normal_of(const Operand& mean, const Operand& std, Generator* generator) {
  for (const Operand* o : {&mean, &std}) {
    if (o->is_tensor() && is_integral(o->tensor().dtype())) {
      not_implemented_for("normal_kernel_cpu", o->tensor().dtype(),
                          "normal numbers are floating point");
    }
  }
  if (std.is_tensor()) {
    const Tensor& s = std.tensor();
    check(!is_complex(s.dtype()), "normal expects standard deviation to be non-complex");
    check(s.numel() == 0 ||
              all_within(as_doubles(s, s.sizes()), 0, std::numeric_limits<double>::infinity()),
          "normal expects all elements of std >= 0.0");
  } else {
    check(std.scalar().to_double() >= 0, "normal expects std >= 0.0, but found std ",
          std.scalar().to_double());
  }
  const Tensor a = mean.is_tensor() ? mean.tensor() : Tensor();
  const Tensor b = std.is_tensor() ? std.tensor() : Tensor();
  Dims sizes;
  if (a.defined()) sizes = a.sizes();
  if (b.defined()) sizes = broadcast_shapes(sizes, b.sizes());
  Tensor out;
  {
    const NoGrad off;
    Tensor noise = empty(sizes, a.defined() ? a.dtype() : b.dtype());
    fill_normal_into(noise, 0, 1, generator);
    out = add(mul(noise, std), mean);
  }
  record(a.defined() ? (b.defined() ? "NormalBackward3" : "NormalBackward1") : "NormalBackward2",
         out, {a, b}, {}, [](const Backward& back) -> Grads {
           const Tensor zero = zeros_like(back.grad());
           return {zero, zero};
         });
  return out;
}

Tensor normal_tensor_number(const Tensor& mean, double std, Generator* generator) {
  return normal_of(mean, std, generator);
}
Tensor normal_number_tensor(double mean, const Tensor& std, Generator* generator) {
  return normal_of(mean, std, generator);
}
Tensor normal_tensors(const Tensor& mean, const Tensor& std, Generator* generator) {
  return normal_of(mean, std, generator);
}
Tensor normal_sized(double mean, double std, const Dims& size, Generator* generator,
                    std::optional<DType> dtype, const creation::Text&, const creation::Text&,
                    std::optional<bool>, bool grad) {
  Tensor out = empty(size, dtype.value_or(default_dtype()));
  fill_normal_into(out, mean, std, generator);
  return creation::finish(out, grad);
}

// ---- multinomial, poisson, binomial ----

Tensor multinomial(const Tensor& x, int64_t samples, bool replacement, Generator* generator) {
  check(is_floating(x.dtype()),
        "multinomial only supports floating-point dtypes for input, got: ", info(x.dtype()).legacy);
  check(x.dim() == 1 || x.dim() == 2, "prob_dist must be 1 or 2 dim, but its shape is ", x.sizes());
  check(samples > 0, "cannot sample n_sample <= 0 samples");
  const int64_t n = x.sizes().back();
  check(replacement || samples <= n,
        "cannot sample n_sample > prob_dist.size(-1) samples without replacement: ", samples,
        " of ", n);
  check(n < (int64_t{1} << 24), "number of categories cannot exceed 2^24");
  const Tensor weights = as_doubles(x, x.sizes());
  const int64_t rows = x.dim() == 2 ? x.sizes()[0] : 1;
  const double* p = weights.data<double>();
  for (int64_t r = 0; r < rows; ++r) {
    double total = 0;
    bool valid = true;
    for (int64_t i = 0; i < n; ++i) {
      valid &= p[r * n + i] >= 0 && p[r * n + i] <= std::numeric_limits<double>::max();
      total += p[r * n + i];
    }
    check(valid, "probability tensor contains either `inf`, `nan` or element < 0");
    check(total > 0, "invalid multinomial distribution (sum of probabilities <= 0)");
  }
  Tensor out = empty(x.dim() == 2 ? Dims{rows, samples} : Dims{samples}, DType::int64);
  const auto work = long_work(weights.numel());
  fill_multinomial(generator_or_default(generator), out.data<int64_t>(), p, rows, n, samples,
                   replacement);
  return out;
}

Tensor poisson(const Tensor& x, Generator* generator) {
  if (!is_floating(x.dtype())) not_implemented_for("poisson_cpu", x.dtype());
  const Tensor rates = as_doubles(x, x.sizes());
  check(all_within(rates, 0, std::numeric_limits<double>::infinity()),
        "invalid Poisson rate, expected rate to be non-negative");
  Tensor drawn = empty(x.sizes(), DType::float64);
  {
    const auto work = long_work(drawn.numel());
    fill_poisson(generator_or_default(generator), drawn.data<double>(), rates.data<double>(),
                 drawn.numel());
  }
  Tensor out = empty_like(x);
  copy_into(out, drawn);
  record("PoissonBackward0", out, {x}, {},
         [](const Backward& b) -> Grads { return {zeros_like(b.grad())}; });
  return out;
}

Tensor binomial(const Tensor& count, const Tensor& prob, Generator* generator) {
  check<ValueError>(
      is_floating(count.dtype()),
      "binomial only supports floating-point dtypes for count, got: ", info(count.dtype()).legacy);
  check<ValueError>(
      is_floating(prob.dtype()),
      "binomial only supports floating-point dtypes for prob, got: ", info(prob.dtype()).legacy);
  const Dims sizes = broadcast_shapes(count.sizes(), prob.sizes());
  const Tensor counts = as_doubles(count, sizes);
  const Tensor probs = as_doubles(prob, sizes);
  Tensor drawn = empty(sizes, DType::float64);
  {
    const auto work = long_work(drawn.numel());
    fill_binomial(generator_or_default(generator), drawn.data<double>(), counts.data<double>(),
                  probs.data<double>(), drawn.numel());
  }
  Tensor out = empty(sizes, promote(count.dtype(), prob.dtype()));
  copy_into(out, drawn);
  record("BinomialBackward0", out, {count, prob}, {}, [](const Backward& b) -> Grads {
    const Tensor zero = zeros_like(b.grad());
    return {zero, zero};
  });
  return out;
}

const Op kDraws[] = {
    Op("bernoulli_(Tensor input, Tensor p, *, Generator? generator=None)", bernoulli_tensor_)
        .method_only()
        .doc(R"(Fills the tensor with ones, with probability ``p``, and zeros.

Args:
    p: a probability, or a tensor of them that broadcasts to the tensor.
    generator: where the numbers come from; the default generator if not given.

Returns:
    The tensor itself. What it held has no part in the result: its gradient is zero.

Raises:
    RuntimeError: a probability is not in [0, 1].

Example:
    >>> import chainrule as cr
    >>> cr.empty(3).bernoulli_(1.0)
    tensor([1., 1., 1.])
)"),
    Op("bernoulli_(Tensor input, float p=0.5, *, Generator? generator=None)", bernoulli_number_)
        .method_only()
        .doc(R"(Fills the tensor with ones, with probability ``p``, and zeros.

Args:
    p: a probability, or a tensor of them that broadcasts to the tensor.
    generator: where the numbers come from; the default generator if not given.

Returns:
    The tensor itself. What it held has no part in the result: its gradient is zero.

Raises:
    RuntimeError: a probability is not in [0, 1].

Example:
    >>> import chainrule as cr
    >>> cr.empty(3).bernoulli_(1.0)
    tensor([1., 1., 1.])
)"),
    Op("bernoulli(Tensor input, *, Generator? generator=None)", bernoulli)
        .doc(R"(Ones, with the probabilities that the input gives, and zeros.

Args:
    input: probabilities; with ``p`` given, only its shape and dtype count.
    p: one probability for all.
    generator: where the numbers come from; the default generator if not given.

Returns:
    A new tensor of the shape and dtype of the input. Its gradient is zero.

Raises:
    RuntimeError: a probability is not in [0, 1].

Example:
    >>> import chainrule as cr
    >>> cr.bernoulli(cr.tensor([0.0, 1.0]))
    tensor([0., 1.])
)"),
    Op("bernoulli(Tensor input, float p, *, Generator? generator=None)", bernoulli_number)
        .doc(R"(Ones, with the probabilities that the input gives, and zeros.

Args:
    input: probabilities; with ``p`` given, only its shape and dtype count.
    p: one probability for all.
    generator: where the numbers come from; the default generator if not given.

Returns:
    A new tensor of the shape and dtype of the input. Its gradient is zero.

Raises:
    RuntimeError: a probability is not in [0, 1].

Example:
    >>> import chainrule as cr
    >>> cr.bernoulli(cr.tensor([0.0, 1.0]))
    tensor([0., 1.])
)"),
    Op("normal(Tensor mean, float std=1, *, Generator? generator=None)", normal_tensor_number)
        .doc(R"(Normal numbers whose means and standard deviations are given.

Args:
    mean: a number, or a tensor of means.
    std: a number, or a tensor of standard deviations, which broadcasts with the means.
    size: the shape, where both are numbers.
    generator: where the numbers come from; the default generator if not given.
    dtype, layout, device, pin_memory, requires_grad: as for :func:`randn`, where both are numbers.

Returns:
    A new tensor. Its gradient is zero.

Raises:
    RuntimeError: a standard deviation is negative.

Example:
    >>> import chainrule as cr
    >>> cr.normal(cr.tensor([1.0, 2.0]), 0.0)
    tensor([1., 2.])
)"),
    Op("normal(float mean, Tensor std, *, Generator? generator=None)", normal_number_tensor)
        .doc(R"(Normal numbers whose means and standard deviations are given.

Args:
    mean: a number, or a tensor of means.
    std: a number, or a tensor of standard deviations, which broadcasts with the means.
    size: the shape, where both are numbers.
    generator: where the numbers come from; the default generator if not given.
    dtype, layout, device, pin_memory, requires_grad: as for :func:`randn`, where both are numbers.

Returns:
    A new tensor. Its gradient is zero.

Raises:
    RuntimeError: a standard deviation is negative.

Example:
    >>> import chainrule as cr
    >>> cr.normal(cr.tensor([1.0, 2.0]), 0.0)
    tensor([1., 2.])
)"),
    Op("normal(Tensor mean, Tensor std, *, Generator? generator=None)", normal_tensors)
        .doc(R"(Normal numbers whose means and standard deviations are given.

Args:
    mean: a number, or a tensor of means.
    std: a number, or a tensor of standard deviations, which broadcasts with the means.
    size: the shape, where both are numbers.
    generator: where the numbers come from; the default generator if not given.
    dtype, layout, device, pin_memory, requires_grad: as for :func:`randn`, where both are numbers.

Returns:
    A new tensor. Its gradient is zero.

Raises:
    RuntimeError: a standard deviation is negative.

Example:
    >>> import chainrule as cr
    >>> cr.normal(cr.tensor([1.0, 2.0]), 0.0)
    tensor([1., 2.])
)"),
    Op(creation::with_options(
           "normal(float mean, float std, int[] size, *, Generator? generator=None, ")
           .c_str(),
       normal_sized)
        .doc(R"(Normal numbers whose means and standard deviations are given.

Args:
    mean: a number, or a tensor of means.
    std: a number, or a tensor of standard deviations, which broadcasts with the means.
    size: the shape, where both are numbers.
    generator: where the numbers come from; the default generator if not given.
    dtype, layout, device, pin_memory, requires_grad: as for :func:`randn`, where both are numbers.

Returns:
    A new tensor. Its gradient is zero.

Raises:
    RuntimeError: a standard deviation is negative.

Example:
    >>> import chainrule as cr
    >>> cr.normal(cr.tensor([1.0, 2.0]), 0.0)
    tensor([1., 2.])
)"),
    Op("multinomial(Tensor input, int num_samples, bool replacement=False, *, Generator? "
       "generator=None)",
       multinomial)
        .doc(R"(Indices drawn by weight from each row.

Args:
    input: weights, floating point, one or two dimensions; rows need not sum to one.
    num_samples: how many of each row.
    replacement: whether an index may be drawn more than once.
    generator: where the numbers come from; the default generator if not given.

Returns:
    An int64 tensor of ``num_samples`` indices for each row.

Raises:
    RuntimeError: a weight is negative or not finite, a row sums to zero, or more are to be drawn
        without replacement than there are.

Example:
    >>> import chainrule as cr
    >>> cr.multinomial(cr.tensor([0.0, 1.0]), 3, replacement=True)
    tensor([1, 1, 1])
)"),
    Op("poisson(Tensor input, Generator? generator=None)", poisson)
        .function_only()
        .doc(R"(Poisson numbers whose rates the input gives.

Args:
    input: rates, floating point, not negative.
    generator: where the numbers come from; the default generator if not given.

Returns:
    A new tensor of the shape and dtype of the input. Its gradient is zero.

Raises:
    RuntimeError: a rate is negative.

Example:
    >>> import chainrule as cr
    >>> cr.poisson(cr.zeros(3))
    tensor([0., 0., 0.])
)"),
    Op("binomial(Tensor count, Tensor prob, Generator? generator=None)", binomial)
        .doc(R"(Numbers of successes among so many trials.

Args:
    count: numbers of trials, floating point.
    prob: probabilities of success; broadcast with the counts.
    generator: where the numbers come from; the default generator if not given.

Returns:
    A new tensor. Its gradient is zero.

Raises:
    RuntimeError: a dtype is not floating point.

Example:
    >>> import chainrule as cr
    >>> cr.binomial(cr.tensor([3.0, 5.0]), cr.tensor([0.0, 1.0]))
    tensor([0., 5.])
)"),
};

}  // namespace

}  // namespace chainrule
