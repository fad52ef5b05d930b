// Numbering and release of nodes.
#include "graph/node.h"

#include <vector>

#include "graph/meta.h"

namespace chainrule {

namespace {
thread_local uint64_t next_sequence_nr = 0;
}  // namespace

uint64_t current_sequence_nr() { return next_sequence_nr; }

Node::Node(CallSite recorded_by) : sequence_nr(next_sequence_nr++), call_site(recorded_by) {}
Node::~Node() = default;

std::string name_and_line(const Node& node) {
  const std::string line = located(" (", node.call_site);
  return line.empty() ? node.name() : node.name() + line + ")";
}

void fail_released(const Node& node) {
  fail("Trying to backward through the graph a second time: ", name_and_line(node),
       " has already given up the tensors it had saved, because a backward sweep frees them as it "
       "goes. Specify retain_graph=True in the first backward() or autograd.grad() if the graph is "
       "needed again, or compute the loss anew. (Two losses that share a part of the graph count "
       "as two sweeps: add them up, or detach() what they share.)");
}

void destroy(Node* node) noexcept {
  // Deleting a node drops its edges, which may delete the next one, and so on down the graph. The
  // outermost call keeps a list and works it off; the inner ones only append to it.
  thread_local std::vector<Node*> waiting;
  thread_local bool working = false;
  if (working) {
    waiting.push_back(node);
    return;
  }
  working = true;
  delete node;
  while (!waiting.empty()) {
    Node* next = waiting.back();
    waiting.pop_back();
    delete next;
  }
  working = false;
}

}  // namespace chainrule
