// One direction of one recurrent layer over a whole sequence, as a single operation: its node keeps
// what the sweep needs, so that a sequence of T steps costs two nodes and not twenty T.
#include <algorithm>
#include <cstring>

#include "core/blas.h"
#include "graph/record.h"
#include "kernels/recurrent.h"
#include "ops/functions.h"
#include "ops/long_work.h"
#include "ops/matmul.h"
#include "ops/raw.h"
#include "ops/reduce.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {
namespace {

enum class Mode { lstm, gru, tanh, relu };

/// What the layer is, and where the rows of each step are: sizes[t] sequences are left at step t,
/// the longest first, and their rows follow those of the step before.
struct Layer {
  Mode mode;
  bool reverse;
  Dims sizes;
  Dims starts;
  int64_t batch = 0;
  int64_t total = 0;
  int64_t hidden = 0;

  int64_t width() const { return (mode == Mode::lstm ? 4 : mode == Mode::gru ? 3 : 1) * hidden; }
  /// f(start, rows) for each step, in the order of the layer or in the opposite one.
  template <class F>
  void steps(bool opposite, F f) const {
    const auto n = static_cast<int64_t>(sizes.size());
    for (int64_t k = 0; k < n; ++k) {
      const int64_t t = reverse != opposite ? n - 1 - k : k;
      f(starts[t], sizes[t]);
    }
  }
};

/// Inputs of the operation. `cells` only for an LSTM; `bias`, of the state's product, for a GRU.
struct Inputs {
  Tensor gates, state, cells, weight, bias;
};

/// What forward computes; the last four for backward alone.
struct Outcome {
  Tensor output, state, cells;
  Tensor activations, products, states_before, cells_before;
};

const RecurrentKernel& kernel_for(DType dtype) {
  return recurrent_kernels().of[dtype == DType::float64];
}

/// f(first, rows) on strips of rows, by several threads where it is worth it.
template <class F>
void by_rows(int64_t rows, int64_t width, F f) {
  constexpr int64_t kGrain = 8192;
  if (rows * width <= kGrain) {
    f(0, rows);
  } else {
    parallel_for(0, rows, std::max<int64_t>(1, kGrain / width),
                 [&](int64_t from, int64_t to) { f(from, to - from); });
  }
}

/// c = a op(w) + beta c, for `rows` rows of a.
template <class T>
void multiply(Transpose how, int64_t rows, int64_t from, int64_t to, const T* a, const T* w, T beta,
              T* c) {
  const int64_t stored = how == Transpose::kYes ? from : to;
  if (rows == 1) {
    // A row times op(w) is the other op of w times a column.
    const bool plain = how == Transpose::kYes;
    gemv<T>(plain ? Transpose::kNo : Transpose::kYes, plain ? to : from, stored, T(1), w, stored, a,
            1, beta, c, 1);
  } else {
    gemm<T>(Transpose::kNo, how, rows, to, from, T(1), a, from, w, stored, beta, c, to);
  }
}

template <class T>
Outcome forward(const Layer& layer, const Inputs& in, bool keep) {
  const DType dtype = in.gates.dtype();
  const RecurrentKernel& kernel = kernel_for(dtype);
  const int64_t h = layer.hidden;
  const int64_t width = layer.width();
  const bool lstm = layer.mode == Mode::lstm;
  const bool gru = layer.mode == Mode::gru;
  const int64_t kept = keep ? layer.total : layer.batch;

  Outcome out;
  out.output = empty(Dims{layer.total, h}, dtype);
  out.state = empty(Dims{layer.batch, h}, dtype);
  copy_into(out.state, in.state);
  if (lstm) {
    out.cells = empty(Dims{layer.batch, h}, dtype);
    copy_into(out.cells, in.cells);
  }
  out.activations = empty(Dims{kept, width}, dtype);
  if (gru) out.products = empty(Dims{kept, width}, dtype);
  if (keep) out.states_before = empty(Dims{kept, h}, dtype);
  if (keep && lstm) out.cells_before = empty(Dims{kept, h}, dtype);

  const Tensor given = contiguous(in.gates);
  const Tensor weight = contiguous(in.weight);
  const Tensor bias = in.bias.defined() ? contiguous(in.bias) : Tensor();
  const T* w = weight.data<T>();
  T* state = out.state.data<T>();
  const auto hold = long_work(layer.total * width);
  layer.steps(false, [&](int64_t start, int64_t rows) {
    if (rows == 0) return;
    const int64_t at = keep ? start : 0;
    T* gates = out.activations.data<T>() + at * width;
    T* y = out.output.data<T>() + start * h;
    const T* x = given.data<T>() + start * width;
    std::memcpy(gates, x, sizeof(T) * static_cast<size_t>(rows * width));
    if (keep) {
      std::memcpy(out.states_before.data<T>() + start * h, state,
                  sizeof(T) * static_cast<size_t>(rows * h));
    }
    if (gru) {
      T* products = out.products.data<T>() + at * width;
      if (bias.defined()) {
        for (int64_t r = 0; r < rows; ++r) {
          std::memcpy(products + r * width, bias.data<T>(), sizeof(T) * static_cast<size_t>(width));
        }
      }
      multiply<T>(Transpose::kYes, rows, h, width, state, w, T(bias.defined()), products);
      by_rows(rows, width, [&](int64_t r, int64_t n) {
        kernel.gru(n, h, gates + r * width, products + r * width, state + r * h, y + r * h);
      });
    } else {
      multiply<T>(Transpose::kYes, rows, h, width, state, w, T(1), gates);
      by_rows(rows, width, [&](int64_t r, int64_t n) {
        if (lstm) {
          T* before = keep ? out.cells_before.data<T>() + (start + r) * h : nullptr;
          kernel.lstm(n, h, gates + r * width, out.cells.data<T>() + r * h, before, y + r * h);
        } else {
          kernel.simple(n * h, layer.mode == Mode::relu, gates + r * h, y + r * h);
        }
      });
    }
    std::memcpy(state, y, sizeof(T) * static_cast<size_t>(rows * h));
  });
  return out;
}

/// Cotangents of gates, state, cells, weight and bias.
template <class T>
Grads backward(const Layer& layer, const Backward& b, const Outcome& kept,
               const Tensor& weight_in) {
  const NoGrad no_grad;
  const DType dtype = weight_in.dtype();
  const RecurrentKernel& kernel = kernel_for(dtype);
  const int64_t h = layer.hidden;
  const int64_t width = layer.width();
  const bool lstm = layer.mode == Mode::lstm;
  const bool gru = layer.mode == Mode::gru;

  const Tensor g_output = contiguous(to(b.grad(0), dtype));
  const Tensor d_state = empty(Dims{layer.batch, h}, dtype);
  copy_into(d_state, b.grad(1));
  Tensor d_cells;
  if (lstm) {
    d_cells = empty(Dims{layer.batch, h}, dtype);
    copy_into(d_cells, b.grad(2));
  }
  const Tensor d_gates = empty(Dims{layer.total, width}, dtype);
  const Tensor d_products = gru ? empty(Dims{layer.total, width}, dtype) : d_gates;
  const Tensor weight = contiguous(weight_in);
  {
    const auto hold = long_work(layer.total * width);
    T* ds = d_state.data<T>();
    layer.steps(true, [&](int64_t start, int64_t rows) {
      if (rows == 0) return;
      by_rows(rows, width, [&](int64_t first, int64_t n) {
        const int64_t r = start + first;
        const T* g = g_output.data<T>() + r * h;
        T* d = d_gates.data<T>() + r * width;
        T* s = ds + first * h;
        if (lstm) {
          kernel.lstm_grad(n, h, kept.activations.data<T>() + r * width,
                           kept.cells_before.data<T>() + r * h, s, g, d_cells.data<T>() + first * h,
                           d);
        } else if (gru) {
          kernel.gru_grad(n, h, kept.activations.data<T>() + r * width,
                          kept.products.data<T>() + r * width, kept.states_before.data<T>() + r * h,
                          s, g, d, d_products.data<T>() + r * width);
        } else {
          kernel.simple_grad(n * h, layer.mode == Mode::relu, kept.output.data<T>() + r * h, s, g,
                             d);
        }
      });
      multiply<T>(Transpose::kNo, rows, width, h, d_products.data<T>() + start * width,
                  weight.data<T>(), T(gru), ds);
    });
  }
  Tensor d_weight;
  if (b.needs(3)) {
    d_weight = empty(Dims{width, h}, dtype);
    multiply_into(d_weight, t(d_products), kept.states_before);
  }
  Tensor d_bias;
  if (b.needs(4)) d_bias = sum(d_products, Dims{0});
  return {d_gates, d_state, d_cells, d_weight, d_bias};
}

// The same in operations, for derivatives of derivatives: the states are computed once more, with a
// graph, and the cotangents from them.

Tensor rows_of(const Tensor& x, int64_t start, int64_t rows) { return narrow(x, 0, start, rows); }

/// x with its first rows replaced.
Tensor with_rows(const Tensor& x, const Tensor& first) {
  const int64_t n = first.sizes()[0];
  if (n == x.sizes()[0]) return first;
  return cat({first, rows_of(x, n, x.sizes()[0] - n)});
}

struct Step {
  int64_t start, rows;
  Tensor state, cells;       // before
  Tensor a[4];               // activations
  Tensor product, squashed;  // a GRU's part of n from the state; an LSTM's tanh of the cells
};

std::vector<Step> recompute(const Layer& layer, const Inputs& in) {
  const int64_t h = layer.hidden;
  Tensor state = in.state;
  Tensor cells = in.cells;
  std::vector<Step> steps;
  const auto part = [h](const Tensor& x, int64_t k) { return narrow(x, 1, k * h, h); };
  layer.steps(false, [&](int64_t start, int64_t rows) {
    Step s{start, rows, rows_of(state, 0, rows), Tensor(), {}, Tensor(), Tensor()};
    const Tensor x = rows_of(in.gates, start, rows);
    const Tensor p = linear(s.state, in.weight, in.bias);
    Tensor y;
    if (layer.mode == Mode::lstm) {
      const Tensor sums = x + p;
      s.cells = rows_of(cells, 0, rows);
      for (int k = 0; k < 4; ++k) s.a[k] = k == 2 ? tanh(part(sums, k)) : sigmoid(part(sums, k));
      const Tensor now = s.a[1] * s.cells + s.a[0] * s.a[2];
      s.squashed = tanh(now);
      y = s.a[3] * s.squashed;
      cells = with_rows(cells, now);
    } else if (layer.mode == Mode::gru) {
      s.product = part(p, 2);
      s.a[0] = sigmoid(part(x, 0) + part(p, 0));
      s.a[1] = sigmoid(part(x, 1) + part(p, 1));
      s.a[2] = tanh(part(x, 2) + s.a[0] * s.product);
      y = s.a[2] + s.a[1] * (s.state - s.a[2]);
    } else {
      y = layer.mode == Mode::tanh ? tanh(x + p) : relu(x + p);
      s.a[0] = y;
    }
    state = with_rows(state, y);
    steps.push_back(std::move(s));
  });
  return steps;
}

Grads differentiable_backward(const Layer& layer, const Backward& b, const Inputs& in) {
  const std::vector<Step> steps = recompute(layer, in);
  Tensor d_state = b.grad(1);
  Tensor d_cells = layer.mode == Mode::lstm ? b.grad(2) : Tensor();
  TensorList d_gates(layer.sizes.size());
  TensorList d_products;
  TensorList before;
  for (size_t k = steps.size(); k-- > 0;) {
    const Step& s = steps[k];
    const Tensor dy = rows_of(d_state, 0, s.rows) + rows_of(b.grad(0), s.start, s.rows);
    Tensor d;
    Tensor dp;
    Tensor direct;
    if (layer.mode == Mode::lstm) {
      const Tensor dc = rows_of(d_cells, 0, s.rows) + dy * s.a[3] * (1 - s.squashed * s.squashed);
      d = dp = cat({dc * s.a[2] * s.a[0] * (1 - s.a[0]), dc * s.cells * s.a[1] * (1 - s.a[1]),
                    dc * s.a[0] * (1 - s.a[2] * s.a[2]), dy * s.squashed * s.a[3] * (1 - s.a[3])},
                   1);
      d_cells = with_rows(d_cells, dc * s.a[1]);
    } else if (layer.mode == Mode::gru) {
      const Tensor dn = dy * (1 - s.a[1]) * (1 - s.a[2] * s.a[2]);
      const Tensor dz = dy * (s.state - s.a[2]) * s.a[1] * (1 - s.a[1]);
      const Tensor dr = dn * s.product * s.a[0] * (1 - s.a[0]);
      d = cat({dr, dz, dn}, 1);
      dp = cat({dr, dz, dn * s.a[0]}, 1);
      direct = dy * s.a[1];
    } else if (layer.mode == Mode::tanh) {
      d = dp = dy * (1 - s.a[0] * s.a[0]);
    } else {
      d = dp = dy * to(gt(s.a[0], 0), dy.dtype());
    }
    const Tensor through = matmul(dp, in.weight);
    d_state = with_rows(d_state, direct.defined() ? through + direct : through);
    d_gates[layer.reverse ? steps.size() - 1 - k : k] = d;
    d_products.push_back(dp);
    before.push_back(s.state);
  }
  const Tensor products = cat(d_products);
  Tensor d_bias;
  if (in.bias.defined()) d_bias = sum(products, Dims{0});
  return {cat(d_gates), d_state, d_cells, matmul(t(products), cat(before)), d_bias};
}

Mode mode_of(const std::string& name) {
  if (name == "LSTM") return Mode::lstm;
  if (name == "GRU") return Mode::gru;
  if (name == "RNN_TANH") return Mode::tanh;
  check<ValueError>(name == "RNN_RELU", "Unrecognized RNN mode: ", name);
  return Mode::relu;
}

Layer layer_of(const Inputs& in, const Dims& sizes, const std::string& mode, bool reverse) {
  check(in.gates.dim() == 2 && in.state.dim() == 2 && in.weight.dim() == 2 && !sizes.empty(),
        "_recurrent: gates, state and weight are matrices, and there is a step; got shapes ",
        in.gates.sizes(), ", ", in.state.sizes(), ", ", in.weight.sizes(), " and ", sizes.size(),
        " steps");
  Layer layer{mode_of(mode), reverse, sizes, {}, in.state.sizes()[0], 0, in.state.sizes()[1]};
  int64_t last = layer.batch;
  for (const int64_t n : sizes) {
    check(n >= 0 && n <= last, "_recurrent: the sizes of steps go down from the batch of ",
          layer.batch, ", got ", sizes);
    layer.starts.push_back(layer.total);
    layer.total += n;
    last = n;
  }
  const Dims weight{layer.width(), layer.hidden};
  check(in.gates.sizes() == Dims({layer.total, layer.width()}) && in.weight.sizes() == weight,
        "_recurrent: ", mode, " with a state of ", in.state.sizes(), " over ", layer.total,
        " rows takes gates of [", layer.total, ", ", layer.width(), "] and a weight of ", weight,
        ", got ", in.gates.sizes(), " and ", in.weight.sizes());
  check((layer.mode == Mode::lstm) == in.cells.defined() &&
            (!in.cells.defined() || in.cells.sizes() == in.state.sizes()),
        "_recurrent: an LSTM, and nothing else, has cells of the shape of its state");
  check(!in.bias.defined() || (layer.mode == Mode::gru && in.bias.sizes() == Dims({layer.width()})),
        "_recurrent: a GRU, and nothing else, has a bias of the state's product");
  for (const Tensor& other : {in.state, in.cells, in.weight, in.bias}) {
    check(!other.defined() || other.dtype() == in.gates.dtype(), "_recurrent: one dtype, got ",
          full_name(in.gates.dtype()), " and ",
          full_name(other.defined() ? other.dtype() : in.gates.dtype()));
  }
  return layer;
}

TensorList run(const Layer& layer, const Inputs& in) {
  const Tensor inputs[] = {in.gates, in.state, in.cells, in.weight, in.bias};
  const bool keep = should_record(inputs);
  Outcome out;
  {
    const NoGrad no_grad;
    out = in.gates.dtype() == DType::float64 ? forward<double>(layer, in, keep)
                                             : forward<float>(layer, in, keep);
  }
  const auto node = [layer](const Backward& b) -> Grads {
    const Inputs from{b.saved(0), b.saved(1), b.saved(2), b.saved(3), b.saved(4)};
    if (grad_enabled()) return differentiable_backward(layer, b, from);
    const Outcome kept{b.saved(5), Tensor(),   Tensor(),  b.saved(6),
                       b.saved(7), b.saved(8), b.saved(9)};
    return from.weight.dtype() == DType::float64 ? backward<double>(layer, b, kept, from.weight)
                                                 : backward<float>(layer, b, kept, from.weight);
  };
  const bool by_output = layer.mode == Mode::tanh || layer.mode == Mode::relu;
  const Tensor kept_output = by_output ? out.output : Tensor();
  const auto attach_to = [&](std::initializer_list<Tensor> outputs) {
    record("RecurrentBackward0", outputs, inputs,
           {in.gates, in.state, in.cells, in.weight, in.bias, kept_output, out.activations,
            out.products, out.states_before, out.cells_before},
           node);
  };
  if (layer.mode == Mode::lstm) {
    attach_to({out.output, out.state, out.cells});
    return {out.output, out.state, out.cells};
  }
  attach_to({out.output, out.state});
  return {out.output, out.state};
}

TensorList recurrent(const Tensor& gates, const Tensor& state, const Tensor& cells,
                     const Tensor& weight, const Tensor& bias, const Dims& sizes,
                     const std::string& mode, bool reverse) {
  Inputs in{gates, state, cells, weight, bias};
  const Layer layer = layer_of(in, sizes, mode, reverse);
  const DType dtype = gates.dtype();
  if (is_reduced_float(dtype)) {
    for (Tensor* x : {&in.gates, &in.state, &in.cells, &in.weight, &in.bias}) {
      if (x->defined()) *x = to(*x, DType::float32);
    }
    TensorList out = run(layer, in);
    for (Tensor& x : out) x = to(x, dtype);
    return out;
  }
  check<NotImplementedError>(dtype == DType::float32 || dtype == DType::float64,
                             "_recurrent is not implemented for ", full_name(dtype),
                             "; convert the module and its input to a floating point type");
  return run(layer, in);
}

const Op kRecurrent =
    Op("_recurrent(Tensor gates, Tensor state, Tensor? cells, Tensor weight, Tensor? bias, "
       "int[] sizes, str mode, bool reverse=False)",
       recurrent)
        .function_only()
        .no_out()
        .doc(R"(
One direction of one recurrent layer over a whole sequence, as ``nn.RNN``, ``nn.LSTM`` and ``nn.GRU`` use it.

Args:
    gates (Tensor): what the input and its bias add to the gates, ``(rows, width)``, step by step; ``width`` is
        ``4 * hidden`` for an LSTM (i, f, g, o), ``3 * hidden`` for a GRU (r, z, n), else ``hidden``.
    state (Tensor): the first hidden state, ``(batch, hidden)``.
    cells (Tensor, optional): the first cells of an LSTM, of the same shape.
    weight (Tensor): of the state, ``(width, hidden)``.
    bias (Tensor, optional): of the state's product, for a GRU, where it is multiplied by r.
    sizes (list of int): how many sequences are left at each step, the longest first; their sum is ``rows``.
    mode (str): ``'LSTM'``, ``'GRU'``, ``'RNN_TANH'`` or ``'RNN_RELU'``.
    reverse (bool): from the last step to the first.

Returns the output of every row, the last state, and the last cells of an LSTM.

Raises:
    RuntimeError: shapes or dtypes do not fit.
    ValueError: an unknown mode.

Example:
    >>> import chainrule as cr
    >>> output, state = cr._recurrent(cr.zeros(3, 2), cr.ones(1, 2), None, cr.eye(2), None, [1, 1, 1], 'RNN_RELU')
    >>> output
    tensor([[1., 1.],
            [1., 1.],
            [1., 1.]])
)");

}  // namespace
}  // namespace chainrule
