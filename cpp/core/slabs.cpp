// Slabs: how blocks are cut from them, and where they wait while they serve no class.
#include "core/slabs.h"

#include <sys/mman.h>

#include <new>

#include "core/large_blocks.h"

namespace chainrule::detail {

// Header of a slab; the first block follows. It is guarded by the mutex of its class, or of the
// pool.
struct alignas(kAlignment) Slab {
  Slab *next, *previous;  // among the usable slabs of the class; in the pool `next` alone counts
  FreeBlock* free;        // blocks that came back
  std::byte* fresh;       // the blocks that have not been handed out yet
  uint32_t fresh_count;
  uint32_t live;  // blocks handed out
};
static_assert(sizeof(Slab) == kAlignment);

namespace {

Slab* slab_of(void* block, const SlabKind& kind) {
  const uintptr_t base = reinterpret_cast<uintptr_t>(block) & ~(uintptr_t{kind.bytes} - 1);
  return reinterpret_cast<Slab*>(base - (kind.header_outside ? sizeof(Slab) : 0));
}

Slab* make_slab(void* place, Slab* next) {
  return ::new (place) Slab{next, nullptr, nullptr, nullptr, 0, 0};
}

}  // namespace

Slab* SlabPool::take(size_t kind) noexcept {
  const std::lock_guard lock(mutex_);
  const size_t bytes = kSlabKinds[kind].bytes;
  if (free_[kind] == nullptr && discarded_[kind] != nullptr) {
    Slab* slab = discarded_[kind];
    discarded_[kind] = slab->next;
    reserved_ += bytes;
    return slab;
  }
  if (free_[kind] == nullptr && !refill(kind)) {
    return nullptr;
  }
  Slab* slab = free_[kind];
  free_[kind] = slab->next;
  cached_ -= bytes;
  return slab;
}

bool SlabPool::refill(size_t kind) noexcept {
  const auto [bytes, header_outside] = kSlabKinds[kind];
  if (header_outside) {
    auto* base = static_cast<std::byte*>(map_pages(bytes, bytes, page_bytes()));
    if (base == nullptr) {
      return false;
    }
    free_[kind] = make_slab(base - sizeof(Slab), nullptr);
    cached_ += bytes;
    reserved_ += bytes;
  } else {
    auto* arena = static_cast<std::byte*>(map_pages(kHugePage, kHugePage, 0));
    if (arena == nullptr) {
      return false;
    }
    for (size_t end = kHugePage; end != 0; end -= bytes) {  // the lowest address comes first
      free_[kind] = make_slab(arena + end - bytes, free_[kind]);
    }
    cached_ += kHugePage;
    reserved_ += kHugePage;
  }
  ++system_count_;
  return true;
}

void SlabPool::give(Slab* slab, size_t kind) noexcept {
  const std::lock_guard lock(mutex_);
  const size_t bytes = kSlabKinds[kind].bytes;
  if (cached_ + bytes + large_cached_bytes() > settled_cache_limit()) {
    release(slab, kind);
  } else {
    slab->next = free_[kind];
    free_[kind] = slab;
    cached_ += bytes;
  }
}

void SlabPool::release(Slab* slab, size_t kind) noexcept {
  const auto [bytes, header_outside] = kSlabKinds[kind];
  if (header_outside) {
    unmap_pages(reinterpret_cast<std::byte*>(slab + 1) - page_bytes(), bytes + page_bytes());
  } else {  // one of many in its arena
    madvise(slab, bytes, MADV_DONTNEED);
    discarded_[kind] = make_slab(slab, discarded_[kind]);
  }
  reserved_ -= bytes;
}

void SlabPool::empty() noexcept {
  const std::lock_guard lock(mutex_);
  for (size_t kind = 0; kind < kSlabKinds.size(); ++kind) {
    while (Slab* slab = free_[kind]) {
      free_[kind] = slab->next;
      cached_ -= kSlabKinds[kind].bytes;
      release(slab, kind);
    }
  }
}

FreeBlock* SharedList::fetch(SlabPool& pool, size_t block_class, uint32_t wanted,
                             uint32_t& got) noexcept {
  const size_t bytes = class_bytes(block_class);
  FreeBlock* list = nullptr;
  FreeBlock** tail = &list;
  got = 0;
  const std::lock_guard lock(mutex_);
  while (got < wanted && (usable_ != nullptr || add_slab(pool, block_class))) {
    Slab* slab = usable_;
    for (; got < wanted && slab->free != nullptr; ++got, ++slab->live) {
      *tail = slab->free;
      slab->free = slab->free->next;
      tail = &(*tail)->next;
    }
    for (; got < wanted && slab->fresh_count != 0; ++got, ++slab->live, --slab->fresh_count) {
      *tail = ::new (slab->fresh) FreeBlock;
      slab->fresh += bytes;
      tail = &(*tail)->next;
    }
    if (slab->free == nullptr && slab->fresh_count == 0) {
      unlink(slab);
    }
  }
  *tail = nullptr;
  outstanding_.store(outstanding_.load(std::memory_order_relaxed) + got, std::memory_order_relaxed);
  return list;
}

uint64_t SharedList::give(SlabPool& pool, size_t block_class, FreeBlock* list) noexcept {
  const size_t kind = slab_kind(block_class);
  uint64_t count = 0;
  const std::lock_guard lock(mutex_);
  for (FreeBlock* next = nullptr; list != nullptr; list = next, ++count) {
    next = list->next;
    Slab* slab = slab_of(list, kSlabKinds[kind]);
    if (slab->free == nullptr && slab->fresh_count == 0) {
      link(slab);
    }
    list->next = slab->free;
    slab->free = list;
    // The last usable slab stays, or a class with few blocks would take and give one all the time.
    if (--slab->live == 0 && (slab->next != nullptr || slab->previous != nullptr)) {
      unlink(slab);
      pool.give(slab, kind);
    }
  }
  outstanding_.store(outstanding_.load(std::memory_order_relaxed) - count,
                     std::memory_order_relaxed);
  return count;
}

void SharedList::give_empty_slabs(SlabPool& pool, size_t block_class) noexcept {
  const std::lock_guard lock(mutex_);
  for (Slab *slab = usable_, *next = nullptr; slab != nullptr; slab = next) {
    next = slab->next;
    if (slab->live == 0) {
      unlink(slab);
      pool.give(slab, slab_kind(block_class));
    }
  }
}

bool SharedList::add_slab(SlabPool& pool, size_t block_class) noexcept {
  const size_t kind = slab_kind(block_class);
  Slab* slab = pool.take(kind);
  if (slab == nullptr) {
    return false;
  }
  const auto [bytes, header_outside] = kSlabKinds[kind];
  const size_t room = bytes - (header_outside ? 0 : sizeof(Slab));
  slab->free = nullptr;
  slab->fresh = reinterpret_cast<std::byte*>(slab + 1);
  slab->fresh_count = static_cast<uint32_t>(room / class_bytes(block_class));
  slab->live = 0;
  link(slab);
  return true;
}

void SharedList::link(Slab* slab) noexcept {
  slab->previous = nullptr;
  slab->next = usable_;
  if (usable_ != nullptr) {
    usable_->previous = slab;
  }
  usable_ = slab;
}

void SharedList::unlink(Slab* slab) noexcept {
  (slab->previous != nullptr ? slab->previous->next : usable_) = slab->next;
  if (slab->next != nullptr) {
    slab->next->previous = slab->previous;
  }
}

}  // namespace chainrule::detail
