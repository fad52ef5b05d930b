"""Curves, histograms, images and graphs for TensorBoard, written by its own package.

``pip install chainrule[tensorboard]`` brings what this needs. Only the interface lives here: the
records are made in ``_records``, graphs in ``_graph``, and files are written in ``writer``.
"""

from __future__ import annotations

try:
    import tensorboard as _tensorboard  # noqa: F401
except ImportError as error:
    raise ImportError(
        "chainrule.utils.tensorboard writes with the package tensorboard, which is not installed: "
        "pip install tensorboard"
    ) from error

from .writer import FileWriter, SummaryWriter

__all__ = ["FileWriter", "SummaryWriter"]
