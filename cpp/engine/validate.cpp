// Checks and hooks around apply().
#include "engine/validate.h"

#include "graph/meta.h"
#include "ops/functions.h"
#include "ops/reduce.h"

namespace chainrule {

namespace {

[[noreturn]] void misfit(const Node& node, size_t i, const Tensor& grad, const OutputMeta& expected,
                         const char* what) {
  fail("Function ", name_and_line(node), " returned an invalid gradient at index ", i, " - got ",
       what, " ", grad.sizes(), " of ", full_name(grad.dtype()),
       " but expected shape compatible with ", expected.sizes, " of ", full_name(expected.dtype));
}

void check_nan(const Node& node, size_t i, const Tensor& grad) {
  NoGrad off;
  if (!any_nan(grad)) return;
  fail("Function '", node.name(), "' returned nan values in its ", i, "th output.");
}

}  // namespace

void fill_undefined(const Node& node, Grads& grads) {
  for (size_t i = 0; i < grads.size() && i < node.outputs.size(); ++i) {
    if (!grads[i].defined() && is_differentiable(node.outputs[i].dtype)) {
      grads[i] = zeros(node.outputs[i].sizes, node.outputs[i].dtype);
    }
  }
}

void validate(const Node& node, Grads& grads) {
  if (grads.size() > node.edges.size() && !node.edges.empty()) [[unlikely]] {
    fail("Function ", name_and_line(node), " returned an incorrect number of gradients (expected ",
         node.edges.size(), ", got ", grads.size(), ")");
  }
  for (size_t i = 0; i < grads.size(); ++i) {
    Tensor& grad = grads[i];
    if (!grad.defined()) continue;
    const Edge& edge = node.edges[i];
    if (!edge.node) {
      grad = Tensor();
      continue;
    }
    if (edge.input_nr >= edge.node->outputs.size()) continue;
    const OutputMeta& expected = edge.node->outputs[edge.input_nr];
    if (grad.sizes() != expected.sizes) {
      if (!can_expand(expected.sizes, grad.sizes())) misfit(node, i, grad, expected, "shape");
      grad = sum_to(grad, expected.sizes);
    }
    if (grad.dtype() != expected.dtype) {
      if (is_complex(grad.dtype()) && !is_complex(expected.dtype)) grad = real(grad);
      grad = to(grad, expected.dtype);
    }
    if (mode().anomaly && mode().anomaly_check_nan) check_nan(node, i, grad);
  }
}

void run_tensor_hooks(const Node& node, Grads& grads) {
  if (node.is_accumulator()) {
    // Hooks of a leaf are kept with the leaf.
    const Tensor& leaf = static_cast<const AccumulateGrad&>(node).variable;
    if (!leaf->meta->hooks || !grads[0].defined()) return;
    const auto hooks = *leaf->meta->hooks;
    for (const auto& hook : hooks) {
      if (Tensor replaced = hook.call(grads[0]); replaced.defined()) grads[0] = std::move(replaced);
    }
    return;
  }
  const NodeExtras* extras = node.extras_if_any();
  if (!extras) return;
  const auto tensor_hooks = extras->tensor_hooks;
  for (const auto& hook : tensor_hooks) {
    if (!grads[hook.output_nr].defined()) continue;
    if (Tensor replaced = hook.call(grads[hook.output_nr]); replaced.defined()) {
      grads[hook.output_nr] = std::move(replaced);
    }
  }
  const auto retain_hooks = extras->retain_hooks;
  for (const auto& hook : retain_hooks) {
    if (grads[hook.output_nr].defined()) hook.call(grads[hook.output_nr]);
  }
}

void run_pre_hooks(const Node& node, Grads& grads) {
  const NodeExtras* extras = node.extras_if_any();
  if (!extras) return;
  const auto pre_hooks = extras->pre_hooks;
  for (const auto& hook : pre_hooks) hook.call(grads);
}

void run_post_hooks(const Node& node, Grads& outputs, const Grads& inputs) {
  const auto hooks = node.extras_if_any()->post_hooks;
  for (const auto& hook : hooks) hook.call(outputs, inputs);
}

}  // namespace chainrule
