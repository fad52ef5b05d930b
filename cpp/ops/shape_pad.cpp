// nn.functional.pad: constant, reflect, replicate and circular.
#include "graph/record.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/masks.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/take.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// What is added before and after each dimension; negative numbers cut.
struct Margins {
  Dims before;
  Dims after;
};

Margins margins_of(const Tensor& x, const Dims& pad) {
  Margins m{Dims(x.dim(), 0), Dims(x.dim(), 0)};
  for (size_t i = 0; i < pad.size() / 2; ++i) {
    const auto d = static_cast<size_t>(x.dim()) - 1 - i;
    m.before[d] = pad[2 * i];
    m.after[d] = pad[2 * i + 1];
  }
  return m;
}

Dims padded_sizes(const Tensor& x, const Dims& pad, const Margins& m) {
  Dims sizes;
  for (int64_t d = 0; d < x.dim(); ++d) {
    int64_t size = 0;
    check(!__builtin_add_overflow(x.sizes()[d], m.before[d], &size) &&
              !__builtin_add_overflow(size, m.after[d], &size),
          "pad: padding ", pad, " is too large");
    check(size >= 0 &&
              x.sizes()[d] + std::min<int64_t>(m.before[d], 0) + std::min<int64_t>(m.after[d], 0) >=
                  0,
          "narrow(): length must be non-negative. The input size ", x.sizes()[d],
          ", plus negative padding ", m.before[d], " and ", m.after[d],
          " resulted in a negative output size at dimension ", d, " of input ", x.sizes());
    sizes.push_back(size);
  }
  return sizes;
}

Tensor constant_pad(const Tensor& x, const Dims& pad, const Scalar& value) {
  check_representable(value, x.dtype());
  const Margins m = margins_of(x, pad);
  const Dims sizes = padded_sizes(x, pad, m);
  Tensor out = empty(sizes, x.dtype());
  // The margins of each dimension, narrower by those of the ones before, and then what is kept.
  Window rest = Window::of(out);
  Window kept = Window::of(x);
  for (int64_t d = 0; d < x.dim(); ++d) {
    const int64_t low = std::max<int64_t>(m.before[d], 0);
    const int64_t high = std::max<int64_t>(m.after[d], 0);
    const int64_t inner = sizes[d] - low - high;
    Window margin = rest;
    margin.sizes[d] = low;
    if (low > 0) fill_into(margin.on(out), value);
    margin.offset += (low + inner) * rest.strides[d];
    margin.sizes[d] = high;
    if (high > 0) fill_into(margin.on(out), value);
    rest.sizes[d] = inner;
    rest.offset += low * rest.strides[d];
    kept.sizes[d] = inner;
    kept.offset += std::max<int64_t>(-m.before[d], 0) * kept.strides[d];
  }
  copy_into(rest.on(out), kept.on(x));
  record("ConstantPadNdBackward0", out, {x}, {}, [pad](const Backward& b) -> Grads {
    Dims back;
    for (const int64_t p : pad) back.push_back(-p);
    return {constant_pad(b.grad(), back, 0)};
  });
  return out;
}

/// Adds up what `maps` took from each place, and its derivative.
Tensor fold_back(const Tensor& g, const Dims& sizes, const std::vector<DimMap>& maps);

Tensor take_mapped(const char* name, const Tensor& x, const std::vector<DimMap>& maps) {
  Tensor out = take_by_maps(x, maps);
  record(name, out, {x}, {}, [maps, from = x.sizes()](const Backward& b) -> Grads {
    return {fold_back(b.grad(), from, maps)};
  });
  return out;
}

Tensor fold_back(const Tensor& g, const Dims& sizes, const std::vector<DimMap>& maps) {
  Tensor out = add_by_maps(g, sizes, maps);
  record("PadBackwardBackward0", out, {g}, {}, [maps](const Backward& b) -> Grads {
    return {take_mapped("PadBackwardBackward1", b.grad(), maps)};
  });
  return out;
}

enum class PadMode : uint8_t { reflect, replicate, circular };

/// The index of a dimension of `size` that stands `at` places from its beginning (maybe outside).
int64_t source_index(PadMode mode, int64_t at, int64_t size, int64_t before, int64_t after) {
  switch (mode) {
    case PadMode::reflect: {
      const int64_t mirrored = at < 0 ? -at : at;
      return mirrored < size ? mirrored : 2 * (size - 1) - mirrored;
    }
    case PadMode::replicate:
      return std::clamp<int64_t>(at, 0, size - 1);
    default: {
      // What is cut off takes no part in the circle.
      const int64_t first = std::max<int64_t>(-before, 0);
      const int64_t length = size - first - std::max<int64_t>(-after, 0);
      return first + ((at - first) % length + length) % length;
    }
  }
}

const char* node_name(PadMode mode, size_t dims) {
  static constexpr const char* kReflect[] = {"ReflectionPad1DBackward0", "ReflectionPad2DBackward0",
                                             "ReflectionPad3DBackward0"};
  static constexpr const char* kReplicate[] = {
      "ReplicationPad1DBackward0", "ReplicationPad2DBackward0", "ReplicationPad3DBackward0"};
  return mode == PadMode::reflect     ? kReflect[dims - 1]
         : mode == PadMode::replicate ? kReplicate[dims - 1]
                                      : "CircularPadBackward0";
}

Tensor pad_by_index(const Tensor& x, const Dims& pad, PadMode mode) {
  const size_t n = pad.size() / 2;
  const bool supported =
      n >= 1 && n <= 3 &&
      (x.dim() == static_cast<int64_t>(n) + 1 || x.dim() == static_cast<int64_t>(n) + 2);
  if (!supported) {
    fail<NotImplementedError>("Padding size ", pad.size(), " is not supported for ", x.dim(),
                              "D input tensor.\nSupported combinations for non-constant padding:\n"
                              "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
                              "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
                              "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)");
  }
  const bool batched = x.dim() == static_cast<int64_t>(n) + 2;
  for (int64_t d = batched ? 1 : 0; d < x.dim(); ++d) {
    check(
        x.sizes()[d] > 0, "Expected ", n + 1, "D or ", n + 2,
        "D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, "
        "but got: ",
        x.sizes());
  }
  const Margins m = margins_of(x, pad);
  const Dims sizes = padded_sizes(x, pad, m);
  std::vector<DimMap> maps;
  for (int64_t d = x.dim() - static_cast<int64_t>(n); d < x.dim(); ++d) {
    const int64_t size = x.sizes()[d];
    const int64_t before = m.before[d];
    const int64_t after = m.after[d];
    if (mode == PadMode::reflect) {
      check(before < size && after < size,
            "Argument #4: Padding size should be less than the corresponding "
            "input dimension, but got: padding (",
            before, ", ", after, ") at dimension ", d, " of input ", x.sizes());
    }
    if (mode == PadMode::circular) {
      check(before <= size && after <= size,
            "Padding value causes wrapping around more than once: padding (", before, ", ", after,
            ") at dimension ", d, " of input ", x.sizes());
      check(size + std::min<int64_t>(before, 0) + std::min<int64_t>(after, 0) > 0,
            "Negative padding value is resulting in an empty dimension");
    }
    check(sizes[d] > 0, "input size ", size, " at dimension ", d, " plus padding (", before, ", ",
          after, ") leaves nothing");
    if (before == 0 && after == 0) continue;
    DimMap& map = maps.emplace_back(DimMap{d, {}});
    map.from.reserve(sizes[d]);
    for (int64_t i = 0; i < sizes[d]; ++i) {
      map.from.push_back(source_index(mode, i - before, size, before, after));
    }
  }
  return take_mapped(node_name(mode, n), x, maps);
}

}  // namespace

Tensor pad(const Tensor& x, const Dims& pad, const std::string& mode, std::optional<double> value) {
  check(pad.size() % 2 == 0, "Padding length must be divisible by 2, but got ", pad);
  check(static_cast<int64_t>(pad.size()) <= 2 * x.dim(),
        "Padding length should be less than or equal to two times the input dimension but got "
        "padding "
        "length ",
        pad.size(), " and input of dimension ", x.dim());
  if (mode == "constant") return constant_pad(x, pad, stored_scalar(value.value_or(0), x.dtype()));
  check(!value || *value == 0, "Padding mode \"", mode, "\" doesn't take in value argument");
  if (mode == "reflect") return pad_by_index(x, pad, PadMode::reflect);
  if (mode == "replicate") return pad_by_index(x, pad, PadMode::replicate);
  if (mode == "circular") return pad_by_index(x, pad, PadMode::circular);
  fail<NotImplementedError>("Unrecognised padding mode ", mode,
                            ": there are constant, reflect, replicate and circular");
}

namespace {

const Op kPad =
    Op("nn.functional.pad(Tensor input, int[] pad, str mode='constant', float? value=None)", pad)
        .doc(R"(Adds margins to the last dimensions.

Args:
    input: any dtype.
    pad: how much before and after the last dimension, then before and after the one before it, and
        so on. Negative numbers cut.
    mode: ``"constant"`` fills with ``value``; ``"reflect"`` mirrors at the border elements,
        ``"replicate"`` repeats them, ``"circular"`` goes on at the other end.
    value: what ``"constant"`` fills with, 0 by default.

Returns:
    A new tensor.

Raises:
    RuntimeError: the list is too long or of odd length, or a margin is too large for the mode.
    NotImplementedError: another mode, or one that does not fit the dimensions: all but
        ``"constant"`` take one to three dimensions behind channels and maybe a batch.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.pad(cr.tensor([[1, 2, 3]]), (1, 2))
    tensor([[0, 1, 2, 3, 0, 0]])
    >>> cr.nn.functional.pad(cr.tensor([[1, 2, 3]]), (1, 2), mode="reflect")
    tensor([[2, 1, 2, 3, 2, 1]])
)");

}  // namespace

}  // namespace chainrule
