// x[...] and x[...] = v: what each item between the brackets means. The views are cut in one piece
// (cut.h), what tensors index is taken or put by places.h.
#include "ops/indexing.h"

#include "graph/record.h"
#include "ops/creation.h"
#include "ops/cut.h"
#include "ops/functions.h"
#include "ops/inplace.h"
#include "ops/masks.h"
#include "ops/overlap.h"
#include "ops/places.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// What the items without tensors do, one after the other, each on the dimensions that the one
/// before has left.
struct BasicStep {
  enum class Kind : uint8_t { select, slice, new_dim } kind;
  int64_t dim;
  int64_t start = 0;
  int64_t length = 0;
  int64_t step = 1;
};

struct BasicRule {
  SmallVec<BasicStep, 3> steps;

  Window operator()(Window w) const {
    for (const BasicStep& s : steps) {
      if (s.kind == BasicStep::Kind::select) {
        w = SelectRule{s.dim, s.start}(std::move(w));
      } else if (s.kind == BasicStep::Kind::slice) {
        w = SliceRule{s.dim, s.start, s.length, s.step}(std::move(w));
      } else {
        const bool last = s.dim == static_cast<int64_t>(w.sizes.size());
        const int64_t stride = last ? 1 : w.sizes[s.dim] * w.strides[s.dim];
        w.sizes.insert(w.sizes.begin() + s.dim, 1);
        w.strides.insert(w.strides.begin() + s.dim, stride);
      }
    }
    return w;
  }

  /// The name of the node: that of the last step, as if each had made one.
  const char* node_name() const {
    if (steps.empty()) return "AliasBackward0";
    switch (steps.back().kind) {
      case BasicStep::Kind::select:
        return "SelectBackward0";
      case BasicStep::Kind::slice:
        return "SliceBackward0";
      default:
        return "UnsqueezeBackward0";
    }
  }
};

bool is_truth(const Tensor& t) { return t.dtype() == DType::bool_ || t.dtype() == DType::uint8; }

/// The items sorted into a view and, on it, index tensors.
struct Parsed {
  BasicRule basic;
  SmallVec<PlacedIndex, 2> placed;  // by dimensions of the view
};

class Parser {
 public:
  Parser(const Tensor& x, std::span<const Index> items)
      : x_(x), sizes_(x.sizes()), alone_(items.size() == 1) {
    for (const Index& item : items) named_ += covers(item);
    if (x.dim() == 0 && alone_) {
      check<IndexError>(items[0].kind != Index::Kind::integer,
                        "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or "
                        "`tensor.item<T>()` in C++ to convert a 0-dim tensor to a number");
      check<IndexError>(items[0].kind != Index::Kind::slice,
                        "slice() cannot be applied to a 0-dim tensor.");
    }
    check<IndexError>(named_ <= x.dim(), "too many indices for tensor of dimension ", x.dim(),
                      ": its shape is ", x.sizes());
    for (const Index& item : items) read(item);
  }
  Parsed take() { return std::move(out_); }

 private:
  static int64_t covers(const Index& item) {
    switch (item.kind) {
      case Index::Kind::integer:
      case Index::Kind::slice:
        return 1;
      case Index::Kind::tensor:
        return is_truth(item.tensor) ? item.tensor.dim() : 1;
      default:
        return 0;
    }
  }

  void read(const Index& item) {
    switch (item.kind) {
      case Index::Kind::integer:
        return read_integer(item.start);
      case Index::Kind::slice:
        return read_slice(item);
      case Index::Kind::none:
        return read_new_dim();
      case Index::Kind::ellipsis:
        dim_ += x_.dim() - named_;
        return;
      case Index::Kind::boolean:
        return read_truth(item.truth);
      case Index::Kind::tensor:
        return read_tensor(item.tensor);
    }
  }

  void read_integer(int64_t index) {
    const int64_t size = sizes_[dim_];
    check<IndexError>(index >= -size && index < size, "index ", index,
                      " is out of bounds for dimension ", dim_, " with size ", size);
    out_.basic.steps.push_back({BasicStep::Kind::select, dim_, index < 0 ? index + size : index});
    sizes_.erase(sizes_.begin() + dim_);
  }

  void read_slice(const Index& item) {
    const auto given = [](int64_t v) {
      return v == Index::kAbsent ? std::nullopt : std::optional<int64_t>(v);
    };
    const int64_t step = item.step == Index::kAbsent ? 1 : item.step;
    const SliceRule rule =
        clipped_slice(dim_, sizes_[dim_], given(item.start), given(item.stop), step);
    // A whole dimension from 0 needs no step, except where x[:] asks for a view of its own.
    const bool from_zero = item.start == Index::kAbsent || item.start == 0;
    if (alone_ || rule.length != sizes_[dim_] || step != 1 || !from_zero) {
      out_.basic.steps.push_back({BasicStep::Kind::slice, dim_, rule.start, rule.length, step});
      sizes_[dim_] = rule.length;
    }
    ++dim_;
  }

  void read_new_dim() {
    out_.basic.steps.push_back({BasicStep::Kind::new_dim, dim_});
    sizes_.insert(sizes_.begin() + dim_, 1);
    ++dim_;
  }

  /// True keeps everything, in a new dimension of size one; False nothing.
  void read_truth(bool truth) {
    read_new_dim();
    Tensor index = zeros(Dims{truth ? 1 : 0}, DType::int64);
    out_.placed.push_back({dim_ - 1, std::move(index)});
  }

  void read_tensor(const Tensor& t) {
    const bool truth = is_truth(t);
    check<IndexError>(truth || is_integral(t.dtype()),
                      "tensors used as indices must be long, int, byte or bool tensors, but got ",
                      full_name(t.dtype()));
    if (t.dim() > 0) {
      out_.placed.push_back({dim_, t});
      dim_ += truth ? t.dim() : 1;
    } else if (truth) {
      read_truth(*t.data<uint8_t>() != 0);
    } else {
      read_integer(visit_all(t.dtype(), [&]<class T>(T) -> int64_t {
        if constexpr (std::is_integral_v<T>) {
          return static_cast<int64_t>(*t.data<T>());
        } else {
          return 0;
        }
      }));
    }
  }

  const Tensor& x_;
  Dims sizes_;         // of the view so far
  bool alone_;         // one item, no tuple
  int64_t named_ = 0;  // dimensions that items stand for
  int64_t dim_ = 0;    // of the view: where the next item applies
  Parsed out_;
};

/// The view that the items without tensors cut out; x itself if there is none and it will be
/// copied.
Tensor basic_view(const Tensor& x, const Parsed& parsed) {
  if (parsed.basic.steps.empty() && !parsed.placed.empty()) return x;
  return cut(parsed.basic.node_name(), x, parsed.basic);
}

/// A value's shape without the ones in front that the target does not have.
Tensor without_leading_ones(const Tensor& value, int64_t ndim) {
  int64_t drop = 0;
  while (value.dim() - drop > ndim && value.sizes()[drop] == 1) ++drop;
  if (drop == 0) return value;
  const Dims& sizes = value.sizes();
  return reshape(value, DimSpan(sizes).subspan(drop));
}

/// x[...] and x[:], which stand for x itself where it is assigned to.
bool covers_all(const Index& item, const Tensor& x) {
  if (item.kind == Index::Kind::ellipsis) return true;
  const bool from_zero = item.start == Index::kAbsent || item.start == 0;
  return item.kind == Index::Kind::slice && x.dim() > 0 && from_zero &&
         (item.stop == Index::kAbsent || item.stop >= x.sizes()[0]) &&
         (item.step == Index::kAbsent || item.step == 1);
}

void assign(const Tensor& x, const Operand& value) {
  if (!value.is_tensor() || (value.tensor().dim() == 0 && x.dim() > 0)) {
    fill_inplace(x, value);
  } else {
    copy_inplace(x, without_leading_ones(value.tensor(), x.dim()));
  }
}

}  // namespace

Tensor index_get(const Tensor& x, std::span<const Index> items) {
  const Parsed parsed = Parser(x, items).take();
  if (parsed.placed.empty() && parsed.basic.steps.size() == 1) {
    const BasicStep& s = parsed.basic.steps[0];
    if (s.kind == BasicStep::Kind::select)
      return cut("SelectBackward0", x, SelectRule{s.dim, s.start});
    if (s.kind == BasicStep::Kind::slice) {
      return cut("SliceBackward0", x, SliceRule{s.dim, s.start, s.length, s.step});
    }
  }
  const Tensor view = basic_view(x, parsed);
  if (parsed.placed.empty()) return view;
  return take_at(view, Places(view.sizes(), {parsed.placed.data(), parsed.placed.size()}));
}

void index_set(const Tensor& x, std::span<const Index> items, const Operand& value) {
  const Parsed parsed = Parser(x, items).take();
  if (!value.is_tensor()) check_representable(value.scalar(), x.dtype());
  if (items.size() == 1 && items[0].kind == Index::Kind::boolean && !items[0].truth) return;
  if (items.size() == 1 && covers_all(items[0], x)) return assign(x, value);
  // Where no gradient can flow, the view need not be known to the graph.
  const bool graph = grad_enabled() && (x.requires_grad() || is_differentiable_view(x) ||
                                        (value.is_tensor() && value.tensor().requires_grad()));
  const Tensor view = graph ? basic_view(x, parsed) : parsed.basic(Window::of(x)).on(x);
  const bool truth = items.size() == 1 && items[0].kind == Index::Kind::boolean;
  if (parsed.placed.empty() || truth) return assign(view, value);
  // A mask and one value need no list of places.
  const bool one = !value.is_tensor() || value.tensor().numel() == 1;
  if (one && parsed.placed.size() == 1 && is_truth(parsed.placed[0].tensor)) {
    const auto& [dim, mask] = parsed.placed[0];
    check(mask.dtype() == DType::bool_,
          "masked_fill_ only supports boolean masks, but got mask with dtype unsigned char: use "
          "mask.bool()");
    check_mask(view.sizes(), dim, mask);
    Dims sizes = mask.sizes();
    sizes.resize(view.dim() - dim, 1);
    const Operand single = value.is_tensor() ? Operand(reshape(value.tensor(), Dims{})) : value;
    masked_fill_inplace("index_put_", view, to(reshape(mask, sizes), DType::bool_), single);
    return;
  }
  if (value.is_tensor()) check_overlap(view, value.tensor(), Reads::elsewhere);
  for (const auto& [dim, index] : parsed.placed) {
    if (!is_truth(index)) check_overlap(view, index, Reads::elsewhere);
  }
  const Places places(view.sizes(), {parsed.placed.data(), parsed.placed.size()});
  const int64_t ndim = static_cast<int64_t>(places.form().result_sizes().size());
  const Tensor values = value.is_tensor() ? without_leading_ones(value.tensor(), ndim)
                                          : full(Dims{}, value.scalar(), x.dtype());
  put_at_inplace("index_put_", view, places, values, false);
}

namespace {

SmallVec<PlacedIndex, 2> placed(const TensorOrNone& indices) {
  SmallVec<PlacedIndex, 2> out;
  int64_t dim = 0;
  for (const auto& index : indices) {
    if (index && index->defined()) out.push_back({dim, *index});
    dim += index && index->defined() && is_truth(*index) ? index->dim() : 1;
  }
  return out;
}

Places places_of(const Tensor& x, const TensorOrNone& indices) {
  const auto list = placed(indices);
  check<IndexError>(static_cast<int64_t>(indices.size()) <= std::max<int64_t>(x.dim(), 1),
                    "too many indices for tensor of dimension ", x.dim(), " (got ", indices.size(),
                    ")");
  return Places(x.sizes(), {list.data(), list.size()});
}

TensorOrNone optional_list(const TensorList& tensors) { return {tensors.begin(), tensors.end()}; }

}  // namespace

Tensor index(const Tensor& x, const TensorOrNone& indices) {
  return take_at(x, places_of(x, indices));
}

Tensor index_put(const Tensor& x, const TensorOrNone& indices, const Tensor& values,
                 bool accumulate) {
  return put_at(x, places_of(x, indices), values, accumulate);
}

namespace {

Tensor index_put_op(const Tensor& x, const TensorList& indices, const Tensor& values,
                    bool accumulate) {
  return index_put(x, optional_list(indices), values, accumulate);
}

Tensor index_put_(const Tensor& x, const TensorList& indices, const Tensor& values,
                  bool accumulate) {
  put_at_inplace("index_put_", x, places_of(x, optional_list(indices)), values, accumulate);
  return x;
}

const char* const kIndexPutDoc =
    R"(Puts ``values`` where ``indices`` point: a copy of what ``x[indices] = values`` makes of x.

Args:
    input: any shape and dtype.
    indices: a tuple of int64, int32 or bool tensors, as between the brackets of ``x[...]``; they
        broadcast with one another.
    values: of the input's dtype; broadcasts to the shape of ``input[indices]``.
    accumulate: adds instead, so that repeated indices add up. Otherwise the last value for a place
        stays.

Returns:
    A new tensor; the form with an underscore changes the tensor itself.

Raises:
    IndexError: an index is out of range, or the indices do not broadcast.
    RuntimeError: the values do not broadcast, or their dtype is another.

Example:
    >>> import chainrule as cr
    >>> cr.index_put(cr.zeros(3), (cr.tensor([0, 2]),), cr.tensor([1.0, 2.0]))
    tensor([1., 0., 2.])
)";

const Op kIndexPut[] = {
    Op("index_put(Tensor input, Tensor[] indices, Tensor values, bool accumulate=False)",
       index_put_op)
        .no_out()
        .doc(kIndexPutDoc),
    Op("index_put_(Tensor input, Tensor[] indices, Tensor values, bool accumulate=False)",
       index_put_)
        .no_out()
        .doc(kIndexPutDoc),
};

}  // namespace

}  // namespace chainrule
