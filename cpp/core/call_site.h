// CallSite: which line of the user's program is being run, as a number that a node or a storage can
// afford to keep. Who knows lines (the bindings) installs how to ask; without one there are none.
#pragma once

#include <cstdint>
#include <string>

namespace chainrule {

using CallSite = uint32_t;  // 0: not known

extern CallSite (*find_call_site)() noexcept;
extern std::string (*describe_call_site)(CallSite site);

/// The line that is being run.
inline CallSite call_site() noexcept { return find_call_site ? find_call_site() : 0; }

/// `lead` and "train.py:12, in step: y = x * w" for a message; empty where the line is not known.
std::string located(const char* lead, CallSite site);

}  // namespace chainrule
