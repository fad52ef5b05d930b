// What the inner loops of reductions leave behind, one per result. Plain data: the loops that fill
// them are compiled per instruction set (reduce.isa.cpp), the code that reads them is not
// (reduce_finish.cpp).
#pragma once

#include <cstdint>

namespace chainrule {

/// A sum of doubles and the rounding errors it left out (Neumaier, 1974).
struct Compensated {
  double high;
  double low;
};

/// Count, mean and sum of squared deviations.
struct Moments {
  double count;
  double mean;
  double deviation;
};

}  // namespace chainrule
