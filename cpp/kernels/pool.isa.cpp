// The inner loop of max_pool (pool.h): one element of each of many neighbouring windows.
#include <cstdint>

#include "kernels/pool_rows.h"
#include "simd/isa.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

template <class T>
CHAINRULE_INLINE void larger(int64_t n, const T* in, int64_t stride, int64_t place, T* best,
                             int64_t* places) {
  for (int64_t w = 0; w < n; ++w) {
    const T x = in[w * stride];
    const bool taken = (x > best[w]) | (x != x);
    best[w] = taken ? x : best[w];
    places[w] = taken ? place + w * stride : places[w];
  }
}

template <class T>
void larger_of(int64_t n, const T* __restrict in, int64_t stride, int64_t place, T* __restrict best,
               int64_t* __restrict places) {
  if (stride == 1) {
    larger(n, in, 1, place, best, places);
  } else if (stride == 2) {
    larger(n, in, 2, place, best, places);
  } else {
    larger(n, in, stride, place, best, places);
  }
}

}  // namespace

extern constinit const PoolKernels pool_kernels_table = {larger_of<float>, larger_of<double>,
                                                         larger_of<int64_t>};

}  // namespace chainrule::CHAINRULE_ISA_NS
