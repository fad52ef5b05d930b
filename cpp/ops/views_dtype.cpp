// Views that read the same bytes as another dtype: view(dtype), view_as_real, view_as_complex, and
// the real and imaginary parts. What may not live here: conversions of values.
#include "graph/record.h"
#include "ops/functions.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// A window on the storage of x in elements of another dtype.
Tensor alias_as(const Tensor& x, DType dtype, DimSpan sizes, DimSpan strides, int64_t offset) {
  Tensor view = alias(x, sizes, strides, 0);
  view->dtype = dtype;
  view->offset = offset;
  return view;
}

}  // namespace

Tensor view_dtype(const Tensor& x, DType dtype) {
  const int64_t have = x.item_size();
  const int64_t want = item_size(dtype);
  const auto what = [&] {
    return concat(" to view ", info(x.dtype()).legacy, " as ", info(dtype).legacy,
                  " (different element sizes)");
  };
  Dims sizes = x.sizes();
  Dims strides = x.strides();
  int64_t offset = x.offset();
  if (have != want) {
    if (x.dim() == 0) fail("self.dim() cannot be 0", what());
    if (strides.back() != 1) {
      fail("self.stride(-1) must be 1", what(), ", but got ", strides.back());
    }
    if (want > have) {
      const int64_t ratio = want / have;
      if (sizes.back() % ratio != 0) {
        fail("self.size(-1) must be divisible by ", ratio, what(), ", but got ", sizes.back());
      }
      if (offset % ratio != 0) {
        fail("self.storage_offset() must be divisible by ", ratio, what(), ", but got ", offset);
      }
      for (size_t d = 0; d + 1 < strides.size(); ++d) {
        if (strides[d] % ratio != 0) {
          fail("self.stride(", d, ") must be divisible by ", ratio, what(), ", but got ",
               strides[d]);
        }
        strides[d] /= ratio;
      }
      sizes.back() /= ratio;
      offset /= ratio;
    } else {
      const int64_t ratio = have / want;
      for (size_t d = 0; d + 1 < strides.size(); ++d) strides[d] *= ratio;
      sizes.back() *= ratio;
      offset *= ratio;
    }
  }
  return alias_as(x, dtype, sizes, strides, offset);
}

Tensor view_as_real(const Tensor& x) {
  check(is_complex(x.dtype()), "view_as_real is only supported for complex tensors, but got ",
        full_name(x.dtype()));
  Dims sizes = x.sizes();
  Dims strides;
  for (const int64_t stride : x.strides()) strides.push_back(2 * stride);
  sizes.push_back(2);
  strides.push_back(1);
  Tensor view = alias_as(x, real_of(x.dtype()), sizes, strides, 2 * x.offset());
  record("ViewAsRealBackward0", view, {x}, {}, [](const Backward& b) -> Grads {
    // Nothing is contiguous whatever its strides; they have to be those of pairs all the same.
    return {view_as_complex(b.grad().numel() ? contiguous(b.grad()) : clone(b.grad()))};
  });
  attach_view(view, x, ViewKind::normal, "ViewAsRealBackward0");
  return view;
}

Tensor view_as_complex(const Tensor& x) {
  check(is_floating(x.dtype()) && x.dtype() != DType::bfloat16,
        "view_as_complex is only supported for half, float and double tensors, but got a tensor of "
        "scalar type: ",
        info(x.dtype()).legacy);
  check(x.dim() > 0, "Input tensor must have one or more dimensions");
  check(x.sizes().back() == 2, "Tensor must have a last dimension of size 2, but its shape is ",
        x.sizes());
  check(x.strides().back() == 1, "Tensor must have a last dimension with stride 1");
  Dims sizes = x.sizes();
  sizes.pop_back();
  Dims strides;
  for (size_t d = 0; d < sizes.size(); ++d) {
    check(x.strides()[d] % 2 == 0,
          "Tensor must have a stride divisible by 2 for all but last dimension");
    strides.push_back(x.strides()[d] / 2);
  }
  check(x.offset() % 2 == 0, "Tensor must have a storage_offset divisible by 2");
  Tensor view = alias_as(x, complex_of(x.dtype()), sizes, strides, x.offset() / 2);
  record("ViewAsComplexBackward0", view, {x}, {},
         [](const Backward& b) -> Grads { return {view_as_real(b.grad())}; });
  attach_view(view, x, ViewKind::normal, "ViewAsComplexBackward0");
  return view;
}

Tensor real(const Tensor& x) { return is_complex(x.dtype()) ? select(view_as_real(x), -1, 0) : x; }

Tensor imag(const Tensor& x) {
  check(is_complex(x.dtype()), "imag is not implemented for tensors with non-complex dtypes.");
  return select(view_as_real(x), -1, 1);
}

namespace {

const Op kViewAsReal =
    Op("view_as_real(Tensor input)", view_as_real)
        .function_only()
        .view()
        .doc(R"(A complex tensor seen as real pairs: a new last dimension of size two.

Args:
    input: complex, any shape.

Returns:
    A view of the corresponding real dtype.

Raises:
    RuntimeError: the input is not complex.

Example:
    >>> import chainrule as cr
    >>> cr.view_as_real(cr.tensor([1 + 2j, 3 + 4j]))
    tensor([[1., 2.],
            [3., 4.]])
)");

const Op kViewAsComplex = Op("view_as_complex(Tensor input)", view_as_complex)
                              .function_only()
                              .view()
                              .doc(R"(Real pairs in the last dimension seen as complex numbers.

Args:
    input: float32 or float64, with a last dimension of size 2 and stride 1.

Returns:
    A view of the corresponding complex dtype.

Raises:
    RuntimeError: the last dimension is not of size two, or strides do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.view_as_complex(cr.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([1.+2.j, 3.+4.j])
)");

const Op kReal = Op("real(Tensor input)", real).function_only().view().doc(R"(The real part.

Args:
    input: any shape and dtype.

Returns:
    A view of a complex tensor; a real tensor itself.

Example:
    >>> import chainrule as cr
    >>> cr.real(cr.tensor([1 + 2j, 3 + 4j]))
    tensor([1., 3.])
)");

const Op kImag = Op("imag(Tensor input)", imag).function_only().view().doc(R"(The imaginary part.

Args:
    input: complex, any shape.

Returns:
    A view of the corresponding real dtype.

Raises:
    RuntimeError: the input is not complex.

Example:
    >>> import chainrule as cr
    >>> cr.imag(cr.tensor([1 + 2j, 3 + 4j]))
    tensor([2., 4.])
)");

}  // namespace

}  // namespace chainrule
