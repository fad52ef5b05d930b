// Lanes of the arithmetic of ops/pointwise/binary.h.
#include "ops/pointwise/fill.h"

namespace chainrule::CHAINRULE_ISA_NS {

extern constinit const BinaryTable<BinaryOps> binary_table = rows<BinaryKernel>(BinaryOps{});

}  // namespace chainrule::CHAINRULE_ISA_NS
