// What this build is and what it runs on: version, compiler, instruction sets, threads, BLAS.
// What may not live here: settings of operations, anything that knows tensors.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

// Instruction sets that kernels can be compiled for: x86-64-v2, -v3, -v4, or a machine's baseline.
enum class Isa : uint8_t { base, v2, v3, v4 };
std::string_view isa_name(Isa isa) noexcept;

// Whether this CPU (and the system it runs) has the whole set.
bool cpu_supports(Isa isa) noexcept;

// The sets that are compiled in and that this CPU runs, from the least to the best.
std::vector<Isa> available_isas();

// The set whose kernels are used, chosen once: the best available, or the one that the
// environment's CHAINRULE_ISA names (v2, v3, v4). Warns and takes the best if that one is unknown
// or not available. Throws RuntimeError if this build has none for this CPU.
Isa active_isa();

namespace detail {
Isa choose_isa(const std::vector<Isa>& available, std::string_view wanted);
}

// Reads all settings of the environment now, so that warnings about them come here and not in the
// middle of an operation, where nobody may be able to take them.
void read_environment();

struct Config {
  std::string version;
  std::string compiler;
  std::string cpu;                        // the name the maker gave it
  std::vector<std::string> cpu_features;  // beyond x86-64-v1, as compilers call them
  std::string isa;                        // in use
  std::vector<std::string> isas;          // available
  int num_threads = 0;
  int usable_cpus = 0;
  uint64_t usable_memory = 0;
  uint64_t cache_limit = 0;
  std::string blas_corename;
  std::string blas_config;
};

Config config();

// The same as lines of text.
std::string show_config();

}  // namespace chainrule
