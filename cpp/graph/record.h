// record(): how an operation enters the graph. The author states inputs, what is saved, and a
// function from output cotangents to input cotangents written in operations.
//
//   Tensor gather(const Tensor& x, int64_t dim, const Tensor& index) {
//     Tensor out = ...;                                            // a kernel
//     record("GatherBackward0", out, {x}, {index}, [dim, sizes = x.sizes()](const Backward& b) ->
//     Grads {
//       return {scatter_add(zeros(sizes, b.grad().dtype()), dim, b.saved(0), b.grad())};
//     });
//     return out;
//   }
//
// The function never deals with broadcasting or dtype: the sweep sums a cotangent to the shape of
// what it belongs to, and converts it (engine/validate). It runs with grad mode on when the sweep
// is itself recorded, so derivatives of every order come from the operations it is written in. A
// list shorter than the inputs, or an undefined tensor in it, means "no gradient".
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "graph/meta.h"
#include "graph/node.h"
#include "graph/saved.h"

namespace chainrule {

/// The saved-tensor half of a node made by record(); independent of the function's type.
class RecordedNode : public Node {
 public:
  explicit RecordedNode(const char* name) : name_(name) {}
  std::string name() const override { return name_; }
  const char* name_text() const { return name_; }
  void release_saved() override;
  std::vector<std::pair<std::string, Tensor>> saved_tensors() const override;

  void save(const Tensor& tensor, bool is_output, uint32_t output_nr) {
    saved_.emplace_back(tensor, is_output, output_nr);
  }
  SmallVec<SavedTensor, 2>& saved() { return saved_; }
  Tensor unpack(size_t i) const;

 private:
  const char* name_;  // a literal
  SmallVec<SavedTensor, 2> saved_;
};

/// What the function sees while the sweep runs it.
class Backward {
 public:
  Backward(const RecordedNode& node, const Grads& grads) : node_(node), grads_(grads) {}
  /// Cotangent of output i (zeros where nothing came in).
  const Tensor& grad(size_t i = 0) const { return grads_[i]; }
  /// The i-th saved tensor, with its history; undefined where an undefined one was saved.
  Tensor saved(size_t i) const { return node_.unpack(i); }
  /// Does anybody want the gradient of input i?
  bool needs(size_t i) const { return node_.needs(i); }

 private:
  const RecordedNode& node_;
  const Grads& grads_;
};

template <class F>
class FnNode final : public RecordedNode {
 public:
  FnNode(const char* name, F function) : RecordedNode(name), function_(std::move(function)) {}
  Grads apply(Grads grads) override { return function_(Backward(*this, grads)); }

 private:
  F function_;
};

/// Wires edges, metadata and saved tensors of a fresh node and makes it the outputs' history.
void attach(RecordedNode& node, std::span<const Tensor> outputs, std::span<const Tensor> inputs,
            std::span<const Tensor> saved);
/// Does an operation on these inputs have to be recorded?
bool should_record(std::span<const Tensor> inputs);

template <class F>
void record(const char* name, std::initializer_list<Tensor> outputs, std::span<const Tensor> inputs,
            std::initializer_list<Tensor> saved, F backward) {
  if (!should_record(inputs)) return;
  auto node = make_ref<FnNode<F>>(name, std::move(backward));
  attach(*node, {outputs.begin(), outputs.size()}, inputs, {saved.begin(), saved.size()});
}
template <class F>
void record(const char* name, std::initializer_list<Tensor> outputs,
            std::initializer_list<Tensor> inputs, std::initializer_list<Tensor> saved, F backward) {
  record(name, outputs, std::span<const Tensor>(inputs.begin(), inputs.size()), saved,
         std::move(backward));
}
template <class F>
void record(const char* name, const Tensor& output, std::initializer_list<Tensor> inputs,
            std::initializer_list<Tensor> saved, F backward) {
  record(name, {output}, std::span<const Tensor>(inputs.begin(), inputs.size()), saved,
         std::move(backward));
}

/// A view of `base` that takes part in the graph: `backward` maps the view's cotangent to the
/// base's. In-place changes of either reach the other's history (graph/view.cpp).
void attach_view(const Tensor& view, const Tensor& base, ViewKind kind, const char* made_by);
template <class F>
Tensor record_view(const char* name, const Tensor& base, DimSpan sizes, DimSpan strides,
                   int64_t offset, F backward) {
  Tensor view = alias(base, sizes, strides, offset);
  record(name, view, {base}, {}, std::move(backward));
  attach_view(view, base, ViewKind::normal, name);
  return view;
}

// ---- in-place changes ----

/// Refuses what PyTorch refuses (a leaf that requires grad, a view of one, a multi-output view ...)
/// before anything is written. `op` is the method's name, as in "add_".
void check_inplace(const Tensor& t, const char* op);
/// `t` now holds what `result` (just computed from it, same shape) holds: gives t result's history.
/// The data has been written already; bumps the version, re-points saved outputs, rebases views.
void rebase_history(const Tensor& t, const Tensor& result);

}  // namespace chainrule
