// Topological order and the sweep.
//
// 1. discover(): from the roots, depth first with a list instead of recursion, every node once;
// counts
//    for each node how many edges of the swept graph lead to it.
// 2. run(): a node is ready when all cotangents for it have come in. Among the ready ones the
//    youngest (largest sequence number) goes first and accumulators before all: gradients are
//    complete and buffers free as early as can be, in an order that depends on the graph alone.
//
// Note [Scratch in the nodes]
// A slot number per node says where its count and buffer are. A hash map for that costs more than
// a small operation's whole backward, so the number is kept in the node itself. Several sweeps can
// be under way (one inside a hook of another; other threads while a kernel has released the lock),
// so a number counts only with the id of the sweep that wrote it, and a sweep that finds a node
// marked by a sweep that is still alive keeps its own number in a map.
#include "engine/sweep.h"

#include <algorithm>
#include <queue>
#include <unordered_map>

#include "engine/accumulate.h"
#include "engine/validate.h"

namespace chainrule {

bool (*interrupted)() = nullptr;

namespace {

struct Slot {
  Node* node = nullptr;
  NodeRef hold;          // while the slot waits to run
  uint32_t pending = 0;  // cotangents still to come
  bool needed = true;    // on the way to an input that was asked for
  int32_t capture = -1;  // first of the asked-for inputs that this node's cotangent is
  Grads buffer;
};

struct Capture {
  uint32_t input_nr = 0;
  size_t position = 0;  // in the result
  int32_t next = -1;    // another capture of the same node
};

/// Anomaly mode: where the operation that fails was called.
void show_trace(const Node& node) {
  const auto* extras = node.extras_if_any();
  if (!extras || extras->trace.empty()) return;
  warn("Error detected in " + node.name() + ". Traceback of forward call that caused the error:\n" +
       extras->trace);
}

class Sweep {
 public:
  Sweep(SweepOptions options, bool capturing)
      : options_(options), capturing_(capturing), outer_(current_) {
    id_ = ++last_id;
    if (id_ == 0) id_ = ++last_id;
    live.push_back(id_);
    current_ = this;
  }
  ~Sweep() {
    current_ = outer_;
    live.erase(std::find(live.begin(), live.end(), id_));
  }
  Sweep(const Sweep&) = delete;

  /// Only what leads to these edges is swept (when not empty).
  void want(std::span<const Edge> inputs, bool accumulate) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (!inputs[i].node) continue;
      const uint32_t slot = slot_of(inputs[i].node.get());
      if (accumulate && inputs[i].node->is_accumulator()) {
        targets_.push_back(slot);
        continue;
      }
      captures_.push_back({inputs[i].input_nr, i, slots_[slot].capture});
      slots_[slot].capture = static_cast<int32_t>(captures_.size()) - 1;
      targets_.push_back(slot);
    }
    results_.resize(inputs.size());
  }

  void run(std::span<const Edge> roots, std::span<const Tensor> cotangents) {
    discover(roots);
    if (capturing_) mark_needed();
    for (size_t i = 0; i < roots.size(); ++i) {
      if (!roots[i].node) continue;
      Slot& slot = slots_[slot_of(roots[i].node.get())];
      add_cotangent(slot, roots[i].input_nr, cotangents[i]);
    }
    for (uint32_t i = 0; i < slots_.size(); ++i) {
      Slot& slot = slots_[i];
      if (slot.hold && slot.pending == 0) ready(i);
    }
    NoGrad grad_mode(options_.create_graph);
    uint32_t steps = 0;
    while (!ready_.empty()) {
      if ((++steps & 0x3FF) == 0 && interrupted && interrupted()) throw Interrupted();
      std::pop_heap(ready_.begin(), ready_.end(), later);
      const uint32_t slot = ready_.back().slot;
      ready_.pop_back();
      step(slot);
    }
    while (!callbacks.empty()) {
      auto callback = std::move(callbacks.back());
      callbacks.pop_back();
      callback();
    }
  }

  std::vector<Tensor>& results() { return results_; }
  static Sweep* current() { return current_; }
  bool capturing() const { return capturing_; }
  Node* running() const { return running_; }
  std::vector<std::function<void()>> callbacks;

 private:
  struct Ready {
    uint64_t sequence_nr;
    uint32_t slot;
  };
  static bool later(const Ready& a, const Ready& b) { return a.sequence_nr < b.sequence_nr; }

  uint32_t slot_of(Node* node) {
    if (node->sweep_id == id_) return node->sweep_slot;
    if (node->sweep_id != 0 && std::find(live.begin(), live.end(), node->sweep_id) != live.end())
        [[unlikely]] {
      auto [where, fresh] = elsewhere_.try_emplace(node, static_cast<uint32_t>(slots_.size()));
      if (fresh) slots_.emplace_back().node = node;
      return where->second;
    }
    node->sweep_id = id_;
    node->sweep_slot = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back().node = node;
    return node->sweep_slot;
  }

  void discover(std::span<const Edge> roots) {
    // A slot is entered once: `hold` is set when it is.
    std::vector<uint32_t> stack;
    const auto enter = [&](Node* node) {
      const uint32_t slot = slot_of(node);
      if (!slots_[slot].hold) {
        slots_[slot].hold = NodeRef(node);
        stack.push_back(slot);
      }
      return slot;
    };
    for (const Edge& root : roots) {
      if (root.node) enter(root.node.get());
    }
    while (!stack.empty()) {
      const uint32_t slot = stack.back();
      stack.pop_back();
      order_.push_back(slot);
      for (const Edge& edge : slots_[slot].node->edges) {
        if (edge.node) ++slots_[enter(edge.node.get())].pending;
      }
    }
  }

  /// Of the nodes found, those from which a target is reached; the others are never run.
  void mark_needed() {
    // Predecessors of every slot, then breadth first from the targets.
    std::vector<std::vector<uint32_t>> from(slots_.size());
    for (uint32_t slot : order_) {
      for (const Edge& edge : slots_[slot].node->edges) {
        if (edge.node) from[slot_of(edge.node.get())].push_back(slot);
      }
    }
    for (Slot& slot : slots_) slot.needed = false;
    std::vector<uint32_t> stack(targets_);
    for (uint32_t slot : targets_) slots_[slot].needed = true;
    while (!stack.empty()) {
      const uint32_t slot = stack.back();
      stack.pop_back();
      for (uint32_t before : from[slot]) {
        if (slots_[before].needed) continue;
        slots_[before].needed = true;
        stack.push_back(before);
      }
    }
    is_target_.assign(slots_.size(), false);
    for (uint32_t slot : targets_) is_target_[slot] = true;
    runs_on_.assign(slots_.size(), false);  // some edge leads on to a needed node
    for (uint32_t slot : order_) {
      for (const Edge& edge : slots_[slot].node->edges) {
        if (edge.node && slots_[slot_of(edge.node.get())].needed) runs_on_[slot] = true;
      }
    }
  }

  void ready(uint32_t slot) {
    ready_.push_back({slots_[slot].node->sequence_nr, slot});
    std::push_heap(ready_.begin(), ready_.end(), later);
  }

  void add_cotangent(Slot& slot, uint32_t nr, Tensor grad) {
    const size_t arity = std::max<size_t>(slot.node->outputs.size(), 1);
    if (slot.buffer.size() < arity) slot.buffer.resize(arity);
    accumulate_into(slot.buffer[nr], std::move(grad));
  }

  void step(uint32_t index) {
    // The slot list does not grow while nodes run, so references into it stay valid.
    Slot& slot = slots_[index];
    const NodeRef hold = std::move(slot.hold);
    Node& node = *hold;
    Grads grads = std::move(slot.buffer);
    grads.resize(std::max<size_t>(node.outputs.size(), 1));
    if (!slot.needed) {
      pass_on(node, {});
      return;
    }
    // A cotangent that was asked for is given as the hooks leave it, unless the sweep goes on from
    // here: then it is given as it came, which is PyTorch's order.
    const bool goes_on = !capturing_ || runs_on_[index];
    if (!goes_on) run_tensor_hooks(node, grads);
    for (int32_t i = slot.capture; i >= 0; i = captures_[static_cast<size_t>(i)].next) {
      const Capture& capture = captures_[static_cast<size_t>(i)];
      results_[capture.position] = writable(grads[capture.input_nr]);
    }
    if (goes_on) run_tensor_hooks(node, grads);
    if (node.is_accumulator()) {
      if (!capturing_ || (is_target_[index] && slot.capture < 0)) {
        accumulate(static_cast<AccumulateGrad&>(node), grads);
      }
      return;
    }
    if (!goes_on) {
      pass_on(node, {});
      return;
    }
    run_pre_hooks(node, grads);
    bool any = false;
    for (const Tensor& grad : grads) any |= grad.defined();
    Grads out;
    if (any || !node.materialize()) {
      const bool hooked = node.extras_if_any() && !node.extras_if_any()->post_hooks.empty();
      const Grads seen = hooked ? grads : Grads();
      if (node.materialize()) fill_undefined(node, grads);
      Node* before = std::exchange(running_, &node);
      try {
        out = node.apply(std::move(grads));
        running_ = before;
        validate(node, out);
      } catch (...) {
        running_ = before;
        if (mode().anomaly) show_trace(node);
        throw;
      }
      if (hooked) run_post_hooks(node, out, seen);
    }
    if (!options_.retain_graph) node.release_saved();
    pass_on(node, std::move(out));
  }

  void accumulate(AccumulateGrad& node, Grads& grads) {
    run_pre_hooks(node, grads);
    const bool hooked = node.extras_if_any() && !node.extras_if_any()->post_hooks.empty();
    const Grads seen = hooked ? grads : Grads();
    accumulate_grad(node, std::move(grads[0]), options_.create_graph);
    if (Grads none; hooked) run_post_hooks(node, none, seen);
  }

  void pass_on(Node& node, Grads out) {
    for (size_t i = 0; i < node.edges.size(); ++i) {
      const Edge& edge = node.edges[i];
      if (!edge.node) continue;
      const uint32_t next = slot_of(edge.node.get());
      Slot& slot = slots_[next];
      if (i < out.size() && out[i].defined() && slot.needed)
        add_cotangent(slot, edge.input_nr, std::move(out[i]));
      if (--slot.pending == 0) ready(next);
    }
  }

  SweepOptions options_;
  bool capturing_;
  uint32_t id_ = 0;
  Sweep* outer_;
  Node* running_ = nullptr;
  std::vector<Slot> slots_;
  std::vector<uint32_t> order_;
  std::vector<uint32_t> targets_;
  std::vector<bool> is_target_;
  std::vector<bool> runs_on_;
  std::vector<Capture> captures_;
  std::vector<Tensor> results_;
  std::vector<Ready> ready_;
  std::unordered_map<Node*, uint32_t> elsewhere_;

  static inline thread_local Sweep* current_ = nullptr;
  // Shared by all threads under the interpreter's lock, see Note [Threads and reference counts].
  static inline uint32_t last_id = 0;
  static inline std::vector<uint32_t> live;
};

std::vector<Edge> edges_of(std::span<const Tensor> tensors) {
  std::vector<Edge> edges;
  edges.reserve(tensors.size());
  for (const Tensor& t : tensors) edges.push_back(gradient_edge(t));
  return edges;
}

}  // namespace

void backward(std::span<const Tensor> roots, std::span<const Tensor> cotangents,
              std::span<const Tensor> inputs, SweepOptions options) {
  backward(std::span<const Edge>(edges_of(roots)), cotangents, inputs, options);
}

void backward(std::span<const Edge> edges, std::span<const Tensor> cotangents,
              std::span<const Tensor> inputs, SweepOptions options) {
  Sweep sweep(options, !inputs.empty());
  const auto wanted = edges_of(inputs);
  if (!inputs.empty()) sweep.want(wanted, true);
  sweep.run(edges, cotangents);
  // Inputs that are not leaves: what was captured is added to their .grad here.
  for (size_t i = 0; i < inputs.size(); ++i) {
    // A tensor that retains its gradient has it already, from the sweep's hooks.
    if (sweep.results()[i].defined() && !inputs[i]->meta->retains_grad)
      add_to_grad(inputs[i], sweep.results()[i], options.create_graph);
  }
}

std::vector<Tensor> gradients(std::span<const Edge> roots, std::span<const Tensor> cotangents,
                              std::span<const Edge> inputs, SweepOptions options) {
  Sweep sweep(options, true);
  sweep.want(inputs, false);
  sweep.run(roots, cotangents);
  return std::move(sweep.results());
}

std::vector<Tensor> gradients(std::span<const Tensor> roots, std::span<const Tensor> cotangents,
                              std::span<const Tensor> inputs, SweepOptions options) {
  const auto from = edges_of(roots);
  const auto to = edges_of(inputs);
  return gradients(from, cotangents, to, options);
}

void queue_callback(std::function<void()> callback) {
  check(Sweep::current() != nullptr, "Final callbacks can only be installed during backward pass.");
  Sweep::current()->callbacks.push_back(std::move(callback));
}

bool sweep_reaches_every_leaf() { return !Sweep::current() || !Sweep::current()->capturing(); }

Node* current_node() { return Sweep::current() ? Sweep::current()->running() : nullptr; }

}  // namespace chainrule
