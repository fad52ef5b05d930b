// Shares the filling of buffers among threads, and what needs nothing but random bits.
#include "kernels/random.h"

#include <algorithm>
#include <type_traits>

#include "core/error.h"
#include "core/random.h"
#include "core/thread_pool.h"

namespace chainrule {
namespace {

constexpr int64_t kBlocks = 16;
constexpr int64_t kGrain = 128;    // groups of sixteen blocks
constexpr int64_t kBuffered = 16;  // groups whose bits wait on the stack

template <class T>
constexpr int64_t kPerGroup = kBlocks * 16 / static_cast<int64_t>(sizeof(T));

// Reserves counters for n numbers made from a Bits each and runs body(seed, counter, begin, end)
// over parts of them, each a number of whole groups but for the last.
template <class Bits, class Body>
void in_parts(Generator& generator, int64_t n, Body body) {
  constexpr int64_t kPer = kPerGroup<Bits>;
  const int64_t groups = (n + kPer - 1) / kPer;
  const PhiloxRun run = generator.reserve(static_cast<uint64_t>(groups * kBlocks));
  parallel_for(0, groups, kGrain, [&](int64_t begin, int64_t end) {
    body(run.seed, run.first + static_cast<uint64_t>(begin * kBlocks), begin * kPer,
         std::min(end * kPer, n));
  });
}

void raw_bits(uint64_t seed, uint64_t counter, uint32_t* out, int64_t n) {
  random_kernels().bits32(seed, counter, out, n);
}
void raw_bits(uint64_t seed, uint64_t counter, uint64_t* out, int64_t n) {
  random_kernels().bits64(seed, counter, out, n);
}

// Runs body(bits, begin, count, seed, counter) over parts of [0, n): bits for the numbers
// [begin, begin + count), which begin a group, and the counter of that group.
template <class Bits, class Body>
void with_bits(Generator& generator, int64_t n, Body body) {
  in_parts<Bits>(generator, n, [&](uint64_t seed, uint64_t counter, int64_t begin, int64_t end) {
    constexpr int64_t kRoom = kBuffered * kPerGroup<Bits>;
    Bits bits[kRoom];
    for (int64_t i = begin; i < end; i += kRoom, counter += kBuffered * kBlocks) {
      const int64_t count = std::min(kRoom, end - i);
      raw_bits(seed, counter, bits, count);
      body(bits, i, count, seed, counter);
    }
  });
}

__extension__ using Wide128 = unsigned __int128;
template <class Bits>
using Twice = std::conditional_t<sizeof(Bits) == 4, uint64_t, Wide128>;

// A stream for number i of a buffer that begins at `counter`: of the block where its bits begin, in
// a part of Philox's upper counters that no other number and no buffer uses.
template <class Bits>
PhiloxStream stream_of(uint64_t seed, uint64_t counter, int64_t i) {
  const auto group = static_cast<uint64_t>(i / kPerGroup<Bits>);
  const auto rest = static_cast<uint64_t>(i % kPerGroup<Bits>);
  return {seed, counter + group * kBlocks + rest % kBlocks, (1 + rest / kBlocks) << 32};
}

// Integers below `bound` from one Bits each: Lemire, "Fast Random Integer Generation in an
// Interval" (2019). The few that would not be fair are drawn anew.
template <class Bits>
void fill_below(Generator& generator, int64_t* out, int64_t n, int64_t low, Bits bound) {
  const Bits unfair = static_cast<Bits>(Bits{0} - bound) % bound;
  with_bits<Bits>(
      generator, n,
      [=](const Bits* bits, int64_t begin, int64_t count, uint64_t seed, uint64_t counter) {
        for (int64_t i = 0; i < count; ++i) {
          const auto product = static_cast<Twice<Bits>>(bits[i]) * bound;
          auto value = static_cast<uint64_t>(product >> (8 * sizeof(Bits)));
          if (static_cast<Bits>(product) < unfair) [[unlikely]] {
            value = stream_of<Bits>(seed, counter, i).below(bound);
          }
          out[begin + i] = static_cast<int64_t>(static_cast<uint64_t>(low) + value);
        }
      });
}

template <class T>
const RandomKernel<T>& kernel() {
  if constexpr (sizeof(T) == 4) {
    return random_kernels().float32;
  } else {
    return random_kernels().float64;
  }
}

template <class T>
using BitsFor = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;

}  // namespace

void fill_bits(Generator& generator, uint32_t* out, int64_t n) {
  in_parts<uint32_t>(generator, n,
                     [=](uint64_t seed, uint64_t counter, int64_t begin, int64_t end) {
                       raw_bits(seed, counter, out + begin, end - begin);
                     });
}

void fill_bits(Generator& generator, uint64_t* out, int64_t n) {
  in_parts<uint64_t>(generator, n,
                     [=](uint64_t seed, uint64_t counter, int64_t begin, int64_t end) {
                       raw_bits(seed, counter, out + begin, end - begin);
                     });
}

template <class T>
void fill_uniform(Generator& generator, T* out, int64_t n, T low, T high, int digits) {
  constexpr int kMost = sizeof(T) == 4 ? 24 : 53;
  const int used = digits == 0 ? kMost : digits;
  check(used >= 1 && used <= kMost, "uniform numbers of this type have 1 to ", kMost,
        " random digits, got ", used);
  in_parts<BitsFor<T>>(
      generator, n, [=](uint64_t seed, uint64_t counter, int64_t begin, int64_t end) {
        kernel<T>().uniform(seed, counter, out + begin, end - begin, low, high, used);
      });
}

template <class T>
void fill_normal(Generator& generator, T* out, int64_t n, T mean, T deviation) {
  in_parts<BitsFor<T>>(
      generator, n, [=](uint64_t seed, uint64_t counter, int64_t begin, int64_t end) {
        kernel<T>().normal(seed, counter, out + begin, end - begin, mean, deviation);
      });
}

template <class T>
void fill_exponential(Generator& generator, T* out, int64_t n, T rate) {
  in_parts<BitsFor<T>>(generator, n,
                       [=](uint64_t seed, uint64_t counter, int64_t begin, int64_t end) {
                         kernel<T>().exponential(seed, counter, out + begin, end - begin, rate);
                       });
}

void fill_randint(Generator& generator, int64_t* out, int64_t n, int64_t low, int64_t high) {
  check(low < high, "random integers from low to high - 1 need low < high, got low = ", low,
        " and high = ", high);
  const uint64_t bound = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
  if (bound <= UINT32_MAX) {
    fill_below(generator, out, n, low, static_cast<uint32_t>(bound));
  } else {
    fill_below(generator, out, n, low, bound);
  }
}

void fill_bernoulli(Generator& generator, uint8_t* out, int64_t n, double p) {
  check(p >= 0 && p <= 1, "a probability must be between 0 and 1, got ", p);
  // Rare events take 64 bits each, so that their probability is right to many digits as well.
  constexpr double kRare = 0x1p-12;
  if (p == 0 || p == 1) {
    std::fill_n(out, std::max<int64_t>(n, 0), static_cast<uint8_t>(p));
  } else if (p >= kRare && p <= 1 - kRare) {
    const auto limit = static_cast<uint32_t>(p * 0x1p32);
    in_parts<uint32_t>(generator, n,
                       [=](uint64_t seed, uint64_t counter, int64_t begin, int64_t end) {
                         random_kernels().less32(seed, counter, out + begin, end - begin, limit);
                       });
  } else {
    const auto limit = static_cast<uint64_t>(p * 0x1p64);
    with_bits<uint64_t>(
        generator, n, [=](const uint64_t* bits, int64_t begin, int64_t count, uint64_t, uint64_t) {
          for (int64_t i = 0; i < count; ++i) {
            out[begin + i] = bits[i] < limit;
          }
        });
  }
}

template void fill_uniform(Generator&, float*, int64_t, float, float, int);
template void fill_uniform(Generator&, double*, int64_t, double, double, int);
template void fill_normal(Generator&, float*, int64_t, float, float);
template void fill_normal(Generator&, double*, int64_t, double, double);
template void fill_exponential(Generator&, float*, int64_t, float);
template void fill_exponential(Generator&, double*, int64_t, double);

}  // namespace chainrule
