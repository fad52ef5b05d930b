// Lanes of the comparisons and of the operations on three tensors of ops/pointwise/binary.h.
#include "ops/pointwise/fill.h"

namespace chainrule::CHAINRULE_ISA_NS {

extern constinit const BinaryTable<CompareOps> compare_table = rows<BinaryKernel>(CompareOps{});
extern constinit const BinaryTable<TernaryOps> ternary_table = rows<TernaryKernel>(TernaryOps{});

namespace {

struct Sixteen {
  char bytes[16];
};
void select_sixteen(int64_t n, char* const* p, unsigned splat, const void*) {
  Sixteen* out = reinterpret_cast<Sixteen*>(p[0]);
  const uint8_t* mask = reinterpret_cast<const uint8_t*>(p[1]);
  const Sixteen* a = reinterpret_cast<const Sixteen*>(p[2]);
  const Sixteen* b = reinterpret_cast<const Sixteen*>(p[3]);
  for (int64_t i = 0; i < n; ++i) {
    out[i] = mask[splat & 2 ? 0 : i] ? a[splat & 4 ? 0 : i] : b[splat & 8 ? 0 : i];
  }
}

constexpr SelectTable make_select() {
  SelectTable table{};
  for (size_t d = 0; d < kDTypeCount; ++d) {
    switch (kDTypes[d].size) {
      case 1:
        table.by_dtype[d] = select_chunk<uint8_t>;
        break;
      case 2:
        table.by_dtype[d] = select_chunk<int16_t>;
        break;
      case 4:
        table.by_dtype[d] = select_chunk<int32_t>;
        break;
      case 8:
        table.by_dtype[d] = select_chunk<int64_t>;
        break;
      default:
        table.by_dtype[d] = select_sixteen;
    }
  }
  return table;
}
}  // namespace

extern constinit const SelectTable select_table = make_select();

}  // namespace chainrule::CHAINRULE_ISA_NS
