// Promotion, names and the software conversion of binary16.
#include "core/dtype.h"

#include "core/error.h"
#include "core/scalar.h"

namespace chainrule {

namespace {

DType default_dtype_ = DType::float32;

constexpr std::array<std::string_view, kDTypeCount> kFullNames = {
    "torch.uint8",     "torch.int8",       "torch.int16",   "torch.int32",
    "torch.int64",     "torch.float16",    "torch.float32", "torch.float64",
    "torch.complex64", "torch.complex128", "torch.bool",    "torch.bfloat16",
    "torch.complex32", "torch.uint16",     "torch.uint32",  "torch.uint64"};

/// By how much a complex type holds, which is not the order of the enum.
DType wider_complex(DType a, DType b) { return item_size(a) > item_size(b) ? a : b; }

}  // namespace

void no_kernel_for(DType dtype) {
  fail<NotImplementedError>("not implemented for '", info(dtype).legacy,
                            "': it takes other element types; convert the input first, as in x.",
                            is_complex(dtype) ? "cfloat()" : "long()");
}

std::string_view full_name(DType dtype) { return kFullNames[static_cast<size_t>(dtype)]; }

float half_to_float(uint16_t h) noexcept {
  const uint32_t sign = static_cast<uint32_t>(h & 0x8000) << 16;
  const uint32_t exponent = (h >> 10) & 0x1F;
  const uint32_t mantissa = h & 0x3FF;
  if (exponent == 0x1F) return std::bit_cast<float>(sign | 0x7F800000 | (mantissa << 13));
  if (exponent == 0) {  // zero and subnormals: mantissa * 2^-24, exact in float
    const float magnitude = static_cast<float>(mantissa) * 0x1p-24f;
    return std::bit_cast<float>(sign | std::bit_cast<uint32_t>(magnitude));
  }
  return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (mantissa << 13));
}

uint16_t float_to_half(float value) noexcept {
  const auto bits = std::bit_cast<uint32_t>(value);
  const auto sign = static_cast<uint16_t>((bits >> 16) & 0x8000);
  const uint32_t magnitude = bits & 0x7FFFFFFF;
  if (magnitude > 0x7F800000) return sign | 0x7E00;   // NaN
  if (magnitude >= 0x477FF000) return sign | 0x7C00;  // rounds to infinity
  if (magnitude < 0x38800000) {                       // subnormal or zero
    // Adding 0.5 puts the result's 10 bits at the bottom of the mantissa, rounded by the FPU.
    const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
    return sign | static_cast<uint16_t>(std::bit_cast<uint32_t>(shifted) - 0x3F000000);
  }
  const uint32_t rounded = magnitude + 0xFFF + ((magnitude >> 13) & 1);
  return sign | static_cast<uint16_t>((rounded - 0x38000000) >> 13);
}

DType real_of(DType d) {
  if (d == DType::complex32) return DType::float16;
  if (d == DType::complex64) return DType::float32;
  if (d == DType::complex128) return DType::float64;
  return d;
}

DType complex_of(DType d) {
  if (is_complex(d)) return d;
  if (d == DType::float16) return DType::complex32;
  return d == DType::float64 ? DType::complex128 : DType::complex64;
}

DType promote(DType a, DType b) {
  if (a == b) return a;
  if (is_wide_unsigned(a) || is_wide_unsigned(b)) {
    if (is_floating(a)) return a;
    if (is_floating(b)) return b;
    fail("Promotion for uint16, uint32, uint64 types is not supported, attempted to promote ",
         info(a).legacy, " and ", info(b).legacy,
         ": convert one of them first, as in x.to(torch.int64)");
  }
  if (category(a) != category(b)) {
    // The higher category wins; a complex meets the precision of a real.
    const DType high = category(a) > category(b) ? a : b;
    const DType low = category(a) > category(b) ? b : a;
    if (is_complex(high) && is_floating(low)) return wider_complex(high, complex_of(low));
    return high;
  }
  switch (category(a)) {
    case Category::floating:
      if (is_reduced_float(a) && is_reduced_float(b)) return DType::float32;
      break;  // otherwise the wider: the enum is ordered, bfloat16 apart
    case Category::integral:
      if (a == DType::uint8 || b == DType::uint8) {
        const DType other = a == DType::uint8 ? b : a;
        return other == DType::int8 ? DType::int16 : other;
      }
      break;
    case Category::complex:
      return wider_complex(a, b);
    default:
      break;
  }
  if (a == DType::bfloat16) return b;
  if (b == DType::bfloat16) return a;
  return a > b ? a : b;
}

DType default_dtype() { return default_dtype_; }

void set_default_dtype(DType dtype) {
  check<TypeError>(is_floating(dtype),
                   "only floating-point types are supported as the default type, got ",
                   full_name(dtype));
  default_dtype_ = dtype;
}

DType Scalar::dtype() const {
  switch (category_) {
    case Category::boolean:
      return DType::bool_;
    case Category::integral:
      return huge_ ? DType::uint64 : DType::int64;
    case Category::floating:
      return default_dtype();
    default:
      return complex_of(default_dtype());
  }
}

}  // namespace chainrule
