// Normalisation of channels: batch_norm, instance_norm, group_norm. Inputs are (N, C, *).
//
// Note [Normalisation as runs]
// All three are y = a x + b with one a and b for each run of a channel's elements, and so are their
// derivatives: gx = p g + q x + r. Only statistics differ: over the batch (batch_norm), or inside
// each group of channels.
#include "graph/record.h"
#include "kernels/norm.h"
#include "ops/functions.h"
#include "ops/raw.h"
#include "ops/reduce.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {
namespace {

/// (N, C, L) of an input, L all that follows the channels.
struct Channels {
  int64_t batch, count, length;
};
Channels channels_of(const Tensor& x) {
  Channels c{x.dim() > 0 ? x.sizes()[0] : 1, x.dim() > 1 ? x.sizes()[1] : 1, 1};
  for (int64_t d = 2; d < x.dim(); ++d) c.length *= x.sizes()[d];
  return c;
}

/// As adjacent elements of the type that is computed in.
Tensor plain(const Tensor& t) {
  const NoGrad no_grad;
  return t.defined() ? contiguous(to(t, compute_dtype(t.dtype()))) : t;
}
Tensor plain_as(const Tensor& t, DType dtype) {
  const NoGrad no_grad;
  return t.defined() ? contiguous(to(t, dtype)) : t;
}

double number_at(const Tensor& t, int64_t i) {
  return t.dtype() == DType::float64 ? t.data<double>()[i]
                                     : static_cast<double>(t.data<float>()[i]);
}
void set_number(const Tensor& t, int64_t i, double value) {
  if (t.dtype() == DType::float64) {
    t.data<double>()[i] = value;
  } else {
    t.data<float>()[i] = static_cast<float>(value);
  }
}

/// Reshapes factors of the channels so that they broadcast with x.
Tensor as_channels(const Tensor& t, const Tensor& x) {
  Dims sizes(x.sizes().size(), 1);
  sizes[1] = t.numel();
  return reshape(t, sizes);
}

Dims all_but_channels(const Tensor& x) {
  Dims dims{0};
  for (int64_t d = 2; d < x.dim(); ++d) dims.push_back(d);
  return dims;
}

// ---- batch_norm ----

struct BatchNorm {
  bool training;
  double eps;
};

/// y = a x + b by channel.
Tensor scaled(const Tensor& x, const Tensor& mean, const Tensor& scale, const Tensor& weight,
              const Tensor& bias) {
  const Channels c = channels_of(x);
  const Tensor of_x = empty(Dims{c.count}, x.dtype());
  const Tensor rest = empty(Dims{c.count}, x.dtype());
  for (int64_t i = 0; i < c.count; ++i) {
    const double a = number_at(scale, i) * (weight.defined() ? number_at(weight, i) : 1.0);
    set_number(of_x, i, a);
    set_number(rest, i, (bias.defined() ? number_at(bias, i) : 0.0) - number_at(mean, i) * a);
  }
  Tensor out = empty(x.sizes(), x.dtype());
  scale_runs({x.dtype(), c.batch * c.count, c.length, c.count, nullptr, x.bytes(), nullptr,
              of_x.bytes(), rest.bytes(), out.bytes()});
  return out;
}

/// The derivative in operations; mean and scale are functions of x in training.
Grads batch_slope(const Backward& b, const BatchNorm& how) {
  const Tensor x = b.saved(0);
  const Tensor weight = b.saved(1);
  const Tensor g = b.grad();
  const Dims dims = all_but_channels(x);
  Tensor centred;
  Tensor scale;
  if (how.training) {
    centred = x - mean(x, dims, true);
    scale = rsqrt(mean(centred * centred, dims, true) + how.eps);
  } else {
    centred = x - as_channels(b.saved(2), x);
    scale = as_channels(b.saved(3), x);
  }
  const Tensor normal = centred * scale;
  const Tensor weighted = weight.defined() ? g * as_channels(weight, x) : g;
  Grads grads(3);
  if (b.needs(0)) {
    grads[0] = how.training ? (weighted - mean(weighted, dims, true) -
                               normal * mean(weighted * normal, dims, true)) *
                                  scale
                            : weighted * scale;
  }
  if (b.needs(1)) grads[1] = sum(g * normal, dims);
  if (b.needs(2)) grads[2] = sum(g, dims);
  return grads;
}

/// The derivative by kernels: two sums for each channel, then one pass.
Grads raw_batch_slope(const Backward& b, const BatchNorm& how) {
  const Tensor x = plain(b.saved(0));
  const DType dtype = x.dtype();
  const Tensor g = plain_as(b.grad(), dtype);
  const Tensor weight = plain_as(b.saved(1), dtype);
  const Tensor middle = plain_as(b.saved(2), dtype);
  const Tensor scale = plain_as(b.saved(3), dtype);
  const Channels c = channels_of(x);
  const auto n = static_cast<double>(c.batch * c.length);
  const Tensor sums = empty(Dims{c.count, 2}, DType::float64);
  channel_sums(dtype, g.bytes(), x.bytes(), middle.bytes(), c.batch, c.count, c.length,
               sums.data<double>());
  const double* total = sums.data<double>();
  Grads grads(3);
  if (b.needs(1)) grads[1] = empty(Dims{c.count}, dtype);
  if (b.needs(2)) grads[2] = empty(Dims{c.count}, dtype);
  const Tensor of_g = empty(Dims{c.count}, dtype);
  const Tensor of_x = empty(Dims{c.count}, dtype);
  const Tensor rest = empty(Dims{c.count}, dtype);
  for (int64_t i = 0; i < c.count; ++i) {
    const double s = number_at(scale, i);
    const double w = weight.defined() ? number_at(weight, i) : 1.0;
    if (b.needs(1)) set_number(grads[1], i, total[2 * i + 1] * s);
    if (b.needs(2)) set_number(grads[2], i, total[2 * i]);
    const double along = how.training ? -w * s * s * s * total[2 * i + 1] / n : 0.0;
    const double mean_g = how.training ? total[2 * i] / n : 0.0;
    set_number(of_g, i, w * s);
    set_number(of_x, i, along);
    set_number(rest, i, -w * s * mean_g - along * number_at(middle, i));
  }
  if (b.needs(0)) {
    grads[0] = empty(x.sizes(), dtype);
    scale_runs({dtype, c.batch * c.count, c.length, c.count, g.bytes(), x.bytes(), of_g.bytes(),
                of_x.bytes(), rest.bytes(), grads[0].bytes()});
  }
  return grads;
}

void check_count(const OptTensor& t, const char* name, int64_t channels) {
  check(!t || t->numel() == channels, name, " should contain ", channels, " elements not ",
        t ? t->numel() : 0);
}

/// running = (1 - momentum) running + momentum * value
void update_running(const OptTensor& running, const Tensor& value, double momentum) {
  if (!running) return;
  const NoGrad no_grad;
  const Tensor now = detach(*running) * (1 - momentum) + to(value, running->dtype()) * momentum;
  copy_into(*running, now);
  running->bump_version();
}

Tensor batch_norm(const Tensor& input, const OptTensor& running_mean, const OptTensor& running_var,
                  const OptTensor& weight, const OptTensor& bias, bool training, double momentum,
                  double eps) {
  check<IndexError>(
      input.dim() > 1 || (input.dim() == 1 && input.numel() == 0),
      "batch_norm: the input must have at least two dimensions, (N, C, *), got shape ",
      input.sizes());
  const int64_t count = input.dim() > 1 ? input.sizes()[1] : 0;
  check(training || (running_mean && running_var), running_mean ? "running_var" : "running_mean",
        " must be defined in evaluation mode");
  check_count(running_mean, "running_mean", count);
  check_count(running_var, "running_var", count);
  check_count(weight, "weight", count);
  check_count(bias, "bias", count);
  check<NotImplementedError>(is_floating(input.dtype()), "\"batch_norm\" not implemented for '",
                             legacy(input.dtype()), "'; convert the input first, as in x.float()");
  if (input.numel() == 0) {  // nothing to learn from: running statistics stay
    Tensor out = clone(input);
    const bool channels = input.dim() > 1;
    if (weight) out = out * (channels ? as_channels(*weight, out) : *weight);
    if (bias) out = out + (channels ? as_channels(*bias, out) : *bias);
    return out;
  }
  const Tensor x = plain(input);
  const Channels c = channels_of(x);
  const int64_t n = c.batch * c.length;
  const Tensor w = plain_as(weight.value_or(Tensor()), x.dtype());
  const Tensor v = plain_as(bias.value_or(Tensor()), x.dtype());
  Tensor middle;
  Tensor scale;
  {
    const NoGrad no_grad;
    if (training) {
      const auto [variance, average] = var_mean(detach(x), all_but_channels(x), 0);
      middle = average;
      scale = empty(variance.sizes(), variance.dtype());
      for (int64_t i = 0; i < c.count; ++i)
        set_number(scale, i, 1 / std::sqrt(number_at(variance, i) + eps));
      update_running(running_mean, middle, momentum);
      if (running_var) {
        const double unbiased = static_cast<double>(n) / static_cast<double>(n - 1);
        update_running(running_var, variance * unbiased, momentum);
      }
    } else {
      middle = plain_as(clone(detach(*running_mean)), x.dtype());
      const Tensor variance = plain_as(*running_var, x.dtype());
      scale = empty(Dims{c.count}, x.dtype());
      for (int64_t i = 0; i < c.count; ++i)
        set_number(scale, i, 1 / std::sqrt(number_at(variance, i) + eps));
    }
  }
  Tensor out = scaled(x, middle, scale, w, v);
  if (out.dtype() != input.dtype()) out = to(out, input.dtype());
  record("NativeBatchNormBackward0", out,
         {input, weight.value_or(Tensor()), bias.value_or(Tensor())},
         {input, weight.value_or(Tensor()), middle, scale},
         [how = BatchNorm{training, eps}](const Backward& b) -> Grads {
           return grad_enabled() ? batch_slope(b, how) : raw_batch_slope(b, how);
         });
  return out;
}

// ---- group_norm ----

struct GroupNorm {
  int64_t groups;
  double eps;
};

Tensor grouped(const Tensor& x, int64_t groups) {
  return reshape(x, Dims{x.sizes()[0], groups, -1});
}

Grads group_slope(const Backward& b, const GroupNorm& how) {
  const Tensor x = b.saved(0);
  const Tensor weight = b.saved(1);
  const Tensor g = b.grad();
  const int64_t last = -1;
  const DimSpan along(&last, 1);
  const Tensor rows = grouped(x, how.groups);
  const Tensor centred = rows - mean(rows, along, true);
  const Tensor scale = rsqrt(mean(centred * centred, along, true) + how.eps);
  const Tensor normal = centred * scale;
  const Tensor weighted = grouped(weight.defined() ? g * as_channels(weight, x) : g, how.groups);
  Grads grads(3);
  if (b.needs(0)) {
    const Tensor inner =
        weighted - mean(weighted, along, true) - normal * mean(weighted * normal, along, true);
    grads[0] = reshape(inner * scale, x.sizes());
  }
  const Dims dims = all_but_channels(x);
  if (b.needs(1)) grads[1] = sum(g * reshape(normal, x.sizes()), dims);
  if (b.needs(2)) grads[2] = sum(g, dims);
  return grads;
}

/// Spreads a number for each group over its channels: one factor a run.
template <class F>
Tensor by_run(const Channels& c, DType dtype, F value) {
  const Tensor out = empty(Dims{c.batch * c.count}, dtype);
  for (int64_t r = 0; r < c.batch * c.count; ++r) set_number(out, r, value(r, r % c.count));
  return out;
}

Grads raw_group_slope(const Backward& b, const GroupNorm& how) {
  const Tensor x = plain(b.saved(0));
  const DType dtype = x.dtype();
  const Tensor g = plain_as(b.grad(), dtype);
  const Tensor weight = plain_as(b.saved(1), dtype);
  const Tensor middle = b.saved(2);
  const Tensor scale = b.saved(3);
  const Channels c = channels_of(x);
  const int64_t runs = c.batch * c.count;
  const int64_t per_group = c.count / how.groups;
  const Tensor centre =
      by_run(c, dtype, [&](int64_t r, int64_t) { return number_at(middle, r / per_group); });
  const Tensor sums = empty(Dims{runs, 2}, DType::float64);
  run_sums(dtype, g.bytes(), x.bytes(), centre.bytes(), runs, runs, c.length, sums.data<double>());
  const double* total = sums.data<double>();
  const auto factor = [&](int64_t channel) {
    return weight.defined() ? number_at(weight, channel) : 1.0;
  };
  Grads grads(3);
  if (b.needs(1) || b.needs(2)) {
    std::vector<double> of_weight(static_cast<size_t>(c.count));
    std::vector<double> of_bias(static_cast<size_t>(c.count));
    for (int64_t r = 0; r < runs; ++r) {
      const auto i = static_cast<size_t>(r % c.count);
      of_weight[i] += total[2 * r + 1] * number_at(scale, r / per_group);
      of_bias[i] += total[2 * r];
    }
    grads[1] = empty(Dims{c.count}, dtype);
    grads[2] = empty(Dims{c.count}, dtype);
    for (int64_t i = 0; i < c.count; ++i) {
      set_number(grads[1], i, of_weight[static_cast<size_t>(i)]);
      set_number(grads[2], i, of_bias[static_cast<size_t>(i)]);
    }
  }
  if (!b.needs(0)) return grads;
  // Sums over a group of the weighted cotangent, and of it times (x - mean).
  std::vector<double> weighted(static_cast<size_t>(2 * c.batch * how.groups));
  for (int64_t r = 0; r < runs; ++r) {
    const auto q = static_cast<size_t>(r / per_group);
    weighted[2 * q] += factor(r % c.count) * total[2 * r];
    weighted[2 * q + 1] += factor(r % c.count) * total[2 * r + 1];
  }
  const auto n = static_cast<double>(per_group * c.length);
  const auto along = [&](int64_t r) {
    const int64_t q = r / per_group;
    const double s = number_at(scale, q);
    return -s * s * s * weighted[static_cast<size_t>(2 * q + 1)] / n;
  };
  const Tensor of_g = by_run(
      c, dtype, [&](int64_t r, int64_t i) { return factor(i) * number_at(scale, r / per_group); });
  const Tensor of_x = by_run(c, dtype, [&](int64_t r, int64_t) { return along(r); });
  const Tensor rest = by_run(c, dtype, [&](int64_t r, int64_t) {
    const int64_t q = r / per_group;
    return -number_at(scale, q) * weighted[static_cast<size_t>(2 * q)] / n -
           along(r) * number_at(middle, q);
  });
  grads[0] = empty(x.sizes(), dtype);
  scale_runs({dtype, runs, c.length, runs, g.bytes(), x.bytes(), of_g.bytes(), of_x.bytes(),
              rest.bytes(), grads[0].bytes()});
  return grads;
}

Tensor group_norm(const Tensor& input, int64_t groups, const OptTensor& weight,
                  const OptTensor& bias, double eps) {
  check(input.dim() >= 2, "Expected at least 2 dimensions for input tensor but received ",
        input.dim());
  const Channels c = channels_of(input);
  check(groups > 0, "Expected num_groups to be greater than 0, got ", groups);
  check(c.count % groups == 0,
        "Expected number of channels in input to be divisible by num_groups, but got input of "
        "shape ",
        input.sizes(), " and num_groups=", groups);
  const auto check_channels = [&](const OptTensor& t, const char* name) {
    check(!t || (t->dim() == 1 && t->numel() == c.count), "Expected ", name,
          " to be a vector of size equal to the number "
          "of channels in input, but got ",
          name, " of shape ", t ? t->sizes() : Dims(), " and input of shape ", input.sizes());
  };
  check_channels(weight, "weight");
  check_channels(bias, "bias");
  check<NotImplementedError>(is_floating(input.dtype()),
                             "\"GroupNormKernelImpl\" not implemented for '", legacy(input.dtype()),
                             "'; convert the input first, as in x.float()");
  const Tensor x = plain(input);
  const Tensor w = plain_as(weight.value_or(Tensor()), x.dtype());
  const Tensor v = plain_as(bias.value_or(Tensor()), x.dtype());
  const int64_t per_group = c.count / groups;
  Tensor middle;
  Tensor scale;
  Tensor out = empty(x.sizes(), x.dtype());
  if (x.numel() > 0) {
    const NoGrad no_grad;
    const int64_t last = -1;
    const auto [variance, average] =
        var_mean(reshape(detach(x), Dims{c.batch * groups, -1}), DimSpan(&last, 1), 0);
    middle = average;
    scale = empty(variance.sizes(), variance.dtype());
    for (int64_t i = 0; i < variance.numel(); ++i)
      set_number(scale, i, 1 / std::sqrt(number_at(variance, i) + eps));
    const auto slope = [&](int64_t r, int64_t i) {
      return number_at(scale, r / per_group) * (w.defined() ? number_at(w, i) : 1.0);
    };
    const Tensor of_x = by_run(c, x.dtype(), slope);
    const Tensor rest = by_run(c, x.dtype(), [&](int64_t r, int64_t i) {
      return (v.defined() ? number_at(v, i) : 0.0) - number_at(middle, r / per_group) * slope(r, i);
    });
    const int64_t runs = c.batch * c.count;
    scale_runs({x.dtype(), runs, c.length, runs, nullptr, x.bytes(), nullptr, of_x.bytes(),
                rest.bytes(), out.bytes()});
  } else {
    middle = zeros(Dims{c.batch * groups}, x.dtype());
    scale = zeros(Dims{c.batch * groups}, x.dtype());
  }
  if (out.dtype() != input.dtype()) out = to(out, input.dtype());
  record("NativeGroupNormBackward0", out,
         {input, weight.value_or(Tensor()), bias.value_or(Tensor())},
         {input, weight.value_or(Tensor()), middle, scale},
         [how = GroupNorm{groups, eps}](const Backward& b) -> Grads {
           if (b.grad().numel() == 0) {
             // Sums of nothing, with the history that they have by right.
             const Tensor x = b.saved(0);
             const Tensor weight = b.saved(1);
             const Dims dims = all_but_channels(x);
             return {weight.defined() ? b.grad() * as_channels(weight, x) : b.grad() * x,
                     sum(b.grad() * x, dims), sum(b.grad(), dims)};
           }
           return grad_enabled() ? group_slope(b, how) : raw_group_slope(b, how);
         });
  return out;
}

// ---- what users call ----

int64_t values_per_channel(const Tensor& x) {
  int64_t n = x.dim() > 0 ? x.sizes()[0] : 1;
  for (int64_t d = 2; d < x.dim(); ++d) n *= x.sizes()[d];
  return n;
}

Tensor functional_batch_norm(const Tensor& input, const OptTensor& running_mean,
                             const OptTensor& running_var, const OptTensor& weight,
                             const OptTensor& bias, bool training, double momentum, double eps) {
  check<ValueError>(
      !training || values_per_channel(input) != 1,
      "Expected more than 1 value per channel when training, got input size torch.Size(",
      input.sizes(), ")");
  check<ValueError>(!(training && eps <= 0),
                    "batch_norm eps must be positive during training, but got ", eps);
  check<ValueError>(!(eps < 0), "batch_norm eps must be non-negative, but got ", eps);
  return batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps);
}
Tensor torch_batch_norm(const Tensor& input, const OptTensor& weight, const OptTensor& bias,
                        const OptTensor& running_mean, const OptTensor& running_var, bool training,
                        double momentum, double eps, bool) {
  return batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps);
}

/// Each sample's channel is a channel of a batch of one.
Tensor instance_norm(const Tensor& input, const OptTensor& running_mean,
                     const OptTensor& running_var, const OptTensor& weight, const OptTensor& bias,
                     bool use_input_stats, double momentum, double eps) {
  check(use_input_stats || (running_mean && running_var),
        "Expected running_mean and running_var to be defined when use_input_stats is false");
  check(input.dim() >= 2,
        "instance_norm: the input must have at least two dimensions, (N, C, *), got shape ",
        input.sizes());
  const int64_t batch = input.sizes()[0];
  const int64_t count = input.sizes()[1];
  check_count(weight, "weight", count);
  check_count(bias, "bias", count);
  const auto repeated = [batch](const OptTensor& t) -> OptTensor {
    if (!t) return std::nullopt;
    return reshape(expand(*t, Dims{batch, t->numel()}), Dims{-1});
  };
  const auto copied = [&](const OptTensor& t) -> OptTensor {
    const NoGrad no_grad;
    if (!t) return std::nullopt;
    return contiguous(*repeated(detach(*t)));
  };
  Dims sizes{1, batch * count};
  for (int64_t d = 2; d < input.dim(); ++d) sizes.push_back(input.sizes()[d]);
  const OptTensor means = copied(running_mean);
  const OptTensor vars = copied(running_var);
  const Tensor out = batch_norm(reshape(input, sizes), means, vars, repeated(weight),
                                repeated(bias), use_input_stats, momentum, eps);
  if (use_input_stats) {
    const NoGrad no_grad;
    const auto write_back = [&](const OptTensor& running, const OptTensor& all) {
      if (!running) return;
      const int64_t first = 0;
      copy_into(*running, mean(reshape(*all, Dims{batch, count}), DimSpan(&first, 1)));
      running->bump_version();
    };
    write_back(running_mean, means);
    write_back(running_var, vars);
  }
  return reshape(out, input.sizes());
}
Tensor functional_instance_norm(const Tensor& input, const OptTensor& running_mean,
                                const OptTensor& running_var, const OptTensor& weight,
                                const OptTensor& bias, bool use_input_stats, double momentum,
                                double eps) {
  if (use_input_stats) {
    int64_t spatial = 1;
    for (int64_t d = 2; d < input.dim(); ++d) spatial *= input.sizes()[d];
    check<ValueError>(
        spatial != 1,
        "Expected more than 1 spatial element when training, got input size torch.Size(",
        input.sizes(), ")");
  }
  return instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum,
                       eps);
}
Tensor torch_instance_norm(const Tensor& input, const OptTensor& weight, const OptTensor& bias,
                           const OptTensor& running_mean, const OptTensor& running_var,
                           bool use_input_stats, double momentum, double eps, bool) {
  return instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum,
                       eps);
}

Tensor functional_group_norm(const Tensor& input, int64_t groups, const OptTensor& weight,
                             const OptTensor& bias, double eps) {
  check(input.dim() >= 2, "Expected at least 2 dimensions for input tensor but received ",
        input.dim());
  check(groups > 0, "Expected num_groups to be greater than 0, got ", groups);
  const Channels c = channels_of(input);
  check<ValueError>(c.batch * c.count / groups * c.length != 1,
                    "Expected more than 1 value per channel when training, got input size ",
                    input.sizes());
  return group_norm(input, groups, weight, bias, eps);
}
Tensor torch_group_norm(const Tensor& input, int64_t groups, const OptTensor& weight,
                        const OptTensor& bias, double eps, bool) {
  return group_norm(input, groups, weight, bias, eps);
}

constexpr auto kBatchNormDoc = R"(
``(x - mean) / sqrt(var + eps) * weight + bias`` for each channel, with mean and (biased) variance of the batch while
training, and running ones otherwise. While training the running statistics, if given, move by ``momentum`` towards the
batch's (the variance's unbiased).

Args:
    input (Tensor): (N, C, *), floating point.
    running_mean, running_var (Tensor, optional): of shape (C); needed unless training.
    weight, bias (Tensor, optional): of shape (C).
    training (bool): use the batch's own statistics?
    momentum (float): how far the running statistics move.
    eps (float): added to the variance; more than 0 while training.

Raises:
    ValueError: one value per channel while training, or ``eps`` is too small.
    RuntimeError: shapes do not fit, or statistics are missing.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.batch_norm(cr.tensor([[1., 0.], [3., 4.]]), None, None, training=True)
    tensor([[-1.0000, -1.0000],
            [ 1.0000,  1.0000]])
)";
const Op kBatchNorm =
    Op("nn.functional.batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? "
       "weight=None, "
       "Tensor? bias=None, bool training=False, float momentum=0.1, float eps=1e-05)",
       functional_batch_norm)
        .no_out()
        .doc(kBatchNormDoc);
const Op kTorchBatchNorm = Op("batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? "
                              "running_mean, Tensor? running_var, bool training, "
                              "float momentum, float eps, bool cudnn_enabled)",
                              torch_batch_norm)
                               .function_only()
                               .no_out()
                               .doc(kBatchNormDoc);

constexpr auto kInstanceNormDoc = R"(
Normalises each channel of each sample by its own mean and variance (or by running ones), then scales and shifts it.

Args:
    input (Tensor): (N, C, *), floating point.
    running_mean, running_var (Tensor, optional): of shape (C); needed unless ``use_input_stats``.
    weight, bias (Tensor, optional): of shape (C).
    use_input_stats (bool): use the samples' own statistics?
    momentum (float): how far the running statistics move.
    eps (float): added to the variance.

Raises:
    ValueError: one element per channel.
    RuntimeError: shapes do not fit, or statistics are missing.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.instance_norm(cr.tensor([[[1., 3.], [0., 4.]]]))
    tensor([[[-1.0000,  1.0000],
             [-1.0000,  1.0000]]])
)";
const Op kInstanceNorm = Op("nn.functional.instance_norm(Tensor input, Tensor? running_mean=None, "
                            "Tensor? running_var=None, "
                            "Tensor? weight=None, Tensor? bias=None, bool use_input_stats=True, "
                            "float momentum=0.1, float eps=1e-05)",
                            functional_instance_norm)
                             .no_out()
                             .doc(kInstanceNormDoc);
const Op kTorchInstanceNorm =
    Op("instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? "
       "running_var, "
       "bool use_input_stats, float momentum, float eps, bool cudnn_enabled)",
       torch_instance_norm)
        .function_only()
        .no_out()
        .doc(kInstanceNormDoc);

constexpr auto kGroupNormDoc = R"(
Normalises each group of channels of each sample by its mean and variance, then scales and shifts each channel.

Args:
    input (Tensor): (N, C, *), floating point.
    num_groups (int): a divisor of C.
    weight, bias (Tensor, optional): of shape (C).
    eps (float): added to the variance.

Raises:
    RuntimeError: shapes do not fit.
    ValueError: one value per group.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.group_norm(cr.tensor([[[1.], [3.], [0.], [4.]]]), 2)
    tensor([[[-1.0000],
             [ 1.0000],
             [-1.0000],
             [ 1.0000]]])
)";
const Op kGroupNorm = Op("nn.functional.group_norm(Tensor input, int num_groups, Tensor? "
                         "weight=None, Tensor? bias=None, float eps=1e-05)",
                         functional_group_norm)
                          .no_out()
                          .doc(kGroupNormDoc);
const Op kTorchGroupNorm = Op("group_norm(Tensor input, int num_groups, Tensor? weight=None, "
                              "Tensor? bias=None, float eps=1e-05, "
                              "bool cudnn_enabled=True)",
                              torch_group_norm)
                               .function_only()
                               .no_out()
                               .doc(kGroupNormDoc);

}  // namespace
}  // namespace chainrule
