// Which operations convert their result to the type of out=, and which may read it.
#include "ops/out_rules.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "ops/overlap.h"
#include "ops/views.h"

namespace chainrule {
namespace {

using namespace std::string_view_literals;

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

static_assert(std::ranges::is_sorted(kExact) && std::ranges::is_sorted(kApart) &&
              std::ranges::is_sorted(kMoves));

}  // namespace

void compute_in_dtype_of_out(const OpDef& def, std::span<Value> args, const Tensor& out) {
  static constexpr std::array kSums = {"cumprod"sv, "cumsum"sv, "prod"sv, "sum"sv};
  static constexpr std::array kMakers = {
      "arange"sv, "empty"sv, "eye"sv,   "full"sv,    "linspace"sv, "logspace"sv,
      "ones"sv,   "rand"sv,  "randn"sv, "randint"sv, "range"sv,    "zeros"sv,
  };
  if (!def.signature.space.empty()) return;
  const std::string& name = def.signature.name;
  const bool makes = std::ranges::find(kMakers, name) != kMakers.end();
  if (!makes && !std::ranges::binary_search(kSums, name)) return;
  if (out.dtype() == DType::bool_ && name.starts_with("cum")) return;
  for (size_t i = 0; i < args.size(); ++i) {
    if (def.signature.params[i].name != "dtype") continue;
    if (std::holds_alternative<std::monostate>(args[i])) args[i] = out.dtype();
    const auto* given = std::get_if<DType>(&args[i]);
    check(!makes || !given || *given == out.dtype(), name, "(): dtype ",
          given ? kDTypes[static_cast<size_t>(*given)].legacy : "",
          " does not match dtype of out parameter (",
          kDTypes[static_cast<size_t>(out.dtype())].legacy, ")");
  }
}

void check_out(const OpDef& def, std::span<const Value> args, const Tensor& out,
               const Tensor& result) {
  const Signature& signature = def.signature;
  const std::string name =
      signature.space.empty() ? signature.name : signature.space + "." + signature.name;
  check(out.dtype() == result.dtype() || !std::ranges::binary_search(kExact, name), name,
        "(): Expected out tensor to have dtype ", full_name(result.dtype()), ", but got ",
        full_name(out.dtype()), " instead");
  check(!may_overlap(out.sizes(), out.strides()),
        "unsupported operation: more than one element of the written-to tensor refers to a single "
        "memory location. Please clone() the tensor before performing the operation.");
  const bool moves = std::ranges::binary_search(kMoves, name);
  const bool apart = std::ranges::binary_search(kApart, name) || signature.space == "linalg" ||
                     signature.space == "fft";
  // As `out` will lie, once it has the result's shape.
  const Dims& sizes = result.sizes();
  const Tensor written =
      out.sizes() == sizes ? out : alias(out, sizes, contiguous_strides(sizes), out.offset());
  // An empty tensor that is to grow would write to what is read of it then.
  const auto is_out = [&](const Tensor& t) { return t.defined() && t.is_same(out); };
  if (moves && out.numel() == 0 && result.numel() > 0) {
    for (const Value& arg : args) {
      const auto* list = std::get_if<TensorList>(&arg);
      check(!list || std::ranges::none_of(*list, is_out),
            "unsupported operation: some elements of the input tensor and the written-to tensor "
            "refer to a single memory location. Please clone() the tensor before performing the "
            "operation.");
    }
  }
  check_overlap(written, args, moves ? Reads::elsewhere : apart ? Reads::before : Reads::in_place);
}

}  // namespace chainrule
