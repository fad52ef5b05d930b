// Inner loops of recurrent steps. Every element of a row is read once and written once; tails go
// through the same code with part of a vector.
#include "kernels/recurrent.h"

#include "kernels/lanes.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

template <class T>
CHAINRULE_INLINE const T* at(const void* p) {
  return static_cast<const T*>(p);
}
template <class T>
CHAINRULE_INLINE T* at(void* p) {
  return static_cast<T*>(p);
}

// f(j, left) for each vector of a row of h elements.
template <class T, class F>
CHAINRULE_INLINE void each(int64_t h, F f) {
  for (int64_t j = 0; j < h; j += Vec<T>::size) f(j, h - j);
}

template <class T>
void lstm(int64_t rows, int64_t h, void* gates, void* c, void* c_before, void* out) {
  using V = Vec<T>;
  for (int64_t r = 0; r < rows; ++r) {
    T* a = at<T>(gates) + r * 4 * h;
    T* cells = at<T>(c) + r * h;
    T* before = c_before ? at<T>(c_before) + r * h : nullptr;
    T* y = at<T>(out) + r * h;
    each<T>(h, [=](int64_t j, int64_t left) __attribute__((always_inline)) {
      const V i = sigmoid(load_part(a + j, left));
      const V f = sigmoid(load_part(a + h + j, left));
      const V g = tanh(load_part(a + 2 * h + j, left));
      const V o = sigmoid(load_part(a + 3 * h + j, left));
      const V old = load_part(cells + j, left);
      const V now = f * old + i * g;
      if (before) {
        store_part(old, before + j, left);
        store_part(i, a + j, left);
        store_part(f, a + h + j, left);
        store_part(g, a + 2 * h + j, left);
        store_part(o, a + 3 * h + j, left);
      }
      store_part(now, cells + j, left);
      store_part(o * tanh(now), y + j, left);
    });
  }
}

template <class T>
void lstm_grad(int64_t rows, int64_t h, const void* gates, const void* c_before, const void* dh,
               const void* g_out, void* dc, void* dgates) {
  using V = Vec<T>;
  for (int64_t r = 0; r < rows; ++r) {
    const T* a = at<T>(gates) + r * 4 * h;
    const T* before = at<T>(c_before) + r * h;
    const T* from_state = at<T>(dh) + r * h;
    const T* from_output = at<T>(g_out) + r * h;
    T* cells = at<T>(dc) + r * h;
    T* d = at<T>(dgates) + r * 4 * h;
    each<T>(h, [=](int64_t j, int64_t left) __attribute__((always_inline)) {
      const V i = load_part(a + j, left);
      const V f = load_part(a + h + j, left);
      const V g = load_part(a + 2 * h + j, left);
      const V o = load_part(a + 3 * h + j, left);
      const V old = load_part(before + j, left);
      const V t = tanh(f * old + i * g);
      const V dy = load_part(from_state + j, left) + load_part(from_output + j, left);
      const V dnow = load_part(cells + j, left) + dy * o * (V(1) - t * t);
      store_part(dnow * g * i * (V(1) - i), d + j, left);
      store_part(dnow * old * f * (V(1) - f), d + h + j, left);
      store_part(dnow * i * (V(1) - g * g), d + 2 * h + j, left);
      store_part(dy * t * o * (V(1) - o), d + 3 * h + j, left);
      store_part(dnow * f, cells + j, left);
    });
  }
}

template <class T>
void gru(int64_t rows, int64_t h, void* gates, const void* hidden, const void* state, void* out) {
  using V = Vec<T>;
  for (int64_t row = 0; row < rows; ++row) {
    T* a = at<T>(gates) + row * 3 * h;
    const T* b = at<T>(hidden) + row * 3 * h;
    const T* s = at<T>(state) + row * h;
    T* y = at<T>(out) + row * h;
    each<T>(h, [=](int64_t j, int64_t left) __attribute__((always_inline)) {
      const V r = sigmoid(load_part(a + j, left) + load_part(b + j, left));
      const V z = sigmoid(load_part(a + h + j, left) + load_part(b + h + j, left));
      const V n = tanh(load_part(a + 2 * h + j, left) + r * load_part(b + 2 * h + j, left));
      store_part(r, a + j, left);
      store_part(z, a + h + j, left);
      store_part(n, a + 2 * h + j, left);
      store_part(n + z * (load_part(s + j, left) - n), y + j, left);
    });
  }
}

template <class T>
void gru_grad(int64_t rows, int64_t h, const void* gates, const void* hidden, const void* before,
              void* dh, const void* g_out, void* dgates, void* dhidden) {
  using V = Vec<T>;
  for (int64_t row = 0; row < rows; ++row) {
    const T* a = at<T>(gates) + row * 3 * h;
    const T* b = at<T>(hidden) + row * 3 * h;
    const T* s = at<T>(before) + row * h;
    const T* from_output = at<T>(g_out) + row * h;
    T* ds = at<T>(dh) + row * h;
    T* d = at<T>(dgates) + row * 3 * h;
    T* e = at<T>(dhidden) + row * 3 * h;
    each<T>(h, [=](int64_t j, int64_t left) __attribute__((always_inline)) {
      const V r = load_part(a + j, left);
      const V z = load_part(a + h + j, left);
      const V n = load_part(a + 2 * h + j, left);
      const V dy = load_part(ds + j, left) + load_part(from_output + j, left);
      const V dn = dy * (V(1) - z) * (V(1) - n * n);
      const V dz = dy * (load_part(s + j, left) - n) * z * (V(1) - z);
      const V dr = dn * load_part(b + 2 * h + j, left) * r * (V(1) - r);
      store_part(dr, d + j, left);
      store_part(dr, e + j, left);
      store_part(dz, d + h + j, left);
      store_part(dz, e + h + j, left);
      store_part(dn, d + 2 * h + j, left);
      store_part(dn * r, e + 2 * h + j, left);
      store_part(dy * z, ds + j, left);
    });
  }
}

template <class T>
void simple(int64_t n, bool relu, const void* gates, void* out) {
  using V = Vec<T>;
  each<T>(n, [=](int64_t j, int64_t left) __attribute__((always_inline)) {
    const V x = load_part(at<T>(gates) + j, left);
    store_part(relu ? select(x < V(0), V(0), x) : tanh(x), at<T>(out) + j, left);
  });
}

template <class T>
void simple_grad(int64_t n, bool relu, const void* out, const void* dh, const void* g_out,
                 void* dgates) {
  using V = Vec<T>;
  each<T>(n, [=](int64_t j, int64_t left) __attribute__((always_inline)) {
    const V y = load_part(at<T>(out) + j, left);
    const V dy = load_part(at<T>(dh) + j, left) + load_part(at<T>(g_out) + j, left);
    const V d = relu ? select(y <= V(0), V(0), dy) : dy * (V(1) - y * y);
    store_part(d, at<T>(dgates) + j, left);
  });
}

template <class T>
constexpr RecurrentKernel kernel() {
  return {lstm<T>, lstm_grad<T>, gru<T>, gru_grad<T>, simple<T>, simple_grad<T>};
}

}  // namespace

extern constinit const RecurrentKernels recurrent_kernels_table = {
    {kernel<float>(), kernel<double>()}};

}  // namespace chainrule::CHAINRULE_ISA_NS
