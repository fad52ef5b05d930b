// Large blocks are mapped one by one and, when freed, kept in a cache bounded in bytes: touching
// pages for the first time costs several times what the arithmetic on them does. A block has one of
// eight sizes to each doubling and is reused for that size only, so that a sized deallocation knows
// its extent. When the cache is full, the block freed longest ago goes. Links live in free blocks.
#include "core/large_blocks.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <mutex>

#include "core/allocator.h"
#include "core/error.h"
#include "core/system.h"

namespace chainrule {
namespace detail {
namespace {

constexpr size_t kFirstWidth = 21;  // bit width - 1 of kMaxSlabBlock
constexpr size_t kUnsetLimit = SIZE_MAX;
constexpr size_t kBins = (47 - kFirstWidth + 1) * 8;

size_t block_bytes(size_t bytes) {
  const size_t unit = size_t{1} << (std::bit_width(bytes - 1) - 4);
  return (bytes + unit - 1) & ~(unit - 1);
}

size_t bin_of(size_t rounded) {
  const size_t width = static_cast<size_t>(std::bit_width(rounded)) - 1;
  return (width - kFirstWidth) * 8 + ((rounded >> (width - 3)) & 7);
}

struct CachedBlock {
  size_t bytes;
  CachedBlock *newer, *older;          // among all cached blocks
  CachedBlock *bin_newer, *bin_older;  // among those of the same size
};

// Never destroyed: blocks may come back while the process ends.
struct Cache {
  std::mutex mutex;
  std::array<CachedBlock*, kBins> newest_of_bin{};
  CachedBlock* newest = nullptr;
  CachedBlock* oldest = nullptr;
  std::atomic<size_t> limit{kUnsetLimit};  // set when first needed
  uint64_t reserved_bytes = 0;
  uint64_t live_blocks = 0, allocation_count = 0, system_count = 0;
  std::atomic<uint64_t> allocated_bytes{0}, cached_bytes{0};
};

Cache& cache() {
  alignas(Cache) static std::byte storage[sizeof(Cache)];
  static Cache& instance = *::new (storage) Cache;
  return instance;
}

size_t default_limit() {
  if (const auto bytes = count_from_environment("CHAINRULE_CACHE_BYTES", 0)) {
    return static_cast<size_t>(*bytes);
  }
  return static_cast<size_t>(std::min(usable_memory() / 4, uint64_t{4} << 30));
}

void insert(Cache& c, void* memory, size_t bytes) {
  CachedBlock*& bin = c.newest_of_bin[bin_of(bytes)];
  auto* block = ::new (memory) CachedBlock{bytes, nullptr, c.newest, nullptr, bin};
  if (c.newest != nullptr) {
    c.newest->newer = block;
  } else {
    c.oldest = block;
  }
  c.newest = block;
  if (bin != nullptr) {
    bin->bin_newer = block;
  }
  bin = block;
  c.cached_bytes += bytes;
}

void remove(Cache& c, CachedBlock* block) {
  (block->newer != nullptr ? block->newer->older : c.newest) = block->older;
  (block->older != nullptr ? block->older->newer : c.oldest) = block->newer;
  (block->bin_newer != nullptr ? block->bin_newer->bin_older
                               : c.newest_of_bin[bin_of(block->bytes)]) = block->bin_older;
  if (block->bin_older != nullptr) {
    block->bin_older->bin_newer = block->bin_newer;
  }
  c.cached_bytes -= block->bytes;
}

// Takes the oldest blocks out until `bytes` or less remain and returns them as a list through
// `older`.
CachedBlock* evict_down_to(Cache& c, size_t bytes) {
  CachedBlock* evicted = nullptr;
  while (c.cached_bytes > bytes) {
    CachedBlock* block = c.oldest;
    remove(c, block);
    c.reserved_bytes -= block->bytes;
    block->older = evicted;
    evicted = block;
  }
  return evicted;
}

void unmap_list(CachedBlock* block) noexcept {  // outside the lock: the system takes its time
  while (block != nullptr) {
    CachedBlock* next = block->older;
    unmap_pages(block, block->bytes);
    block = next;
  }
}

}  // namespace

size_t page_bytes() noexcept {
  static const auto bytes = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

void* map_pages(size_t bytes, size_t alignment, size_t before) noexcept {
  const size_t whole = before + bytes + alignment;  // room to shift to the alignment
  void* raw = mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (raw == MAP_FAILED) {
    return nullptr;
  }
  auto* const begin = static_cast<std::byte*>(raw);
  const size_t used = reinterpret_cast<uintptr_t>(raw) + before;
  const size_t shift = (alignment - used % alignment) % alignment;
  auto* const pages = begin + shift + before;
  if (shift != 0) {
    munmap(begin, shift);
  }
  if (shift != alignment) {
    munmap(pages + bytes, alignment - shift);
  }
#ifdef MADV_HUGEPAGE
  if (alignment >= kHugePage) {
    madvise(pages, bytes, MADV_HUGEPAGE);  // a wish: systems without huge pages say no
  }
#endif
  return pages;
}

void unmap_pages(void* pages, size_t bytes) noexcept { munmap(pages, bytes); }

void out_of_memory(size_t bytes) {
  const MemoryStats stats = memory_stats();
  const auto mib = [](uint64_t count) { return static_cast<double>(count >> 10) / 1024; };
  fail<OutOfMemory>("out of memory: could not allocate ", bytes, " bytes (", mib(bytes),
                    " MiB); tensors and graph hold ", mib(stats.allocated_bytes), " MiB of the ",
                    mib(usable_memory()),
                    " MiB that this process may use. Use smaller sizes or batches, or free results "
                    "(and their graphs) that are no longer needed");
}

void* take_large(size_t bytes) noexcept {
  if (bytes > kMostBytes - kHugePage) {
    return nullptr;
  }
  cache_limit();  // settles the limit, which give_large may not: it might warn about the
                  // environment
  const size_t rounded = block_bytes(bytes);
  Cache& c = cache();
  {
    const std::lock_guard lock(c.mutex);
    if (CachedBlock* block = c.newest_of_bin[bin_of(rounded)]) {
      remove(c, block);
      ++c.live_blocks;
      ++c.allocation_count;
      c.allocated_bytes.fetch_add(bytes, std::memory_order_relaxed);
      return block;
    }
  }
  void* block = map_pages(rounded, kHugePage, 0);
  if (block != nullptr) {
    const std::lock_guard lock(c.mutex);
    ++c.live_blocks;
    ++c.allocation_count;
    ++c.system_count;
    c.reserved_bytes += rounded;
    c.allocated_bytes.fetch_add(bytes, std::memory_order_relaxed);
  }
  return block;
}

void give_large(void* block, size_t bytes) noexcept {
  const size_t rounded = block_bytes(bytes);
  Cache& c = cache();
  const size_t limit = settled_cache_limit();
  const bool keep = rounded <= limit;
  CachedBlock* evicted = nullptr;
  {
    const std::lock_guard lock(c.mutex);
    --c.live_blocks;
    c.allocated_bytes.fetch_sub(bytes, std::memory_order_relaxed);
    if (keep) {
      insert(c, block, rounded);
      evicted = evict_down_to(c, limit);
    } else {
      c.reserved_bytes -= rounded;
    }
  }
  unmap_list(evicted);
  if (!keep) {
    unmap_pages(block, rounded);
  }
}

void empty_large_cache() noexcept {
  Cache& c = cache();
  CachedBlock* evicted = nullptr;
  {
    const std::lock_guard lock(c.mutex);
    evicted = evict_down_to(c, 0);
  }
  unmap_list(evicted);
}

LargeStats large_stats() noexcept {
  Cache& c = cache();
  const std::lock_guard lock(c.mutex);
  return {c.allocated_bytes.load(std::memory_order_relaxed), c.reserved_bytes, c.live_blocks,
          c.allocation_count, c.system_count};
}

uint64_t large_allocated_bytes() noexcept {
  return cache().allocated_bytes.load(std::memory_order_relaxed);
}

uint64_t large_cached_bytes() noexcept {
  return cache().cached_bytes.load(std::memory_order_relaxed);
}

size_t settled_cache_limit() noexcept { return cache().limit.load(std::memory_order_relaxed); }

void lock_large_cache() noexcept { cache().mutex.lock(); }
void unlock_large_cache() noexcept { cache().mutex.unlock(); }

}  // namespace detail

size_t cache_limit() {
  std::atomic<size_t>& limit = detail::cache().limit;
  const size_t current = limit.load(std::memory_order_relaxed);
  if (current != detail::kUnsetLimit) {
    return current;
  }
  size_t unset = detail::kUnsetLimit;
  limit.compare_exchange_strong(unset, detail::default_limit());
  return limit.load(std::memory_order_relaxed);
}

void set_cache_limit(size_t bytes) {
  detail::Cache& c = detail::cache();
  detail::CachedBlock* evicted = nullptr;
  {
    const std::lock_guard lock(c.mutex);
    c.limit.store(std::min(bytes, detail::kUnsetLimit - 1), std::memory_order_relaxed);
    evicted = detail::evict_down_to(c, bytes);
  }
  detail::unmap_list(evicted);
}

}  // namespace chainrule
