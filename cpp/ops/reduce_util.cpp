// Shapes of reductions and the call of their driver.
#include "ops/reduce_util.h"

namespace chainrule {

uint64_t dim_bits(DimSpan dims, int64_t ndim) {
  check(ndim <= 64, "only tensors with up to 64 dims are supported, and this one has ", ndim);
  const uint64_t all = ndim == 64 ? ~uint64_t{0} : (uint64_t{1} << ndim) - 1;
  if (dims.empty()) return all;
  uint64_t bits = 0;
  for (const int64_t dim : dims) {
    const int64_t d = wrap_dim(dim, ndim);
    check(!((bits >> d) & 1), "dim ", d, " appears multiple times in the list of dims");
    bits |= uint64_t{1} << d;
  }
  return bits & all;  // dim 0 of a tensor without dimensions
}

int64_t reduced_count(DimSpan sizes, uint64_t bits) {
  int64_t n = 1;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if ((bits >> d) & 1) n *= sizes[d];
  }
  return n;
}

Dims reduced_sizes(DimSpan sizes, uint64_t bits, bool keepdim) {
  Dims out;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (!((bits >> d) & 1)) {
      out.push_back(sizes[d]);
    } else if (keepdim) {
      out.push_back(1);
    }
  }
  return out;
}

Tensor restore_dims(const Tensor& g, DimSpan sizes, uint64_t bits, bool keepdim) {
  if (keepdim || bits == 0 || g.dim() == 0) return g;
  return reshape(g, reduced_sizes(sizes, bits, true));
}

Tensor expand_back(const Tensor& g, DimSpan sizes, uint64_t bits, bool keepdim) {
  return expand(restore_dims(g, sizes, bits, keepdim), sizes);
}

DType accumulate_dtype(DType dtype) {
  switch (category(dtype)) {
    case Category::floating:
      return compute_dtype(dtype);
    case Category::complex:
      return real_of(dtype);
    default:
      return DType::int64;
  }
}

Tensor run_reduction(const Reducing& how, const Tensor& x, uint64_t bits, bool keepdim) {
  if (is_wide_unsigned(how.out)) {
    Reducing whole = how;
    whole.out = DType::int64;  // the same bits
    return to(run_reduction(whole, x, bits, keepdim), how.out);
  }
  const size_t ndim = x.sizes().size();
  const bool all = ndim == 0 || bits == (ndim == 64 ? ~uint64_t{0} : (uint64_t{1} << ndim) - 1);
  if (all && !keepdim && x.is_contiguous() && x.dtype() == how.compute && how.out == how.compute) {
    Tensor out = empty(DimSpan(), how.out);
    reduce_flat(how.op, how.compute, x.bytes(), x.numel(), how.divisor, how.root, out.bytes());
    return out;
  }
  ReduceTask task{};
  task.op = how.op;
  task.compute = how.compute;
  task.x = x.bytes();
  task.reduced = bits;
  task.divisor = how.divisor;
  task.root = how.root;
  if (!is_complex(x.dtype())) {
    Tensor out = empty(reduced_sizes(x.sizes(), bits, keepdim), how.out);
    task.dtype = x.dtype();
    task.sizes = x.sizes();
    task.strides = x.strides();
    task.out_dtype = how.out;
    task.out = out.bytes();
    reduce(task);
    return out;
  }
  // Real and imaginary parts are a last dimension that stays.
  check(ndim < 64, "only tensors with up to 63 dims are supported here if they are complex");
  Tensor out = empty(reduced_sizes(x.sizes(), bits, keepdim), complex_of(how.out));
  Dims sizes = x.sizes();
  Dims strides = x.strides();
  for (int64_t& stride : strides) stride *= 2;
  sizes.push_back(2);
  strides.push_back(1);
  task.dtype = real_of(x.dtype());
  task.sizes = sizes;
  task.strides = strides;
  task.out_dtype = how.out;
  task.out = out.bytes();
  reduce(task);
  return out;
}

}  // namespace chainrule
