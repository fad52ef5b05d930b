// Wiring of recorded nodes.
#include "graph/record.h"

namespace chainrule {

void RecordedNode::release_saved() {
  if (saved_.empty()) return;
  saved_.clear();
  released = true;
}

std::vector<std::pair<std::string, Tensor>> RecordedNode::saved_tensors() const {
  std::vector<std::pair<std::string, Tensor>> all;
  for (const auto& saved : saved_) {
    all.emplace_back(saved.is_output() ? "result" : "saved", saved.unpack(*this));
  }
  return all;
}

Tensor RecordedNode::unpack(size_t i) const {
  if (released) [[unlikely]]
    fail_released(*this);
  return saved_[i].unpack(*this);
}

bool should_record(std::span<const Tensor> inputs) {
  if (!grad_enabled()) return false;
  for (const Tensor& t : inputs) {
    if (t.defined() && t.requires_grad()) return true;
  }
  return false;
}

void attach(RecordedNode& node, std::span<const Tensor> outputs, std::span<const Tensor> inputs,
            std::span<const Tensor> saved) {
  const NodeRef ref(&node);
  node.edges.reserve(inputs.size());
  for (const Tensor& input : inputs) node.edges.push_back(gradient_edge(input));
  node.outputs.reserve(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (!outputs[i].defined()) {
      node.outputs.emplace_back();
      continue;
    }
    node.outputs.push_back({outputs[i].sizes(), outputs[i].dtype()});
    if (is_differentiable(outputs[i].dtype()))
      set_history(outputs[i], ref, static_cast<uint32_t>(i));
  }
  for (const Tensor& tensor : saved) {
    bool is_output = false;
    uint32_t nr = 0;
    for (size_t i = 0; i < outputs.size(); ++i) {
      if (tensor.defined() && tensor.is_same(outputs[i])) {
        is_output = true;
        nr = static_cast<uint32_t>(i);
      }
    }
    for (const Tensor& input : inputs) {  // an output that is also an input keeps its own history
      if (is_output && input.defined() && tensor.is_same(input)) is_output = false;
    }
    // Made first and moved in: a pack hook may throw.
    node.saved().push_back(SavedTensor(tensor, is_output, nr));
  }
  if (mode().anomaly && capture_trace) node.extras().trace = capture_trace();
}

void attach_view(const Tensor& view, const Tensor& base, ViewKind kind, const char* made_by) {
  if (mode().inference || base->inference) return;
  // Without any need for it (no gradient can ever flow) a view still has to know its base: the base
  // may be written to with something that requires grad.
  if (!is_differentiable(view.dtype())) return;
  auto meta = std::make_unique<ViewMeta>();
  const ViewMeta* parent = base->meta ? base->meta->view.get() : nullptr;
  meta->base = parent ? parent->base : base;
  meta->kind = kind;
  if (kind == ViewKind::normal) {
    if (parent && parent->kind != ViewKind::normal) {
      meta->kind = parent->kind;
    } else if (!grad_enabled()) {
      meta->kind = ViewKind::no_grad_mode;
    }
  }
  meta->made_by = made_by;
  meta->seen_version = view.version();
  meta_of(view).view = std::move(meta);
}

}  // namespace chainrule
