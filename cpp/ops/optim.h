// One step of an optimizer for all its parameters: what it takes, and its checks. The step numbers
// and everything that follows from them (bias corrections, schedules inside of a rule) are computed
// here; the elements in kernels/optim.*; what an optimizer is, in python/chainrule/optim/.
#pragma once

#include <array>
#include <deque>

#include "core/small_vec.h"
#include "core/tensor.h"
#include "kernels/optim.h"

namespace chainrule {

/// Options of a parameter group. A rule reads those that PyTorch's optimizer of its name has.
struct OptimOptions {
  double lr = 0;
  double weight_decay = 0;
  double momentum = 0;
  double dampening = 0;
  double beta1 = 0;
  double beta2 = 0;
  double alpha = 0;  // of ASGD and RMSprop; rho of Adadelta
  double eps = 0;
  double lr_decay = 0;
  double momentum_decay = 0;
  double lambd = 0;
  double t0 = 0;
  double eta_minus = 0;
  double eta_plus = 0;
  double step_min = 0;
  double step_max = 0;
  bool maximize = false;
  bool nesterov = false;
  bool amsgrad = false;
  bool centered = false;
  bool decoupled = false;
};

/// One parameter with its gradient and state. The tensors must stay alive until the step has run.
struct OptimParameter {
  TensorImpl* p = nullptr;
  TensorImpl* g = nullptr;
  std::array<TensorImpl*, kOptimStates> states{};  // in the order of the rule; null where unused
  TensorImpl* step = nullptr;                      // 0-d
  std::array<TensorImpl*, 2> numbers{};            // 0-d: mu_product of NAdam; eta, mu of ASGD
  bool first = false;                              // the momentum buffer is new
};

/// Collects the parameters of all groups, then updates them together. Nothing is changed before
/// everything has been checked.
class OptimStep {
 public:
  explicit OptimStep(OptimRule rule) : rule_(rule) {}

  /// Options of the parameters that follow.
  void begin_group(const OptimOptions& options) { groups_.push_back(options); }
  /// RuntimeError if gradient or state do not fit the parameter.
  void add(const OptimParameter& parameter);
  void run();

 private:
  struct Entry {
    OptimParameter x;
    const OptimOptions* options;
  };
  const OptimNumbers* numbers_of(const Entry& entry);

  OptimRule rule_;
  std::deque<OptimOptions> groups_;
  std::deque<OptimNumbers> numbers_;
  SmallVec<Entry, 8> entries_;
  int64_t elements_ = 0;
};

}  // namespace chainrule
