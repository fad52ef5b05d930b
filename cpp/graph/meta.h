// AutogradMeta: what a tensor that takes part in a graph remembers: gradient, history, hooks and,
// for views, the base they look at.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/tensor.h"
#include "graph/node.h"

namespace chainrule {

/// How a view came to be decides whether it may be changed in place.
enum class ViewKind : uint8_t { normal, multi_output, no_grad_mode, custom_function };

struct ViewMeta {
  Tensor base;  // never itself a differentiable view
  ViewKind kind = ViewKind::normal;
  uint32_t seen_version = 0;  // grad_fn is stale when the storage has moved on
  const char* made_by = "";   // "UnbindBackward0", for messages
};

struct TensorHook {
  uint64_t key;
  std::function<Tensor(const Tensor&)> call;
};

struct AutogradMeta {
  static void* operator new(size_t bytes) { return allocate(bytes); }
  static void operator delete(void* block, size_t bytes) noexcept { deallocate(block, bytes); }

  Tensor grad;
  NodeRef grad_fn;
  uint32_t output_nr = 0;
  bool retains_grad = false;
  Node* accumulator = nullptr;  // weak: the accumulator owns the leaf, and clears this
  std::unique_ptr<ViewMeta> view;
  std::unique_ptr<std::vector<TensorHook>> hooks;  // of a leaf
  std::unique_ptr<std::vector<std::pair<uint64_t, std::function<void(const Tensor&)>>>>
      post_accumulate;
};

// ---- grad mode (per thread) ----

struct Mode {
  bool grad = true;
  bool inference = false;
  bool anomaly = false;
  bool anomaly_check_nan = true;
};
// Initial-exec: an ordinary thread-local of a shared library costs a function call at each look.
extern thread_local Mode thread_mode __attribute__((tls_model("initial-exec")));
inline Mode& mode() { return thread_mode; }
inline bool grad_enabled() { return mode().grad; }

struct NoGrad {
  explicit NoGrad(bool enabled = false) : saved(mode().grad) { mode().grad = enabled; }
  ~NoGrad() { mode().grad = saved; }
  NoGrad(const NoGrad&) = delete;
  bool saved;
};

// ---- history ----

AutogradMeta& meta_of(const Tensor& t);  // made on demand
/// The node that made `t`; for a view whose storage changed, its refreshed one. Null for leaves.
NodeRef grad_fn(const Tensor& t);
bool is_leaf(const Tensor& t);
bool is_differentiable_view(const Tensor& t);
/// The history of a view after its storage was changed in place: a window on its base's history.
/// Defined with the operations it is made of (ops/inplace.cpp).
NodeRef refresh_view_history(const Tensor& view);
/// Where the cotangent of `t` goes: its grad_fn, or the accumulator of a leaf that asks for one.
Edge gradient_edge(const Tensor& t);
/// Makes `node` the history of `t` (output number `nr`).
void set_history(const Tensor& t, const NodeRef& node, uint32_t nr);
void set_requires_grad(const Tensor& t, bool on);
/// Same storage, no history, not asking for a gradient. A view of `t` for in-place checks only.
Tensor detach(const Tensor& t);

/// Where in the user's program we are, for anomaly mode; installed by the bindings.
extern std::string (*capture_trace)();

/// The leaf's end of the graph: the sweep adds what arrives to `variable.grad`.
class AccumulateGrad final : public Node {
 public:
  explicit AccumulateGrad(const Tensor& leaf);
  ~AccumulateGrad() override;
  std::string name() const override { return "AccumulateGrad"; }
  Grads apply(Grads) override;
  bool is_accumulator() const override { return true; }
  bool materialize() const override { return false; }
  Tensor variable;
};

template <class... Ts>
bool any_requires_grad(const Ts&... tensors) {
  return grad_enabled() && ((tensors.defined() && tensors.requires_grad()) || ...);
}

}  // namespace chainrule
