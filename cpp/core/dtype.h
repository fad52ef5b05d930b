// Element types: the enum, storage types of the 16-bit floats, categories, names and promotion.
//
// The first twelve types are usual: kernels are made for each. The others are seldom: they are
// kept, moved and converted, and computed with through a usual type that holds their values
// (compute_dtype), so that no kernel is made for them.
#pragma once

#include <array>
#include <bit>
#include <complex>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace chainrule {

enum class DType : uint8_t {
  uint8,
  int8,
  int16,
  int32,
  int64,
  float16,
  float32,
  float64,
  complex64,
  complex128,
  bool_,
  bfloat16,
  complex32,
  uint16,
  uint32,
  uint64,
};
inline constexpr int kDTypeCount = 16;
inline constexpr int kUsualDTypeCount = 12;

enum class Category : uint8_t { boolean, integral, floating, complex };

float half_to_float(uint16_t bits) noexcept;
uint16_t float_to_half(float value) noexcept;

/// IEEE binary16, stored only: arithmetic goes through float.
struct Half {
  uint16_t bits = 0;
  Half() = default;
  Half(float value) noexcept : bits(float_to_half(value)) {}
  operator float() const noexcept { return half_to_float(bits); }
};

/// The upper half of a float, rounded to nearest even; arithmetic goes through float.
struct BFloat16 {
  uint16_t bits = 0;
  BFloat16() = default;
  BFloat16(float value) noexcept {
    const auto wide = std::bit_cast<uint32_t>(value);
    if (value != value) {
      bits = 0x7FC0;
    } else {
      bits = static_cast<uint16_t>((wide + 0x7FFF + ((wide >> 16) & 1)) >> 16);
    }
  }
  operator float() const noexcept {
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
  }
};

/// A complex number of two halves, stored only: arithmetic goes through std::complex<float>.
struct ComplexHalf {
  Half re, im;
  ComplexHalf() = default;
  ComplexHalf(std::complex<float> value) noexcept : re(value.real()), im(value.imag()) {}
  operator std::complex<float>() const noexcept { return {re, im}; }
};

struct DTypeInfo {
  std::string_view name;
  std::string_view legacy;  // the tensor type's name, as in "FloatTensor"
  uint8_t size;
  Category category;
};

inline constexpr std::array<DTypeInfo, kDTypeCount> kDTypes = {{
    {"uint8", "Byte", 1, Category::integral},
    {"int8", "Char", 1, Category::integral},
    {"int16", "Short", 2, Category::integral},
    {"int32", "Int", 4, Category::integral},
    {"int64", "Long", 8, Category::integral},
    {"float16", "Half", 2, Category::floating},
    {"float32", "Float", 4, Category::floating},
    {"float64", "Double", 8, Category::floating},
    {"complex64", "ComplexFloat", 8, Category::complex},
    {"complex128", "ComplexDouble", 16, Category::complex},
    {"bool", "Bool", 1, Category::boolean},
    {"bfloat16", "BFloat16", 2, Category::floating},
    {"complex32", "ComplexHalf", 4, Category::complex},
    {"uint16", "UInt16", 2, Category::integral},
    {"uint32", "UInt32", 4, Category::integral},
    {"uint64", "UInt64", 8, Category::integral},
}};

constexpr const DTypeInfo& info(DType dtype) { return kDTypes[static_cast<size_t>(dtype)]; }
constexpr int64_t item_size(DType dtype) { return info(dtype).size; }
constexpr Category category(DType dtype) { return info(dtype).category; }
constexpr bool is_floating(DType dtype) { return category(dtype) == Category::floating; }
constexpr bool is_complex(DType dtype) { return category(dtype) == Category::complex; }
/// Integers and bool.
constexpr bool is_integral(DType dtype) { return category(dtype) <= Category::integral; }
constexpr bool is_differentiable(DType dtype) { return category(dtype) >= Category::floating; }
constexpr bool is_reduced_float(DType d) { return d == DType::float16 || d == DType::bfloat16; }
constexpr bool is_usual(DType d) { return static_cast<int>(d) < kUsualDTypeCount; }
/// uint16, uint32 and uint64, which promote to no other integer.
constexpr bool is_wide_unsigned(DType d) { return d >= DType::uint16; }
constexpr bool is_signed(DType d) {
  return d != DType::uint8 && d != DType::bool_ && !is_wide_unsigned(d);
}
/// "torch.float32": the printed form.
std::string_view full_name(DType dtype);

/// The type in which kernels compute: the narrowest that holds every value and has kernels. No
/// other type holds those of uint64: what does not depend on the sign computes in its bits as
/// int64, the rest has no kernel.
constexpr DType compute_dtype(DType d) {
  switch (d) {
    case DType::float16:
    case DType::bfloat16:
      return DType::float32;
    case DType::complex32:
      return DType::complex64;
    case DType::uint16:
      return DType::int32;
    case DType::uint32:
      return DType::int64;
    default:
      return d;
  }
}
constexpr bool computes_wider(DType d) { return compute_dtype(d) != d; }
/// float32 for complex64 and so on; itself where it is real.
DType real_of(DType dtype);
DType complex_of(DType dtype);

/// PyTorch's promotion lattice (documentation, "Type promotion"). RuntimeError where a wide
/// unsigned type meets another that is not floating point.
DType promote(DType a, DType b);
DType default_dtype();
void set_default_dtype(DType dtype);

using complex64 = std::complex<float>;
using complex128 = std::complex<double>;

template <class T>
struct DTypeOf;
template <>
struct DTypeOf<uint8_t> {
  static constexpr DType value = DType::uint8;
};
template <>
struct DTypeOf<int8_t> {
  static constexpr DType value = DType::int8;
};
template <>
struct DTypeOf<int16_t> {
  static constexpr DType value = DType::int16;
};
template <>
struct DTypeOf<int32_t> {
  static constexpr DType value = DType::int32;
};
template <>
struct DTypeOf<int64_t> {
  static constexpr DType value = DType::int64;
};
template <>
struct DTypeOf<Half> {
  static constexpr DType value = DType::float16;
};
template <>
struct DTypeOf<float> {
  static constexpr DType value = DType::float32;
};
template <>
struct DTypeOf<double> {
  static constexpr DType value = DType::float64;
};
template <>
struct DTypeOf<complex64> {
  static constexpr DType value = DType::complex64;
};
template <>
struct DTypeOf<complex128> {
  static constexpr DType value = DType::complex128;
};
template <>
struct DTypeOf<bool> {
  static constexpr DType value = DType::bool_;
};
template <>
struct DTypeOf<BFloat16> {
  static constexpr DType value = DType::bfloat16;
};
template <>
struct DTypeOf<ComplexHalf> {
  static constexpr DType value = DType::complex32;
};
template <>
struct DTypeOf<uint16_t> {
  static constexpr DType value = DType::uint16;
};
template <>
struct DTypeOf<uint32_t> {
  static constexpr DType value = DType::uint32;
};
template <>
struct DTypeOf<uint64_t> {
  static constexpr DType value = DType::uint64;
};
template <class T>
inline constexpr DType dtype_of = DTypeOf<T>::value;

/// Raises NotImplementedError: what was asked for has no kernel for elements of `dtype`.
[[noreturn]] void no_kernel_for(DType dtype);

/// Calls f(T{}) with the C++ type of `dtype`, which must be a usual one:
/// `visit(d, [&]<class T>(T) { ... })`.
template <class F>
decltype(auto) visit(DType dtype, F&& f) {
  switch (dtype) {
    case DType::uint8:
      return f(uint8_t{});
    case DType::int8:
      return f(int8_t{});
    case DType::int16:
      return f(int16_t{});
    case DType::int32:
      return f(int32_t{});
    case DType::int64:
      return f(int64_t{});
    case DType::float16:
      return f(Half{});
    case DType::float32:
      return f(float{});
    case DType::float64:
      return f(double{});
    case DType::complex64:
      return f(complex64{});
    case DType::complex128:
      return f(complex128{});
    case DType::bool_:
      return f(bool{});
    case DType::bfloat16:
      return f(BFloat16{});
    default:
      no_kernel_for(dtype);
  }
}

/// As visit, for every type: where single elements are read and written.
template <class F>
decltype(auto) visit_all(DType dtype, F&& f) {
  switch (dtype) {
    case DType::complex32:
      return f(ComplexHalf{});
    case DType::uint16:
      return f(uint16_t{});
    case DType::uint32:
      return f(uint32_t{});
    case DType::uint64:
      return f(uint64_t{});
    default:
      return visit(dtype, std::forward<F>(f));
  }
}

/// As visit, but by size: for kernels that only move elements.
template <class F>
decltype(auto) visit_size(int64_t size, F&& f) {
  switch (size) {
    case 1:
      return f(uint8_t{});
    case 2:
      return f(uint16_t{});
    case 4:
      return f(uint32_t{});
    case 8:
      return f(uint64_t{});
    default:
      return f(complex128{});
  }
}

}  // namespace chainrule
