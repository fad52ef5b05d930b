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

class SavedTensor {
 public:
  SavedTensor() = default;
  /// An input of the recorded operation.
  explicit SavedTensor(const Tensor& tensor) : SavedTensor(tensor, false, 0) {}
  /// `is_output`: the tensor is (or will be) output `output_nr` of the node that saves it; the node
  /// must not own itself, so the history is put back on unpacking.
  SavedTensor(const Tensor& tensor, bool is_output, uint32_t output_nr);

  /// The tensor, with its history. `owner` is the node that saved it. Fails when it was changed in
  /// place since, or freed.
  Tensor unpack(const Node& owner) const;
  /// Without any check: for drawing.
  Tensor peek() const { return tensor_; }
  void reset();
  bool defined() const { return tensor_.defined() || hooks_; }
  bool is_output() const { return is_output_; }
  bool refers_to(const Tensor& t) const { return tensor_.defined() && tensor_.is_same(t); }
  uint32_t output_nr() const { return output_nr_; }

 private:
  Tensor tensor_;
  NodeRef grad_fn_;          // inputs only: its history when it was saved
  uint32_t version_ = 0;
  uint32_t output_nr_ = 0;
  bool is_output_ = false;
  bool was_leaf_ = false;
  bool freed_ = false;
  std::unique_ptr<UnpackFn> hooks_;
};

}  // namespace chainrule
