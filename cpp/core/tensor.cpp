// Shapes, strides and the making of tensors without history.
#include "core/tensor.h"

#include <limits>
#include <numeric>
#include <sstream>

#include "core/inference.h"

namespace chainrule {

void (*release_py_object)(TensorImpl*) noexcept = nullptr;

int64_t Tensor::size(int64_t d) const {
  return impl_->sizes[static_cast<size_t>(wrap_dim(d, dim()))];
}
int64_t Tensor::stride(int64_t d) const {
  return impl_->strides[static_cast<size_t>(wrap_dim(d, dim()))];
}

int64_t count(DimSpan sizes) {
  int64_t total = 1;
  bool overflow = false;
  bool empty = false;
  for (int64_t size : sizes) {
    if (size < 0) {
      fail("Trying to create tensor with negative dimension ", size, ": ", text(sizes));
    }
    empty |= size == 0;
    overflow |= __builtin_mul_overflow(total, size, &total);
  }
  if (empty) return 0;
  check(!overflow, "the number of elements of a tensor of shape ", sizes, " does not fit 64 bits");
  return total;
}

Dims contiguous_strides(DimSpan sizes) {
  Dims strides(sizes.size(), 1);
  int64_t step = 1;
  for (size_t i = sizes.size(); i-- > 0;) {
    strides[i] = step;
    // Sizes whose product does not fit are refused by count(); here they may come first.
    (void)__builtin_mul_overflow(step, std::max<int64_t>(sizes[i], 1), &step);
  }
  return strides;
}

bool is_contiguous(DimSpan sizes, DimSpan strides) {
  int64_t expected = 1;
  bool dense = true;
  for (size_t i = sizes.size(); i-- > 0;) {
    if (sizes[i] == 0) return true;
    if (sizes[i] != 1) {
      dense &= strides[i] == expected;
      expected *= sizes[i];
    }
  }
  return dense;
}

int64_t wrap_dim(int64_t dim, int64_t ndim) {
  const int64_t range = std::max<int64_t>(ndim, 1);
  if (dim < -range || dim >= range) [[unlikely]] {
    fail<IndexError>("Dimension out of range (expected to be in range of [", -range, ", ",
                     range - 1, "], but got ", dim, ")");
  }
  return dim < 0 ? dim + range : dim;
}

Dims wrap_dims(DimSpan dims, int64_t ndim) {
  Dims wrapped;
  if (dims.empty()) {
    wrapped.resize(static_cast<size_t>(ndim));
    std::iota(wrapped.begin(), wrapped.end(), 0);
    return wrapped;
  }
  for (int64_t dim : dims) {
    const int64_t d = wrap_dim(dim, ndim);
    for (int64_t seen : wrapped) {
      check(seen != d, "dim ", d, " appears multiple times in the list of dims");
    }
    if (ndim > 0) wrapped.push_back(d);
  }
  return wrapped;
}

Dims broadcast_shapes(DimSpan a, DimSpan b) {
  const size_t ndim = std::max(a.size(), b.size());
  Dims out(ndim, 1);
  for (size_t i = 0; i < ndim; ++i) {
    const int64_t x = i < a.size() ? a[a.size() - 1 - i] : 1;
    const int64_t y = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (x != y && x != 1 && y != 1) {
      fail("The size of tensor a (", x, ") must match the size of tensor b (", y,
           ") at non-singleton dimension ", ndim - 1 - i, ": shapes ", text(a), " and ", text(b),
           " do not broadcast");
    }
    out[ndim - 1 - i] = x == 1 ? y : x;
  }
  return out;
}

bool can_expand(DimSpan from, DimSpan to) {
  if (from.size() > to.size()) return false;
  for (size_t i = 0; i < from.size(); ++i) {
    const int64_t size = from[from.size() - 1 - i];
    if (size != 1 && size != to[to.size() - 1 - i]) return false;
  }
  return true;
}

std::string text(DimSpan dims) {
  std::ostringstream out;
  out << '[';
  for (size_t i = 0; i < dims.size(); ++i) out << (i ? ", " : "") << dims[i];
  out << ']';
  return out.str();
}

thread_local bool making_inference_tensors = false;

namespace {

size_t byte_count(int64_t elements, DType dtype) {
  int64_t bytes = 0;
  if (__builtin_mul_overflow(elements, item_size(dtype), &bytes)) {
    fail<OutOfMemory>("a tensor of ", elements, " elements of ", full_name(dtype),
                      " is larger than any memory");
  }
  return static_cast<size_t>(bytes);
}

Ref<TensorImpl> make_impl(DType dtype, DimSpan sizes) {
  auto impl = make_ref<TensorImpl>(dtype);
  impl->sizes = Dims(sizes);
  impl->inference = making_inference_tensors;
  return impl;
}

}  // namespace

Tensor empty(DimSpan sizes, DType dtype) {
  const int64_t numel = count(sizes);
  const size_t bytes = byte_count(numel, dtype);
  auto impl = make_impl(dtype, sizes);
  impl->strides = contiguous_strides(sizes);
  impl->numel = numel;
  impl->storage = Storage::create(bytes);
  return Tensor(std::move(impl));
}

Tensor empty_strided(DimSpan sizes, DimSpan strides, DType dtype) {
  check(sizes.size() == strides.size(), "mismatch in length of strides and shape: ", sizes, " and ",
        strides);
  const int64_t numel = count(sizes);
  int64_t last = 0;
  for (size_t i = 0; i < sizes.size() && numel > 0; ++i) {
    check(strides[i] >= 0, "empty_strided: strides must not be negative, got ", strides);
    int64_t reach = 0;
    const bool overflow = __builtin_mul_overflow(sizes[i] - 1, strides[i], &reach) ||
                          __builtin_add_overflow(last, reach, &last);
    check(!overflow, "the extent of shape ", sizes, " with strides ", strides,
          " does not fit 64 bits");
  }
  auto impl = make_impl(dtype, sizes);
  impl->strides = Dims(strides);
  impl->numel = numel;
  impl->contiguous = is_contiguous(sizes, strides);
  impl->storage = Storage::create(byte_count(numel > 0 ? last + 1 : 0, dtype));
  return Tensor(std::move(impl));
}

Tensor empty_like(const Tensor& like, std::optional<DType> dtype) {
  const DType type = dtype.value_or(like.dtype());
  if (like.is_contiguous()) return empty(like.sizes(), type);
  // Dense but permuted: the same order of strides, without gaps. Otherwise (gaps, overlaps,
  // expanded dimensions) the order of the strides is kept, as PyTorch's preserve_format does.
  const auto ndim = static_cast<size_t>(like.dim());
  Dims order(ndim);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
    return like.strides()[static_cast<size_t>(a)] > like.strides()[static_cast<size_t>(b)];
  });
  bool overlapping = false;
  int64_t step = 1;
  Dims strides(ndim, 1);
  for (size_t i = ndim; i-- > 0;) {
    const auto d = static_cast<size_t>(order[i]);
    strides[d] = step;
    step *= std::max<int64_t>(like.sizes()[d], 1);
    overlapping |= like.sizes()[d] > 1 && like.strides()[d] == 0;
  }
  if (overlapping) return empty(like.sizes(), type);
  return empty_strided(like.sizes(), strides, type);
}

Tensor alias(const Tensor& base, DimSpan sizes, DimSpan strides, int64_t offset) {
  auto impl = make_impl(base.dtype(), sizes);
  impl->strides = Dims(strides);
  impl->offset = offset;
  impl->numel = count(sizes);
  impl->contiguous = is_contiguous(sizes, strides);
  impl->storage = base.storage();
  impl->untracked_version = base->untracked_version;
  impl->inference = base->inference;
  return Tensor(std::move(impl));
}

Tensor shallow(const Tensor& base) {
  return alias(base, base.sizes(), base.strides(), base.offset());
}

void set_geometry(const Tensor& t, DimSpan sizes, DimSpan strides, int64_t offset) {
  t->numel = count(sizes);
  t->contiguous = is_contiguous(sizes, strides);
  Dims new_sizes(sizes);  // the arguments may be t's own
  Dims new_strides(strides);
  t->sizes = std::move(new_sizes);
  t->strides = std::move(new_strides);
  t->offset = offset;
}

}  // namespace chainrule
