// Contiguous bytes from one place to another, in registers. Included by *.isa.cpp files only.
#pragma once

#include <cstdint>

#include "simd/isa.h"

namespace chainrule::CHAINRULE_ISA_NS {

/// A register full of bytes, whatever they stand for.
typedef uint64_t Register __attribute__((vector_size(kBytes)));
CHAINRULE_INLINE Register load_register(const char* p) {
  Register r;
  __builtin_memcpy(&r, p, sizeof(r));
  return r;
}
CHAINRULE_INLINE void store_register(char* p, Register r) { __builtin_memcpy(p, &r, sizeof(r)); }

/// `bytes` is a multiple of kUnit. memcpy is for long rows: others are often shorter than its call
/// is worth, and the string instructions that some make of it are slow where the sides are not
/// equally aligned.
template <int kUnit>
CHAINRULE_INLINE void copy_row(char* to, const char* from, int64_t bytes) {
  if (bytes > (1 << 18)) {
    __builtin_memcpy(to, from, static_cast<size_t>(bytes));
    return;
  }
  for (; bytes >= kBytes; bytes -= kBytes, to += kBytes, from += kBytes) {
    store_register(to, load_register(from));
  }
  if (bytes > 0) copy_bytes<kBytes, (kUnit < 8 ? kUnit : 8)>(to, from, static_cast<int>(bytes));
}

}  // namespace chainrule::CHAINRULE_ISA_NS
