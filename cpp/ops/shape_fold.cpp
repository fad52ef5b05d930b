// nn.functional.unfold and fold: sliding blocks of images as columns (im2col) and back (col2im),
// and one_hot. What may not live here: Tensor.unfold, which is a view (views_strided.cpp).
#include "graph/record.h"
#include "ops/creation.h"
#include "ops/cut.h"
#include "ops/functions.h"
#include "ops/indexing.h"
#include "ops/long_work.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {

namespace {

using Pair = std::array<int64_t, 2>;

struct Blocks {
  Pair kernel;
  Pair dilation;
  Pair padding;
  Pair stride;

  /// How many blocks fit along dimension i of an image of this size.
  int64_t count(int i, int64_t size) const {
    const int64_t room = size + 2 * padding[i] - dilation[i] * (kernel[i] - 1) - 1;
    const int64_t steps = room >= 0 ? room / stride[i] : -((stride[i] - 1 - room) / stride[i]);
    return steps + 1;
  }
};

Pair pair_of(const Dims& values, const char* name, const char* what) {
  check(values.size() == 2, name, ": It is expected ", what, " equals to 2, but got size ",
        values.size());
  // So that no product of two of them overflows; no memory holds such an image.
  constexpr int64_t kMost = int64_t{1} << 30;
  for (const int64_t value : values) {
    check(value >= -kMost && value <= kMost, name, ": ", what, " of ", value, " is too large");
  }
  return {values[0], values[1]};
}

Blocks blocks_of(const char* name, const Dims& kernel, const Dims& dilation, const Dims& padding,
                 const Dims& stride) {
  const Blocks b{pair_of(kernel, name, "kernel_size"), pair_of(dilation, name, "dilation"),
                 pair_of(padding, name, "padding"), pair_of(stride, name, "stride")};
  check(b.kernel[0] > 0 && b.kernel[1] > 0,
        "kernel size should be greater than zero, but got kernel_height: ", b.kernel[0],
        " kernel_width: ", b.kernel[1]);
  check(b.dilation[0] > 0 && b.dilation[1] > 0,
        "dilation should be greater than zero, but got dilation_height: ", b.dilation[0],
        " dilation_width: ", b.dilation[1]);
  check(b.padding[0] >= 0 && b.padding[1] >= 0,
        "padding should be non-negative, but got pad_height: ", b.padding[0],
        " pad_width: ", b.padding[1]);
  check(b.stride[0] > 0 && b.stride[1] > 0,
        "stride should be greater than zero, but got stride_height: ", b.stride[0],
        " stride_width: ", b.stride[1]);
  return b;
}

/// "(2, 3)"
std::string tuple(const Pair& p) { return concat("(", p[0], ", ", p[1], ")"); }

/// The blocks of a contiguous padded image (N, C, H, W) as (N, C, kernel, kernel, rows, columns).
Window block_window(const Tensor& image, const Blocks& b, int64_t rows, int64_t columns) {
  const Dims& sizes = image.sizes();
  const Dims& strides = image.strides();
  return {Dims{sizes[0], sizes[1], b.kernel[0], b.kernel[1], rows, columns},
          Dims{strides[0], strides[1], b.dilation[0] * strides[2], b.dilation[1] * strides[3],
               b.stride[0] * strides[2], b.stride[1] * strides[3]},
          image.offset()};
}

Tensor fold_images(const Tensor& x, Pair output, const Blocks& b);

/// (N, C, H, W) -> (N, C * kernel, blocks)
Tensor unfold_images(const Tensor& x, const Blocks& b) {
  const int64_t rows = b.count(0, x.sizes()[2]);
  const int64_t columns = b.count(1, x.sizes()[3]);
  if (rows < 1 || columns < 1) {
    fail("Given input with spatial size (", x.sizes()[2], ", ", x.sizes()[3],
         "), kernel_size=", tuple(b.kernel), ", dilation=", tuple(b.dilation),
         ", padding=", tuple(b.padding), ", calculated shape of the array of sliding blocks as (",
         rows, ", ", columns, "), but its components must be at least one.");
  }
  Tensor image;
  {
    const NoGrad off;
    image =
        b.padding[0] + b.padding[1] > 0
            ? pad(x, Dims{b.padding[1], b.padding[1], b.padding[0], b.padding[0]}, "constant", 0)
            : contiguous(x);
  }
  const Window window = block_window(image, b, rows, columns);
  Tensor out = empty(Dims{x.sizes()[0], x.sizes()[1] * b.kernel[0] * b.kernel[1], rows * columns},
                     x.dtype());
  {
    const auto work = long_work(out.numel());
    copy_into(alias(out, window.sizes, contiguous_strides(window.sizes), 0), window.on(image));
  }
  record("Im2ColBackward0", out, {x}, {},
         [b, output = Pair{x.sizes()[2], x.sizes()[3]}](const Backward& back) -> Grads {
           return {fold_images(back.grad(), output, b)};
         });
  return out;
}

/// (N, C * kernel, blocks) -> (N, C, *output): overlapping blocks add up.
Tensor fold_images(const Tensor& x, Pair output, const Blocks& b) {
  const int64_t n = x.sizes()[0];
  const int64_t channels = x.sizes()[1] / (b.kernel[0] * b.kernel[1]);
  const int64_t rows = b.count(0, output[0]);
  const int64_t columns = b.count(1, output[1]);
  // 16-bit floats add up in float, truth values in integers.
  const DType wide = x.dtype() == DType::bool_ ? DType::int32 : compute_dtype(x.dtype());
  const Dims padded{n, channels, output[0] + 2 * b.padding[0], output[1] + 2 * b.padding[1]};
  const Tensor image = zeros(padded, wide);
  const Window window = block_window(image, b, rows, columns);
  Tensor blocks = empty(window.sizes, wide);
  copy_into(alias(blocks, x.sizes(), contiguous_strides(x.sizes()), 0), x);
  {
    const auto work = long_work(blocks.numel() * 4);
    // One element of the kernel at a time: its places do not overlap.
    for (int64_t i = 0; i < b.kernel[0]; ++i) {
      for (int64_t j = 0; j < b.kernel[1]; ++j) {
        const auto at = [i, j](Window w) {
          return SelectRule{2, j}(SelectRule{2, i}(std::move(w)));
        };
        add_into(at(window).on(image), at(Window::of(blocks)).on(blocks));
      }
    }
  }
  Tensor out = empty(Dims{n, channels, output[0], output[1]}, x.dtype());
  const Window inside{out.sizes(), image.strides(),
                      b.padding[0] * image.strides()[2] + b.padding[1] * image.strides()[3]};
  copy_into(out, inside.on(image));
  record("Col2ImBackward0", out, {x}, {},
         [b](const Backward& back) -> Grads { return {unfold_images(back.grad(), b)}; });
  return out;
}

Tensor unfold_op(const Tensor& x, const Dims& kernel, const Dims& dilation, const Dims& padding,
                 const Dims& stride) {
  const Blocks b = blocks_of("im2col", kernel, dilation, padding, stride);
  if (is_integral(x.dtype()) && x.dtype() != DType::bool_)
    not_implemented_for("im2col_out_cpu", x.dtype());
  check(x.dim() == 3 || x.dim() == 4,
        "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and "
        "other non-zero dimensions for input, but got: ",
        x.sizes());
  for (int64_t d = x.dim() - 3; d < x.dim(); ++d) {
    check(x.sizes()[d] > 0,
          "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other "
          "non-zero dimensions for input, but got: ",
          x.sizes());
  }
  return x.dim() == 4 ? unfold_images(x, b) : squeeze(unfold_images(unsqueeze(x, 0), b), 0);
}

Tensor fold_op(const Tensor& x, const Dims& output_size, const Dims& kernel, const Dims& dilation,
               const Dims& padding, const Dims& stride) {
  const Pair output = pair_of(output_size, "col2im", "output_size");
  const Blocks b = blocks_of("col2im", kernel, dilation, padding, stride);
  if (is_integral(x.dtype()) && x.dtype() != DType::bool_)
    not_implemented_for("col2im_out_cpu", x.dtype());
  check(x.dim() == 2 || x.dim() == 3,
        "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero "
        "dimensions for input, but got: ",
        x.sizes());
  check(x.sizes()[x.dim() - 2] > 0 && x.sizes()[x.dim() - 1] > 0,
        "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero "
        "dimensions for input, but got: ",
        x.sizes());
  const int64_t per_channel = b.kernel[0] * b.kernel[1];
  const int64_t rows = x.sizes()[x.dim() - 2];
  if (rows % per_channel != 0) {
    fail(
        "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but "
        "got "
        "input.size(1)=",
        rows, " and kernel_size=", tuple(b.kernel), ".");
  }
  const int64_t high = b.count(0, output[0]);
  const int64_t wide = b.count(1, output[1]);
  if (high < 1 || wide < 1 || x.sizes().back() != high * wide) {
    fail("Given output_size=", tuple(output), ", kernel_size=", tuple(b.kernel),
         ", dilation=", tuple(b.dilation), ", padding=", tuple(b.padding),
         ", stride=", tuple(b.stride),
         ", expected size of input's dimension 2 to match the calculated number of sliding blocks ",
         high, " * ", wide, " = ", high * wide, ", but got input.size(2)=", x.sizes().back(), ".");
  }
  return x.dim() == 3 ? fold_images(x, output, b)
                      : squeeze(fold_images(unsqueeze(x, 0), output, b), 0);
}

// ---- one_hot ----

Tensor one_hot(const Tensor& x, int64_t num_classes) {
  check(x.dtype() == DType::int64,
        "one_hot is only applicable to index tensor of type LongTensor. Got ",
        full_name(x.dtype()));
  const Tensor index = contiguous(x);
  const auto* values = index.data<int64_t>();
  int64_t largest = -1;
  bool negative = false;
  for (int64_t i = 0; i < index.numel(); ++i) {
    largest = std::max(largest, values[i]);
    negative |= values[i] < 0;
  }
  check(index.numel() > 0 || num_classes > 0,
        "Can not infer total number of classes from empty tensor.");
  check(!negative, "Class values must be non-negative.");
  const int64_t classes = num_classes == -1 ? largest + 1 : num_classes;
  check(classes > largest, "Class values must be smaller than num_classes. The largest is ",
        largest, ", num_classes is ", classes);
  Dims sizes = x.sizes();
  sizes.push_back(classes);
  return scatter(zeros(sizes, DType::int64), -1, unsqueeze(index, -1), 1);
}

const Op kUnfold = Op("nn.functional.unfold(Tensor input, int[2] kernel_size, int[2] dilation=1, "
                      "int[2] padding=0, "
                      "int[2] stride=1)",
                      unfold_op)
                       .no_out()
                       .doc(R"(Sliding blocks of images as columns.

Args:
    input: (N, C, H, W) or (C, H, W), floating point or complex.
    kernel_size: height and width of the blocks; one number stands for both, here and below.
    dilation: the distance between elements of a block.
    padding: zeros around the image.
    stride: the distance between blocks.

Returns:
    (N, C * kernel_height * kernel_width, blocks), without N if the input has none.

Raises:
    RuntimeError: no block fits, or a number is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.unfold(cr.arange(6.0).view(1, 1, 2, 3), 2)
    tensor([[[0., 1.],
             [1., 2.],
             [3., 4.],
             [4., 5.]]])
)");

const Op kFold =
    Op("nn.functional.fold(Tensor input, int[2] output_size, int[2] kernel_size, int[2] "
       "dilation=1, "
       "int[2] padding=0, int[2] stride=1)",
       fold_op)
        .no_out()
        .doc(R"(Columns put back to where :func:`unfold` took them; overlapping blocks add up.

Args:
    input: (N, C * kernel_height * kernel_width, blocks), or without N.
    output_size: height and width of the image.
    kernel_size, dilation, padding, stride: as for ``unfold``.

Returns:
    (N, C, *output_size), without N if the input has none.

Raises:
    RuntimeError: the sizes do not fit one another.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.fold(cr.ones(1, 4, 2), (2, 3), 2)
    tensor([[[[1., 2., 1.],
              [1., 2., 1.]]]])
)");

const Op kOneHot =
    Op("nn.functional.one_hot(Tensor input, int num_classes=-1)", one_hot)
        .no_out()
        .doc(R"(A new last dimension with a one at the index that the input gives, zeros elsewhere.

Args:
    input: int64, not negative.
    num_classes: the size of the new dimension; by default one more than the largest index.

Returns:
    A new int64 tensor.

Raises:
    RuntimeError: an index is negative or too large, or the dtype is not int64.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.one_hot(cr.tensor([0, 2]), 3)
    tensor([[1, 0, 0],
            [0, 0, 1]])
)");

}  // namespace

}  // namespace chainrule
