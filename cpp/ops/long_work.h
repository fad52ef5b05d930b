// When to give up the interpreter's lock: work of tens of microseconds and more.
#pragma once

#include <cstdint>
#include <optional>

#include "core/thread_pool.h"

namespace chainrule {

/// Holds a LongWork while so many elements are moved, if they are many.
inline std::optional<LongWork> long_work(int64_t elements) {
  constexpr int64_t kMany = 1 << 16;
  return elements >= kMany ? std::optional<LongWork>(std::in_place) : std::optional<LongWork>();
}

}  // namespace chainrule
