// Which operations convert their result to the type of out=, and which read memory that they write.
// Results are made apart and copied here, so that none of this would go wrong; but a program that
// relies on it would fail, or compute something else, with PyTorch.
#include "ops/out_rules.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "ops/views.h"

namespace chainrule {
namespace {

using namespace std::string_view_literals;

template <size_t n>
bool contains(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Those that take an `out` of the result's own dtype and no other.
constexpr std::array kExact = {
    "abs"sv,
    "addbmm"sv,
    "addmm"sv,
    "addmv"sv,
    "all"sv,
    "amax"sv,
    "amin"sv,
    "aminmax"sv,
    "any"sv,
    "argmax"sv,
    "argmin"sv,
    "baddbmm"sv,
    "bitwise_not"sv,
    "bmm"sv,
    "bucketize"sv,
    "ceil"sv,
    "complex"sv,
    "conj_physical"sv,
    "cross"sv,
    "cummax"sv,
    "cummin"sv,
    "diag"sv,
    "diff"sv,
    "dot"sv,
    "float_power"sv,
    "floor"sv,
    "frac"sv,
    "frexp"sv,
    "gather"sv,
    "heaviside"sv,
    "histc"sv,
    "index_add"sv,
    "index_copy"sv,
    "index_reduce"sv,
    "index_select"sv,
    "inner"sv,
    "inverse"sv,
    "isin"sv,
    "isneginf"sv,
    "isposinf"sv,
    "kthvalue"sv,
    "linalg.cholesky"sv,
    "linalg.cholesky_ex"sv,
    "linalg.cross"sv,
    "linalg.det"sv,
    "linalg.eigh"sv,
    "linalg.eigvalsh"sv,
    "linalg.inv"sv,
    "linalg.inv_ex"sv,
    "linalg.ldl_factor"sv,
    "linalg.ldl_factor_ex"sv,
    "linalg.ldl_solve"sv,
    "linalg.lu"sv,
    "linalg.lu_factor"sv,
    "linalg.lu_factor_ex"sv,
    "linalg.lu_solve"sv,
    "linalg.matrix_norm"sv,
    "linalg.matrix_power"sv,
    "linalg.multi_dot"sv,
    "linalg.qr"sv,
    "linalg.slogdet"sv,
    "linalg.solve"sv,
    "linalg.solve_ex"sv,
    "linalg.solve_triangular"sv,
    "linalg.svd"sv,
    "linalg.svdvals"sv,
    "linalg.vecdot"sv,
    "linalg.vector_norm"sv,
    "log_softmax"sv,
    "logcumsumexp"sv,
    "lu_solve"sv,
    "lu_unpack"sv,
    "masked_select"sv,
    "matmul"sv,
    "max"sv,
    "min"sv,
    "mm"sv,
    "mode"sv,
    "msort"sv,
    "multinomial"sv,
    "mv"sv,
    "nan_to_num"sv,
    "nanquantile"sv,
    "neg"sv,
    "nn.functional.gelu"sv,
    "nn.functional.hardshrink"sv,
    "nn.functional.logsigmoid"sv,
    "nn.functional.softplus"sv,
    "nn.functional.softshrink"sv,
    "nonzero"sv,
    "norm"sv,
    "ormqr"sv,
    "polar"sv,
    "qr"sv,
    "quantile"sv,
    "renorm"sv,
    "round"sv,
    "scatter"sv,
    "scatter_add"sv,
    "scatter_reduce"sv,
    "searchsorted"sv,
    "sgn"sv,
    "sign"sv,
    "signbit"sv,
    "softmax"sv,
    "sort"sv,
    "svd"sv,
    "take"sv,
    "take_along_dim"sv,
    "topk"sv,
    "triangular_solve"sv,
    "tril"sv,
    "triu"sv,
    "trunc"sv,
    "where"sv,
};

/// Those that make their result apart: reductions and the algebra of matrices, with all of linalg
/// and fft but linalg.cross. They may write over what they read; the others go element by element.
constexpr std::array kApart = {
    "addbmm"sv,
    "all"sv,
    "amax"sv,
    "amin"sv,
    "any"sv,
    "argmax"sv,
    "argmin"sv,
    "bernoulli"sv,
    "bmm"sv,
    "bucketize"sv,
    "cholesky"sv,
    "cholesky_inverse"sv,
    "cholesky_solve"sv,
    "cummax"sv,
    "cummin"sv,
    "diag"sv,
    "dot"sv,
    "geqrf"sv,
    "histc"sv,
    "histogram"sv,
    "inner"sv,
    "inverse"sv,
    "isin"sv,
    "log_softmax"sv,
    "logsumexp"sv,
    "lu_solve"sv,
    "lu_unpack"sv,
    "matmul"sv,
    "mean"sv,
    "mm"sv,
    "multinomial"sv,
    "mv"sv,
    "mvlgamma"sv,
    "nanmean"sv,
    "nanquantile"sv,
    "nansum"sv,
    "nonzero"sv,
    "norm"sv,
    "ormqr"sv,
    "prod"sv,
    "qr"sv,
    "quantile"sv,
    "searchsorted"sv,
    "softmax"sv,
    "special.ndtr"sv,
    "std"sv,
    "sum"sv,
    "svd"sv,
    "tril"sv,
    "triu"sv,
    "var"sv,
    "vdot"sv,
};

/// Those that read places other than the one they write: `out` may not be an argument either.
constexpr std::array kMoves = {
    "cat"sv,           "column_stack"sv, "cross"sv,          "dstack"sv,
    "gather"sv,        "hstack"sv,       "index_add"sv,      "index_copy"sv,
    "index_reduce"sv,  "index_select"sv, "kthvalue"sv,       "linalg.cross"sv,
    "masked_select"sv, "scatter"sv,      "scatter_add"sv,    "scatter_reduce"sv,
    "stack"sv,         "take"sv,         "take_along_dim"sv, "vstack"sv,
};

/// The run of elements that a tensor fills without gaps or repetition; none where it does not.
std::optional<std::pair<int64_t, int64_t>> filled(DimSpan sizes, DimSpan strides, int64_t offset) {
  if (std::find(sizes.begin(), sizes.end(), 0) != sizes.end()) return std::pair{offset, offset};
  SmallVec<std::pair<int64_t, int64_t>, 6> dims;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (sizes[d] != 1) dims.push_back({strides[d], sizes[d]});
  }
  std::sort(dims.begin(), dims.end());
  int64_t next = 1;
  for (const auto& [stride, size] : dims) {
    if (stride != next) return std::nullopt;
    next *= size;
  }
  return std::pair{offset, offset + next};
}

template <class F>
void for_tensors(std::span<const Value> args, F f) {
  for (const Value& value : args) {
    if (const auto* t = std::get_if<Tensor>(&value)) {
      if (*t) f(*t);
    } else if (const auto* operand = std::get_if<Operand>(&value)) {
      if (operand->is_tensor()) f(operand->tensor());
    } else if (const auto* list = std::get_if<TensorList>(&value)) {
      for (const Tensor& t : *list) f(t);
    } else if (const auto* some = std::get_if<std::vector<std::optional<Tensor>>>(&value)) {
      for (const auto& t : *some) {
        if (t) f(*t);
      }
    }
  }
}

}  // namespace

void compute_in_dtype_of_out(const OpDef& def, std::span<Value> args, const Tensor& out) {
  static constexpr std::array kSums = {"sum"sv, "prod"sv, "cumsum"sv, "cumprod"sv};
  if (!def.signature.space.empty() || !contains(kSums, def.signature.name)) return;
  if (out.dtype() == DType::bool_ && def.signature.name.starts_with("cum")) return;
  for (size_t i = 0; i < args.size(); ++i) {
    if (def.signature.params[i].name == "dtype" && std::holds_alternative<std::monostate>(args[i]))
      args[i] = out.dtype();
  }
}

void check_out(const OpDef& def, std::span<const Value> args, const Tensor& out,
               const Tensor& result) {
  const Signature& signature = def.signature;
  const std::string name =
      signature.space.empty() ? signature.name : signature.space + "." + signature.name;
  check(out.dtype() == result.dtype() || !contains(kExact, name), name,
        "(): Expected out tensor to have dtype ", full_name(result.dtype()), ", but got ",
        full_name(out.dtype()), " instead");
  check(!may_overlap(out.sizes(), out.strides()),
        "unsupported operation: more than one element of the written-to tensor refers to a single "
        "memory location. Please clone() the tensor before performing the operation.");
  const bool moves = contains(kMoves, name);
  if (!moves && (contains(kApart, name) || signature.space == "linalg" || signature.space == "fft"))
    return;
  // Where `out` will lie, once it has the result's shape.
  const bool fits = out.sizes() == result.sizes();
  const Dims strides = fits ? out.strides() : contiguous_strides(result.sizes());
  const auto to = filled(result.sizes(), strides, out.offset());
  for_tensors(args, [&](const Tensor& t) {
    if (t.storage() != out.storage() || t.dtype() != out.dtype()) return;
    const auto from = filled(t.sizes(), t.strides(), t.offset());
    const bool meet = to && from && from->first < to->second && to->first < from->second;
    if (!meet && !(moves && t.is_same(out))) return;
    check(!moves && *from == *to && t.strides() == strides,
          "unsupported operation: some elements of the input tensor and the written-to tensor "
          "refer to a single memory location. Please clone() the tensor before performing the "
          "operation.");
  });
}

}  // namespace chainrule
