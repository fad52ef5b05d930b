// Memory of everything that comes and goes by the thousand: tensor headers, graph nodes, buffers.
// What lives here: allocate, deallocate and the figures about them. What may not: tensors,
// reference counts, zeroing.
//
// Blocks come in size classes, cut from slabs that all threads share (slabs.h). Of the smaller ones
// each thread keeps free blocks in lists of its own: a hit is a few instructions, inlined below. A
// list is a pair of magazines as in Bonwick & Adams, "Magazines and Vmem" (USENIX 2001), so that no
// pattern of calls goes to the shared side every time. Blocks above kMaxSlabBlock are mapped one by
// one and kept in a bounded cache (large_blocks.h). Any thread may free any block.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace chainrule {

inline constexpr size_t kAlignment = 64;                    // a cache line, a full vector
inline constexpr size_t kMaxThreadBlock = size_t{1} << 17;  // above, threads keep no lists
inline constexpr size_t kMaxSlabBlock = size_t{1} << 21;    // above, blocks are mapped one by one

namespace detail {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kUseSystemAllocator = true;  // so that AddressSanitizer sees every block
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
inline constexpr bool kUseSystemAllocator = true;
#else
inline constexpr bool kUseSystemAllocator = false;
#endif
#else
inline constexpr bool kUseSystemAllocator = false;
#endif

// Classes 1 to 16 are the multiples of 64 up to 1024; above, four to each doubling. Class 0 (no
// bytes at all) has no blocks: it always takes the slow path, which answers nullptr.
inline constexpr size_t kLinearLimit = 1024;

constexpr size_t size_class(size_t bytes) {
  if (bytes <= kLinearLimit) {
    return (bytes + kAlignment - 1) / kAlignment;
  }
  const size_t last = bytes - 1;
  const size_t doubling = static_cast<size_t>(std::bit_width(last)) - 11;  // 0 for 1025..2048
  return 17 + 4 * doubling + ((last >> (doubling + 8)) & 3);
}

constexpr size_t class_bytes(size_t block_class) {
  if (block_class <= 16) {
    return block_class * kAlignment;
  }
  const size_t doubling = (block_class - 17) / 4, step = (block_class - 17) % 4 + 1;
  return (kLinearLimit + step * (kLinearLimit / 4)) << doubling;
}

inline constexpr size_t kThreadClasses = size_class(kMaxThreadBlock) + 1;
inline constexpr size_t kSlabClasses = size_class(kMaxSlabBlock) + 1;
static_assert(class_bytes(kThreadClasses - 1) == kMaxThreadBlock);
static_assert(class_bytes(kSlabClasses - 1) == kMaxSlabBlock);

struct FreeBlock {
  FreeBlock* next;
};

struct FreeList {
  FreeBlock* head = nullptr;
  // Only the owner writes. Atomic because memory_stats() in another thread reads it.
  std::atomic<uint32_t> count{0};
  uint32_t capacity = 0;
};

struct ThreadCache {
  std::array<FreeList, kThreadClasses> lists;
  std::atomic<uint64_t> allocations{0};  // hits; written by the owner alone
};

// Points to an empty cache without capacity until the thread's first slow call, and again after its
// last.
#if defined(__ELF__)
[[gnu::tls_model("initial-exec")]]
#endif
extern constinit thread_local ThreadCache* thread_cache;

void* allocate_slow(size_t bytes);
void deallocate_slow(void* block, size_t bytes) noexcept;

}  // namespace detail

// At least `bytes` bytes, aligned to kAlignment (to 2 MiB from 2 MiB on), with unspecified content.
// No bytes: nullptr. Throws OutOfMemory.
inline void* allocate(size_t bytes) {
  if constexpr (!detail::kUseSystemAllocator) {
    if (bytes <= kMaxThreadBlock) [[likely]] {
      detail::ThreadCache& cache = *detail::thread_cache;
      detail::FreeList& list = cache.lists[detail::size_class(bytes)];
      if (detail::FreeBlock* block = list.head) [[likely]] {
        list.head = block->next;
        list.count.store(list.count.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
        cache.allocations.store(cache.allocations.load(std::memory_order_relaxed) + 1,
                                std::memory_order_relaxed);
        return block;
      }
    }
  }
  return detail::allocate_slow(bytes);
}

// Gives back a block; `bytes` is what allocate was asked for. nullptr with 0 bytes is fine.
inline void deallocate(void* block, size_t bytes) noexcept {
  if constexpr (!detail::kUseSystemAllocator) {
    if (bytes <= kMaxThreadBlock) [[likely]] {
      detail::FreeList& list = detail::thread_cache->lists[detail::size_class(bytes)];
      const uint32_t count = list.count.load(std::memory_order_relaxed);
      if (count < list.capacity) [[likely]] {
        list.head = ::new (block) detail::FreeBlock{list.head};
        list.count.store(count + 1, std::memory_order_relaxed);
        return;
      }
    }
  }
  detail::deallocate_slow(block, bytes);
}

struct MemoryStats {
  uint64_t allocated_bytes =
      0;                    // in blocks that callers hold, those from slabs at their class size
  uint64_t peak_bytes = 0;  // the most allocated_bytes has been, but for what threads' lists held
  uint64_t reserved_bytes = 0;           // obtained from the system and not given back
  uint64_t cached_bytes = 0;             // reserved_bytes that callers do not hold
  uint64_t live_blocks = 0;              // blocks that callers hold
  uint64_t allocation_count = 0;         // blocks handed out so far
  uint64_t system_allocation_count = 0;  // times that the system was asked for memory
};

// Figures of all threads together. They are exact while no other thread allocates.
MemoryStats memory_stats();

// Sets peak_bytes to what is allocated now.
void reset_peak();

// Gives back to the system what is cached, except what the lists of other threads hold (a few MiB
// each at most) and slabs that still hold a live block.
void empty_cache();

// Most bytes kept for reuse in blocks and slabs without a live block. By default the environment's
// CHAINRULE_CACHE_BYTES, else a quarter of the memory this process may use, at most 4 GiB. Lowering
// it takes effect on blocks above kMaxSlabBlock at once, on the rest as it is freed.
size_t cache_limit();
void set_cache_limit(size_t bytes);

}  // namespace chainrule
