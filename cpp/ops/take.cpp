// Taking by maps (take.h).
#include "ops/take.h"

#include "kernels/take.h"
#include "ops/functions.h"
#include "ops/long_work.h"
#include "ops/raw.h"

namespace chainrule {

namespace {

/// The kernels' tables for a tensor of `sizes` and `strides`. Neighbouring dimensions that are
/// taken whole and lie behind one another are one.
class Tables {
 public:
  Tables(DimSpan sizes, DimSpan strides, std::span<const DimMap> maps) {
    lists_.reserve(maps.size());
    bool joinable = false;
    for (size_t d = 0; d < sizes.size(); ++d) {
      const DimMap* map = nullptr;
      for (const DimMap& m : maps) {
        if (m.dim == static_cast<int64_t>(d)) map = &m;
      }
      if (map) {
        auto& list = lists_.emplace_back(map->from);
        for (int64_t& at : list) at *= strides[d];
        tables_.push_back({list.data(), static_cast<int64_t>(list.size())});
      } else if (joinable && tables_.back().stride == sizes[d] * strides[d]) {
        tables_.back().size *= sizes[d];
        tables_.back().stride = strides[d];
      } else {
        tables_.push_back({nullptr, sizes[d], strides[d]});
      }
      joinable = !map;
    }
  }
  std::span<const OffsetTable> spans() const { return {tables_.data(), tables_.size()}; }

 private:
  std::vector<std::vector<int64_t>> lists_;
  SmallVec<OffsetTable, 6> tables_;
};

Dims mapped_sizes(DimSpan sizes, std::span<const DimMap> maps) {
  Dims out(sizes);
  for (const DimMap& map : maps) out[map.dim] = static_cast<int64_t>(map.from.size());
  return out;
}

}  // namespace

Tensor take_by_maps(const Tensor& x, std::span<const DimMap> maps) {
  Tensor out = empty(mapped_sizes(x.sizes(), maps), x.dtype());
  const Tables tables(x.sizes(), x.strides(), maps);
  const auto work = long_work(out.numel());
  take_by_tables(x.item_size(), tables.spans(), out.bytes(), x.bytes());
  return out;
}

Tensor add_by_maps(const Tensor& g, DimSpan sizes, std::span<const DimMap> maps) {
  const DType wide = compute_dtype(g.dtype());  // 16-bit floats add up in float
  Tensor terms = g;
  if (wide != g.dtype() || !g.is_contiguous()) {
    terms = empty(g.sizes(), wide);
    copy_into(terms, g);
  }
  Tensor sum = zeros(sizes, wide);
  const Tables tables(sum.sizes(), sum.strides(), maps);
  {
    const auto work = long_work(terms.numel());
    const bool disjoint =
        std::none_of(maps.begin(), maps.end(), [](auto& m) { return m.dim == 0; });
    add_by_tables(wide, tables.spans(), disjoint, sum.bytes(), terms.bytes(), false);
  }
  if (wide == g.dtype()) return sum;
  Tensor out = empty(sizes, g.dtype());
  copy_into(out, sum);
  return out;
}

}  // namespace chainrule
