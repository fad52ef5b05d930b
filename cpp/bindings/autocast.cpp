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

// The lists of "CPU Op-Specific Behavior" in PyTorch's documentation of torch.amp, by the names of
// this registry (operations that PyTorch composes of listed ones are listed here themselves).
constexpr std::array kLower = {
    std::string_view("addbmm"),
    std::string_view("addmm"),
    std::string_view("baddbmm"),
    std::string_view("bmm"),
    std::string_view("chain_matmul"),
    std::string_view("corrcoef"),
    std::string_view("cov"),
    std::string_view("linalg.matmul"),
    std::string_view("linalg.multi_dot"),
    std::string_view("linalg.vecdot"),
    std::string_view("matmul"),
    std::string_view("mm"),
    std::string_view("nn.functional.conv1d"),
    std::string_view("nn.functional.conv2d"),
    std::string_view("nn.functional.conv3d"),
    std::string_view("nn.functional.conv_transpose1d"),
    std::string_view("nn.functional.conv_transpose2d"),
    std::string_view("nn.functional.conv_transpose3d"),
    std::string_view("nn.functional.linear"),
    std::string_view("nn.functional.prelu"),
};
constexpr std::array kFloat32 = {
    std::string_view("cdist"),
    std::string_view("cholesky"),
    std::string_view("cholesky_inverse"),
    std::string_view("cholesky_solve"),
    std::string_view("geqrf"),
    std::string_view("grid_sampler"),
    std::string_view("inverse"),
    std::string_view("linalg.cholesky"),
    std::string_view("linalg.cholesky_ex"),
    std::string_view("linalg.cond"),
    std::string_view("linalg.eig"),
    std::string_view("linalg.eigh"),
    std::string_view("linalg.eigvals"),
    std::string_view("linalg.eigvalsh"),
    std::string_view("linalg.householder_product"),
    std::string_view("linalg.inv"),
    std::string_view("linalg.inv_ex"),
    std::string_view("linalg.lstsq"),
    std::string_view("linalg.matrix_rank"),
    std::string_view("linalg.qr"),
    std::string_view("linalg.solve"),
    std::string_view("linalg.svd"),
    std::string_view("linalg.svdvals"),
    std::string_view("linalg.tensorinv"),
    std::string_view("linalg.tensorsolve"),
    std::string_view("lu_solve"),
    std::string_view("nanquantile"),
    std::string_view("nn.functional._adaptive_max_pool3d"),
    std::string_view("nn.functional._fractional_max_pool2d"),
    std::string_view("nn.functional._fractional_max_pool3d"),
    std::string_view("nn.functional.adaptive_avg_pool3d"),
    std::string_view("nn.functional.avg_pool3d"),
    std::string_view("nn.functional.binary_cross_entropy"),
    std::string_view("nn.functional.binary_cross_entropy_with_logits"),
    std::string_view("nn.functional.cosine_embedding_loss"),
    std::string_view("nn.functional.cross_entropy"),
    std::string_view("nn.functional.ctc_loss"),
    std::string_view("nn.functional.hinge_embedding_loss"),
    std::string_view("nn.functional.huber_loss"),
    std::string_view("nn.functional.kl_div"),
    std::string_view("nn.functional.l1_loss"),
    std::string_view("nn.functional.margin_ranking_loss"),
    std::string_view("nn.functional.mse_loss"),
    std::string_view("nn.functional.multi_margin_loss"),
    std::string_view("nn.functional.multilabel_margin_loss"),
    std::string_view("nn.functional.nll_loss"),
    std::string_view("nn.functional.poisson_nll_loss"),
    std::string_view("nn.functional.smooth_l1_loss"),
    std::string_view("nn.functional.soft_margin_loss"),
    std::string_view("nn.functional.triplet_margin_loss"),
    std::string_view("orgqr"),
    std::string_view("ormqr"),
    std::string_view("pinverse"),
    std::string_view("polar"),
    std::string_view("prod"),
    std::string_view("qr"),
    std::string_view("quantile"),
    std::string_view("svd"),
    std::string_view("trace"),
    std::string_view("triangular_solve"),
    std::string_view("view_as_complex"),
};
constexpr std::array kWidest = {
    std::string_view("cat"),
    std::string_view("index_copy"),
    std::string_view("stack"),
};

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

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Precision autocast_precision(std::string_view full_name) {
  if (contains(kLower, full_name)) return Precision::lower;
  if (contains(kFloat32, full_name)) return Precision::float32;
  if (contains(kWidest, full_name)) return Precision::widest;
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
