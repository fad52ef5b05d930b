// The registry of operations. A static `Op` beside an operation's definition is all that it takes:
// the Python function, the Tensor method, the in-place twin, `out=`, the docstring, the stub and
// the reference page come from the signature and the flags given here.
//
//   const Op kGather = Op("gather(Tensor input, int dim, Tensor index, *, bool sparse_grad=False)",
//   gather)
//       .doc(R"(...)");
//
// Signature language (a subset of PyTorch's own printed signatures):
//   Tensor  Tensor?  Tensor[]  Scalar  Scalar?  int  int?  int[]  int[]?  int[2] (one int stands
//   for both) int[*] (may be given as separate arguments: x.view(2, 3))  Tensor[*] (likewise)
//   float  float?  float[]?  bool  bool?  bool[]?  str  str? dtype  dtype?  Generator?  Scalar[] "=
//   default" with None, True, False, numbers, 'text', [], [0, 1] ScalarOrTensor: a parameter that
//   takes a number or a tensor (a number arrives as Scalar in an Operand).
// Several `Op`s with one name are overloads, tried in the order of registration within one file.
// A dotted name places it: "nn.functional.gelu", "linalg.solve", "special.erf", "fft.fft".
// Names of PyTorch's that it has and we register: `dim`/`axis`, `keepdim`/`keepdims`,
// `input`/`x`/`a`, `other`/`x2` are accepted for one another by the argument parser, nowhere else.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "core/random.h"
#include "core/tensor.h"

namespace chainrule {

using ScalarList = std::vector<Scalar>;
/// A number or a tensor: the second operand of `a + b`.
class Operand {
 public:
  Operand(Tensor tensor) : tensor_(std::move(tensor)) {}
  Operand(Scalar scalar) : scalar_(scalar) {}
  template <class T>
    requires std::is_arithmetic_v<T>
  Operand(T value) : scalar_(value) {}
  bool is_tensor() const { return tensor_.defined(); }
  const Tensor& tensor() const { return tensor_; }
  const Scalar& scalar() const { return scalar_; }

 private:
  Tensor tensor_;
  Scalar scalar_;
};

/// One boxed argument or result. monostate is None.
using Value = std::variant<std::monostate, Tensor, Scalar, int64_t, double, bool, std::string, Dims,
                           TensorList, DType, Operand, ScalarList, std::vector<double>, Generator*,
                           std::vector<std::optional<Tensor>>, std::vector<std::optional<int64_t>>>;

struct Param {
  std::string type;  // as written, without '?'
  std::string name;
  bool optional = false;  // '?': None is taken
  bool keyword_only = false;
  bool has_default = false;
  std::string default_text;
  Value default_value;
};

struct Signature {
  std::string space;  // "", "nn.functional", "linalg", ...
  std::string name;
  std::vector<Param> params;
  std::vector<std::string> results;  // names of a named tuple's fields, or empty
  std::string text;                  // as written
};
Signature parse_signature(std::string_view text);

using Values = std::vector<Value>;

struct OpDef {
  Signature signature;
  std::function<Values(std::span<Value>)> call;  // boxed; results in order
  Tensor (*unary)(const Tensor&) =
      nullptr;  // the same, where the whole signature is (Tensor input)
  enum class Result : uint8_t { none, tensor, tuple, list, value } result = Result::tensor;
  bool function = true;  // reachable as chainrule.<space>.name
  bool method = true;    // ... and as Tensor.name; only if the first parameter is `Tensor input`
  bool inplace = false;  // has a twin name_ (method; also function where PyTorch has it)
  int inplace_param =
      -1;  // a parameter `bool inplace=False`: when true the result is written to the input
  bool out = true;                   // takes out=
  bool view = false;                 // result shares storage: no out=
  std::vector<std::string> aliases;  // further full names, "special.expit"
  std::string doc;
};

namespace detail {
template <class T>
struct FromValue;
template <class T>
struct ToValues;
}  // namespace detail

class Op {
 public:
  template <class R, class... Args>
  Op(const char* signature, R (*function)(Args...));

  Op& doc(const char* text) {
    def_->doc = text;
    return *this;
  }
  Op& function_only() {
    def_->method = false;
    return *this;
  }
  Op& method_only() {
    def_->function = false;
    def_->out = false;
    return *this;
  }
  Op& inplace() {
    def_->inplace = true;
    return *this;
  }
  Op& no_out() {
    def_->out = false;
    return *this;
  }
  Op& view() {
    def_->view = true;
    def_->out = false;
    return *this;
  }
  Op& alias(const char* full_name) {
    def_->aliases.emplace_back(full_name);
    return *this;
  }

 private:
  OpDef* def_;
};

/// All definitions, in order of registration.
const std::vector<const OpDef*>& all_ops();
OpDef* register_op(OpDef def);

// ---- boxing ----

namespace detail {

template <>
struct FromValue<Tensor> {
  static Tensor get(Value& v) {
    return std::holds_alternative<std::monostate>(v) ? Tensor() : std::get<Tensor>(v);
  }
};
template <>
struct FromValue<Scalar> {
  static Scalar get(Value& v) { return std::get<Scalar>(v); }
};
template <>
struct FromValue<int64_t> {
  static int64_t get(Value& v) { return std::get<int64_t>(v); }
};
template <>
struct FromValue<double> {
  static double get(Value& v) { return std::get<double>(v); }
};
template <>
struct FromValue<bool> {
  static bool get(Value& v) { return std::get<bool>(v); }
};
template <>
struct FromValue<std::string> {
  static std::string get(Value& v) { return std::get<std::string>(v); }
};
template <>
struct FromValue<Dims> {
  static Dims get(Value& v) { return std::get<Dims>(v); }
};
template <>
struct FromValue<TensorList> {
  static TensorList get(Value& v) { return std::get<TensorList>(v); }
};
template <>
struct FromValue<DType> {
  static DType get(Value& v) { return std::get<DType>(v); }
};
template <>
struct FromValue<Operand> {
  static Operand get(Value& v) { return std::get<Operand>(v); }
};
template <>
struct FromValue<ScalarList> {
  static ScalarList get(Value& v) { return std::get<ScalarList>(v); }
};
template <>
struct FromValue<std::vector<double>> {
  static std::vector<double> get(Value& v) { return std::get<std::vector<double>>(v); }
};
template <>
struct FromValue<std::vector<std::optional<Tensor>>> {
  static std::vector<std::optional<Tensor>> get(Value& v) {
    return std::get<std::vector<std::optional<Tensor>>>(v);
  }
};
template <>
struct FromValue<std::vector<std::optional<int64_t>>> {
  static std::vector<std::optional<int64_t>> get(Value& v) {
    return std::get<std::vector<std::optional<int64_t>>>(v);
  }
};
template <>
struct FromValue<Generator*> {
  static Generator* get(Value& v) {
    return std::holds_alternative<std::monostate>(v) ? nullptr : std::get<Generator*>(v);
  }
};
template <class T>
struct FromValue<std::optional<T>> {
  static std::optional<T> get(Value& v) {
    if (std::holds_alternative<std::monostate>(v)) return std::nullopt;
    return FromValue<T>::get(v);
  }
};

template <class T>
struct ToValues {
  static constexpr auto kind = OpDef::Result::value;
  static Values make(T value) { return {Value(std::move(value))}; }
};
template <>
struct ToValues<Tensor> {
  static constexpr auto kind = OpDef::Result::tensor;
  static Values make(Tensor t) { return {Value(std::move(t))}; }
};
template <>
struct ToValues<TensorList> {
  static constexpr auto kind = OpDef::Result::list;
  static Values make(TensorList list) {
    Values out;
    out.reserve(list.size());
    for (auto& t : list) out.emplace_back(std::move(t));
    return out;
  }
};
template <class... Ts>
struct ToValues<std::tuple<Ts...>> {
  static constexpr auto kind = OpDef::Result::tuple;
  static Values make(std::tuple<Ts...> t) {
    return std::apply([](auto&&... each) { return Values{Value(std::move(each))...}; },
                      std::move(t));
  }
};

}  // namespace detail

template <class R, class... Args>
Op::Op(const char* signature, R (*function)(Args...)) {
  OpDef def;
  def.signature = parse_signature(signature);
  if (def.signature.params.size() != sizeof...(Args)) {
    fail("signature and function differ in their number of parameters: ", signature);
  }
  def.call = [function](std::span<Value> args) {
    return [&]<size_t... I>(std::index_sequence<I...>) -> Values {
      if constexpr (std::is_void_v<R>) {
        function(detail::FromValue<std::remove_cvref_t<Args>>::get(args[I])...);
        return {};
      } else {
        return detail::ToValues<R>::make(
            function(detail::FromValue<std::remove_cvref_t<Args>>::get(args[I])...));
      }
    }(std::index_sequence_for<Args...>{});
  };
  if constexpr (std::is_void_v<R>) {
    def.result = OpDef::Result::none;
  } else {
    def.result = detail::ToValues<R>::kind;
  }
  const auto& params = def.signature.params;
  if constexpr (std::is_same_v<R (*)(Args...), Tensor (*)(const Tensor&)>) {
    if (!params[0].optional) def.unary = function;
  }
  for (size_t i = 0; i < params.size(); ++i) {
    if (params[i].name == "inplace") def.inplace_param = static_cast<int>(i);
  }
  const bool on_tensor = !params.empty() && params[0].type == "Tensor" &&
                         params[0].name == "input" && !params[0].optional;
  def.method = on_tensor && def.signature.space.empty();
  def_ = register_op(std::move(def));
}

}  // namespace chainrule
