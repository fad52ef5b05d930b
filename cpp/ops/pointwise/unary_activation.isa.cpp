// Lanes of ops/pointwise/unary_activation.h.
#include "ops/pointwise/fill.h"

namespace chainrule::CHAINRULE_ISA_NS {

extern constinit const UnaryTable<UnaryActivationOps> unary_activation_table =
    unary_rows(UnaryActivationOps{});

}  // namespace chainrule::CHAINRULE_ISA_NS
