// Filling kernel tables from lists of definitions. Included by *.isa.cpp files only.
#pragma once

#include "kernels/lanes.h"
#include "ops/pointwise/family.h"
#include "ops/pointwise/tables.h"
#include "simd/complex.h"

namespace chainrule::CHAINRULE_ISA_NS {

constexpr size_t slot(DType d) { return static_cast<size_t>(d); }

/// Puts the instantiations of kernel `K` for all of Op's types into a row of a table.
template <class Op, template <class, class> class K>
constexpr void fill_row(ChunkFn* row) {
  if constexpr (Op::floats) {
    row[slot(DType::float32)] = K<Op, float>::run;
    row[slot(DType::float64)] = K<Op, double>::run;
  }
  if constexpr (Op::integers) {
    row[slot(DType::uint8)] = K<Op, uint8_t>::run;
    row[slot(DType::int8)] = K<Op, int8_t>::run;
    row[slot(DType::int16)] = K<Op, int16_t>::run;
    row[slot(DType::int32)] = K<Op, int32_t>::run;
    row[slot(DType::int64)] = K<Op, int64_t>::run;
  }
  if constexpr (Op::complex) {
    row[slot(DType::complex64)] = K<Op, Complex<float>>::run;
    row[slot(DType::complex128)] = K<Op, Complex<double>>::run;
  }
  if constexpr (Op::sign_free) row[slot(DType::uint64)] = K<Op, int64_t>::run;
  if constexpr (Op::boolean) row[slot(DType::bool_)] = K<Op, uint8_t>::run;
}

template <class Op, class T>
struct UnaryKernel {
  static constexpr ChunkFn run = unary_chunk<Op, T>;
};
template <class Op, class T>
struct BinaryKernel {
  static constexpr ChunkFn run = binary_chunk<Op, T>;
};
template <class Op, class T>
struct TernaryKernel {
  static constexpr ChunkFn run = ternary_chunk<Op, T>;
};

template <class... Ops>
constexpr UnaryTable<List<Ops...>> unary_rows(List<Ops...>) {
  UnaryTable<List<Ops...>> table{};
  size_t i = 0;
  const auto add = [&]<class Op>(Op*) {
    fill_row<Op, UnaryKernel>(table.forward[i]);
    if constexpr (Op::differentiable && Op::floats) {
      table.backward[i][slot(DType::float32)] = unary_grad_chunk<Op, float>;
      table.backward[i][slot(DType::float64)] = unary_grad_chunk<Op, double>;
    }
    ++i;
  };
  (add(static_cast<Ops*>(nullptr)), ...);
  return table;
}

template <template <class, class> class K, class... Ops>
constexpr BinaryTable<List<Ops...>> rows(List<Ops...>) {
  BinaryTable<List<Ops...>> table{};
  size_t i = 0;
  (fill_row<Ops, K>(table.forward[i++]), ...);
  return table;
}

}  // namespace chainrule::CHAINRULE_ISA_NS
