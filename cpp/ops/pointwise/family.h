// What an elementwise definition states, and the lists that the kernels are made from.
//
//   struct Tanh : Unary {
//     static constexpr auto signature = "tanh(Tensor input)";
//     static constexpr auto keep = Keep::output;                       // all that the sweep needs
//     template <class X> X value(X x) const { return tanh(x); }
//     template <class X> X grad(X g, X, X y) const { return g * (1 - y * y); }  // from cotangent
//     g, input, output
//   };
//
// `value` and `grad` are instantiated on vector lanes (the forward kernel and a fused backward
// kernel without temporaries) and on Expr (ops/pointwise/expr.h), where the same text builds the
// graph of the derivative. `grad` is linear in g; on complex tensors it states g * f'(x), and the
// node conjugates (graph of PyTorch's convention: g * conj(f'(x))). A definition that is another
// function there has a member `static Tensor on_complex(const Tensor&)`. Parameters are data
// members. A definition's last step is its entry in the list at the end of its file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "core/dtype.h"

namespace chainrule {

class Tensor;

/// What the backward sweep needs of a unary operation.
enum class Keep : uint8_t { nothing = 0, input = 1, output = 2, both = 3 };

/// How the result's type follows from the operands'.
enum class Result : uint8_t {
  same,      // promoted type; bool allowed where `boolean` says so
  floating,  // integers become the default float first
  truth,     // compares in the promoted type, gives bool
};

/// What a unary operation does with integers.
enum class Whole : uint8_t {
  compute,    // lanes, or the default float, as `result` and `integers` say
  counted,    // as compute, bool as int64
  unchanged,  // gives them as they are (not bool)
  never,      // a predicate that holds for no integer
  always,     // ... for every one
};

/// Which element types the kernel exists for, beside the floats.
struct Elementwise {
  static constexpr Result result = Result::same;
  static constexpr bool integers = false;   // int8 ... int64, uint8
  static constexpr bool sign_free = false;  // the same bits for signed and unsigned: uint64 too
  static constexpr bool floats = true;
  static constexpr bool boolean = false;    // also on bool, as 0 and 1 in uint8 lanes
  static constexpr bool predicate = false;  // value() gives a mask, the output is bool
  static constexpr bool differentiable = true;
  static constexpr bool complex = false;  // value() works on complex lanes (simd/complex.h) too
  static constexpr bool inplace = true;   // has a twin with an underscore
  static constexpr Whole whole = Whole::compute;
  static constexpr std::array<const char*, 0> aliases{};
  static constexpr auto doc = "";
};

struct Unary : Elementwise {
  static constexpr auto keep = Keep::input;
};

/// Bits for "needs a", "needs b", "needs the output".
enum : unsigned { kNeedsNothing = 0, kNeedsA = 1, kNeedsB = 2, kNeedsOut = 4 };

struct Binary : Elementwise {
  static constexpr unsigned needs_a = kNeedsA | kNeedsB;  // what grad_a(g, a, b, y) reads
  static constexpr unsigned needs_b = kNeedsA | kNeedsB;
  static constexpr auto name = "";  // of the node, as printed
};

struct Compare : Binary {
  static constexpr auto name = "";
  static constexpr Result result = Result::truth;
  static constexpr bool integers = true;
  static constexpr bool boolean = true;
  static constexpr bool predicate = true;
  static constexpr bool differentiable = false;
};

template <class... Ops>
struct List {
  static constexpr size_t size = sizeof...(Ops);
  template <class Op>
  static constexpr size_t index_of() {
    constexpr bool is_op[] = {std::is_same_v<Op, Ops>...};
    size_t i = 0;
    while (i < size && !is_op[i]) ++i;
    return i;
  }
};

}  // namespace chainrule
