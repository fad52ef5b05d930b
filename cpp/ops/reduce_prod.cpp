// Products: prod.
#include "graph/record.h"
#include "ops/functions.h"
#include "ops/reduce.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"
#include "ops/scan.h"

namespace chainrule {
namespace {

using OptInt = std::optional<int64_t>;

/// The product of complex numbers along bits; few enough for a plain chain of multiplications.
Tensor complex_prod(const Tensor& x, uint64_t bits, bool keepdim) {
  const Tensor flat = detach(x);
  if (reduced_count(x.sizes(), bits) == 0)
    return ones(reduced_sizes(x.sizes(), bits, keepdim), x.dtype());
  for (int64_t d = 0; d < x.dim(); ++d) {
    if (bits == uint64_t{1} << d) {
      const Tensor last = narrow(cumprod(flat, d), d, x.sizes()[d] - 1, 1);
      return contiguous(keepdim ? last : squeeze(last, d));
    }
  }
  const Tensor line = cumprod(reshape(flat, Dims{-1}), 0);
  return contiguous(
      reshape(narrow(line, 0, line.numel() - 1, 1), reduced_sizes(x.sizes(), bits, keepdim)));
}

Tensor raw_prod(const Tensor& input, uint64_t bits, bool keepdim, OptDType dtype) {
  const DType out = dtype ? *dtype : is_integral(input.dtype()) ? DType::int64 : input.dtype();
  if (out == DType::bool_) {
    return run_reduction({Reduction::min, DType::bool_, DType::bool_}, to(detach(input), out), bits,
                         keepdim);
  }
  const Tensor x = is_complex(input.dtype()) != is_complex(out) ? to(detach(input), out) : input;
  if (is_complex(out))
    return to(complex_prod(to(detach(x), compute_dtype(out)), bits, keepdim), out);
  return run_reduction({Reduction::prod, accumulate_dtype(out), out}, x, bits, keepdim);
}

bool has_zero(const Tensor& x) { return x.numel() > 0 && !*all(x).data<bool>(); }

/// g times the product of the other elements. Where nothing is zero that is a quotient.
Tensor spread(const Tensor& g, const Tensor& x, const Tensor& out, int64_t dim) {
  if (!has_zero(x)) return g * conj(out / x);
  const Tensor wide = computes_wider(x.dtype()) ? to(x, compute_dtype(x.dtype())) : x;
  return g * conj(prod_of_others(wide, dim));
}

}  // namespace

Tensor prod(const Tensor& x, OptInt dim, bool keepdim, OptDType dtype) {
  if (dim) {
    const int64_t d = wrap_dim(*dim, x.dim());
    const uint64_t bits = dim_bits(DimSpan(&d, 1), x.dim());
    Tensor out = raw_prod(x, bits, keepdim, dtype);
    record("ProdBackward1", out, {x}, {x, out}, [d, bits, keepdim](const Backward& b) -> Grads {
      const Tensor input = b.saved(0);
      return {spread(restore_dims(b.grad(), input.sizes(), bits, keepdim), input,
                     restore_dims(b.saved(1), input.sizes(), bits, keepdim), d)};
    });
    return out;
  }
  Tensor out = raw_prod(x, dim_bits({}, x.dim()), false, dtype);
  record("ProdBackward0", out, {x}, {x, out}, [](const Backward& b) -> Grads {
    const Tensor input = b.saved(0);
    if (!has_zero(input)) return {b.grad() * conj(b.saved(1) / input)};
    const Tensor line = reshape(input, Dims{-1});
    return {reshape(spread(b.grad(), line, b.saved(1), 0), input.sizes())};
  });
  return out;
}

namespace {

Tensor prod_all(const Tensor& x, OptDType dtype) { return prod(x, std::nullopt, false, dtype); }
Tensor prod_dim(const Tensor& x, int64_t dim, bool keepdim, OptDType dtype) {
  return prod(x, dim, keepdim, dtype);
}

const Op kProd = Op("prod(Tensor input, *, dtype? dtype=None)", prod_all).doc(R"(
The product of all elements, or of those along the dimension ``dim``. Its gradient takes linear time and is right where
there are zeros.

Args:
    input (Tensor): of any shape and dtype.
    dim (int): what to multiply along.
    keepdim (bool): keep the reduced dimension, with size 1.
    dtype (dtype, optional): of the result, and of the products; integers and bool give int64 without it.

Raises:
    IndexError: the dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.prod(cr.tensor([[1., 2.], [3., 4.]]), dim=1)
    tensor([ 2., 12.])
)");
const Op kProdDim =
    Op("prod(Tensor input, int dim, bool keepdim=False, *, dtype? dtype=None)", prod_dim);

}  // namespace
}  // namespace chainrule
