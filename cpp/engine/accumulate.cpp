// Gradient accumulation.
#include "engine/accumulate.h"

#include "ops/functions.h"
#include "ops/overlap.h"
#include "ops/raw.h"

namespace chainrule {

namespace {

/// Is this handle the only way to the memory? Then it may be written to.
bool is_sole_owner(const Tensor& t) {
  return t.use_count() == 1 && t.storage()->use_count() == 1 && !t.storage()->borrowed() &&
         t.is_contiguous();
}

}  // namespace

Tensor writable(const Tensor& grad) {
  return grad.defined() && overlaps_itself(grad) ? clone(grad) : grad;
}

void accumulate_into(Tensor& sum, Tensor grad) {
  if (!grad.defined()) return;
  if (!sum.defined()) {
    sum = std::move(grad);
  } else if (grad_enabled()) {
    sum = add(sum, grad);
  } else if (is_sole_owner(sum) && promote(sum.dtype(), grad.dtype()) == sum.dtype() &&
             sum.sizes() == grad.sizes()) {
    add_into(sum, grad);
  } else if (is_sole_owner(grad) && promote(sum.dtype(), grad.dtype()) == grad.dtype() &&
             sum.sizes() == grad.sizes()) {
    add_into(grad, sum);
    sum = std::move(grad);
  } else {
    sum = add(sum, grad);
  }
}

void add_to_grad(const Tensor& t, Tensor grad, bool create_graph) {
  if (!grad.defined()) return;
  AutogradMeta& meta = meta_of(t);
  if (!meta.grad.defined()) {
    if (create_graph) {
      meta.grad = grad.is_contiguous() ? std::move(grad) : clone(grad);
      return;
    }
    // The buffer is taken over when it is ours alone and laid out as the leaf is.
    const bool steal = grad.use_count() == 1 && grad.storage()->use_count() == 1 &&
                       !grad.storage()->borrowed() && grad.strides() == t.strides() &&
                       !(grad->meta && grad->meta->view);
    if (steal) {
      meta.grad = grad.requires_grad() ? detach(grad) : std::move(grad);
    } else {
      Tensor fresh = empty_like(t, grad.dtype());
      copy_into(fresh, grad);
      meta.grad = std::move(fresh);
    }
  } else if (create_graph) {
    meta.grad = add(meta.grad, grad);
  } else {
    NoGrad off;
    add_into(meta.grad, grad);
    meta.grad.bump_version();
  }
}

void accumulate_grad(AccumulateGrad& node, Tensor grad, bool create_graph) {
  const Tensor leaf = node.variable;
  if (!leaf.requires_grad()) return;  // no longer, since the graph was made
  add_to_grad(leaf, std::move(grad), create_graph);
  if (leaf->meta && leaf->meta->post_accumulate) {
    const auto hooks = *leaf->meta->post_accumulate;  // a hook may remove itself
    for (const auto& [key, call] : hooks) call(leaf);
  }
}

}  // namespace chainrule
