// The backward sweep: from roots and their cotangents to the gradients of leaves or chosen inputs.
#pragma once

#include <span>
#include <vector>

#include "graph/meta.h"

namespace chainrule {

struct SweepOptions {
  bool retain_graph = false;
  bool create_graph = false;
};

/// Adds gradients to the `.grad` of all leaves reached (`inputs` empty) or of `inputs` alone.
/// `cotangents` has one tensor for each root.
void backward(std::span<const Tensor> roots, std::span<const Tensor> cotangents,
              std::span<const Tensor> inputs, SweepOptions options);

void backward(std::span<const Edge> roots, std::span<const Tensor> cotangents,
              std::span<const Tensor> inputs, SweepOptions options);

/// The gradients of `inputs`, none of which has its `.grad` changed; undefined where an input was
/// not reached.
std::vector<Tensor> gradients(std::span<const Tensor> roots, std::span<const Tensor> cotangents,
                              std::span<const Tensor> inputs, SweepOptions options);
/// The same with respect to edges of the graph (autograd.graph.GradientEdge).
std::vector<Tensor> gradients(std::span<const Edge> roots, std::span<const Tensor> cotangents,
                              std::span<const Edge> inputs, SweepOptions options);

/// Functions to run when the sweep of this thread is over; an error outside one.
void queue_callback(std::function<void()> callback);
/// The node whose function this thread runs at the moment, or null.
Node* current_node();
/// Whether the sweep of this thread adds to every leaf it meets: not so under gradients() and
/// backward(inputs), where a sweep inside it would add to leaves that nobody asked for.
bool sweep_reaches_every_leaf();

/// Asked now and then: true stops the sweep (Ctrl-C); the handler has set the interpreter's error.
extern bool (*interrupted)();

}  // namespace chainrule
