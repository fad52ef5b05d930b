// Optimizer steps: checks, step numbers, memory layouts.
#include "ops/optim.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "core/thread_pool.h"
#include "ops/raw.h"

namespace chainrule {

namespace {

/// From this many on a step may use several threads and gives up the interpreter's lock.
constexpr int64_t kLongElements = 1 << 15;

Tensor handle(TensorImpl* impl) { return Tensor(Ref<TensorImpl>(impl)); }

void check_fits(const TensorImpl* p, const TensorImpl* x, const char* what) {
  check(x->dtype == p->dtype, "optimizer step: ", what, " is ", info(x->dtype).name,
        " and the parameter ", info(p->dtype).name,
        "; both must have one dtype (load_state_dict() converts a saved state)");
  check(x->sizes == p->sizes, "optimizer step: ", what, " has shape ", x->sizes,
        " and the parameter ", p->sizes);
}

void check_number(const TensorImpl* x, const char* what) {
  check(x->numel == 1 && (x->dtype == DType::float32 || x->dtype == DType::float64),
        "API has changed, `state_steps` argument must contain a list of singleton tensors: ", what,
        " must be a float32 or float64 tensor of one element, not ", info(x->dtype).name,
        " of shape ", x->sizes);
}

double read_number(const TensorImpl* x) {
  const void* data = static_cast<const char*>(x->storage->data()) + x->offset * item_size(x->dtype);
  return x->dtype == DType::float64 ? *static_cast<const double*>(data)
                                    : static_cast<double>(*static_cast<const float*>(data));
}

/// Rounds to the tensor's own type; returns what it holds now.
double write_number(TensorImpl* x, double value) {
  void* data = static_cast<char*>(x->storage->data()) + x->offset * item_size(x->dtype);
  if (x->dtype == DType::float64) {
    *static_cast<double*>(data) = value;
  } else {
    *static_cast<float*>(data) = static_cast<float>(value);
  }
  handle(x).bump_version();
  return read_number(x);
}

/// Whether the elements fill a block of memory without gaps, in whatever order.
bool fills_memory(const TensorImpl* x) {
  if (x->contiguous) return true;
  SmallVec<std::pair<int64_t, int64_t>, 5> dims;  // stride, size
  for (size_t d = 0; d < x->sizes.size(); ++d) {
    if (x->sizes[d] != 1) dims.push_back({x->strides[d], x->sizes[d]});
  }
  std::sort(dims.begin(), dims.end());
  int64_t expected = 1;
  for (const auto& [stride, size] : dims) {
    if (stride != expected) return false;
    expected *= size;
  }
  return true;
}

/// Element i of one lies where element i of the other does.
bool same_layout(const TensorImpl* a, const TensorImpl* b) {
  return (a->contiguous && b->contiguous) || a->strides == b->strides;
}

char* begin_of(const TensorImpl* x) {
  return static_cast<char*>(x->storage->data()) + x->offset * item_size(x->dtype);
}

/// A parameter, gradient and states whose elements lie in different orders, or with gaps between
/// them: copies in one order stand in, and what was written goes back when this dies.
class Rearranged {
 public:
  explicit Rearranged(OptimParameter& x) {
    const TensorImpl* const like = x.p;
    const bool dense = fills_memory(like);
    if (!dense) x.p = stand_in(x.p, nullptr, true);
    const TensorImpl* const order = dense ? like : nullptr;
    x.g = stand_in(x.g, order, false);
    for (TensorImpl*& state : x.states) {
      if (state) state = stand_in(state, order, true);
    }
  }
  ~Rearranged() {
    for (const auto& [to, from] : back_) copy_into(to, from);
  }
  Rearranged(const Rearranged&) = delete;

  static bool needed(const OptimParameter& x) {
    if (!fills_memory(x.p) || !same_layout(x.g, x.p)) return true;
    return std::any_of(x.states.begin(), x.states.end(),
                       [&](const TensorImpl* state) { return state && !same_layout(state, x.p); });
  }

 private:
  TensorImpl* stand_in(TensorImpl* x, const TensorImpl* order, bool written) {
    const Tensor original = handle(x);
    const Tensor copy =
        order ? empty_strided(x->sizes, order->strides, x->dtype) : empty(x->sizes, x->dtype);
    copy_into(copy, original);
    made_.push_back(copy);
    if (written) back_.push_back({original, copy});
    return copy.impl();
  }

  SmallVec<Tensor, 2 + kOptimStates> made_;
  std::vector<std::pair<Tensor, Tensor>> back_;
};

// A complex number is a pair of real ones to every rule.
OptimSlice slice_of(const OptimParameter& x, const OptimNumbers* numbers) {
  OptimSlice slice = {begin_of(x.p), begin_of(x.g), {}, x.p->numel, numbers};
  if (is_complex(x.p->dtype)) slice.n *= 2;
  for (size_t s = 0; s < x.states.size(); ++s) {
    if (x.states[s]) slice.states[s] = begin_of(x.states[s]);
  }
  return slice;
}

bool has_duplicates(std::span<const OptimSlice> slices) {
  std::vector<const void*> starts;
  starts.reserve(slices.size());
  for (const OptimSlice& slice : slices) starts.push_back(slice.p);
  std::sort(starts.begin(), starts.end());
  return std::adjacent_find(starts.begin(), starts.end()) != starts.end();
}

}  // namespace

void OptimStep::add(const OptimParameter& x) {
  const TensorImpl* p = x.p;
  check(is_differentiable(p->dtype), "optimizer step: a parameter of dtype ", info(p->dtype).name,
        " cannot be optimized, only floating-point and complex ones");
  check_fits(p, x.g, "the gradient");
  for (const TensorImpl* state : x.states) {
    if (state) check_fits(p, state, "a tensor of the state");
  }
  if (x.step) check_number(x.step, "step");
  for (const TensorImpl* number : x.numbers) {
    if (number) check_number(number, "a number of the state");
  }
  entries_.push_back({x, &groups_.back()});
  elements_ += p->numel;
}

const OptimNumbers* OptimStep::numbers_of(const Entry& entry) {
  const OptimOptions& o = *entry.options;
  const OptimParameter& x = entry.x;
  const double t = x.step ? write_number(x.step, read_number(x.step) + 1) : 0;
  OptimNumbers n;
  using Flag = OptimNumbers::Flag;
  const auto flag = [&n](Flag bit, bool on) { n.flags |= on ? static_cast<uint32_t>(bit) : 0U; };
  flag(Flag::kMaximize, o.maximize);
  if (o.weight_decay != 0) {
    flag(o.decoupled ? Flag::kShrink : Flag::kDecay, true);
    n.decay = o.weight_decay;
    n.shrink = 1 - o.lr * o.weight_decay;
  }
  n.rate = o.lr;
  n.keep1 = o.beta1;
  n.keep2 = o.beta2;
  n.eps = o.eps;
  switch (rule_) {
    case OptimRule::sgd:
      flag(Flag::kMomentum, o.momentum != 0);
      flag(Flag::kNesterov, o.nesterov);
      flag(Flag::kFirst, x.first);
      n.keep1 = o.momentum;
      n.fresh = 1 - o.dampening;
      break;
    case OptimRule::adam:
      flag(Flag::kAmsgrad, o.amsgrad);
      n.rate = o.lr / (1 - std::pow(o.beta1, t));
      n.scale = 1 / std::sqrt(1 - std::pow(o.beta2, t));
      break;
    case OptimRule::rmsprop:
      flag(Flag::kMomentum, o.momentum > 0);
      flag(Flag::kCentered, o.centered);
      n.keep1 = o.momentum;
      n.keep2 = o.alpha;
      break;
    case OptimRule::adagrad:
      n.rate = o.lr / (1 + (t - 1) * o.lr_decay);
      break;
    case OptimRule::adadelta:
      n.keep2 = o.alpha;
      break;
    case OptimRule::adamax:
      n.rate = o.lr / (1 - std::pow(o.beta1, t));
      break;
    case OptimRule::nadam: {
      const auto momentum = [&](double at) {
        return o.beta1 * (1 - 0.5 * std::pow(0.96, at * o.momentum_decay));
      };
      const double mu = momentum(t);
      const double next = momentum(t + 1);
      // The factor, too, is rounded to the type of the product, as it is for tensors.
      const double factor = x.numbers[0]->dtype == DType::float64 ? mu : static_cast<float>(mu);
      const double product = write_number(x.numbers[0], read_number(x.numbers[0]) * factor);
      n.rate = o.lr * (1 - mu) / (1 - product);
      n.rate2 = o.lr * next / (1 - product * next);
      n.scale = 1 / (1 - std::pow(o.beta2, t));
      break;
    }
    case OptimRule::radam: {
      const double power = std::pow(o.beta2, t);
      const double limit = 2 / (1 - o.beta2) - 1;
      const double length = limit - 2 * t * power / (1 - power);
      n.rate = o.lr / (1 - std::pow(o.beta1, t));
      if (length > 5) {
        flag(Flag::kRectified, true);
        n.rate *= std::sqrt(1 - power) * std::sqrt((length - 4) * (length - 2) * limit /
                                                   ((limit - 4) * (limit - 2) * length));
      }
      break;
    }
    case OptimRule::rprop:
      n.low = o.step_min;
      n.high = o.step_max;
      n.down = o.eta_minus;
      n.up = o.eta_plus;
      break;
    case OptimRule::asgd: {
      const double eta = read_number(x.numbers[0]);
      const double mu = read_number(x.numbers[1]);
      n.rate = eta;
      n.shrink = 1 - o.lambd * eta;
      flag(Flag::kAverage, mu != 1);
      n.keep1 = 1 - mu;
      // In the default dtype, whatever the state is kept in (float64 after load_state_dict).
      const auto rounded = [](double value) {
        return default_dtype() == DType::float64 ? value : static_cast<float>(value);
      };
      write_number(x.numbers[0], rounded(o.lr / std::pow(1 + o.lambd * o.lr * t, o.alpha)));
      write_number(x.numbers[1], rounded(1 / std::max(1.0, t - o.t0)));
      break;
    }
  }
  // Nearly always the numbers of the parameter before: they then share a line of the cache.
  if (numbers_.empty() || numbers_.back() != n) numbers_.push_back(n);
  return &numbers_.back();
}

void OptimStep::run() {
  constexpr std::array<DType, 4> kTypes = {DType::float32, DType::float64, DType::float16,
                                           DType::bfloat16};
  std::array<SmallVec<OptimSlice, 8>, kTypes.size()> slices;
  std::vector<Tensor> alive;  // others may drop them while the interpreter's lock is given up
  const bool is_long = elements_ >= kLongElements;
  const CallSite by = call_site();
  for (Entry& entry : entries_) {
    OptimParameter& x = entry.x;
    const OptimNumbers* numbers = numbers_of(entry);
    handle(x.p).bump_version(by);
    for (TensorImpl* state : x.states) {
      if (state) handle(state).bump_version(by);
    }
    if (x.p->numel == 0) continue;
    const DType real = real_of(x.p->dtype);
    if (Rearranged::needed(x)) {
      const Rearranged arranged(x);
      const OptimSlice slice = slice_of(x, numbers);
      run_optim(rule_, real, {&slice, 1});
      continue;
    }
    if (is_long) {
      alive.push_back(handle(x.p));
      alive.push_back(handle(x.g));
      for (TensorImpl* state : x.states) {
        if (state) alive.push_back(handle(state));
      }
    }
    const auto type = std::find(kTypes.begin(), kTypes.end(), real) - kTypes.begin();
    slices[static_cast<size_t>(type)].push_back(slice_of(x, numbers));
  }
  std::optional<LongWork> work;
  if (is_long) work.emplace();
  for (size_t type = 0; type < kTypes.size(); ++type) {
    const std::span<const OptimSlice> all = slices[type];
    if (all.empty()) continue;
    if (is_long && has_duplicates(all)) {
      // A parameter that is listed twice is updated twice, one after the other.
      for (const OptimSlice& slice : all) run_optim(rule_, kTypes[type], {&slice, 1});
    } else {
      run_optim(rule_, kTypes[type], all);
    }
  }
}

}  // namespace chainrule
