// Grad mode, histories and leaves.
#include "graph/meta.h"

namespace chainrule {

thread_local Mode thread_mode;
std::string (*capture_trace)() = nullptr;

void destroy_meta(AutogradMeta* meta) noexcept { delete meta; }

AutogradMeta& meta_of(const Tensor& t) {
  if (!t->meta) t->meta.reset(new AutogradMeta);
  return *t->meta;
}

bool is_differentiable_view(const Tensor& t) { return t->meta && t->meta->view; }

NodeRef grad_fn(const Tensor& t) {
  AutogradMeta* meta = t->meta.get();
  if (!meta) return {};
  if (meta->view && meta->view->seen_version != t.version()) [[unlikely]] {
    ViewMeta& view = *meta->view;
    if (view.base.requires_grad() && view.kind == ViewKind::normal) return refresh_view_history(t);
  }
  return meta->grad_fn;
}

bool is_leaf(const Tensor& t) { return !t.requires_grad() || !grad_fn(t); }

// Made anew whenever a leaf is used again: what no message names is not looked up.
AccumulateGrad::AccumulateGrad(const Tensor& leaf) : Node(CallSite{0}), variable(leaf) {
  sequence_nr = UINT64_MAX;
  outputs.push_back({leaf.sizes(), leaf.dtype()});
  meta_of(leaf).accumulator = this;
}

AccumulateGrad::~AccumulateGrad() {
  if (variable->meta) variable->meta->accumulator = nullptr;
}

Grads AccumulateGrad::apply(Grads) {
  fail("AccumulateGrad is run by the sweep alone");  // engine/sweep.cpp adds what arrives
}

Edge gradient_edge(const Tensor& t) {
  if (!t.defined() || !t.requires_grad()) return {};
  if (NodeRef fn = grad_fn(t)) return {std::move(fn), t->meta->output_nr};
  AutogradMeta& meta = meta_of(t);
  if (!meta.accumulator) return {make_ref<AccumulateGrad>(t), 0};
  return {NodeRef(meta.accumulator), 0};
}

namespace {

/// A tensor changed in place keeps the gradient of what it has become.
void move_retain_hooks(Node& from, uint32_t from_nr, Node& to, uint32_t to_nr) {
  auto& hooks = from.extras().retain_hooks;
  for (auto& hook : hooks) {
    if (hook.output_nr != from_nr) continue;
    hook.output_nr = to_nr;
    to.extras().retain_hooks.push_back(std::move(hook));
    hook.call = nullptr;
  }
  std::erase_if(hooks, [](const auto& hook) { return !hook.call; });
}

}  // namespace

void set_history(const Tensor& t, const NodeRef& node, uint32_t nr) {
  AutogradMeta& meta = meta_of(t);
  if (meta.retains_grad && meta.grad_fn && meta.grad_fn != node) [[unlikely]]
    move_retain_hooks(*meta.grad_fn, meta.output_nr, *node, nr);
  meta.grad_fn = node;
  meta.output_nr = nr;
  t->requires_grad = true;
  if (meta.view) meta.view->seen_version = t.version();
}

void set_requires_grad(const Tensor& t, bool on) {
  if (on) {
    check(is_differentiable(t.dtype()),
          "only Tensors of floating point and complex dtype can require gradients; this one is ",
          full_name(t.dtype()), ": convert it first, as in x.float()");
    check(!t->inference || mode().inference,
          "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed: "
          "clone() it first");
  }
  check(on || is_leaf(t),
        "you can only change requires_grad flags of leaf variables. If you want to use a computed "
        "variable in a "
        "subgraph that doesn't require differentiation use var_no_grad = var.detach().");
  if (on && grad_fn(t)) return;
  t->requires_grad = on;
}

Tensor detach(const Tensor& t) { return shallow(t); }

}  // namespace chainrule
