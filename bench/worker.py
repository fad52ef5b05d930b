"""The process of one library: ``python -m bench.worker chainrule 2`` (library, threads).

Reads the name of a workload a line, runs it for a moment, and answers with the seconds that one
run took. Every answer is one measurement: the caller alternates between two workers.
"""

from __future__ import annotations

import gc
import importlib
import json
import sys
import time
from typing import Any

from bench.workloads import WORKLOADS, Run

SECONDS = 0.05  # one measurement lasts about this long, or one run


def main() -> None:
    t = importlib.import_module(sys.argv[1])
    t.set_num_threads(int(sys.argv[2]))
    prepared: dict[str, tuple[Run, int]] = {}
    for line in sys.stdin:
        name = json.loads(line)
        if name not in prepared:
            run = WORKLOADS[name].prepare(t)
            prepared[name] = run, calibrate(run)
        print(json.dumps(measure(*prepared[name])), flush=True)


def calibrate(run: Run) -> int:
    """How many runs fill one measurement; what is done once is done by then."""
    count = 1
    while True:
        seconds = measure(run, count) * count
        if seconds > SECONDS / 2:
            return max(1, round(count * SECONDS / seconds))
        count *= 2


def measure(run: Run, count: int) -> float:
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        run(count)
        return (time.perf_counter() - start) / count
    finally:
        gc.enable()


def graph_bytes(t: Any, nodes: int = 1_000_000) -> float:
    """What a node of a chain adds to the resident memory of this process."""
    x = t.ones(4, requires_grad=True)
    y = x * 1.000001
    before = resident()
    for _ in range(nodes):
        y = y * 1.000001
    return (resident() - before) / nodes


def resident() -> int:
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
