// Where random numbers come from: Philox4x32-10, generators, and a stream for rejection samplers.
// What may not live here: tensors, and loops that fill buffers (kernels/random.h).
//
// Philox (Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011) is a
// function of a counter and a key: 128 random bits for each. The key is a generator's seed; whoever
// needs numbers reserves a run of counters. So a number depends on the seed, on what was reserved
// before and on its own index, and on nothing else: not on threads, nor on the instruction set.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>

namespace chainrule {

using PhiloxBlock = std::array<uint32_t, 4>;

constexpr PhiloxBlock philox(PhiloxBlock counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const uint64_t p0 = uint64_t{0xD2511F53} * counter[0], p1 = uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<uint32_t>(p1 >> 32) ^ counter[1] ^ key[0], static_cast<uint32_t>(p1),
               static_cast<uint32_t>(p0 >> 32) ^ counter[3] ^ key[1], static_cast<uint32_t>(p0)};
    key = {key[0] + 0x9E3779B9, key[1] + 0xBB67AE85};
  }
  return counter;
}

// Counters first, first + 1 ... under a seed. A counter is the lower half of Philox's; the upper
// half is 0, or counts the numbers of a PhiloxStream.
struct PhiloxRun {
  uint64_t seed;
  uint64_t first;
};

// All members may be called by several threads at once.
class Generator {
 public:
  static constexpr uint64_t kDefaultSeed = 67280421310721;
  static constexpr size_t kStateBytes = 16;
  using State = std::array<uint8_t, kStateBytes>;

  explicit Generator(uint64_t seed = kDefaultSeed) : seed_(seed) {}
  Generator(const Generator& other) { set_state(other.get_state()); }
  Generator& operator=(const Generator&) = delete;

  void manual_seed(uint64_t seed);  // starts over: equal seeds, equal numbers
  uint64_t seed();                  // manual_seed with a number from the system, which it returns
  uint64_t initial_seed() const;    // the seed in force
  uint64_t offset() const;          // counters reserved since
  void set_offset(uint64_t offset);

  // Seed and offset, little-endian.
  State get_state() const;
  void set_state(const State& state);
  void set_state(const uint8_t* bytes, size_t size);  // throws RuntimeError for another size

  // The next `count` counters, for the caller alone.
  PhiloxRun reserve(uint64_t count);

  // Taken around fork, so that a child finds the generator usable.
  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  mutable std::mutex mutex_;
  uint64_t seed_ = 0;
  uint64_t offset_ = 0;
};

// The generator of all operations that are given none. Seeded by the system when first used.
Generator& default_generator();

// Numbers one after the other from a single counter, for samplers that need an unknown number of
// them: reserve a counter for each element and make a stream of it.
class PhiloxStream {
 public:
  // `start` chooses among 2^64 beginnings in the upper half of Philox's counter; 0 and the first
  // numbers of a buffer are the same bits.
  PhiloxStream(uint64_t seed, uint64_t counter, uint64_t start = 0)
      : seed_(seed), counter_(counter), inner_(start) {}

  uint32_t bits();
  uint64_t bits64();
  double uniform();                // [0, 1), multiples of 2^-53
  double uniform_open();           // (0, 1)
  double normal();                 // mean 0, variance 1
  uint64_t below(uint64_t bound);  // 0 ... bound - 1, all exactly as likely; bound > 0

 private:
  uint64_t seed_, counter_, inner_;
  PhiloxBlock block_{};
  unsigned used_ = 4;
  std::optional<double> spare_normal_;
};

}  // namespace chainrule
