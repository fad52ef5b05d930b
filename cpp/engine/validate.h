// Around a node's apply(): zeros for what did not come in, hooks, and the checks on what comes out.
#pragma once

#include "graph/node.h"

namespace chainrule {

void fill_undefined(const Node& node, Grads& grads);
/// Every cotangent gets the shape and dtype of what it belongs to: a broadcast is undone here, and
/// nowhere else. Anything that cannot be made to fit is the operation's fault and said so.
void validate(const Node& node, Grads& grads);
/// The hooks of the tensors that the node made (or of the leaf), and retain_grad().
void run_tensor_hooks(const Node& node, Grads& grads);
/// The hooks of the node itself.
void run_pre_hooks(const Node& node, Grads& grads);
void run_post_hooks(const Node& node, Grads& outputs, const Grads& inputs);

}  // namespace chainrule
