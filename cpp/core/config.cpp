// Asks the compiler, the CPU and the libraries; nothing here is changed by anyone.
#include "core/config.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <utility>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "core/allocator.h"
#include "core/blas.h"
#include "core/error.h"
#include "core/system.h"
#include "core/thread_pool.h"

namespace chainrule {
namespace {

constexpr std::array<std::pair<Isa, std::string_view>, 4> kNames{
    {{Isa::base, "base"}, {Isa::v2, "v2"}, {Isa::v3, "v3"}, {Isa::v4, "v4"}}};

constexpr bool compiled(Isa isa) {
  switch (isa) {
    case Isa::base:
#ifdef CHAINRULE_HAVE_base
      return true;
#else
      return false;
#endif
    case Isa::v2:
#ifdef CHAINRULE_HAVE_v2
      return true;
#else
      return false;
#endif
    case Isa::v3:
#ifdef CHAINRULE_HAVE_v3
      return true;
#else
      return false;
#endif
    case Isa::v4:
#ifdef CHAINRULE_HAVE_v4
      return true;
#else
      return false;
#endif
  }
  return false;
}

#if defined(__x86_64__)

// Features that __builtin_cpu_supports knows only in newer compilers.
bool cpuid_bit(unsigned leaf, unsigned ecx_bit) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(leaf, &a, &b, &c, &d) != 0 && (c >> ecx_bit & 1) != 0;
}
bool has_cx16() { return cpuid_bit(1, 13); }
bool has_movbe() { return cpuid_bit(1, 22); }
bool has_f16c() { return cpuid_bit(1, 29); }
bool has_lzcnt() { return cpuid_bit(0x80000001, 5); }

std::vector<std::string> features() {
  std::vector<std::string> found;
  const auto add = [&](bool has, const char* name) {
    if (has) {
      found.emplace_back(name);
    }
  };
  add(__builtin_cpu_supports("sse3"), "sse3");
  add(__builtin_cpu_supports("ssse3"), "ssse3");
  add(__builtin_cpu_supports("sse4.1"), "sse4.1");
  add(__builtin_cpu_supports("sse4.2"), "sse4.2");
  add(__builtin_cpu_supports("popcnt"), "popcnt");
  add(__builtin_cpu_supports("avx"), "avx");
  add(has_f16c(), "f16c");
  add(__builtin_cpu_supports("fma"), "fma");
  add(__builtin_cpu_supports("bmi"), "bmi");
  add(__builtin_cpu_supports("bmi2"), "bmi2");
  add(__builtin_cpu_supports("avx2"), "avx2");
  add(__builtin_cpu_supports("avx512f"), "avx512f");
  add(__builtin_cpu_supports("avx512bw"), "avx512bw");
  add(__builtin_cpu_supports("avx512cd"), "avx512cd");
  add(__builtin_cpu_supports("avx512dq"), "avx512dq");
  add(__builtin_cpu_supports("avx512vl"), "avx512vl");
  add(__builtin_cpu_supports("avx512vnni"), "avx512vnni");
  add(__builtin_cpu_supports("avx512bf16"), "avx512bf16");
  return found;
}

#else

std::vector<std::string> features() { return {}; }

#endif

std::string cpu_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(": ");
    if (colon != std::string::npos && line.rfind("model name", 0) == 0) {
      return line.substr(colon + 2);
    }
  }
  return "unknown";
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

}  // namespace

std::string_view isa_name(Isa isa) noexcept {
  for (const auto& [known, name] : kNames) {
    if (known == isa) {
      return name;
    }
  }
  return "unknown";
}

bool cpu_supports(Isa isa) noexcept {
#if defined(__x86_64__)
  switch (isa) {
    case Isa::base:
      return true;
    case Isa::v2:
      return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("sse4.1") &&
             __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse3") &&
             __builtin_cpu_supports("popcnt") && has_cx16();
    case Isa::v3:
      return cpu_supports(Isa::v2) && __builtin_cpu_supports("avx2") &&
             __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
             __builtin_cpu_supports("bmi2") && has_f16c() && has_lzcnt() && has_movbe();
    case Isa::v4:
      return cpu_supports(Isa::v3) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  }
  return false;
#else
  return isa == Isa::base;
#endif
}

std::vector<Isa> available_isas() {
  std::vector<Isa> available;
  for (const auto& [isa, name] : kNames) {
    if (compiled(isa) && cpu_supports(isa)) {
      available.push_back(isa);
    }
  }
  return available;
}

namespace detail {

Isa choose_isa(const std::vector<Isa>& available, std::string_view wanted) {
  if (available.empty()) {
    std::vector<std::string_view> built;
    for (const auto& [isa, name] : kNames) {
      if (compiled(isa)) {
        built.push_back(name);
      }
    }
    fail("this build of chainrule has kernels for ", built, ", none of which this CPU (",
         cpu_name(), ") can run; build it on this machine, or with all instruction sets");
  }
  std::vector<std::string_view> names;
  for (const Isa isa : available) {
    if (isa_name(isa) == wanted) {
      return isa;
    }
    names.push_back(isa_name(isa));
  }
  if (!wanted.empty()) {
    warn(concat("ignoring the environment variable CHAINRULE_ISA=", wanted,
                ": here it can be one of ", names, "; using ", names.back()));
  }
  return available.back();
}

}  // namespace detail

Isa active_isa() {
  static const Isa chosen = [] {
    const char* wanted = std::getenv("CHAINRULE_ISA");
    return detail::choose_isa(available_isas(), wanted != nullptr ? wanted : "");
  }();
  return chosen;
}

void read_environment() {
  active_isa();
  num_threads();
  cache_limit();
}

Config config() {
  Config config;
  config.version = CHAINRULE_VERSION;
#if defined(__clang__)
  config.compiler = "Clang " __clang_version__;
#else
  config.compiler = "GCC " __VERSION__;
#endif
  config.cpu = cpu_name();
  config.cpu_features = features();
  config.isa = isa_name(active_isa());
  for (const Isa isa : available_isas()) {
    config.isas.emplace_back(isa_name(isa));
  }
  config.num_threads = num_threads();
  config.usable_cpus = usable_cpus();
  config.usable_memory = usable_memory();
  config.cache_limit = cache_limit();
  config.blas_corename = blas_corename();
  config.blas_config = blas_config();
  return config;
}

std::string show_config() {
  const Config c = config();
  const auto mib = [](uint64_t bytes) { return bytes >> 20; };
  return concat("chainrule ", c.version, ", compiled by ", c.compiler, "\n",  //
                "CPU: ", c.cpu, " (", join(c.cpu_features), ")\n",            //
                "Kernels: ", c.isa, " (available: ", join(c.isas), "; CHAINRULE_ISA chooses)\n",
                "Threads: ", c.num_threads, " of ", c.usable_cpus,
                " usable CPUs (CHAINRULE_NUM_THREADS)\n",  //
                "Memory: ", mib(c.usable_memory), " MiB usable, up to ", mib(c.cache_limit),
                " MiB of it cached (CHAINRULE_CACHE_BYTES)\n",  //
                "BLAS: ", c.blas_config, ", kernels for ", c.blas_corename, "\n");
}

}  // namespace chainrule
