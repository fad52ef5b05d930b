// Scalar: a Python number that has not yet become a tensor; it promotes by category only.
#pragma once

#include <complex>
#include <cstdint>
#include <type_traits>

#include "core/dtype.h"

namespace chainrule {

class Scalar {
 public:
  Scalar() : Scalar(int64_t{0}) {}
  template <class T>
    requires std::is_arithmetic_v<T>
  Scalar(T value) {
    if constexpr (std::is_same_v<T, bool>) {
      category_ = Category::boolean;
      int_ = value;
    } else if constexpr (std::is_integral_v<T>) {
      category_ = Category::integral;
      int_ = static_cast<int64_t>(value);
      if constexpr (std::is_unsigned_v<T>) huge_ = int_ < 0;
    } else {
      category_ = Category::floating;
      real_ = static_cast<double>(value);
    }
  }
  Scalar(complex128 value)
      : category_(Category::complex), real_(value.real()), imag_(value.imag()) {}

  Category category() const { return category_; }
  bool is_integral() const { return category_ <= Category::integral; }
  bool is_complex() const { return category_ == Category::complex; }

  /// Whether the number is an integer of 2^63 or more, whose bits to_int() has.
  bool is_huge() const { return huge_; }

  double to_double() const {
    if (huge_) return static_cast<double>(static_cast<uint64_t>(int_));
    return is_integral() ? static_cast<double>(int_) : real_;
  }
  int64_t to_int() const { return is_integral() ? int_ : static_cast<int64_t>(real_); }
  bool to_bool() const { return is_integral() ? int_ != 0 : real_ != 0 || imag_ != 0; }
  complex128 to_complex() const { return {to_double(), imag_}; }

  template <class T>
  T to() const {
    if constexpr (std::is_same_v<T, bool>) {
      return to_bool();
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<T>(to_int());
    } else if constexpr (std::is_same_v<T, complex64> || std::is_same_v<T, complex128>) {
      return T(to_complex());
    } else if constexpr (std::is_same_v<T, ComplexHalf>) {
      return T(complex64(to_complex()));
    } else {
      return static_cast<T>(
          static_cast<std::conditional_t<std::is_same_v<T, double>, double, float>>(to_double()));
    }
  }

  /// The dtype that the number has when it stands alone: bool, int64 (uint64 if only that holds
  /// it), default float, complex.
  DType dtype() const;

  friend bool operator==(const Scalar& a, const Scalar& b) {
    return a.to_complex() == b.to_complex();
  }

 private:
  Category category_ = Category::integral;
  bool huge_ = false;
  union {
    int64_t int_ = 0;  // boolean, integral
    double real_;
  };
  double imag_ = 0;
};

}  // namespace chainrule
