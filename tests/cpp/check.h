// The harness of the C++ tests: CHECK counts and reports, `report()` is what main returns.
// No framework on purpose: these tests run under every sanitizer with one compile line.
#pragma once

#include <atomic>
#include <cstdio>

namespace test {

inline std::atomic<int> checks{0};
inline std::atomic<int> failures{0};

inline void check(bool ok, const char* what, const char* file, int line) {
  ++checks;
  if (!ok) {
    ++failures;
    std::fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
  }
}

// Prints the closing line and gives the exit code.
inline int report() {
  std::printf("%d passed, %d failed\n", checks - failures, failures.load());
  return failures == 0 ? 0 : 1;
}

}  // namespace test

#define CHECK(condition) ::test::check(static_cast<bool>(condition), #condition, __FILE__, __LINE__)

// The expression must throw exactly `Type`, with `text` in its message.
#define CHECK_THROWS(Type, expression, text)                                        \
  do {                                                                              \
    bool caught = false;                                                            \
    try {                                                                           \
      (void)(expression);                                                           \
    } catch (const Type& error) {                                                   \
      caught = typeid(error) == typeid(Type) &&                                     \
               std::string_view(error.what()).find(text) != std::string_view::npos; \
    } catch (...) {                                                                 \
    }                                                                               \
    CHECK(caught && #expression);                                                   \
  } while (false)
