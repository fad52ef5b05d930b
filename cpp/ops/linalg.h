// Linear algebra: what the linalg_*.cpp files share (checks, matrices as LAPACK wants them, loops
// over batches) and the differentiable functions that they are composed of.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <tuple>

#include "core/lapack.h"
#include "core/thread_pool.h"
#include "graph/record.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/matmul.h"
#include "ops/reduce.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule::linalg {

// ---- shapes ----

inline int64_t rows(const Tensor& a) { return a.sizes()[a.sizes().size() - 2]; }
inline int64_t columns(const Tensor& a) { return a.sizes().back(); }
/// All dimensions but the last `matrix`.
inline Dims batch_of(const Tensor& a, size_t matrix = 2) {
  return Dims(a.sizes().begin(), a.sizes().end() - static_cast<int64_t>(matrix));
}
Dims joined(const Dims& batch, std::initializer_list<int64_t> rest);
inline Tensor expand_batch(const Tensor& a, const Dims& batch) {
  return expand(a, joined(batch, {rows(a), columns(a)}));
}
/// The conjugate transpose of matrices.
inline Tensor adj(const Tensor& a) { return transpose(conj(a), -2, -1); }
inline Tensor turned(const Tensor& a) { return transpose(a, -2, -1); }
inline Tensor diagonal_of(const Tensor& a) { return diagonal(a, 0, -2, -1); }
/// Matrices with ones on the diagonal, (*batch, m, n).
Tensor identity(const Dims& batch, int64_t m, int64_t n, DType dtype);
/// The distance from 1 to the next number.
inline double epsilon(DType dtype) {
  return real_of(dtype) == DType::float64 ? 2.220446049250313e-16 : 1.1920928955078125e-07;
}

// ---- checks, with PyTorch's sentences ----

void check_matrices(const char* op, const Tensor& a, const char* name = "A");
/// Raises for integers RuntimeError, or NotImplementedError where PyTorch finds out late.
void check_dtype(const char* op, const Tensor& a, bool late = false);
/// All three: matrices, square, of a dtype that LAPACK has.
void check_square(const char* op, const Tensor& a, const char* name = "A", bool late = false);
void check_same_dtype(const char* op, const Tensor& a, const Tensor& b, const char* first = "A",
                      const char* second = "B");
/// "(Batch element 3): ", or nothing for a single matrix.
std::string batch_text(const Tensor& info, int64_t i);
/// The first matrix whose info is not 0: its place and info.
std::optional<std::pair<int64_t, int>> first_failure(const Tensor& info);
bool all_finite(const Tensor& a);

// ---- matrices as LAPACK wants them: column-major, one after the other ----

Tensor empty_columns(const Dims& batch, int64_t m, int64_t n, DType dtype);
/// A fresh copy, which may be written to.
Tensor column_copy(const Tensor& a);
/// The same matrices to be read: `a` itself where it is column-major already.
Tensor as_columns(const Tensor& a);

/// The transposed matrices: another window, no history.
Tensor flipped(const Tensor& a);

/// Calls f(T{}) for float, double and their complex types.
template <class F>
void visit_lapack(DType dtype, F&& f) {
  switch (dtype) {
    case DType::float32:
      return f(float{});
    case DType::float64:
      return f(double{});
    case DType::complex64:
      return f(complex64{});
    default:
      return f(complex128{});
  }
}

/// f(begin, end) over a batch of matrices, each worth `work` floating-point operations; without
/// the interpreter's lock where that is long, on all threads where it pays.
template <class F>
void for_matrices(int64_t count, double work, F&& f) {
  const double all = work * static_cast<double>(count);
  const LongWork unlocked(all > 200'000);
  if (count == 1 || all < 100'000) return f(int64_t{0}, count);
  const auto grain = static_cast<int64_t>(50'000 / std::max(work, 1.0)) + 1;
  parallel_for(0, count, grain, f);
}
inline double cube(int64_t m, int64_t n, int64_t k) {
  return static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
}

// ---- graph ----

/// A node that sees undefined cotangents as they are: for several outputs, of which most programs
/// use one, and whose zeros would cost work or meet infinities.
template <class F>
class PartialNode final : public RecordedNode {
 public:
  PartialNode(const char* name, F function) : RecordedNode(name), function_(std::move(function)) {}
  Grads apply(Grads grads) override {
    const bool any =
        std::any_of(grads.begin(), grads.end(), [](const Tensor& g) { return g.defined(); });
    return any ? function_(Backward(*this, grads)) : Grads();
  }
  bool materialize() const override { return false; }

 private:
  F function_;
};
template <class F>
void record_partial(const char* name, std::initializer_list<Tensor> outputs,
                    std::initializer_list<Tensor> inputs, std::initializer_list<Tensor> saved,
                    F backward) {
  if (!should_record({inputs.begin(), inputs.size()})) return;
  auto node = make_ref<PartialNode<F>>(name, std::move(backward));
  attach(*node, {outputs.begin(), outputs.size()}, {inputs.begin(), inputs.size()},
         {saved.begin(), saved.size()});
}
/// Outputs with a history that has no derivative: backward through them raises.
void record_underivable(const char* name, std::initializer_list<Tensor> outputs,
                        const Tensor& input);
/// a + b, where either may be undefined.
inline Tensor plus(const Tensor& a, const Tensor& b) {
  return !a.defined() ? b : !b.defined() ? a : a + b;
}

// ---- LU (linalg_lu.cpp) ----

struct Factors {
  Tensor lu;      // column-major, L below the diagonal, U from it upwards
  Tensor pivots;  // int32, from 1
  Tensor info;    // int32 per matrix
};
/// No history.
Factors factor(const Tensor& a);
/// X of op(A) X = B (or X op(A) = B), op the conjugate transpose if `adjoint`; batches broadcast;
/// no history.
Tensor solve_factored(const Tensor& lu, const Tensor& pivots, const Tensor& b, bool left,
                      bool adjoint);
/// The permutation matrices P of A = P L U.
Tensor permutation_of(const Tensor& pivots, int64_t n, DType dtype);

// ---- systems (linalg_solve.cpp) ----

/// Differentiable; matrices only. Raises LinAlgError for singular ones.
Tensor solve(const Tensor& a, const Tensor& b, bool left = true);
Tensor inv(const Tensor& a);
Tensor solve_triangular(const Tensor& a, const Tensor& b, bool upper, bool left = true,
                        bool unit = false);

// ---- determinants (linalg_det.cpp) ----

Tensor det(const Tensor& a);

// ---- singular values (linalg_svd.cpp) and eigenvalues (linalg_eig.cpp) ----

struct Svd {
  Tensor u, s, vh;
};
Svd svd(const Tensor& a, bool full_matrices = false);
Tensor svdvals(const Tensor& a);
std::pair<Tensor, Tensor> eigh(const Tensor& a, bool upper = false);
Tensor eigvalsh(const Tensor& a, bool upper = false);
Tensor pinv(const Tensor& a);

// ---- norms of the last two dimensions (reduce_matrix_norm.cpp) ----

Tensor matrix_norm(const Tensor& a, double ord);
Tensor matrix_norm(const Tensor& a, const std::string& ord);

}  // namespace chainrule::linalg
