// Lanes of ops/pointwise/binary_more.h.
#include "ops/pointwise/fill.h"
#include "simd/binary.h"

namespace chainrule::CHAINRULE_ISA_NS {

extern constinit const BinaryTable<BinaryMoreOps> binary_more_table =
    rows<BinaryKernel>(BinaryMoreOps{});

}  // namespace chainrule::CHAINRULE_ISA_NS
