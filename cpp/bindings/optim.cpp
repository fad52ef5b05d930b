// chainrule._core.optim: one function for each elementwise optimizer, `adam(param_groups, state,
// init_state)`, which updates all parameters of all groups, and `clear_gradients(param_groups)`.
//
// Note [Nothing is cached between steps]
// Groups and state are ordinary Python dictionaries, and a user may replace anything in them
// between two steps. So each step looks everything up anew: with interned keys that costs less than
// 100 ns a parameter, and there is nothing that could be out of date.
#include "bindings/optim.h"

#include <array>

#include "bindings/python.h"
#include "bindings/tensor_type.h"
#include "graph/meta.h"
#include "ops/optim.h"

namespace chainrule::py {

namespace {

/// A string that dictionaries find by its address.
PyObject* interned(const char* text) {
  PyObject* key = PyUnicode_InternFromString(text);
  if (!key) throw ErrorSet();
  return key;
}

/// Borrowed; null where the key is missing.
PyObject* find(PyObject* dict, PyObject* key) {
  PyObject* value = PyDict_GetItemWithError(dict, key);
  if (!value && PyErr_Occurred()) throw ErrorSet();
  return value;
}

PyObject* get(PyObject* dict, PyObject* key) {
  PyObject* value = find(dict, key);
  if (!value) {
    PyErr_SetObject(PyExc_KeyError, key);
    throw ErrorSet();
  }
  return value;
}

/// A Python number, or a tensor of one element.
double number(PyObject* x) {
  if (PyFloat_CheckExact(x)) return PyFloat_AS_DOUBLE(x);
  const double value = PyFloat_AsDouble(x);
  if (value == -1 && PyErr_Occurred()) throw ErrorSet();
  return value;
}

bool truth(PyObject* x) {
  if (x == Py_True) return true;
  if (x == Py_False) return false;
  const int value = PyObject_IsTrue(x);
  checked(value);
  return value != 0;
}

/// Where an option of a group goes. `second` is set for options that are pairs.
struct Option {
  const char* name;
  double OptimOptions::* value = nullptr;
  double OptimOptions::* second = nullptr;
  bool OptimOptions::* flag = nullptr;
};

using O = OptimOptions;
constexpr Option kLr = {"lr", &O::lr};
constexpr Option kDecay = {"weight_decay", &O::weight_decay};
constexpr Option kBetas = {"betas", &O::beta1, &O::beta2};
constexpr Option kEps = {"eps", &O::eps};
constexpr Option kMomentum = {"momentum", &O::momentum};
constexpr Option kMaximize = {"maximize", nullptr, nullptr, &O::maximize};
constexpr Option kDecoupled = {"decoupled_weight_decay", nullptr, nullptr, &O::decoupled};

/// A state tensor and, for some, the option without which it is not used.
struct State {
  const char* name;
  bool (*used)(const OptimOptions&) = nullptr;
};

/// How an optimizer's Python side looks: its options, its state tensors in the order of the rule,
/// its 0-d ones.
struct Face {
  OptimRule rule;
  std::array<Option, 8> options;
  std::array<State, kOptimStates> states;
  std::array<const char*, 2> numbers = {};
  bool counts = true;  // has a `step`
};

constexpr std::array<Face, kOptimRules> kFaces = {{
    {OptimRule::sgd,
     {kLr, kDecay, kMomentum, Option{"dampening", &O::dampening},
      Option{"nesterov", nullptr, nullptr, &O::nesterov}, kMaximize},
     {State{"momentum_buffer", [](const O& o) { return o.momentum != 0; }}},
     {},
     false},
    {OptimRule::adam,
     {kLr, kDecay, kBetas, kEps, Option{"amsgrad", nullptr, nullptr, &O::amsgrad}, kDecoupled,
      kMaximize},
     {State{"exp_avg"}, State{"exp_avg_sq"},
      State{"max_exp_avg_sq", [](const O& o) { return o.amsgrad; }}}},
    {OptimRule::rmsprop,
     {kLr, kDecay, kMomentum, kEps, Option{"alpha", &O::alpha},
      Option{"centered", nullptr, nullptr, &O::centered}, kMaximize},
     {State{"square_avg"}, State{"grad_avg", [](const O& o) { return o.centered; }},
      State{"momentum_buffer", [](const O& o) { return o.momentum > 0; }}}},
    {OptimRule::adagrad,
     {kLr, kDecay, kEps, Option{"lr_decay", &O::lr_decay}, kMaximize},
     {State{"sum"}}},
    {OptimRule::adadelta,
     {kLr, kDecay, kEps, Option{"rho", &O::alpha}, kMaximize},
     {State{"square_avg"}, State{"acc_delta"}}},
    {OptimRule::adamax,
     {kLr, kDecay, kBetas, kEps, kMaximize},
     {State{"exp_avg"}, State{"exp_inf"}}},
    {OptimRule::nadam,
     {kLr, kDecay, kBetas, kEps, Option{"momentum_decay", &O::momentum_decay}, kDecoupled,
      kMaximize},
     {State{"exp_avg"}, State{"exp_avg_sq"}},
     {"mu_product"}},
    {OptimRule::radam,
     {kLr, kDecay, kBetas, kEps, kDecoupled, kMaximize},
     {State{"exp_avg"}, State{"exp_avg_sq"}}},
    {OptimRule::rprop,
     {kLr, Option{"etas", &O::eta_minus, &O::eta_plus},
      Option{"step_sizes", &O::step_min, &O::step_max}, kMaximize},
     {State{"prev"}, State{"step_size"}}},
    {OptimRule::asgd,
     {kLr, kDecay, Option{"lambd", &O::lambd}, Option{"alpha", &O::alpha}, Option{"t0", &O::t0},
      kMaximize},
     {State{"ax"}},
     {"eta", "mu"}},
}};

/// The names of a face as keys.
struct Keys {
  explicit Keys(const Face& face) {
    for (size_t i = 0; i < face.options.size() && face.options[i].name; ++i) {
      options[i] = interned(face.options[i].name);
    }
    for (size_t i = 0; i < face.states.size() && face.states[i].name; ++i) {
      states[i] = interned(face.states[i].name);
    }
    for (size_t i = 0; i < face.numbers.size() && face.numbers[i]; ++i) {
      numbers[i] = interned(face.numbers[i]);
    }
  }
  PyObject* params = interned("params");
  PyObject* step = interned("step");
  std::array<PyObject*, 8> options = {};
  std::array<PyObject*, kOptimStates> states = {};
  std::array<PyObject*, 2> numbers = {};
};

OptimOptions read_options(const Face& face, const Keys& keys, PyObject* group) {
  OptimOptions options;
  for (size_t i = 0; i < keys.options.size() && keys.options[i]; ++i) {
    const Option& option = face.options[i];
    PyObject* given = get(group, keys.options[i]);
    if (option.flag) {
      options.*option.flag = truth(given);
    } else if (option.second) {
      const Object pair = checked(PySequence_Fast(given, "expected a pair of numbers"));
      check<ValueError>(PySequence_Fast_GET_SIZE(pair.get()) == 2, "optimizer step: ", option.name,
                        " must be a pair of numbers");
      options.*option.value = number(PySequence_Fast_GET_ITEM(pair.get(), 0));
      options.*option.second = number(PySequence_Fast_GET_ITEM(pair.get(), 1));
    } else {
      options.*option.value = number(given);
    }
  }
  return options;
}

TensorImpl* tensor_of(PyObject* object, const char* what) {
  check<TypeError>(is_tensor(object), "optimizer step: ", what, " must be a tensor, not ",
                   TypeName{object});
  return reinterpret_cast<PyTensor*>(object)->impl;
}

TensorImpl* state_tensor(PyObject* entry, PyObject* key, const char* name) {
  return tensor_of(get(entry, key), name);
}

class Caller {
 public:
  Caller(const Face& face, const Keys& keys, PyObject* state, PyObject* init)
      : face_(face), keys_(keys), state_(state), init_(init), step_(face.rule) {}

  void group(PyObject* group) {
    check<TypeError>(PyDict_Check(group), "optimizer step: a parameter group must be a dict, not ",
                     TypeName{group});
    const OptimOptions options = read_options(face_, keys_, group);
    step_.begin_group(options);
    const Object params = checked(
        PySequence_Fast(get(group, keys_.params), "the parameters of a group must be a list"));
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(params.get()); ++i) {
      parameter(group, options, PySequence_Fast_GET_ITEM(params.get(), i));
    }
  }

  void run() { step_.run(); }

 private:
  void parameter(PyObject* group, const OptimOptions& options, PyObject* p) {
    OptimParameter x;
    x.p = tensor_of(p, "a parameter");
    if (!x.p->meta || !x.p->meta->grad.defined()) return;
    x.g = x.p->meta->grad.impl();
    if (face_.rule == OptimRule::sgd) {
      if (options.momentum != 0) momentum(p, x);
    } else {
      PyObject* entry = find(state_, p);
      if (!entry || (PyDict_Check(entry) && PyDict_GET_SIZE(entry) == 0)) {
        entry = made_entry(p);
        checked(PyObject_CallFunctionObjArgs(init_, group, p, entry, nullptr));
      }
      check<TypeError>(PyDict_Check(entry),
                       "optimizer step: the state of a parameter must be a "
                       "dict, not ",
                       TypeName{entry});
      read_state(entry, options, x);
    }
    step_.add(x);
  }

  /// state[p], made by the defaultdict where it is missing. Borrowed.
  PyObject* made_entry(PyObject* p) {
    checked(PyObject_GetItem(state_, p));
    return get(state_, p);
  }

  void read_state(PyObject* entry, const OptimOptions& options, OptimParameter& x) {
    if (face_.counts) x.step = state_tensor(entry, keys_.step, "step");
    for (size_t i = 0; i < keys_.states.size() && keys_.states[i]; ++i) {
      const State& state = face_.states[i];
      if (state.used && !state.used(options)) continue;
      x.states[i] = state_tensor(entry, keys_.states[i], state.name);
    }
    for (size_t i = 0; i < keys_.numbers.size() && keys_.numbers[i]; ++i) {
      x.numbers[i] = state_tensor(entry, keys_.numbers[i], face_.numbers[i]);
    }
  }

  /// The momentum buffer; a new one where there is none, which the first step fills.
  void momentum(PyObject* p, OptimParameter& x) {
    PyObject* entry = made_entry(p);
    PyObject* buffer = find(entry, keys_.states[0]);
    if (!buffer || buffer == Py_None) {
      const Object made(wrap(empty_like(Tensor(Ref<TensorImpl>(x.p)))));
      checked(PyDict_SetItem(entry, keys_.states[0], made.get()));
      buffer = made.get();  // alive in the dictionary
      x.first = true;
    }
    x.states[0] = tensor_of(buffer, "momentum_buffer");
  }

  const Face& face_;
  const Keys& keys_;
  PyObject* state_;
  PyObject* init_;
  OptimStep step_;
};

template <size_t kFace>
PyObject* step(PyObject*, PyObject* const* args, Py_ssize_t count) {
  return guarded([&]() -> PyObject* {
    static const Keys keys(kFaces[kFace]);
    check<TypeError>(count == 3 && PyList_Check(args[0]) && PyDict_Check(args[1]),
                     "expected param_groups (a list), state (a dict) and init_state");
    Caller caller(kFaces[kFace], keys, args[1], args[2]);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(args[0]); ++i) {
      caller.group(PyList_GET_ITEM(args[0], i));
    }
    caller.run();
    Py_RETURN_NONE;
  });
}

PyObject* clear_gradients(PyObject*, PyObject* groups) {
  return guarded([&]() -> PyObject* {
    static PyObject* const key = interned("params");
    const Object list = checked(PySequence_Fast(groups, "param_groups must be a list"));
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(list.get()); ++i) {
      PyObject* group = PySequence_Fast_GET_ITEM(list.get(), i);
      const Object params =
          checked(PySequence_Fast(get(group, key), "the parameters of a group must be a list"));
      for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(params.get()); ++k) {
        TensorImpl* p = tensor_of(PySequence_Fast_GET_ITEM(params.get(), k), "a parameter");
        if (p->meta) p->meta->grad = Tensor();
      }
    }
    Py_RETURN_NONE;
  });
}

template <size_t kFace>
constexpr PyMethodDef method(const char* name) {
  return {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(step<kFace>)),
          METH_FASTCALL, "Updates all parameters: (param_groups, state, init_state)."};
}

}  // namespace

void init_optim(pybind11::module_& m) {
  static std::array<PyMethodDef, kOptimRules + 2> methods = {{
      method<0>("sgd"),
      method<1>("adam"),
      method<2>("rmsprop"),
      method<3>("adagrad"),
      method<4>("adadelta"),
      method<5>("adamax"),
      method<6>("nadam"),
      method<7>("radam"),
      method<8>("rprop"),
      method<9>("asgd"),
      {"clear_gradients", clear_gradients, METH_O, "grad = None for all parameters of the groups."},
      {},
  }};
  pybind11::module_ optim =
      m.def_submodule("optim", "Optimizer steps: one call updates everything.");
  checked(PyModule_AddFunctions(optim.ptr(), methods.data()));
}

}  // namespace chainrule::py
