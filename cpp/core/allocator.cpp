// The lists of each thread, and the figures. Slabs behind them: slabs.cpp; larger blocks:
// large_blocks.cpp.
#include "core/allocator.h"

#include <pthread.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <new>
#include <utility>

#include "core/large_blocks.h"
#include "core/slabs.h"

namespace chainrule {
namespace detail {
namespace {

constexpr size_t kMagazineBytes = size_t{1} << 17;  // threads hold up to two for each class
constexpr uint32_t kMaxBatch = 64;  // blocks fetched at a time, so that a short program stays small

constexpr uint32_t magazine_size(size_t index) {
  return static_cast<uint32_t>(std::clamp<size_t>(kMagazineBytes / class_bytes(index), 2, 512));
}

// What a thread keeps beside its lists: a full magazine of each class, and its place among the
// threads.
struct OwnedCache : ThreadCache {
  std::array<FreeBlock*, kThreadClasses> spare{};
  std::array<std::atomic<uint32_t>, kThreadClasses> spare_count{};
  OwnedCache *next = nullptr, *previous = nullptr;

  uint64_t free_blocks(size_t index) const noexcept {
    return uint64_t{lists[index].count.load(std::memory_order_relaxed)} +
           spare_count[index].load(std::memory_order_relaxed);
  }
  uint64_t free_bytes() const noexcept {
    uint64_t bytes = 0;
    for (size_t index = 1; index < kThreadClasses; ++index) {
      bytes += free_blocks(index) * class_bytes(index);
    }
    return bytes;
  }
};

// All that is shared. Never destroyed: blocks may come back while the process ends.
struct Shared {
  std::array<SharedList, kSlabClasses> lists;
  SlabPool pool;
  std::mutex threads_mutex;
  OwnedCache* threads = nullptr;
  std::atomic<uint64_t> small_bytes{0};        // in small blocks with callers or in threads' lists
  std::atomic<uint64_t> other_allocations{0};  // by threads that ended or have no lists
  std::atomic<uint64_t> peak{0};
  std::atomic<uint64_t> system_bytes{0}, system_blocks{0}, system_count{0};  // kUseSystemAllocator
};

Shared& shared() noexcept;

void lock_all() {
  Shared& s = shared();
  s.threads_mutex.lock();
  for (SharedList& list : s.lists) {
    list.lock();
  }
  s.pool.lock();
  lock_large_cache();
}

void unlock_all() {
  Shared& s = shared();
  unlock_large_cache();
  s.pool.unlock();
  for (SharedList& list : s.lists) {
    list.unlock();
  }
  s.threads_mutex.unlock();
}

Shared& shared() noexcept {
  alignas(Shared) static std::byte storage[sizeof(Shared)];
  static Shared& instance = []() -> Shared& {
    auto* made = ::new (storage) Shared;
    pthread_atfork(&lock_all, &unlock_all, &unlock_all);  // so that a child finds everything whole
    return *made;
  }();
  return instance;
}

FreeBlock* fetch(Shared& s, size_t index, uint32_t wanted, uint32_t& got) noexcept {
  FreeBlock* list = s.lists[index].fetch(s.pool, index, wanted, got);
  s.small_bytes.fetch_add(got * class_bytes(index), std::memory_order_relaxed);
  return list;
}

void give(Shared& s, size_t index, FreeBlock* list) noexcept {
  if (list != nullptr) {
    const uint64_t count = s.lists[index].give(s.pool, index, list);
    s.small_bytes.fetch_sub(count * class_bytes(index), std::memory_order_relaxed);
  }
}

void give_lists(Shared& s, OwnedCache& cache) noexcept {
  for (size_t index = 1; index < kThreadClasses; ++index) {
    FreeList& list = cache.lists[index];
    give(s, index, std::exchange(list.head, nullptr));
    list.count.store(0, std::memory_order_relaxed);
    give(s, index, std::exchange(cache.spare[index], nullptr));
    cache.spare_count[index].store(0, std::memory_order_relaxed);
  }
}

constinit ThreadCache no_lists{};  // has no capacity: every call goes the slow way

constinit thread_local bool lists_ended = false;

struct GivesListsBack {
  ~GivesListsBack();
};

// The calling thread's lists, made when first needed; nullptr for a thread that is ending.
OwnedCache* own_cache() noexcept {
  if (thread_cache != &no_lists) {
    return static_cast<OwnedCache*>(thread_cache);
  }
  if (lists_ended) {
    return nullptr;
  }
  auto* cache = new (std::nothrow) OwnedCache;
  if (cache == nullptr) {
    return nullptr;
  }
  for (size_t index = 1; index < kThreadClasses; ++index) {
    cache->lists[index].capacity = magazine_size(index);
  }
  static thread_local GivesListsBack at_thread_exit;
  Shared& s = shared();
  const std::lock_guard lock(s.threads_mutex);
  cache->next = s.threads;
  if (s.threads != nullptr) {
    s.threads->previous = cache;
  }
  s.threads = cache;
  thread_cache = cache;
  return cache;
}

GivesListsBack::~GivesListsBack() {
  lists_ended = true;
  auto* cache = static_cast<OwnedCache*>(std::exchange(thread_cache, &no_lists));
  Shared& s = shared();
  give_lists(s, *cache);
  const std::lock_guard lock(s.threads_mutex);
  (cache->previous != nullptr ? cache->previous->next : s.threads) = cache->next;
  if (cache->next != nullptr) {
    cache->next->previous = cache->previous;
  }
  s.other_allocations.fetch_add(cache->allocations.load(std::memory_order_relaxed),
                                std::memory_order_relaxed);
  delete cache;
}

// A block for a list that is empty: the spare magazine, else a batch from the shared list.
void* refill(Shared& s, OwnedCache& cache, size_t index) noexcept {
  FreeList& list = cache.lists[index];
  uint32_t got = 0;
  if (cache.spare[index] != nullptr) {
    list.head = std::exchange(cache.spare[index], nullptr);
    got = cache.spare_count[index].exchange(0, std::memory_order_relaxed);
  } else {
    list.head = fetch(s, index, std::min(list.capacity, kMaxBatch), got);
  }
  if (list.head == nullptr) {
    return nullptr;
  }
  list.count.store(got - 1, std::memory_order_relaxed);
  cache.allocations.store(cache.allocations.load(std::memory_order_relaxed) + 1,
                          std::memory_order_relaxed);
  return std::exchange(list.head, list.head->next);
}

// A block for a list that is full (or new): the magazine becomes the spare one, the old spare goes.
void put(Shared& s, OwnedCache& cache, size_t index, void* block) noexcept {
  FreeList& list = cache.lists[index];
  uint32_t count = list.count.load(std::memory_order_relaxed);
  if (count == list.capacity) {
    give(s, index, std::exchange(cache.spare[index], std::exchange(list.head, nullptr)));
    cache.spare_count[index].store(count, std::memory_order_relaxed);
    count = 0;
  }
  list.head = ::new (block) FreeBlock{list.head};
  list.count.store(count + 1, std::memory_order_relaxed);
}

void* take(Shared& s, OwnedCache* cache, size_t bytes) noexcept {
  if (bytes > kMaxSlabBlock) {
    return take_large(bytes);
  }
  if (cache != nullptr && bytes <= kMaxThreadBlock) {
    return refill(s, *cache, size_class(bytes));
  }
  uint32_t got = 0;
  void* block = fetch(s, size_class(bytes), 1, got);
  s.other_allocations.fetch_add(got, std::memory_order_relaxed);
  return block;
}

void note_peak(Shared& s, const OwnedCache* own) noexcept {
  uint64_t now = s.small_bytes.load(std::memory_order_relaxed) + large_allocated_bytes();
  uint64_t peak = s.peak.load(std::memory_order_relaxed);
  if (now <= peak) {
    return;
  }
  now -= own != nullptr ? own->free_bytes() : 0;
  while (now > peak && !s.peak.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
  }
}

[[maybe_unused]] void* system_allocate(size_t bytes) {
  void* block = nullptr;
  if (bytes > kMostBytes || posix_memalign(&block, kAlignment, bytes) != 0) {
    out_of_memory(bytes);
  }
  Shared& s = shared();
  const uint64_t now = s.system_bytes.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  s.system_blocks.fetch_add(1, std::memory_order_relaxed);
  s.system_count.fetch_add(1, std::memory_order_relaxed);
  uint64_t peak = s.peak.load(std::memory_order_relaxed);
  while (now > peak && !s.peak.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
  }
  return block;
}

[[maybe_unused]] void system_deallocate(void* block, size_t bytes) noexcept {
  std::free(block);
  shared().system_bytes.fetch_sub(bytes, std::memory_order_relaxed);
  shared().system_blocks.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace

constinit thread_local ThreadCache* thread_cache = &no_lists;

void* allocate_slow(size_t bytes) {
  if (bytes == 0) {
    return nullptr;
  }
  if constexpr (kUseSystemAllocator) {
    return system_allocate(bytes);
  }
  cache_limit();  // settles it: deallocate could not, as it may warn about the environment
  Shared& s = shared();
  OwnedCache* cache = own_cache();
  void* block = take(s, cache, bytes);
  if (block == nullptr) {
    empty_cache();
    block = take(s, cache, bytes);
  }
  if (block == nullptr) {
    out_of_memory(bytes);
  }
  note_peak(s, cache);
  return block;
}

void deallocate_slow(void* block, size_t bytes) noexcept {
  if (block == nullptr) {
    return;
  }
  if constexpr (kUseSystemAllocator) {
    return system_deallocate(block, bytes);
  }
  if (bytes > kMaxSlabBlock) {
    return give_large(block, bytes);
  }
  Shared& s = shared();
  OwnedCache* cache = own_cache();
  if (cache == nullptr || bytes > kMaxThreadBlock) {
    give(s, size_class(bytes), ::new (block) FreeBlock{nullptr});
  } else {
    put(s, *cache, size_class(bytes), block);
  }
}

}  // namespace detail

MemoryStats memory_stats() {
  detail::Shared& s = detail::shared();
  const detail::LargeStats large = detail::large_stats();
  MemoryStats stats;
  stats.allocated_bytes = large.allocated_bytes + s.small_bytes.load(std::memory_order_relaxed) +
                          s.system_bytes.load(std::memory_order_relaxed);
  stats.live_blocks = large.live_blocks + s.system_blocks.load(std::memory_order_relaxed);
  stats.allocation_count = large.allocation_count +
                           s.other_allocations.load(std::memory_order_relaxed) +
                           s.system_count.load(std::memory_order_relaxed);
  stats.system_allocation_count =
      large.system_count + s.pool.system_count() + s.system_count.load(std::memory_order_relaxed);
  for (const detail::SharedList& list : s.lists) {
    stats.live_blocks += list.outstanding();
  }
  {
    const std::lock_guard lock(s.threads_mutex);
    for (const detail::OwnedCache* cache = s.threads; cache != nullptr; cache = cache->next) {
      stats.allocation_count += cache->allocations.load(std::memory_order_relaxed);
      for (size_t index = 1; index < detail::kThreadClasses; ++index) {
        const uint64_t free = cache->free_blocks(index);
        stats.live_blocks -= free;
        stats.allocated_bytes -= free * detail::class_bytes(index);
      }
    }
  }
  stats.reserved_bytes = large.reserved_bytes + s.pool.reserved_bytes() +
                         s.system_bytes.load(std::memory_order_relaxed);
  stats.cached_bytes = stats.reserved_bytes - std::min(stats.reserved_bytes, stats.allocated_bytes);
  stats.peak_bytes = std::max(s.peak.load(std::memory_order_relaxed), stats.allocated_bytes);
  return stats;
}

void reset_peak() {
  detail::shared().peak.store(memory_stats().allocated_bytes, std::memory_order_relaxed);
}

void empty_cache() {
  detail::Shared& s = detail::shared();
  if (detail::OwnedCache* cache = detail::own_cache()) {
    detail::give_lists(s, *cache);
  }
  for (size_t index = 1; index < detail::kSlabClasses; ++index) {
    s.lists[index].give_empty_slabs(s.pool, index);
  }
  s.pool.empty();
  detail::empty_large_cache();
}

}  // namespace chainrule
