// Adding cotangents up: in the buffers of the sweep and in the `.grad` of leaves.
#pragma once

#include "graph/meta.h"

namespace chainrule {

/// sum += grad, in place where nobody else can see the sum's memory.
void accumulate_into(Tensor& sum, Tensor grad);
/// A gradient that is given to somebody: one that was expanded gets memory of its own.
Tensor writable(const Tensor& grad);
/// The end of the line: leaf.grad += grad, then the post-accumulate hooks.
void accumulate_grad(AccumulateGrad& node, Tensor grad, bool create_graph);
/// The same for any tensor (backward(inputs=...) of an inner tensor).
void add_to_grad(const Tensor& t, Tensor grad, bool create_graph);

/// Thrown when Ctrl-C stops a sweep; the interpreter's error is already set.
struct Interrupted {};

}  // namespace chainrule
