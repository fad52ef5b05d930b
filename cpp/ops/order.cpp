// The order of wide unsigned integers (order.h).
#include "ops/order.h"

#include <limits>

#include "ops/functions.h"
#include "ops/pointwise/driver.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// 0 becomes the least int64, and so on: only the sign bit differs.
Tensor turn(const Tensor& bits) {
  return binary_op<BitwiseXor>("bitwise_xor", bits, Scalar(std::numeric_limits<int64_t>::min()));
}

}  // namespace

Tensor as_ordered(const Tensor& x) {
  if (!is_wide_unsigned(x.dtype())) return x;
  if (x.dtype() != DType::uint64) return to(x, DType::int64);
  return turn(view_dtype(x, DType::int64));
}

Tensor from_ordered(const Tensor& ordered, DType dtype) {
  if (!is_wide_unsigned(dtype)) return ordered;
  return to(dtype == DType::uint64 ? turn(ordered) : ordered, dtype);
}

}  // namespace chainrule
