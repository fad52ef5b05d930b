// Node: one recorded operation. Its apply() maps cotangents of the outputs to cotangents of the
// inputs; its edges say where those go. What is recorded lives here, how it is swept in engine/.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/ref.h"
#include "core/small_vec.h"
#include "core/tensor.h"

namespace chainrule {

class Node;
using NodeRef = Ref<Node>;
using Grads = SmallVec<Tensor, 3>;

/// "Input `input_nr` of `node`": node's output number input_nr receives the cotangent.
struct Edge {
  NodeRef node;
  uint32_t input_nr = 0;
};

/// What a cotangent of one output must look like.
struct OutputMeta {
  OutputMeta() = default;
  OutputMeta(DimSpan shape, DType type) : sizes(shape), dtype(type) {}

  SmallVec<int64_t, 3> sizes;  // fewer inside than Dims: there is one in every node
  DType dtype = DType::float32;
};

/// Called with the list of cotangents; may replace some. Removed by key.
struct PreHook {
  uint64_t key;
  std::function<void(Grads& grads)> call;
};
struct PostHook {
  uint64_t key;
  std::function<void(Grads& outputs, const Grads& inputs)> call;
};

/// What few nodes have: hooks, the Python wrapper, the trace of anomaly mode.
struct NodeExtras {
  void* py_object = nullptr;  // the wrapper, owned by the bindings
  struct TensorHook {
    uint64_t key;
    uint32_t output_nr;
    std::function<Tensor(const Tensor&)> call;
  };
  std::vector<TensorHook> tensor_hooks;  // run first, in order of registration
  std::vector<TensorHook> retain_hooks;  // then these: retain_grad() sees what the others made
  std::vector<PreHook> pre_hooks;
  std::vector<PostHook> post_hooks;
  std::string trace;  // where the operation was called (anomaly mode)
  NodeRef parent;     // the node whose sweep made this one (anomaly mode)
};

// Members leave no gaps: an operation on two tensors, both saved, is four cache lines,
// which is what a chain of a million costs in memory and in time.
class Node : public RefCounted {
 public:
  /// Recorded by the line that is being run, unless it says otherwise.
  Node() : Node(chainrule::call_site()) {}
  explicit Node(CallSite recorded_by);
  virtual ~Node();

  /// "MulBackward0"
  virtual std::string name() const = 0;
  /// One cotangent per output in (undefined means zero), one per edge out.
  virtual Grads apply(Grads grads) = 0;
  /// Drops saved tensors; a later apply() fails with a message that says so.
  virtual void release_saved() {}
  /// Undefined cotangents are replaced by zeros before apply() unless this is false.
  virtual bool materialize() const { return true; }
  /// Set by the accumulators of leaves: they run as soon as they are ready.
  virtual bool is_accumulator() const { return false; }
  /// Saved tensors by name, for `grad_fn._saved_...`, drawing and tests.
  virtual std::vector<std::pair<std::string, Tensor>> saved_tensors() const { return {}; }

  NodeExtras& extras() {
    if (!extras_) extras_ = std::make_unique<NodeExtras>();
    return *extras_;
  }
  const NodeExtras* extras_if_any() const { return extras_.get(); }
  bool needs(size_t edge) const { return edge < edges.size() && edges[edge].node; }

  // Scratch of the sweep that owns the node at the moment (engine/sweep.cpp), as sweep_slot below.
  uint32_t sweep_id = 0;
  uint64_t sequence_nr;
  SmallVec<Edge, 2> edges;
  SmallVec<OutputMeta, 1> outputs;

 private:
  std::unique_ptr<NodeExtras> extras_;

 public:
  uint32_t sweep_slot = 0;
  CallSite call_site : 31;        // the user's line that recorded the operation
  CallSite released : 1 = false;  // has given up its saved tensors
};

/// What a second sweep is told when it comes to a node that has given up its saved tensors.
[[noreturn]] void fail_released(const Node& node);
/// "MulBackward0 (train.py:12, in step: y = x * w)", for messages.
std::string name_and_line(const Node& node);

/// The number that the next node of this thread will get.
uint64_t current_sequence_nr();

/// Nodes are freed from a list, never recursively: a chain of a million must not need a stack.
void destroy(Node* node) noexcept;

}  // namespace chainrule
