// Views that keep every element and change the shape: view, reshape, flatten, expand, squeeze ...
// What may not live here: orders of dimensions (views_order.cpp), parts (views_cut.cpp).
#include "ops/views.h"

#include "graph/record.h"
#include "ops/functions.h"
#include "ops/raw.h"
#include "ops/registry.h"

namespace chainrule {

Dims infer_sizes(DimSpan wanted, int64_t numel) {
  Dims sizes(wanted.begin(), wanted.end());
  int64_t known = 1;
  std::optional<size_t> open;
  bool overflow = false;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (sizes[d] == -1) {
      check(!open, "only one dimension can be inferred: -1 stands twice in shape ", wanted);
      open = d;
    } else {
      check(sizes[d] >= 0, "invalid shape dimension ", sizes[d], " at index ", d, " of shape ",
            wanted);
      overflow |= __builtin_mul_overflow(known, sizes[d], &known);
    }
  }
  if (open) {
    check(known != 0 || overflow, "cannot reshape tensor of ", numel, " elements into shape ",
          wanted, " because the unspecified dimension size -1 can be any value and is ambiguous");
    check(!overflow && numel % known == 0, "shape '", wanted, "' is invalid for input of size ",
          numel);
    sizes[*open] = numel / known;
  } else {
    check(!overflow && known == numel, "shape '", wanted, "' is invalid for input of size ", numel);
  }
  return sizes;
}

std::optional<Dims> view_strides(DimSpan sizes, DimSpan strides, DimSpan wanted) {
  for (const int64_t size : sizes) {
    if (size == 0) {
      return std::ranges::equal(sizes, wanted) ? Dims(strides) : contiguous_strides(wanted);
    }
  }
  // From the back: old dimensions that lie behind one another without a gap form a run, and the
  // new dimensions have to cut each run exactly at its ends.
  Dims out(wanted.size(), 1);
  auto to = static_cast<int64_t>(wanted.size()) - 1;
  auto from = static_cast<int64_t>(sizes.size()) - 1;
  while (from >= 0) {
    const int64_t unit = strides[from];
    int64_t run = sizes[from--];
    while (from >= 0 && (sizes[from] == 1 || strides[from] == run * unit)) run *= sizes[from--];
    int64_t covered = 1;
    while (to >= 0 && (covered < run || wanted[to] == 1)) {
      out[to] = covered * unit;
      covered *= wanted[to--];
    }
    if (covered != run) return std::nullopt;
  }
  for (; to >= 0; --to) {
    if (wanted[to] != 1) return std::nullopt;
  }
  return out;
}

int64_t span_of(DimSpan sizes, DimSpan strides) {
  int64_t last = 0;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (sizes[d] == 0) return 0;
    int64_t reach = 0;
    check(!__builtin_mul_overflow(sizes[d] - 1, strides[d], &reach) &&
              !__builtin_add_overflow(last, reach, &last),
          "Storage size calculation overflowed with sizes=", sizes, " and strides=", strides);
  }
  return last + 1;
}

bool may_overlap(DimSpan sizes, DimSpan strides) {
  // Sorted by stride, each dimension has to step over everything that the smaller ones reach.
  Dims order;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (sizes[d] == 0) return false;
    if (sizes[d] > 1) order.push_back(static_cast<int64_t>(d));
  }
  std::sort(order.begin(), order.end(),
            [&](int64_t a, int64_t b) { return strides[a] < strides[b]; });
  int64_t reached = 0;
  for (const int64_t d : order) {
    if (strides[d] <= reached) return true;
    reached += (sizes[d] - 1) * strides[d];
  }
  return false;
}

namespace {

Tensor viewed(const Tensor& x, DimSpan sizes, DimSpan strides) {
  return record_view(
      "ViewBackward0", x, sizes, strides, x.offset(),
      [from = x.sizes()](const Backward& b) -> Grads { return {reshape(b.grad(), from)}; });
}

}  // namespace

Tensor view(const Tensor& x, DimSpan wanted) {
  const Dims sizes = infer_sizes(wanted, x.numel());
  if (x.is_contiguous()) return viewed(x, sizes, contiguous_strides(sizes));
  const auto strides = view_strides(x.sizes(), x.strides(), sizes);
  check(strides.has_value(),
        "view size is not compatible with input tensor's size and stride (at least one dimension "
        "spans across two contiguous subspaces). Use .reshape(...) instead. The tensor has shape ",
        x.sizes(), " and strides ", x.strides(), ", the view was to be ", sizes);
  return viewed(x, sizes, *strides);
}

Tensor reshape(const Tensor& x, DimSpan wanted) {
  const Dims sizes = infer_sizes(wanted, x.numel());
  if (x.is_contiguous()) return viewed(x, sizes, contiguous_strides(sizes));
  if (const auto strides = view_strides(x.sizes(), x.strides(), sizes)) {
    return viewed(x, sizes, *strides);
  }
  Tensor out = empty(sizes, x.dtype());
  copy_into(alias(out, x.sizes(), contiguous_strides(x.sizes()), 0), x);
  record("UnsafeViewBackward0", out, {x}, {},
         [from = x.sizes()](const Backward& b) -> Grads { return {reshape(b.grad(), from)}; });
  return out;
}

Tensor flatten(const Tensor& x, int64_t start_dim, int64_t end_dim) {
  const int64_t start = wrap_dim(start_dim, x.dim());
  const int64_t end = wrap_dim(end_dim, x.dim());
  check(start <= end,
        "flatten() has invalid args: start_dim cannot come after end_dim, but they are ", start_dim,
        " and ", end_dim, " for a tensor of shape ", x.sizes());
  if (x.dim() == 0) return reshape(x, Dims{1});
  if (start == end) return x;
  Dims sizes;
  int64_t joined = 1;
  for (int64_t d = 0; d < x.dim(); ++d) {
    if (d < start || d > end) {
      sizes.push_back(x.sizes()[d]);
    } else {
      joined *= x.sizes()[d];
      if (d == end) sizes.push_back(joined);
    }
  }
  return reshape(x, sizes);
}

Tensor unflatten(const Tensor& x, int64_t dim, DimSpan sizes) {
  const int64_t at = wrap_dim(dim, x.dim());
  check(!sizes.empty(), "unflatten: sizes must be non-empty");
  check(x.dim() > 0, "unflatten() cannot be applied to a 0-dim tensor");
  int64_t known = 1;
  int64_t open = 0;
  bool overflow = false;
  for (const int64_t size : sizes) {
    if (size == -1) {
      ++open;
    } else {
      overflow |= size < 0 || __builtin_mul_overflow(known, size, &known);
    }
  }
  const int64_t whole = x.sizes()[at];
  check(open <= 1, "unflatten: only one dimension can be inferred, but sizes are ", sizes);
  check(!overflow && (open ? known != 0 && whole % known == 0 : known == whole),
        "unflatten: Provided sizes ", sizes, " don't multiply up to the size of dim ", at, " (",
        whole, ") in the input tensor");
  Dims out;
  for (int64_t d = 0; d < x.dim(); ++d) {
    if (d != at) {
      out.push_back(x.sizes()[d]);
    } else {
      for (const int64_t size : sizes) out.push_back(size == -1 ? whole / known : size);
    }
  }
  return view(x, out);
}

Tensor ravel(const Tensor& x) { return view(contiguous(x), Dims{-1}); }

Tensor expand(const Tensor& x, DimSpan wanted) {
  const auto n = static_cast<int64_t>(wanted.size());
  const int64_t lead = n - x.dim();
  check(lead >= 0, "expand(torch.", info(x.dtype()).legacy, "Tensor{", x.sizes(),
        "}, size=", wanted, "): the number of sizes provided (", n,
        ") must be greater or equal to the number of dimensions in the tensor (", x.dim(), ")");
  Dims sizes(wanted.begin(), wanted.end());
  Dims strides(wanted.size(), 0);
  for (int64_t d = n - 1; d >= 0; --d) {
    if (d < lead) {
      check(sizes[d] >= 0, "The expanded size of the tensor (", sizes[d],
            ") isn't allowed in a leading, non-existing dimension ", d);
      if (sizes[d] == 1) strides[d] = d + 1 < n ? sizes[d + 1] * strides[d + 1] : 1;
      continue;
    }
    const int64_t have = x.sizes()[d - lead];
    if (sizes[d] == -1) sizes[d] = have;
    if (sizes[d] == have) {
      strides[d] = x.strides()[d - lead];
    } else {
      check(have == 1 && sizes[d] >= 0, "The expanded size of the tensor (", sizes[d],
            ") must match the existing size (", have, ") at non-singleton dimension ", d,
            ".  Target sizes: ", wanted, ".  Tensor sizes: ", x.sizes());
    }
  }
  count(sizes);  // an overflow is an error
  // The sweep sums the cotangent to the shape of x.
  return record_view("ExpandBackward0", x, sizes, strides, x.offset(),
                     [](const Backward& b) -> Grads { return {b.grad()}; });
}

namespace {

/// x without the dimensions of size one that `drop` names.
template <class Drop>
Tensor squeezed(const char* name, const Tensor& x, Drop drop) {
  Dims sizes;
  Dims strides;
  for (int64_t d = 0; d < x.dim(); ++d) {
    if (x.sizes()[d] == 1 && drop(d)) continue;
    sizes.push_back(x.sizes()[d]);
    strides.push_back(x.strides()[d]);
  }
  return record_view(
      name, x, sizes, strides, x.offset(),
      [from = x.sizes()](const Backward& b) -> Grads { return {reshape(b.grad(), from)}; });
}

}  // namespace

Tensor squeeze(const Tensor& x) {
  return squeezed("SqueezeBackward0", x, [](int64_t) { return true; });
}

Tensor squeeze(const Tensor& x, int64_t dim) {
  const int64_t at = wrap_dim(dim, x.dim());
  return squeezed("SqueezeBackward1", x, [at](int64_t d) { return d == at; });
}

Tensor squeeze(const Tensor& x, DimSpan dims) {
  Dims chosen;
  if (!dims.empty()) chosen = wrap_dims(dims, x.dim());
  return squeezed("SqueezeBackward2", x, [&chosen](int64_t d) {
    return std::find(chosen.begin(), chosen.end(), d) != chosen.end();
  });
}

Tensor unsqueeze(const Tensor& x, int64_t dim) {
  const int64_t at = wrap_dim(dim, x.dim() + 1);
  Dims sizes = x.sizes();
  Dims strides = x.strides();
  const int64_t stride = at < x.dim() ? sizes[at] * strides[at] : 1;
  sizes.insert(sizes.begin() + at, 1);
  strides.insert(strides.begin() + at, stride);
  return record_view("UnsqueezeBackward0", x, sizes, strides, x.offset(),
                     [at](const Backward& b) -> Grads { return {squeeze(b.grad(), at)}; });
}

namespace {

const Op kView[] = {
    Op(
        "view(Tensor input, int[*] size)",
        +[](const Tensor& x, const Dims& size) { return view(x, size); })
        .method_only()
        .view()
        .doc(R"(The same elements seen in another shape, without copying.

Args:
    size: the new shape, as separate integers or one tuple. One size may be -1 and is then inferred.

Returns:
    A view that shares memory with the tensor.

Raises:
    RuntimeError: the sizes do not multiply up to the number of elements, or the strides of the
        tensor do not allow such a view (use ``reshape``, which copies when it must).

Example:
    >>> import chainrule as cr
    >>> cr.arange(6).view(2, -1)
    tensor([[0, 1, 2],
            [3, 4, 5]])
)"),
    Op("view(Tensor input, dtype dtype)", view_dtype)
        .method_only()
        .view()
        .doc(R"(The same bytes read as another dtype; not differentiable.

Args:
    dtype: the dtype to read as. Where its size differs, the last dimension shrinks or grows.

Returns:
    A view that shares memory with the tensor.

Raises:
    RuntimeError: sizes or strides do not divide by the ratio of the element sizes.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([1.0]).view(cr.int32)
    tensor([1065353216], dtype=torch.int32)
)"),
};

const Op kReshape =
    Op(
        "reshape(Tensor input, int[*] shape)",
        +[](const Tensor& x, const Dims& shape) { return reshape(x, shape); })
        .view()
        .doc(R"(The same elements in another shape: a view where possible, else a copy.

Args:
    input: any shape and dtype.
    shape: the new shape. One size may be -1 and is then inferred.

Returns:
    A view of ``input``, or a contiguous copy where its strides allow no view.

Raises:
    RuntimeError: the sizes do not multiply up to the number of elements.

Example:
    >>> import chainrule as cr
    >>> cr.reshape(cr.arange(6), (3, -1))
    tensor([[0, 1],
            [2, 3],
            [4, 5]])
)");

const Op kFlatten = Op("flatten(Tensor input, int start_dim=0, int end_dim=-1)", flatten)
                        .view()
                        .doc(R"(Joins the dimensions from ``start_dim`` to ``end_dim`` into one.

Args:
    input: any shape and dtype; a scalar becomes a vector of one element.
    start_dim: the first dimension to join.
    end_dim: the last dimension to join.

Returns:
    The input itself where there is nothing to join, a view where possible, else a copy.

Raises:
    RuntimeError: ``start_dim`` comes after ``end_dim``.
    IndexError: a dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.flatten(cr.zeros(2, 3, 4), 1).shape
    torch.Size([2, 12])
)");

const Op kUnflatten =
    Op(
        "unflatten(Tensor input, int dim, int[] sizes)",
        +[](const Tensor& x, int64_t dim, const Dims& sizes) { return unflatten(x, dim, sizes); })
        .view()
        .doc(R"(Splits dimension ``dim`` into several.

Args:
    input: at least one dimension, any dtype.
    dim: the dimension to split.
    sizes: what it becomes; one size may be -1 and is then inferred.

Returns:
    A view.

Raises:
    RuntimeError: the sizes do not multiply up to the size of ``dim``.
    IndexError: ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.unflatten(cr.zeros(3, 8), 1, (2, -1)).shape
    torch.Size([3, 2, 4])
)");

const Op kRavel =
    Op("ravel(Tensor input)", ravel)
        .view()
        .doc(R"(All elements in one dimension, copied only where the input is not contiguous.

Args:
    input: any shape and dtype.

Returns:
    A one-dimensional tensor.

Example:
    >>> import chainrule as cr
    >>> cr.ravel(cr.tensor([[1, 2], [3, 4]]))
    tensor([1, 2, 3, 4])
)");

const Op kExpand =
    Op(
        "expand(Tensor input, int[*] size, *, bool implicit=False)",
        +[](const Tensor& x, const Dims& size, bool) { return expand(x, size); })
        .method_only()
        .view()
        .doc(R"(Dimensions of size one repeated without copying: their stride becomes zero.

Args:
    size: the new shape; -1 keeps a size, new dimensions come in front.
    implicit: accepted for compatibility.

Returns:
    A view in which several elements may be one memory cell: copy it before writing to it.

Raises:
    RuntimeError: a size differs from one that is not 1.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([[1], [2]]).expand(-1, 3)
    tensor([[1, 1, 1],
            [2, 2, 2]])
)");

const Op kExpandAs =
    Op(
        "expand_as(Tensor input, Tensor other)",
        +[](const Tensor& x, const Tensor& other) { return expand(x, other.sizes()); })
        .method_only()
        .view()
        .doc(R"(``expand`` to the shape of another tensor.

Args:
    other: gives the shape.

Returns:
    A view.

Raises:
    RuntimeError: the shapes do not broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([1, 2]).expand_as(cr.zeros(2, 2))
    tensor([[1, 2],
            [1, 2]])
)");

const Op kBroadcastTo =
    Op(
        "broadcast_to(Tensor input, int[*] size)",
        +[](const Tensor& x, const Dims& size) { return expand(x, size); })
        .view()
        .doc(R"(Broadcasts ``input`` to a shape; the same as ``input.expand(size)``.

Args:
    input: any shape and dtype.
    size: the new shape; -1 keeps a size.

Returns:
    A view.

Raises:
    RuntimeError: a size differs from one that is not 1.

Example:
    >>> import chainrule as cr
    >>> cr.broadcast_to(cr.tensor([1, 2, 3]), (2, 3))
    tensor([[1, 2, 3],
            [1, 2, 3]])
)");

const char* const kSqueezeDoc =
    R"(Drops dimensions of size one: all of them, or those that are named.

Args:
    input: any shape and dtype.
    dim: one dimension or several; a named dimension of another size stays.

Returns:
    A view.

Raises:
    IndexError: a dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.squeeze(cr.zeros(1, 3, 1)).shape
    torch.Size([3])
    >>> cr.squeeze(cr.zeros(1, 3, 1), 0).shape
    torch.Size([3, 1])
)";

const Op kSqueeze[] = {
    Op(
        "squeeze(Tensor input)", +[](const Tensor& x) { return squeeze(x); })
        .view()
        .doc(kSqueezeDoc),
    Op(
        "squeeze(Tensor input, int dim)",
        +[](const Tensor& x, int64_t dim) { return squeeze(x, dim); })
        .view()
        .doc(kSqueezeDoc),
    Op(
        "squeeze(Tensor input, int[] dim)",
        +[](const Tensor& x, const Dims& dims) { return squeeze(x, DimSpan(dims)); })
        .view()
        .doc(kSqueezeDoc),
};

const Op kUnsqueeze = Op("unsqueeze(Tensor input, int dim)", unsqueeze)
                          .view()
                          .doc(R"(A new dimension of size one before dimension ``dim``.

Args:
    input: any shape and dtype.
    dim: where it goes, from ``-input.dim() - 1`` to ``input.dim()``.

Returns:
    A view.

Raises:
    IndexError: ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.unsqueeze(cr.tensor([1, 2]), 1)
    tensor([[1],
            [2]])
)");

const Op kViewAs = Op(
                       "view_as(Tensor input, Tensor other)",
                       +[](const Tensor& x, const Tensor& other) { return view(x, other.sizes()); })
                       .method_only()
                       .view()
                       .doc(R"(``view`` in the shape of another tensor.

Args:
    other: gives the shape.

Returns:
    A view.

Raises:
    RuntimeError: the shapes have different numbers of elements, or no view exists.

Example:
    >>> import chainrule as cr
    >>> cr.arange(4).view_as(cr.zeros(2, 2))
    tensor([[0, 1],
            [2, 3]])
)");

const Op kReshapeAs =
    Op(
        "reshape_as(Tensor input, Tensor other)",
        +[](const Tensor& x, const Tensor& other) { return reshape(x, other.sizes()); })
        .method_only()
        .view()
        .doc(R"(``reshape`` to the shape of another tensor.

Args:
    other: gives the shape.

Returns:
    A view where possible, else a copy.

Raises:
    RuntimeError: the shapes have different numbers of elements.

Example:
    >>> import chainrule as cr
    >>> cr.arange(4).reshape_as(cr.zeros(2, 2))
    tensor([[0, 1],
            [2, 3]])
)");

}  // namespace

}  // namespace chainrule
