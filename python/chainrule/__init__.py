"""chainrule: tensors that remember how they were made, and ``loss.backward()``.

Names, defaults and behaviour are PyTorch's; a script runs with ``import chainrule as torch``. The
work is done in C++ (``chainrule._core``); this file only says what is public. What is not needed at
once is imported on first use.
"""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import Any as _Any

from . import _core
from ._core import (
    Generator,
    Tensor,
    bfloat16,
    bool,
    cdouble,
    cfloat,
    chalf,
    complex32,
    complex64,
    complex128,
    double,
    dtype,
    float,
    float16,
    float32,
    float64,
    half,
    int,
    int8,
    int16,
    int32,
    int64,
    is_anomaly_check_nan_enabled,
    is_anomaly_enabled,
    is_grad_enabled,
    is_inference_mode_enabled,
    long,
    short,
    show_config,
    uint8,
    uint16,
    uint32,
    uint64,
)
from ._types import Size, device, finfo, iinfo

__version__ = _core.__version__

# Registered operations. The names below win where Python has to say more than the registry can.
globals().update({name: f for name, f in _core._functions.items() if "." not in name})

from . import _tensor  # noqa: E402
from ._comparison import allclose, equal, isclose  # noqa: E402
from ._linalg import lobpcg, lu, pca_lowrank, svd_lowrank, tensordot  # noqa: E402
from ._settings import (  # noqa: E402
    are_deterministic_algorithms_enabled,
    can_cast,
    compile,
    default_generator,
    get_default_device,
    get_default_dtype,
    get_deterministic_debug_mode,
    get_float32_matmul_precision,
    get_num_interop_threads,
    get_num_threads,
    get_rng_state,
    initial_seed,
    is_complex,
    is_deterministic_algorithms_warn_only_enabled,
    is_floating_point,
    is_inference,
    is_nonzero,
    is_storage,
    is_tensor,
    manual_seed,
    numel,
    promote_types,
    result_type,
    seed,
    set_default_device,
    set_default_dtype,
    set_default_tensor_type,
    set_deterministic_debug_mode,
    set_float32_matmul_precision,
    set_flush_denormal,
    set_num_interop_threads,
    set_num_threads,
    set_rng_state,
    typename,
    use_deterministic_algorithms,
)
from ._shapes import broadcast_shapes, gradient, histogramdd, unravel_index  # noqa: E402
from ._storage import UntypedStorage, resize_as_, zero_  # noqa: E402
from ._tensor import (  # noqa: E402
    as_tensor,
    asarray,
    channels_last,
    channels_last_3d,
    contiguous_format,
    e,
    einsum,
    from_dlpack,
    from_numpy,
    frombuffer,
    inf,
    layout,
    memory_format,
    nan,
    newaxis,
    pi,
    preserve_format,
    strided,
    tensor,
)
from ._tensor_new import scalar_tensor  # noqa: E402
from .autograd import enable_grad, inference_mode, no_grad, set_grad_enabled  # noqa: E402

_LAZY_MODULES = frozenset(
    {
        "_C",
        "_dynamo",
        "accelerator",
        "amp",
        "autograd",
        "backends",
        "compiler",
        "cpu",
        "cuda",
        "distributed",
        "distributions",
        "examples",
        "fft",
        "func",
        "functional",
        "futures",
        "hub",
        "jit",
        "linalg",
        "masked",
        "mps",
        "multiprocessing",
        "nn",
        "optim",
        "overrides",
        "random",
        "return_types",
        "serialization",
        "signal",
        "special",
        "testing",
        "types",
        "utils",
        "version",
        "viz",
        "xpu",
    }
)
_LAZY_NAMES = {
    "save": "serialization",
    "load": "serialization",
    "set_printoptions": "_printing",
    "get_printoptions": "_printing",
    "stft": "_stft",
    "istft": "_stft",
    "vmap": "func",
    "bartlett_window": "_windows",
    "blackman_window": "_windows",
    "hamming_window": "_windows",
    "hann_window": "_windows",
    "kaiser_window": "_windows",
    "autocast": "amp",
    "OutOfMemoryError": "cuda",
    "symeig": "_removed",
    "eig": "_removed",
    "lstsq": "_removed",
    "solve": "_removed",
    "matrix_rank": "_removed",
    "GradScaler": "amp",
    "autocast_decrement_nesting": "_autocast",
    "autocast_increment_nesting": "_autocast",
    "clear_autocast_cache": "_autocast",
    "get_autocast_cpu_dtype": "_autocast",
    "get_autocast_dtype": "_autocast",
    "get_autocast_gpu_dtype": "_autocast",
    "is_autocast_cache_enabled": "_autocast",
    "is_autocast_cpu_enabled": "_autocast",
    "is_autocast_enabled": "_autocast",
    "set_autocast_cache_enabled": "_autocast",
    "set_autocast_cpu_dtype": "_autocast",
    "set_autocast_cpu_enabled": "_autocast",
    "set_autocast_dtype": "_autocast",
    "set_autocast_enabled": "_autocast",
    "BFloat16Tensor": "_legacy_types",
    "BoolTensor": "_legacy_types",
    "ByteTensor": "_legacy_types",
    "CharTensor": "_legacy_types",
    "DoubleTensor": "_legacy_types",
    "FloatTensor": "_legacy_types",
    "HalfTensor": "_legacy_types",
    "IntTensor": "_legacy_types",
    "LongTensor": "_legacy_types",
    "ShortTensor": "_legacy_types",
}


def __getattr__(name: str) -> _Any:
    if name in _LAZY_MODULES:
        return _import_module(f"{__name__}.{name}")
    if name in _LAZY_NAMES:
        value = getattr(_import_module(f"{__name__}.{_LAZY_NAMES[name]}"), name)
        globals()[name] = value
        return value
    if name.startswith("_foreach_"):
        each = _import_module(f"{__name__}._foreach").find(name.removeprefix("_foreach_"))
        if each is not None:
            globals()[name] = each
            return each
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY_MODULES, *_LAZY_NAMES})
