// In-place changes, as the graph sees them.
//
// Note [In-place operations]
// x.op_() is x.op() followed by "x is now that": the result is computed as if out of place, with a
// node, then written to x's storage, and x takes over the result's history. Two things need care:
// an operation that saved x for its backward must keep the values from before (a clone), and one
// that saved its output must refer to x from now on. If x is a view, its base changes too:
// CopySlices(base, result) becomes the base's history, and x (and any other view of the base) finds
// its own again as a window on the base's (refresh_view_history).
#include "ops/inplace.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_set>

#include "graph/record.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/overlap.h"
#include "ops/pointwise/driver.h"
#include "ops/raw.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {

namespace {

bool castable(DType from, DType to) {
  // A result may lose precision, not its category: floats do not fit integers, nothing but bool
  // fits bool.
  if (is_complex(from) && !is_complex(to)) return false;
  if (is_floating(from) && is_integral(to)) return false;
  return from == DType::bool_ || to != DType::bool_;
}

/// The dimensions from the largest stride to the smallest: a dense tensor permuted by it is
/// contiguous.
Dims memory_order(const Tensor& t) {
  Dims order(t.sizes().size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
    return t.strides()[static_cast<size_t>(a)] > t.strides()[static_cast<size_t>(b)];
  });
  return order;
}

void check_castable(DType from, DType to) {
  check(castable(from, to), "result type ", kDTypes[static_cast<size_t>(from)].legacy,
        " can't be cast to the desired output type ", kDTypes[static_cast<size_t>(to)].legacy);
}

void check_fits(const Tensor& self, DimSpan shape) {
  const bool same = self.sizes().size() == shape.size() &&
                    std::equal(shape.begin(), shape.end(), self.sizes().begin());
  check(same, "output with shape ", self.sizes(), " doesn't match the broadcast shape ", shape,
        ": an in-place operation cannot change its tensor's shape; use the form without the "
        "underscore");
}

/// The nodes made since `first_node` that lead from `result` back to self's old history.
template <class F>
void for_new_nodes(const Tensor& result, uint64_t first_node, F f) {
  std::vector<Node*> stack;
  std::unordered_set<Node*> seen;
  const auto visit = [&](Node* node) {
    if (node && !node->is_accumulator() && node->sequence_nr >= first_node &&
        seen.insert(node).second)
      stack.push_back(node);
  };
  visit(grad_fn(result).get());
  while (!stack.empty()) {
    Node* node = stack.back();
    stack.pop_back();
    if (auto* recorded = dynamic_cast<RecordedNode*>(node)) f(*recorded);
    for (const Edge& edge : node->edges) visit(edge.node.get());
  }
}

/// `g` with zeros in a window. In a recorded sweep by a mask: as_strided_scatter has PyTorch's
/// derivative, which is not that of what it computes.
Tensor outside_window(const Tensor& g, const Dims& sizes, const Dims& strides, int64_t offset) {
  const auto put = [&](const Tensor& target, double value) {
    const Tensor window = full(sizes, value, target.dtype());
    return as_strided_scatter(target, window, sizes, strides, offset);
  };
  if (!g.requires_grad()) return put(g, 0);
  return where(put(zeros(g.sizes(), DType::bool_), 1), Scalar(0), g);
}

/// Values with a history are about to be written to a tensor without one.
void check_takes_history(const Tensor& self, const Tensor& source, const char* op) {
  if (!grad_enabled() || !source.requires_grad() || !self->meta || !self->meta->view) return;
  check(self->meta->view->kind == ViewKind::normal, op, ": a view that ", self->meta->view->made_by,
        " made in no_grad mode, or as one of several, is being modified inplace with a tensor that "
        "requires grad: its base could not learn of it. Use an operation that makes a new tensor, "
        "or write to the base.");
}

}  // namespace

namespace {

/// PyTorch lets these write to expanded tensors: where elements coincide the last value stays.
bool writes_one_value(std::string_view op) {
  return op == "fill_" || op == "zero_" || op == "masked_fill_" || op == "index_fill_" ||
         op == "index_put_";
}

}  // namespace

void check_inplace(const Tensor& t, const char* op) {
  check(
      !overlaps_itself(t) || writes_one_value(op), op,
      ": unsupported operation: more than one element of the written-to tensor refers to a single "
      "memory location (it was expanded). Please clone() the tensor before performing the "
      "operation.");
  check_history(t, op);
}

void check_history(const Tensor& t, const char* op) {
  check(!t->inference || mode().inference, op,
        ": Inplace update to inference tensor outside InferenceMode is not allowed. "
        "You can make a clone to get a normal tensor before doing inplace update.");
  if (!grad_enabled()) return;
  if (t->meta && t->meta->view) {
    const ViewMeta& view = *t->meta->view;
    if (!t.requires_grad() && !view.base.requires_grad()) return;
    if (view.kind != ViewKind::normal) {
      const char* made_by = view.made_by;
      if (view.kind == ViewKind::multi_output) {
        fail(op, ": Output ", t->meta->output_nr, " of ", made_by,
             " is a view and is being modified inplace. This view is the output of a "
             "function that returns multiple views. Such functions do not allow the output views "
             "to be modified inplace. You should "
             "replace the inplace operation by an out-of-place one.");
      }
      if (view.kind == ViewKind::no_grad_mode) {
        fail(op,
             ": A view was created in no_grad mode and is being modified inplace with grad mode "
             "enabled. Create the view with grad "
             "mode on, or change it inside no_grad() as well.");
      }
      fail(op, ": Output 0 of ", made_by,
           " is a view and is being modified inplace. This view was created inside a custom "
           "Function (or "
           "because an input was returned as-is) and the autograd logic to handle view+inplace "
           "would override the custom backward "
           "associated with the custom Function, leading to incorrect gradients. This behavior is "
           "forbidden. You can fix this by cloning "
           "the output of the custom Function.");
    }
    check(!(view.base.requires_grad() && is_leaf(view.base)),
          "a view of a leaf Variable that requires grad is being used in an in-place operation (",
          op,
          "): gradients could not reach the leaf's old values. Work on a clone(), or inside "
          "no_grad() if no gradient is meant to flow.");
  }
  check(!(t.requires_grad() && is_leaf(t)),
        "a leaf Variable that requires grad is being used in an in-place operation (", op,
        "): gradients could not reach its old value. Use the form without the underscore, or "
        "no_grad() to update a parameter.");
}

namespace {

/// A view as a window on its base's storage. Where one of them is complex and the other is not,
/// `parts` is true and the window counts real numbers: the two of a complex one are then a last
/// dimension.
struct BaseWindow {
  Dims sizes, strides;
  int64_t offset;
  bool parts;

  BaseWindow(const Tensor& view, const Tensor& base)
      : sizes(view.sizes()),
        strides(view.strides()),
        offset(view.offset()),
        parts(is_complex(view.dtype()) != is_complex(base.dtype())) {
    if (!parts || !is_complex(view.dtype())) return;
    for (int64_t& stride : strides) stride *= 2;
    sizes.push_back(2);
    strides.push_back(1);
    offset *= 2;
  }
  /// What the window counts in: `t`, or the real numbers that it consists of.
  Tensor counted(const Tensor& t) const {
    return parts && is_complex(t.dtype()) ? view_as_real(t) : t;
  }
  /// The inverse, for a tensor that is to be of `dtype`.
  Tensor restored(const Tensor& t, DType dtype) const {
    return parts && is_complex(dtype) ? view_as_complex(t) : t;
  }
};

}  // namespace

NodeRef refresh_view_history(const Tensor& view) {
  const Tensor base = view->meta->view->base;
  const NoGrad recorded(true);
  const BaseWindow at(view, base);
  const Tensor window =
      at.restored(as_strided(at.counted(base), at.sizes, at.strides, at.offset), view.dtype());
  NodeRef node = grad_fn(window);
  set_history(view, node, 0);
  return node;
}

void rebase_history(const Tensor& t, const Tensor& result) {
  t.bump_version();
  if (!grad_enabled()) return;
  AutogradMeta* meta = t->meta.get();
  if (!meta || !meta->view) {
    if (result.requires_grad()) {
      set_history(t, grad_fn(result), result->meta->output_nr);
    } else if (t.requires_grad() && !is_leaf(t)) {
      meta_of(t).grad_fn.reset();
      t->requires_grad = false;
    }
    return;
  }
  const Tensor base = meta->view->base;
  if (!result.requires_grad() && !base.requires_grad()) return;
  // The window's part of the base's cotangent goes to the result, the rest to the base's old
  // history. The cotangent is brought into the base's own memory order, so that the window means
  // the same place.
  const Dims order = memory_order(base);
  BaseWindow at(t, base);
  at.offset -= at.counted(base).offset();
  const DType dtype = t.dtype();
  Dims inverse(order.size());
  for (size_t d = 0; d < order.size(); ++d)
    inverse[static_cast<size_t>(order[d])] = static_cast<int64_t>(d);
  const auto backward = [=](const Backward& b) -> Grads {
    const Tensor g = at.counted(contiguous(permute(b.grad(), order)));
    const auto rest = [&] { return outside_window(g, at.sizes, at.strides, at.offset); };
    const auto part = [&] { return contiguous(as_strided(g, at.sizes, at.strides, at.offset)); };
    return {b.needs(0) ? permute(at.restored(rest(), b.grad().dtype()), inverse) : Tensor(),
            b.needs(1) ? at.restored(part(), dtype) : Tensor()};
  };
  auto node = make_ref<FnNode<decltype(backward)>>("CopySlices", backward);
  node->edges.push_back(gradient_edge(base));
  node->edges.push_back(gradient_edge(result));
  node->outputs.push_back({base.sizes(), base.dtype()});
  set_history(base, node, 0);
  t->requires_grad = true;
  refresh_view_history(t);
}

void assign_inplace(const Tensor& self, const Tensor& result, const char* op, uint64_t first_node) {
  check_fits(self, result.sizes());
  check_castable(result.dtype(), self.dtype());
  check(!(is_complex(self.dtype()) && is_floating(result.dtype())), "In-place ", op,
        " is not supported for complex tensors: its result is real; use the form without the "
        "underscore");
  if (result.is_same(self)) return;
  check_takes_history(self, result, op);
  const Tensor converted = to(result, self.dtype());
  if (converted.requires_grad()) {
    for_new_nodes(converted, first_node, [&](RecordedNode& node) {
      for (SavedTensor& saved : node.saved()) {
        if (!saved.is_output() && saved.refers_to(self)) {
          // Before the write: the values that the backward needs.
          Tensor kept;
          {
            NoGrad off;
            kept = clone(self);
          }
          if (self.requires_grad()) {
            if (const Edge edge = gradient_edge(self); !edge.node->is_accumulator())
              set_history(kept, edge.node, edge.input_nr);
          }
          saved = SavedTensor(kept, false, 0);
        }
      }
    });
  }
  copy_into(self, converted);
  rebase_history(self, converted);
}

Tensor apply_inplace(const OpDef& def, std::span<Value> args) {
  const Tensor self = detail::FromValue<Tensor>::get(args[0]);
  const std::string name = def.signature.name + "_";
  check_inplace(self, name.c_str());
  const uint64_t first_node = current_sequence_nr();
  const Values results = def.call(args);
  assign_inplace(self, std::get<Tensor>(results[0]), name.c_str(), first_node);
  return self;
}

void write_out(const Tensor& out, const Tensor& result, const char* op) {
  check_castable(result.dtype(), out.dtype());
  check(!(grad_enabled() && (out.requires_grad() || result.requires_grad())), op,
        "(): functions with out=... arguments don't support automatic differentiation, but one of "
        "the arguments requires grad.");
  if (out.sizes() != result.sizes()) {
    if (out.numel() != 0) {
      warn("An output with one or more elements was resized since it had shape " +
           text(out.sizes()) + ", which does not match the required output shape " +
           text(result.sizes()) +
           ". This behavior is deprecated, and in a future PyTorch release outputs will not be "
           "resized unless they have zero elements. "
           "You can explicitly reuse an out tensor t by resizing it, inplace, to zero elements "
           "with t.resize_(0).");
    }
    resize_into(out, result.sizes());
  }
  copy_into(out, result);
  out.bump_version();
}

void inplace_arithmetic(InplaceOp op, const Tensor& x, const Operand& y, const Scalar& alpha) {
  static constexpr const char* kNames[] = {"add_", "sub_", "mul_", "div_"};
  const char* name = kNames[static_cast<size_t>(op)];
  check_inplace(x, name);
  if (y.is_tensor()) check_overlap(x, y.tensor());
  const bool y_grad = y.is_tensor() && y.tensor().requires_grad();
  check(op != InplaceOp::sub || (y.is_tensor() ? y.tensor().dtype() != DType::bool_
                                               : y.scalar().category() != Category::boolean),
        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to "
        "invert a mask, use the `~` or `logical_not()` operator instead.");
  const DType computed = result_type(x, y);
  const bool direct = !(grad_enabled() && (x.requires_grad() || y_grad)) && x.dtype() == computed &&
                      !is_integral(computed) && !alpha.is_complex();
  if (direct) {
    if (y.is_tensor() && y.tensor().sizes() != x.sizes())
      check_fits(x, broadcast_shapes(x.sizes(), y.tensor().sizes()));
    const bool plain = alpha == Scalar(1);
    switch (op) {
      case InplaceOp::add:
      case InplaceOp::sub:
        if (plain && op == InplaceOp::add) {
          const Add definition;
          run_binary(detail::info_of<Add>("add", binary()), &definition, x, y, &x);
        } else if (plain) {
          const Sub definition;
          run_binary(detail::info_of<Sub>("sub", binary()), &definition, x, y, &x);
        } else {
          const AddScaled definition{Binary{},
                                     op == InplaceOp::add ? alpha.to_double() : -alpha.to_double()};
          run_binary(detail::info_of<AddScaled>("add", binary()), &definition, x, y, &x);
        }
        break;
      case InplaceOp::mul: {
        const Mul definition;
        run_binary(detail::info_of<Mul>("mul", binary()), &definition, x, y, &x);
        break;
      }
      case InplaceOp::div: {
        const Div definition;
        run_binary(detail::info_of<Div>("div", binary()), &definition, x, y, &x);
        break;
      }
    }
    x.bump_version();
    return;
  }
  const uint64_t first_node = current_sequence_nr();
  Tensor result;
  switch (op) {
    case InplaceOp::add:
      result = add(x, y, alpha);
      break;
    case InplaceOp::sub:
      result = alpha == Scalar(1)    ? sub(x, y)
               : alpha.is_complex()  ? add(x, y, Scalar(-alpha.to_complex()))
               : alpha.is_integral() ? add(x, y, Scalar(-alpha.to<int64_t>()))
                                     : add(x, y, Scalar(-alpha.to_double()));
      break;
    case InplaceOp::mul:
      result = mul(x, y);
      break;
    case InplaceOp::div:
      result = div(x, y);
      break;
  }
  assign_inplace(x, result, name, first_node);
}

namespace {

void copy_named(const char* node, const Tensor& self, const Tensor& source) {
  check_inplace(self, "copy_");
  check(can_expand(source.sizes(), self.sizes()), "The expanded size of the tensor ", self.sizes(),
        " must match the existing size ", source.sizes(),
        ": copy_ broadcasts its source to the tensor that it writes to");
  check_takes_history(self, source, "copy_");
  // What is written must not change while it is read.
  const Tensor from =
      source.storage() == self.storage() && !source.is_same(self) ? clone(source) : source;
  copy_into(self, from);
  if (!should_record(std::initializer_list<Tensor>{self, source})) {
    self.bump_version();
    return;
  }
  // A result that has the history and no data of its own: it stands for "self is now source".
  Tensor result = shallow(self);
  result->requires_grad = false;
  const DType dtype = source.dtype();
  record(node, result, {self, source}, {}, [dtype](const Backward& b) -> Grads {
    return {b.needs(0) ? zeros_like(b.grad()) : Tensor(),
            b.needs(1) ? to(b.grad(), dtype) : Tensor()};
  });
  rebase_history(self, result);
}

void fill_named(const char* node, const Tensor& self, const Scalar& value) {
  check_inplace(self, "fill_");
  check_representable(value, self.dtype());
  fill_into(self, value);
  Tensor result = shallow(self);
  result->requires_grad = false;
  record(node, result, {self}, {},
         [](const Backward& b) -> Grads { return {zeros_like(b.grad())}; });
  rebase_history(self, result);
}

}  // namespace

void copy_inplace(const Tensor& self, const Tensor& source) {
  check_overlap(self, source);
  copy_named("CopyBackwards", self, source);
}

void zero_inplace(const Tensor& self) { fill_named("ZeroBackward0", self, 0); }

void fill_inplace(const Tensor& self, const Operand& value) {
  if (value.is_tensor()) {
    check(value.tensor().dim() == 0,
          "fill_ only supports 0-dimension value tensor but got tensor with ", value.tensor().dim(),
          " dimensions.");
    copy_named("FillBackward3", self, value.tensor());
    return;
  }
  fill_named("FillBackward2", self, value.scalar());
}

Tensor data_of(const Tensor& x) {
  Tensor data = shallow(x);
  data->untracked_version = true;
  return data;
}

void set_data(const Tensor& x, const Tensor& y) {
  check(is_differentiable(y.dtype()) || !x.requires_grad(),
        "data set to a tensor that requires gradients must be floating point or complex dtype");
  check(y.defined(), "data must be a tensor");
  if (x->meta && x->meta->accumulator) {
    // The old accumulator describes the old shape; graphs that are under way keep it.
    if (x.sizes() != y.sizes() || x.dtype() != y.dtype()) x->meta->accumulator = nullptr;
  }
  x->storage = y.storage();
  x->dtype = y.dtype();
  set_geometry(x, y.sizes(), y.strides(), y.offset());
}

void set_memory(const Tensor& x, const Tensor& memory, DimSpan sizes, DimSpan strides,
                int64_t offset) {
  check_inplace(x, "set_");
  check(!x.requires_grad(),
        "set_() cannot change a tensor that requires grad: use x.detach(), or make a new tensor");
  check(sizes.size() == strides.size(), "set_(): ", sizes.size(), " sizes and ", strides.size(),
        " strides");
  int64_t last = offset;
  bool any = true;
  for (size_t d = 0; d < sizes.size(); ++d) {
    check(sizes[d] >= 0 && strides[d] >= 0, "set_(): sizes ", sizes, " and strides ", strides,
          " may not be negative");
    any &= sizes[d] > 0;
    last += (sizes[d] - 1) * strides[d];
  }
  check(offset >= 0, "Tensor: invalid storage offset ", offset);
  const auto room = static_cast<int64_t>(memory.storage()->bytes()) / x.item_size();
  check(!any || last < room, "setStorage: sizes ", sizes, ", strides ", strides,
        ", storage offset ", offset, ", and itemsize ", x.item_size(),
        " are out of bounds for storage of size ", memory.storage()->bytes());
  x->storage = memory.storage();
  set_geometry(x, sizes, strides, offset);
  x.bump_version();
}

}  // namespace chainrule
