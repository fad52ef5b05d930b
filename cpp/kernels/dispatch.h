// Choosing among the instruction sets that a kernel file was compiled for.
//
// A kernel file `foo.isa.cpp` defines one constant table of function pointers in the namespace of
// each instruction set. CHAINRULE_KERNEL_TABLE(Type, name) in `foo.h` declares them all and defines
// `const Type& name()`, the table of the set chosen at start-up (core/config.h).
// This is a macro because only a macro can name the same thing in several namespaces.
#pragma once

#include "core/config.h"

#ifdef CHAINRULE_HAVE_v2
#define CHAINRULE_IN_v2(Type, name) \
  namespace v2 {                    \
  extern const Type name##_table;   \
  }
#define CHAINRULE_PICK_v2(name) \
  if (isa == Isa::v2) return &v2::name##_table;
#else
#define CHAINRULE_IN_v2(Type, name)
#define CHAINRULE_PICK_v2(name)
#endif
#ifdef CHAINRULE_HAVE_v3
#define CHAINRULE_IN_v3(Type, name) \
  namespace v3 {                    \
  extern const Type name##_table;   \
  }
#define CHAINRULE_PICK_v3(name) \
  if (isa == Isa::v3) return &v3::name##_table;
#else
#define CHAINRULE_IN_v3(Type, name)
#define CHAINRULE_PICK_v3(name)
#endif
#ifdef CHAINRULE_HAVE_v4
#define CHAINRULE_IN_v4(Type, name) \
  namespace v4 {                    \
  extern const Type name##_table;   \
  }
#define CHAINRULE_PICK_v4(name) \
  if (isa == Isa::v4) return &v4::name##_table;
#else
#define CHAINRULE_IN_v4(Type, name)
#define CHAINRULE_PICK_v4(name)
#endif
#ifdef CHAINRULE_HAVE_base
#define CHAINRULE_IN_base(Type, name) \
  namespace base {                    \
  extern const Type name##_table;     \
  }
#define CHAINRULE_PICK_base(name) \
  if (isa == Isa::base) return &base::name##_table;
#else
#define CHAINRULE_IN_base(Type, name)
#define CHAINRULE_PICK_base(name)
#endif

#define CHAINRULE_KERNEL_TABLE(Type, name)                                            \
  CHAINRULE_IN_v2(Type, name) CHAINRULE_IN_v3(Type, name) CHAINRULE_IN_v4(Type, name) \
      CHAINRULE_IN_base(Type, name) inline const Type&                                \
      name() {                                                                        \
    static const Type* const chosen = []() -> const Type* {                           \
      const Isa isa = active_isa();                                                   \
      CHAINRULE_PICK_v2(name) CHAINRULE_PICK_v3(name) CHAINRULE_PICK_v4(name)         \
          CHAINRULE_PICK_base(name) return nullptr;                                   \
    }();                                                                              \
    return *chosen;                                                                   \
  }
