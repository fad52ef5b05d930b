// chainrule.Generator, an ordinary pybind11 class.
#include "bindings/generator_type.h"

#include <cstring>

#include "bindings/tensor_type.h"

namespace chainrule::py {

namespace {

namespace pyb = pybind11;

uint64_t to_seed(const pyb::int_& seed) {
  // Negative seeds stand for the number with the same 64 bits, as in PyTorch.
  const Object text = checked(PyNumber_Index(seed.ptr()));
  int overflow = 0;
  const long long value = PyLong_AsLongLongAndOverflow(text.get(), &overflow);
  if (!overflow) return static_cast<uint64_t>(value);
  const unsigned long long wide = PyLong_AsUnsignedLongLong(text.get());
  if (PyErr_Occurred()) {
    PyErr_Clear();
    fail("Overflow when unpacking long: a seed must be in [-2**63, 2**64 - 1]");
  }
  return wide;
}

Tensor state_tensor(const Generator& generator) {
  const auto state = generator.get_state();
  Tensor t =
      empty(std::initializer_list<int64_t>{static_cast<int64_t>(state.size())}, DType::uint8);
  std::memcpy(t.bytes(), state.data(), state.size());
  return t;
}

void restore(Generator& generator, const Tensor& state) {
  check<TypeError>(state.dtype() == DType::uint8, "RNG state must be a torch.ByteTensor, got ",
                   full_name(state.dtype()));
  check<TypeError>(state.is_contiguous(), "RNG state must be contiguous");
  generator.set_state(state.data<uint8_t>(), static_cast<size_t>(state.numel()));
}

}  // namespace

void init_generator(PyObject* module) {
  auto m = pyb::reinterpret_borrow<pyb::module_>(module);
  auto cls =
      pyb::class_<Generator>(m, "Generator",
                             R"(A source of random numbers: each depends on the seed, on how many
were drawn before, and on its index.

    >>> import chainrule as cr
    >>> generator = cr.Generator().manual_seed(7)
    >>> x = cr.rand(3, generator=generator)
    >>> bool((cr.rand(3, generator=generator.manual_seed(7)) == x).all())
    True
)");
  cls.attr("__module__") = "chainrule";
  cls.def(pyb::init([](pyb::object device) {
            if (!device.is_none()) {
              checked(PyObject_CallOneArg(python_attribute("chainrule._types", "device"),
                                          device.ptr()));
            }
            return std::make_unique<Generator>();
          }),
          pyb::arg("device") = pyb::none())
      .def(
          "manual_seed",
          [](pyb::object self, const pyb::int_& seed) {
            self.cast<Generator&>().manual_seed(to_seed(seed));
            return self;
          },
          pyb::arg("seed"), "Starts over from a seed; returns the generator.")
      .def("seed", &Generator::seed,
           "Starts over from a number that the system provides, and returns it.")
      .def("initial_seed", &Generator::initial_seed, "The seed in force.")
      .def("get_state", state_tensor, "The state, a uint8 tensor.")
      .def("set_state", restore, pyb::arg("new_state"), "Restores a state.")
      .def(
          "clone_state", [](const Generator& g) { return std::make_unique<Generator>(g); },
          "A generator that goes on from the same state.")
      .def("get_offset", &Generator::offset, "Counters used since the seed was set.")
      .def("set_offset", &Generator::set_offset, pyb::arg("offset"))
      .def_property_readonly("device",
                             [](const Generator&) {
                               return pyb::reinterpret_borrow<pyb::object>(
                                   python_attribute("chainrule._tensor", "CPU"));
                             })
      .def(pyb::pickle(
          [](const Generator& g) {
            const auto state = g.get_state();
            return pyb::bytes(reinterpret_cast<const char*>(state.data()), state.size());
          },
          [](const pyb::bytes& state) {
            const std::string bytes = state;
            auto generator = std::make_unique<Generator>();
            generator->set_state(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
            return generator;
          }));
  m.attr("default_generator") =
      pyb::cast(&default_generator(), pyb::return_value_policy::reference);
}

Generator* unwrap_generator(PyObject* object) {
  if (!pyb::isinstance<Generator>(object)) return nullptr;
  return pyb::handle(object).cast<Generator*>();
}

}  // namespace chainrule::py
