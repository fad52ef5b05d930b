// Lanes of ops/loss_pairs.h: a loss is summed as it is computed, so that nothing is stored in
// between.
#include "ops/loss_pairs.h"

#include "kernels/lanes.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

// Elements whose lanes are added up before they go to a double.
constexpr int64_t kBlock = 1024;

template <class Loss, class T>
double sum(const void* px, const void* pt, int64_t n, const void* params) {
  using V = Vec<T>;
  const Loss& loss = *static_cast<const Loss*>(params);
  const T* x = static_cast<const T*>(px);
  const T* t = static_cast<const T*>(pt);
  double total = 0;
  for (int64_t start = 0; start < n; start += kBlock) {
    const int64_t end = n - start < kBlock ? n : start + kBlock;
    V a(0);
    V b(0);
    int64_t i = start;
    for (; i + 2 * V::size <= end; i += 2 * V::size) {
      a += loss.value(V::load(x + i), V::load(t + i));
      b += loss.value(V::load(x + i + V::size), V::load(t + i + V::size));
    }
    for (; i < end; i += V::size) {
      const V v = loss.value(load_part(x + i, end - i), load_part(t + i, end - i));
      if (end - i >= V::size) {
        a += v;
      } else {
        const auto inside = Vec<IntOf<T>>::iota() < Vec<IntOf<T>>(static_cast<IntOf<T>>(end - i));
        a += select(Mask<T>(inside), v, V(0));
      }
    }
    total += reduce_sum(a + b);
  }
  return total;
}

template <class Loss, class T>
void map(const void* px, const void* pt, int64_t n, const void* params, void* out) {
  const Loss& loss = *static_cast<const Loss*>(params);
  lane_loop<T>(
      n, static_cast<T*>(out),
      [&](Vec<T> x, Vec<T> t) __attribute__((always_inline)) { return loss.value(x, t); },
      Stream<T>{static_cast<const T*>(px)}, Stream<T>{static_cast<const T*>(pt)});
}

template <class Loss, class T>
void grad(const void* pg, bool splat, double scale, const void* px, const void* pt, int64_t n,
          const void* params, void* out) {
  using V = Vec<T>;
  const Loss& loss = *static_cast<const Loss*>(params);
  const T* g = static_cast<const T*>(pg);
  const Stream<T> x{static_cast<const T*>(px)};
  const Stream<T> t{static_cast<const T*>(pt)};
  if (splat) {
    const V factor(*g * static_cast<T>(scale));
    lane_loop<T>(
        n, static_cast<T*>(out),
        [&](V a, V b) __attribute__((always_inline)) { return factor * loss.slope(a, b); }, x, t);
  } else {
    const V factor(static_cast<T>(scale));
    lane_loop<T>(
        n, static_cast<T*>(out),
        [&](V c, V a, V b) __attribute__((always_inline)) { return c * factor * loss.slope(a, b); },
        Stream<T>{g}, x, t);
  }
}

template <class... Losses>
constexpr PairLossTable make_table(List<Losses...>) {
  return {{{sum<Losses, float>, map<Losses, float>, grad<Losses, float>}...},
          {{sum<Losses, double>, map<Losses, double>, grad<Losses, double>}...}};
}

}  // namespace

extern constinit const PairLossTable pair_losses_table = make_table(PairLosses{});

}  // namespace chainrule::CHAINRULE_ISA_NS
