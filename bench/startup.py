"""What a library costs before the first tensor: import time, resident memory, graph memory.

Each figure comes from a fresh process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping


def seconds(statement: str, environment: Mapping[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True, env=dict(environment))
    return time.perf_counter() - start


def figure(statement: str, environment: Mapping[str, str] = os.environ) -> float:
    """The number that a program prints."""
    done = subprocess.run(
        [sys.executable, "-c", statement],
        check=True,
        env=dict(environment),
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def resident_megabytes(library: str, environment: Mapping[str, str]) -> float:
    return (
        figure(
            f"import {library}; from bench.worker import resident; print(resident())", environment
        )
        / 1e6
    )


def graph_bytes_per_node(library: str, environment: Mapping[str, str]) -> float:
    return figure(
        f"import {library} as t; from bench.worker import graph_bytes; print(graph_bytes(t))",
        environment,
    )


def imports_numpy(library: str, environment: Mapping[str, str]) -> bool:
    return bool(figure(f"import {library}, sys; print(int('numpy' in sys.modules))", environment))
