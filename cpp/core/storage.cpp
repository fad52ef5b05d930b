// Allocation and release of storages; small ones live behind their header.
#include "core/storage.h"

#include <algorithm>
#include <cstring>

namespace chainrule {

namespace {

// A scalar, or a vector of 32 floats: header and data in one block of the free lists.
constexpr size_t kInlineBytes = 128;
constexpr size_t kHeaderBytes = (sizeof(Storage) + 15) / 16 * 16;

}  // namespace

Ref<Storage> Storage::create(size_t bytes) {
  if (bytes <= kInlineBytes) {
    const size_t room = (bytes + 15) / 16 * 16;
    char* block = static_cast<char*>(allocate(kHeaderBytes + room));
    return Ref<Storage>(::new (block)
                            Storage(block + kHeaderBytes, bytes, static_cast<uint32_t>(room)));
  }
  void* data = allocate(bytes);
  void* block = allocate(kHeaderBytes);
  return Ref<Storage>(::new (block) Storage(data, bytes, 0));
}

Ref<Storage> Storage::borrow(void* data, size_t bytes, std::function<void()> release) {
  void* block = allocate(kHeaderBytes);
  Ref<Storage> storage(::new (block) Storage(data, bytes, 0));
  storage->release_ = std::make_unique<std::function<void()>>(std::move(release));
  return storage;
}

Storage::~Storage() {
  if (release_) {
    (*release_)();
  } else if (data_ != reinterpret_cast<char*>(this) + kHeaderBytes) {
    deallocate(data_, bytes_);
  }
}

void Storage::resize(size_t bytes) {
  if (bytes == bytes_) return;
  void* grown = allocate(bytes);
  std::memcpy(grown, data_, std::min(bytes, bytes_));
  if (release_) {
    (*release_)();
    release_.reset();
  } else if (data_ != reinterpret_cast<char*>(this) + kHeaderBytes) {
    deallocate(data_, bytes_);
  }
  data_ = grown;
  bytes_ = bytes;
}

void destroy(Storage* storage) noexcept {
  const size_t block = kHeaderBytes + storage->inline_bytes_;
  storage->~Storage();
  deallocate(storage, block);
}

}  // namespace chainrule
