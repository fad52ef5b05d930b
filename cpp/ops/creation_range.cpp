// Tensors that count: arange, range, linspace, logspace, eye, the indices of triangles.
// What may not live here: tensors of one value (creation.cpp).
#include <cmath>

#include "kernels/sequence.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

Tensor arange(int64_t start, int64_t end, int64_t step) {
  check(step != 0, "step must be nonzero");
  check(step > 0 ? start <= end : start >= end,
        "upper bound and lower bound inconsistent with step sign: ", start, " to ", end,
        " in steps of ", step);
  // Unsigned, since the distance may not fit in int64.
  const uint64_t distance = step > 0 ? static_cast<uint64_t>(end) - static_cast<uint64_t>(start)
                                     : static_cast<uint64_t>(start) - static_cast<uint64_t>(end);
  const uint64_t stride = step > 0 ? static_cast<uint64_t>(step) : -static_cast<uint64_t>(step);
  const uint64_t n = distance / stride + (distance % stride != 0);
  check(n <= static_cast<uint64_t>(INT64_MAX), "invalid size, possible overflow? arange(", start,
        ", ", end, ", ", step, ")");
  Tensor out = empty(Dims{static_cast<int64_t>(n)}, DType::int64);
  arithmetic_sequence(DType::int64, out.bytes(), out.numel(), start, step);
  return out;
}

namespace {

using creation::finish;
using creation::Text;
using creation::with_options;
using MaybeDType = std::optional<DType>;
using MaybeBool = std::optional<bool>;

void check_real(const Scalar& value, const char* what) {
  check(!value.is_complex(), what,
        ": value cannot be converted to type double without overflow; "
        "sequences are counted in real numbers");
}

/// How many values a sequence has whose bounds are not both integers. `closed`: the end belongs to
/// it.
int64_t real_count(double start, double end, double step, bool closed) {
  check(step != 0, "step must be nonzero");
  check(std::isfinite(start) && std::isfinite(end), "unsupported range: ", start, " -> ", end);
  check(step > 0 ? start <= end : start >= end,
        "upper bound and lower bound inconsistent with step sign: ", start, " to ", end,
        " in steps of ", step);
  const double n = closed ? std::floor((end - start) / step) + 1 : std::ceil((end - start) / step);
  check(n >= 0 && n < 0x1p63, "invalid size, possible overflow? ", n, " elements");
  return static_cast<int64_t>(n);
}

Tensor arange_of(const Scalar& start, const Scalar& end, const Scalar& step, MaybeDType dtype) {
  for (const Scalar* s : {&start, &end, &step}) check_real(*s, "arange");
  const bool counts = start.is_integral() && end.is_integral() && step.is_integral();
  const DType made = dtype.value_or(counts ? DType::int64 : default_dtype());
  if (made == DType::bool_ || is_complex(made)) not_implemented_for("arange_cpu", made);
  if (made == DType::int64) {
    for (const Scalar* s : {&start, &end, &step}) {
      check(std::isfinite(s->to_double()), "unsupported range: ", start.to_double(), " -> ",
            end.to_double());
      check_representable(*s, made);
    }
    check<ValueError>(step.to_int() != 0 || step.to_double() == 0,
                      "step must be nonzero, and as an "
                      "integer ",
                      step.to_double(), " is 0");
    return arange(start.to_int(), end.to_int(), step.to_int());
  }
  const int64_t n = real_count(start.to_double(), end.to_double(), step.to_double(), false);
  Tensor out = empty(Dims{n}, made);
  if (is_integral(made)) {
    arithmetic_sequence(made, out.bytes(), n, start.to_int(), step.to_int());
  } else {
    arithmetic_sequence(made, out.bytes(), n, start.to_double(), step.to_double());
  }
  return out;
}

Tensor arange_end(const Scalar& end, MaybeDType dtype, const Text&, const Text&, MaybeBool,
                  bool grad) {
  return finish(arange_of(0, end, 1, dtype), grad);
}
Tensor arange_full(const Scalar& start, const Scalar& end, const Scalar& step, MaybeDType dtype,
                   const Text&, const Text&, MaybeBool, bool grad) {
  return finish(arange_of(start, end, step, dtype), grad);
}

Tensor range(const Scalar& start, const Scalar& end, const Scalar& step, MaybeDType dtype,
             const Text&, const Text&, MaybeBool, bool grad) {
  warn(
      "torch.range is deprecated and will be removed in a future release because its behavior is "
      "inconsistent with Python's range builtin. Instead, use torch.arange, which produces values "
      "in [start, end).",
      WarningKind::kUser);
  for (const Scalar* s : {&start, &end, &step}) check_real(*s, "range");
  const DType made = dtype.value_or(default_dtype());
  if (made == DType::bool_ || is_complex(made)) not_implemented_for("range_cpu", made);
  const int64_t n = real_count(start.to_double(), end.to_double(), step.to_double(), true);
  Tensor out = empty(Dims{n}, made);
  if (is_integral(made)) {
    arithmetic_sequence(made, out.bytes(), n, start.to_int(), step.to_int());
  } else {
    arithmetic_sequence(made, out.bytes(), n, start.to_double(), step.to_double());
  }
  return finish(out, grad);
}

// ---- linspace, logspace ----

Scalar bound(const Operand& value, const char* what, const char* which) {
  if (!value.is_tensor()) return value.scalar();
  check(value.tensor().dim() == 0, what,
        " only supports 0-dimensional start and end tensors, but got ", which, " with ",
        value.tensor().dim(), " dimension(s).");
  const Tensor wide =
      empty(Dims{}, is_complex(value.tensor().dtype()) ? DType::complex128 : DType::float64);
  copy_into(wide, value.tensor());
  if (is_complex(wide.dtype())) return Scalar(*wide.data<complex128>());
  return Scalar(*wide.data<double>());
}

Tensor spaced(const char* what, const Operand& from, const Operand& to, int64_t steps,
              std::optional<double> base, MaybeDType dtype) {
  const Scalar start = bound(from, what, "start");
  const Scalar end = bound(to, what, "end");
  check(steps >= 0, "number of steps must be non-negative, got ", steps);
  DType made = dtype.value_or(default_dtype());
  if (start.is_complex() || end.is_complex()) {
    const DType inferred = complex_of(default_dtype());
    if (!dtype) made = inferred;
    check(is_complex(made), "torch.", what, "(): inferred dtype ", full_name(inferred),
          " can't be safely cast to passed dtype ", info(made).legacy);
  }
  if (made == DType::bool_) not_implemented_for(base ? "logspace_cpu" : "linspace_cpu", made);
  Tensor out = empty(Dims{steps}, made);
  if (base) {
    // Exponents of integers are integers of the same type.
    const auto exponent = [made](const Scalar& value) -> complex128 {
      if (!is_integral(made)) return value.to_complex();
      return visit(made, [&]<class T>(T) -> complex128 {
        if constexpr (std::is_integral_v<T>) return static_cast<double>(value.to<T>());
        return value.to_complex();
      });
    };
    even_powers(made, out.bytes(), steps, exponent(start), exponent(end), *base);
  } else {
    even_sequence(made, out.bytes(), steps, start.to_complex(), end.to_complex());
  }
  return out;
}

Tensor linspace(const Operand& start, const Operand& end, int64_t steps, MaybeDType dtype,
                const Text&, const Text&, MaybeBool, bool grad) {
  return finish(spaced("linspace", start, end, steps, std::nullopt, dtype), grad);
}
Tensor logspace(const Operand& start, const Operand& end, int64_t steps, double base,
                MaybeDType dtype, const Text&, const Text&, MaybeBool, bool grad) {
  return finish(spaced("logspace", start, end, steps, base, dtype), grad);
}

// ---- matrices ----

Tensor eye(int64_t n, std::optional<int64_t> m, MaybeDType dtype, const Text&, const Text&,
           MaybeBool, bool grad) {
  check(n >= 0, "n must be greater or equal to 0, got ", n);
  check(m.value_or(0) >= 0, "m must be greater or equal to 0, got ", m.value_or(0));
  const Dims sizes{n, m.value_or(n)};
  Tensor out = zeros(sizes, dtype.value_or(default_dtype()));
  fill_into(alias(out, Dims{std::min(sizes[0], sizes[1])}, Dims{sizes[1] + 1}, 0), 1);
  return finish(out, grad);
}

Tensor triangle(const char* what, int64_t rows, int64_t columns, int64_t offset, MaybeDType dtype,
                bool upper) {
  check(rows >= 0, "row must be non-negative, got ", rows);
  check(columns >= 0, "col must be non-negative, got ", columns);
  const DType made = dtype.value_or(DType::int64);
  if (!is_integral(made) || made == DType::bool_) not_implemented_for(what, made);
  count(Dims{rows, columns});
  const int64_t within = std::clamp(offset, -rows - 1, columns + 1);
  const int64_t n = triangle_count(rows, columns, within, upper);
  Tensor out = empty(Dims{2, n}, made);
  triangle_indices(made, out.bytes(), out.bytes() + n * out.item_size(), rows, columns, within,
                   upper);
  return out;
}

Tensor tril_indices(int64_t row, int64_t col, int64_t offset, MaybeDType dtype, const Text&,
                    const Text&, MaybeBool, bool grad) {
  return finish(triangle("tril_indices", row, col, offset, dtype, false), grad);
}
Tensor triu_indices(int64_t row, int64_t col, int64_t offset, MaybeDType dtype, const Text&,
                    const Text&, MaybeBool, bool grad) {
  return finish(triangle("triu_indices", row, col, offset, dtype, true), grad);
}

const char* const kArangeDoc =
    R"(The numbers from ``start`` up to but not including ``end``, ``step`` apart.

Args:
    start: the first value, 0 by default.
    end: the bound.
    step: the distance, not zero; negative counts down.
    dtype: by default int64 if all three are integers, else the default dtype.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A vector of ``ceil((end - start) / step)`` elements.

Raises:
    RuntimeError: the step is zero or leads away from ``end``, or a bound is not finite.

Example:
    >>> import chainrule as cr
    >>> cr.arange(4)
    tensor([0, 1, 2, 3])
    >>> cr.arange(1, 2.5, 0.5)
    tensor([1.0000, 1.5000, 2.0000])
)";

const Op kArange[] = {
    Op(with_options("arange(Scalar end, *, ").c_str(), arange_end).doc(kArangeDoc),
    Op(with_options("arange(Scalar start, Scalar end, Scalar step=1, *, ").c_str(), arange_full)
        .doc(kArangeDoc),
};

const Op kRange =
    Op(with_options("range(Scalar start, Scalar end, Scalar step=1, *, ").c_str(), range)
        .doc(
            R"(The numbers from ``start`` to ``end``, both included; deprecated in favour of
:func:`arange`.

Args:
    start: the first value.
    end: the bound, included.
    step: the distance, not zero.
    dtype: by default the default dtype.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A vector of ``floor((end - start) / step) + 1`` elements.

Raises:
    RuntimeError: the step is zero or leads away from ``end``, or a bound is not finite.

Example:
    >>> import chainrule as cr
    >>> cr.range(1, 3)
    tensor([1., 2., 3.])
)");

const Op kLinspace =
    Op(with_options("linspace(ScalarOrTensor start, ScalarOrTensor end, int steps, *, ").c_str(),
       linspace)
        .doc(R"(``steps`` evenly spaced numbers from ``start`` to ``end``, both included.

Args:
    start, end: numbers, or tensors without dimensions.
    steps: how many.
    dtype: by default the default dtype, or its complex twin if a bound is complex.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A vector of ``steps`` elements.

Raises:
    RuntimeError: ``steps`` is negative, or a bound is complex and the dtype is not.

Example:
    >>> import chainrule as cr
    >>> cr.linspace(0, 1, 5)
    tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
)");

const Op kLogspace =
    Op(with_options(
           "logspace(ScalarOrTensor start, ScalarOrTensor end, int steps, float base=10.0, *, ")
           .c_str(),
       logspace)
        .doc(R"(``base`` raised to ``steps`` evenly spaced powers from ``start`` to ``end``.

Args:
    start, end: the first and the last exponent: numbers, or tensors without dimensions.
    steps: how many.
    base: the base.
    dtype: by default the default dtype, or its complex twin if a bound is complex.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    A vector of ``steps`` elements.

Raises:
    RuntimeError: ``steps`` is negative, or a bound is complex and the dtype is not.

Example:
    >>> import chainrule as cr
    >>> cr.logspace(0, 3, 4, base=2)
    tensor([1., 2., 4., 8.])
)");

const Op kEye = Op(with_options("eye(int n, int? m=None, *, ").c_str(), eye)
                    .doc(R"(Ones on the diagonal of a matrix, zeros elsewhere.

Args:
    n: rows.
    m: columns, by default as many.
    dtype: by default the default dtype.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: whether gradients are recorded.

Returns:
    An ``n`` by ``m`` matrix.

Raises:
    RuntimeError: a size is negative.

Example:
    >>> import chainrule as cr
    >>> cr.eye(2, 3)
    tensor([[1., 0., 0.],
            [0., 1., 0.]])
)");

const Op kTriangles[] = {
    Op(with_options("tril_indices(int row, int col, int offset=0, *, ").c_str(), tril_indices)
        .no_out()
        .doc(R"(The indices of the lower triangle of a matrix, row by row.

Args:
    row, col: the size of the matrix.
    offset: the diagonal up to which elements belong to it; positive is above the main one.
    dtype: an integer type, int64 by default.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: accepted for compatibility.

Returns:
    A matrix of two rows: the row indices and the column indices.

Raises:
    RuntimeError: a size is negative.

Example:
    >>> import chainrule as cr
    >>> cr.tril_indices(2, 3)
    tensor([[0, 1, 1],
            [0, 0, 1]])
)"),
    Op(with_options("triu_indices(int row, int col, int offset=0, *, ").c_str(), triu_indices)
        .no_out()
        .doc(R"(The indices of the upper triangle of a matrix, row by row.

Args:
    row, col: the size of the matrix.
    offset: the diagonal from which elements belong to it; positive is above the main one.
    dtype: an integer type, int64 by default.
    layout, device, pin_memory: accepted for compatibility.
    requires_grad: accepted for compatibility.

Returns:
    A matrix of two rows: the row indices and the column indices.

Raises:
    RuntimeError: a size is negative.

Example:
    >>> import chainrule as cr
    >>> cr.triu_indices(2, 3)
    tensor([[0, 0, 0, 1, 1],
            [0, 1, 2, 1, 2]])
)"),
};

}  // namespace

}  // namespace chainrule
