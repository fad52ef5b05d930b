// Tensors of one value or none: empty, zeros, ones, full, with their _like and new_ forms.
// What may not live here: sequences (creation_range.cpp) and random numbers (creation_random.cpp).
#include "ops/creation.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "ops/functions.h"
#include "ops/memory_format.h"
#include "ops/raw.h"
#include "ops/registry.h"

namespace chainrule {

namespace {

Tensor filled(Tensor t, const Scalar& value) {
  fill_into(t, value);
  return t;
}

template <class T>
bool representable(const Scalar& value) {
  if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, complex128> ||
                std::is_same_v<T, ComplexHalf>) {
    return true;
  } else if constexpr (std::is_same_v<T, complex64>) {
    const complex128 z = value.to_complex();
    const auto fits = [](double v) {
      return !std::isfinite(v) || std::abs(v) <= std::numeric_limits<float>::max();
    };
    return fits(z.real()) && fits(z.imag());
  } else {
    if (value.is_complex() && value.to_complex().imag() != 0) return false;
    if constexpr (std::is_integral_v<T>) {
      using Limits = std::numeric_limits<T>;
      if (value.is_integral()) {
        const int64_t v = value.to_int();
        // Negative numbers wrap around in unsigned types.
        if constexpr (std::is_same_v<T, uint64_t>) {
          return true;
        } else if (value.is_huge()) {
          return false;
        } else if constexpr (std::is_unsigned_v<T>) {
          return v <= int64_t{Limits::max()} && v >= -int64_t{Limits::max()};
        } else {
          return v >= Limits::min() && v <= Limits::max();
        }
      }
      const double v = value.to_double();
      if constexpr (is_wide_unsigned(dtype_of<T>))
        return v >= 0 && v <= static_cast<double>(Limits::max());
      return v > static_cast<double>(Limits::lowest()) - 1 &&
             (sizeof(T) == 8 ? v < 0x1p63 : v < static_cast<double>(Limits::max()) + 1);
    } else {
      double most = std::numeric_limits<double>::max();
      if constexpr (std::is_same_v<T, float>) most = std::numeric_limits<float>::max();
      if constexpr (std::is_same_v<T, Half>) most = 65504;
      if constexpr (std::is_same_v<T, BFloat16>) most = 0x1.FEp127;
      const double v = value.to_double();
      return !std::isfinite(v) || std::abs(v) <= most;
    }
  }
}

}  // namespace

void check_representable(const Scalar& value, DType dtype) {
  const bool ok = visit_all(dtype, [&]<class T>(T) { return representable<T>(value); });
  if (!ok) {
    const complex128 z = value.to_complex();
    fail("value cannot be converted to type ", full_name(dtype), " without overflow: ", z.real(),
         z.imag() != 0 ? " with a non-zero imaginary part" : "");
  }
}

void not_implemented_for(const char* what, DType dtype, const char* advice) {
  fail<NotImplementedError>('"', what, "\" not implemented for '", info(dtype).legacy, "'",
                            *advice ? ". " : "", advice);
}

namespace creation {

std::string with_options(const char* head) {
  return std::string(head) +
         "dtype? dtype=None, layout? layout=None, device? device=None, bool? pin_memory=False, "
         "bool requires_grad=False)";
}

std::string like_options(const char* head) {
  return std::string(head) +
         "dtype? dtype=None, layout? layout=None, device? device=None, bool? pin_memory=False, "
         "bool requires_grad=False, memory_format? memory_format=None)";
}

Tensor empty_laid_out(const Tensor& x, std::optional<DType> dtype, const Text& format) {
  if (!asks_for_order(format)) return empty_like(x, dtype);
  return empty_strided(x.sizes(), strides_in(x.sizes(), format), dtype.value_or(x.dtype()));
}

}  // namespace creation

namespace {

using creation::empty_laid_out;
using creation::finish;
using creation::like_options;
using creation::Text;
using creation::with_options;
using MaybeDType = std::optional<DType>;
using MaybeBool = std::optional<bool>;

/// The dtype of a tensor made of one number.
DType full_dtype(const Scalar& value, MaybeDType dtype) {
  const DType chosen = dtype.value_or(value.is_huge() ? DType::int64 : value.dtype());
  check_representable(value, chosen);
  return chosen;
}

// ---- of given sizes ----

Tensor make_empty(const Dims& size, MaybeDType dtype, const Text&, const Text&, MaybeBool,
                  bool grad, const Text& format) {
  check(!format || asks_for_order(format),
        "memory_format=preserve_format: there is no order to preserve");
  return finish(empty_strided(size, strides_in(size, format), dtype.value_or(default_dtype())),
                grad);
}
Tensor make_zeros(const Dims& size, MaybeDType dtype, const Text&, const Text&, MaybeBool,
                  bool grad) {
  return finish(zeros(size, dtype.value_or(default_dtype())), grad);
}
Tensor make_ones(const Dims& size, MaybeDType dtype, const Text&, const Text&, MaybeBool,
                 bool grad) {
  return finish(ones(size, dtype.value_or(default_dtype())), grad);
}
Tensor make_full(const Dims& size, const Scalar& value, MaybeDType dtype, const Text&, const Text&,
                 MaybeBool, bool grad) {
  return finish(full(size, value, full_dtype(value, dtype)), grad);
}
Tensor make_strided(const Dims& size, const Dims& stride, MaybeDType dtype, const Text&,
                    const Text&, MaybeBool, bool grad) {
  check(size.size() == stride.size(), "dimensionality of sizes (", size.size(),
        ") must match dimensionality of strides (", stride.size(), ")");
  for (const int64_t s : stride) {
    check(s >= 0, "Storage size calculation overflowed with sizes=", size, " and strides=", stride,
          ": strides may not be negative");
  }
  return finish(empty_strided(size, stride, dtype.value_or(default_dtype())), grad);
}
Tensor make_permuted(const Dims& size, const Dims& layout, MaybeDType dtype, const Text&,
                     const Text&, MaybeBool, bool grad) {
  check(size.size() == layout.size(),
        "Number of dimensions in size does not match the length of the physical_layout; i.e. "
        "len(size) = ",
        size.size(), " is not equal to len(physical_layout) = ", layout.size());
  const auto n = static_cast<int64_t>(size.size());
  Dims strides(size.size(), -1);
  count(size);
  int64_t stride = 1;
  for (int64_t i = n - 1; i >= 0; --i) {
    check(layout[i] >= 0 && layout[i] < n, "Dimension out of range (expected to be between 0 and ",
          n - 1, ", but got ", layout[i], " at index ", i,
          "). NB: negative dims not currently supported; file an issue if you want it.");
    check(strides[layout[i]] == -1, "Duplicate dim not allowed: ", layout[i], " stands twice in ",
          layout);
    strides[layout[i]] = stride;
    stride *= std::max<int64_t>(1, size[layout[i]]);
  }
  return finish(empty_strided(size, strides, dtype.value_or(default_dtype())), grad);
}

// ---- like another ----

Tensor make_empty_like(const Tensor& x, MaybeDType dtype, const Text&, const Text&, MaybeBool,
                       bool grad, const Text& format) {
  return finish(empty_laid_out(x, dtype, format), grad);
}
Tensor make_zeros_like(const Tensor& x, MaybeDType dtype, const Text&, const Text&, MaybeBool,
                       bool grad, const Text& format) {
  return finish(filled(empty_laid_out(x, dtype, format), 0), grad);
}
Tensor make_ones_like(const Tensor& x, MaybeDType dtype, const Text&, const Text&, MaybeBool,
                      bool grad, const Text& format) {
  return finish(filled(empty_laid_out(x, dtype, format), 1), grad);
}
Tensor make_full_like(const Tensor& x, const Scalar& value, MaybeDType dtype, const Text&,
                      const Text&, MaybeBool, bool grad, const Text& format) {
  check_representable(value, dtype.value_or(x.dtype()));
  return finish(filled(empty_laid_out(x, dtype, format), value), grad);
}

// ---- methods: the dtype of another ----

Tensor new_empty(const Tensor& x, const Dims& size, MaybeDType dtype, const Text&, const Text&,
                 MaybeBool, bool grad) {
  return finish(empty(size, dtype.value_or(x.dtype())), grad);
}
Tensor new_zeros(const Tensor& x, const Dims& size, MaybeDType dtype, const Text&, const Text&,
                 MaybeBool, bool grad) {
  return finish(zeros(size, dtype.value_or(x.dtype())), grad);
}
Tensor new_ones(const Tensor& x, const Dims& size, MaybeDType dtype, const Text&, const Text&,
                MaybeBool, bool grad) {
  return finish(ones(size, dtype.value_or(x.dtype())), grad);
}
Tensor new_full(const Tensor& x, const Dims& size, const Scalar& value, MaybeDType dtype,
                const Text&, const Text&, MaybeBool, bool grad) {
  return finish(full(size, value, full_dtype(value, dtype.value_or(x.dtype()))), grad);
}
Tensor new_strided(const Tensor& x, const Dims& size, const Dims& stride, MaybeDType dtype,
                   const Text& layout, const Text& device, MaybeBool pin, bool grad) {
  return make_strided(size, stride, dtype.value_or(x.dtype()), layout, device, pin, grad);
}

const Op kEmpty =
    Op(like_options("empty(int[*] size, *, ").c_str(), make_empty).doc(R"(An uninitialised tensor.

Args:
    size: the shape, as separate integers or one tuple.
    dtype: by default the default dtype.
    layout, device, pin_memory, memory_format: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor whose values are whatever was in memory.

Raises:
    RuntimeError: a size is negative, or the whole is too large.

Example:
    >>> import chainrule as cr
    >>> cr.empty(2, 3).shape
    torch.Size([2, 3])
)");

const Op kZeros =
    Op(with_options("zeros(int[*] size, *, ").c_str(), make_zeros).doc(R"(A tensor of zeros.

Args:
    size: the shape, as separate integers or one tuple.
    dtype: by default the default dtype.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Raises:
    RuntimeError: a size is negative, or the whole is too large.

Example:
    >>> import chainrule as cr
    >>> cr.zeros(2, 2)
    tensor([[0., 0.],
            [0., 0.]])
)");

const Op kOnes =
    Op(with_options("ones(int[*] size, *, ").c_str(), make_ones).doc(R"(A tensor of ones.

Args:
    size: the shape, as separate integers or one tuple.
    dtype: by default the default dtype.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Raises:
    RuntimeError: a size is negative, or the whole is too large.

Example:
    >>> import chainrule as cr
    >>> cr.ones(3, dtype=cr.int64)
    tensor([1, 1, 1])
)");

const Op kFull = Op(with_options("full(int[] size, Scalar fill_value, *, ").c_str(), make_full)
                     .doc(R"(A tensor filled with one value.

Args:
    size: the shape.
    fill_value: the value.
    dtype: by default that of the value: bool, int64, the default dtype or its complex twin.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Raises:
    RuntimeError: a size is negative, or the dtype has no room for the value.

Example:
    >>> import chainrule as cr
    >>> cr.full((2, 2), 3.5)
    tensor([[3.5000, 3.5000],
            [3.5000, 3.5000]])
)");

const Op kEmptyStrided =
    Op(with_options("empty_strided(int[] size, int[] stride, *, ").c_str(), make_strided)
        .doc(R"(An uninitialised tensor with given strides.

Args:
    size: the shape.
    stride: one stride for each size, in elements.
    dtype: by default the default dtype.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Raises:
    RuntimeError: the lists differ in length, or a size or a stride is negative.

Example:
    >>> import chainrule as cr
    >>> cr.empty_strided((2, 3), (1, 2)).stride()
    (1, 2)
)");

const Op kEmptyPermuted =
    Op(with_options("empty_permuted(int[] size, int[] physical_layout, *, ").c_str(), make_permuted)
        .doc(R"(An uninitialised dense tensor whose dimensions lie in memory in a given order.

Args:
    size: the shape.
    physical_layout: the dimensions from the slowest to the fastest in memory.
    dtype: by default the default dtype.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Raises:
    RuntimeError: ``physical_layout`` is not a permutation of the dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.empty_permuted((2, 3, 5), (0, 2, 1)).stride()
    (15, 1, 3)
)");

const Op kEmptyLike = Op(like_options("empty_like(Tensor input, *, ").c_str(), make_empty_like)
                          .function_only()
                          .doc(R"(An uninitialised tensor of the shape of another.

Args:
    input: gives shape, dtype and order of dimensions in memory.
    dtype: by default that of the input.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.
    memory_format: ``contiguous_format`` makes the result row-major.

Returns:
    A new tensor.

Example:
    >>> import chainrule as cr
    >>> cr.empty_like(cr.zeros(2, 3)).shape
    torch.Size([2, 3])
)");

const Op kZerosLike = Op(like_options("zeros_like(Tensor input, *, ").c_str(), make_zeros_like)
                          .function_only()
                          .doc(R"(Zeros in the shape of another tensor.

Args:
    input: gives shape, dtype and order of dimensions in memory.
    dtype: by default that of the input.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.
    memory_format: ``contiguous_format`` makes the result row-major.

Returns:
    A new tensor.

Example:
    >>> import chainrule as cr
    >>> cr.zeros_like(cr.tensor([1, 2, 3]))
    tensor([0, 0, 0])
)");

const Op kOnesLike = Op(like_options("ones_like(Tensor input, *, ").c_str(), make_ones_like)
                         .function_only()
                         .doc(R"(Ones in the shape of another tensor.

Args:
    input: gives shape, dtype and order of dimensions in memory.
    dtype: by default that of the input.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.
    memory_format: ``contiguous_format`` makes the result row-major.

Returns:
    A new tensor.

Example:
    >>> import chainrule as cr
    >>> cr.ones_like(cr.tensor([1, 2, 3]))
    tensor([1, 1, 1])
)");

const Op kFullLike =
    Op(like_options("full_like(Tensor input, Scalar fill_value, *, ").c_str(), make_full_like)
        .function_only()
        .doc(R"(One value in the shape of another tensor.

Args:
    input: gives shape, dtype and order of dimensions in memory.
    fill_value: the value.
    dtype: by default that of the input.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.
    memory_format: ``contiguous_format`` makes the result row-major.

Returns:
    A new tensor.

Raises:
    RuntimeError: the dtype has no room for the value.

Example:
    >>> import chainrule as cr
    >>> cr.full_like(cr.zeros(3), 2)
    tensor([2., 2., 2.])
)");

const Op kNew[] = {
    Op(with_options("new_empty(Tensor input, int[*] size, *, ").c_str(), new_empty)
        .method_only()
        .doc(R"(An uninitialised tensor of this tensor's dtype.

Args:
    size: the shape.
    dtype: by default that of the tensor.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([1]).new_empty(2, 3).dtype
    torch.int64
)"),
    Op(with_options("new_zeros(Tensor input, int[*] size, *, ").c_str(), new_zeros)
        .method_only()
        .doc(R"(Zeros of this tensor's dtype.

Args:
    size: the shape.
    dtype: by default that of the tensor.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([1]).new_zeros(2)
    tensor([0, 0])
)"),
    Op(with_options("new_ones(Tensor input, int[*] size, *, ").c_str(), new_ones)
        .method_only()
        .doc(R"(Ones of this tensor's dtype.

Args:
    size: the shape.
    dtype: by default that of the tensor.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([2]).new_ones(2)
    tensor([1, 1])
)"),
    Op(with_options("new_full(Tensor input, int[] size, Scalar fill_value, *, ").c_str(), new_full)
        .method_only()
        .doc(R"(One value, of this tensor's dtype.

Args:
    size: the shape.
    fill_value: the value.
    dtype: by default that of the tensor.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Raises:
    RuntimeError: the dtype has no room for the value.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([1.0]).new_full((2,), 3)
    tensor([3., 3.])
)"),
    Op(with_options("new_empty_strided(Tensor input, int[] size, int[] stride, *, ").c_str(),
       new_strided)
        .method_only()
        .doc(R"(An uninitialised tensor of this tensor's dtype with given strides.

Args:
    size: the shape.
    stride: one stride for each size, in elements.
    dtype: by default that of the tensor.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A new tensor.

Raises:
    RuntimeError: the lists differ in length, or a size or a stride is negative.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([1]).new_empty_strided((2, 3), (1, 2)).stride()
    (1, 2)
)"),
};

}  // namespace

}  // namespace chainrule
