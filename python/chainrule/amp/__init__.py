"""Mixed precision: regions that compute in a lower precision where that is safe, and loss scaling
for gradients that would vanish in float16."""

from .autocast_mode import autocast, custom_bwd, custom_fwd, is_autocast_available
from .grad_scaler import GradScaler

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]
