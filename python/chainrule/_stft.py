"""The short-time Fourier transform and its inverse: frames of a signal, each by a window, through
``chainrule.fft``."""

from __future__ import annotations

import warnings

from . import _core, fft
from ._core import Tensor

_F = _core._functions


def _padded_window(window: Tensor, n_fft: int) -> Tensor:
    """The window in the middle of ``n_fft`` numbers."""
    left = (n_fft - window.shape[0]) // 2
    padded: Tensor = _F["nn.functional.pad"](window, [left, n_fft - window.shape[0] - left])
    return padded


def _check(name: str, ok: bool, complaint: str) -> None:
    if not ok:
        raise RuntimeError(f"{name}: {complaint}")


def _check_window(name: str, window: Tensor | None, win_length: int) -> None:
    if window is None:
        warnings.warn(
            "A window was not provided. A rectangular window will be applied, which is known to "
            "cause spectral leakage. "
            "Other windows such as torch.hann_window or torch.hamming_window are recommended; a "
            "window of ones silences this.",
            UserWarning,
            stacklevel=3,
        )
        return
    _check(
        name,
        window.dim() == 1 and window.shape[0] == win_length,
        f"expected a 1D window tensor of size equal to win_length={win_length}, but got window "
        f"with size {list(window.shape)}",
    )


def stft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    pad_mode: str = "reflect",
    normalized: bool = False,
    onesided: bool | None = None,
    return_complex: bool | None = None,
    align_to_window: bool | None = None,
) -> Tensor:
    r"""The Fourier transforms of the windowed frames of a signal.

    .. math:: X_{k, m} = \sum_j w_j x_{m h + j} e^{-2 \pi i jk/n}

    Args:
        input: one signal, or a batch of them; floating point or complex.
        n_fft: n, the length of a frame.
        hop_length: h, the distance between two frames; ``n_fft // 4`` by default.
        win_length: the length of the window, which stands in the middle of the frame; ``n_fft`` by
            default.
        window: w; ones by default.
        center: the m-th frame has ``m * h`` in its middle, the signal being padded at both ends by
            ``n_fft // 2``.
        pad_mode: how, as in ``nn.functional.pad``.
        normalized: divide by the root of ``n_fft``.
        onesided: only the ``n_fft // 2 + 1`` frequencies that say all of a real signal; the default
            for real ones.
        return_complex: must be said for a real signal and window; False is an old form, of real
            pairs.
        align_to_window: without ``center``, frames begin where their windows do.

    Returns:
        (batch, frequencies, frames).

    Raises:
        RuntimeError: lengths do not fit one another, or the dtype or the number of dimensions is
            none of the above.

    >>> import chainrule as cr
    >>> cr.stft(cr.ones(16), n_fft=4, window=cr.ones(4), return_complex=True).abs()[:, 0]
    tensor([4., 0., 0.])
    """
    hop = n_fft // 4 if hop_length is None else hop_length
    length = n_fft if win_length is None else win_length
    name = (
        f"stft(input of shape {list(input.shape)}, n_fft={n_fft}, hop_length={hop}, "
        f"win_length={length})"
    )
    if align_to_window is not None and center:
        raise RuntimeError("stft align_to_window should only be set when center = false")
    is_complex = input.dtype.is_complex or (window is not None and window.dtype.is_complex)
    if return_complex is None and not is_complex:
        raise RuntimeError(
            "stft requires the return_complex parameter be given for real inputs, and will "
            "further require that "
            "return_complex=True in a future PyTorch release."
        )
    _check(
        name,
        input.dtype.is_floating_point or input.dtype.is_complex,
        "expected a tensor of floating point or complex values",
    )
    _check(name, 0 < input.dim() <= 2, "expected a 1D or 2D tensor")
    signal = input if input.dim() == 2 else input.unsqueeze(0)
    if center:
        half = n_fft // 2
        signal = _F["nn.functional.pad"](signal.unsqueeze(0), [half, half], pad_mode).squeeze(0)
    _check(
        name,
        0 < n_fft <= signal.shape[1],
        f"expected 0 < n_fft < {signal.shape[1]}, but got n_fft={n_fft}",
    )
    _check(name, hop > 0, f"expected hop_length > 0, but got hop_length={hop}")
    _check(
        name,
        0 < length <= n_fft,
        f"expected 0 < win_length <= n_fft, but got win_length={length}",
    )
    _check_window(name, window, length)
    if onesided and is_complex:
        raise RuntimeError("Cannot have onesided output if window or input is complex")
    if align_to_window:
        left = (n_fft - length) // 2  # the window is zero there, whatever the signal is
        signal = _F["nn.functional.pad"](signal, [left, n_fft - length - left])
    frames = signal.unfold(1, n_fft, hop)
    if window is not None or length < n_fft:
        if window is None:
            window = signal.new_ones(length, dtype=signal.dtype.to_real())
        frames = frames * _padded_window(window, n_fft)
    half_spectrum = not is_complex if onesided is None else onesided
    transform = fft.rfft if half_spectrum else fft.fft
    out = transform(frames, dim=2, norm="ortho" if normalized else None).transpose(1, 2)
    if input.dim() == 1:
        out = out.squeeze(0)
    if return_complex is False:
        warnings.warn(
            "stft with return_complex=False is deprecated. In a future pytorch release, stft will "
            "return complex tensors for "
            "all inputs, and return_complex=False will raise an error.",
            UserWarning,
            stacklevel=2,
        )
        return _F["view_as_real"](out)  # type: ignore[no-any-return]
    return out


def _overlap_add(frames: Tensor, hop: int) -> Tensor:
    """(batch, frames, n) to (batch, time), frames being ``hop`` apart."""
    batch, count, n = frames.shape
    starts = _F["arange"](count) * hop
    places = (starts.unsqueeze(1) + _F["arange"](n)).reshape(-1)
    signal = frames.new_zeros([batch, n + hop * (count - 1)])
    out: Tensor = signal.index_add(1, places, frames.reshape([batch, count * n]))
    return out


def istft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    normalized: bool = False,
    onesided: bool | None = None,
    length: int | None = None,
    return_complex: bool = False,
) -> Tensor:
    """The signal whose :func:`stft` is nearest to ``input``, by least squares (Griffin and Lim,
    "Signal estimation from modified short-time Fourier transform", 1984).

    Args:
        input: (frequencies, frames) or (batch, frequencies, frames), complex.
        n_fft, hop_length, win_length, window, center, normalized, onesided: as :func:`stft` had
            them.
        length: of the signal; what is missing at its end is zero.
        return_complex: the signal is complex.

    Raises:
        RuntimeError: sizes do not fit one another, or the windows leave a place uncovered.

    >>> import chainrule as cr
    >>> x = cr.arange(8.0)
    >>> spectrum = cr.stft(x, n_fft=4, window=cr.ones(4), return_complex=True)
    >>> cr.istft(spectrum, n_fft=4, window=cr.ones(4)).round(decimals=3)
    tensor([0., 1., 2., 3., 4., 5., 6., 7.])
    """
    hop = n_fft // 4 if hop_length is None else hop_length
    win = n_fft if win_length is None else win_length
    name = (
        f"istft(input of shape {list(input.shape)}, n_fft={n_fft}, hop_length={hop}, "
        f"win_length={win})"
    )
    if not input.dtype.is_complex:
        raise RuntimeError(
            "istft requires a complex-valued input tensor matching the output from stft with "
            "return_complex=True."
        )
    if input.dim() < 2:
        raise IndexError(
            f"Dimension out of range: istft takes (frequencies, frames) or a batch of them, but "
            f"got {input.dim()} dimensions"
        )
    _check(
        name, input.dim() <= 3, f"expected a tensor with 2 or 3 dimensions, but got {input.dim()}"
    )
    _check(name, input.numel() > 0, "input tensor cannot be empty.")
    spectrum = input if input.dim() == 3 else input.unsqueeze(0)
    bins = spectrum.shape[1]
    half_spectrum = bins != n_fft if onesided is None else onesided
    if half_spectrum:
        _check(
            name,
            n_fft // 2 + 1 == bins,
            "expected the frequency dimension (3rd to the last) of the input tensor to match "
            "n_fft / 2 + 1 when "
            f"onesided=True, but got {bins}",
        )
    else:
        _check(
            name,
            n_fft == bins,
            "expected the frequency dimension (3rd to the last) of the input tensor to match "
            "n_fft when onesided=False, "
            f"but got {bins}",
        )
    _check(name, 0 < hop <= win, "expected 0 < hop_length <= win_length")
    _check(name, 0 < win <= n_fft, "expected 0 < win_length <= n_fft")
    _check_window(name, window, win)
    if return_complex and half_spectrum:
        raise RuntimeError("Cannot have onesided output if window or input is complex")
    if window is not None and window.dtype.is_complex and not return_complex:
        raise RuntimeError("Complex windows are incompatible with return_complex=False")
    if window is None:
        window = spectrum.new_ones(win, dtype=spectrum.dtype.to_real())
    window = _padded_window(window, n_fft)
    norm = "ortho" if normalized else None
    spectrum = spectrum.transpose(1, 2)
    if return_complex:
        frames = fft.ifft(spectrum, dim=2, norm=norm)
    else:
        if not half_spectrum:
            spectrum = spectrum.narrow(2, 0, n_fft // 2 + 1)
        frames = fft.irfft(spectrum, n_fft, dim=2, norm=norm)
    signal = _overlap_add(frames * window, hop)
    count = frames.shape[1]
    envelope = _overlap_add((window * window).expand([1, count, n_fft]), hop)
    whole = n_fft + hop * (count - 1)
    start = n_fft // 2 if center else 0
    end = start + length if length is not None else whole - n_fft // 2 if center else whole
    kept = min(end, whole) - start
    signal, envelope = signal.narrow(1, start, kept), envelope.narrow(1, start, kept)
    least = envelope.abs().min().item() if kept else 1.0
    _check(
        name, least > 1e-11, f"window overlap add min: {least}: the windows leave a place uncovered"
    )
    signal = signal / envelope
    if end > whole:
        warnings.warn(
            "The length of signal is shorter than the length parameter. Result is being padded "
            "with zeros in the tail. "
            "Please check your center and hop_length settings.",
            UserWarning,
            stacklevel=2,
        )
        signal = _F["nn.functional.pad"](signal, [0, end - whole])
    return signal if input.dim() == 3 else signal.squeeze(0)


__all__ = ["istft", "stft"]
