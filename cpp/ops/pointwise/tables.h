// The tables of elementwise kernels, one for each list of definitions.
#pragma once

#include "kernels/dispatch.h"
#include "kernels/elementwise.h"
#include "ops/pointwise/binary.h"
#include "ops/pointwise/binary_more.h"
#include "ops/pointwise/unary_activation.h"
#include "ops/pointwise/unary_basic.h"
#include "ops/pointwise/unary_gamma.h"
#include "ops/pointwise/unary_math.h"
#include "ops/pointwise/unary_parts.h"

namespace chainrule {

template <class Ops>
struct UnaryTable {
  using List = Ops;
  ChunkFn forward[Ops::size][kDTypeCount];
  ChunkFn backward[Ops::size][kDTypeCount];
};
template <class Ops>
struct BinaryTable {
  using List = Ops;
  ChunkFn forward[Ops::size][kDTypeCount];
};
struct SelectTable {
  ChunkFn by_dtype[kDTypeCount];
};

CHAINRULE_KERNEL_TABLE(UnaryTable<UnaryBasicOps>, unary_basic)
CHAINRULE_KERNEL_TABLE(UnaryTable<UnaryMathOps>, unary_math)
CHAINRULE_KERNEL_TABLE(UnaryTable<UnaryActivationOps>, unary_activation)
CHAINRULE_KERNEL_TABLE(UnaryTable<UnaryGammaOps>, unary_gamma)
CHAINRULE_KERNEL_TABLE(UnaryTable<UnaryPartsOps>, unary_parts)
CHAINRULE_KERNEL_TABLE(BinaryTable<BinaryOps>, binary)
CHAINRULE_KERNEL_TABLE(BinaryTable<BinaryMoreOps>, binary_more)
CHAINRULE_KERNEL_TABLE(BinaryTable<CompareOps>, compare)
CHAINRULE_KERNEL_TABLE(BinaryTable<TernaryOps>, ternary)
CHAINRULE_KERNEL_TABLE(SelectTable, select)

}  // namespace chainrule
