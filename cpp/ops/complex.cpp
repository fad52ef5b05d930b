// Complex conjugation, and what else operations on complex tensors are composed of.
#include "graph/record.h"
#include "kernels/elementwise.h"
#include "ops/functions.h"
#include "ops/registry.h"

namespace chainrule {

namespace {

template <class T>
void conj_chunk(int64_t n, char* const* p, unsigned, const void*) {
  T* out = reinterpret_cast<T*>(p[0]);
  const T* in = reinterpret_cast<const T*>(p[1]);
  for (int64_t i = 0; i < n; ++i) out[i] = std::conj(in[i]);
}

}  // namespace

Tensor conj(const Tensor& x) {
  if (!is_complex(x.dtype())) return x;
  Tensor out = empty_like(x);
  const Kernel kernel{
      "conj", x.dtype() == DType::complex64 ? conj_chunk<complex64> : conj_chunk<complex128>};
  const ElementwiseOperand operands[] = {
      {out.bytes(), out.dtype(), out.dtype(), out.strides().data()},
      {x.bytes(), x.dtype(), x.dtype(), x.strides().data()}};
  run_elementwise(kernel, x.sizes(), operands);
  record("ConjBackward0", out, {x}, {},
         [](const Backward& b) -> Grads { return {conj(b.grad())}; });
  return out;
}

}  // namespace chainrule
