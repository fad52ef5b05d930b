// From indices to offsets (places.h).
#include "kernels/places.h"

#include "kernels/odometer.h"

namespace chainrule {

int64_t first_outside(const int64_t* index, int64_t n, int64_t low, int64_t high) {
  // Blocks without a branch; the place is looked for only where there is one.
  constexpr int64_t kBlock = 256;
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const int64_t end = begin + kBlock < n ? begin + kBlock : n;
    // The sign bit of a difference says on which side of a bound an index is.
    uint64_t signs = 0;
    for (int64_t i = begin; i < end; ++i) {
      const auto value = static_cast<uint64_t>(index[i]);
      signs |= (value - static_cast<uint64_t>(low)) | (static_cast<uint64_t>(high - 1) - value);
    }
    if (signs >> 63 == 0) continue;
    for (int64_t i = begin; i < end; ++i) {
      if (index[i] < low || index[i] >= high) return i;
    }
  }
  return -1;
}

void add_offsets(DimSpan shape, int64_t* out, const int64_t* index, DimSpan index_strides,
                 int64_t size, int64_t stride, bool first) {
  const int64_t total = product(shape);
  if (total == 0) return;
  const size_t outer = shape.empty() ? 0 : shape.size() - 1;
  const int64_t n = shape.empty() ? 1 : shape.back();
  const int64_t step = shape.empty() ? 0 : index_strides.back();
  const Dims none(outer, 0);
  Odometer at(shape.first(outer), none, index_strides.first(outer));
  for (int64_t row = 0; row < total; row += n, at.next()) {
    const int64_t* from = index + at.offset_b;
    for (int64_t i = 0; i < n; ++i) {
      const int64_t value = from[i * step];
      const int64_t offset = (value + (value >> 63 & size)) * stride;
      out[row + i] = first ? offset : out[row + i] + offset;
    }
  }
}

}  // namespace chainrule
