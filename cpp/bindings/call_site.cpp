// Lines of Python programs as call sites: each instruction that ever recorded something gets a
// number. What is paid at each operation is one look into a small cache; file and line are worked
// out when a message is written.
#include "bindings/call_site.h"

#include <array>
#include <cstring>
#include <string>
#include <unordered_map>
#include <vector>

#include "bindings/python.h"
#include "core/call_site.h"

#if PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x030C0000
#define Py_BUILD_CORE  // 3.11 has records of running frames, and no function that reads them
#include <internal/pycore_frame.h>
#undef Py_BUILD_CORE
#endif

namespace chainrule::py {

namespace {

// Beyond this many a program writes its own code; its lines are not remembered.
constexpr size_t kMostSites = size_t{1} << 20;
// A call of a module passes __call__, forward and a function or two.
constexpr int kDeepest = 24;

/// An instruction: code objects are kept, so that an address stays what it was.
struct Site {
  PyCodeObject* code = nullptr;
  int instruction = 0;
  bool operator==(const Site&) const = default;
};
struct SiteHash {
  size_t operator()(const Site& site) const noexcept {
    return (reinterpret_cast<size_t>(site.code) >> 4) * 31 + static_cast<size_t>(site.instruction);
  }
};
struct Known {
  Site site;
  CallSite number = 0;  // 0 where it is not the user's own line
};

std::vector<Site> sites(1);
std::unordered_map<Site, CallSite, SiteHash> numbers;
std::array<Known, 512> cache;
std::string library;  // the package's folder, with the separator

bool of_the_library(const PyCodeObject* code) {
  const char* file = PyUnicode_AsUTF8(code->co_filename);
  if (!file) {
    PyErr_Clear();
    return false;
  }
  // The examples are programs.
  return std::strncmp(file, library.c_str(), library.size()) == 0 &&
         std::strncmp(file + library.size(), "examples", 8) != 0;
}

CallSite number_of(const Site& site) {
  if (const auto found = numbers.find(site); found != numbers.end()) return found->second;
  if (numbers.size() >= kMostSites) return 0;
  CallSite number = 0;
  if (!of_the_library(site.code)) {
    number = static_cast<CallSite>(sites.size());
    sites.push_back(site);
  }
  numbers.emplace(site, number);
  Py_INCREF(site.code);
  return number;
}

// Note [Running frames]
// The interpreter keeps what runs in records of its own; a frame object is made when somebody asks
// for one, which costs more than a small operation does. So the records are read where that can be
// done: the innermost one from 3.12 on, all of them in 3.11. Before that there are only objects.
#if PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x030C0000

class Frames {
 public:
  Frames() : frame_(PyThreadState_Get()->cframe->current_frame) { skip(); }
  explicit operator bool() const { return frame_ != nullptr; }
  Site site() const {
    const auto words = frame_->prev_instr - _PyCode_CODE(frame_->f_code);
    return {frame_->f_code, static_cast<int>(words) * static_cast<int>(sizeof(_Py_CODEUNIT))};
  }
  void go_out() {
    frame_ = frame_->previous;
    skip();
  }

 private:
  void skip() {  // frames that have not begun
    while (frame_ && _PyFrame_IsIncomplete(frame_)) frame_ = frame_->previous;
  }
  _PyInterpreterFrame* frame_;
};

#else

int instruction_of(PyFrameObject* frame) {
#if PY_VERSION_HEX >= 0x030B0000
  return PyFrame_GetLasti(frame);
#else
  return frame->f_lasti * static_cast<int>(sizeof(_Py_CODEUNIT));
#endif
}

class Frames {
 public:
  explicit operator bool() const { return innermost_.code || frame_; }
  Site site() const {
    if (innermost_.code) return innermost_;
    PyCodeObject* code = PyFrame_GetCode(frame_);
    Py_DECREF(code);  // the frame has it
    return {code, instruction_of(frame_)};
  }
  void go_out() {
    frame_ = PyFrame_GetBack(innermost_.code ? PyEval_GetFrame() : frame_);
    innermost_ = {};
    owner_ = Object(reinterpret_cast<PyObject*>(frame_));
  }

 private:
  static Site innermost() {
#if PY_VERSION_HEX >= 0x030C0000
    PyThreadState* state = PyThreadState_Get();
#if PY_VERSION_HEX >= 0x030D0000
    auto* frame = state->current_frame;
#else
    auto* frame = state->cframe->current_frame;
#endif
    if (!frame) return {};
    auto* code = reinterpret_cast<PyCodeObject*>(PyUnstable_InterpreterFrame_GetCode(frame));
    Py_DECREF(code);  // the frame has it
    return {code, PyUnstable_InterpreterFrame_GetLasti(frame)};
#else
    PyFrameObject* frame = PyEval_GetFrame();
    if (!frame) return {};
    PyCodeObject* code = PyFrame_GetCode(frame);
    Py_DECREF(code);
    return {code, instruction_of(frame)};
#endif
  }

  Site innermost_ = innermost();
  PyFrameObject* frame_ = nullptr;
  Object owner_;  // of every frame but the innermost
};

#endif

CallSite find() noexcept {
  Frames frames;
  for (int depth = 0; frames && depth < kDeepest; ++depth, frames.go_out()) {
    const Site site = frames.site();
    Known& known = cache[SiteHash()(site) % cache.size()];
    if (!(known.site == site)) {
      try {
        known = {site, number_of(site)};
      } catch (...) {  // out of memory: a message without a line
        return 0;
      }
    }
    if (known.number) return known.number;
  }
  return 0;
}

std::string describe(CallSite number) {
  const Site site = sites[number];
  const int line = PyCode_Addr2Line(site.code, site.instruction);
  std::string where = text_of(site.code->co_filename) + ":" + std::to_string(line) + ", in " +
                      text_of(site.code->co_name);
  const Object text = checked(PyObject_CallFunction(python_attribute("linecache", "getline"), "Oi",
                                                    site.code->co_filename, line));
  const Object stripped = checked(PyObject_CallMethod(text.get(), "strip", nullptr));
  if (const std::string source = text_of(stripped.get()); !source.empty()) where += ": " + source;
  return where;
}

}  // namespace

void init_call_sites() {
  const Object package = checked(PyImport_ImportModule("chainrule"));
  const Object path = checked(PyObject_GetAttrString(package.get(), "__path__"));
  const Object folder = checked(PySequence_GetItem(path.get(), 0));
  library = text_of(folder.get()) + "/";
  find_call_site = find;
  describe_call_site = describe;
}

}  // namespace chainrule::py
