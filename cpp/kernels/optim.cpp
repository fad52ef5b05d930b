// The driver of optimizer steps: cuts and groups slices for the threads, converts 16-bit types.
#include "kernels/optim.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/thread_pool.h"
#include "kernels/convert.h"
#include "kernels/elementwise.h"

namespace chainrule {

const char* name_of(OptimRule rule) {
  static constexpr std::array<const char*, kOptimRules> kNames = {
      "sgd_step",    "adam_step",  "rmsprop_step", "adagrad_step", "adadelta_step",
      "adamax_step", "nadam_step", "radam_step",   "rprop_step",   "asgd_step"};
  return kNames[static_cast<size_t>(rule)];
}

namespace {

/// Elements that are worth handing to another thread: a step moves several arrays at once.
constexpr int64_t kGrain = 16384;

void* advanced(void* at, int64_t bytes) { return at ? static_cast<char*>(at) + bytes : nullptr; }

OptimSlice part_of(const OptimSlice& x, int64_t begin, int64_t count, int64_t item) {
  OptimSlice part = x;
  part.p = advanced(x.p, begin * item);
  part.g = static_cast<const char*>(x.g) + begin * item;
  for (void*& state : part.states) state = advanced(state, begin * item);
  part.n = count;
  return part;
}

/// Runs slices of a 16-bit type through float, a block at a time.
void run_reduced(OptimFn function, DType dtype, const OptimSlice* slices, int64_t count) {
  constexpr int64_t kBlock = 512;
  alignas(64) float p[kBlock];
  alignas(64) float g[kBlock];
  alignas(64) float states[kOptimStates][kBlock];
  const LoadFn load = load_function(DType::float32, dtype);
  const StoreFn store = store_function(dtype, DType::float32);
  for (int64_t k = 0; k < count; ++k) {
    for (int64_t begin = 0; begin < slices[k].n; begin += kBlock) {
      const OptimSlice x = part_of(slices[k], begin, std::min(kBlock, slices[k].n - begin), 2);
      OptimSlice wide = {p, g, {}, x.n, x.numbers};
      load(x.n, p, x.p, 2);
      load(x.n, g, x.g, 2);
      for (int s = 0; s < kOptimStates; ++s) {
        if (!x.states[s]) continue;
        wide.states[s] = states[s];
        load(x.n, states[s], x.states[s], 2);
      }
      function(&wide, 1);
      store(x.n, x.p, 2, p);
      for (int s = 0; s < kOptimStates; ++s) {
        if (x.states[s]) store(x.n, x.states[s], 2, states[s]);
      }
    }
  }
}

void tell(OptimRule rule, DType dtype, const OptimSlice& x) {
  const Kernel kernel{name_of(rule), nullptr, x.numbers};
  std::array<ElementwiseOperand, 2 + kOptimStates> operands;
  size_t used = 0;
  const auto add = [&](const void* data) {
    operands[used++] = {static_cast<char*>(const_cast<void*>(data)), dtype, dtype, nullptr, false};
  };
  add(x.p);
  add(x.g);
  for (void* state : x.states) {
    if (state) add(state);
  }
  const std::array<int64_t, 1> shape = {x.n};
  launch_listener({kernel, shape, std::span(operands).first(used)});
}

}  // namespace

void run_optim(OptimRule rule, DType dtype, std::span<const OptimSlice> slices) {
  const OptimKernels& table = optim_kernels();
  const auto index = static_cast<size_t>(rule);
  const OptimFn function = dtype == DType::float64 ? table.f64[index] : table.f32[index];
  const bool reduced = is_reduced_float(dtype);
  const auto run = [&](const OptimSlice* first, int64_t count) {
    if (reduced) {
      run_reduced(function, dtype, first, count);
    } else {
      function(first, count);
    }
  };
  int64_t total = 0;
  for (const OptimSlice& x : slices) {
    if (launch_listener) [[unlikely]]
      tell(rule, dtype, x);
    total += x.n;
  }
  if (total < 2 * kGrain) {
    run(slices.data(), static_cast<int64_t>(slices.size()));
    return;
  }
  // Pieces of at most kGrain elements, and tasks of whole pieces with at least kGrain together.
  std::vector<OptimSlice> pieces;
  std::vector<int64_t> begins = {0};
  pieces.reserve(slices.size() + static_cast<size_t>(total / kGrain));
  int64_t pending = 0;
  for (const OptimSlice& x : slices) {
    for (int64_t begin = 0; begin < x.n; begin += kGrain) {
      const int64_t count = std::min(kGrain, x.n - begin);
      pieces.push_back(part_of(x, begin, count, item_size(dtype)));
      pending += count;
      if (pending >= kGrain) {
        begins.push_back(static_cast<int64_t>(pieces.size()));
        pending = 0;
      }
    }
  }
  if (pending > 0) begins.push_back(static_cast<int64_t>(pieces.size()));
  parallel_tasks(static_cast<int64_t>(begins.size()) - 1, [&](int64_t task) {
    const int64_t begin = begins[static_cast<size_t>(task)];
    run(pieces.data() + begin, begins[static_cast<size_t>(task) + 1] - begin);
  });
}

}  // namespace chainrule
