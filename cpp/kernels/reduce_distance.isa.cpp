// Inner loops of distances: lanes are other rows, so that any width, however small, fills them.
#include "kernels/reduce_distance.h"

#include "kernels/lanes.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

// Terms that are added up in one place before they join the rest.
constexpr int64_t kBlock = 64;

enum class Norm { zero, one, two, inf, other };

constexpr Norm norm_of(double p) {
  return p == 0                 ? Norm::zero
         : p == 1               ? Norm::one
         : p == 2               ? Norm::two
         : p == __builtin_inf() ? Norm::inf
                                : Norm::other;
}

template <class T, Norm kNorm>
void forward_as(const DistanceTask& task, int64_t from, int64_t to) {
  using V = Vec<T>;
  const T* turned = static_cast<const T*>(task.turned);
  const V p(static_cast<T>(task.p));
  for (int64_t r = from; r < to; ++r) {
    const T* x = static_cast<const T*>(task.x) + r * task.width;
    T* out = static_cast<T*>(task.out) + r * task.others;
    for (int64_t j = 0; j < task.others; j += V::size) {
      const int64_t left = task.others - j;
      V total(0);
      for (int64_t start = 0; start < task.width; start += kBlock) {
        const int64_t end = task.width - start < kBlock ? task.width : start + kBlock;
        V part(0);
        for (int64_t m = start; m < end; ++m) {
          const V d = abs(V(x[m]) - load_part(turned + m * task.others + j, left));
          if constexpr (kNorm == Norm::zero) {
            part += select(d != V(0), V(1), V(0));
          } else if constexpr (kNorm == Norm::one) {
            part += d;
          } else if constexpr (kNorm == Norm::two) {
            part += d * d;
          } else if constexpr (kNorm == Norm::inf) {
            part = maximum(part, d);
          } else {
            part += pow(d, p);
          }
        }
        total = kNorm == Norm::inf ? maximum(total, part) : total + part;
      }
      if constexpr (kNorm == Norm::two) total = sqrt(total);
      if constexpr (kNorm == Norm::other) total = pow(total, V(1) / p);
      store_part(total, out + j, left);
    }
  }
}

template <class T, Norm kNorm>
void backward_as(const DistanceTask& task, int64_t from, int64_t to) {
  using V = Vec<T>;
  const T* turned = static_cast<const T*>(task.turned);
  const V p(static_cast<T>(task.p));
  for (int64_t r = from; r < to; ++r) {
    const T* x = static_cast<const T*>(task.x) + r * task.width;
    const T* g = static_cast<const T*>(task.g) + r * task.others;
    const T* d = static_cast<const T*>(task.d) + r * task.others;
    T* out = static_cast<T*>(task.out) + r * task.width;
    for (int64_t m = 0; m < task.width; ++m) {
      V total(0);
      for (int64_t j = 0; j < task.others; j += V::size) {
        const int64_t left = task.others - j;
        const V delta = V(x[m]) - load_part(turned + m * task.others + j, left);
        const V far = load_part(d + j, left);
        V slope = load_part(g + j, left);
        if constexpr (kNorm == Norm::one) {
          slope = slope * sign(delta);
        } else if constexpr (kNorm == Norm::two) {
          slope = select(far == V(0), V(0), slope * delta / far);
        } else if constexpr (kNorm == Norm::inf) {
          slope = select(abs(delta) == far, slope * sign(delta), V(0));
        } else {
          const V power = sign(delta) * pow(abs(delta), p - V(1));
          slope = select((delta == V(0)) | (far == V(0)), V(0), slope * power / pow(far, p - V(1)));
        }
        if (left < V::size) {
          const auto inside = Vec<IntOf<T>>::iota() < Vec<IntOf<T>>(static_cast<IntOf<T>>(left));
          slope = select(Mask<T>(inside), slope, V(0));
        }
        total += slope;
      }
      out[m] = reduce_sum(total);
    }
  }
}

template <class T>
void forward(const DistanceTask& task, int64_t from, int64_t to) {
  switch (norm_of(task.p)) {
    case Norm::zero:
      return forward_as<T, Norm::zero>(task, from, to);
    case Norm::one:
      return forward_as<T, Norm::one>(task, from, to);
    case Norm::two:
      return forward_as<T, Norm::two>(task, from, to);
    case Norm::inf:
      return forward_as<T, Norm::inf>(task, from, to);
    default:
      return forward_as<T, Norm::other>(task, from, to);
  }
}
template <class T>
void backward(const DistanceTask& task, int64_t from, int64_t to) {
  switch (norm_of(task.p)) {
    case Norm::one:
      return backward_as<T, Norm::one>(task, from, to);
    case Norm::two:
      return backward_as<T, Norm::two>(task, from, to);
    case Norm::inf:
      return backward_as<T, Norm::inf>(task, from, to);
    default:
      return backward_as<T, Norm::other>(task, from, to);
  }
}

}  // namespace

extern constinit const DistanceKernels distance_kernels_table = {
    {forward<float>, forward<double>}, {backward<float>, backward<double>}};

}  // namespace chainrule::CHAINRULE_ISA_NS
