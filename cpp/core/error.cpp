// Printing of message parts and the default warning handler; nothing else belongs here.
#include "core/error.h"

#include <atomic>
#include <cstdio>
#include <locale>
#include <sstream>

namespace chainrule {
namespace detail {

void Part::print_text(std::ostream& out, const Part& part) {
  out << (part.text_ != nullptr ? part.text_ : "(null)");
}
void Part::print_view(std::ostream& out, const Part& part) {
  out << std::string_view(part.view_.data, part.view_.size);
}
void Part::print_char(std::ostream& out, const Part& part) { out << part.char_; }
void Part::print_bool(std::ostream& out, const Part& part) {
  out << (part.signed_ != 0 ? "True" : "False");
}
void Part::print_signed(std::ostream& out, const Part& part) { out << part.signed_; }
void Part::print_unsigned(std::ostream& out, const Part& part) { out << part.unsigned_; }
void Part::print_real(std::ostream& out, const Part& part) { out << part.real_; }

std::string join(const Part* parts, size_t count) {
  std::ostringstream out;
  out.imbue(std::locale::classic());  // a program's locale must not put commas into shapes
  for (size_t i = 0; i < count; ++i) {
    parts[i].print(out);
  }
  return std::move(out).str();
}

}  // namespace detail

namespace {

void print_to_stderr(const std::string& message, WarningKind kind) {
  constexpr const char* kNames[] = {"UserWarning", "DeprecationWarning", "FutureWarning",
                                    "RuntimeWarning"};
  std::fprintf(stderr, "%s: %s\n", kNames[static_cast<int>(kind)], message.c_str());
}

std::atomic<WarningHandler> warning_handler{&print_to_stderr};

}  // namespace

WarningHandler set_warning_handler(WarningHandler handler) noexcept {
  return warning_handler.exchange(handler != nullptr ? handler : &print_to_stderr);
}

void warn(const std::string& message, WarningKind kind) { warning_handler.load()(message, kind); }

}  // namespace chainrule
