// The update rules of optimizers that act element by element: the table of inner loops, and the
// driver that hands a whole step, all parameters of a model, to them. Pointers and numbers only;
// the formulas are written out in python/chainrule/optim/_formulas.py, where their sources stand
// too.
#pragma once

#include <cstdint>
#include <span>

#include "core/dtype.h"
#include "kernels/dispatch.h"

namespace chainrule {

enum class OptimRule : uint8_t {
  sgd,
  adam,  // and AdamW
  rmsprop,
  adagrad,
  adadelta,
  adamax,
  nadam,
  radam,
  rprop,
  asgd,
};
inline constexpr int kOptimRules = 10;
const char* name_of(OptimRule rule);

/// State tensors of one parameter at most, besides 0-d ones.
inline constexpr int kOptimStates = 3;

/// What a rule needs in one step besides tensors; which fields it reads stands beside the rule.
struct OptimNumbers {
  enum Flag : uint32_t {
    kMaximize = 1,  // the gradient counts with the opposite sign
    kDecay = 2,     // add decay * p to the gradient
    kShrink = 4,    // p *= shrink first
    kMomentum = 8,
    kNesterov = 16,
    kFirst = 32,  // the momentum buffer has no past
    kAmsgrad = 64,
    kCentered = 128,
    kRectified = 256,
    kAverage = 512,
  };
  uint32_t flags = 0;
  double rate = 0;   // factor on the update
  double rate2 = 0;  // on its second part
  double decay = 0;
  double shrink = 1;
  double keep1 = 0;  // how much a running mean keeps: beta1, momentum
  double keep2 = 0;  // beta2, alpha, rho
  double fresh = 0;  // weight of a gradient in the momentum buffer
  double eps = 0;
  double scale = 1;  // on a root, or on what it is taken of
  double low = 0;    // bounds and factors of Rprop
  double high = 0;
  double down = 0;
  double up = 0;

  bool operator==(const OptimNumbers&) const = default;
};

/// n adjacent elements of a parameter, its gradient and its states (null where there is none).
struct OptimSlice {
  void* p;
  const void* g;
  void* states[kOptimStates];
  int64_t n;
  const OptimNumbers* numbers;
};

using OptimFn = void (*)(const OptimSlice* slices, int64_t count);

struct OptimKernels {
  OptimFn f32[kOptimRules];
  OptimFn f64[kOptimRules];
};
CHAINRULE_KERNEL_TABLE(OptimKernels, optim_kernels)

/// Runs a rule on all slices, which are of one real floating dtype and do not overlap. Large ones
/// are cut, many small ones are run together; the cuts depend on the sizes alone. 16-bit types are
/// computed in float, rounded once at the end.
void run_optim(OptimRule rule, DType dtype, std::span<const OptimSlice> slices);

}  // namespace chainrule
