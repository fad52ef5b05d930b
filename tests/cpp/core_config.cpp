// Tests of what the library says about itself and of the choice among instruction sets.
//
// The CMake target core_config builds it; it needs the whole of cpp/core/*.cpp and OpenBLAS.
#include "core/config.h"

#include <cstdlib>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include "check.h"
#include "core/error.h"

namespace {

using namespace chainrule;

std::string last_warning;

void test_choice() {
  set_warning_handler([](const std::string& message, WarningKind) { last_warning = message; });
  const std::vector<Isa> two{Isa::v2, Isa::v3};
  CHECK(detail::choose_isa(two, "") == Isa::v3);
  CHECK(detail::choose_isa(two, "v2") == Isa::v2 && detail::choose_isa(two, "v3") == Isa::v3);
  CHECK(last_warning.empty());
  for (const char* wrong : {"v4", "v9", "avx2", "V3", "base"}) {
    last_warning.clear();
    CHECK(detail::choose_isa(two, wrong) == Isa::v3);
    CHECK(last_warning.find(wrong) != std::string::npos &&
          last_warning.find("[v2, v3]; using v3") != std::string::npos);
  }
  CHECK_THROWS(RuntimeError, detail::choose_isa({}, "v2"), "none of which this CPU");
  set_warning_handler(nullptr);
}

void test_sets() {
  const std::vector<Isa> available = available_isas();
  CHECK(!available.empty());
  for (const Isa isa : available) {
    CHECK(cpu_supports(isa));
  }
  CHECK(cpu_supports(active_isa()));
  CHECK(!cpu_supports(Isa::v4) || cpu_supports(Isa::v3));
  CHECK(!cpu_supports(Isa::v3) || cpu_supports(Isa::v2));
  CHECK(isa_name(Isa::base) == "base" && isa_name(Isa::v4) == "v4");
}

void test_config() {
  const Config c = config();
  CHECK(!c.version.empty() && !c.compiler.empty() && c.isa == isa_name(active_isa()));
  CHECK(c.num_threads >= 1 && c.usable_cpus >= 1 && c.usable_memory > 0);
  CHECK(!c.isas.empty() && !c.blas_corename.empty());
  const std::string text = show_config();
  for (const std::string& part : {c.version, c.compiler, c.isa, c.blas_corename, c.blas_config}) {
    CHECK(text.find(part) != std::string::npos);
  }
}

}  // namespace

int main() {
  test_choice();
  test_sets();
  test_config();
  return test::report();
}
