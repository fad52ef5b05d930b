// Result types, broadcasting and the call of the kernel.
#include "ops/pointwise/driver.h"

#include <cstring>

#include "core/thread_pool.h"
#include "kernels/move.h"
#include "kernels/strided.h"
#include "ops/creation.h"

namespace chainrule {

namespace {

/// PyTorch's three priorities: tensors with dimensions, then 0-dimensional ones, then numbers. A
/// lower one only counts when its category is higher (documentation, "Type promotion").
struct Promotion {
  std::optional<DType> dims, zero, number;

  void see(const Operand& operand) {
    if (!operand.is_tensor()) {
      merge(number, operand.scalar().dtype());
    } else {
      merge(operand.tensor().dim() > 0 ? dims : zero, operand.tensor().dtype());
    }
  }
  static void merge(std::optional<DType>& into, DType d) { into = into ? promote(*into, d) : d; }
  static std::optional<DType> combine(std::optional<DType> high, std::optional<DType> low) {
    if (!high) return low;
    if (!low || category(*low) <= category(*high)) return high;
    if (is_complex(*low)) return is_floating(*high) ? complex_of(*high) : low;
    return promote(*high, *low);
  }
  DType result() const { return *combine(dims, combine(zero, number)); }
};

[[noreturn]] void no_kernel(const PointwiseInfo& info, DType dtype) {
  fail<NotImplementedError>(
      "\"", info.name, "\" not implemented for '", kDTypes[static_cast<size_t>(dtype)].legacy,
      "': it takes other element types; convert the input first, as in x.float()");
}

/// The kernel for tensors of `dtype`, which computes in compute_dtype(dtype).
ChunkFn kernel_for(const PointwiseInfo& info, DType dtype) {
  const ChunkFn f = info.forward[static_cast<size_t>(compute_dtype(dtype))];
  if (!f) [[unlikely]]
    no_kernel(info, dtype);
  return f;
}

/// A number as an element of `dtype`, in the type `compute`.
struct ScalarBytes {
  alignas(16) char bytes[16];
  ScalarBytes(const Scalar& value, DType dtype) {
    visit_all(dtype, [&]<class T>(T) {
      if constexpr (std::is_same_v<T, uint64_t>) {
        if (!value.is_integral() && value.to_double() >= 0x1p63)
          return set(value.to_double() < 0x1p64 ? static_cast<T>(value.to_double()) : T{});
      }
      set(value.to<T>());
    });
  }
  ScalarBytes(const Scalar& value, DType dtype, DType compute)
      : ScalarBytes(dtype == DType::uint16   ? Scalar(value.to<uint16_t>())
                    : dtype == DType::uint32 ? Scalar(value.to<uint32_t>())
                                             : value,
                    compute) {}

 private:
  template <class T>
  void set(T x) {
    std::memcpy(bytes, &x, sizeof(T));
  }
};

bool same_layout(const Tensor& a, const Tensor& b) {
  return a.sizes() == b.sizes() && a.is_contiguous() && b.is_contiguous();
}

/// Strides of `t` as seen from a broadcast shape.
Dims broadcast_strides(const Tensor& t, DimSpan shape) {
  Dims strides(shape.size(), 0);
  const size_t lead = shape.size() - t.sizes().size();
  for (size_t d = 0; d < t.sizes().size(); ++d)
    strides[lead + d] = t.sizes()[d] == 1 ? 0 : t.strides()[d];
  return strides;
}

/// The result of a predicate is bool; anything else has the type that was computed.
DType output_dtype(const PointwiseInfo& info, DType result) {
  return info.predicate ? DType::bool_ : result;
}

Tensor make_output(Destination out, DimSpan shape, DType dtype,
                   std::initializer_list<const Tensor*> like) {
  if (out) return *out;
  // Dense inputs of the result's shape lend it their memory order.
  for (const Tensor* t : like) {
    if (t && t->defined() && !t->is_contiguous() &&
        t->dim() == static_cast<int64_t>(shape.size()) &&
        std::equal(shape.begin(), shape.end(), t->sizes().begin())) {
      return empty_like(*t, dtype);
    }
    if (t && t->defined() && t->dim() == static_cast<int64_t>(shape.size()) && t->is_contiguous())
      break;
  }
  return empty(shape, dtype);
}

struct Operands {
  ElementwiseOperand list[kMaxOperands];
  Dims strides[kMaxOperands];
  size_t count = 0;

  void add(const Tensor& t, DType compute, DimSpan shape) {
    const bool plain = t.is_contiguous() && t.sizes().size() == shape.size() &&
                       std::equal(shape.begin(), shape.end(), t.sizes().begin());
    ElementwiseOperand& o = list[count];
    o = {t.bytes(), t.dtype(), compute, nullptr, false};
    if (!plain) {
      if (t.numel() == 1) {
        o.scalar = true;
      } else {
        strides[count] = broadcast_strides(t, shape);
        o.strides = strides[count].data();
      }
    }
    ++count;
  }
  void add(const ScalarBytes& s, DType dtype) {
    list[count++] = {const_cast<char*>(s.bytes), dtype, dtype, nullptr, true};
  }
};

}  // namespace

DType result_type(const Operand& a, const Operand& b) {
  if (a.is_tensor() && b.is_tensor() && a.tensor().dtype() == b.tensor().dtype())
    return a.tensor().dtype();
  Promotion promotion;
  promotion.see(a);
  promotion.see(b);
  return promotion.result();
}

Tensor run_unary(const PointwiseInfo& info, const void* params, const Tensor& x,
                 Destination destination) {
  DType result = x.dtype();
  if (info.result == Result::floating && is_integral(result)) result = default_dtype();
  const DType compute = compute_dtype(result);
  const Kernel kernel{info.name, kernel_for(info, result), params};
  const Tensor out = make_output(destination, x.sizes(), output_dtype(info, result), {&x});
  const DType out_compute = info.predicate ? DType::bool_ : compute;
  if (x.is_contiguous() && out.is_contiguous() && x.dtype() == compute &&
      out.dtype() == out_compute && x.numel() <= kElementwiseGrain && !launch_listener) {
    char* pointers[2] = {out.bytes(), x.bytes()};
    if (x.numel() > 0) kernel.function(x.numel(), pointers, 0, params);
    return out;
  }
  Operands operands;
  operands.add(out, out_compute, x.sizes());
  operands.add(x, compute, x.sizes());
  run_elementwise(kernel, x.sizes(), {operands.list, operands.count});
  return out;
}

Tensor run_binary(const PointwiseInfo& info, const void* params, const Operand& a, const Operand& b,
                  Destination destination) {
  DType result = result_type(a, b);
  if (info.result == Result::floating && is_integral(result)) result = default_dtype();
  const DType compute = compute_dtype(result);
  const Kernel kernel{info.name, kernel_for(info, result), params};
  const DType out_dtype = output_dtype(info, result);
  const DType out_compute = info.predicate ? DType::bool_ : compute;

  if (a.is_tensor() && b.is_tensor()) {
    const Tensor &x = a.tensor(), &y = b.tensor();
    if (x.dtype() == compute && y.dtype() == compute && same_layout(x, y) &&
        x.numel() <= kElementwiseGrain && !destination && !launch_listener) [[likely]] {
      Tensor out = empty(x.sizes(), out_dtype);
      if (x.numel() > 0) {
        char* pointers[3] = {out.bytes(), x.bytes(), y.bytes()};
        kernel.function(x.numel(), pointers, 0, params);
      }
      return out;
    }
    const Dims shape = x.sizes() == y.sizes() ? x.sizes() : broadcast_shapes(x.sizes(), y.sizes());
    const Tensor out = make_output(destination, shape, out_dtype, {&x, &y});
    Operands operands;
    operands.add(out, out_compute, shape);
    operands.add(x, compute, shape);
    operands.add(y, compute, shape);
    run_elementwise(kernel, shape, {operands.list, operands.count});
    return out;
  }
  const bool first = a.is_tensor();
  check(first || b.is_tensor(), info.name, ": at least one operand must be a tensor");
  const Tensor& x = first ? a.tensor() : b.tensor();
  const ScalarBytes number(first ? b.scalar() : a.scalar(), result, compute);
  if (x.is_contiguous() && x.dtype() == compute && x.numel() <= kElementwiseGrain && !destination &&
      !launch_listener) [[likely]] {
    Tensor out = empty(x.sizes(), out_dtype);
    if (x.numel() > 0) {
      char* const value = const_cast<char*>(number.bytes);
      char* pointers[3] = {out.bytes(), first ? x.bytes() : value, first ? value : x.bytes()};
      kernel.function(x.numel(), pointers, first ? 1u << 2 : 1u << 1, params);
    }
    return out;
  }
  const Tensor out = make_output(destination, x.sizes(), out_dtype, {&x});
  Operands operands;
  operands.add(out, out_compute, x.sizes());
  if (!first) operands.add(number, compute);
  operands.add(x, compute, x.sizes());
  if (first) operands.add(number, compute);
  run_elementwise(kernel, x.sizes(), {operands.list, operands.count});
  return out;
}

Tensor run_ternary(const PointwiseInfo& info, const void* params, const Tensor& a, const Tensor& b,
                   const Tensor& c) {
  Promotion promotion;
  promotion.see(a);
  promotion.see(b);
  promotion.see(c);
  const DType result = promotion.result();
  const DType compute = compute_dtype(result);
  const Kernel kernel{info.name, kernel_for(info, result), params};
  const Dims shape = broadcast_shapes(broadcast_shapes(a.sizes(), b.sizes()), c.sizes());
  const Tensor out = make_output(nullptr, shape, result, {&a, &b, &c});
  Operands operands;
  operands.add(out, compute, shape);
  for (const Tensor* t : {&a, &b, &c}) operands.add(*t, compute, shape);
  run_elementwise(kernel, shape, {operands.list, operands.count});
  return out;
}

Tensor run_unary_grad(const char* name, const ChunkFn* kernels, const void* params, const Tensor& g,
                      const Tensor& x, const Tensor& y) {
  const DType compute = compute_dtype(g.dtype());
  const ChunkFn function = kernels[static_cast<size_t>(compute)];
  check(function != nullptr, name, ": no derivative for elements of type ", full_name(g.dtype()));
  const Kernel kernel{name, function, params, true};
  const Tensor out = make_output(nullptr, g.sizes(), g.dtype(), {&g});
  Operands operands;
  for (const Tensor* t : {&out, &g, &x, &y}) operands.add(*t, compute, g.sizes());
  run_elementwise(kernel, g.sizes(), {operands.list, operands.count});
  return out;
}

Tensor where(const Tensor& condition, const Operand& a, const Operand& b) {
  check(condition.dtype() == DType::bool_ || condition.dtype() == DType::uint8,
        "where expected condition to be a boolean tensor, but got a tensor with dtype ",
        full_name(condition.dtype()));
  const DType dtype = result_type(a, b);
  Dims shape = condition.sizes();
  for (const Operand* o : {&a, &b}) {
    if (o->is_tensor() && o->tensor().sizes() != shape)
      shape = broadcast_shapes(shape, o->tensor().sizes());
  }
  Tensor out =
      make_output(nullptr, shape, dtype,
                  {a.is_tensor() ? &a.tensor() : nullptr, b.is_tensor() ? &b.tensor() : nullptr});
  for (const Operand* o : {&a, &b}) {
    if (!o->is_tensor() && is_integral(dtype)) check_representable(o->scalar(), dtype);
  }
  const ScalarBytes number_a(a.is_tensor() ? Scalar() : a.scalar(), dtype),
      number_b(b.is_tensor() ? Scalar() : b.scalar(), dtype);
  Operands operands;
  operands.add(out, dtype, shape);
  operands.add(condition, DType::bool_, shape);
  a.is_tensor() ? operands.add(a.tensor(), dtype, shape) : operands.add(number_a, dtype);
  b.is_tensor() ? operands.add(b.tensor(), dtype, shape) : operands.add(number_b, dtype);
  run_elementwise({"where", select().by_dtype[static_cast<size_t>(dtype)], nullptr}, shape,
                  {operands.list, operands.count});
  const Tensor ta = a.is_tensor() ? a.tensor() : Tensor(),
               tb = b.is_tensor() ? b.tensor() : Tensor();
  if (any_requires_grad(ta, tb)) {
    record("WhereBackward0", out, {ta, tb}, {condition}, [](const Backward& g) -> Grads {
      const Tensor mask = g.saved(0);
      return {g.needs(0) ? where(mask, g.grad(), Scalar(0)) : Tensor(),
              g.needs(1) ? where(mask, Scalar(0), g.grad()) : Tensor()};
    });
  }
  return out;
}

namespace {
/// Copies bytes: conversion happens in the driver's chunks.
template <class T>
void copy_chunk(int64_t n, char* const* p, unsigned splat, const void*) {
  T* out = reinterpret_cast<T*>(p[0]);
  const T* in = reinterpret_cast<const T*>(p[1]);
  if (splat) {
    move_fill(sizeof(T), n, out, in);
  } else {
    std::memcpy(out, in, static_cast<size_t>(n) * sizeof(T));
  }
}

Kernel copy_kernel(DType dtype) {
  return {"copy", visit_size(item_size(dtype), []<class T>(T) -> ChunkFn { return copy_chunk<T>; }),
          nullptr};
}
}  // namespace

/// Is `to` `from` over and over, without gaps, as where a bias goes to every row?
static bool is_small_stack(const Tensor& to, const Tensor& from) {
  return to.dtype() == from.dtype() && to.is_contiguous() && from.is_contiguous() &&
         from.numel() > 1 && to.numel() <= kElementwiseGrain && from.dim() <= to.dim() &&
         std::equal(from.sizes().begin(), from.sizes().end(), to.sizes().end() - from.dim()) &&
         !launch_listener;
}

void copy_into(const Tensor& to, const Tensor& from) {
  if (to.numel() == 0) return;
  if (to.dtype() == from.dtype() && same_layout(to, from) && to.numel() <= kElementwiseGrain) {
    std::memmove(to.bytes(), from.bytes(), static_cast<size_t>(to.numel() * to.item_size()));
    return;
  }
  if (is_small_stack(to, from)) {
    const auto block = static_cast<size_t>(from.numel() * from.item_size());
    const char* end = to.bytes() + to.numel() * to.item_size();
    for (char* p = to.bytes(); p != end; p += block) std::memmove(p, from.bytes(), block);
    return;
  }
  Operands operands;
  operands.add(to, to.dtype(), to.sizes());
  operands.add(from, to.dtype(), to.sizes());
  if (operands.list[0].scalar) {  // one element through any strides is one contiguous element
    operands.list[0].scalar = false;
  }
  const Kernel kernel = copy_kernel(to.dtype());
  if (to.dtype() != from.dtype()) {
    run_elementwise(kernel, to.sizes(), {operands.list, operands.count});
    return;
  }
  if (launch_listener) [[unlikely]]
    launch_listener({kernel, to.sizes(), {operands.list, operands.count}});
  const LongWork unlocked(to.numel() > kElementwiseGrain);
  copy_strided(to.item_size(), to.sizes(), to.bytes(), to.strides(), from.bytes(),
               broadcast_strides(from, to.sizes()));
}

void fill_into(const Tensor& to, const Scalar& value) {
  if (to.numel() == 0) return;
  const ScalarBytes number(value, to.dtype());
  Operands operands;
  operands.add(to, to.dtype(), to.sizes());
  operands.list[0].scalar = false;
  operands.add(number, to.dtype());
  run_elementwise(copy_kernel(to.dtype()), to.sizes(), {operands.list, operands.count});
}

void add_into(const Tensor& to, const Tensor& from) {
  static const PointwiseInfo info = detail::info_of<Add>("add", binary());
  const DType compute = compute_dtype(to.dtype());
  const Add op;
  const Kernel kernel{"add", kernel_for(info, to.dtype()), &op};
  Operands operands;
  operands.add(to, compute, to.sizes());
  operands.list[0].scalar = false;
  operands.add(to, compute, to.sizes());
  operands.add(from, compute, to.sizes());
  run_elementwise(kernel, to.sizes(), {operands.list, operands.count});
}

void resize_into(const Tensor& t, DimSpan sizes) {
  const int64_t numel = count(sizes);
  const Dims shape(sizes);
  int64_t extent = 0;
  const bool overflow = __builtin_add_overflow(t.offset(), numel, &extent) ||
                        __builtin_mul_overflow(extent, t.item_size(), &extent);
  check(!overflow, "Storage size calculation overflowed with sizes=", sizes);
  const auto bytes = static_cast<size_t>(extent);
  if (t.storage()->bytes() < bytes) {
    check(!t.storage()->borrowed(),
          "Trying to resize storage that is not resizable: it belongs to somebody else (a NumPy "
          "array?)");
    t.storage()->resize(bytes);
  }
  set_geometry(t, shape, contiguous_strides(shape), t.offset());
}

Tensor full(DimSpan sizes, const Scalar& value, DType dtype) {
  Tensor out = empty(sizes, dtype);
  fill_into(out, value);
  return out;
}

Tensor full_like(const Tensor& x, const Scalar& value) {
  Tensor out = empty_like(x);
  fill_into(out, value);
  return out;
}

}  // namespace chainrule
