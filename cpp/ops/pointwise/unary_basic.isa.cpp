// Lanes of ops/pointwise/unary_basic.h.
#include "ops/pointwise/fill.h"

namespace chainrule::CHAINRULE_ISA_NS {

extern constinit const UnaryTable<UnaryBasicOps> unary_basic_table = unary_rows(UnaryBasicOps{});

}  // namespace chainrule::CHAINRULE_ISA_NS
