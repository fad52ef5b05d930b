// Exceptions, checks and the warning channel of the whole library.
// What lives here: the exception classes (one for each Python class that users see), `check`,
// `fail`, `concat` and `warn`. What may not: anything that knows tensors, Python, or which module
// raised.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

namespace chainrule {

// The hierarchy is Python's: whoever translates must catch the derived classes before RuntimeError.
class Error : public std::exception {
 public:
  explicit Error(std::string message) : message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }
  const std::string& message() const noexcept { return message_; }

 private:
  std::string message_;
};

class RuntimeError : public Error {
  using Error::Error;
};
class NotImplementedError : public RuntimeError {
  using RuntimeError::RuntimeError;
};
class OutOfMemory : public RuntimeError {
  using RuntimeError::RuntimeError;
};
class IndexError : public Error {
  using Error::Error;
};
class TypeError : public Error {
  using Error::Error;
};
class ValueError : public Error {
  using Error::Error;
};

namespace detail {

// One piece of a message: a reference to the value and how to print it. It erases the type, so that
// a failing check costs its caller a few stores in a cold block and no template is built for each
// list of types.
class Part {
 public:
  Part(const char* s) : text_{s}, print_(&print_text) {}
  Part(std::string_view s) : view_{s.data(), s.size()}, print_(&print_view) {}
  Part(const std::string& s) : Part(std::string_view(s)) {}
  Part(char c) : char_(c), print_(&print_char) {}
  Part(bool b) : signed_(b), print_(&print_bool) {}  // True or False, as in Python
  Part(std::signed_integral auto i) : signed_(static_cast<int64_t>(i)), print_(&print_signed) {}
  Part(std::unsigned_integral auto i)
      : unsigned_(static_cast<uint64_t>(i)), print_(&print_unsigned) {}
  Part(std::floating_point auto x) : real_(static_cast<double>(x)), print_(&print_real) {}

  // Anything else is kept by address: a range prints as [a, b, c], the rest through its own
  // operator<<.
  template <class T>
    requires(!std::is_arithmetic_v<T> && !std::convertible_to<const T&, std::string_view> &&
             !std::same_as<T, Part>)
  Part(const T& value) : object_(&value), print_(&print_object<T>) {}

  void print(std::ostream& out) const { print_(out, *this); }

 private:
  static void print_text(std::ostream& out, const Part& part);
  static void print_view(std::ostream& out, const Part& part);
  static void print_char(std::ostream& out, const Part& part);
  static void print_bool(std::ostream& out, const Part& part);
  static void print_signed(std::ostream& out, const Part& part);
  static void print_unsigned(std::ostream& out, const Part& part);
  static void print_real(std::ostream& out, const Part& part);

  template <class T>
  static void print_object(std::ostream& out, const Part& part) {
    const T& value = *static_cast<const T*>(part.object_);
    if constexpr (requires { value.begin() != value.end(); }) {
      const char* separator = "[";
      for (const auto& item : value) {
        Part(separator).print(out);
        Part(item).print(out);
        separator = ", ";
      }
      Part(value.begin() != value.end() ? "]" : "[]").print(out);
    } else {
      out << value;
    }
  }

  struct View {
    const char* data;
    size_t size;
  };
  union {
    const char* text_;
    View view_;
    char char_;
    int64_t signed_;
    uint64_t unsigned_;
    double real_;
    const void* object_;
  };
  void (*print_)(std::ostream&, const Part&);
};

std::string join(const Part* parts, size_t count);

template <class E>
[[noreturn, gnu::cold, gnu::noinline]] void raise(const Part* parts, size_t count) {
  throw E(join(parts, count));
}

}  // namespace detail

// The parts printed one after the other: strings, numbers, lists (`[2, 3]`), and whatever has an
// operator<<.
template <class... Parts>
std::string concat(const Parts&... parts) {
  if constexpr (sizeof...(Parts) == 0) {
    return {};
  } else {
    const detail::Part list[] = {detail::Part(parts)...};
    return detail::join(list, sizeof...(Parts));
  }
}

// Throws E with the parts as its message: fail<IndexError>("dimension ", d, " is out of range for
// ", sizes).
template <class E = RuntimeError, class... Parts>
  requires std::derived_from<E, Error> && (sizeof...(Parts) > 0)
[[noreturn, gnu::cold]] void fail(const Parts&... parts) {
  const detail::Part list[] = {detail::Part(parts)...};
  detail::raise<E>(list, sizeof...(Parts));
}

// Throws E unless ok. The parts are evaluated always and printed only on failure: pass values, not
// strings made of them.
template <class E = RuntimeError, class... Parts>
  requires std::derived_from<E, Error> && (sizeof...(Parts) > 0)
[[gnu::always_inline]] inline void check(bool ok, const Parts&... parts) {
  if (!ok) [[unlikely]] {
    fail<E>(parts...);
  }
}

enum class WarningKind : uint8_t { kUser, kDeprecation, kFuture, kRuntime };

// The handler may throw (a user may have turned warnings into errors), so warn before changing
// anything.
using WarningHandler = void (*)(const std::string& message, WarningKind kind);

// Installs a handler and returns the one before; nullptr restores the default, which writes a line
// to stderr.
WarningHandler set_warning_handler(WarningHandler handler) noexcept;

void warn(const std::string& message, WarningKind kind = WarningKind::kUser);

}  // namespace chainrule
