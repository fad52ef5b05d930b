// From unary definitions to registered operations.
#pragma once

#include <string>
#include <string_view>

#include "ops/pointwise/driver.h"

namespace chainrule {

/// "log1p" -> "Log1PBackward0": a capital after everything that is not a letter.
inline std::string node_name_of(std::string_view name) {
  std::string out;
  bool capital = true;
  for (char c : name) {
    if (c == '_') {
      capital = true;
      continue;
    }
    const bool letter = c >= 'a' && c <= 'z';
    out += letter && capital ? static_cast<char>(c - 'a' + 'A') : c;
    capital = !letter;
  }
  return out + "Backward0";
}

template <class Op>
struct Names {
  std::string name, node;
};
template <class Op>
const Names<Op>& names_of() {
  static const Names<Op> names = [] {
    std::string_view text = Op::signature;
    text = text.substr(0, text.find('('));
    if (const auto dot = text.rfind('.'); dot != text.npos) text = text.substr(dot + 1);
    if constexpr (requires { Op::node; }) return Names<Op>{std::string(text), Op::node};
    return Names<Op>{std::string(text), node_name_of(text)};
  }();
  return names;
}

template <class Op>
Tensor registered_unary(const Tensor& x) {
  if constexpr (requires { Op::on_complex(x); }) {
    if (is_complex(x.dtype())) [[unlikely]]
      return Op::on_complex(x);
  }
  if constexpr (Op::whole == Whole::unchanged) {
    if (is_integral(x.dtype()) && x.dtype() != DType::bool_) return clone(x);
  } else if constexpr (Op::whole == Whole::counted) {
    if (x.dtype() == DType::bool_) return registered_unary<Op>(to(x, DType::int64));
  } else if constexpr (Op::whole != Whole::compute) {
    if (is_integral(x.dtype())) return full(x.sizes(), Op::whole == Whole::always, DType::bool_);
  }
  const auto& names = names_of<Op>();
  return unary<Op>(names.name.c_str(), names.node.c_str(), x);
}

template <class Op_>
void register_unary() {
  if constexpr (Op_::signature[0] != '\0') {
    Op op(Op_::signature, &registered_unary<Op_>);
    op.doc(Op_::doc);
    for (const char* alias : Op_::aliases) op.alias(alias);
    if constexpr (Op_::inplace) op.inplace();
  }
}
template <class... Ops>
bool register_all(List<Ops...>) {
  (register_unary<Ops>(), ...);
  return true;
}

}  // namespace chainrule
