// Storage: the bytes that tensors share, and the version counter that tells of in-place changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "core/call_site.h"
#include "core/ref.h"

namespace chainrule {

class Storage : public RefCounted {
 public:
  /// Memory of our own; up to kInlineBytes live in the header's own block (one allocation).
  static Ref<Storage> create(size_t bytes);
  /// Memory of somebody else: `release` runs when the last tensor that uses it goes.
  static Ref<Storage> borrow(void* data, size_t bytes, std::function<void()> release);
  ~Storage();

  void* data() const noexcept { return data_; }
  size_t bytes() const noexcept { return bytes_; }
  uint32_t version() const noexcept { return version_; }
  /// Something was written here, by the line `by`.
  void bump(CallSite by) noexcept {
    ++version_;
    written_by_ = by;
  }
  CallSite written_by() const noexcept { return written_by_; }
  void set_version(uint32_t version) noexcept { version_ = version; }
  bool borrowed() const noexcept { return static_cast<bool>(release_); }
  /// Grows or shrinks in place (the data pointer may move); what fits is kept.
  void resize(size_t bytes);

  // The block's size is not sizeof(Storage): `destroy` hands the whole block back.
  friend void destroy(Storage* storage) noexcept;

 private:
  Storage(void* data, size_t bytes, uint32_t inline_bytes)
      : data_(data), bytes_(bytes), inline_bytes_(inline_bytes) {}

  CallSite written_by_ = 0;
  void* data_;
  size_t bytes_;
  uint32_t version_ = 0;
  uint32_t inline_bytes_;  // room behind the header
  std::unique_ptr<std::function<void()>> release_;
};

void destroy(Storage* storage) noexcept;

}  // namespace chainrule
