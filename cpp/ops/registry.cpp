// The list of operations and the reader of signatures.
#include "ops/registry.h"

#include <algorithm>
#include <charconv>
#include <deque>

namespace chainrule {

namespace {

std::string_view trim(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

/// Splits at commas that are not inside brackets or quotes.
std::vector<std::string_view> split(std::string_view s) {
  std::vector<std::string_view> parts;
  int depth = 0;
  bool quoted = false;
  size_t start = 0;
  for (size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    if (c == '\'') quoted = !quoted;
    if (c == '[' || c == '(') ++depth;
    if (c == ']' || c == ')') --depth;
    if (c == ',' && depth == 0 && !quoted) {
      parts.push_back(trim(s.substr(start, i - start)));
      start = i + 1;
    }
  }
  if (const auto last = trim(s.substr(start)); !last.empty()) parts.push_back(last);
  return parts;
}

Scalar parse_number(std::string_view s) {
  if (s.find_first_of(".en") == s.npos) {
    int64_t value = 0;
    std::from_chars(s.data(), s.data() + s.size(), value);
    return value;
  }
  double value = 0;
  std::from_chars(s.data(), s.data() + s.size(), value);
  return value;
}

Value parse_default(const Param& p, std::string_view text) {
  if (text == "None") return std::monostate{};
  const std::string_view type = p.type;
  if (type == "bool") return text == "True";
  if (type == "str") return std::string(text.substr(1, text.size() - 2));
  if (type == "int") return parse_number(text).to_int();
  if (type == "float") return parse_number(text).to_double();
  if (type == "Scalar") {
    if (text == "True" || text == "False") return Scalar(text == "True");
    return parse_number(text);
  }
  if (type == "ScalarOrTensor") return Operand(parse_number(text));
  if (type.starts_with("int[")) {
    Dims dims;
    if (text.front() == '[') {
      for (auto item : split(text.substr(1, text.size() - 2)))
        dims.push_back(parse_number(item).to_int());
    } else {
      const auto close = type.find(']');
      int64_t n = 1;
      std::from_chars(type.data() + 4, type.data() + close, n);
      dims.resize(static_cast<size_t>(n), parse_number(text).to_int());
    }
    return dims;
  }
  if (type == "float[]") return std::vector<double>{};
  if (type == "Tensor[]") return TensorList{};
  fail("no default value of this kind for parameter ", p.name, ": ", text);
}

Param parse_param(std::string_view text) {
  Param p;
  const auto equals = text.find('=');
  std::string_view head = trim(text.substr(0, equals));
  const auto space = head.rfind(' ');
  p.name = head.substr(space + 1);
  std::string_view type = trim(head.substr(0, space));
  if (type.ends_with('?')) {
    p.optional = true;
    type.remove_suffix(1);
  }
  p.type = type;
  if (equals != text.npos) {
    p.has_default = true;
    p.default_text = trim(text.substr(equals + 1));
    p.default_value = parse_default(p, p.default_text);
  }
  return p;
}

std::deque<OpDef>& storage() {
  static std::deque<OpDef> ops;
  return ops;
}

}  // namespace

Signature parse_signature(std::string_view text) {
  Signature s;
  s.text = text;
  const auto open = text.find('(');
  std::string_view full = text.substr(0, open);
  const auto dot = full.rfind('.');
  if (dot != full.npos) s.space = full.substr(0, dot);
  s.name = dot == full.npos ? full : full.substr(dot + 1);

  const auto arrow = text.find("->");
  const std::string_view head = text.substr(0, arrow);
  const auto close = head.rfind(')');
  bool keyword_only = false;
  for (auto part : split(text.substr(open + 1, close - open - 1))) {
    if (part == "*") {
      keyword_only = true;
      continue;
    }
    s.params.push_back(parse_param(part));
    s.params.back().keyword_only = keyword_only;
  }
  if (arrow != text.npos) {
    auto results = trim(text.substr(arrow + 2));
    if (results.starts_with('(')) {
      for (auto part : split(results.substr(1, results.size() - 2))) {
        const auto space = part.rfind(' ');
        if (space != part.npos) s.results.emplace_back(part.substr(space + 1));
      }
    }
  }
  return s;
}

OpDef* register_op(OpDef def) { return &storage().emplace_back(std::move(def)); }

const std::vector<const OpDef*>& all_ops() {
  static const std::vector<const OpDef*> ops = [] {
    std::vector<const OpDef*> list;
    for (const OpDef& def : storage()) list.push_back(&def);
    return list;
  }();
  return ops;
}

}  // namespace chainrule
