// Reads /proc, /sys/fs/cgroup, the affinity mask and the environment; nothing else belongs here.
#include "core/system.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>

#ifdef __linux__
#include <sched.h>
#endif

#include "core/error.h"

namespace chainrule {
namespace detail {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  if (file) {
    text << file.rdbuf();
  }
  return std::move(text).str();
}

std::optional<int64_t> leading_number(std::string_view text) {
  int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() ? std::optional(value) : std::nullopt;
}

bool lists_controller(std::string_view controllers, std::string_view wanted) {
  while (!controllers.empty()) {
    const size_t comma = std::min(controllers.find(','), controllers.size());
    if (controllers.substr(0, comma) == wanted) {
      return true;
    }
    controllers.remove_prefix(std::min(comma + 1, controllers.size()));
  }
  return false;
}

// Calls visit(directory, is_version_2) for the process's group of this controller and each of its
// ancestors. Inside a container the path may be that of the host, which is not mounted: then only
// the root of the mount has the files.
template <class Visit>
void for_each_group(const std::string& membership, const std::string& root,
                    std::string_view controller, Visit visit) {
  std::istringstream lines(membership);
  for (std::string line; std::getline(lines, line);) {
    const size_t first = line.find(':');
    const size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) {
      continue;
    }
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const bool version_2 = controllers.empty();
    if (!version_2 && !lists_controller(controllers, controller)) {
      continue;
    }
    std::string path = line.substr(second + 1);
    while (!path.empty() && path.back() == '/') {
      path.pop_back();
    }
    for (;;) {
      if (version_2) {
        visit(root + path, true);
        visit(root + "/unified" + path, true);
      } else {
        visit(root + "/" + controllers + path, false);
        visit(root + "/" + std::string(controller) + path, false);
      }
      if (path.empty()) {
        break;
      }
      path.resize(path.find_last_of('/') == std::string::npos ? 0 : path.find_last_of('/'));
    }
  }
}

}  // namespace

std::optional<double> cgroup_cpu_quota(const std::string& membership, const std::string& root) {
  std::optional<double> best;
  for_each_group(membership, root, "cpu", [&](const std::string& directory, bool version_2) {
    std::optional<int64_t> quota, period;
    if (version_2) {  // "max 100000" or "150000 100000"
      const std::string text = read_file(directory + "/cpu.max");
      const size_t space = text.find(' ');
      quota = leading_number(text);
      period = space == std::string::npos
                   ? std::nullopt
                   : leading_number(std::string_view(text).substr(space + 1));
    } else {  // -1 means no quota
      quota = leading_number(read_file(directory + "/cpu.cfs_quota_us"));
      period = leading_number(read_file(directory + "/cpu.cfs_period_us"));
    }
    if (quota && period && *quota > 0 && *period > 0) {
      const double cpus = static_cast<double>(*quota) / static_cast<double>(*period);
      best = std::min(best.value_or(cpus), cpus);
    }
  });
  return best;
}

std::optional<uint64_t> cgroup_memory_limit(const std::string& membership,
                                            const std::string& root) {
  std::optional<uint64_t> best;
  for_each_group(membership, root, "memory", [&](const std::string& directory, bool version_2) {
    // "max", or (version 1) a number near 2^63, means no limit; usable_memory takes the minimum
    // with the machine's.
    const auto limit = leading_number(
        read_file(directory + (version_2 ? "/memory.max" : "/memory.limit_in_bytes")));
    if (limit && *limit > 0) {
      best = std::min(best.value_or(UINT64_MAX), static_cast<uint64_t>(*limit));
    }
  });
  return best;
}

}  // namespace detail

int usable_cpus() {
  int cpus = static_cast<int>(std::thread::hardware_concurrency());
#ifdef __linux__
  cpu_set_t mask;
  if (sched_getaffinity(0, sizeof(mask), &mask) == 0) {
    cpus = CPU_COUNT(&mask);
  }
  const std::string membership = detail::read_file("/proc/self/cgroup");
  if (const auto quota = detail::cgroup_cpu_quota(membership, "/sys/fs/cgroup")) {
    cpus = static_cast<int>(std::min<double>(cpus, std::ceil(*quota)));
  }
#endif
  return std::max(cpus, 1);
}

uint64_t usable_memory() {
  const long pages = sysconf(_SC_PHYS_PAGES), page_size = sysconf(_SC_PAGE_SIZE);
  uint64_t memory = pages > 0 && page_size > 0
                        ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(page_size)
                        : uint64_t{4} << 30;
#ifdef __linux__
  const std::string membership = detail::read_file("/proc/self/cgroup");
  if (const auto limit = detail::cgroup_memory_limit(membership, "/sys/fs/cgroup")) {
    memory = std::min(memory, *limit);
  }
#endif
  return memory;
}

std::optional<int64_t> count_from_environment(const char* name, int64_t minimum) {
  const char* text = std::getenv(name);
  if (text == nullptr || *text == '\0') {
    return std::nullopt;
  }
  const std::string_view view(text);
  int64_t value = 0;
  const auto result = std::from_chars(view.data(), view.data() + view.size(), value);
  std::string_view rest = view.substr(static_cast<size_t>(result.ptr - view.data()));
  bool valid = result.ec == std::errc();
  if (valid && !rest.empty()) {
    constexpr std::string_view kSuffixes = "KMGT";
    const size_t power =
        kSuffixes.find(static_cast<char>(std::toupper(static_cast<unsigned char>(rest[0]))));
    valid = power != std::string_view::npos && rest.size() == 1 &&
            !__builtin_mul_overflow(value, int64_t{1} << (10 * (power + 1)), &value);
  }
  if (!valid || value < minimum) {
    warn(concat("ignoring the environment variable ", name, "=", view,
                ": expected a whole number of at least ", minimum));
    return std::nullopt;
  }
  return value;
}

}  // namespace chainrule
