// Weighted sums of a few neighbours along one dimension, the same for every line: interpolation.
#pragma once

#include <cstdint>

namespace chainrule {

/// Lines of `inputs` become lines of `outputs`. Elements that lie between those of a line number
/// `inner`, lines before it `outer`. Output i adds up `taps` inputs, at place[i * taps ...], of
/// which later ones may be -1 for none.
struct ResampleTask {
  int64_t outer;
  int64_t inner;
  int64_t inputs;
  int64_t outputs;
  int64_t taps;
  const int64_t* place;
  const double* weight;
};

template <class T>
void resample(const ResampleTask& task, const T* in, T* out);
/// The adjoint: adds to `in`.
template <class T>
void resample_adjoint(const ResampleTask& task, const T* out, T* in);

}  // namespace chainrule
