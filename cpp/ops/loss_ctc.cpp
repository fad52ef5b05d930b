// Connectionist temporal classification: ctc_loss (Graves et al., 2006).
//
// The target with blanks between, before and after its labels is a path of 2 L + 1 states.
// alpha[t][s] is the logarithm of the probability of all ways to be in state s at time t having
// emitted what comes before, beta the same for what comes after; together they give the loss and
// its derivative in time proportional to T L.
#include <cmath>
#include <limits>

#include "core/thread_pool.h"
#include "graph/record.h"
#include "ops/loss.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

double log_add(double a, double b) {
  const double high = std::max(a, b);
  if (high == kNever) return kNever;
  return high + std::log1p(std::exp(std::min(a, b) - high));
}

/// One sample: scores of time t and class c at x[t * step + c].
struct Sample {
  const double* x;
  int64_t step, times, classes;
  const int64_t* target;
  int64_t labels;
  int64_t blank;

  int64_t states() const { return 2 * labels + 1; }
  int64_t label(int64_t s) const { return s % 2 == 0 ? blank : target[s / 2]; }
  double score(int64_t t, int64_t s) const { return x[t * step + label(s)]; }
  /// May a path go from s - 2 to s? Not over a blank, nor between equal labels.
  bool skips(int64_t s) const { return s >= 2 && s % 2 == 1 && label(s) != label(s - 2); }
};

/// Fills alpha (times x states) and returns the loss.
double forward(const Sample& sample, double* alpha) {
  const int64_t n = sample.states();
  if (sample.times == 0) return sample.labels == 0 ? 0 : -kNever;
  std::fill_n(alpha, sample.times * n, kNever);
  alpha[0] = sample.score(0, 0);
  if (n > 1) alpha[1] = sample.score(0, 1);
  for (int64_t t = 1; t < sample.times; ++t) {
    const double* before = alpha + (t - 1) * n;
    double* now = alpha + t * n;
    for (int64_t s = 0; s < n; ++s) {
      double sum = before[s];
      if (s >= 1) sum = log_add(sum, before[s - 1]);
      if (sample.skips(s)) sum = log_add(sum, before[s - 2]);
      now[s] = sum + sample.score(t, s);
    }
  }
  const double* last = alpha + (sample.times - 1) * n;
  return -(n > 1 ? log_add(last[n - 1], last[n - 2]) : last[0]);
}

/// g * (exp(x) - share of the paths that emit class c at time t), as of scores that are normalised.
void backward(const Sample& sample, const double* alpha, double loss, double g, double* out) {
  const int64_t n = sample.states();
  std::vector<double> beta(static_cast<size_t>(n), kNever);
  std::vector<double> next(static_cast<size_t>(n));
  std::vector<double> paths(static_cast<size_t>(sample.classes));
  for (int64_t t = sample.times; t-- > 0;) {
    for (int64_t s = 0; s < n; ++s) {
      double sum = kNever;
      if (t == sample.times - 1) {
        sum = s >= n - 2 ? 0 : kNever;
      } else {
        sum = beta[static_cast<size_t>(s)];
        if (s + 1 < n) sum = log_add(sum, beta[static_cast<size_t>(s + 1)]);
        if (s + 2 < n && sample.skips(s + 2)) sum = log_add(sum, beta[static_cast<size_t>(s + 2)]);
      }
      next[static_cast<size_t>(s)] = sum + sample.score(t, s);
    }
    beta.swap(next);
    std::fill(paths.begin(), paths.end(), kNever);
    for (int64_t s = 0; s < n; ++s) {
      double& path = paths[static_cast<size_t>(sample.label(s))];
      path = log_add(path, alpha[t * n + s] + beta[static_cast<size_t>(s)]);
    }
    for (int64_t c = 0; c < sample.classes; ++c) {
      const double x = sample.x[t * sample.step + c];
      const double path = paths[static_cast<size_t>(c)];
      // Both factors of the share hold the score once.
      const double share = path == kNever ? 0 : std::exp(path + loss - x);
      out[t * sample.step + c] = g * (std::exp(x) - share);
    }
  }
}

struct Batch {
  Tensor scores;  // (T, N, C) in double
  Tensor targets;
  Dims times;
  Dims labels;
  Dims starts;  // of each sample's labels in targets
  int64_t blank;

  Sample sample(int64_t i) const {
    const auto& sizes = scores.sizes();
    return {scores.data<double>() + i * sizes[2],
            sizes[1] * sizes[2],
            times[static_cast<size_t>(i)],
            sizes[2],
            targets.data<int64_t>() + starts[static_cast<size_t>(i)],
            labels[static_cast<size_t>(i)],
            blank};
  }
};

/// Losses (N) of a batch.
Tensor ctc(const Tensor& log_probs, const Tensor& targets, const Dims& times, const Dims& labels,
           int64_t blank, bool zero_infinity) {
  check<NotImplementedError>(
      log_probs.dtype() == DType::float32 || log_probs.dtype() == DType::float64,
      "\"ctc_loss_cpu\" not implemented for '", legacy(log_probs.dtype()), "'");
  check(log_probs.dim() == 3,
        "ctc_loss: log_probs must have the dimensions (T, N, C) or (T, C), got shape ",
        log_probs.sizes());
  const int64_t longest = log_probs.sizes()[0];
  const int64_t n = log_probs.sizes()[1];
  const int64_t classes = log_probs.sizes()[2];
  check(blank >= 0 && blank < classes, "blank must be in label range: it is ", blank,
        ", and there are ", classes, " classes");
  check(static_cast<int64_t>(times.size()) == n, "input_lengths must be of size batch_size, ", n,
        ", and it has ", times.size(), " elements");
  check(static_cast<int64_t>(labels.size()) == n, "target_lengths must be of size batch_size, ", n,
        ", and it has ", labels.size(), " elements");
  Batch batch;
  batch.blank = blank;
  batch.times = times;
  batch.labels = labels;
  int64_t total = 0;
  int64_t most = 0;
  for (int64_t i = 0; i < n; ++i) {
    const auto at = static_cast<size_t>(i);
    check(labels[at] >= 0, "Expected target_lengths to have value at least 0, but got value ",
          labels[at]);
    check(times[at] >= 0, "Expected input_lengths to have value at least 0, but got value ",
          times[at]);
    check(times[at] <= longest, "Expected input_lengths to have value at most ", longest,
          ", but got value ", times[at], " (while checking arguments for ctc_loss)");
    batch.starts.push_back(targets.dim() == 1 ? total
                                              : i * (targets.dim() > 1 ? targets.sizes()[1] : 0));
    total += labels[at];
    most = std::max(most, labels[at]);
  }
  if (targets.dim() == 1) {
    check(targets.numel() == total, "Expected tensor to have size ", total,
          " at dimension 0, but got size ", targets.numel(),
          " for argument #2 'targets' (while checking arguments for ctc_loss)");
  } else {
    check(targets.dim() == 2 && targets.sizes()[0] == n,
          "Expected targets to be (N, S) with N = ", n, " or one-dimensional, got shape ",
          targets.sizes());
    check(targets.sizes()[1] >= most, "Expected tensor to have size at least ", most,
          " at dimension 1, but got size ", targets.sizes()[1],
          " for argument #2 'targets' (while checking arguments for ctc_loss)");
  }
  {
    const NoGrad no_grad;
    batch.scores = contiguous(to(log_probs, DType::float64));
    batch.targets = contiguous(to(targets, DType::int64));
  }
  Dims rooms;
  int64_t room = 0;
  for (int64_t i = 0; i < n; ++i) {
    const Sample sample = batch.sample(i);
    for (int64_t k = 0; k < sample.labels; ++k) {
      check(sample.target[k] >= 0 && sample.target[k] < classes, "ctc_loss: target ",
            sample.target[k], " is out of bounds, there are ", classes, " classes");
    }
    rooms.push_back(room);
    room += sample.times * sample.states();
  }
  const Tensor alpha = empty(Dims{room}, DType::float64);
  const Tensor losses = empty(Dims{n}, DType::float64);
  {
    const LongWork long_work;
    parallel_tasks(n, [&](int64_t i) {
      losses.data<double>()[i] =
          forward(batch.sample(i), alpha.data<double>() + rooms[static_cast<size_t>(i)]);
    });
  }
  Tensor out = to(losses, log_probs.dtype());
  if (zero_infinity) out = where(isinf(out), 0, out);
  record("CtcLossBackward0", out, {log_probs}, {batch.scores, batch.targets, alpha, losses},
         [times, labels, starts = batch.starts, rooms, blank,
          zero_infinity](const Backward& b) -> Grads {
           const Batch saved{b.saved(0), b.saved(1), times, labels, starts, blank};
           const NoGrad no_grad;
           const Tensor alpha = b.saved(2);
           const Tensor losses = b.saved(3);
           const Tensor g = contiguous(to(b.grad(), DType::float64));
           const Tensor out = zeros(saved.scores.sizes(), DType::float64);
           {
             const LongWork long_work;
             parallel_tasks(g.numel(), [&](int64_t i) {
               const double loss = losses.data<double>()[i];
               if (zero_infinity && std::isinf(loss)) return;
               const Sample sample = saved.sample(i);
               backward(sample, alpha.data<double>() + rooms[static_cast<size_t>(i)], loss,
                        g.data<double>()[i], out.data<double>() + i * sample.classes);
             });
           }
           return {out};
         });
  return out;
}

Dims lengths(const Tensor& t, const char* name) {
  check(is_integral(t.dtype()), name, " must be integral, got ", full_name(t.dtype()));
  const NoGrad no_grad;
  const Tensor all = contiguous(to(t, DType::int64));
  return Dims(all.data<int64_t>(), all.data<int64_t>() + all.numel());
}

Tensor ctc_loss_lengths(const Tensor& log_probs, const Tensor& targets, const Dims& times,
                        const Dims& labels, int64_t blank, const std::string& reduction,
                        bool zero_infinity) {
  const LossReduction how = loss_reduction(reduction);
  const bool single = log_probs.dim() == 2;
  const Tensor scores = single ? unsqueeze(log_probs, 1) : log_probs;
  const Tensor losses = ctc(scores, targets, times, labels, blank, zero_infinity);
  if (how == LossReduction::mean) {
    const Tensor counts = empty(losses.sizes(), losses.dtype());
    for (int64_t i = 0; i < losses.numel(); ++i) {
      const auto n = static_cast<double>(std::max<int64_t>(labels[static_cast<size_t>(i)], 1));
      if (losses.dtype() == DType::float64) {
        counts.data<double>()[i] = n;
      } else {
        counts.data<float>()[i] = static_cast<float>(n);
      }
    }
    return mean(losses / counts);
  }
  if (how == LossReduction::sum) return sum(losses);
  return single ? squeeze(losses, 0) : losses;
}

Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                const Tensor& target_lengths, int64_t blank, const std::string& reduction,
                bool zero_infinity) {
  return ctc_loss_lengths(log_probs, targets, lengths(input_lengths, "input_lengths"),
                          lengths(target_lengths, "target_lengths"), blank, reduction,
                          zero_infinity);
}

constexpr auto kCtcDoc = R"(
The loss of connectionist temporal classification: the negative logarithm of the probability of all alignments of a target
with an input (Graves et al., 2006).

Args:
    log_probs (Tensor): (T, N, C) or (T, C), from :func:`log_softmax`; float32 or float64.
    targets (Tensor): labels, (N, S) or all of them one after the other.
    input_lengths (Tensor or tuple): how much of T each sample uses.
    target_lengths (Tensor or tuple): how many labels each sample has.
    blank (int): the class that stands for no label.
    reduction (str): 'mean' (of losses divided by target lengths), 'sum' or 'none'.
    zero_infinity (bool): count samples without any alignment (and their gradients) as zero?

Raises:
    RuntimeError: shapes, lengths or labels do not fit.
    ValueError: an unknown reduction.

Example:
    >>> import chainrule as cr
    >>> log_probs = cr.zeros(2, 1, 2).log_softmax(-1)
    >>> cr.nn.functional.ctc_loss(log_probs, cr.tensor([[1]]), (2,), (1,))
    tensor(0.2877)
)";
const Op kCtc = Op("nn.functional.ctc_loss(Tensor log_probs, Tensor targets, Tensor input_lengths, "
                   "Tensor target_lengths, int blank=0, "
                   "str reduction='mean', bool zero_infinity=False)",
                   ctc_loss)
                    .no_out()
                    .doc(kCtcDoc);
const Op kCtcLengths = Op("nn.functional.ctc_loss(Tensor log_probs, Tensor targets, int[] "
                          "input_lengths, int[] target_lengths, int blank=0, "
                          "str reduction='mean', bool zero_infinity=False)",
                          ctc_loss_lengths)
                           .no_out()
                           .doc(kCtcDoc);

}  // namespace
}  // namespace chainrule
