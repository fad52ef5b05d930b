// What the instruction set of this translation unit offers: vector width, fused multiply-add.
// Everything in cpp/simd/ lives in chainrule::CHAINRULE_ISA_NS, because each file that includes it
// is compiled once per instruction set and the linker must never mix the copies. Below the vector
// type: nothing here knows it.
#pragma once

#include <cstdint>

#ifndef CHAINRULE_ISA_NS
#error "Define CHAINRULE_ISA_NS (v2, v3, v4 or base) to match the -march of this translation unit."
#endif

// Every function of cpp/simd/ that takes or returns vectors is inlined: a call would spill all
// vector registers. [[gnu::always_inline]] needs `inline` beside it, hence one name for both.
#define CHAINRULE_INLINE inline __attribute__((always_inline))

namespace chainrule::CHAINRULE_ISA_NS {

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
inline constexpr int kBytes = 64;
#elif defined(__AVX2__) && defined(__FMA__)
inline constexpr int kBytes = 32;
#else
inline constexpr int kBytes = 16;
#endif

// True where fma(a, b, c) is one instruction with one rounding. Elsewhere it is a * b + c with two
// roundings, and the elementary functions split their products instead.
#if defined(__FMA__) || defined(__AVX512F__) || defined(__aarch64__)
inline constexpr bool kHasFma = true;
#else
inline constexpr bool kHasFma = false;
#endif

// Copies n < kLimit <= 64 bytes, n a multiple of kUnit, without a call: two moves that overlap
// reach every length between them.
template <int kLimit, int kUnit>
CHAINRULE_INLINE void copy_bytes(void* to, const void* from, int n) {
  char* d = static_cast<char*>(to);
  const char* s = static_cast<const char*>(from);
  const auto two_moves = [&]<class Word>(Word first, Word last) __attribute__((always_inline)) {
    __builtin_memcpy(&first, s, sizeof(Word));
    __builtin_memcpy(&last, s + n - sizeof(Word), sizeof(Word));
    __builtin_memcpy(d, &first, sizeof(Word));
    __builtin_memcpy(d + n - sizeof(Word), &last, sizeof(Word));
  };
  struct Half {
    uint64_t words[4];
  };
  struct Quarter {
    uint64_t words[2];
  };
  if (kLimit > 32 && n >= 32) {
    two_moves(Half{}, Half{});
  } else if (kLimit > 16 && n >= 16) {
    two_moves(Quarter{}, Quarter{});
  } else if (kLimit > 8 && n >= 8) {
    two_moves(uint64_t{}, uint64_t{});
  } else if (kLimit > 4 && kUnit <= 4 && n >= 4) {
    two_moves(uint32_t{}, uint32_t{});
  } else if (kLimit > 2 && kUnit <= 2 && n >= 2) {
    two_moves(uint16_t{}, uint16_t{});
  } else if (kUnit == 1 && n == 1) {
    *d = *s;
  }
}

}  // namespace chainrule::CHAINRULE_ISA_NS
