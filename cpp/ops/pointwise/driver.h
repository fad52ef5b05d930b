// From definitions to operations on tensors: result type, broadcasting, the kernel, the node.
#pragma once

#include <string>
#include <utility>

#include "graph/record.h"
#include "ops/pointwise/expr.h"
#include "ops/pointwise/tables.h"
#include "ops/raw.h"

namespace chainrule {

/// The non-template half of a definition.
struct PointwiseInfo {
  const char* name;        // "tanh", for messages
  const ChunkFn* forward;  // by dtype; null where there is no kernel
  Result result;
  bool predicate;
};

/// What an in-place or out= call writes to, or nothing.
using Destination = const Tensor*;

Tensor run_unary(const PointwiseInfo& info, const void* params, const Tensor& x,
                 Destination out = nullptr);
Tensor run_binary(const PointwiseInfo& info, const void* params, const Operand& a, const Operand& b,
                  Destination out = nullptr);
Tensor run_ternary(const PointwiseInfo& info, const void* params, const Tensor& a, const Tensor& b,
                   const Tensor& c);
/// gx = chain(g, x, y) by the fused kernel.
Tensor run_unary_grad(const char* name, const ChunkFn* kernels, const void* params, const Tensor& g,
                      const Tensor& x, const Tensor& y);

namespace detail {

template <class Op, class Table>
PointwiseInfo info_of(const char* name, const Table& table) {
  return {name, table.forward[Table::List::template index_of<Op>()], Op::result, Op::predicate};
}

template <class Op, class L>
constexpr bool in_list() {
  return L::template index_of<Op>() < L::size;
}

/// The table that a definition's kernels are in.
template <class Op>
const auto& table_of() {
  if constexpr (in_list<Op, UnaryBasicOps>())
    return unary_basic();
  else if constexpr (in_list<Op, UnaryMathOps>())
    return unary_math();
  else if constexpr (in_list<Op, UnaryActivationOps>())
    return unary_activation();
  else if constexpr (in_list<Op, UnaryGammaOps>())
    return unary_gamma();
  else if constexpr (in_list<Op, UnaryPartsOps>())
    return unary_parts();
  else if constexpr (in_list<Op, BinaryOps>())
    return binary();
  else if constexpr (in_list<Op, BinaryMoreOps>())
    return binary_more();
  else if constexpr (in_list<Op, CompareOps>())
    return compare();
  else
    return ternary();
}

}  // namespace detail

template <class Op>
class UnaryNode final : public RecordedNode {
 public:
  UnaryNode(const char* name, const Op& op) : RecordedNode(name), op_(op) {}
  Grads apply(Grads grads) override {
    Grads out;
    if (!needs(0)) return out;
    constexpr bool keeps_x = static_cast<int>(Op::keep) & 1,
                   keeps_y = static_cast<int>(Op::keep) & 2;
    const Tensor& g = grads[0];
    const Tensor x = keeps_x ? unpack(0) : g;
    const Tensor y = keeps_y ? unpack(keeps_x ? 1 : 0) : g;
    if (is_complex(g.dtype())) {
      out.push_back(conj(op_.grad(Expr(conj(g)), Expr(x), Expr(y)).tensor()));
    } else if (grad_enabled()) {
      out.push_back(op_.grad(Expr(g), Expr(x), Expr(y)).tensor());
    } else {
      const auto& table = detail::table_of<Op>();
      using Table = std::remove_cvref_t<decltype(table)>;
      out.push_back(run_unary_grad(
          name_text(), table.backward[Table::List::template index_of<Op>()], &op_, g, x, y));
    }
    return out;
  }

 private:
  Op op_;
};

template <class Op>
Tensor unary(const char* name, const char* node_name, const Tensor& x, const Op& op = {}) {
  static const PointwiseInfo info = detail::info_of<Op>(name, detail::table_of<Op>());
  Tensor out = run_unary(info, &op, x);
  if constexpr (Op::differentiable) {
    if (grad_enabled() && x.requires_grad()) {
      auto node = make_ref<UnaryNode<Op>>(node_name, op);
      constexpr bool keeps_x = static_cast<int>(Op::keep) & 1,
                     keeps_y = static_cast<int>(Op::keep) & 2;
      if constexpr (keeps_x && keeps_y) {
        attach(*node, {&out, 1}, {&x, 1}, std::initializer_list<Tensor>{x, out});
      } else {
        attach(*node, {&out, 1}, {&x, 1},
               keeps_x ? std::span(&x, 1) : std::span(&out, keeps_y ? 1 : 0));
      }
    }
  }
  return out;
}

template <class Op>
class BinaryNode final : public RecordedNode {
 public:
  BinaryNode(const char* name, const Op& op, const Operand& a, const Operand& b)
      : RecordedNode(name), op_(op), has_a_(a.is_tensor()), has_b_(b.is_tensor()) {
    if (!has_a_) number_ = a.scalar();
    if (!has_b_) number_ = b.scalar();
  }
  static unsigned needed(bool grad_a, bool grad_b) {
    return (grad_a ? Op::needs_a : 0) | (grad_b ? Op::needs_b : 0);
  }
  Grads apply(Grads grads) override {
    const bool want_a = has_a_ && needs(0), want_b = has_b_ && needs(has_a_ ? 1 : 0);
    const unsigned need = saved_mask_;
    size_t i = 0;
    const Expr g(conj(grads[0]));  // the cotangent itself where it is real
    const Expr a = !has_a_ ? Expr(Operand(number_)) : need & kNeedsA ? Expr(unpack(i++)) : g;
    const Expr b = !has_b_ ? Expr(Operand(number_)) : need & kNeedsB ? Expr(unpack(i++)) : g;
    const Expr y = need & kNeedsOut ? Expr(unpack(i++)) : g;
    Grads out;
    if (has_a_) out.push_back(want_a ? conj(op_.grad_a(g, a, b, y).tensor()) : Tensor());
    if (has_b_) out.push_back(want_b ? conj(op_.grad_b(g, a, b, y).tensor()) : Tensor());
    return out;
  }
  void connect(const Tensor& out, const Operand& a, const Operand& b) {
    Tensor inputs[2];
    size_t n = 0;
    if (has_a_) inputs[n++] = a.tensor();
    if (has_b_) inputs[n++] = b.tensor();
    saved_mask_ = static_cast<uint8_t>(
        needed(has_a_ && a.tensor().requires_grad(), has_b_ && b.tensor().requires_grad()));
    Tensor kept[3];
    size_t k = 0;
    if (has_a_ && (saved_mask_ & kNeedsA)) kept[k++] = a.tensor();
    if (has_b_ && (saved_mask_ & kNeedsB)) kept[k++] = b.tensor();
    if (saved_mask_ & kNeedsOut) kept[k++] = out;
    attach(*this, {&out, 1}, {inputs, n}, {kept, k});
  }

 private:
  [[no_unique_address]] Op op_;
  Scalar number_;  // the operand that is no tensor, if there is one
  bool has_a_, has_b_;
  uint8_t saved_mask_ = 0;
};

template <class Op>
Tensor binary_op(const char* name, const Operand& a, const Operand& b, const Op& op = {},
                 const char* node_name = Op::name) {
  static const PointwiseInfo info = detail::info_of<Op>(name, detail::table_of<Op>());
  Tensor out = run_binary(info, &op, a, b);
  if constexpr (Op::differentiable) {
    if (grad_enabled() && ((a.is_tensor() && a.tensor().requires_grad()) ||
                           (b.is_tensor() && b.tensor().requires_grad()))) {
      auto node = make_ref<BinaryNode<Op>>(node_name, op, a, b);
      node->connect(out, a, b);
    }
  }
  return out;
}

}  // namespace chainrule
