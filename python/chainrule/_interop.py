"""The memory of a tensor as other libraries see it: NumPy's protocols and DLPack's.

The functions are methods of ``Tensor``; ``_tensor.py`` puts them there. Construction from the
memory of others is in that file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from ._core import Tensor

if TYPE_CHECKING:
    import numpy


def _numpy(self: Tensor, *, force: bool = False) -> numpy.ndarray[Any, Any]:
    """A NumPy array on the tensor's memory.

    Args:
        force: detach (and copy where needed) instead of complaining.

    Raises:
        RuntimeError: the tensor requires grad.
        TypeError: bfloat16 or complex32, which NumPy does not have.

    >>> import chainrule as cr
    >>> cr.ones(2).numpy()
    array([1., 1.], dtype=float32)
    """
    if self.requires_grad and not force:
        raise RuntimeError(
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
        )
    array: numpy.ndarray[Any, Any] = _core.to_array(self)
    return array


def _array(self: Tensor, dtype: Any = None, copy: bool | None = None) -> numpy.ndarray[Any, Any]:
    import numpy

    array = self.numpy()
    if dtype is not None and array.dtype != dtype:
        if copy is False:
            raise ValueError(f"the tensor is {self.dtype}: an array of {dtype} needs a copy")
        return array.astype(dtype, copy=False)
    return numpy.array(array, copy=True) if copy else array


def _array_wrap(self: Tensor, array: Any, *args: Any) -> Tensor:
    if array.dtype == bool:
        array = array.astype("uint8")
    from ._tensor import as_tensor

    return as_tensor(array)


def _dlpack(
    self: Tensor,
    *,
    stream: Any = None,
    max_version: tuple[int, int] | None = None,
    dl_device: tuple[int, int] | None = None,
    copy: bool | None = None,
) -> Any:
    if self.requires_grad:
        raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
    if stream is not None and stream != -1:
        raise AssertionError("stream should be None on cpu.")
    if dl_device is not None and tuple(dl_device) != (1, 0):
        raise BufferError(f"the tensor is in the CPU's memory, device (1, 0), not {dl_device}")
    source = self.clone() if copy else self
    return _core.to_dlpack(source, max_version is not None and max_version[0] >= 1, bool(copy))


def _dlpack_device(self: Tensor) -> tuple[int, int]:
    return (1, 0)


METHODS: dict[str, Any] = {
    "numpy": _numpy,
    "__array__": _array,
    "__array_wrap__": _array_wrap,
    "__array_priority__": 1000,
    "__dlpack__": _dlpack,
    "__dlpack_device__": _dlpack_device,
}
