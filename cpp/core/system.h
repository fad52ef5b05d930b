// What the system grants this process: CPUs, memory, and settings from the environment.
// What may not live here: decisions about what to do with them (see allocator and thread_pool).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace chainrule {

// CPUs this process may keep busy: the affinity mask, cut down to a cgroup's CPU quota (rounded
// up). At least 1.
int usable_cpus();

// Bytes of memory this process may use: the machine's, or a cgroup's limit where that is lower.
uint64_t usable_memory();

// Value of an environment variable as a count of at least `minimum`; K, M, G and T (powers of 1024)
// may follow the digits. Unset or empty gives nothing; anything else that is not such a number is
// warned about and ignored.
std::optional<int64_t> count_from_environment(const char* name, int64_t minimum);

namespace detail {

// Limits set by control groups, version 1 and 2. `membership` is the text of /proc/self/cgroup and
// `root` the directory where the groups are mounted; the strictest limit among a group and its
// ancestors is the one in force.
std::optional<double> cgroup_cpu_quota(const std::string& membership, const std::string& root);
std::optional<uint64_t> cgroup_memory_limit(const std::string& membership, const std::string& root);

}  // namespace detail
}  // namespace chainrule
