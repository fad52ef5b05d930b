// SavedTensor: a tensor kept for the backward sweep, with the version it had when it was saved.
#pragma once

#include <memory>
#include <string>

#include "core/tensor.h"
#include "graph/node.h"

namespace chainrule {

/// saved_tensors_hooks: pack on saving, unpack on use. `unpack` closes over what pack returned.
using UnpackFn = std::function<Tensor()>;
using PackFn = std::function<UnpackFn(const Tensor&)>;

/// The hooks in force on this thread, innermost last.
std::vector<PackFn>& saved_tensor_hooks();
/// A reason why saving is refused at the moment (disable_saved_tensors_hooks), or empty.
std::string& saved_hooks_disabled();

class SavedTensor {
  /// What a hook made of an input, and where the input's cotangent goes: unpacking gives that back,
  /// whatever tensor the hook returns.
  struct Packed {
    UnpackFn unpack;
    Edge edge;
  };

 public:
  SavedTensor() = default;
  /// `is_output`: the tensor is output `output_nr` of the node that saves it; a node must not own
  /// itself, so only the data is kept, and the history put back on unpacking.
  SavedTensor(const Tensor& tensor, bool is_output, uint32_t output_nr);

  /// The tensor, with its history. `owner` is the node that saved it. Fails when the tensor was
  /// changed in place since.
  Tensor unpack(const Node& owner) const;
  /// The stored tensor without any check: for drawing. Undefined where a hook packed it.
  const Tensor& peek() const { return tensor_; }
  bool is_output() const { return is_output_; }
  bool refers_to(const Tensor& t) const {
    return tensor_.defined() && (tensor_.is_same(t) || original_ == t.impl());
  }

 private:
  Tensor with_history_of(const Node& owner, const Tensor& tensor) const;
  Tensor with_edge(const Tensor& tensor) const;

  Tensor tensor_;
  const void* original_ = nullptr;  // outputs: the tensor whose data this is, to recognise it only
  // `x.data = y` swaps the storage, which is not an in-place change.
  const void* storage_ = nullptr;
  std::unique_ptr<Packed> packed_;
  uint32_t version_ = 0;
  uint32_t output_nr_ : 30 = 0;
  bool is_output_ : 1 = false;
  bool requires_grad_ : 1 = false;
};

}  // namespace chainrule
