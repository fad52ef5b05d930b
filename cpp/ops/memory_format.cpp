// Memory orders by name (memory_format.h).
#include "ops/memory_format.h"

#include "ops/functions.h"
#include "ops/shape.h"

namespace chainrule {

namespace {

bool named(const FormatName& format, const char* name) {
  return format && *format == std::string("torch.") + name;
}

}  // namespace

bool asks_for_order(const FormatName& format) {
  return format.has_value() && !named(format, "preserve_format");
}

Dims strides_in(DimSpan sizes, const FormatName& format) {
  const bool flat = named(format, "channels_last");
  const bool deep = named(format, "channels_last_3d");
  if (!flat && !deep) return contiguous_strides(sizes);
  const size_t ndim = flat ? 4 : 5;
  check(sizes.size() == ndim, "required rank ", ndim, " tensor to use channels_last",
        flat ? "" : "_3d", " format, got shape ", sizes);
  Dims strides(ndim, 1);
  int64_t step = std::max<int64_t>(sizes[1], 1);
  for (size_t d = ndim - 1; d >= 2; --d) {
    strides[d] = step;
    (void)__builtin_mul_overflow(step, std::max<int64_t>(sizes[d], 1), &step);
  }
  strides[0] = step;
  return strides;
}

bool lies_in(const Tensor& x, const FormatName& format) {
  const bool channels = named(format, "channels_last") || named(format, "channels_last_3d");
  if (!channels) return x.is_contiguous();
  if (x.dim() != (named(format, "channels_last") ? 4 : 5)) return false;
  const Dims wanted = strides_in(x.sizes(), format);
  for (int64_t d = 0; d < x.dim(); ++d) {
    if (x.sizes()[d] != 1 && x.strides()[d] != wanted[d]) return false;
  }
  return true;
}

Tensor clone(const Tensor& x, const FormatName& format) {
  return asks_for_order(format) ? with_strides(x, strides_in(x.sizes(), format)) : clone(x);
}

Tensor contiguous(const Tensor& x, const FormatName& format) {
  check(!named(format, "preserve_format") || x.is_contiguous(),
        "preserve memory format is unsupported by the contiguous operator");
  if (!asks_for_order(format) || named(format, "contiguous_format")) return contiguous(x);
  const Dims strides = strides_in(x.sizes(), format);
  return lies_in(x, format) ? x : with_strides(x, strides);
}

}  // namespace chainrule
