// Places (places.h).
#include "ops/places.h"

#include "graph/record.h"
#include "kernels/mask.h"
#include "kernels/odometer.h"
#include "kernels/places.h"
#include "kernels/take.h"
#include "ops/functions.h"
#include "ops/long_work.h"
#include "ops/raw.h"
#include "ops/views.h"

namespace chainrule {

namespace {

bool is_mask(const Tensor& t) { return t.dtype() == DType::bool_ || t.dtype() == DType::uint8; }

Tensor contiguous_as(const Tensor& t, DType dtype) {
  if (t.dtype() == dtype && t.is_contiguous()) return t;
  Tensor out = empty(t.sizes(), dtype);
  copy_into(out, t);
  return out;
}

/// Contiguous bytes, not zero where the mask is true.
Tensor mask_bytes(const Tensor& mask) { return contiguous_as(mask, mask.dtype()); }

Dims unindexed(const PlacesForm& form) {
  Dims rest;
  for (int64_t d = 0; d < static_cast<int64_t>(form.sizes.size()); ++d) {
    if (std::find(form.dims.begin(), form.dims.end(), d) == form.dims.end()) rest.push_back(d);
  }
  return rest;
}

}  // namespace

Dims PlacesForm::result_sizes() const {
  const Dims rest = unindexed(*this);
  Dims out;
  for (int64_t i = 0; i < front; ++i) out.push_back(sizes[rest[i]]);
  for (const int64_t size : shape) out.push_back(size);
  for (size_t i = front; i < rest.size(); ++i) out.push_back(sizes[rest[i]]);
  return out;
}

void check_mask(DimSpan sizes, int64_t dim, const Tensor& mask) {
  for (int64_t d = 0; d < mask.dim(); ++d) {
    check<IndexError>(mask.sizes()[d] == sizes[dim + d], "The shape of the mask ", mask.sizes(),
                      " at index ", d, " does not match the shape of the indexed tensor ", sizes,
                      " at index ", dim + d);
  }
}

Places::Places(DimSpan sizes, std::span<const PlacedIndex> indices) {
  form_.sizes = Dims(sizes);
  for (size_t k = 0; k < indices.size(); ++k) {
    const auto& [dim, tensor] = indices[k];
    check<IndexError>(
        is_mask(tensor) || tensor.dtype() == DType::int64 || tensor.dtype() == DType::int32,
        "tensors used as indices must be long, int, byte or bool tensors, but index ", k,
        " is of dtype ", full_name(tensor.dtype()));
    const int64_t covers = is_mask(tensor) ? tensor.dim() : 1;
    check<IndexError>(dim + covers <= static_cast<int64_t>(sizes.size()),
                      "too many indices for tensor of dimension ", sizes.size());
    Item item{dim, {}, {}, is_mask(tensor), false};
    if (item.mask) {
      if (tensor.dtype() == DType::uint8) {
        warn(
            "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool "
            "instead.");
      }
      check_mask(sizes, dim, tensor);
      item.index = mask_bytes(tensor);
      item.shape = Dims{count_true(item.index.data<uint8_t>(), item.index.numel())};
    } else {
      item.index = contiguous_as(tensor, DType::int64);
      item.shape = item.index.sizes();
      const auto* values = item.index.data<int64_t>();
      item.from_start = first_outside(values, item.index.numel(), 0, sizes[dim]) < 0;
      const int64_t bad =
          item.from_start ? -1 : first_outside(values, item.index.numel(), -sizes[dim], sizes[dim]);
      if (bad >= 0) {
        check<IndexError>(sizes[dim] != 0, "index is out of bounds for dimension with size 0");
        fail<IndexError>("index ", values[bad], " is out of bounds for dimension ", dim,
                         " with size ", sizes[dim]);
      }
    }
    for (int64_t d = 0; d < covers; ++d) form_.dims.push_back(dim + d);
    items_.push_back(std::move(item));
  }
  for (const Item& item : items_) {
    const Dims& a = form_.shape;
    const Dims& b = item.shape;
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
      const int64_t p = a[a.size() - 1 - i];
      const int64_t q = b[b.size() - 1 - i];
      if (p == q || p == 1 || q == 1) continue;
      std::string shapes;
      for (const Item& each : items_) shapes += (shapes.empty() ? "" : ", ") + text(each.shape);
      fail<IndexError>(
          "shape mismatch: indexing tensors could not be broadcast together with shapes ", shapes);
    }
    form_.shape = broadcast_shapes(a, b);
  }
  // Adjacent dimensions give way to the indices where they are, others at the front.
  if (!form_.dims.empty() &&
      form_.dims.back() - form_.dims.front() + 1 == static_cast<int64_t>(form_.dims.size())) {
    form_.front = form_.dims.front();
  }
}

Tensor Places::offsets(DimSpan strides) const {
  if (items_.size() == 1 && items_[0].from_start && strides[items_[0].dim] == 1 &&
      items_[0].shape == form_.shape) {
    return items_[0].index;
  }
  Tensor out = empty(form_.shape, DType::int64);
  if (items_.empty()) *out.data<int64_t>() = 0;
  bool first = true;
  for (const Item& item : items_) {
    Tensor index = item.index;
    int64_t size = form_.sizes.empty() ? 1 : form_.sizes[item.dim];
    int64_t stride = strides.empty() ? 0 : strides[item.dim];
    if (item.mask) {
      Tensor list = items_.size() == 1 ? out : empty(item.shape, DType::int64);
      true_offsets(index.data<uint8_t>(), index.sizes(), strides.subspan(item.dim, index.dim()),
                   list.data<int64_t>());
      if (items_.size() == 1) return out;
      index = list;
      size = 0;  // these are offsets already, none of them negative
      stride = 1;
    }
    const Dims broadcast = expand(index, form_.shape).strides();
    add_offsets(form_.shape, out.data<int64_t>(), index.data<int64_t>(), broadcast, size, stride,
                first);
    first = false;
  }
  return out;
}

namespace {

/// The kernels' tables for a tensor with these strides.
class PlaceTables {
 public:
  PlaceTables(const PlacesForm& form, DimSpan strides, const Tensor& offsets) {
    const Dims rest = unindexed(form);
    for (size_t i = 0; i < rest.size(); ++i) {
      if (static_cast<int64_t>(i) == form.front) add_list(offsets);
      add_dim(form.sizes[rest[i]], strides[rest[i]]);
    }
    if (static_cast<int64_t>(rest.size()) == form.front) add_list(offsets);
    disjoint_ = form.front > 0;
  }
  std::span<const OffsetTable> spans() const { return {tables_.data(), tables_.size()}; }
  /// Different entries of the first table lead to different places.
  bool disjoint() const { return disjoint_; }

 private:
  void add_list(const Tensor& offsets) {
    tables_.push_back({offsets.data<int64_t>(), offsets.numel()});
    joinable_ = false;
  }
  void add_dim(int64_t size, int64_t stride) {
    if (joinable_ && tables_.back().stride == size * stride) {
      tables_.back().size *= size;
      tables_.back().stride = stride;
    } else {
      tables_.push_back({nullptr, size, stride});
    }
    joinable_ = true;
  }

  SmallVec<OffsetTable, 6> tables_;
  bool joinable_ = false;
  bool disjoint_ = false;
};

Tensor take_raw(const Tensor& x, const PlacesForm& form, const Tensor& offsets) {
  Tensor out = empty(form.result_sizes(), x.dtype());
  const PlaceTables tables(form, x.strides(), offsets);
  const auto work = long_work(out.numel());
  take_by_tables(x.item_size(), tables.spans(), out.bytes(), x.bytes());
  return out;
}

/// Values as the kernels want them: one element for all, or dense in the shape of the result.
struct DenseValues {
  Tensor tensor;
  bool splat;
};
DenseValues dense_values(const PlacesForm& form, const Tensor& values, DType dtype) {
  Tensor dense = values;
  if (values.numel() == 1) {
    dense = contiguous_as(values, dtype);
    return {dense, true};
  }
  const Dims sizes = form.result_sizes();
  if (values.dtype() != dtype || !values.is_contiguous() || values.numel() != count(sizes)) {
    dense = empty(sizes, dtype);
    copy_into(dense, values);
  }
  return {dense, false};
}

void put_raw(const Tensor& x, const PlacesForm& form, const Tensor& offsets, const Tensor& values) {
  const DenseValues dense = dense_values(form, values, x.dtype());
  const PlaceTables tables(form, x.strides(), offsets);
  const auto work = long_work(count(form.result_sizes()));
  put_by_tables(x.item_size(), tables.spans(), tables.disjoint(), x.bytes(), dense.tensor.bytes(),
                dense.splat);
}

/// 16-bit floats add up in float.
void add_raw(const Tensor& x, const PlacesForm& form, const Tensor& offsets, const Tensor& values) {
  const DType wide = compute_dtype(x.dtype());
  const DenseValues dense = dense_values(form, values, wide);
  Tensor sum = x;
  if (wide != x.dtype()) {
    sum = empty_strided(x.sizes(), x.strides(), wide);
    copy_into(sum, x);
  }
  const PlaceTables tables(form, sum.strides(), offsets);
  {
    const auto work = long_work(count(form.result_sizes()));
    add_by_tables(wide, tables.spans(), tables.disjoint(), sum.bytes(), dense.tensor.bytes(),
                  dense.splat);
  }
  if (wide != x.dtype()) copy_into(x, sum);
}

void write_raw(const Tensor& x, const PlacesForm& form, const Tensor& offsets, const Tensor& values,
               bool accumulate) {
  if (accumulate) {
    add_raw(x, form, offsets, values);
  } else {
    put_raw(x, form, offsets, values);
  }
}

// ---- the same with derivatives, on offsets of a contiguous tensor ----

Tensor take_listed(const Tensor& x, const PlacesForm& form, const Tensor& offsets);

/// Zeros with `values` added at the places.
Tensor add_to_zeros(const char* node, const Tensor& values, const PlacesForm& form,
                    const Tensor& offsets) {
  Tensor out = zeros(form.sizes, values.dtype());
  add_raw(out, form, offsets, values);
  record(node, out, {values}, {offsets},
         [form](const Backward& b) -> Grads { return {take_listed(b.grad(), form, b.saved(0))}; });
  return out;
}

Tensor take_listed(const Tensor& x, const PlacesForm& form, const Tensor& offsets) {
  const Tensor dense = contiguous(x);
  Tensor out = take_raw(dense, form, offsets);
  record("IndexBackward0", out, {dense}, {offsets}, [form](const Backward& b) -> Grads {
    return {add_to_zeros("IndexPutBackward0", b.grad(), form, b.saved(0))};
  });
  return out;
}

Tensor put_listed(const char* node, const Tensor& x, const PlacesForm& form, const Tensor& offsets,
                  const Tensor& values, bool accumulate);

/// The history of "x with values put, or added, at the places".
void record_put(const char* node, const Tensor& out, const Tensor& x, const Tensor& values,
                const PlacesForm& form, const Tensor& offsets, bool accumulate) {
  record(node, out, {x, values}, {offsets}, [form, accumulate](const Backward& b) -> Grads {
    const Tensor offsets = b.saved(0);
    Grads grads(2);
    if (b.needs(0)) {
      const Tensor& g = b.grad();
      grads[0] = accumulate ? g
                            : put_listed("IndexPutBackward0", g, form, offsets,
                                         zeros(Dims{}, g.dtype()), false);
    }
    if (b.needs(1)) grads[1] = take_listed(b.grad(), form, offsets);
    return grads;
  });
}

Tensor put_listed(const char* node, const Tensor& x, const PlacesForm& form, const Tensor& offsets,
                  const Tensor& values, bool accumulate) {
  Tensor out = empty(x.sizes(), x.dtype());
  copy_into(out, x);
  write_raw(out, form, offsets, values, accumulate);
  record_put(node, out, x, values, form, offsets, accumulate);
  return out;
}

/// Offsets for the sweep, which works on contiguous tensors.
Tensor dense_offsets(const Tensor& x, const Places& places, const Tensor& offsets) {
  return x.is_contiguous() ? offsets : places.offsets(contiguous_strides(x.sizes()));
}

void check_values(const Places& places, const Tensor& x, const Tensor& values) {
  check(values.dtype() == x.dtype(),
        "Index put requires the source and destination dtypes match, got ", info(x.dtype()).legacy,
        " for the destination and ", info(values.dtype()).legacy,
        " for the source. Convert it with .to(", full_name(x.dtype()), ")");
  const Dims sizes = places.form().result_sizes();
  check(can_expand(values.sizes(), sizes), "shape mismatch: value tensor of shape ", values.sizes(),
        " cannot be broadcast to indexing result of shape ", sizes);
}

}  // namespace

Tensor take_at(const Tensor& x, const Places& places, const char* node) {
  const Tensor offsets = places.offsets(x.strides());
  Tensor out = take_raw(x, places.form(), offsets);
  if (any_requires_grad(x)) {
    record(node, out, {x}, {dense_offsets(x, places, offsets)},
           [form = places.form()](const Backward& b) -> Grads {
             return {add_to_zeros("IndexPutBackward0", b.grad(), form, b.saved(0))};
           });
  }
  return out;
}

Tensor add_to_zeros_at(const Tensor& values, const Places& places, const char* node) {
  return add_to_zeros(node, values, places.form(),
                      places.offsets(contiguous_strides(places.form().sizes)));
}

Tensor put_at(const Tensor& x, const Places& places, const Tensor& values, bool accumulate,
              const char* node) {
  check_values(places, x, values);
  return put_listed(node, x, places.form(), places.offsets(contiguous_strides(x.sizes())), values,
                    accumulate);
}

void put_at_inplace(const char* method, const Tensor& x, const Places& places, const Tensor& values,
                    bool accumulate, const char* node) {
  check_values(places, x, values);
  check_inplace(x, method);
  const Tensor source = values.storage() == x.storage() ? clone(values) : values;
  Tensor offsets = places.offsets(x.strides());
  if (offsets.storage() == x.storage()) offsets = clone(offsets);  // x is its own index
  const bool recorded = any_requires_grad(x, source);
  write_raw(x, places.form(), offsets, source, accumulate);
  if (!recorded) {
    x.bump_version();
    return;
  }
  Tensor result = shallow(x);  // stands for "what x holds now"
  record_put(node, result, x, source, places.form(), dense_offsets(x, places, offsets), accumulate);
  rebase_history(x, result);
}

}  // namespace chainrule
