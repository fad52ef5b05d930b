// Private to the allocator: blocks up to kMaxSlabBlock, cut from slabs, as every thread sees them.
// What may not live here: per-thread lists (allocator.cpp), larger blocks (large_blocks.cpp).
//
// A slab holds blocks of one size class. Its header is found from a block by masking the address;
// when all blocks are back the slab can serve another class. Slabs come from huge pages: on first
// touch these cost a tenth as much.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "core/allocator.h"

namespace chainrule::detail {

struct Slab;

struct SlabKind {
  size_t bytes;  // and alignment
  bool
      header_outside;  // in the page before, so that blocks near the size of the slab waste nothing
};
inline constexpr std::array<SlabKind, 3> kSlabKinds{{
    {size_t{1} << 16, false},  // blocks up to 4 KiB
    {size_t{1} << 20, false},  // up to 128 KiB
    {size_t{1} << 23, true},   // up to 2 MiB
}};

constexpr size_t slab_kind(size_t block_class) {
  const size_t bytes = class_bytes(block_class);
  return bytes <= (size_t{1} << 12) ? 0 : bytes <= kMaxThreadBlock ? 1 : 2;
}

// Slabs that serve no class. What goes beyond the cache limit is given back to the system.
class SlabPool {
 public:
  Slab* take(size_t kind) noexcept;  // nullptr if the system has no memory
  void give(Slab* slab, size_t kind) noexcept;
  void empty() noexcept;

  uint64_t cached_bytes() const noexcept { return cached_.load(std::memory_order_relaxed); }
  uint64_t reserved_bytes() const noexcept { return reserved_.load(std::memory_order_relaxed); }
  uint64_t system_count() const noexcept { return system_count_.load(std::memory_order_relaxed); }

  void lock() noexcept { mutex_.lock(); }
  void unlock() noexcept { mutex_.unlock(); }

 private:
  bool refill(size_t kind) noexcept;
  void release(Slab* slab, size_t kind) noexcept;

  std::mutex mutex_;
  std::array<Slab*, kSlabKinds.size()> free_{};
  std::array<Slab*, kSlabKinds.size()> discarded_{};  // without pages; they keep their addresses
  std::atomic<uint64_t> cached_{0}, reserved_{0}, system_count_{0};
};

// The blocks of one class. Lists of blocks go in and out, so that a lock serves many of them.
class alignas(kAlignment) SharedList {
 public:
  // At most `wanted` blocks; their number in `got`, 0 if the system has no memory.
  FreeBlock* fetch(SlabPool& pool, size_t block_class, uint32_t wanted, uint32_t& got) noexcept;
  // Returns the number of blocks in the list.
  uint64_t give(SlabPool& pool, size_t block_class, FreeBlock* list) noexcept;
  void give_empty_slabs(SlabPool& pool, size_t block_class) noexcept;

  uint64_t outstanding() const noexcept { return outstanding_.load(std::memory_order_relaxed); }
  void lock() noexcept { mutex_.lock(); }
  void unlock() noexcept { mutex_.unlock(); }

 private:
  bool add_slab(SlabPool& pool, size_t block_class) noexcept;
  void link(Slab* slab) noexcept;
  void unlink(Slab* slab) noexcept;

  std::mutex mutex_;
  Slab* usable_ = nullptr;                // slabs that have free blocks
  std::atomic<uint64_t> outstanding_{0};  // blocks with callers or in threads' lists
};

}  // namespace chainrule::detail
