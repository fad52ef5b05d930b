// Lanes of ops/pointwise/unary_gamma.h.
#include "ops/pointwise/fill.h"
#include "simd/polygamma.h"
#include "simd/sinc.h"

namespace chainrule::CHAINRULE_ISA_NS {

extern constinit const UnaryTable<UnaryGammaOps> unary_gamma_table = unary_rows(UnaryGammaOps{});

}  // namespace chainrule::CHAINRULE_ISA_NS
