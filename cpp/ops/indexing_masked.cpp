// Operations with masks: masked_fill, masked_select, masked_scatter, and the places where a tensor
// is not zero. What may not live here: masks between the brackets of x[...] (indexing.cpp).
#include "graph/record.h"
#include "kernels/mask.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/indexing.h"
#include "ops/masks.h"
#include "ops/places.h"
#include "ops/raw.h"
#include "ops/reduce.h"
#include "ops/views.h"

namespace chainrule {

Scalar stored_scalar(const Scalar& value, DType dtype) {
  check_representable(value, dtype);
  if (dtype == DType::bool_) return value.to_bool();
  if (is_integral(dtype)) return value.to_int();
  return is_complex(dtype) ? Scalar(value.to_complex()) : Scalar(value.to_double());
}

namespace {

/// The value as one element of x's dtype, without history.
Tensor one_element(const char* method, const Operand& value, DType dtype) {
  Tensor one = empty(Dims{}, dtype);
  if (!value.is_tensor()) {
    fill_into(one, stored_scalar(value.scalar(), dtype));
    return one;
  }
  const Tensor& t = value.tensor();
  check(t.dim() == 0, method, " only supports a 0-dimensional value tensor, but got tensor with ",
        t.dim(), " dimension(s).");
  if (is_complex(t.dtype()) && !is_complex(dtype)) {
    Tensor wide = empty(Dims{}, DType::complex128);
    copy_into(wide, t);
    check_representable(Scalar(*wide.data<complex128>()), dtype);
  }
  copy_into(one, t);
  return one;
}

void check_mask_dtype(const char* method, const Tensor& mask) {
  check(mask.dtype() == DType::bool_, method,
        " only supports boolean masks, but got mask with dtype ", full_name(mask.dtype()),
        ". A comparison, or mask.bool(), makes one");
}

/// The history of "x with value wherever mask is true".
void record_fill(const Tensor& out, const Tensor& x, const Tensor& mask, const Operand& value) {
  const Tensor filler = value.is_tensor() ? value.tensor() : Tensor();
  record(filler.defined() ? "MaskedFillBackward1" : "MaskedFillBackward0", out, {x, filler}, {mask},
         [](const Backward& b) -> Grads {
           const Tensor mask = b.saved(0);
           return {b.needs(0) ? masked_fill(b.grad(), mask, 0) : Tensor(),
                   b.needs(1) ? sum(where(mask, b.grad(), 0)) : Tensor()};
         });
}

}  // namespace

Tensor masked_fill(const Tensor& x, const Tensor& mask, const Operand& value) {
  check_mask_dtype("masked_fill_", mask);
  const Tensor one = one_element("masked_fill_", value, x.dtype());
  Tensor out;
  {
    const NoGrad off;
    // Of one dtype, so that nothing is promoted.
    out = where(mask, one, x);
  }
  record_fill(out, x, mask, value);
  return out;
}

void masked_fill_inplace(const char* method, const Tensor& x, const Tensor& mask,
                         const Operand& value) {
  check_mask_dtype(method, mask);
  check(can_expand(mask.sizes(), x.sizes()), "output with shape ", x.sizes(),
        " doesn't match the broadcast shape of ", x.sizes(), " and mask ", mask.sizes());
  const Tensor one = one_element(method, value, x.dtype());
  check_inplace(x, method);
  const Tensor wide = expand(mask, x.sizes());
  const bool recorded = any_requires_grad(x, value.is_tensor() ? value.tensor() : Tensor());
  fill_masked(x.item_size(), x.sizes(), x.bytes(), x.strides(), wide.data<uint8_t>(),
              wide.strides(), one.bytes());
  if (!recorded) {
    x.bump_version();
    return;
  }
  Tensor result = shallow(x);  // stands for "what x holds now"
  record_fill(result, x, mask, value);
  rebase_history(x, result);
}

Tensor masked_select(const Tensor& x, const Tensor& mask) {
  check(mask.dtype() == DType::bool_, "masked_select: expected BoolTensor for mask, but got ",
        full_name(mask.dtype()), ". A comparison, or mask.bool(), makes one");
  const Dims sizes = broadcast_shapes(x.sizes(), mask.sizes());
  const Tensor wide = x.sizes() == sizes ? x : expand(x, sizes);
  const PlacedIndex index{0, expand(mask, sizes)};
  return take_at(wide, Places(sizes, {&index, 1}), "MaskedSelectBackward0");
}

Tensor nonzero(const Tensor& x) {
  // Bytes that are not zero where x is not: a comparison, unless x is that already.
  const Tensor truth =
      contiguous(x.dtype() == DType::bool_ || x.dtype() == DType::uint8 || x.dtype() == DType::int8
                     ? detach(x)
                     : ne(x, 0));
  const auto* bytes = truth.data<uint8_t>();
  const int64_t n = count_true(bytes, truth.numel());
  // Column by column, so that each dimension's indices are one contiguous vector.
  Tensor out = empty_strided(Dims{n, x.dim()}, Dims{1, std::max<int64_t>(n, 1)}, DType::int64);
  true_indices(bytes, x.sizes(), out.data<int64_t>(), 1, n);
  return out;
}

namespace {

Tensor masked_fill_(const Tensor& x, const Tensor& mask, const Operand& value) {
  masked_fill_inplace("masked_fill_", x, mask, value);
  return x;
}

/// The first elements of `source`, as many as the mask has true ones.
Tensor scatter_source(const Tensor& x, const Places& places, const Tensor& source) {
  check(source.dtype() == x.dtype(),
        "masked_scatter: expected self and source to have same dtypes but got ",
        info(x.dtype()).legacy, " and ", info(source.dtype()).legacy);
  const int64_t n = places.form().shape[0];
  check(n <= source.numel(),
        "masked_scatter: Number of elements of source < number of ones in mask (", source.numel(),
        " < ", n, ")");
  return narrow(reshape(source, Dims{-1}), 0, 0, n);
}

Places mask_places(const char* method, const Tensor& mask, DimSpan sizes) {
  check(mask.dtype() == DType::bool_, method,
        " only supports boolean masks, but got mask with dtype ", full_name(mask.dtype()));
  const PlacedIndex index{0, expand(mask, sizes)};
  return Places(sizes, {&index, 1});
}

Tensor masked_scatter(const Tensor& x, const Tensor& mask, const Tensor& source) {
  const Dims sizes = broadcast_shapes(x.sizes(), mask.sizes());
  const Places places = mask_places("masked_scatter", mask, sizes);
  const Tensor values = scatter_source(x, places, source);
  return put_at(x.sizes() == sizes ? x : expand(x, sizes), places, values, false,
                "MaskedScatterBackward0");
}

Tensor masked_scatter_(const Tensor& x, const Tensor& mask, const Tensor& source) {
  const Places places = mask_places("masked_scatter_", mask, x.sizes());
  put_at_inplace("masked_scatter_", x, places, scatter_source(x, places, source), false,
                 "MaskedScatterBackward0");
  return x;
}

TensorList nonzero_tuple(const Tensor& x) {
  return unbind(nonzero(x.dim() == 0 ? view(x, Dims{1}) : x), 1);
}

Value nonzero_op(const Tensor& x, bool as_tuple) {
  if (as_tuple) return nonzero_tuple(x);
  return nonzero(x);
}

const char* const kMaskedFillDoc = R"(A copy of ``input`` with ``value`` wherever ``mask`` is true.

Args:
    input: any shape and dtype.
    mask: bool, broadcasts with the input.
    value: a number or a tensor without dimensions; converted to the input's dtype.

Returns:
    A new tensor; the form with an underscore changes the tensor itself.

Raises:
    RuntimeError: the mask is not bool, or the dtype has no room for the value.

Example:
    >>> import chainrule as cr
    >>> cr.masked_fill(cr.tensor([1, 2, 3]), cr.tensor([True, False, True]), 0)
    tensor([0, 2, 0])
)";

const Op kMaskedFill[] = {
    Op("masked_fill(Tensor input, Tensor mask, ScalarOrTensor value)", masked_fill)
        .no_out()
        .doc(kMaskedFillDoc),
    Op("masked_fill_(Tensor input, Tensor mask, ScalarOrTensor value)", masked_fill_)
        .method_only()
        .doc(kMaskedFillDoc),
};

const Op kMaskedSelect =
    Op("masked_select(Tensor input, Tensor mask)", masked_select)
        .doc(R"(The elements of ``input`` where ``mask`` is true, in one dimension.

Args:
    input: any shape and dtype.
    mask: bool, broadcasts with the input.

Returns:
    A new vector.

Raises:
    RuntimeError: the mask is not bool, or the shapes do not broadcast.

Example:
    >>> import chainrule as cr
    >>> x = cr.tensor([[1, 2], [3, 4]])
    >>> cr.masked_select(x, x > 1)
    tensor([2, 3, 4])
)");

const char* const kMaskedScatterDoc =
    R"(A copy of ``input`` whose elements where ``mask`` is true are those of ``source``, in order.

Args:
    input: any shape and dtype.
    mask: bool, broadcasts with the input.
    source: of the input's dtype, with at least as many elements as the mask has true ones.

Returns:
    A new tensor; the form with an underscore changes the tensor itself.

Raises:
    RuntimeError: the source has too few elements or another dtype, or the mask is not bool.

Example:
    >>> import chainrule as cr
    >>> cr.masked_scatter(cr.zeros(4), cr.tensor([True, False, True, False]), cr.tensor([1.0, 2.0]))
    tensor([1., 0., 2., 0.])
)";

const Op kMaskedScatter[] = {
    Op("masked_scatter(Tensor input, Tensor mask, Tensor source)", masked_scatter)
        .no_out()
        .doc(kMaskedScatterDoc),
    Op("masked_scatter_(Tensor input, Tensor mask, Tensor source)", masked_scatter_)
        .method_only()
        .doc(kMaskedScatterDoc),
};

const Op kNonzero = Op("nonzero(Tensor input, *, bool as_tuple=False)", nonzero_op)
                        .no_out()
                        .doc(R"(The indices of the elements that are not zero, in row-major order.

Args:
    input: any shape and dtype.
    as_tuple: gives one vector for each dimension, fit for ``input[...]``, instead of a matrix.

Returns:
    An int64 matrix with a row for each element, or a tuple of int64 vectors.

Example:
    >>> import chainrule as cr
    >>> cr.nonzero(cr.tensor([[1, 0], [0, 2]]))
    tensor([[0, 0],
            [1, 1]])
    >>> cr.nonzero(cr.tensor([0, 1, 2]), as_tuple=True)
    (tensor([1, 2]),)
)");

const Op kArgwhere =
    Op("argwhere(Tensor input)", nonzero)
        .no_out()
        .doc(R"(The indices of the elements that are not zero; :func:`nonzero` under NumPy's name.

Args:
    input: any shape and dtype.

Returns:
    An int64 matrix with a row for each element.

Example:
    >>> import chainrule as cr
    >>> cr.argwhere(cr.tensor([[1, 0], [0, 2]]))
    tensor([[0, 0],
            [1, 1]])
)");

const Op kWhere = Op("where(Tensor condition)", nonzero_tuple)
                      .function_only()
                      .no_out()
                      .doc(R"(With one argument: ``nonzero(condition, as_tuple=True)``.

Args:
    condition: any shape and dtype.

Returns:
    A tuple of int64 vectors, one for each dimension.

Example:
    >>> import chainrule as cr
    >>> cr.where(cr.tensor([0, 1, 2]) > 0)
    (tensor([1, 2]),)
)");

}  // namespace

}  // namespace chainrule
