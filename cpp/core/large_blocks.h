// Private to the allocator: memory from the system, and the bounded cache of blocks above
// kMaxSlabBlock. What may not live here: smaller blocks, per-thread lists.
#pragma once

#include <cstddef>
#include <cstdint>

namespace chainrule::detail {

inline constexpr size_t kHugePage = size_t{1} << 21;
inline constexpr size_t kMostBytes = size_t{1} << 46;  // half of what a user's address can span

size_t page_bytes() noexcept;

// Pages from the system at a multiple of `alignment`, with `before` more bytes of pages in front of
// them; nullptr if there are none. From huge-page alignment on, asks for huge pages.
void* map_pages(size_t bytes, size_t alignment, size_t before) noexcept;
void unmap_pages(void* pages, size_t bytes) noexcept;

// Throws OutOfMemory with the figures at hand.
[[noreturn]] void out_of_memory(size_t bytes);

// A block from the cache or the system; nullptr if the system has none.
void* take_large(size_t bytes) noexcept;
void give_large(void* block, size_t bytes) noexcept;

void empty_large_cache() noexcept;

struct LargeStats {
  uint64_t allocated_bytes, reserved_bytes, live_blocks, allocation_count, system_count;
};
LargeStats large_stats() noexcept;

// Without a lock: bytes in large blocks that callers hold, bytes that are cached, and the limit,
// once cache_limit() has settled it.
uint64_t large_allocated_bytes() noexcept;
uint64_t large_cached_bytes() noexcept;
size_t settled_cache_limit() noexcept;

// The lock is held across fork, so that the child finds the cache whole.
void lock_large_cache() noexcept;
void unlock_large_cache() noexcept;

}  // namespace chainrule::detail
