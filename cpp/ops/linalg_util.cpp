// What the linear algebra files share: checks, layouts, messages about batches.
#include "core/scalar.h"
#include "ops/linalg.h"
#include "ops/raw.h"
#include "ops/reduce_util.h"

namespace chainrule::linalg {

Dims joined(const Dims& batch, std::initializer_list<int64_t> rest) {
  Dims all(batch);
  for (const int64_t size : rest) all.push_back(size);
  return all;
}

Tensor identity(const Dims& batch, int64_t m, int64_t n, DType dtype) {
  const Tensor out = zeros(joined(batch, {m, n}), dtype);
  const NoGrad off;
  if (out.numel()) fill_into(diagonal_of(out), 1);
  return out;
}

void check_matrices(const char* op, const Tensor& a, const char* name) {
  check(a.dim() >= 2, op, ": The input tensor ", name,
        " must have at least 2 dimensions, but its shape is ", a.sizes());
}

void check_dtype(const char* op, const Tensor& a, bool late) {
  if (is_integral(a.dtype())) {
    const std::string text =
        concat(op, ": Expected a floating point or complex tensor as input. Got ",
               legacy(a.dtype()), "; convert it first, as in x.float()");
    if (late) fail<NotImplementedError>(text);
    fail(text);
  }
  check<NotImplementedError>(!is_reduced_float(real_of(a.dtype())), op,
                             ": Low precision dtypes not supported. Got ", legacy(a.dtype()),
                             "; convert it first, as in x.float()");
}

void check_square(const char* op, const Tensor& a, const char* name, bool late) {
  check_matrices(op, a, name);
  check(rows(a) == columns(a), op, ": ", name, " must be batches of square matrices, but they are ",
        rows(a), " by ", columns(a), " matrices");
  check_dtype(op, a, late);
}

void check_same_dtype(const char* op, const Tensor& a, const Tensor& b, const char* first,
                      const char* second) {
  check(a.dtype() == b.dtype(), op, ": Expected ", first, " and ", second,
        " to have the same dtype, but found ", first, " of type ", legacy(a.dtype()), " and ",
        second, " of type ", legacy(b.dtype()), " instead");
}

std::string batch_text(const Tensor& info, int64_t i) {
  return info.dim() ? concat("(Batch element ", i, "): ") : "";
}

std::optional<std::pair<int64_t, int>> first_failure(const Tensor& info) {
  const int* values = info.data<int>();
  for (int64_t i = 0; i < info.numel(); ++i) {
    if (values[i]) return std::pair{i, values[i]};
  }
  return std::nullopt;
}

bool all_finite(const Tensor& a) {
  const NoGrad off;
  return all(isfinite(a)).data<bool>()[0];
}

namespace {

Dims column_strides(DimSpan sizes) {
  Dims strides = contiguous_strides(sizes);
  const size_t d = sizes.size() - 2;
  strides[d] = 1;
  strides[d + 1] = std::max<int64_t>(sizes[d], 1);
  return strides;
}

}  // namespace

Tensor empty_columns(const Dims& batch, int64_t m, int64_t n, DType dtype) {
  const Dims sizes = joined(batch, {m, n});
  return empty_strided(sizes, column_strides(sizes), dtype);
}

Tensor column_copy(const Tensor& a) {
  const Tensor out = empty_strided(a.sizes(), column_strides(a.sizes()), a.dtype());
  copy_into(out, a);
  return out;
}

Tensor as_columns(const Tensor& a) {
  const Dims wanted = column_strides(a.sizes());
  for (size_t d = 0; d < wanted.size(); ++d) {
    if (a.sizes()[d] > 1 && a.strides()[d] != wanted[d]) return column_copy(a);
  }
  return a;
}

Tensor flipped(const Tensor& a) {
  Dims sizes = a.sizes(), strides = a.strides();
  const size_t d = sizes.size() - 2;
  std::swap(sizes[d], sizes[d + 1]);
  std::swap(strides[d], strides[d + 1]);
  return alias(a, sizes, strides, a.offset());
}

void record_underivable(const char* name, std::initializer_list<Tensor> outputs,
                        const Tensor& input) {
  record_partial(name, outputs, {input}, {}, [name](const Backward&) -> Grads {
    fail<NotImplementedError>(name,
                              ": this operation's derivative is not implemented, as in "
                              "PyTorch; detach() its input, or use linalg.qr, linalg.lu or "
                              "linalg.solve, which have one");
  });
}

}  // namespace chainrule::linalg
