// Scans line by line; neighbouring lines go side by side where that is how they lie in memory.
#include "kernels/scan.h"

#include <cmath>
#include <complex>
#include <cstdlib>
#include <type_traits>

#include "core/thread_pool.h"
#include "kernels/reduce_plan.h"

namespace chainrule {
namespace {

template <class T>
constexpr bool is_complex_type = std::is_same_v<T, complex64> || std::is_same_v<T, complex128>;

// Wide enough for a long sum (float in double, halves in float).
template <class T>
using Acc = std::conditional_t<
    std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>, float,
    std::conditional_t<std::is_same_v<T, float>, double,
                       std::conditional_t<std::is_same_v<T, complex64>, complex128,
                                          std::conditional_t<std::is_integral_v<T>, int64_t, T>>>>;

template <class T, class A>
T narrowed(A value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value != A{};
  } else {
    return static_cast<T>(value);
  }
}
template <class T>
Acc<T> widened(T value) {
  if constexpr (is_complex_type<T>) {
    return Acc<T>(value);
  } else {
    return static_cast<Acc<T>>(value);
  }
}

// log(exp(a) + exp(b)) without overflow.
template <class A>
A log_add_exp(A a, A b) {
  const bool b_larger = std::real(b) > std::real(a);
  const A high = b_larger ? b : a;
  const A low = b_larger ? a : b;
  if constexpr (is_complex_type<A>) {
    if (std::isnan(std::real(a)) || std::isnan(std::imag(a)) || std::isnan(std::real(b)) ||
        std::isnan(std::imag(b))) {
      return A(std::nan(""), std::nan(""));
    }
    if (std::isinf(std::real(high)) && std::real(high) < 0) return high;
    if (std::isinf(std::real(high)) && std::real(low) == std::real(high)) {
      // Two infinite terms: only their directions can be added.
      return std::log(std::exp(A(0, std::imag(high))) + std::exp(A(0, std::imag(low)))) +
             A(std::real(high), 0);
    }
    return high + std::log(A(1) + std::exp(low - high));
  } else {
    if (std::isnan(a) || std::isnan(b)) return std::nan("");
    if (high == low && std::isinf(high)) return high;
    return high + std::log1p(std::exp(low - high));
  }
}

template <class T>
struct Lines {
  const T* x;
  int64_t x_step, x_next;  // along a line, and to the next line
  T* out;
  int64_t out_step, out_next;
  int64_t* indices;
  int64_t n;
  int64_t count;
};

// Lines that lie side by side go in step, as many as fit the accumulators.
constexpr int64_t kWidth = 64;
// Lines that lie one behind the other: as many as hide the latency of a step.
constexpr int64_t kAbreast = 4;
// One line: this much of it is accumulated by itself before the rest is added to it.
constexpr int64_t kBlock = 4;

template <class T>
bool side_by_side(const Lines<T>& lines) {
  return lines.count > 1 && lines.x_next < std::abs(lines.x_step);
}

template <class T, class Step>
void accumulate_columns(const Lines<T>& lines, Step step) {
  Acc<T> acc[kWidth];
  for (int64_t first = 0; first < lines.count; first += kWidth) {
    const int64_t width = std::min(kWidth, lines.count - first);
    const T* x = lines.x + first * lines.x_next;
    T* out = lines.out + first * lines.out_next;
    const auto row = [&](auto next, int64_t x_next, int64_t out_next) {
      for (int64_t j = 0; j < width; ++j) {
        acc[j] = next(acc[j], widened(x[j * x_next]));
        out[j * out_next] = narrowed<T>(acc[j]);
      }
    };
    row([](Acc<T>, Acc<T> value) { return value; }, lines.x_next, lines.out_next);
    for (int64_t k = 1; k < lines.n; ++k) {
      x += lines.x_step;
      out += lines.out_step;
      if (lines.x_next == 1 && lines.out_next == 1) {
        row(step, 1, 1);
      } else {
        row(step, lines.x_next, lines.out_next);
      }
    }
  }
}

/// `wide`: the accumulator has room for kBlock elements whatever they are, so that they may be put
/// together before what stands in front of them.
template <bool wide, class T, class Step>
void accumulate_rows(const Lines<T>& lines, Step step) {
  int64_t first = 0;
  for (; first + kAbreast <= lines.count; first += kAbreast) {
    Acc<T> acc[kAbreast];
    const T* x = lines.x + first * lines.x_next;
    T* out = lines.out + first * lines.out_next;
    for (int64_t j = 0; j < kAbreast; ++j) {
      acc[j] = widened(x[j * lines.x_next]);
      out[j * lines.out_next] = narrowed<T>(acc[j]);
    }
    for (int64_t k = 1; k < lines.n; ++k) {
      x += lines.x_step;
      out += lines.out_step;
      for (int64_t j = 0; j < kAbreast; ++j) {
        acc[j] = step(acc[j], widened(x[j * lines.x_next]));
        out[j * lines.out_next] = narrowed<T>(acc[j]);
      }
    }
  }
  for (; first < lines.count; ++first) {
    const T* x = lines.x + first * lines.x_next;
    T* out = lines.out + first * lines.out_next;
    Acc<T> acc = widened(*x);
    *out = narrowed<T>(acc);
    int64_t k = 1;
    if constexpr (wide) {
      for (; k + kBlock <= lines.n; k += kBlock) {
        Acc<T> part[kBlock];
        for (int64_t i = 0; i < kBlock; ++i) {
          const Acc<T> value = widened(x[(k + i) * lines.x_step]);
          part[i] = i == 0 ? value : step(part[i - 1], value);
        }
        for (int64_t i = 0; i < kBlock; ++i) {
          out[(k + i) * lines.out_step] = narrowed<T>(step(acc, part[i]));
        }
        acc = step(acc, part[kBlock - 1]);
      }
    }
    for (; k < lines.n; ++k) {
      acc = step(acc, widened(x[k * lines.x_step]));
      out[k * lines.out_step] = narrowed<T>(acc);
    }
  }
}

template <bool wide, class T, class Step>
void accumulate(const Lines<T>& lines, Step step) {
  if (side_by_side(lines)) {
    accumulate_columns(lines, step);
  } else {
    accumulate_rows<wide>(lines, step);
  }
}

template <class T, class Wins>
void extreme(const Lines<T>& lines, Wins wins) {
  // Columns in step, rows one by one.
  const int64_t most = side_by_side(lines) ? kWidth : 1;
  T top[kWidth];
  int64_t at[kWidth];
  for (int64_t first = 0; first < lines.count; first += most) {
    const int64_t width = std::min(most, lines.count - first);
    const T* x = lines.x + first * lines.x_next;
    T* out = lines.out + first * lines.out_next;
    int64_t* indices = lines.indices + first * lines.out_next;
    if (width == 1) {
      T best = *x;
      int64_t place = 0;
      for (int64_t k = 0; k < lines.n; ++k) {
        const T value = x[k * lines.x_step];
        if (wins(value, best)) {
          best = value;
          place = k;
        }
        out[k * lines.out_step] = best;
        indices[k * lines.out_step] = place;
      }
      continue;
    }
    for (int64_t j = 0; j < width; ++j) {
      top[j] = x[j * lines.x_next];
      at[j] = 0;
    }
    for (int64_t k = 0; k < lines.n; ++k) {
      for (int64_t j = 0; j < width; ++j) {
        const T value = x[k * lines.x_step + j * lines.x_next];
        const bool better = wins(value, top[j]);
        top[j] = better ? value : top[j];
        at[j] = better ? k : at[j];
        out[k * lines.out_step + j * lines.out_next] = top[j];
        indices[k * lines.out_step + j * lines.out_next] = at[j];
      }
    }
  }
}

template <class T>
void run_lines(Scan op, const Lines<T>& lines) {
  using A = Acc<T>;
  // Four floats neither overflow a double nor vanish in it; integers wrap in any order.
  constexpr bool wide = std::is_integral_v<T> || std::is_same_v<T, float>;
  switch (op) {
    case Scan::sum:
      accumulate<wide>(lines, [](A a, A x) -> A {
        if constexpr (std::is_integral_v<A>) {
          return static_cast<A>(static_cast<uint64_t>(a) + static_cast<uint64_t>(x));
        } else {
          return a + x;
        }
      });
      return;
    case Scan::prod:
      accumulate<wide>(lines, [](A a, A x) -> A {
        if constexpr (std::is_integral_v<A>) {
          return static_cast<A>(static_cast<uint64_t>(a) * static_cast<uint64_t>(x));
        } else {
          return a * x;
        }
      });
      return;
    case Scan::logsumexp:
      if constexpr (!std::is_integral_v<T>)
        accumulate<false>(lines, [](A a, A x) { return log_add_exp(a, x); });
      return;
    case Scan::max:
      if constexpr (!is_complex_type<T>) {
        extreme(lines, [](T x, T top) { return x != x || (top == top && x >= top); });
      }
      return;
    case Scan::min:
      if constexpr (!is_complex_type<T>) {
        extreme(lines, [](T x, T top) { return x != x || (top == top && x <= top); });
      }
      return;
  }
}

template <class A>
void recur(const RecurrenceTask& task) {
  const A* a = static_cast<const A*>(task.a);
  const A* b = static_cast<const A*>(task.b);
  A* y = static_cast<A*>(task.y);
  const int64_t line = task.n * task.inner;
  for (int64_t o = 0; o < task.outer; ++o, a += line, b += line, y += line) {
    for (int64_t i = 0; i < task.n; ++i) {
      const int64_t k = task.transposed ? task.n - 1 - i : i;
      const int64_t at = k * task.inner;
      const int64_t before = task.transposed ? at + task.inner : at - task.inner;
      const A* factor = task.transposed ? a + before : a + at;
      for (int64_t j = 0; j < task.inner; ++j)
        y[at + j] = i == 0 ? b[at + j] : A(b[at + j] + factor[j] * y[before + j]);
    }
  }
}

}  // namespace

void scan(const ScanTask& task) {
  ReducePlan plan;
  int64_t out_stride = 1;
  int64_t out_step = 1;
  for (size_t d = task.sizes.size(); d-- > 0;) {
    const int64_t size = task.sizes[d];
    if (static_cast<int64_t>(d) == task.dim) {
      out_step = out_stride;
      plan.length = size;
      plan.gone.push_back({size, task.strides[d], 0});
    } else {
      plan.results *= size;
      if (size != 1) plan.kept.push_back({size, task.strides[d], out_stride});
    }
    out_stride *= size;
  }
  if (plan.results == 0 || plan.length == 0) return;
  std::reverse(plan.kept.begin(), plan.kept.end());
  join_reduce_axes(plan.kept);
  if (plan.kept.empty()) plan.kept.push_back({1, 0, 0});
  const ReduceUnits units(plan);
  const auto run = [&](int64_t from, int64_t to) {
    units.each(from, to, [&](int64_t in, int64_t out, int64_t n) {
      visit(task.dtype, [&]<class T>(T) {
        const int64_t step = plan.gone.back().in;
        Lines<T> lines{static_cast<const T*>(task.x) + in,
                       step,
                       plan.kept.back().in,
                       static_cast<T*>(task.out) + out,
                       out_step,
                       plan.kept.back().out,
                       task.indices ? task.indices + out : nullptr,
                       plan.length,
                       n};
        if (task.reverse) {
          lines.x += (lines.n - 1) * lines.x_step;
          lines.out += (lines.n - 1) * lines.out_step;
          lines.x_step = -lines.x_step;
          lines.out_step = -lines.out_step;
        }
        run_lines(task.op, lines);
      });
    });
  };
  if (plan.results * plan.length <= kReduceGrain) {
    run(0, units.count());
    return;
  }
  const LongWork long_work;
  parallel_for(0, units.count(), std::max<int64_t>(1, kReduceGrain / units.work()), run);
}

void recurrence(const RecurrenceTask& task) {
  switch (task.dtype) {
    case DType::float32:
      return recur<float>(task);
    case DType::complex64:
      return recur<complex64>(task);
    case DType::complex128:
      return recur<complex128>(task);
    default:
      return recur<double>(task);
  }
}

}  // namespace chainrule
