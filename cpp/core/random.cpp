// Generators and their state, and the numbers of a stream.
#include "core/random.h"

#include <pthread.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "core/error.h"

namespace chainrule {

void Generator::manual_seed(uint64_t seed) {
  const std::lock_guard lock(mutex_);
  seed_ = seed;
  offset_ = 0;
}

uint64_t Generator::seed() {
  std::random_device device;
  const uint64_t high = device(), low = device();
  const uint64_t seed = (high << 32 | low) & ((uint64_t{1} << 53) - 1);  // exact as a double
  manual_seed(seed);
  return seed;
}

uint64_t Generator::initial_seed() const {
  const std::lock_guard lock(mutex_);
  return seed_;
}

uint64_t Generator::offset() const {
  const std::lock_guard lock(mutex_);
  return offset_;
}

void Generator::set_offset(uint64_t offset) {
  const std::lock_guard lock(mutex_);
  offset_ = offset;
}

Generator::State Generator::get_state() const {
  const std::lock_guard lock(mutex_);
  State state{};
  for (size_t i = 0; i < 8; ++i) {
    state[i] = static_cast<uint8_t>(seed_ >> (8 * i));
    state[8 + i] = static_cast<uint8_t>(offset_ >> (8 * i));
  }
  return state;
}

void Generator::set_state(const State& state) {
  const std::lock_guard lock(mutex_);
  seed_ = offset_ = 0;
  for (size_t i = 0; i < 8; ++i) {
    seed_ |= uint64_t{state[i]} << (8 * i);
    offset_ |= uint64_t{state[8 + i]} << (8 * i);
  }
}

void Generator::set_state(const uint8_t* bytes, size_t size) {
  check(size == kStateBytes, "the state of a generator has ", kStateBytes, " bytes, got ", size,
        "; pass what get_state (or get_rng_state) returned");
  State state;
  std::copy(bytes, bytes + kStateBytes, state.begin());
  set_state(state);
}

PhiloxRun Generator::reserve(uint64_t count) {
  const std::lock_guard lock(mutex_);
  const PhiloxRun run{seed_, offset_};
  offset_ += count;
  return run;
}

Generator& default_generator() {
  static Generator& generator = *[] {  // never destroyed: the last user may come late
    auto* made = new Generator;
    made->seed();
    return made;
  }();
  static const int registered = pthread_atfork([] { default_generator().lock(); },    //
                                               [] { default_generator().unlock(); },  //
                                               [] { default_generator().unlock(); });
  static_cast<void>(registered);
  return generator;
}

uint32_t PhiloxStream::bits() {
  if (used_ == 4) {
    block_ = philox({static_cast<uint32_t>(counter_), static_cast<uint32_t>(counter_ >> 32),
                     static_cast<uint32_t>(inner_), static_cast<uint32_t>(inner_ >> 32)},
                    {static_cast<uint32_t>(seed_), static_cast<uint32_t>(seed_ >> 32)});
    ++inner_;
    used_ = 0;
  }
  return block_[used_++];
}

uint64_t PhiloxStream::bits64() {
  const uint64_t low = bits();
  return uint64_t{bits()} << 32 | low;
}

double PhiloxStream::uniform() { return static_cast<double>(bits64() >> 11) * 0x1p-53; }

double PhiloxStream::uniform_open() {
  return (static_cast<double>(bits64() >> 12) + 0.5) * 0x1p-52;
}

// Box and Muller, "A Note on the Generation of Random Normal Deviates" (1958).
double PhiloxStream::normal() {
  if (spare_normal_) {
    const double value = *spare_normal_;
    spare_normal_.reset();
    return value;
  }
  const double radius = std::sqrt(-2 * std::log(uniform_open()));
  const double angle = 2 * std::numbers::pi * uniform();
  spare_normal_ = radius * std::sin(angle);
  return radius * std::cos(angle);
}

// Lemire, "Fast Random Integer Generation in an Interval" (2019).
uint64_t PhiloxStream::below(uint64_t bound) {
  __extension__ using Wide = unsigned __int128;
  Wide product = Wide{bits64()} * bound;
  if (static_cast<uint64_t>(product) < bound) {
    const uint64_t unfair = -bound % bound;
    while (static_cast<uint64_t>(product) < unfair) {
      product = Wide{bits64()} * bound;
    }
  }
  return static_cast<uint64_t>(product >> 64);
}

}  // namespace chainrule
