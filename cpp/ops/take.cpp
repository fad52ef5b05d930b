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
    const DimMap* none = nullptr;
    int64_t whole = 0;   // elements of the dimensions that are being joined
    int64_t stride = 0;  // of the last of them
    for (size_t d = 0; d < sizes.size(); ++d) {
      const DimMap* map = none;
      for (const DimMap& m : maps) {
        if (m.dim == static_cast<int64_t>(d)) map = &m;
      }
      if (map) {
        close(whole, stride);
        whole = 0;
        auto& table = tables_.emplace_back(map->from);
        for (int64_t& at : table) at *= strides[d];
      } else if (whole > 0 && stride == sizes[d] * strides[d]) {
        whole *= sizes[d];
        stride = strides[d];
      } else {
        close(whole, stride);
        whole = sizes[d];
        stride = strides[d];
        if (whole == 0) tables_.emplace_back();
      }
    }
    close(whole, stride);
    for (const auto& table : tables_) spans_.emplace_back(table);
  }
  std::span<const OffsetTable> spans() const { return spans_; }

 private:
  void close(int64_t whole, int64_t stride) {
    if (whole == 0) return;
    auto& table = tables_.emplace_back(whole);
    for (int64_t i = 0; i < whole; ++i) table[i] = i * stride;
  }

  std::vector<std::vector<int64_t>> tables_;
  std::vector<OffsetTable> spans_;
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
    add_by_tables(wide, tables.spans(), disjoint, sum.bytes(), terms.bytes());
  }
  if (wide == g.dtype()) return sum;
  Tensor out = empty(sizes, g.dtype());
  copy_into(out, sum);
  return out;
}

}  // namespace chainrule
