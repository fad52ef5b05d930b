// Lanes of ops/pointwise/unary_parts.h.
#include "ops/pointwise/fill.h"

namespace chainrule::CHAINRULE_ISA_NS {

extern constinit const UnaryTable<UnaryPartsOps> unary_parts_table = unary_rows(UnaryPartsOps{});

}  // namespace chainrule::CHAINRULE_ISA_NS
