// When moving elements is long work, during which other threads of the program should get on.
#pragma once

#include <cstdint>

#include "core/thread_pool.h"

namespace chainrule {

/// Holds a LongWork while so many elements are moved, if they are many: about 20 us.
inline LongWork long_work(int64_t elements) { return LongWork(elements >= (1 << 16)); }

}  // namespace chainrule
