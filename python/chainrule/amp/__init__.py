"""Mixed precision: loss scaling, and the context that other devices compute in lower precision in.

On the CPU half precision is not faster, so chainrule computes everything in the types that it is
given: ``autocast`` says so, and changes nothing.
"""

from .autocast_mode import autocast, custom_bwd, custom_fwd, is_autocast_available
from .grad_scaler import GradScaler

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]
