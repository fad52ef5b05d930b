// Tests of generators, streams and the filling of buffers: known answers, the same bits for any
// number of threads and any instruction set, accuracy of each transformation, distributions.
//
// The CMake target kernels_random builds it; it needs cpp/core, cpp/kernels/random* and OpenBLAS.
// Seeds are fixed, so nothing here fails by chance; bounds are five standard deviations.
#include "kernels/random.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <typeinfo>
#include <vector>

#include "check.h"
#include "core/config.h"
#include "core/error.h"
#include "core/random.h"
#include "core/thread_pool.h"

namespace {

using namespace chainrule;

// The vectors of the Random123 distribution (kat_vectors, philox4x32 10).
static_assert(philox({0, 0, 0, 0}, {0, 0}) ==
              PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
static_assert(philox({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}) ==
              PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
              PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

constexpr uint64_t kSeed = 0x123456789abcdef0;

PhiloxBlock block_at(uint64_t seed, uint64_t counter) {
  return philox({static_cast<uint32_t>(counter), static_cast<uint32_t>(counter >> 32), 0, 0},
                {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)});
}

void test_generator() {
  Generator g(5);
  CHECK(g.initial_seed() == 5 && g.offset() == 0);
  const PhiloxRun first = g.reserve(3), second = g.reserve(1);
  CHECK(first.seed == 5 && first.first == 0 && second.first == 3 && g.offset() == 4);
  const Generator::State state = g.get_state();
  Generator copy(g);
  CHECK(copy.reserve(1).first == 4 && g.reserve(2).first == 4);
  g.set_state(state);
  CHECK(g.get_state() == state && g.initial_seed() == 5 && g.offset() == 4);
  g.manual_seed(UINT64_MAX);
  CHECK(g.initial_seed() == UINT64_MAX && g.offset() == 0);
  g.set_state(state.data(), state.size());
  CHECK(g.initial_seed() == 5);
  g.set_offset(uint64_t{1} << 40);
  CHECK(g.reserve(1).first == uint64_t{1} << 40);
  const auto set_short = [&] {
    g.set_state(state.data(), 5);
    return 0;
  };
  CHECK_THROWS(RuntimeError, set_short(), "16 bytes, got 5");
  const uint64_t a = g.seed(), b = g.seed();
  CHECK(a != b && g.initial_seed() == b && a < (uint64_t{1} << 53));
  CHECK(Generator().initial_seed() == Generator::kDefaultSeed);
  CHECK(&default_generator() == &default_generator());

  Generator shared(1);  // runs reserved by several threads are disjoint
  std::vector<std::vector<uint64_t>> firsts(4);
  std::vector<std::thread> threads;
  for (auto& mine : firsts) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        mine.push_back(shared.reserve(7).first);
      }
    });
  }
  std::set<uint64_t> all;
  for (size_t t = 0; t < threads.size(); ++t) {
    threads[t].join();
    all.insert(firsts[t].begin(), firsts[t].end());
  }
  CHECK(all.size() == 4000 && *all.rbegin() == 3999 * 7);

  const pid_t child = fork();
  if (child == 0) {
    default_generator().reserve(1);
    _exit(0);
  }
  int status = -1;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
}

void test_stream() {
  PhiloxStream s(kSeed, 77);
  const PhiloxBlock block = block_at(kSeed, 77);
  for (const uint32_t word : block) {
    CHECK(s.bits() == word);
  }
  CHECK(s.bits() == philox({77, 0, 1, 0}, {0x9abcdef0, 0x12345678})[0]);
  CHECK(PhiloxStream(kSeed, 77).bits64() == (uint64_t{block[1]} << 32 | block[0]));
  constexpr int kCount = 400000;
  double sum = 0, squares = 0, fourth = 0, uniform = 0, least = 1, most = 0;
  std::vector<int> counts(7);
  for (int i = 0; i < kCount; ++i) {
    const double z = s.normal(), u = s.uniform(), open = s.uniform_open();
    sum += z;
    squares += z * z;
    fourth += z * z * z * z;
    uniform += u;
    least = std::min({least, u, open});
    most = std::max({most, u, open});
    ++counts[s.below(7)];
  }
  const double root = std::sqrt(kCount);
  CHECK(std::abs(sum / kCount) < 5 / root);
  CHECK(std::abs(squares / kCount - 1) < 5 * std::sqrt(2) / root);
  CHECK(std::abs(fourth / kCount - 3) < 5 * std::sqrt(96) / root);
  CHECK(std::abs(uniform / kCount - 0.5) < 5 / std::sqrt(12) / root);
  CHECK(least >= 0 && least < 1e-4 && most < 1 && most > 1 - 1e-4);
  for (const int count : counts) {
    CHECK(std::abs(count - kCount / 7.0) < 5 * std::sqrt(kCount / 7.0));
  }
  CHECK(s.below(1) == 0);
  // A bound for which two of three numbers must be drawn again would be biased without that.
  const uint64_t bound = (uint64_t{1} << 63) + (uint64_t{1} << 62);
  int low = 0;
  for (int i = 0; i < 30000; ++i) {
    const uint64_t value = s.below(bound);
    CHECK(value < bound);
    low += value < bound / 3;
  }
  CHECK(std::abs(low - 10000) < 5 * std::sqrt(30000 * 2.0 / 9));
}

// Where each number of a buffer comes from; the counters pass 2^32.
void test_layout() {
  constexpr uint64_t kStart = 0xfffffff8;
  Generator g(kSeed);
  g.set_offset(kStart);
  std::vector<uint32_t> words(200);
  fill_bits(g, words.data(), 200);
  CHECK(g.offset() == kStart + 4 * 16);
  for (uint64_t i = 0; i < 200; ++i) {
    const uint64_t counter = kStart + i / 64 * 16 + i % 16;
    CHECK(words[i] == block_at(kSeed, counter)[i % 64 / 16]);
  }
  g.set_offset(kStart);
  std::vector<uint64_t> pairs(100);
  fill_bits(g, pairs.data(), 100);
  CHECK(g.offset() == kStart + 4 * 16);
  for (uint64_t i = 0; i < 100; ++i) {
    const uint64_t block = i % 16 % 8 * 2 + i % 16 / 8;
    const PhiloxBlock b = block_at(kSeed, kStart + i / 32 * 16 + block);
    const uint64_t w = i % 32 / 16 * 2;
    CHECK(pairs[i] == (uint64_t{b[w + 1]} << 32 | b[w]));
  }
}

template <class T, class Fill>
std::vector<T> filled(uint64_t seed, int64_t n, Fill fill) {
  Generator g(seed);
  std::vector<T> values(static_cast<size_t>(n));
  fill(g, values.data(), n);
  return values;
}

std::vector<std::vector<uint8_t>> all_kinds(int64_t n) {
  std::vector<std::vector<uint8_t>> kinds;
  const auto add = [&](const auto& values) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(values.data());
    kinds.emplace_back(bytes, bytes + values.size() * sizeof(values[0]));
  };
  const auto add_real = [&]<class T>(T) {
    add(filled<T>(3, n,
                  [](Generator& g, T* out, int64_t k) { fill_uniform<T>(g, out, k, -1, 3); }));
    add(filled<T>(3, n, [](Generator& g, T* out, int64_t k) { fill_normal<T>(g, out, k, 2, 3); }));
    add(filled<T>(3, n,
                  [](Generator& g, T* out, int64_t k) { fill_exponential<T>(g, out, k, 3); }));
  };
  add_real(float{});
  add_real(double{});
  add(filled<uint32_t>(3, n, [](Generator& g, uint32_t* out, int64_t k) { fill_bits(g, out, k); }));
  add(filled<uint64_t>(3, n, [](Generator& g, uint64_t* out, int64_t k) { fill_bits(g, out, k); }));
  for (const int64_t high : {int64_t{10}, int64_t{3} << 30, int64_t{3} << 61}) {
    add(filled<int64_t>(
        3, n, [=](Generator& g, int64_t* out, int64_t k) { fill_randint(g, out, k, -5, high); }));
  }
  for (const double p : {0.3, 1e-5}) {
    add(filled<uint8_t>(
        3, n, [=](Generator& g, uint8_t* out, int64_t k) { fill_bernoulli(g, out, k, p); }));
  }
  return kinds;
}

void test_independence() {
  set_num_threads(1);
  const auto whole = all_kinds(100003);
  for (const int threads : {2, 3}) {
    set_num_threads(threads);
    CHECK(all_kinds(100003) == whole);
  }
  for (const int64_t n : {0, 1, 31, 33, 63, 64, 65, 1000}) {  // what follows changes nothing
    const auto some = all_kinds(n);
    for (size_t kind = 0; kind < whole.size(); ++kind) {
      CHECK(some[kind].size() <= whole[kind].size() &&
            std::equal(some[kind].begin(), some[kind].end(), whole[kind].begin()));
    }
  }
  Generator a(9), b(9);  // one fill after the other goes on where the first ended
  std::vector<float> once(128), twice(128);
  fill_normal(a, once.data(), 128);
  fill_normal(b, twice.data(), 64);
  fill_normal(b, twice.data() + 64, 64);
  CHECK(once == twice && a.offset() == b.offset());
  set_num_threads(2);
}

void test_instruction_sets() {
  std::vector<const RandomKernels*> tables;
#ifdef CHAINRULE_HAVE_base
  if (cpu_supports(Isa::base)) tables.push_back(&base::random_kernels_table);
#endif
#ifdef CHAINRULE_HAVE_v2
  if (cpu_supports(Isa::v2)) tables.push_back(&v2::random_kernels_table);
#endif
#ifdef CHAINRULE_HAVE_v3
  if (cpu_supports(Isa::v3)) tables.push_back(&v3::random_kernels_table);
#endif
#ifdef CHAINRULE_HAVE_v4
  if (cpu_supports(Isa::v4)) tables.push_back(&v4::random_kernels_table);
#endif
  CHECK(!tables.empty());
  constexpr int64_t kCount = 20001;
  std::vector<std::vector<uint8_t>> results;
  for (const RandomKernels* table : tables) {
    std::vector<uint8_t> bytes;
    const auto add_real = [&]<class T>(const RandomKernel<T>& kernel) {
      std::vector<T> values(kCount);
      const auto add = [&] {
        const auto* raw = reinterpret_cast<const uint8_t*>(values.data());
        bytes.insert(bytes.end(), raw, raw + values.size() * sizeof(T));
      };
      kernel.uniform(kSeed, 5, values.data(), kCount, T(-2), T(7), 20);
      add();
      kernel.normal(kSeed, 5, values.data(), kCount, T(1), T(3));
      add();
      kernel.exponential(kSeed, 5, values.data(), kCount, T(0.7));
      add();
    };
    add_real(table->float32);
    add_real(table->float64);
    std::vector<uint8_t> less(kCount);
    table->less32(kSeed, 5, less.data(), kCount, 1u << 30);
    bytes.insert(bytes.end(), less.begin(), less.end());
    results.push_back(bytes);
    CHECK(bytes == results[0]);
  }
}

// Each number against its definition on the same bits, in long double.
template <class T, class Bits>
void test_accuracy() {
  constexpr int64_t kCount = 1 << 16;
  constexpr int kWidth = 8 * sizeof(Bits);
  constexpr int kDigits = sizeof(T) == 4 ? 24 : 53;
  const auto bits =
      filled<Bits>(kSeed, kCount, [](Generator& g, Bits* o, int64_t n) { fill_bits(g, o, n); });
  const auto uniform =
      filled<T>(kSeed, kCount, [](Generator& g, T* o, int64_t n) { fill_uniform<T>(g, o, n); });
  const auto normal =
      filled<T>(kSeed, kCount, [](Generator& g, T* o, int64_t n) { fill_normal<T>(g, o, n); });
  const auto exponential =
      filled<T>(kSeed, kCount, [](Generator& g, T* o, int64_t n) { fill_exponential<T>(g, o, n); });
  const long double epsilon = std::numeric_limits<T>::epsilon();
  long double worst_normal = 0, worst_exponential = 0;
  bool exact = true;
  const auto unit = [](Bits b) { return std::ldexp(static_cast<long double>(b) + 0.5L, -kWidth); };
  const auto minus_log = [&](Bits b) {
    return b >> (kWidth - 1) ? -std::log1p(-unit(static_cast<Bits>(~b))) : -std::log(unit(b));
  };
  for (size_t i = 0; i < bits.size(); ++i) {
    exact =
        exact && uniform[i] == std::ldexp(static_cast<T>(bits[i] >> (kWidth - kDigits)), -kDigits);
    const long double e = minus_log(bits[i]);
    worst_exponential = std::max(worst_exponential, std::abs(exponential[i] - e) / e);
    if (i % 32 < 16) {
      const long double radius = std::sqrt(2 * e);
      const long double angle = 2 * std::numbers::pi_v<long double> *
                                std::ldexp(static_cast<long double>(bits[i + 16]), -kWidth);
      worst_normal =
          std::max(worst_normal, std::abs(normal[i] - radius * std::cos(angle)) / radius);
      worst_normal =
          std::max(worst_normal, std::abs(normal[i + 16] - radius * std::sin(angle)) / radius);
    }
  }
  CHECK(exact);
  // Rounding u to T costs log(u) up to half a unit, which near u = sqrt(1/2) is 1.5 epsilon of it.
  CHECK(worst_exponential < 3 * epsilon);
  CHECK(worst_normal < 2 * epsilon);
}

// Pearson's statistic of counts that should be equal, less its mean, in standard deviations.
double excess(const std::vector<int64_t>& counts) {
  double n = 0, sum = 0;
  for (const int64_t count : counts) {
    n += static_cast<double>(count);
  }
  const double expected = n / static_cast<double>(counts.size());
  for (const int64_t count : counts) {
    sum += (static_cast<double>(count) - expected) * (static_cast<double>(count) - expected) /
           expected;
  }
  const double freedom = static_cast<double>(counts.size()) - 1;
  return (sum - freedom) / std::sqrt(2 * freedom);
}

// The distribution function maps the numbers to uniform ones; their histogram must be flat.
template <class T, class Distribution>
bool flat(const std::vector<T>& values, Distribution distribution) {
  std::vector<int64_t> counts(256);
  for (const T value : values) {
    const double u = distribution(static_cast<double>(value));
    if (!(u >= 0 && u <= 1)) {
      return false;
    }
    ++counts[std::min<size_t>(static_cast<size_t>(u * 256), 255)];
  }
  return std::abs(excess(counts)) < 5;
}

bool count_right(int64_t count, double n, double p) {
  return std::abs(static_cast<double>(count) - n * p) < 5 * std::sqrt(n * p * (1 - p));
}

template <class T>
void test_distributions() {
  constexpr int64_t kCount = 1 << 22;
  const auto normal =
      filled<T>(1, kCount, [](Generator& g, T* o, int64_t n) { fill_normal<T>(g, o, n); });
  CHECK(flat(normal, [](double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }));
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0, lag = 0;
  for (size_t i = 0; i < normal.size(); ++i) {
    const double z = static_cast<double>(normal[i]);
    m1 += z;
    m2 += z * z;
    m3 += z * z * z;
    m4 += z * z * z * z;
    lag += z * static_cast<double>(normal[(i + 16) % normal.size()]);  // the partner in its pair
  }
  const double n = kCount, root = std::sqrt(n);
  CHECK(std::abs(m1 / n) < 5 / root && std::abs(m2 / n - 1) < 5 * std::sqrt(2) / root);
  CHECK(std::abs(m3 / n) < 5 * std::sqrt(15) / root &&
        std::abs(m4 / n - 3) < 5 * std::sqrt(96) / root);
  CHECK(std::abs(lag / n) < 5 / root);
  for (const double t : {3.0, 4.0, 4.75}) {
    const auto beyond = std::count_if(normal.begin(), normal.end(), [=](T z) { return z > t; });
    const auto below = std::count_if(normal.begin(), normal.end(), [=](T z) { return z < -t; });
    const double p = 0.5 * std::erfc(t / std::numbers::sqrt2);
    CHECK(count_right(beyond, n, p) && count_right(below, n, p));
  }
  const auto moved =
      filled<T>(1, 1000, [](Generator& g, T* o, int64_t k) { fill_normal<T>(g, o, k, 5, 0); });
  CHECK(std::all_of(moved.begin(), moved.end(), [](T x) { return x == 5; }));

  const auto exponential = filled<T>(
      1, kCount, [](Generator& g, T* o, int64_t k) { fill_exponential<T>(g, o, k, T(0.5)); });
  CHECK(flat(exponential, [](double x) { return -std::expm1(-0.5 * x); }));
  CHECK(std::all_of(exponential.begin(), exponential.end(), [](T x) { return x > 0; }));
  CHECK(
      count_right(std::count_if(exponential.begin(), exponential.end(), [](T x) { return x > 20; }),
                  n, std::exp(-10)));
  CHECK(count_right(
      std::count_if(exponential.begin(), exponential.end(), [](T x) { return x < T(2e-4); }), n,
      -std::expm1(-1e-4)));

  const auto uniform =
      filled<T>(1, kCount, [](Generator& g, T* o, int64_t k) { fill_uniform<T>(g, o, k, -3, 5); });
  CHECK(flat(uniform, [](double x) { return (x + 3) / 8; }));
  CHECK(std::all_of(uniform.begin(), uniform.end(), [](T x) { return x >= -3 && x < 5; }));
  const T one_more = std::nextafter(T(1), T(2));  // an interval with nothing between its ends
  const auto narrow = filled<T>(
      1, 5000, [=](Generator& g, T* o, int64_t k) { fill_uniform<T>(g, o, k, 1, one_more); });
  CHECK(std::all_of(narrow.begin(), narrow.end(), [](T x) { return x == 1; }));
  const auto equal =
      filled<T>(1, 100, [](Generator& g, T* o, int64_t k) { fill_uniform<T>(g, o, k, 2, 2); });
  CHECK(std::all_of(equal.begin(), equal.end(), [](T x) { return x == 2; }));
  const auto coarse =
      filled<T>(1, 5000, [](Generator& g, T* o, int64_t k) { fill_uniform<T>(g, o, k, 0, 1, 8); });
  CHECK(std::set<T>(coarse.begin(), coarse.end()).size() == 256);
  CHECK(*std::max_element(coarse.begin(), coarse.end()) == T(255) / 256);
  Generator g(1);
  T x = 0;
  const auto ask = [&](int digits) {
    fill_uniform<T>(g, &x, 1, 0, 1, digits);
    return 0;
  };
  CHECK_THROWS(RuntimeError, ask(54), "random digits, got 54");
}

void test_integers() {
  constexpr int64_t kCount = 1 << 20;
  const auto between = [&](int64_t low, int64_t high) {
    return filled<int64_t>(
        2, kCount, [=](Generator& g, int64_t* o, int64_t n) { fill_randint(g, o, n, low, high); });
  };
  struct Range {
    int64_t low, high;
  };
  for (const auto [low, high] : {Range{0, 1},
                                 {0, 2},
                                 {-3, 7},
                                 {0, 1000},
                                 {0, int64_t{3} << 30},
                                 {-7, int64_t{1} << 32},
                                 {0, int64_t{3} << 61},
                                 {INT64_MIN, INT64_MAX},
                                 {-(int64_t{1} << 62), int64_t{1} << 61}}) {
    const auto values = between(low, high);
    const auto width = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
    const uint64_t bins = std::min<uint64_t>(width, 240);
    std::vector<int64_t> counts(bins);
    bool inside = true;
    for (const int64_t value : values) {
      inside = inside && value >= low && value < high;
      const uint64_t from_low = static_cast<uint64_t>(value) - static_cast<uint64_t>(low);
      ++counts[static_cast<size_t>(static_cast<long double>(from_low) *
                                   static_cast<long double>(bins) /
                                   static_cast<long double>(width))];
    }
    CHECK(inside);
    if (width % bins == 0 || width > 100000) {
      CHECK(bins == 1 || std::abs(excess(counts)) < 5);
    }
  }
  int64_t out = 0;
  Generator g(1);
  const auto ask = [&](int64_t low, int64_t high) {
    fill_randint(g, &out, 1, low, high);
    return 0;
  };
  CHECK_THROWS(RuntimeError, ask(3, 3), "low = 3 and high = 3");
  CHECK_THROWS(RuntimeError, ask(3, -3), "low < high");
}

void test_bernoulli() {
  constexpr int64_t kCount = 1 << 22;
  const auto draw = [&](double p) {
    return filled<uint8_t>(
        4, kCount, [=](Generator& g, uint8_t* o, int64_t n) { fill_bernoulli(g, o, n, p); });
  };
  for (const double p : {0.0, 1.0, 0.5, 0.3, 0.999, 1e-5, 1 - 1e-5}) {
    const auto values = draw(p);
    const auto ones = std::count(values.begin(), values.end(), 1);
    CHECK(ones + std::count(values.begin(), values.end(), 0) == kCount);
    CHECK(p == 0 || p == 1 ? ones == static_cast<int64_t>(p) * kCount
                           : count_right(ones, kCount, p));
  }
  for (const double p : {-0.1, 1.5, std::nan("")}) {
    CHECK_THROWS(RuntimeError, draw(p), "between 0 and 1");
  }
}

}  // namespace

int main() {
  test_generator();
  test_stream();
  test_layout();
  test_independence();
  test_instruction_sets();
  test_accuracy<float, uint32_t>();
  test_accuracy<double, uint64_t>();
  test_distributions<float>();
  test_distributions<double>();
  test_integers();
  test_bernoulli();
  return test::report();
}
