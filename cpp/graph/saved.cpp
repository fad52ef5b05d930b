// Saving, unpacking and the version check, with the message of a teacher.
#include "graph/saved.h"

#include <sstream>

#include "graph/meta.h"

namespace chainrule {

std::vector<PackFn>& saved_tensor_hooks() {
  thread_local std::vector<PackFn> hooks;
  return hooks;
}

std::string& saved_hooks_disabled() {
  thread_local std::string reason;
  return reason;
}

SavedTensor::SavedTensor(const Tensor& tensor, bool is_output, uint32_t output_nr)
    : output_nr_(output_nr), is_output_(is_output) {
  if (!tensor.defined()) return;
  check(!tensor->inference || mode().inference,
        "Inference tensors cannot be saved for backward: this one (", full_name(tensor.dtype()),
        " of shape ", tensor.sizes(),
        ") was made in inference mode. Make a clone() of it, or use no_grad() where it is made.");
  requires_grad_ = tensor.requires_grad();
  if (auto& hooks = saved_tensor_hooks(); !hooks.empty()) [[unlikely]] {
    // What the hook does with the tensor is the user's affair and is not recorded.
    const Tensor kept = is_output ? detach(tensor) : tensor;
    const uint32_t before = tensor.version();
    packed_ = std::make_unique<Packed>(Packed{hooks.back()(kept), {}});
    check(tensor.version() == before,
          "A saved tensor pack hook is modifying its input in place. Tensors provided as input to "
          "pack hook cannot be modified by in-place operations: change a clone().");
    if (!is_output && requires_grad_) packed_->edge = gradient_edge(tensor);
    return;
  }
  if (is_output) {
    tensor_ = shallow(tensor);
    original_ = tensor.impl();
  } else {
    tensor_ = tensor;
  }
  version_ = tensor.version();
  storage_ = tensor.storage().get();
}

Tensor SavedTensor::unpack(const Node& owner) const {
  Tensor tensor = tensor_;
  if (packed_) [[unlikely]] {
    tensor = packed_->unpack();
    return is_output_ ? with_history_of(owner, tensor) : with_edge(tensor);
  } else if (!tensor.defined()) {
    return tensor;
  } else if (tensor.storage().get() == storage_ && tensor.version() != version_) [[unlikely]] {
    std::ostringstream message;
    message << "one of the variables needed for gradient computation has been modified by an "
               "inplace operation: "
            << "a " << full_name(tensor.dtype()) << " tensor of shape " << text(tensor.sizes());
    if (is_output_) {
      message << ", which is output " << output_nr_ << " of " << name_and_line(owner) << ",";
    } else if (const NodeRef fn = grad_fn(tensor)) {
      message << ", which is output of " << fn->name() << " and was saved by "
              << name_and_line(owner) << ",";
    } else {
      message << ", which was saved by " << name_and_line(owner) << ",";
    }
    message << " is at version " << tensor.version() << "; expected version " << version_
            << " instead" << located(": it was changed by ", tensor.storage()->written_by()) << ". "
            << "Hint: an operation whose name ends in an underscore, `out=`, `+=` or `x[...] = "
               "...` changed it between "
            << "the forward and the backward pass. Use the form that makes a new tensor, or change "
               "a clone().";
    const auto* extras = owner.extras_if_any();
    if (extras && !extras->trace.empty()) message << " It was saved here:\n" << extras->trace;
    fail(message.str());
  }
  return is_output_ ? with_history_of(owner, tensor) : tensor;
}

Tensor SavedTensor::with_history_of(const Node& owner, const Tensor& tensor) const {
  if (!requires_grad_ || !grad_enabled()) return tensor;
  // A recorded sweep: the output gets its history back, which a node cannot own itself.
  Tensor output = shallow(tensor);
  set_history(output, NodeRef(const_cast<Node*>(&owner)), output_nr_);
  return output;
}

Tensor SavedTensor::with_edge(const Tensor& tensor) const {
  const Edge& edge = packed_->edge;
  if (!edge.node) return tensor;
  if (edge.node->is_accumulator()) {
    // The leaf itself, where the hook handed its data back.
    const Tensor& leaf = static_cast<const AccumulateGrad&>(*edge.node).variable;
    if (leaf.is_same(tensor)) return leaf;
  }
  Tensor input = shallow(tensor);
  set_history(input, edge.node, edge.input_nr);
  return input;
}

}  // namespace chainrule
