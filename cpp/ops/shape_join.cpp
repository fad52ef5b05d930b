// Joining tensors: cat, stack and their kin, block_diag. What may not live here: one tensor
// repeated (shape_repeat.cpp).
#include "graph/record.h"
#include "kernels/move.h"
#include "kernels/strided.h"
#include "ops/creation.h"
#include "ops/cut.h"
#include "ops/long_work.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// Like record(), for as many inputs as there are.
template <class F>
void record_list(const char* name, const Tensor& out, const TensorList& inputs, F backward) {
  if (!should_record(inputs)) return;
  auto node = make_ref<FnNode<F>>(name, std::move(backward));
  attach(*node, {&out, 1}, inputs, {});
}

/// The tensor that a vector of nothing stands for in cat: it is passed over.
bool is_nothing(const Tensor& t) { return t.dim() == 1 && t.sizes()[0] == 0; }

constexpr int64_t kSmall = 1 << 12;  // elements that need no plan

DType common_dtype(const TensorList& tensors) {
  DType dtype = tensors[0].dtype();
  for (const Tensor& t : tensors) dtype = promote(dtype, t.dtype());
  return dtype;
}

void write_part(const Tensor& out, const SliceRule& rule, const Tensor& part) {
  if (part.numel() == 0) return;
  if (part.dtype() == out.dtype() && part.is_contiguous() && part.numel() <= kSmall) {
    // `out` is contiguous too: runs of whole inner dimensions.
    int64_t rows = 1;
    for (int64_t d = 0; d < rule.dim; ++d) rows *= part.sizes()[d];
    const int64_t size = out.item_size();
    const int64_t columns = part.numel() / rows;
    const int64_t stride = out.strides()[rule.dim];
    move_block(size,
               {rows, columns, out.bytes() + rule.start * stride * size,
                out.sizes()[rule.dim] * stride * size, size, part.bytes(), columns * size, size});
    return;
  }
  const Window window = rule(Window::of(out));
  if (part.dtype() == out.dtype()) {
    copy_strided(out.item_size(), window.sizes, out.bytes() + window.offset * out.item_size(),
                 window.strides, part.bytes(), part.strides());
  } else {
    copy_into(window.on(out), part);
  }
}

}  // namespace

Tensor cat(const TensorList& tensors, int64_t dim) {
  check<ValueError>(!tensors.empty(), "torch.cat(): expected a non-empty list of Tensors");
  const Tensor* first = nullptr;  // the first that has a shape to agree with
  for (size_t i = 0; i < tensors.size(); ++i) {
    check(tensors[i].dim() > 0, "zero-dimensional tensor (at position ", i,
          ") cannot be concatenated; stack() joins scalars");
    if (!first && !is_nothing(tensors[i])) first = &tensors[i];
  }
  if (!first) first = &tensors[0];
  const int64_t at = wrap_dim(dim, first->dim());
  Dims sizes = first->sizes();
  sizes[at] = 0;
  Dims lengths;
  Dims nothing;  // whether a tensor was passed over
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& t = tensors[i];
    nothing.push_back(is_nothing(t));
    if (nothing.back()) {
      lengths.push_back(0);
      continue;
    }
    check(t.dim() == first->dim(), "Tensors must have same number of dimensions: got ",
          first->dim(), " and ", t.dim());
    for (int64_t d = 0; d < t.dim(); ++d) {
      check(d == at || t.sizes()[d] == sizes[d], "Sizes of tensors must match except in dimension ",
            at, ". Expected size ", sizes[d], " but got size ", t.sizes()[d], " for tensor number ",
            i, " in the list. The shapes are ", first->sizes(), " and ", t.sizes());
    }
    lengths.push_back(t.sizes()[at]);
    sizes[at] += t.sizes()[at];
  }
  Tensor out = empty(sizes, common_dtype(tensors));
  {
    const auto work = long_work(out.numel());
    int64_t start = 0;
    for (size_t i = 0; i < tensors.size(); ++i) {
      if (lengths[i] > 0) write_part(out, {at, start, lengths[i]}, tensors[i]);
      start += lengths[i];
    }
  }
  record_list("CatBackward0", out, tensors, [at, lengths, nothing](const Backward& b) -> Grads {
    Grads grads;
    int64_t start = 0;
    for (size_t i = 0; i < lengths.size(); ++i) {
      Tensor part = b.needs(i) ? narrow(b.grad(), at, start, lengths[i]) : Tensor();
      if (part && nothing[i]) part = reshape(part, Dims{0});
      grads.push_back(std::move(part));
      start += lengths[i];
    }
    return grads;
  });
  return out;
}

Tensor stack(const TensorList& tensors, int64_t dim) {
  check(!tensors.empty(), "stack expects a non-empty TensorList");
  const Dims& each = tensors[0].sizes();
  const int64_t at = wrap_dim(dim, tensors[0].dim() + 1);
  for (size_t i = 1; i < tensors.size(); ++i) {
    check(tensors[i].sizes() == each, "stack expects each tensor to be equal size, but got ", each,
          " at entry 0 and ", tensors[i].sizes(), " at entry ", i);
  }
  Dims sizes = each;
  sizes.insert(sizes.begin() + at, static_cast<int64_t>(tensors.size()));
  Tensor out = empty(sizes, common_dtype(tensors));
  {
    const auto work = long_work(out.numel());
    for (size_t i = 0; i < tensors.size(); ++i) {
      const Window window = SelectRule{at, static_cast<int64_t>(i)}(Window::of(out));
      if (tensors[i].dtype() == out.dtype()) {
        copy_strided(out.item_size(), window.sizes, out.bytes() + window.offset * out.item_size(),
                     window.strides, tensors[i].bytes(), tensors[i].strides());
      } else {
        copy_into(window.on(out), tensors[i]);
      }
    }
  }
  record_list("StackBackward0", out, tensors, [at, n = tensors.size()](const Backward& b) -> Grads {
    Grads grads;
    for (size_t i = 0; i < n; ++i) {
      grads.push_back(b.needs(i) ? select(b.grad(), at, static_cast<int64_t>(i)) : Tensor());
    }
    return grads;
  });
  return out;
}

namespace {

/// Each tensor with at least `n` dimensions, as atleast_1d, atleast_2d and atleast_3d make them.
TensorList raised(const TensorList& tensors, int n, const char* name) {
  check(!tensors.empty(), name, " expects a non-empty TensorList");
  TensorList out;
  out.reserve(tensors.size());
  for (const Tensor& t : tensors) out.push_back(at_least(t, n));
  return out;
}

Tensor hstack(const TensorList& tensors) {
  const TensorList parts = raised(tensors, 1, "hstack");
  return cat(parts, parts[0].dim() == 1 ? 0 : 1);
}
Tensor vstack(const TensorList& tensors) { return cat(raised(tensors, 2, "vstack"), 0); }
Tensor dstack(const TensorList& tensors) { return cat(raised(tensors, 3, "dstack"), 2); }

Tensor column_stack(const TensorList& tensors) {
  check(!tensors.empty(), "column_stack expects a non-empty TensorList");
  TensorList columns;
  columns.reserve(tensors.size());
  for (const Tensor& t : tensors) {
    columns.push_back(t.dim() <= 1 ? reshape(t, Dims{t.numel(), 1}) : t);
  }
  return hstack(columns);
}

/// The type that the tensors have together, where those without dimensions count less.
DType joint_dtype(const TensorList& tensors) {
  Tensor all = tensors[0];
  for (const Tensor& t : tensors) {
    const DType dtype = result_type(all, t);
    all = empty(all.dim() > 0 || t.dim() > 0 ? Dims{0} : Dims{}, dtype);
  }
  return all.dtype();
}

Tensor block_diag(const TensorList& tensors) {
  TensorList blocks;
  Dims rows;
  Dims columns;
  int64_t height = 0;
  int64_t width = 0;
  for (size_t i = 0; i < tensors.size(); ++i) {
    check(tensors[i].dim() <= 2,
          "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input ", i, " has ",
          tensors[i].dim(), " dimensions");
    Dims sizes = tensors[i].sizes();
    while (sizes.size() < 2) sizes.insert(sizes.begin(), 1);
    rows.push_back(sizes[0]);
    columns.push_back(sizes[1]);
    height += sizes[0];
    width += sizes[1];
  }
  if (tensors.empty()) return empty(Dims{1, 0}, default_dtype());
  Tensor out = zeros(Dims{height, width}, joint_dtype(tensors));
  int64_t row = 0;
  int64_t column = 0;
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (tensors[i].numel() > 0) {
      const Tensor block =
          alias(out, Dims{rows[i], columns[i]}, out.strides(), row * width + column);
      const Dims inner = tensors[i].dim() == 2 ? tensors[i].sizes() : Dims{1, columns[i]};
      Dims strides = tensors[i].strides();
      while (strides.size() < 2) strides.insert(strides.begin(), 0);
      copy_into(block, alias(tensors[i], inner, strides, tensors[i].offset()));
    }
    row += rows[i];
    column += columns[i];
  }
  std::vector<Dims> shapes;
  for (const Tensor& t : tensors) shapes.push_back(t.sizes());
  record_list(
      "BlockDiagBackward0", out, tensors, [rows, columns, shapes](const Backward& b) -> Grads {
        Grads grads;
        int64_t top = 0;
        int64_t left = 0;
        for (size_t i = 0; i < shapes.size(); ++i) {
          grads.push_back(
              b.needs(i) ? reshape(narrow(narrow(b.grad(), 0, top, rows[i]), 1, left, columns[i]),
                                   shapes[i])
                         : Tensor());
          top += rows[i];
          left += columns[i];
        }
        return grads;
      });
  return out;
}

const char* const kCatDoc = R"(Joins tensors along a dimension that they have.

Args:
    tensors: tensors of one shape except in ``dim``; empty vectors are passed over. The result has
        the dtype that all are promoted to.
    dim: the dimension.

Returns:
    A new tensor.

Raises:
    ValueError: the list is empty.
    RuntimeError: the shapes differ in another dimension.
    IndexError: ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.cat((cr.zeros(1, 2), cr.ones(2, 2)))
    tensor([[0., 0.],
            [1., 1.],
            [1., 1.]])
)";

const Op kCat[] = {
    Op("cat(Tensor[] tensors, int dim=0)", cat).doc(kCatDoc),
    Op("concat(Tensor[] tensors, int dim=0)", cat).doc(kCatDoc),
    Op("concatenate(Tensor[] tensors, int dim=0)", cat).doc(kCatDoc),
};

const Op kStack =
    Op("stack(Tensor[] tensors, int dim=0)", stack).doc(R"(Joins tensors along a new dimension.

Args:
    tensors: tensors of one shape; the result has the dtype that all are promoted to.
    dim: where the new dimension goes.

Returns:
    A new tensor.

Raises:
    RuntimeError: the list is empty, or the shapes differ.
    IndexError: ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.stack((cr.tensor([1, 2]), cr.tensor([3, 4])), 1)
    tensor([[1, 3],
            [2, 4]])
)");

const Op kHstack = Op("hstack(Tensor[] tensors)", hstack)
                       .doc(R"(Joins tensors side by side: along dimension 1, vectors along 0.

Args:
    tensors: tensors that agree in all other dimensions; scalars count as vectors.

Returns:
    A new tensor.

Raises:
    RuntimeError: the list is empty, or the shapes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.hstack((cr.tensor([1, 2]), cr.tensor([3])))
    tensor([1, 2, 3])
)");

const char* const kVstackDoc =
    R"(Joins tensors one below the other: along dimension 0, vectors as rows.

Args:
    tensors: tensors that agree in all other dimensions.

Returns:
    A new tensor of at least two dimensions.

Raises:
    RuntimeError: the list is empty, or the shapes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.vstack((cr.tensor([1, 2]), cr.tensor([3, 4])))
    tensor([[1, 2],
            [3, 4]])
)";
const Op kVstack[] = {
    Op("vstack(Tensor[] tensors)", vstack).doc(kVstackDoc),
    Op("row_stack(Tensor[] tensors)", vstack).doc(kVstackDoc),
};

const Op kDstack =
    Op("dstack(Tensor[] tensors)", dstack).doc(R"(Joins tensors in depth: along dimension 2.

Args:
    tensors: tensors that agree in all other dimensions; fewer than three count as (1, n, 1) or (m,
        n, 1).

Returns:
    A new tensor of at least three dimensions.

Raises:
    RuntimeError: the list is empty, or the shapes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.dstack((cr.tensor([1, 2]), cr.tensor([3, 4])))
    tensor([[[1, 3],
             [2, 4]]])
)");

const Op kColumnStack = Op("column_stack(Tensor[] tensors)", column_stack)
                            .doc(R"(Joins tensors side by side, vectors as columns.

Args:
    tensors: vectors, scalars or tensors that agree in all but dimension 1.

Returns:
    A new tensor of at least two dimensions.

Raises:
    RuntimeError: the list is empty, or the shapes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.column_stack((cr.tensor([1, 2]), cr.tensor([3, 4])))
    tensor([[1, 3],
            [2, 4]])
)");

const Op kBlockDiag = Op("block_diag(Tensor[*] tensors)", block_diag)
                          .no_out()
                          .doc(R"(Matrices along the diagonal of a larger one, zeros elsewhere.

Args:
    tensors: matrices; vectors count as rows, scalars as one element.

Returns:
    A new matrix of the dtype that all are promoted to.

Raises:
    RuntimeError: a tensor has more than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.block_diag(cr.tensor([[1, 2]]), cr.tensor([[3], [4]]))
    tensor([[1, 2, 0],
            [0, 0, 3],
            [0, 0, 4]])
)");

}  // namespace

}  // namespace chainrule
