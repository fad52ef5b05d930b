// Inner loops of normalisation. A row is read again from the nearest cache: for its mean, its
// variance, its result.
#include "kernels/norm.h"

#include "kernels/row_sum.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

template <class T>
CHAINRULE_INLINE Vec<T> inside(Vec<T> v, int64_t left) {
  if (left >= Vec<T>::size) return v;
  const auto lanes = Vec<IntOf<T>>::iota() < Vec<IntOf<T>>(static_cast<IntOf<T>>(left));
  return select(Mask<T>(lanes), v, Vec<T>(0));
}

/// A row whose squares overflow, in units of its largest element: of finite elements the result is
/// finite too. The scale is then tiny, and may be subnormal.
template <class T>
__attribute__((noinline)) void row_in_units(const RowNormTask& task, int64_t r) {
  const int64_t n = task.n;
  const T* x = static_cast<const T*>(task.x) + r * n;
  T* y = static_cast<T*>(task.y) + r * n;
  double largest = 0;
  for (int64_t i = 0; i < n; ++i) {
    const double m = __builtin_fabs(static_cast<double>(x[i]));
    if (m > largest) largest = m;
  }
  int exponent = 0;  // of an infinite element nothing is stored
  __builtin_frexp(largest, &exponent);
  const double unit = __builtin_ldexp(0.5, exponent), inverse = 1 / unit;
  const double count = static_cast<double>(n);
  double mean = 0;
  if (!task.rms) {
    for (int64_t i = 0; i < n; ++i) mean += static_cast<double>(x[i]) * inverse;
    mean /= count;
    static_cast<T*>(task.mean)[r] = static_cast<T>(mean * unit);
  }
  double squares = 0;
  for (int64_t i = 0; i < n; ++i) {
    const double d = static_cast<double>(x[i]) * inverse - mean;
    squares += d * d;
  }
  const double scale = 1 / __builtin_sqrt(squares / count + task.eps * inverse * inverse);
  static_cast<T*>(task.scale)[r] = static_cast<T>(scale * inverse);
  const T* weight = static_cast<const T*>(task.weight);
  const T* bias = static_cast<const T*>(task.bias);
  for (int64_t i = 0; i < n; ++i) {
    const T v = static_cast<T>((static_cast<double>(x[i]) * inverse - mean) * scale);
    const T weighted = weight ? v * weight[i] : v;
    y[i] = bias ? weighted + bias[i] : weighted;
  }
}

/// x - centre, times a scale, the latter in two parts where it is so small that x - centre may
/// overflow.
template <class T>
struct Normal {
  T centre, part, rest;
  CHAINRULE_INLINE Normal(T mean, T scale) {
    const T small = kIsFloat<T> ? T(0x1p-64) : T(0x1p-512);
    part = scale < small ? small : T(1);
    centre = mean * part;
    rest = scale / part;
  }
  CHAINRULE_INLINE Vec<T> operator()(Vec<T> x) const {
    return fma(x, Vec<T>(part), Vec<T>(-centre)) * Vec<T>(rest);
  }
};

template <class T>
void rows(const RowNormTask& task, int64_t from, int64_t to) {
  using V = Vec<T>;
  const int64_t n = task.n;
  const T* weight = static_cast<const T*>(task.weight);
  const T* bias = static_cast<const T*>(task.bias);
  for (int64_t r = from; r < to; ++r) {
    const T* x = static_cast<const T*>(task.x) + r * n;
    T* y = static_cast<T*>(task.y) + r * n;
    T mean = 0;
    if (!task.rms) {
      mean = static_cast<T>(sum_of<T>(n, [=](int64_t i, int64_t left) __attribute__((
                                             always_inline)) { return load_row(x + i, left); }) /
                            static_cast<double>(n));
      static_cast<T*>(task.mean)[r] = mean;
    }
    const V centre(mean);
    const double squares =
        sum_of<T>(n, [=](int64_t i, int64_t left) __attribute__((always_inline)) {
          const V d = inside(load_row(x + i, left) - centre, left);
          return d * d;
        });
    if (!(squares < __builtin_inf()) && n > 0) [[unlikely]] {
      row_in_units<T>(task, r);
      continue;
    }
    const T scale = static_cast<T>(1 / __builtin_sqrt(squares / static_cast<double>(n) + task.eps));
    static_cast<T*>(task.scale)[r] = scale;
    const V factor(scale);
    for (int64_t i = 0; i < n; i += V::size) {
      const int64_t left = n - i;
      V v = (load_row(x + i, left) - centre) * factor;
      if (weight) v *= load_row(weight + i, left);
      if (bias) v += load_row(bias + i, left);
      store_part(v, y + i, left);
    }
  }
}

template <class T>
void rows_grad(const RowNormGradTask& task, int64_t from, int64_t to, void* pgweight,
               void* pgbias) {
  using V = Vec<T>;
  const int64_t n = task.n;
  const T* weight = static_cast<const T*>(task.weight);
  T* gweight = static_cast<T*>(pgweight);
  T* gbias = static_cast<T*>(pgbias);
  for (int64_t r = from; r < to; ++r) {
    const T* g = static_cast<const T*>(task.g) + r * n;
    const T* x = static_cast<const T*>(task.x) + r * n;
    const T scale = static_cast<const T*>(task.scale)[r];
    const Normal<T> normal(task.rms ? T(0) : static_cast<const T*>(task.mean)[r], scale);
    const V factor(scale);
    if (gweight) {
      for (int64_t i = 0; i < n; i += V::size) {
        const int64_t left = n - i;
        const V step = load_row(g + i, left) * normal(load_row(x + i, left));
        store_part(load_row(gweight + i, left) + step, gweight + i, left);
      }
    }
    if (gbias) {
      for (int64_t i = 0; i < n; i += V::size) {
        store_part(load_row(gbias + i, n - i) + load_row(g + i, n - i), gbias + i, n - i);
      }
    }
    if (!task.gx) continue;
    const auto weighted = [=](int64_t i, int64_t left) __attribute__((always_inline)) {
      const V v = load_row(g + i, left);
      return weight ? v * load_row(weight + i, left) : v;
    };
    const double total = task.rms ? 0.0 : sum_of<T>(n, weighted);
    const double along = sum_of<T>(n, [=](int64_t i, int64_t left) __attribute__((always_inline)) {
      return weighted(i, left) * normal(load_row(x + i, left));
    });
    const V mean_g(static_cast<T>(total / static_cast<double>(n)));
    const V mean_gx(static_cast<T>(along / static_cast<double>(n)));
    T* gx = static_cast<T*>(task.gx) + r * n;
    for (int64_t i = 0; i < n; i += V::size) {
      const int64_t left = n - i;
      const V along_mean = normal(load_row(x + i, left)) * mean_gx;
      store_part((weighted(i, left) - mean_g - along_mean) * factor, gx + i, left);
    }
  }
}

// A vector of factors: one for a whole run, or one a column.
template <class T>
struct Factor {
  const T* p;
  bool splat;
  CHAINRULE_INLINE Vec<T> at(int64_t i, int64_t left) const {
    return splat ? Vec<T>(*p) : load_row(p + i, left);
  }
};

template <class T>
CHAINRULE_INLINE void run(const T* g, const T* x, T* y, int64_t n, Factor<T> of_g, Factor<T> of_x,
                          Factor<T> rest) {
  using V = Vec<T>;
  for (int64_t i = 0; i < n; i += V::size) {
    const int64_t left = n - i;
    V v = load_row(x + i, left) * of_x.at(i, left) + rest.at(i, left);
    if (g) v += load_row(g + i, left) * of_g.at(i, left);
    store_part(v, y + i, left);
  }
}

// With length 1, [from, to) are rows of `period` columns; otherwise runs.
template <class T>
void runs(const RunTask& task, int64_t from, int64_t to) {
  const T* g = static_cast<const T*>(task.g);
  const T* x = static_cast<const T*>(task.x);
  const T* of_g = static_cast<const T*>(task.of_g);
  const T* of_x = static_cast<const T*>(task.of_x);
  const T* rest = static_cast<const T*>(task.rest);
  T* y = static_cast<T*>(task.y);
  const bool columns = task.length == 1;
  const int64_t n = columns ? task.period : task.length;
  for (int64_t r = from; r < to; ++r) {
    const int64_t c = columns ? 0 : r % task.period;
    const int64_t at = r * n;
    run<T>(g ? g + at : nullptr, x + at, y + at, n, {of_g ? of_g + c : nullptr, !columns},
           {of_x + c, !columns}, {rest + c, !columns});
  }
}

template <class T>
void run_sums(const void* pg, const void* px, const void* pcentre, int64_t length, int64_t period,
              int64_t from, int64_t to, double* sums) {
  using V = Vec<T>;
  const T* centre = static_cast<const T*>(pcentre);
  for (int64_t r = from; r < to; ++r) {
    const T* g = static_cast<const T*>(pg) + r * length;
    const T* x = static_cast<const T*>(px) + r * length;
    const V middle(centre[r % period]);
    double total = 0;
    double along = 0;
    for (int64_t start = 0; start < length; start += kSumBlock) {
      const int64_t end = length - start < kSumBlock ? length : start + kSumBlock;
      V a(0);
      V b(0);
      for (int64_t i = start; i < end; i += V::size) {
        const V v = load_row(g + i, end - i);
        a += v;
        b += v * (load_row(x + i, end - i) - middle);
      }
      total += reduce_sum(a);
      along += reduce_sum(b);
    }
    sums[2 * r] = total;
    sums[2 * r + 1] = along;
  }
}

template <class T>
void column_sums(const void* pg, const void* px, const void* pcentre, int64_t columns, int64_t from,
                 int64_t to, double* sums) {
  using V = Vec<T>;
  const T* centre = static_cast<const T*>(pcentre);
  for (int64_t c = 0; c < columns; c += V::size) {
    const int64_t left = columns - c;
    const int lanes = static_cast<int>(left < V::size ? left : V::size);
    const V middle = load_row(centre + c, left);
    for (int64_t start = from; start < to; start += 256) {
      const int64_t end = to - start < 256 ? to : start + 256;
      V a(0);
      V b(0);
      for (int64_t r = start; r < end; ++r) {
        const V v = load_row(static_cast<const T*>(pg) + r * columns + c, left);
        a += v;
        b += v * (load_row(static_cast<const T*>(px) + r * columns + c, left) - middle);
      }
      for (int k = 0; k < lanes; ++k) {
        sums[2 * (c + k)] += a[k];
        sums[2 * (c + k) + 1] += b[k];
      }
    }
  }
}

}  // namespace

extern constinit const NormKernels norm_kernels_table = {
    {rows<float>, rows<double>},
    {rows_grad<float>, rows_grad<double>},
    {runs<float>, runs<double>},
    {run_sums<float>, run_sums<double>},
    {column_sums<float>, column_sums<double>},
};

}  // namespace chainrule::CHAINRULE_ISA_NS
