// The table of autocast, its state, and the casts.
#include "bindings/autocast.h"

#include <pybind11/pybind11.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "bindings/dtype_type.h"
#include "bindings/tensor_type.h"
#include "graph/meta.h"
#include "ops/functions.h"

namespace chainrule::py {

thread_local bool autocast_on = false;

namespace {

namespace pyb = pybind11;
using namespace std::string_view_literals;

// The lists of "CPU Op-Specific Behavior" in PyTorch's documentation of torch.amp, by the names of
// this registry (operations that PyTorch composes of listed ones are listed here themselves).
constexpr std::array kLower = {
    "addbmm"sv,
    "addmm"sv,
    "baddbmm"sv,
    "bmm"sv,
    "chain_matmul"sv,
    "corrcoef"sv,
    "cov"sv,
    "linalg.multi_dot"sv,
    "linalg.vecdot"sv,
    "matmul"sv,
    "mm"sv,
    "nn.functional.conv1d"sv,
    "nn.functional.conv2d"sv,
    "nn.functional.conv3d"sv,
    "nn.functional.conv_transpose1d"sv,
    "nn.functional.conv_transpose2d"sv,
    "nn.functional.conv_transpose3d"sv,
    "nn.functional.linear"sv,
    "nn.functional.prelu"sv,
};
constexpr std::array kFloat32 = {
    "cdist"sv,
    "cholesky"sv,
    "cholesky_inverse"sv,
    "cholesky_solve"sv,
    "geqrf"sv,
    "grid_sampler"sv,
    "inverse"sv,
    "linalg.cholesky"sv,
    "linalg.cholesky_ex"sv,
    "linalg.cond"sv,
    "linalg.eig"sv,
    "linalg.eigh"sv,
    "linalg.eigvals"sv,
    "linalg.eigvalsh"sv,
    "linalg.householder_product"sv,
    "linalg.inv"sv,
    "linalg.inv_ex"sv,
    "linalg.lstsq"sv,
    "linalg.matrix_rank"sv,
    "linalg.qr"sv,
    "linalg.solve"sv,
    "linalg.svd"sv,
    "linalg.svdvals"sv,
    "linalg.tensorinv"sv,
    "linalg.tensorsolve"sv,
    "lu_solve"sv,
    "nanquantile"sv,
    "nn.functional._adaptive_max_pool3d"sv,
    "nn.functional._fractional_max_pool2d"sv,
    "nn.functional._fractional_max_pool3d"sv,
    "nn.functional.adaptive_avg_pool3d"sv,
    "nn.functional.avg_pool3d"sv,
    "nn.functional.binary_cross_entropy"sv,
    "nn.functional.binary_cross_entropy_with_logits"sv,
    "nn.functional.cosine_embedding_loss"sv,
    "nn.functional.cross_entropy"sv,
    "nn.functional.ctc_loss"sv,
    "nn.functional.hinge_embedding_loss"sv,
    "nn.functional.huber_loss"sv,
    "nn.functional.kl_div"sv,
    "nn.functional.l1_loss"sv,
    "nn.functional.margin_ranking_loss"sv,
    "nn.functional.mse_loss"sv,
    "nn.functional.multi_margin_loss"sv,
    "nn.functional.multilabel_margin_loss"sv,
    "nn.functional.nll_loss"sv,
    "nn.functional.poisson_nll_loss"sv,
    "nn.functional.smooth_l1_loss"sv,
    "nn.functional.soft_margin_loss"sv,
    "nn.functional.triplet_margin_loss"sv,
    "orgqr"sv,
    "ormqr"sv,
    "pinverse"sv,
    "polar"sv,
    "prod"sv,
    "qr"sv,
    "quantile"sv,
    "svd"sv,
    "trace"sv,
    "triangular_solve"sv,
    "view_as_complex"sv,
};
constexpr std::array kWidest = {
    "cat"sv,
    "index_copy"sv,
    "stack"sv,
};

static_assert(std::ranges::is_sorted(kLower) && std::ranges::is_sorted(kFloat32) &&
              std::ranges::is_sorted(kWidest));

struct State {
  DType lower = DType::bfloat16;
  bool caching = true;
  int64_t depth = 0;
};
thread_local State state;

/// Leaves converted inside the outermost context, so that a weight used ten times is converted
/// once. Each entry holds the leaf: its address cannot be another tensor's.
struct Converted {
  Tensor leaf;
  Tensor lower;
  uint32_t version;
};
// Never destroyed: a thread may end, and with it the interpreter, inside a context.
thread_local auto& converted = *new std::unordered_map<const TensorImpl*, Converted>;

bool is_half(DType type) { return type == DType::float16 || type == DType::bfloat16; }
bool may_change(const Tensor& t) {
  return t.defined() && (is_half(t.dtype()) || t.dtype() == DType::float32);
}

bool is_cached(const Tensor& t) {
  return state.caching && t.dtype() == DType::float32 && t.requires_grad() && is_leaf(t) &&
         !is_differentiable_view(t) && grad_enabled();
}

Tensor converted_leaf(const Tensor& t) {
  Converted& entry = converted[t.impl()];
  if (!entry.lower.defined() || entry.lower.dtype() != state.lower ||
      entry.version != t.version()) {
    entry = {t, to(t, state.lower), t.version()};
  }
  return entry.lower;
}

template <class F>
void for_each_tensor(std::span<Value> values, const F& change) {
  for (Value& value : values) {
    if (auto* tensor = std::get_if<Tensor>(&value)) {
      change(*tensor);
    } else if (auto* list = std::get_if<TensorList>(&value)) {
      for (Tensor& each : *list) change(each);
    } else if (auto* operand = std::get_if<Operand>(&value); operand && operand->is_tensor()) {
      Tensor changed = operand->tensor();
      change(changed);
      *operand = Operand(changed);
    }
  }
}

/// PyTorch refuses a mixture of the two halves rather than choose.
DType widest_type(std::span<Value> values) {
  DType type = state.lower;
  for_each_tensor(values, [&](Tensor& t) {
    if (!may_change(t)) return;
    if (t.dtype() == DType::float32) {
      type = DType::float32;
    } else if (type != DType::float32 && t.dtype() != type) {
      fail("Unexpected floating ScalarType in at::autocast::prioritize: under autocast to ",
           full_name(state.lower), " an argument is ", full_name(t.dtype()),
           ". Convert it, as in x.float(), or choose its type for autocast.");
    }
  });
  return type;
}

/// Padding by reflected or replicated values, whose gradients are sums.
bool reads_input_twice(std::span<const Value> values) {
  return std::any_of(values.begin(), values.end(), [](const Value& value) {
    const auto* mode = std::get_if<std::string>(&value);
    return mode && (*mode == "reflect" || *mode == "replicate");
  });
}

}  // namespace

Precision autocast_precision(std::string_view full_name) {
  if (std::ranges::binary_search(kLower, full_name)) return Precision::lower;
  if (std::ranges::binary_search(kFloat32, full_name)) return Precision::float32;
  if (std::ranges::binary_search(kWidest, full_name)) return Precision::widest;
  if (full_name == "nn.functional.pad") return Precision::reflected;
  return Precision::as_given;
}

Tensor autocast_lower(const Tensor& tensor) {
  if (!autocast_on || !may_change(tensor) || tensor.dtype() == state.lower) return tensor;
  return is_cached(tensor) ? converted_leaf(tensor) : to(tensor, state.lower);
}

void autocast_arguments(Precision precision, std::span<Value> values) {
  if (precision == Precision::lower) {
    for_each_tensor(values, [](Tensor& t) { t = autocast_lower(t); });
    return;
  }
  if (precision == Precision::reflected && !reads_input_twice(values)) return;
  const DType type = precision == Precision::widest ? widest_type(values) : DType::float32;
  for_each_tensor(values, [type](Tensor& t) {
    if (may_change(t)) t = to(t, type);
  });
}

Tensor autocast_float32(const Tensor& tensor) {
  return autocast_on && may_change(tensor) ? to(tensor, DType::float32) : tensor;
}

void init_autocast(PyObject* module) {
  auto m = pyb::reinterpret_borrow<pyb::module_>(module);
  m.def("autocast_enabled", [] { return autocast_on; });
  m.def("set_autocast_enabled", [](bool on) { autocast_on = on; });
  m.def("autocast_dtype",
        [] { return pyb::reinterpret_steal<pyb::object>(wrap_dtype(state.lower)); });
  m.def("set_autocast_dtype", [](pyb::object d) { state.lower = unwrap_dtype(d.ptr()); });
  m.def("autocast_cache_enabled", [] { return state.caching; });
  m.def("set_autocast_cache_enabled", [](bool on) { state.caching = on; });
  m.def("clear_autocast_cache", [] { converted.clear(); });
  // For operations that are written in Python.
  m.def("autocast_lower", autocast_lower);
  m.def("autocast_float32", autocast_float32);
  m.def(
      "autocast_nesting", [](int64_t step) { return state.depth += step; },
      "Changes the number of contexts that this thread is inside of, and returns it.");
}

}  // namespace chainrule::py
