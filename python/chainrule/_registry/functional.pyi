"""The registered operations of ``chainrule.nn.functional``. Made by tests/stubs/make.py."""

from builtins import bool as _bool
from builtins import float as _float
from builtins import int as _int
from collections.abc import Sequence
from typing import overload

from .._core import Tensor, _DType

def adaptive_avg_pool1d(input: Tensor, output_size: _int | Sequence[_int | None] | None) -> Tensor:
    """Means over windows that are chosen so that the output has the given size.

    Window ``i`` of ``m`` covers the elements from ``floor(i * size / m)`` to
    ``ceil((i + 1) * size / m)``; neighbours overlap where the sizes do not divide.

    Args:
        input: ``(N, C, L)`` or ``(C, L)``.
        output_size: the sizes of the result.

    Raises:
        RuntimeError: wrong number of dimensions, or an empty one.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.adaptive_avg_pool1d(cr.tensor([[1.0, 2.0, 3.0, 4.0]]), 2)
        tensor([[1.5000, 3.5000]])
    """

def adaptive_avg_pool2d(input: Tensor, output_size: _int | Sequence[_int | None] | None) -> Tensor:
    """Means over windows that are chosen so that the output has the given size.

    Window ``i`` of ``m`` covers the elements from ``floor(i * size / m)`` to
    ``ceil((i + 1) * size / m)``; neighbours overlap where the sizes do not divide.

    Args:
        input: ``(N, C, H, W)`` or ``(C, H, W)``.
        output_size: the sizes of the result; None keeps a size, one int stands for all two.

    Raises:
        RuntimeError: wrong number of dimensions, or an empty one.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.adaptive_avg_pool2d(cr.arange(16.0).view(1, 4, 4), (2, 1))
        tensor([[[ 3.5000],
                 [11.5000]]])
    """

def adaptive_avg_pool3d(input: Tensor, output_size: _int | Sequence[_int | None] | None) -> Tensor:
    """Means over windows that are chosen so that the output has the given size.

    Window ``i`` of ``m`` covers the elements from ``floor(i * size / m)`` to
    ``ceil((i + 1) * size / m)``; neighbours overlap where the sizes do not divide.

    Args:
        input: ``(N, C, D, H, W)`` or ``(C, D, H, W)``.
        output_size: the sizes of the result; None keeps a size, one int stands for all three.

    Raises:
        RuntimeError: wrong number of dimensions, or an empty one.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.adaptive_avg_pool3d(cr.ones(1, 4, 6, 8), (2, None, 4)).shape
        torch.Size([1, 2, 6, 4])
    """

def alpha_dropout(
    input: Tensor, p: _float = 0.5, training: _bool = False, inplace: _bool = False
) -> Tensor:
    """Dropout that keeps mean and variance of activations that come from selu().

    Elements are set to selu's limit ``-1.7581`` instead of 0, and the result is scaled and shifted.
    Klambauer et al. 2017, arXiv:1706.02515, section 3.

    Args:
        input: any shape.
        p: the probability that an element is replaced.
        training: with False (the default here) the input is returned as it is.
        inplace: write to the input.

    Raises:
        ValueError: ``p`` is not in [0, 1].

    Example:
        >>> import chainrule as cr
        >>> len(set(cr.nn.functional.alpha_dropout(cr.ones(1000), p=0.5, training=True).tolist()))
        2
    """

def avg_pool1d(
    input: Tensor,
    kernel_size: _int | Sequence[_int],
    stride: _int | Sequence[_int] | None = None,
    padding: _int | Sequence[_int] = 0,
    ceil_mode: _bool = False,
    count_include_pad: _bool = True,
) -> Tensor:
    """Means over windows of the last dimension.

    Every output size is ``floor((size + 2 * padding - kernel_size) / stride) + 1``.

    Args:
        input: ``(N, C, L)`` or ``(C, L)``.
        kernel_size: the size of a window.
        stride: the step from window to window; ``kernel_size`` if left out.
        padding: zeros at both ends, at most half the window.
        ceil_mode: round the output size up, so that a last, shorter window counts.
        count_include_pad: whether padding counts in the divisor.

    Raises:
        RuntimeError: sizes that do not fit, or padding beyond half the window.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.avg_pool1d(cr.tensor([[1.0, 2.0, 3.0, 4.0]]), 2)
        tensor([[1.5000, 3.5000]])
    """

def avg_pool2d(
    input: Tensor,
    kernel_size: _int | Sequence[_int],
    stride: _int | Sequence[_int] | None = None,
    padding: _int | Sequence[_int] = 0,
    ceil_mode: _bool = False,
    count_include_pad: _bool = True,
    divisor_override: _int | None = None,
) -> Tensor:
    """Means over windows of the last two dimensions.

    Every output size is ``floor((size + 2 * padding - kernel_size) / stride) + 1``.

    Args:
        input: ``(N, C, H, W)`` or ``(C, H, W)``.
        kernel_size: the size of a window.
        stride: the step from window to window; ``kernel_size`` if left out.
        padding: zeros at both ends, at most half the window.
        ceil_mode: round the output size up, so that a last, shorter window counts.
        count_include_pad: whether padding counts in the divisor.
        divisor_override: what the sum of a window is divided by, in place of the number of elements.

    Raises:
        RuntimeError: sizes that do not fit, or padding beyond half the window.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.avg_pool2d(cr.arange(16.0).view(1, 4, 4), 2)
        tensor([[[ 2.5000,  4.5000],
                 [10.5000, 12.5000]]])
    """

def avg_pool3d(
    input: Tensor,
    kernel_size: _int | Sequence[_int],
    stride: _int | Sequence[_int] | None = None,
    padding: _int | Sequence[_int] = 0,
    ceil_mode: _bool = False,
    count_include_pad: _bool = True,
    divisor_override: _int | None = None,
) -> Tensor:
    """Means over windows of the last three dimensions.

    Every output size is ``floor((size + 2 * padding - kernel_size) / stride) + 1``.

    Args:
        input: ``(N, C, D, H, W)`` or ``(C, D, H, W)``.
        kernel_size: the size of a window.
        stride: the step from window to window; ``kernel_size`` if left out.
        padding: zeros at both ends, at most half the window.
        ceil_mode: round the output size up, so that a last, shorter window counts.
        count_include_pad: whether padding counts in the divisor.
        divisor_override: what the sum of a window is divided by, in place of the number of elements.

    Raises:
        RuntimeError: sizes that do not fit, or padding beyond half the window.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.avg_pool3d(cr.ones(1, 4, 6, 8), 2, stride=1).shape
        torch.Size([1, 3, 5, 7])
    """

def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: _bool = False,
    momentum: _float = 0.1,
    eps: _float = 1e-05,
) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias`` for each channel, with mean and (biased) variance of the batch while
    training, and running ones otherwise. While training the running statistics, if given, move by ``momentum`` towards the
    batch's (the variance's unbiased).

    Args:
        input (Tensor): (N, C, *), floating point.
        running_mean, running_var (Tensor, optional): of shape (C); needed unless training.
        weight, bias (Tensor, optional): of shape (C).
        training (bool): use the batch's own statistics?
        momentum (float): how far the running statistics move.
        eps (float): added to the variance; more than 0 while training.

    Raises:
        ValueError: one value per channel while training, or ``eps`` is too small.
        RuntimeError: shapes do not fit, or statistics are missing.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.batch_norm(cr.tensor([[1., 0.], [3., 4.]]), None, None, training=True)
        tensor([[-1.0000, -1.0000],
                [ 1.0000,  1.0000]])
    """

def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``-(t * log(x) + (1 - t) * log(1 - x))`` for probabilities x; logarithms are held above -100.

    Args:
        input (Tensor): probabilities, floating point.
        target (Tensor): numbers from 0 to 1, of the same shape and dtype.
        weight (Tensor, optional): broadcasts with the target.
        reduction (str): 'mean', 'sum' or 'none'.

    Raises:
        ValueError: shapes differ.
        RuntimeError: the input is not between 0 and 1.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.binary_cross_entropy(cr.tensor([0.5, 0.5]), cr.tensor([1., 0.]))
        tensor(0.6931)
    """

def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """:func:`binary_cross_entropy` of ``sigmoid(input)``, exact where that is close to 0 or 1.

    Args:
        input (Tensor): of any shape, floating point.
        target (Tensor): numbers from 0 to 1, of the same shape.
        weight (Tensor, optional): broadcasts with the target.
        reduction (str): 'mean', 'sum' or 'none'.
        pos_weight (Tensor, optional): what a positive target weighs; broadcasts with the target.

    Raises:
        ValueError: shapes differ.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.binary_cross_entropy_with_logits(cr.tensor([0., 0.]), cr.tensor([1., 0.]))
        tensor(0.6931)
    """

def celu(
    input: Tensor, alpha: _float = 1.0, inplace: _bool = False, *, out: Tensor | None = None
) -> Tensor:
    """``input`` where it is positive, else ``alpha * (exp(input / alpha) - 1)``.

    Continuously differentiable for every ``alpha``. Barron 2017, arXiv:1704.07483.
    With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.celu(cr.tensor([-2.0, 0.5, 3.0]), 2.0)
        tensor([-1.2642,  0.5000,  3.0000])
    """

def celu_(input: Tensor, alpha: _float = 1.0, inplace: _bool = False) -> Tensor:
    """``input`` where it is positive, else ``alpha * (exp(input / alpha) - 1)``.

    This form writes the result to the tensor itself.
    """

def channel_shuffle(input: Tensor, groups: _int, *, out: Tensor | None = None) -> Tensor:
    """Deals the channels of groups out in turn: (N, g k, ...) as g by k, transposed.

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
    """

@overload
def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    dilation: _int | Sequence[_int] = 1,
    groups: _int = 1,
) -> Tensor:
    """A 1-dimensional convolution (a cross-correlation: the kernel is not flipped).

    Every output size is ``floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1``.

    Args:
        input: ``(N, in_channels, L)``; without ``N`` the result has none either.
        weight: ``(out_channels, in_channels / groups, kL)``.
        bias: ``(out_channels,)``, added to every position.
        stride: an int: the step of the kernel.
        padding: zeros at both ends; ``"valid"`` for none, ``"same"`` for as many as keep the
            size (which needs stride 1).
        dilation: the distance between the elements of the kernel.
        groups: parts of the channels that are convolved each by its own kernels.

    Raises:
        RuntimeError: shapes, groups or dtypes do not match, or the kernel is larger than the padded
            input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.conv1d(cr.tensor([[[1.0, 2.0, 3.0, 4.0]]]), cr.tensor([[[1.0, -1.0]]]))
        tensor([[[-1., -1., -1.]]])
    """

@overload
def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: str = "valid",
    dilation: _int | Sequence[_int] = 1,
    groups: _int = 1,
) -> Tensor: ...
@overload
def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    dilation: _int | Sequence[_int] = 1,
    groups: _int = 1,
) -> Tensor:
    """A 2-dimensional convolution (a cross-correlation: the kernel is not flipped).

    Every output size is ``floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1``.

    Args:
        input: ``(N, in_channels, H, W)``; without ``N`` the result has none either.
        weight: ``(out_channels, in_channels / groups, kH, kW)``.
        bias: ``(out_channels,)``, added to every position.
        stride: an int, or two: the step of the kernel.
        padding: zeros at both ends; ``"valid"`` for none, ``"same"`` for as many as keep the
            size (which needs stride 1).
        dilation: the distance between the elements of the kernel.
        groups: parts of the channels that are convolved each by its own kernels.

    Raises:
        RuntimeError: shapes, groups or dtypes do not match, or the kernel is larger than the padded
            input.

    Example:
        >>> import chainrule as cr
        >>> x = cr.arange(9.0).view(1, 1, 3, 3)
        >>> cr.nn.functional.conv2d(x, cr.ones(1, 1, 2, 2), bias=cr.ones(1))
        tensor([[[[ 9., 13.],
                  [21., 25.]]]])
    """

@overload
def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: str = "valid",
    dilation: _int | Sequence[_int] = 1,
    groups: _int = 1,
) -> Tensor: ...
@overload
def conv3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    dilation: _int | Sequence[_int] = 1,
    groups: _int = 1,
) -> Tensor:
    """A 3-dimensional convolution (a cross-correlation: the kernel is not flipped).

    Every output size is ``floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1``.

    Args:
        input: ``(N, in_channels, D, H, W)``; without ``N`` the result has none either.
        weight: ``(out_channels, in_channels / groups, kD, kH, kW)``.
        bias: ``(out_channels,)``, added to every position.
        stride: an int, or three: the step of the kernel.
        padding: zeros at both ends; ``"valid"`` for none, ``"same"`` for as many as keep the
            size (which needs stride 1).
        dilation: the distance between the elements of the kernel.
        groups: parts of the channels that are convolved each by its own kernels.

    Raises:
        RuntimeError: shapes, groups or dtypes do not match, or the kernel is larger than the padded
            input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.conv3d(cr.ones(1, 2, 4, 4, 4), cr.ones(3, 2, 3, 3, 3), padding=1).shape
        torch.Size([1, 3, 4, 4, 4])
    """

@overload
def conv3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: str = "valid",
    dilation: _int | Sequence[_int] = 1,
    groups: _int = 1,
) -> Tensor: ...
def conv_tbc(input: Tensor, weight: Tensor, bias: Tensor, pad: _int = 0) -> Tensor:
    """The convolution of sequences laid out as time, batch, channels.

    ``out[t, n, o] = bias[o] + sum over k, c of input[t + k - pad, n, c] * weight[k, c, o]``, where the
    input is 0 before its first and after its last step.

    Args:
        input: ``(T, N, in_channels)``.
        weight: ``(kernel, in_channels, out_channels)``.
        bias: ``(out_channels,)``.
        pad: steps of zeros at both ends.

    Returns:
        ``(T + 2 * pad - kernel + 1, N, out_channels)``.

    Raises:
        RuntimeError: shapes or dtypes do not match, or the kernel is longer than the padded input.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([1.0, 2.0, 4.0]).reshape(3, 1, 1)
        >>> w = cr.tensor([1.0, -1.0]).reshape(2, 1, 1)
        >>> cr.nn.functional.conv_tbc(x, w, cr.zeros(1)).flatten()
        tensor([-1., -2.])
    """

def conv_transpose1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    output_padding: _int | Sequence[_int] = 0,
    groups: _int = 1,
    dilation: _int | Sequence[_int] = 1,
) -> Tensor:
    """The transpose of conv1d(): what turns the gradient of its output into that of its input.

    Every output size is
    ``(size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1``.

    Args:
        input: ``(N, in_channels, L)``; without ``N`` the result has none either.
        weight: ``(in_channels, out_channels / groups, kL)``.
        bias: ``(out_channels,)``, added to every position.
        stride: the distance that neighbours of the input have in the output.
        padding: as of the convolution: so much is taken off both ends.
        output_padding: so much is added at the end; smaller than the stride or the dilation.
        groups: parts of the channels, each with its own kernels.
        dilation: the distance between the elements of the kernel.

    Raises:
        RuntimeError: shapes, groups or dtypes do not match.

    Example:
        >>> import chainrule as cr
        >>> weight = cr.tensor([[[1.0, 10.0]]])
        >>> cr.nn.functional.conv_transpose1d(cr.tensor([[[1.0, 2.0]]]), weight, stride=2)
        tensor([[[ 1., 10.,  2., 20.]]])
    """

def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    output_padding: _int | Sequence[_int] = 0,
    groups: _int = 1,
    dilation: _int | Sequence[_int] = 1,
) -> Tensor:
    """The transpose of conv2d(): what turns the gradient of its output into that of its input.

    Every output size is
    ``(size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1``.

    Args:
        input: ``(N, in_channels, H, W)``; without ``N`` the result has none either.
        weight: ``(in_channels, out_channels / groups, kH, kW)``.
        bias: ``(out_channels,)``, added to every position.
        stride: the distance that neighbours of the input have in the output.
        padding: as of the convolution: so much is taken off both ends.
        output_padding: so much is added at the end; smaller than the stride or the dilation.
        groups: parts of the channels, each with its own kernels.
        dilation: the distance between the elements of the kernel.

    Raises:
        RuntimeError: shapes, groups or dtypes do not match.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.conv_transpose2d(cr.ones(1, 1, 2, 2), cr.ones(1, 1, 2, 2))
        tensor([[[[1., 2., 1.],
                  [2., 4., 2.],
                  [1., 2., 1.]]]])
    """

def conv_transpose3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    output_padding: _int | Sequence[_int] = 0,
    groups: _int = 1,
    dilation: _int | Sequence[_int] = 1,
) -> Tensor:
    """The transpose of conv3d(): what turns the gradient of its output into that of its input.

    Every output size is
    ``(size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1``.

    Args:
        input: ``(N, in_channels, D, H, W)``; without ``N`` the result has none either.
        weight: ``(in_channels, out_channels / groups, kD, kH, kW)``.
        bias: ``(out_channels,)``, added to every position.
        stride: the distance that neighbours of the input have in the output.
        padding: as of the convolution: so much is taken off both ends.
        output_padding: so much is added at the end; smaller than the stride or the dilation.
        groups: parts of the channels, each with its own kernels.
        dilation: the distance between the elements of the kernel.

    Raises:
        RuntimeError: shapes, groups or dtypes do not match.

    Example:
        >>> import chainrule as cr
        >>> weight = cr.ones(2, 3, 2, 2, 2)
        >>> cr.nn.functional.conv_transpose3d(cr.ones(1, 2, 4, 4, 4), weight, stride=2).shape
        torch.Size([1, 3, 8, 8, 8])
    """

def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: _float = 0,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``1 - cosine`` where the target is 1, and ``max(0, cosine - margin)`` where it is -1.

    Args:
        input1, input2 (Tensor): (M) or (N, M), floating point.
        target (Tensor): 1 (alike) or -1 (not), () or (N).
        margin (float): the largest cosine that unlike vectors may have.
        reduction (str): 'mean', 'sum' or 'none'.

    Raises:
        RuntimeError: the numbers of dimensions do not fit.
        ValueError: an unknown reduction.

    Example:
        >>> import chainrule as cr
        >>> a, b = cr.tensor([[1., 0.]]), cr.tensor([[0., 1.]])
        >>> cr.nn.functional.cosine_embedding_loss(a, b, cr.tensor([1.]))
        tensor(1.)
    """

def cosine_similarity(x1: Tensor, x2: Tensor, dim: _int = 1, eps: _float = 1e-08) -> Tensor:
    """The cosine of the angle between vectors along a dimension, ``x1 @ x2 / (|x1| |x2|)``.

    Args:
        x1, x2 (Tensor): floating point, of shapes that broadcast.
        dim (int): along which.
        eps (float): the smallest length that is divided by.

    Raises:
        RuntimeError: the dtype is not floating point.

    Example:
        >>> import chainrule as cr
        >>> cr.cosine_similarity(cr.tensor([1., 0.]), cr.tensor([1., 1.]), dim=0)
        tensor(0.7071)
    """

def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: _bool | None = None,
    ignore_index: _int = -100,
    reduce: _bool | None = None,
    reduction: str = "mean",
    label_smoothing: _float = 0.0,
) -> Tensor:
    """The negative logarithm of the probability that ``softmax(input)`` gives the target; forward and backward are one pass
    each, and no probabilities are stored.

    Args:
        input (Tensor): scores of C classes, (C), (N, C) or (N, C, d1, d2, ...), floating point.
        target (Tensor): class indices (int64 or uint8) of shape (), (N) or (N, d1, d2, ...), or probabilities of the
            input's shape.
        weight (Tensor, optional): what each class counts, of shape (C).
        ignore_index (int): a class index that counts nothing.
        reduction (str): 'mean' (over what the targets count), 'sum' or 'none'.
        label_smoothing (float): how much of each target is spread evenly over all classes, from 0 to 1.

    Raises:
        IndexError: a class index is out of range.
        ValueError: batch sizes differ, or an unknown reduction.
        RuntimeError: shapes or dtypes do not fit.

    Example:
        >>> import chainrule as cr
        >>> scores = cr.tensor([[2., 0., 0.], [0., 1., 0.]])
        >>> cr.nn.functional.cross_entropy(scores, cr.tensor([0, 1]))
        tensor(0.3955)
    """

@overload
def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor,
    target_lengths: Tensor,
    blank: _int = 0,
    reduction: str = "mean",
    zero_infinity: _bool = False,
) -> Tensor:
    """The loss of connectionist temporal classification: the negative logarithm of the probability of all alignments of a target
    with an input (Graves et al., 2006).

    Args:
        log_probs (Tensor): (T, N, C) or (T, C), from :func:`log_softmax`; float32 or float64.
        targets (Tensor): labels, (N, S) or all of them one after the other.
        input_lengths (Tensor or tuple): how much of T each sample uses.
        target_lengths (Tensor or tuple): how many labels each sample has.
        blank (int): the class that stands for no label.
        reduction (str): 'mean' (of losses divided by target lengths), 'sum' or 'none'.
        zero_infinity (bool): count samples without any alignment (and their gradients) as zero?

    Raises:
        RuntimeError: shapes, lengths or labels do not fit.
        ValueError: an unknown reduction.

    Example:
        >>> import chainrule as cr
        >>> log_probs = cr.zeros(2, 1, 2).log_softmax(-1)
        >>> cr.nn.functional.ctc_loss(log_probs, cr.tensor([[1]]), (2,), (1,))
        tensor(0.2877)
    """

@overload
def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Sequence[_int],
    target_lengths: Sequence[_int],
    blank: _int = 0,
    reduction: str = "mean",
    zero_infinity: _bool = False,
) -> Tensor: ...
def dropout(
    input: Tensor, p: _float = 0.5, training: _bool = True, inplace: _bool = False
) -> Tensor:
    """Zeroes elements at random and scales the rest: ``input * keep / (1 - p)``.

    ``keep`` is 1 with probability ``1 - p`` for every element on its own, else 0; the mean stays.
    Hinton et al. 2012, arXiv:1207.0580.

    Args:
        input: any shape.
        p: the probability of a zero.
        training: with False the input is returned as it is.
        inplace: write to the input.

    Raises:
        ValueError: ``p`` is not in [0, 1].

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.dropout(cr.ones(3), p=0.0)
        tensor([1., 1., 1.])
        >>> y = cr.nn.functional.dropout(cr.ones(1000), p=0.5)
        >>> sorted(set(y.tolist()))
        [0.0, 2.0]
    """

def dropout1d(
    input: Tensor, p: _float = 0.5, training: _bool = True, inplace: _bool = False
) -> Tensor:
    """Zeroes whole channels at random and scales the rest by ``1 / (1 - p)``.

    Neighbours within a channel tell almost the same: zeroing them one by one would hide nothing.
    Tompson et al. 2015, arXiv:1411.4280.

    Args:
        input: ``(N, C, L)`` or ``(C, L)``.
        p: the probability of a zero, for every channel of every sample on its own.
        training: with False the input is returned as it is.
        inplace: write to the input.

    Raises:
        ValueError: ``p`` is not in [0, 1].

    Example:
        >>> import chainrule as cr
        >>> y = cr.nn.functional.dropout1d(cr.ones(2, 8, 5), p=0.5)
        >>> bool((y.amin(-1) == y.amax(-1)).all())
        True
    """

def dropout2d(
    input: Tensor, p: _float = 0.5, training: _bool = True, inplace: _bool = False
) -> Tensor:
    """Zeroes whole channels at random and scales the rest by ``1 / (1 - p)``.

    Neighbours within a channel tell almost the same: zeroing them one by one would hide nothing.
    Tompson et al. 2015, arXiv:1411.4280.

    Args:
        input: ``(N, C, H, W)`` or ``(N, C, L)``.
        p: the probability of a zero, for every channel of every sample on its own.
        training: with False the input is returned as it is.
        inplace: write to the input.

    Raises:
        ValueError: ``p`` is not in [0, 1].

    Example:
        >>> import chainrule as cr
        >>> y = cr.nn.functional.dropout2d(cr.ones(2, 8, 3, 3), p=0.5)
        >>> bool((y.amin((-2, -1)) == y.amax((-2, -1))).all())
        True
    """

def dropout3d(
    input: Tensor, p: _float = 0.5, training: _bool = True, inplace: _bool = False
) -> Tensor:
    """Zeroes whole channels at random and scales the rest by ``1 / (1 - p)``.

    Neighbours within a channel tell almost the same: zeroing them one by one would hide nothing.
    Tompson et al. 2015, arXiv:1411.4280.

    Args:
        input: ``(N, C, D, H, W)`` or ``(C, D, H, W)``.
        p: the probability of a zero, for every channel of every sample on its own.
        training: with False the input is returned as it is.
        inplace: write to the input.

    Raises:
        ValueError: ``p`` is not in [0, 1].

    Example:
        >>> import chainrule as cr
        >>> y = cr.nn.functional.dropout3d(cr.ones(2, 8, 2, 2, 2), p=0.5)
        >>> bool((y.amin((-3, -2, -1)) == y.amax((-3, -2, -1))).all())
        True
    """

def elu(
    input: Tensor, alpha: _float = 1.0, inplace: _bool = False, *, out: Tensor | None = None
) -> Tensor:
    """``input`` where it is positive, else ``alpha * (exp(input) - 1)``.

    Clevert et al. 2015, arXiv:1511.07289. With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.elu(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-0.8647,  0.5000,  3.0000])
    """

def elu_(input: Tensor, alpha: _float = 1.0, inplace: _bool = False) -> Tensor:
    """``input`` where it is positive, else ``alpha * (exp(input) - 1)``.

    This form writes the result to the tensor itself.
    """

def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: _int | None = None,
    max_norm: _float | None = None,
    norm_type: _float = 2.0,
    scale_grad_by_freq: _bool = False,
    sparse: _bool = False,
) -> Tensor:
    """Rows of a table by index.

    Args:
        input: int64 or int32 indices of any shape.
        weight: the table, one row for each index.
        padding_idx: a row whose gradient is zero.
        max_norm: scales rows that are used and longer than this down to it, in the table itself.
        norm_type: the p of the norm.
        scale_grad_by_freq: divides the gradient of a row by how often it is used.
        sparse: accepted for compatibility; gradients are dense.

    Returns:
        A new tensor: the shape of ``input`` and one dimension more, that of the rows.

    Raises:
        IndexError: an index is out of range.
        RuntimeError: the table has not two dimensions, or the indices are not integers.

    Example:
        >>> import chainrule as cr
        >>> table = cr.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        >>> cr.nn.functional.embedding(cr.tensor([2, 0]), table)
        tensor([[5., 6.],
                [1., 2.]])
    """

def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: _float | None = None,
    norm_type: _float = 2,
    scale_grad_by_freq: _bool = False,
    mode: str = "mean",
    sparse: _bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: _bool = False,
    padding_idx: _int | None = None,
) -> Tensor:
    """Sums, means or maxima of rows of a table, for bags of indices.

    Args:
        input: int64 or int32 indices: a matrix, each row a bag, or a vector cut into bags by
            ``offsets``.
        weight: the table, one row for each index.
        offsets: where each bag begins in a vector; the first at 0.
        max_norm: scales rows that are used and longer than this down to it, in the table itself.
        norm_type: the p of the norm.
        scale_grad_by_freq: divides the gradient of a row by how often it is used.
        mode: ``"sum"``, ``"mean"`` or ``"max"``. An empty bag gives zeros.
        sparse: accepted for compatibility; gradients are dense.
        per_sample_weights: a factor for each index, for ``"sum"`` only.
        include_last_offset: the last offset is the end of the last bag.
        padding_idx: an index that takes no part.

    Returns:
        A matrix with one row for each bag.

    Raises:
        ValueError: input, offsets and weights do not fit one another, or another mode.
        IndexError: an index is out of range.

    Example:
        >>> import chainrule as cr
        >>> table = cr.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        >>> cr.nn.functional.embedding_bag(cr.tensor([0, 1, 2]), table, cr.tensor([0, 2]))
        tensor([[2., 3.],
                [5., 6.]])
    """

def feature_alpha_dropout(
    input: Tensor, p: _float = 0.5, training: _bool = False, inplace: _bool = False
) -> Tensor:
    """alpha_dropout() of whole channels: all elements of a channel share their fate.

    Args:
        input: ``(N, C, ...)``.
        p: the probability that a channel is replaced.
        training: with False (the default here) the input is returned as it is.
        inplace: write to the input.

    Raises:
        ValueError: ``p`` is not in [0, 1].

    Example:
        >>> import chainrule as cr
        >>> y = cr.nn.functional.feature_alpha_dropout(cr.ones(2, 8, 5), p=0.5, training=True)
        >>> bool((y.amin(-1) == y.amax(-1)).all())
        True
    """

def fold(
    input: Tensor,
    output_size: _int | Sequence[_int],
    kernel_size: _int | Sequence[_int],
    dilation: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    stride: _int | Sequence[_int] = 1,
) -> Tensor:
    """Columns put back to where :func:`unfold` took them; overlapping blocks add up.

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
    """

@overload
def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor,
    full: _bool = False,
    eps: _float = 1e-06,
    reduction: str = "mean",
) -> Tensor:
    """The negative log-likelihood of targets under normal distributions, ``(log(var) + (input - target) ** 2 / var) / 2``.

    Args:
        input (Tensor): expected values.
        target (Tensor): of the same shape.
        var (Tensor or float): variances, of the same shape or with the last dimension 1 or missing; held above ``eps``.
        full (bool): add the constant ``log(2 * pi) / 2``?
        eps (float): the smallest variance.
        reduction (str): 'mean', 'sum' or 'none'.

    Raises:
        ValueError: negative variances, a shape that does not fit, or an unknown reduction.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.gaussian_nll_loss(cr.tensor([0., 0.]), cr.tensor([1., 3.]), cr.ones(2))
        tensor(2.5000)
    """

@overload
def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: _float,
    full: _bool = False,
    eps: _float = 1e-06,
    reduction: str = "mean",
) -> Tensor: ...
@overload
def gelu(input: Tensor, *, approximate: str = "none", out: Tensor | None = None) -> Tensor:
    """``input * Phi(input)``, with the distribution function of the normal distribution.

    Hendrycks and Gimpel 2016, arXiv:1606.08415. ``approximate="tanh"`` computes
    ``input / 2 * (1 + tanh(sqrt(2 / pi) * (input + 0.044715 * input**3)))``.

    Raises:
        RuntimeError: ``approximate`` is neither ``"none"`` nor ``"tanh"``.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.gelu(cr.tensor([-2.0, 0.5, 1.0]))
        tensor([-0.0455,  0.3457,  0.8413])
    """

@overload
def gelu(input: Tensor, approximate: str, *, out: Tensor | None = None) -> Tensor: ...
def glu(input: Tensor, dim: _int = -1, *, out: Tensor | None = None) -> Tensor:
    """One half of ``dim`` times the sigmoid of the other: ``a * sigmoid(b)``.

    Dauphin et al. 2016, arXiv:1612.08083.

    Raises:
        RuntimeError: the size of ``dim`` is odd, or the input has no dimension.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.glu(cr.tensor([1.0, 2.0, 0.0, 100.0]))
        tensor([0.5000, 2.0000])
    """

def group_norm(
    input: Tensor,
    num_groups: _int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: _float = 1e-05,
) -> Tensor:
    """Normalises each group of channels of each sample by its mean and variance, then scales and shifts each channel.

    Args:
        input (Tensor): (N, C, *), floating point.
        num_groups (int): a divisor of C.
        weight, bias (Tensor, optional): of shape (C).
        eps (float): added to the variance.

    Raises:
        RuntimeError: shapes do not fit.
        ValueError: one value per group.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.group_norm(cr.tensor([[[1.], [3.], [0.], [4.]]]), 2)
        tensor([[[-1.0000],
                 [ 1.0000],
                 [-1.0000],
                 [ 1.0000]]])
    """

def hardshrink(input: Tensor, lambd: _float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """``input`` where it is beyond ``lambd`` on either side, else 0.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.hardshrink(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-2.,  0.,  3.])
    """

def hardsigmoid(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``min(max(input / 6 + 1 / 2, 0), 1)``: sigmoid() in straight pieces.

    With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.hardsigmoid(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([0.1667, 0.5833, 1.0000])
    """

def hardswish(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``input * hardsigmoid(input)``: silu() in simple pieces.

    Howard et al. 2019, arXiv:1905.02244. With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.hardswish(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-0.3333,  0.2917,  3.0000])
    """

def hardtanh(
    input: Tensor,
    min_val: _float = -1.0,
    max_val: _float = 1.0,
    inplace: _bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """``input``, but at least ``min_val`` and at most ``max_val``.

    With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.hardtanh(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-1.0000,  0.5000,  1.0000])
    """

def hardtanh_(
    input: Tensor, min_val: _float = -1.0, max_val: _float = 1.0, inplace: _bool = False
) -> Tensor:
    """``input``, but at least ``min_val`` and at most ``max_val``.

    This form writes the result to the tensor itself.
    """

def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: _float = 1.0,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """A distance where the target is 1, and ``max(0, margin - distance)`` where it is -1.

    Args:
        input (Tensor): distances.
        target (Tensor): 1 (alike) or -1 (not), of the same shape.
        margin (float): how far apart unlike things should be.
        reduction (str): 'mean', 'sum' or 'none'.

    Raises:
        ValueError: an unknown reduction.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.hinge_embedding_loss(cr.tensor([0.5, 0.5]), cr.tensor([1., -1.]), reduction='none')
        tensor([0.5000, 0.5000])
    """

def huber_loss(
    input: Tensor,
    target: Tensor,
    reduction: str = "mean",
    delta: _float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:
    """With d the absolute error, ``d ** 2 / 2`` up to delta and ``delta * (d - delta / 2)`` above.

    Args:
        input (Tensor): the prediction, floating point.
        target (Tensor): of the same shape.
        reduction (str): 'mean', 'sum' or 'none'.
        delta (float): where the parabola ends; above zero.
        weight (Tensor, optional): of the same shape; the mean is then divided by the sum of the weights.

    Raises:
        RuntimeError: ``delta`` is not above zero.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.huber_loss(cr.tensor([0., 0.]), cr.tensor([0.5, 3.]), reduction='none', delta=2.0)
        tensor([0.1250, 4.0000])
    """

def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: _bool = True,
    momentum: _float = 0.1,
    eps: _float = 1e-05,
) -> Tensor:
    """Normalises each channel of each sample by its own mean and variance (or by running ones), then scales and shifts it.

    Args:
        input (Tensor): (N, C, *), floating point.
        running_mean, running_var (Tensor, optional): of shape (C); needed unless ``use_input_stats``.
        weight, bias (Tensor, optional): of shape (C).
        use_input_stats (bool): use the samples' own statistics?
        momentum (float): how far the running statistics move.
        eps (float): added to the variance.

    Raises:
        ValueError: one element per channel.
        RuntimeError: shapes do not fit, or statistics are missing.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.instance_norm(cr.tensor([[[1., 3.], [0., 4.]]]))
        tensor([[[-1.0000,  1.0000],
                 [-1.0000,  1.0000]]])
    """

def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
    log_target: _bool = False,
) -> Tensor:
    """The Kullback-Leibler divergence of a distribution given by its logarithm (``input``) from ``target``, element by element:
    ``target * (log(target) - input)``.

    Args:
        input (Tensor): log-probabilities.
        target (Tensor): probabilities, or their logarithms if ``log_target``.
        reduction (str): 'batchmean' (the definition), 'mean', 'sum' or 'none'.
        log_target (bool): is the target given by its logarithm?

    Raises:
        ValueError: an unknown reduction.

    Example:
        >>> import chainrule as cr
        >>> log_p = cr.log(cr.tensor([[0.5, 0.5]]))
        >>> cr.nn.functional.kl_div(log_p, cr.tensor([[1., 0.]]), reduction='batchmean')
        tensor(0.6931)
    """

def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The absolute error, ``abs(input - target)``.

    Args:
        input (Tensor): the prediction, floating point or complex.
        target (Tensor): of the same shape.
        reduction (str): 'mean', 'sum' or 'none'.
        weight (Tensor, optional): of the same shape; the mean is then divided by the sum of the weights.

    Raises:
        ValueError: an unknown reduction, or a weight of another shape.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.l1_loss(cr.tensor([1., 2.]), cr.tensor([1., 4.]))
        tensor(1.)
    """

def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[_int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: _float = 1e-05,
) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias``, with mean and (biased) variance over the last dimensions. Forward and
    backward are fused.

    Args:
        input (Tensor): floating point, its last dimensions being ``normalized_shape``.
        normalized_shape (ints): the shape that is normalised.
        weight, bias (Tensor, optional): of that shape.
        eps (float): added to the variance.

    Raises:
        RuntimeError: shapes or dtypes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.layer_norm(cr.tensor([[1., 3.], [2., 2.]]), (2,))
        tensor([[-1.0000,  1.0000],
                [ 0.0000,  0.0000]])
    """

def leaky_relu(
    input: Tensor,
    negative_slope: _float = 0.01,
    inplace: _bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """``input`` where it is positive, else ``negative_slope * input``.

    With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.leaky_relu(cr.tensor([-2.0, 0.5, 3.0]), 0.1)
        tensor([-0.2000,  0.5000,  3.0000])
    """

def leaky_relu_(input: Tensor, negative_slope: _float = 0.01, inplace: _bool = False) -> Tensor:
    """``input`` where it is positive, else ``negative_slope * input``.

    This form writes the result to the tensor itself.
    """

def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """An affine map of the last dimension: ``input @ weight.T + bias``.

    Args:
        input: ``(..., in_features)``.
        weight: ``(out_features, in_features)``, or a vector ``(in_features,)`` for a single output.
        bias: ``(out_features,)``, or a number for a single output.

    Returns:
        ``(..., out_features)``; without the last dimension where the weight is a vector.

    Raises:
        RuntimeError: the shapes or the dtypes do not match.

    Example:
        >>> import chainrule as cr
        >>> weight = cr.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
        >>> cr.nn.functional.linear(cr.tensor([3.0, 4.0]), weight, bias=cr.ones(3))
        tensor([4., 9., 8.])
    """

def local_response_norm(
    input: Tensor, size: _int, alpha: _float = 0.0001, beta: _float = 0.75, k: _float = 1.0
) -> Tensor:
    """``x / (k + alpha * mean(x ** 2)) ** beta``, with the mean over ``size`` neighbouring channels (zeros beyond the ends).

    Args:
        input (Tensor): (N, C, *) with at least three dimensions.
        size (int): how many channels.
        alpha, beta, k (float): as above.

    Raises:
        ValueError: fewer than three dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.local_response_norm(cr.ones(1, 2, 1), size=2, alpha=1.0)
        tensor([[[0.7378],
                 [0.5946]]])
    """

def log_softmax(
    input: Tensor, dim: _int | None = None, _stacklevel: _int = 3, dtype: _DType | None = None
) -> Tensor:
    """``x - log(sum(exp(x)))`` along a dimension: the logarithm of :func:`softmax`, but exact where that is tiny.

    Args:
        input (Tensor): of any shape, floating point.
        dim (int): along which.
        dtype (dtype, optional): the input is converted to it first.

    Raises:
        IndexError: the dimension is out of range.
        NotImplementedError: the dtype is not floating point.

    Example:
        >>> import chainrule as cr
        >>> cr.log_softmax(cr.tensor([0., 1000.]), dim=0)
        tensor([-1000.,     0.])
    """

def logsigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``log(sigmoid(input))``, safe for elements of any size.

    The derivative is ``1 - sigmoid(input)``.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.logsigmoid(cr.tensor([-100.0, 0.0, 2.0]))
        tensor([-100.0000,   -0.6931,   -0.1269])
    """

def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: _float = 0,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``max(0, margin - target * (input1 - input2))``: the target says which of two should be larger.

    Args:
        input1, input2 (Tensor): of one shape.
        target (Tensor): 1 (the first) or -1 (the second).
        margin (float): by how much.
        reduction (str): 'mean', 'sum' or 'none'.

    Raises:
        RuntimeError: the numbers of dimensions differ.
        ValueError: an unknown reduction.

    Example:
        >>> import chainrule as cr
        >>> F = cr.nn.functional
        >>> F.margin_ranking_loss(cr.tensor([1.]), cr.tensor([3.]), cr.tensor([1.]))
        tensor(2.)
    """

def mish(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``input * tanh(softplus(input))``.

    Misra 2019, arXiv:1908.08681. With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.mish(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-0.2525,  0.3752,  2.9865])
    """

def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The squared error, ``(input - target) ** 2``; forward and backward are one pass each.

    Args:
        input (Tensor): the prediction, floating point.
        target (Tensor): of the same shape.
        reduction (str): 'mean', 'sum' or 'none'.
        weight (Tensor, optional): of the same shape; the mean is then divided by the sum of the weights.

    Raises:
        ValueError: an unknown reduction, or a weight of another shape.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.mse_loss(cr.tensor([1., 2.]), cr.tensor([1., 4.]))
        tensor(2.)
    """

def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: _int = 1,
    margin: _float = 1.0,
    weight: Tensor | None = None,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The sum over wrong classes of ``max(0, margin - x[y] + x[i]) ** p``, divided by the number of classes.

    Args:
        input (Tensor): scores, (C) or (N, C), floating point.
        target (Tensor): class indices, () or (N).
        p (int): 1 or 2.
        margin (float): by how much the right class should lead.
        weight (Tensor, optional): what each class counts, of shape (C).
        reduction (str): 'mean', 'sum' or 'none'.

    Raises:
        ValueError: p is neither 1 nor 2, or an unknown reduction.
        RuntimeError: shapes do not fit, or a class is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.multi_margin_loss(cr.tensor([[0., 0.5]]), cr.tensor([0]))
        tensor(0.7500)
    """

def multilabel_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The sum over right classes y and wrong classes i of ``max(0, 1 - x[y] + x[i])``, divided by the number of classes.

    Args:
        input (Tensor): scores, (C) or (N, C), floating point.
        target (Tensor): the right classes of each row from the left, then -1; int64, of the input's shape.
        reduction (str): 'mean', 'sum' or 'none'.

    Raises:
        RuntimeError: shapes do not fit, or a class is out of range.
        ValueError: an unknown reduction.

    Example:
        >>> import chainrule as cr
        >>> F = cr.nn.functional
        >>> F.multilabel_margin_loss(cr.tensor([[0.1, 0.2, 0.4, 0.8]]), cr.tensor([[3, 0, -1, 1]]))
        tensor(0.8500)
    """

def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The binary cross entropy of ``sigmoid(input)`` with the target, averaged over classes.

    Args:
        input (Tensor): scores, (N, C).
        target (Tensor): 0 or 1, of the same shape.
        weight (Tensor, optional): what each class counts, of shape (C).
        reduction (str): 'mean', 'sum' or 'none'.

    Raises:
        ValueError: an unknown reduction.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.multilabel_soft_margin_loss(cr.zeros(1, 2), cr.tensor([[1., 0.]]))
        tensor(0.6931)
    """

def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: _bool | None = None,
    ignore_index: _int = -100,
    reduce: _bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The negative of the target's logarithm of probability, as :func:`log_softmax` gives it.

    Args:
        input (Tensor): log-probabilities of C classes, (C), (N, C) or (N, C, d1, d2, ...), floating point.
        target (Tensor): class indices (int64 or uint8), of shape (), (N) or (N, d1, d2, ...).
        weight (Tensor, optional): what each class counts, of shape (C).
        ignore_index (int): a class index that counts nothing.
        reduction (str): 'mean' (over what the targets count), 'sum' or 'none'.

    Raises:
        IndexError: a class index is out of range.
        ValueError: batch sizes differ, or an unknown reduction.
        RuntimeError: shapes or dtypes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.nll_loss(cr.tensor([[-0.5, -1.5]]), cr.tensor([1]))
        tensor(1.5000)
    """

def normalize(
    input: Tensor,
    p: _float = 2.0,
    dim: _int | Sequence[_int] = 1,
    eps: _float = 1e-12,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """``input`` divided by its p-norm along a dimension (by ``eps`` where that is larger).

    Args:
        input (Tensor): of any shape, floating point or complex.
        p (float): which norm.
        dim (int or tuple of ints): along which.
        eps (float): the smallest divisor.

    Raises:
        IndexError: the dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.normalize(cr.tensor([[3., 4.]]))
        tensor([[0.6000, 0.8000]])
    """

def one_hot(input: Tensor, num_classes: _int = -1) -> Tensor:
    """A new last dimension with a one at the index that the input gives, zeros elsewhere.

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
    """

def pad(
    input: Tensor,
    pad: Sequence[_int],
    mode: str = "constant",
    value: _float | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """Adds margins to the last dimensions.

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
    """

def pairwise_distance(
    x1: Tensor, x2: Tensor, p: _float = 2.0, eps: _float = 1e-06, keepdim: _bool = False
) -> Tensor:
    """The p-norm of ``x1 - x2 + eps`` along the last dimension.

    Args:
        x1, x2 (Tensor): floating point, of shapes that broadcast.
        p (float): which norm.
        eps (float): keeps the norm's derivative finite where the vectors are equal.
        keepdim (bool): keep the last dimension, with size 1.

    Example:
        >>> import chainrule as cr
        >>> cr.pairwise_distance(cr.tensor([[0., 0.]]), cr.tensor([[3., 4.]]))
        tensor([5.0000])
    """

def pdist(input: Tensor, p: _float = 2) -> Tensor:
    """The p-norm distances between all pairs of rows i < j, in that order.

    Args:
        input (Tensor): (N, M), float32 or float64.
        p (float): which norm, not negative.

    Returns:
        Tensor: of N (N - 1) / 2 distances.

    Raises:
        RuntimeError: the input is not a matrix, or ``p`` is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.pdist(cr.tensor([[0., 0.], [3., 4.], [0., 8.]]))
        tensor([5., 8., 5.])
    """

def pixel_shuffle(input: Tensor, upscale_factor: _int, *, out: Tensor | None = None) -> Tensor:
    """Moves channels into space: (*, C r^2, H, W) becomes (*, C, H r, W r).

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
    """

def pixel_unshuffle(input: Tensor, downscale_factor: _int, *, out: Tensor | None = None) -> Tensor:
    """Moves space into channels: (*, C, H r, W r) becomes (*, C r^2, H, W).

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
    """

def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: _bool = True,
    full: _bool = False,
    size_average: _bool | None = None,
    eps: _float = 1e-08,
    reduce: _bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The negative log-likelihood of counts under Poisson distributions: ``exp(input) - target * input``, or
    ``input - target * log(input + eps)`` unless ``log_input``.

    Args:
        input (Tensor): rates, or their logarithms.
        target (Tensor): counts, of the same shape.
        log_input (bool): is the input a logarithm?
        full (bool): add Stirling's approximation of ``log(target!)``?
        eps (float): added to the input before its logarithm is taken.
        reduction (str): 'mean', 'sum' or 'none'.

    Raises:
        ValueError: an unknown reduction.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.poisson_nll_loss(cr.tensor([0., 0.]), cr.tensor([1., 2.]))
        tensor(1.)
    """

def prelu(input: Tensor, weight: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``input`` where it is positive, else ``weight * input``, with slopes that are learned.

    Args:
        input: ``(N, C, ...)``, or any shape with a single weight.
        weight: one slope, or one for each of the C channels.

    Raises:
        RuntimeError: the number of weights is not that of the channels.

    He et al. 2015, arXiv:1502.01852.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.prelu(cr.tensor([-2.0, 0.5, 3.0]), cr.tensor([0.25]))
        tensor([-0.5000,  0.5000,  3.0000])
    """

def relu(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``max(input, 0)``, element by element.

    With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.relu(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([0.0000, 0.5000, 3.0000])
    """

def relu6(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``min(max(input, 0), 6)``, element by element.

    With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.relu6(cr.tensor([-2.0, 0.5, 8.0]))
        tensor([0.0000, 0.5000, 6.0000])
    """

def relu_(input: Tensor, inplace: _bool = False) -> Tensor:
    """``max(input, 0)``, element by element.

    This form writes the result to the tensor itself.
    """

def rms_norm(
    input: Tensor,
    normalized_shape: Sequence[_int],
    weight: Tensor | None = None,
    eps: _float | None = None,
) -> Tensor:
    """``x / sqrt(mean(x ** 2) + eps) * weight``, with the mean over the last dimensions. Forward and backward are fused.

    Args:
        input (Tensor): floating point, its last dimensions being ``normalized_shape``.
        normalized_shape (ints): the shape that is normalised.
        weight (Tensor, optional): of that shape.
        eps (float, optional): added to the mean; the machine epsilon of the dtype by default.

    Raises:
        RuntimeError: shapes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.rms_norm(cr.tensor([3., 4.]), (2,))
        tensor([0.8485, 1.1314])
    """

def selu(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``1.0507 * elu(input, 1.6733)``: keeps mean 0 and variance 1 from layer to layer.

    Klambauer et al. 2017, arXiv:1706.02515. With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.selu(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-1.5202,  0.5254,  3.1521])
    """

def selu_(input: Tensor, inplace: _bool = False) -> Tensor:
    """``1.0507 * elu(input, 1.6733)``: keeps mean 0 and variance 1 from layer to layer.

    This form writes the result to the tensor itself.
    """

def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``1 / (1 + exp(-input))``; as chainrule.sigmoid().

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.sigmoid(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([0.1192, 0.6225, 0.9526])
    """

def silu(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``input * sigmoid(input)``, also called swish.

    Elfwing et al. 2017, arXiv:1702.03118. With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.silu(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-0.2384,  0.3112,  2.8577])
    """

def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
    beta: _float = 1.0,
) -> Tensor:
    """With d the absolute error, ``d ** 2 / (2 * beta)`` below beta and ``d - beta / 2`` above.

    Args:
        input (Tensor): the prediction, floating point.
        target (Tensor): of the same shape.
        reduction (str): 'mean', 'sum' or 'none'.
        beta (float): where the parabola ends; not negative.

    Raises:
        RuntimeError: ``beta`` is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.smooth_l1_loss(cr.tensor([0., 0.]), cr.tensor([0.5, 2.]), reduction='none')
        tensor([0.1250, 1.5000])
    """

def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``log(1 + exp(-target * input))`` for targets 1 and -1.

    Args:
        input (Tensor): of any shape, floating point.
        target (Tensor): of the same shape.
        reduction (str): 'mean', 'sum' or 'none'.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.soft_margin_loss(cr.tensor([0., 0.]), cr.tensor([1., -1.]))
        tensor(0.6931)
    """

def softmax(
    input: Tensor, dim: _int | None = None, _stacklevel: _int = 3, dtype: _DType | None = None
) -> Tensor:
    """``exp(x) / sum(exp(x))`` along a dimension: positive numbers that add up to one. The largest element is subtracted first,
    so nothing overflows.

    Args:
        input (Tensor): of any shape, floating point.
        dim (int): along which.
        dtype (dtype, optional): the input is converted to it first.

    Raises:
        IndexError: the dimension is out of range.
        NotImplementedError: the dtype is not floating point.

    Example:
        >>> import chainrule as cr
        >>> cr.softmax(cr.tensor([0., 0., 0., 0.]), dim=0)
        tensor([0.2500, 0.2500, 0.2500, 0.2500])
    """

def softmin(
    input: Tensor, dim: _int | None = None, _stacklevel: _int = 3, dtype: _DType | None = None
) -> Tensor:
    """:func:`softmax` of ``-input``: the smallest element gets the most.

    Args:
        input (Tensor): of any shape, floating point.
        dim (int): along which.
        dtype (dtype, optional): of the result.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.softmin(cr.tensor([0., 0.]), dim=0)
        tensor([0.5000, 0.5000])
    """

def softplus(
    input: Tensor, beta: _float = 1, threshold: _float = 20, *, out: Tensor | None = None
) -> Tensor:
    """``log(1 + exp(beta * input)) / beta``, a smooth form of relu().

    Where ``beta * input`` is above ``threshold`` the result is the input itself.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.softplus(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([0.1269, 0.9741, 3.0486])
    """

def softshrink(input: Tensor, lambd: _float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """``input`` moved towards 0 by ``lambd``, and 0 where that would cross it.

    Raises:
        RuntimeError: ``lambd`` is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.softshrink(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-1.5000,  0.0000,  2.5000])
    """

def softsign(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``input / (1 + abs(input))``; between -1 and 1.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.softsign(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-0.6667,  0.3333,  0.7500])
    """

def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The hyperbolic tangent of every element; as chainrule.tanh().

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.tanh(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-0.9640,  0.4621,  0.9951])
    """

def tanhshrink(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``input - tanh(input)``, element by element.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.tanhshrink(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-1.0360,  0.0379,  2.0049])
    """

def threshold(
    input: Tensor,
    threshold: _float,
    value: _float,
    inplace: _bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """``input`` where it is above ``threshold``, else ``value``.

    With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.threshold(cr.tensor([-2.0, 0.5, 3.0]), 1.0, -5.0)
        tensor([-5., -5.,  3.])
    """

def threshold_(input: Tensor, threshold: _float, value: _float, inplace: _bool = False) -> Tensor:
    """``input`` where it is above ``threshold``, else ``value``.

    This form writes the result to the tensor itself.
    """

def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: _float = 1.0,
    p: _float = 2,
    eps: _float = 1e-06,
    swap: _bool = False,
    size_average: _bool | None = None,
    reduce: _bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``max(0, d(anchor, positive) - d(anchor, negative) + margin)``, with the distances of :func:`pairwise_distance`.

    Args:
        anchor, positive, negative (Tensor): (M) or (N, M), floating point.
        margin (float): how much closer the positive should be; above 0.
        p (float): which norm.
        eps (float): keeps the norm's derivative finite.
        swap (bool): use the distance of positive and negative where that is smaller?
        reduction (str): 'mean', 'sum' or 'none'.

    Raises:
        ValueError: ``margin`` is not above 0, or an unknown reduction.
        RuntimeError: the numbers of dimensions differ.

    Example:
        >>> import chainrule as cr
        >>> a, p, n = cr.tensor([[0.]]), cr.tensor([[1.]]), cr.tensor([[3.]])
        >>> cr.nn.functional.triplet_margin_loss(a, p, n, margin=4.0)
        tensor(2.)
    """

def unfold(
    input: Tensor,
    kernel_size: _int | Sequence[_int],
    dilation: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    stride: _int | Sequence[_int] = 1,
) -> Tensor:
    """Sliding blocks of images as columns.

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
    """
