// Random tensors: rand, randn, randint, randperm and their _like forms. What may not live here: the
// distributions that overwrite a tensor or depend on one (creation_overwrite.cpp,
// creation_draws.cpp), and the numbers themselves (kernels/random.h).
#include <cmath>
#include <limits>

#include "core/random.h"
#include "graph/record.h"
#include "kernels/random.h"
#include "kernels/sampling.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/long_work.h"
#include "ops/random.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

Generator& generator_or_default(Generator* generator) {
  return generator ? *generator : default_generator();
}

namespace {

using creation::empty_laid_out;
using creation::finish;
using creation::like_options;
using creation::Text;
using creation::with_options;
using MaybeDType = std::optional<DType>;
using MaybeBool = std::optional<bool>;

/// Writes n numbers made by fill(T*, n) to t, T being the type that its dtype computes in.
template <class F>
void fill_floats(const Tensor& t, F fill) {
  const int64_t n = t.numel();
  const auto work = long_work(n);
  const auto through = [&]<class T>(T) {
    const bool direct = t.is_contiguous() && t.dtype() == dtype_of<T>;
    const Tensor buffer = direct ? t : empty(t.sizes(), dtype_of<T>);
    fill(buffer.data<T>(), n);
    if (!direct) copy_into(t, buffer);
  };
  if (t.dtype() == DType::float64) {
    through(double{});
  } else {
    through(float{});
  }
}

/// Real pairs where the dtype is complex.
Tensor as_pairs(const Tensor& t) {
  const NoGrad off;
  return is_complex(t.dtype()) ? view_as_real(detach(t)) : t;
}

int uniform_digits(DType dtype) {
  return dtype == DType::float16 ? 11 : dtype == DType::bfloat16 ? 8 : 0;
}

/// The largest integer that a floating-point dtype reaches.
double most(DType dtype) {
  switch (dtype) {
    case DType::float16:
      return 65504;
    case DType::bfloat16:
      return 0x1.FEp127;
    case DType::float32:
      return std::numeric_limits<float>::max();
    default:
      return std::numeric_limits<double>::max();
  }
}

/// Does the dtype have room for low and high - 1?
void check_integers(DType dtype, int64_t low, int64_t high) {
  double least = 0;
  double largest = 0;
  if (is_integral(dtype)) {
    visit_all(dtype, [&]<class T>(T) {
      if constexpr (std::is_integral_v<T>) {
        least = static_cast<double>(std::numeric_limits<T>::min());
        largest = static_cast<double>(std::numeric_limits<T>::max());
      }
    });
  } else {
    largest = most(dtype);
    least = -largest;
  }
  check(static_cast<double>(low) >= least, "from is out of bounds for ", full_name(dtype), ": ",
        low);
  check(static_cast<double>(high - 1) <= largest, "to - 1 is out of bounds for ", full_name(dtype),
        ": ", high - 1);
}

}  // namespace

void fill_uniform_into(const Tensor& t, double low, double high, Generator* generator) {
  if (is_integral(t.dtype())) {
    not_implemented_for("check_uniform_bounds", t.dtype(), "random_ and randint draw integers");
  }
  const int digits = uniform_digits(real_of(t.dtype()));
  fill_floats(as_pairs(t), [&]<class T>(T* out, int64_t n) {
    fill_uniform<T>(generator_or_default(generator), out, n, static_cast<T>(low),
                    static_cast<T>(high), digits);
  });
}

void fill_normal_into(const Tensor& t, double mean, double deviation, Generator* generator) {
  if (is_integral(t.dtype())) {
    not_implemented_for("normal_kernel_cpu", t.dtype(), "normal numbers are floating point");
  }
  check(deviation >= 0, "normal expects std >= 0.0, but found std ", deviation);
  // The variance of a complex number is shared by its two parts.
  const double each = is_complex(t.dtype()) ? deviation * std::sqrt(0.5) : deviation;
  fill_floats(as_pairs(t), [&]<class T>(T* out, int64_t n) {
    fill_normal<T>(generator_or_default(generator), out, n, static_cast<T>(mean),
                   static_cast<T>(each));
  });
}

void fill_integers_into(const Tensor& t, int64_t low, int64_t high, Generator* generator) {
  check(low < high, "random_ expects 'from' to be less than 'to', but got from=", low,
        " >= to=", high);
  check(!is_complex(t.dtype()),
        "integers are drawn in integral, floating-point and boolean types, ", "not in ",
        full_name(t.dtype()));
  check_integers(t.dtype(), low, high);
  const auto work = long_work(t.numel());
  const bool direct = t.is_contiguous() && t.dtype() == DType::int64;
  const Tensor buffer = direct ? t : empty(t.sizes(), DType::int64);
  fill_randint(generator_or_default(generator), buffer.data<int64_t>(), buffer.numel(), low, high);
  if (!direct) copy_into(t, buffer);
}

namespace {

// ---- of given sizes ----

Tensor rand(const Dims& size, Generator* generator, MaybeDType dtype, const Text&, const Text&,
            MaybeBool, bool grad) {
  Tensor out = empty(size, dtype.value_or(default_dtype()));
  fill_uniform_into(out, 0, 1, generator);
  return finish(out, grad);
}

Tensor randn(const Dims& size, Generator* generator, MaybeDType dtype, const Text&, const Text&,
             MaybeBool, bool grad) {
  Tensor out = empty(size, dtype.value_or(default_dtype()));
  fill_normal_into(out, 0, 1, generator);
  return finish(out, grad);
}

Tensor randint_between(int64_t low, int64_t high, const Dims& size, Generator* generator,
                       MaybeDType dtype, const Text&, const Text&, MaybeBool, bool grad) {
  Tensor out = empty(size, dtype.value_or(DType::int64));
  fill_integers_into(out, low, high, generator);
  return finish(out, grad);
}

Tensor randint(int64_t high, const Dims& size, Generator* generator, MaybeDType dtype,
               const Text& layout, const Text& device, MaybeBool pin, bool grad) {
  return randint_between(0, high, size, generator, dtype, layout, device, pin, grad);
}

Tensor randperm(int64_t n, Generator* generator, MaybeDType dtype, const Text&, const Text&,
                MaybeBool, bool grad) {
  const DType made = dtype.value_or(DType::int64);
  if (made == DType::bool_ || is_complex(made)) not_implemented_for("randperm", made);
  Tensor order = empty(Dims{n}, DType::int64);
  check(made != DType::float16 || n <= 2049, "n cannot be greater than 2049 for Half type.");
  if (n > 0) check_representable(n - 1, made);
  fill_permutation(generator_or_default(generator), order.data<int64_t>(), n);
  return finish(to(order, made), grad);
}

// ---- like another ----

Tensor rand_like(const Tensor& x, Generator* generator, MaybeDType dtype, const Text&, const Text&,
                 MaybeBool, bool grad, const Text& format) {
  Tensor out = empty_laid_out(x, dtype, format);
  fill_uniform_into(out, 0, 1, generator);
  return finish(out, grad);
}

Tensor randn_like(const Tensor& x, Generator* generator, MaybeDType dtype, const Text&, const Text&,
                  MaybeBool, bool grad, const Text& format) {
  Tensor out = empty_laid_out(x, dtype, format);
  fill_normal_into(out, 0, 1, generator);
  return finish(out, grad);
}

Tensor randint_like_between(const Tensor& x, int64_t low, int64_t high, Generator* generator,
                            MaybeDType dtype, const Text&, const Text&, MaybeBool, bool grad,
                            const Text& format) {
  Tensor out = empty_laid_out(x, dtype, format);
  fill_integers_into(out, low, high, generator);
  return finish(out, grad);
}

Tensor randint_like(const Tensor& x, int64_t high, Generator* generator, MaybeDType dtype,
                    const Text& layout, const Text& device, MaybeBool pin, bool grad,
                    const Text& format) {
  return randint_like_between(x, 0, high, generator, dtype, layout, device, pin, grad, format);
}

const Op kRand = Op(with_options("rand(int[*] size, *, Generator? generator=None, ").c_str(), rand)
                     .doc(R"(Numbers uniform in [0, 1).

Args:
    size: the shape, as separate integers or one tuple.
    generator: where the numbers come from; the default generator if not given.
    dtype: floating point or complex; by default the default dtype.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Raises:
    RuntimeError: the dtype is an integer type, or a size is negative.

Example:
    >>> import chainrule as cr
    >>> x = cr.rand(100)
    >>> bool((x >= 0).all() and (x < 1).all())
    True
)");

const Op kRandn =
    Op(with_options("randn(int[*] size, *, Generator? generator=None, ").c_str(), randn)
        .doc(R"(Numbers normal with mean 0 and variance 1.

Args:
    size: the shape, as separate integers or one tuple.
    generator: where the numbers come from; the default generator if not given.
    dtype: floating point or complex; by default the default dtype.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Raises:
    RuntimeError: the dtype is an integer type, or a size is negative.

Example:
    >>> import chainrule as cr
    >>> cr.randn(2, 3).shape
    torch.Size([2, 3])
)");

const char* const kRandintDoc = R"(Integers uniform in [low, high).

Args:
    low: the least; 0 if not given.
    high: one more than the largest.
    size: the shape.
    generator: where the numbers come from; the default generator if not given.
    dtype: int64 by default.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Raises:
    RuntimeError: ``low`` is not less than ``high``, or the dtype has no room for them.

Example:
    >>> import chainrule as cr
    >>> x = cr.randint(3, 5, (100,))
    >>> int(x.min()), int(x.max())
    (3, 4)
)";

const Op kRandint[] = {
    Op(with_options("randint(int high, int[] size, *, Generator? generator=None, ").c_str(),
       randint)
        .doc(kRandintDoc),
    Op(with_options("randint(int low, int high, int[] size, *, Generator? generator=None, ")
           .c_str(),
       randint_between)
        .doc(kRandintDoc),
};

const Op kRandperm =
    Op(with_options("randperm(int n, *, Generator? generator=None, ").c_str(), randperm)
        .doc(R"(The integers from 0 to n - 1 in random order.

Args:
    n: how many.
    generator: where the numbers come from; the default generator if not given.
    dtype: int64 by default.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new vector.

Raises:
    RuntimeError: ``n`` is negative, or the dtype has no room for it.

Example:
    >>> import chainrule as cr
    >>> cr.randperm(4).sort().values
    tensor([0, 1, 2, 3])
)");

const Op kRandLike =
    Op(like_options("rand_like(Tensor input, *, Generator? generator=None, ").c_str(), rand_like)
        .function_only()
        .doc(R"(Numbers uniform in [0, 1) in the shape of another tensor.

Args:
    input: gives shape, dtype and order of dimensions in memory.
    generator: where the numbers come from; the default generator if not given.
    dtype: by default that of the input.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.
    memory_format: ``contiguous_format`` makes the result row-major.

Returns:
    A new tensor.

Raises:
    RuntimeError: the dtype is an integer type.

Example:
    >>> import chainrule as cr
    >>> cr.rand_like(cr.zeros(2, 3)).shape
    torch.Size([2, 3])
)");

const Op kRandnLike =
    Op(like_options("randn_like(Tensor input, *, Generator? generator=None, ").c_str(), randn_like)
        .function_only()
        .doc(R"(Numbers normal with mean 0 and variance 1 in the shape of another tensor.

Args:
    input: gives shape, dtype and order of dimensions in memory.
    generator: where the numbers come from; the default generator if not given.
    dtype: by default that of the input.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.
    memory_format: ``contiguous_format`` makes the result row-major.

Returns:
    A new tensor.

Raises:
    RuntimeError: the dtype is an integer type.

Example:
    >>> import chainrule as cr
    >>> cr.randn_like(cr.zeros(2, 3)).shape
    torch.Size([2, 3])
)");

const char* const kRandintLikeDoc =
    R"(Integers uniform in [low, high) in the shape of another tensor.

Args:
    input: gives shape, dtype and order of dimensions in memory.
    low: the least; 0 if not given.
    high: one more than the largest.
    generator: where the numbers come from; the default generator if not given.
    dtype: by default that of the input.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.
    memory_format: ``contiguous_format`` makes the result row-major.

Returns:
    A new tensor.

Raises:
    RuntimeError: ``low`` is not less than ``high``, or the dtype has no room for them.

Example:
    >>> import chainrule as cr
    >>> cr.randint_like(cr.zeros(2), 1)
    tensor([0., 0.])
)";

const Op kRandintLike[] = {
    Op(like_options("randint_like(Tensor input, int high, *, Generator? generator=None, ").c_str(),
       randint_like)
        .function_only()
        .doc(kRandintLikeDoc),
    Op(like_options("randint_like(Tensor input, int low, int high, *, Generator? generator=None, ")
           .c_str(),
       randint_like_between)
        .function_only()
        .doc(kRandintLikeDoc),
};

}  // namespace

}  // namespace chainrule
