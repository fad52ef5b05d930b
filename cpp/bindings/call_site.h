// Lines of Python programs as call sites (core/call_site.h).
#pragma once

namespace chainrule::py {

void init_call_sites();

}  // namespace chainrule::py
