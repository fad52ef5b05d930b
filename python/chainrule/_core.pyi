# The extension module. Operations come from the registry by name; what Python names here is typed.
from typing import Any

class Tensor(Any): ...
class Generator(Any): ...
class Node(Any): ...
class dtype(Any): ...

__version__: str
_functions: dict[str, Any]
bfloat16: dtype
bool: dtype
cdouble: dtype
cfloat: dtype
complex64: dtype
complex128: dtype
double: dtype
float: dtype
float16: dtype
float32: dtype
float64: dtype
half: dtype
int: dtype
int8: dtype
int16: dtype
int32: dtype
int64: dtype
long: dtype
short: dtype
uint8: dtype

def __getattr__(name: str) -> Any: ...
