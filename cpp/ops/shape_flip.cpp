// The elements of a tensor in another order along its dimensions: flip, roll, rot90, and the
// shuffles of channels and pixels. What may not live here: orders of the dimensions themselves
// (views_order.cpp).
#include "graph/record.h"
#include "kernels/strided.h"
#include "ops/functions.h"
#include "ops/long_work.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/take.h"
#include "ops/views.h"

namespace chainrule {

Tensor flip(const Tensor& x, DimSpan dims) {
  const Dims chosen = dims.empty() ? Dims() : wrap_dims(dims, x.dim());
  Tensor out = empty(x.sizes(), x.dtype());
  if (out.numel() > 0) {
    // From the last element backwards.
    Dims strides = x.strides();
    int64_t first = 0;
    for (const int64_t d : chosen) {
      first += (x.sizes()[d] - 1) * strides[d];
      strides[d] = -strides[d];
    }
    const auto work = long_work(out.numel());
    copy_strided(x.item_size(), x.sizes(), out.bytes(), out.strides(),
                 x.bytes() + first * x.item_size(), strides);
  }
  record("FlipBackward0", out, {x}, {},
         [chosen](const Backward& b) -> Grads { return {flip(b.grad(), chosen)}; });
  return out;
}

Tensor roll(const Tensor& x, DimSpan shifts, DimSpan dims) {
  check(!shifts.empty(), "`shifts` required");
  if (dims.empty() && shifts.size() == 1) {
    return view(roll(reshape(x, Dims{-1}), shifts, Dims{0}), x.sizes());
  }
  check(shifts.size() == dims.size(), "shifts and dimensions must align. shifts: ", shifts.size(),
        ", dims:", dims.size());
  check<IndexError>(x.dim() > 0, "Dimension specified as ", dims[0],
                    " but tensor has no dimensions");
  // Shifts of one dimension add up.
  Dims total(x.dim(), 0);
  for (size_t i = 0; i < dims.size(); ++i) {
    const int64_t d = wrap_dim(dims[i], x.dim());
    const int64_t size = std::max<int64_t>(x.sizes()[d], 1);
    total[d] = ((total[d] + shifts[i] % size) % size + size) % size;
  }
  std::vector<DimMap> maps;
  for (int64_t d = 0; d < x.dim(); ++d) {
    if (total[d] == 0) continue;
    const int64_t size = x.sizes()[d];
    DimMap& map = maps.emplace_back(DimMap{d, {}});
    for (int64_t i = 0; i < size; ++i) map.from.push_back((i - total[d] + size) % size);
  }
  Tensor out = take_by_maps(x, maps);
  record("RollBackward0", out, {x}, {},
         [shifts = Dims(shifts), dims = Dims(dims)](const Backward& b) -> Grads {
           Dims back;
           for (const int64_t shift : shifts) back.push_back(-shift);
           return {roll(b.grad(), back, dims)};
         });
  return out;
}

namespace {

Tensor flip_op(const Tensor& x, const Dims& dims) { return flip(x, dims); }
Tensor roll_op(const Tensor& x, const Dims& shifts, const Dims& dims) {
  return roll(x, shifts, dims);
}

Tensor fliplr(const Tensor& x) {
  check(x.dim() >= 2, "Input must be >= 2-d. Got shape ", x.sizes());
  return flip(x, Dims{1});
}
Tensor flipud(const Tensor& x) {
  check(x.dim() >= 1, "Input must be >= 1-d. Got a scalar");
  return flip(x, Dims{0});
}

Tensor rot90(const Tensor& x, int64_t k, const Dims& dims) {
  check(dims.size() == 2, "expected total rotation dims == 2, but got dims = ", dims.size());
  check(x.dim() >= 2, "expected total dims >= 2, but got total dims = ", x.dim());
  check(dims[0] != dims[1] && std::abs(dims[0] - dims[1]) != x.dim(),
        "expected rotation dims to be different, but got dim0 = ", dims[0],
        " and dim1 = ", dims[1]);
  const int64_t a = wrap_dim(dims[0], x.dim());
  const int64_t b = wrap_dim(dims[1], x.dim());
  const int64_t turns = (k % 4 + 4) % 4;
  Tensor out;
  {
    const NoGrad off;
    switch (turns) {
      case 1:
        out = contiguous(transpose(flip(x, Dims{b}), a, b));
        break;
      case 2:
        out = flip(x, Dims{a, b});
        break;
      case 3:
        out = contiguous(transpose(flip(x, Dims{a}), a, b));
        break;
      default:
        out = clone(x);
        break;
    }
    if (is_differentiable_view(out)) out = clone(out);
  }
  record("Rot90Backward0", out, {x}, {}, [turns, a, b](const Backward& back) -> Grads {
    return {rot90(back.grad(), -turns, Dims{a, b})};
  });
  return out;
}

// ---- shuffles: dimensions split, exchanged and joined again ----

/// x with dimension sizes split into `split`, permuted by `order`, and copied to a tensor of
/// `sizes`.
Tensor rearranged(const Tensor& x, const Dims& split, DimSpan order, const Dims& sizes) {
  Tensor out = empty(sizes, x.dtype());
  const auto strides = view_strides(x.sizes(), x.strides(), split);  // splitting is always a view
  Dims from_sizes;
  Dims from_strides;
  for (const int64_t d : order) {
    from_sizes.push_back(split[d]);
    from_strides.push_back((*strides)[d]);
  }
  const auto work = long_work(out.numel());
  copy_into(alias(out, from_sizes, contiguous_strides(from_sizes), 0),
            alias(x, from_sizes, from_strides, x.offset()));
  return out;
}

Dims leading(const Tensor& x, int64_t n) { return Dims(DimSpan(x.sizes()).first(n)); }

/// 0 ... n - 1, then each of `rest` counted from n on.
Dims order_from(int64_t n, std::initializer_list<int64_t> rest) {
  Dims order;
  for (int64_t d = 0; d < n; ++d) order.push_back(d);
  for (const int64_t d : rest) order.push_back(n + d);
  return order;
}

Tensor pixel_unshuffle(const Tensor& x, int64_t downscale_factor);

Tensor pixel_shuffle(const Tensor& x, int64_t upscale_factor) {
  const int64_t r = upscale_factor;
  check(x.dim() >= 3,
        "pixel_shuffle expects input to have at least 3 dimensions, but got input with ", x.dim(),
        " dimension(s)");
  check(r > 0, "pixel_shuffle expects a positive upscale_factor, but got ", r);
  const int64_t n = x.dim() - 3;
  const int64_t channels = x.sizes()[n];
  const int64_t height = x.sizes()[n + 1];
  const int64_t width = x.sizes()[n + 2];
  int64_t square = 0;
  check(!__builtin_mul_overflow(r, r, &square) && channels % square == 0,
        "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of "
        "upscale_factor, but input.size(-3)=",
        channels, " is not divisible by ", square);
  Dims split = leading(x, n);
  for (const int64_t size : {channels / square, r, r, height, width}) split.push_back(size);
  Dims sizes = leading(x, n);
  for (const int64_t size : {channels / square, height * r, width * r}) sizes.push_back(size);
  Tensor out = rearranged(x, split, order_from(n, {0, 3, 1, 4, 2}), sizes);
  record("PixelShuffleBackward0", out, {x}, {},
         [r](const Backward& b) -> Grads { return {pixel_unshuffle(b.grad(), r)}; });
  return out;
}

Tensor pixel_unshuffle(const Tensor& x, int64_t downscale_factor) {
  const int64_t r = downscale_factor;
  check(x.dim() >= 3,
        "pixel_unshuffle expects input to have at least 3 dimensions, but got input with ", x.dim(),
        " dimension(s)");
  check(r > 0, "pixel_unshuffle expects a positive downscale_factor, but got ", r);
  const int64_t n = x.dim() - 3;
  const int64_t channels = x.sizes()[n];
  const int64_t height = x.sizes()[n + 1];
  const int64_t width = x.sizes()[n + 2];
  check(height % r == 0,
        "pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)=",
        height, " is not divisible by ", r);
  check(width % r == 0,
        "pixel_unshuffle expects width to be divisible by downscale_factor, but input.size(-1)=",
        width, " is not divisible by ", r);
  Dims split = leading(x, n);
  for (const int64_t size : {channels, height / r, r, width / r, r}) split.push_back(size);
  Dims sizes = leading(x, n);
  for (const int64_t size : {channels * r * r, height / r, width / r}) sizes.push_back(size);
  Tensor out = rearranged(x, split, order_from(n, {0, 2, 4, 1, 3}), sizes);
  record("PixelUnshuffleBackward0", out, {x}, {},
         [r](const Backward& b) -> Grads { return {pixel_shuffle(b.grad(), r)}; });
  return out;
}

Tensor channel_shuffle(const Tensor& x, int64_t groups) {
  check(x.dim() > 2, "channel_shuffle expects input with > 2 dims, but got input with sizes ",
        x.sizes());
  check(groups > 0,
        "Number of groups to divide channels in must be positive. Value of groups:", groups);
  const int64_t channels = x.sizes()[1];
  check(channels % groups == 0, "Number of channels must be divisible by groups. Got ", channels,
        " channels and ", groups, " groups.");
  if (x.numel() == 0) return alias(x, x.sizes(), x.strides(), x.offset());
  Dims split{x.sizes()[0], groups, channels / groups};
  for (int64_t d = 2; d < x.dim(); ++d) split.push_back(x.sizes()[d]);
  Dims order{0, 2, 1};
  for (int64_t d = 3; d <= x.dim(); ++d) order.push_back(d);
  Tensor out = rearranged(x, split, order, x.sizes());
  record("ChannelShuffleBackward0", out, {x}, {},
         [back = channels / groups](const Backward& b) -> Grads {
           return {channel_shuffle(b.grad(), back)};
         });
  return out;
}

const Op kFlip =
    Op("flip(Tensor input, int[*] dims)", flip_op)
        .no_out()
        .doc(R"(The elements of ``input`` in reverse order along the given dimensions, as a copy.

Args:
    input: any shape and dtype.
    dims: the dimensions to reverse.

Returns:
    A new tensor.

Raises:
    IndexError: a dimension is out of range.
    RuntimeError: a dimension is repeated.

Example:
    >>> import chainrule as cr
    >>> cr.flip(cr.tensor([[1, 2], [3, 4]]), (0,))
    tensor([[3, 4],
            [1, 2]])
)");

const Op kFlipLr = Op("fliplr(Tensor input)", fliplr)
                       .no_out()
                       .doc(R"(Columns in reverse order: :func:`flip` along dimension 1.

Args:
    input: at least two dimensions.

Returns:
    A new tensor.

Raises:
    RuntimeError: the input has fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.fliplr(cr.tensor([[1, 2], [3, 4]]))
    tensor([[2, 1],
            [4, 3]])
)");

const Op kFlipUd = Op("flipud(Tensor input)", flipud)
                       .no_out()
                       .doc(R"(Rows in reverse order: :func:`flip` along dimension 0.

Args:
    input: at least one dimension.

Returns:
    A new tensor.

Raises:
    RuntimeError: the input is a scalar.

Example:
    >>> import chainrule as cr
    >>> cr.flipud(cr.tensor([[1, 2], [3, 4]]))
    tensor([[3, 4],
            [1, 2]])
)");

const Op kRoll =
    Op("roll(Tensor input, int[1] shifts, int[1] dims=[])", roll_op)
        .no_out()
        .doc(R"(Shifts elements along dimensions; what leaves at one end comes back at the other.

Args:
    input: any shape and dtype.
    shifts: by how many places, for each of ``dims``.
    dims: the dimensions; without any, the flattened tensor is shifted.

Returns:
    A new tensor.

Raises:
    RuntimeError: there are not as many shifts as dimensions.
    IndexError: a dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.roll(cr.tensor([[1, 2, 3], [4, 5, 6]]), 1, 1)
    tensor([[3, 1, 2],
            [6, 4, 5]])
)");

const Op kRot90 = Op("rot90(Tensor input, int k=1, int[] dims=[0, 1])", rot90)
                      .no_out()
                      .doc(R"(Rotates by 90 degrees in the plane of two dimensions.

Args:
    input: at least two dimensions.
    k: how many times, from the first dimension towards the second; negative turns back.
    dims: the two dimensions.

Returns:
    A new tensor.

Raises:
    RuntimeError: ``dims`` are not two different dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.rot90(cr.tensor([[1, 2], [3, 4]]))
    tensor([[2, 4],
            [1, 3]])
)");

const Op kPixelShuffle =
    Op("pixel_shuffle(Tensor input, int upscale_factor)", pixel_shuffle)
        .function_only()
        .alias("nn.functional.pixel_shuffle")
        .doc(R"(Moves channels into space: (*, C r^2, H, W) becomes (*, C, H r, W r).

Args:
    input: at least three dimensions.
    upscale_factor: r.

Returns:
    A new tensor.

Raises:
    RuntimeError: the channels are not divisible by r squared.

Example:
    >>> import chainrule as cr
    >>> cr.pixel_shuffle(cr.arange(4).view(4, 1, 1), 2)
    tensor([[[0, 1],
             [2, 3]]])
)");

const Op kPixelUnshuffle =
    Op("pixel_unshuffle(Tensor input, int downscale_factor)", pixel_unshuffle)
        .function_only()
        .alias("nn.functional.pixel_unshuffle")
        .doc(R"(Moves space into channels: (*, C, H r, W r) becomes (*, C r^2, H, W).

Args:
    input: at least three dimensions.
    downscale_factor: r.

Returns:
    A new tensor.

Raises:
    RuntimeError: height or width is not divisible by r.

Example:
    >>> import chainrule as cr
    >>> cr.pixel_unshuffle(cr.arange(4).view(1, 2, 2), 2).flatten()
    tensor([0, 1, 2, 3])
)");

const Op kChannelShuffle =
    Op("channel_shuffle(Tensor input, int groups)", channel_shuffle)
        .function_only()
        .alias("nn.functional.channel_shuffle")
        .doc(R"(Deals the channels of groups out in turn: (N, g k, ...) as g by k, transposed.

Args:
    input: (N, C, ...), at least three dimensions.
    groups: g, a divisor of C.

Returns:
    A new tensor.

Raises:
    RuntimeError: the channels are not divisible by the groups.

Example:
    >>> import chainrule as cr
    >>> cr.channel_shuffle(cr.arange(4).view(1, 4, 1), 2).flatten()
    tensor([0, 2, 1, 3])
)");

}  // namespace

}  // namespace chainrule
