// Inner loops of the update rules: each reads and writes every element once.
#include "kernels/optim.h"

#include "simd/vec.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

// One vector of elements of a slice: the whole register, or the first few lanes at the end.
template <class T, bool kWhole>
struct At {
  const OptimSlice& x;
  int64_t i;
  int lanes;

  CHAINRULE_INLINE Vec<T> read(const void* from) const {
    const T* at = static_cast<const T*>(from) + i;
    if constexpr (kWhole) {
      return Vec<T>::load(at);
    } else {
      return Vec<T>::load_n(at, lanes);
    }
  }
  CHAINRULE_INLINE void write(void* to, Vec<T> v) const {
    T* at = static_cast<T*>(to) + i;
    if constexpr (kWhole) {
      v.store(at);
    } else {
      v.store_n(at, lanes);
    }
  }
  CHAINRULE_INLINE Vec<T> p() const { return read(x.p); }
  CHAINRULE_INLINE void p(Vec<T> v) const { write(x.p, v); }
  CHAINRULE_INLINE Vec<T> state(int k) const { return read(x.states[k]); }
  CHAINRULE_INLINE void state(int k, Vec<T> v) const { write(x.states[k], v); }

  // The gradient with its sign and the penalty.
  CHAINRULE_INLINE Vec<T> gradient(const OptimNumbers& c, Vec<T> p) const {
    Vec<T> g = read(x.g);
    if (c.flags & OptimNumbers::kMaximize) g = -g;
    if (c.flags & OptimNumbers::kDecay) g = fma(p, Vec<T>(c.decay), g);
    return g;
  }
  CHAINRULE_INLINE Vec<T> parameter(const OptimNumbers& c) const {
    const Vec<T> value = p();
    return c.flags & OptimNumbers::kShrink ? value * Vec<T>(c.shrink) : value;
  }
};

// old + (1 - keep) * (new - old)
template <class T>
CHAINRULE_INLINE Vec<T> toward(Vec<T> old, Vec<T> target, double keep) {
  return fma(target - old, Vec<T>(1 - keep), old);
}
// keep * old + (1 - keep) * x * x
template <class T>
CHAINRULE_INLINE Vec<T> mean_square(Vec<T> old, Vec<T> x, double keep) {
  return fma(x * Vec<T>(1 - keep), x, old * Vec<T>(keep));
}

// rate, keep1 (momentum), fresh (1 - dampening). State: the momentum buffer.
struct Sgd {
  template <class T, class A>
  static CHAINRULE_INLINE void step(const OptimNumbers& c, const A& at) {
    using V = Vec<T>;
    const V p = at.p();
    V g = at.gradient(c, p);
    if (c.flags & OptimNumbers::kMomentum) {
      const V b = c.flags & OptimNumbers::kFirst ? g : fma(at.state(0), V(c.keep1), g * V(c.fresh));
      at.state(0, b);
      g = c.flags & OptimNumbers::kNesterov ? fma(b, V(c.keep1), g) : b;
    }
    at.p(fma(g, V(-c.rate), p));
  }
};

// rate (lr / correction of m), keep1, keep2, scale (1 / root of the correction of v), eps.
// States: m, v, the largest v.
struct Adam {
  template <class T, class A>
  static CHAINRULE_INLINE void step(const OptimNumbers& c, const A& at) {
    using V = Vec<T>;
    const V p = at.parameter(c);
    const V g = at.gradient(c, p);
    const V m = toward(at.state(0), g, c.keep1);
    V v = mean_square(at.state(1), g, c.keep2);
    at.state(0, m);
    at.state(1, v);
    if (c.flags & OptimNumbers::kAmsgrad) {
      v = maximum(at.state(2), v);
      at.state(2, v);
    }
    const V root = fma(sqrt(v), V(c.scale), V(c.eps));
    at.p(fma(m / root, V(-c.rate), p));
  }
};

// rate, keep1 (momentum), keep2 (alpha), eps. States: mean square, mean, momentum buffer.
struct Rmsprop {
  template <class T, class A>
  static CHAINRULE_INLINE void step(const OptimNumbers& c, const A& at) {
    using V = Vec<T>;
    const V p = at.p();
    const V g = at.gradient(c, p);
    V v = mean_square(at.state(0), g, c.keep2);
    at.state(0, v);
    if (c.flags & OptimNumbers::kCentered) {
      const V mean = toward(at.state(1), g, c.keep2);
      at.state(1, mean);
      v = v - mean * mean;
    }
    V update = g / (sqrt(v) + V(c.eps));
    if (c.flags & OptimNumbers::kMomentum) {
      update = fma(at.state(2), V(c.keep1), update);
      at.state(2, update);
    }
    at.p(fma(update, V(-c.rate), p));
  }
};

// rate, eps. State: sum of squares.
struct Adagrad {
  template <class T, class A>
  static CHAINRULE_INLINE void step(const OptimNumbers& c, const A& at) {
    using V = Vec<T>;
    const V p = at.p();
    const V g = at.gradient(c, p);
    const V sum = fma(g, g, at.state(0));
    at.state(0, sum);
    at.p(fma(g / (sqrt(sum) + V(c.eps)), V(-c.rate), p));
  }
};

// rate, keep2 (rho), eps. States: mean squares of gradients and of updates.
struct Adadelta {
  template <class T, class A>
  static CHAINRULE_INLINE void step(const OptimNumbers& c, const A& at) {
    using V = Vec<T>;
    const V p = at.p();
    const V g = at.gradient(c, p);
    const V v = mean_square(at.state(0), g, c.keep2);
    const V past = at.state(1);
    const V delta = sqrt(past + V(c.eps)) / sqrt(v + V(c.eps)) * g;
    at.state(0, v);
    at.state(1, mean_square(past, delta, c.keep2));
    at.p(fma(delta, V(-c.rate), p));
  }
};

// rate (lr / correction of m), keep1, keep2, eps. States: m, running maximum.
struct Adamax {
  template <class T, class A>
  static CHAINRULE_INLINE void step(const OptimNumbers& c, const A& at) {
    using V = Vec<T>;
    const V p = at.p();
    const V g = at.gradient(c, p);
    const V m = toward(at.state(0), g, c.keep1);
    const V u = maximum(at.state(1) * V(c.keep2), abs(g) + V(c.eps));
    at.state(0, m);
    at.state(1, u);
    at.p(fma(m / u, V(-c.rate), p));
  }
};

// rate (on g), rate2 (on m), keep1, keep2, scale (1 / correction of v), eps. States: m, v.
struct Nadam {
  template <class T, class A>
  static CHAINRULE_INLINE void step(const OptimNumbers& c, const A& at) {
    using V = Vec<T>;
    const V p = at.parameter(c);
    const V g = at.gradient(c, p);
    const V m = toward(at.state(0), g, c.keep1);
    const V v = mean_square(at.state(1), g, c.keep2);
    at.state(0, m);
    at.state(1, v);
    const V root = sqrt(v * V(c.scale)) + V(c.eps);
    at.p(fma(m / root, V(-c.rate2), fma(g / root, V(-c.rate), p)));
  }
};

// rate (lr / correction of m, times all that is rectified), keep1, keep2, eps. States: m, v.
struct Radam {
  template <class T, class A>
  static CHAINRULE_INLINE void step(const OptimNumbers& c, const A& at) {
    using V = Vec<T>;
    const V p = at.parameter(c);
    const V g = at.gradient(c, p);
    const V m = toward(at.state(0), g, c.keep1);
    const V v = mean_square(at.state(1), g, c.keep2);
    at.state(0, m);
    at.state(1, v);
    const V update = c.flags & OptimNumbers::kRectified ? m / (sqrt(v) + V(c.eps)) : m;
    at.p(fma(update, V(-c.rate), p));
  }
};

// low, high (of the step size), down, up. States: previous gradient, step size.
struct Rprop {
  template <class T, class A>
  static CHAINRULE_INLINE void step(const OptimNumbers& c, const A& at) {
    using V = Vec<T>;
    const V p = at.p();
    V g = at.gradient(c, p);
    const V agreement = g * at.state(0);
    const auto turned = agreement < V(0);
    V size = at.state(1);
    size = select(agreement > V(0), size * V(c.up), select(turned, size * V(c.down), size));
    size = minimum(maximum(size, V(c.low)), V(c.high));
    g = select(turned, V(0), g);
    at.state(0, g);
    at.state(1, size);
    const V signed_size = select(g > V(0), size, select(g < V(0), -size, V(0)));
    at.p(p - signed_size);
  }
};

// shrink (1 - lambd * eta), rate (eta), keep1 (1 - mu). State: the average.
struct Asgd {
  template <class T, class A>
  static CHAINRULE_INLINE void step(const OptimNumbers& c, const A& at) {
    using V = Vec<T>;
    const V before = at.p();
    const V g = at.gradient(c, before);
    const V p = fma(g, V(-c.rate), before * V(c.shrink));
    at.p(p);
    at.state(0, c.flags & OptimNumbers::kAverage ? toward(at.state(0), p, c.keep1) : p);
  }
};

template <class T, class Rule>
void run(const OptimSlice* slices, int64_t count) {
  constexpr int kLanes = Vec<T>::size;
  for (int64_t k = 0; k < count; ++k) {
    // Copies: the compiler must see that writing elements does not change them.
    const OptimSlice x = slices[k];
    const OptimNumbers c = *x.numbers;
    int64_t i = 0;
    for (; i + kLanes <= x.n; i += kLanes) {
      Rule::template step<T>(c, At<T, true>{x, i, kLanes});
    }
    if (i < x.n) Rule::template step<T>(c, At<T, false>{x, i, static_cast<int>(x.n - i)});
  }
}

template <class... Rules>
constexpr OptimKernels table() {
  return {{run<float, Rules>...}, {run<double, Rules>...}};
}

}  // namespace

// In the order of OptimRule.
extern const OptimKernels optim_kernels_table =
    table<Sgd, Adam, Rmsprop, Adagrad, Adadelta, Adamax, Nadam, Radam, Rprop, Asgd>();

}  // namespace chainrule::CHAINRULE_ISA_NS
