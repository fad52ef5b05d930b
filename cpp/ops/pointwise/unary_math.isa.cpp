// Lanes of ops/pointwise/unary_math.h.
#include "ops/pointwise/fill.h"

namespace chainrule::CHAINRULE_ISA_NS {

extern constinit const UnaryTable<UnaryMathOps> unary_math_table = unary_rows(UnaryMathOps{});

}  // namespace chainrule::CHAINRULE_ISA_NS
