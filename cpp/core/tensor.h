// Tensor: a handle on TensorImpl, which is a strided window on a Storage plus what autograd
// remembers of it. Nothing here computes; nothing here knows Python or the graph's nodes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/dtype.h"
#include "core/error.h"
#include "core/ref.h"
#include "core/scalar.h"
#include "core/small_vec.h"
#include "core/storage.h"

namespace chainrule {

/// What the graph attaches to a tensor; defined in graph/meta.h.
struct AutogradMeta;
void destroy_meta(AutogradMeta* meta) noexcept;
struct MetaDeleter {
  void operator()(AutogradMeta* meta) const noexcept { destroy_meta(meta); }
};

struct TensorImpl : RefCounted {
  DType dtype;
  bool contiguous = true;          // row-major without gaps
  bool requires_grad = false;      // a leaf that asks for a gradient, or has a grad_fn
  bool untracked_version = false;  // made by `.data`: writes do not bump the version
  bool inference = false;          // made in inference mode
  bool owns_py_object = false;     // the wrapper lives on although Python has let it go
  int64_t numel = 1;
  int64_t offset = 0;  // in elements
  Dims sizes;
  Dims strides;  // in elements
  Ref<Storage> storage;
  std::unique_ptr<AutogradMeta, MetaDeleter> meta;
  void* py_object = nullptr;  // the wrapper, owned by the bindings

  explicit TensorImpl(DType type) : dtype(type) {}
};

/// Called when a tensor dies whose wrapper it owns (see bindings/tensor_type.cpp).
extern void (*release_py_object)(TensorImpl*) noexcept;
inline void destroy(TensorImpl* impl) noexcept {
  if (impl->py_object) release_py_object(impl);
  delete impl;
}

class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(Ref<TensorImpl> impl) : impl_(std::move(impl)) {}

  bool defined() const noexcept { return static_cast<bool>(impl_); }
  explicit operator bool() const noexcept { return defined(); }
  TensorImpl* impl() const noexcept { return impl_.get(); }
  TensorImpl* operator->() const noexcept { return impl_.get(); }
  bool is_same(const Tensor& other) const noexcept { return impl_ == other.impl_; }
  Ref<TensorImpl>& ref() noexcept { return impl_; }
  uint32_t use_count() const noexcept { return impl_->use_count(); }

  DType dtype() const noexcept { return impl_->dtype; }
  int64_t dim() const noexcept { return static_cast<int64_t>(impl_->sizes.size()); }
  int64_t numel() const noexcept { return impl_->numel; }
  const Dims& sizes() const noexcept { return impl_->sizes; }
  const Dims& strides() const noexcept { return impl_->strides; }
  /// Size of one dimension; negative counts from the end, out of range is an IndexError.
  int64_t size(int64_t d) const;
  int64_t stride(int64_t d) const;
  int64_t offset() const noexcept { return impl_->offset; }
  int64_t item_size() const noexcept { return chainrule::item_size(impl_->dtype); }
  bool is_contiguous() const noexcept { return impl_->contiguous; }
  bool requires_grad() const noexcept { return impl_->requires_grad; }
  const Ref<Storage>& storage() const noexcept { return impl_->storage; }
  uint32_t version() const noexcept { return impl_->storage->version(); }
  void bump_version() const noexcept { bump_version(call_site()); }
  void bump_version(CallSite by) const noexcept {
    if (!impl_->untracked_version) impl_->storage->bump(by);
  }

  /// First element, as bytes or as T.
  char* bytes() const noexcept {
    return static_cast<char*>(impl_->storage->data()) + impl_->offset * item_size();
  }
  template <class T>
  T* data() const noexcept {
    return reinterpret_cast<T*>(bytes());
  }

 private:
  Ref<TensorImpl> impl_;
};

using TensorList = std::vector<Tensor>;
using OptTensor = std::optional<Tensor>;

// ---- shapes ----

/// Product of sizes; an overflow is a RuntimeError.
int64_t count(DimSpan sizes);
Dims contiguous_strides(DimSpan sizes);
bool is_contiguous(DimSpan sizes, DimSpan strides);
/// -1 -> last; out of range is PyTorch's IndexError ("Dimension out of range ...").
int64_t wrap_dim(int64_t dim, int64_t ndim);
/// As a set of dims: wrapped, duplicates refused. Empty means all of them.
Dims wrap_dims(DimSpan dims, int64_t ndim);
/// The common shape of a broadcast; a RuntimeError names both shapes and the dimension.
Dims broadcast_shapes(DimSpan a, DimSpan b);
bool can_expand(DimSpan from, DimSpan to);
/// "[2, 3]"
std::string text(DimSpan dims);

// ---- tensors without history ----

/// Uninitialised, row-major. Negative sizes are a RuntimeError.
Tensor empty(DimSpan sizes, DType dtype);
Tensor empty_strided(DimSpan sizes, DimSpan strides, DType dtype);
/// Memory layout of `like` kept where it is dense (a transposed matrix stays transposed).
Tensor empty_like(const Tensor& like, std::optional<DType> dtype = std::nullopt);
/// Another window on the same storage; no graph.
Tensor alias(const Tensor& base, DimSpan sizes, DimSpan strides, int64_t offset);
/// Same window, same storage, same version counter, no graph.
Tensor shallow(const Tensor& base);
/// Replaces sizes and strides of a tensor in place (resize_, set_, t_, ...).
void set_geometry(const Tensor& t, DimSpan sizes, DimSpan strides, int64_t offset);

}  // namespace chainrule
