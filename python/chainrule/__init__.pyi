"""chainrule: tensors that remember how they were made, and ``loss.backward()``.

Names, defaults and behaviour are PyTorch's; a script runs with ``import chainrule as torch``. The
work is done in C++ (``chainrule._core``); this file only says what is public. What is not needed at
once is imported on first use.

Made by tests/stubs/make.py.
"""

from . import _core as _core
from . import _tensor as _tensor
from . import autograd as autograd
from . import examples as examples
from . import fft as fft
from . import linalg as linalg
from . import nn as nn
from . import optim as optim
from . import return_types as return_types
from . import serialization as serialization
from . import signal as signal
from . import special as special
from . import utils as utils
from ._comparison import allclose as allclose
from ._comparison import equal as equal
from ._comparison import isclose as isclose
from ._core import Generator as Generator
from ._core import Tensor as Tensor
from ._core import bfloat16 as bfloat16
from ._core import bool as bool
from ._core import cdouble as cdouble
from ._core import cfloat as cfloat
from ._core import complex64 as complex64
from ._core import complex128 as complex128
from ._core import double as double
from ._core import dtype as dtype
from ._core import float as float
from ._core import float16 as float16
from ._core import float32 as float32
from ._core import float64 as float64
from ._core import half as half
from ._core import int as int
from ._core import int8 as int8
from ._core import int16 as int16
from ._core import int32 as int32
from ._core import int64 as int64
from ._core import is_grad_enabled as is_grad_enabled
from ._core import is_inference_mode_enabled as is_inference_mode_enabled
from ._core import long as long
from ._core import short as short
from ._core import show_config as show_config
from ._core import uint8 as uint8
from ._printing import get_printoptions as get_printoptions
from ._printing import set_printoptions as set_printoptions
from ._registry.root import *
from ._registry.root import _recurrent as _recurrent
from ._registry.root import _standard_gamma as _standard_gamma
from ._settings import can_cast as can_cast
from ._settings import compile as compile
from ._settings import default_generator as default_generator
from ._settings import get_default_device as get_default_device
from ._settings import get_default_dtype as get_default_dtype
from ._settings import get_num_interop_threads as get_num_interop_threads
from ._settings import get_num_threads as get_num_threads
from ._settings import get_rng_state as get_rng_state
from ._settings import initial_seed as initial_seed
from ._settings import is_complex as is_complex
from ._settings import is_floating_point as is_floating_point
from ._settings import is_inference as is_inference
from ._settings import is_nonzero as is_nonzero
from ._settings import is_storage as is_storage
from ._settings import is_tensor as is_tensor
from ._settings import manual_seed as manual_seed
from ._settings import numel as numel
from ._settings import promote_types as promote_types
from ._settings import result_type as result_type
from ._settings import seed as seed
from ._settings import set_default_dtype as set_default_dtype
from ._settings import set_num_threads as set_num_threads
from ._settings import set_rng_state as set_rng_state
from ._settings import use_deterministic_algorithms as use_deterministic_algorithms
from ._stft import istft as istft
from ._stft import stft as stft
from ._tensor import as_tensor as as_tensor
from ._tensor import asarray as asarray
from ._tensor import channels_last as channels_last
from ._tensor import channels_last_3d as channels_last_3d
from ._tensor import contiguous_format as contiguous_format
from ._tensor import e as e
from ._tensor import einsum as einsum
from ._tensor import from_dlpack as from_dlpack
from ._tensor import from_numpy as from_numpy
from ._tensor import frombuffer as frombuffer
from ._tensor import inf as inf
from ._tensor import layout as layout
from ._tensor import memory_format as memory_format
from ._tensor import nan as nan
from ._tensor import newaxis as newaxis
from ._tensor import pi as pi
from ._tensor import preserve_format as preserve_format
from ._tensor import strided as strided
from ._tensor import tensor as tensor
from ._types import Size as Size
from ._types import device as device
from ._types import finfo as finfo
from ._types import iinfo as iinfo
from ._windows import bartlett_window as bartlett_window
from ._windows import blackman_window as blackman_window
from ._windows import hamming_window as hamming_window
from ._windows import hann_window as hann_window
from ._windows import kaiser_window as kaiser_window
from .autograd import enable_grad as enable_grad
from .autograd import inference_mode as inference_mode
from .autograd import no_grad as no_grad
from .autograd import set_grad_enabled as set_grad_enabled
from .serialization import load as load
from .serialization import save as save

__version__: str
