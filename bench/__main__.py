"""``python -m bench``: chainrule beside PyTorch, in one run, alternating; a table and a JSON file.

The ratio of a workload is the median over rounds of (PyTorch's time / chainrule's time), both taken
in the same round. Absolute times are of this machine at this moment. ``OPENBLAS_*`` variables are
dropped: a user's machine has none.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

import chainrule
from bench import startup
from bench.workloads import WORKLOADS, Workload

LIBRARIES = ("chainrule", "torch")
ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")} | {
    "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
}


def main() -> int:
    options = parse()
    chosen = [work for work in WORKLOADS.values() if options.only in work.name]
    print(machine())
    rows = []
    try:
        if not options.only:
            rows += start_rows()
        for threads in options.threads:
            with workers(threads) as ask:
                for work in chosen:
                    rows.append(row(work, threads, ask, options.rounds))
    except KeyboardInterrupt:
        print("\nStopped; what was measured so far:")
    print(table(rows))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({"machine": machine(), "rows": rows}, indent=1) + "\n")
    print(f"\nwritten to {options.json}")
    missed = [r for r in rows if r["goal"] is not None and not r["met"]]
    print(f"{len(missed)} of {sum(r['goal'] is not None for r in rows)} goals missed")
    return 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    cpus = len(os.sched_getaffinity(0))
    parser.add_argument(
        "--threads",
        type=lambda text: [int(part) for part in text.split(",")],
        default=sorted({1, cpus}),
        help="thread counts, as in 1,2 (default: one, and all CPUs)",
    )
    parser.add_argument("--only", default="", help="workloads whose name contains this")
    parser.add_argument("--rounds", type=float, default=1.0, help="factor on the number of rounds")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "bench.json")
    return parser.parse_args()


def machine() -> str:
    """The lines that every figure needs: processor, libraries, BLAS and its core."""
    with contextlib.redirect_stdout(io.StringIO()) as text:
        shown = chainrule.show_config()
    import torch

    return "\n".join(
        [
            f"{processor()}, {os.cpu_count()} CPUs, Python {platform.python_version()}",
            f"PyTorch {torch.__version__}",
            (shown or text.getvalue()).strip(),
        ]
    )


def processor() -> str:
    with open("/proc/cpuinfo") as info:
        names = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    return names[0] if names else platform.machine()


def mkl_has_avx512() -> bool:
    """MKL, which PyTorch's x86 wheel brings, takes its AVX-512 kernels on Intel's processors
    only."""
    with open("/proc/cpuinfo") as info:
        text = info.read()
    return "GenuineIntel" in text and "avx512f" in text


@contextlib.contextmanager
def workers(threads: int) -> Iterator[Any]:
    """One process per library; ``ask(library, workload)`` is one measurement in seconds."""
    running = {
        library: subprocess.Popen(
            [sys.executable, "-m", "bench.worker", library, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
        )
        for library in LIBRARIES
    }

    def ask(library: str, workload: str) -> float:
        process = running[library]
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(workload) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the worker of {library} died in '{workload}'")
        return float(json.loads(answer))

    try:
        yield ask
    finally:
        for process in running.values():
            process.kill()
            process.wait()


def row(work: Workload, threads: int, ask: Any, factor: float) -> dict[str, Any]:
    rounds = max(3, round(work.rounds * factor))
    times: dict[str, list[float]] = {library: [] for library in LIBRARIES}
    for i in tqdm(range(rounds), desc=work.name, leave=False, disable=None):
        for library in LIBRARIES if i % 2 else reversed(LIBRARIES):
            times[library].append(ask(library, work.name) / work.parts)
    ours, theirs = times["chainrule"], times["torch"]
    goal = 0.95 if work.name.startswith("matmul") and mkl_has_avx512() else work.goal
    return result(
        work.name,
        statistics.median(ours) * 1e6,
        statistics.median(theirs) * 1e6,
        "us",
        goal,
        threads=threads,
        ratio=statistics.median(b / a for a, b in zip(ours, theirs, strict=True)),
    )


def start_rows() -> list[dict[str, Any]]:
    """Import, memory: each figure from fresh processes."""
    times: dict[str, list[float]] = {library: [] for library in (*LIBRARIES, "nothing")}
    for _ in tqdm(range(7), desc="import", leave=False, disable=None):
        for library, taken in times.items():
            statement = "pass" if library == "nothing" else f"import {library}"
            taken.append(startup.seconds(statement, ENVIRONMENT))
    empty = statistics.median(times["nothing"])
    imports = [(statistics.median(times[library]) - empty) * 1e3 for library in LIBRARIES]
    memory = [startup.resident_megabytes(library, ENVIRONMENT) for library in LIBRARIES]
    graph = [startup.graph_bytes_per_node(library, ENVIRONMENT) for library in LIBRARIES]
    numpy = [float(startup.imports_numpy(library, ENVIRONMENT)) for library in LIBRARIES]
    rows = [
        result("import, beyond an empty Python", *imports, "ms", 15),
        result("resident memory after import", *memory, "MB", 4),
        result("graph of a chain, bytes a node", *graph, "bytes", 578 / 300),
    ]
    rows[-1]["met"] = graph[0] <= 300
    rows.append(result("import brings NumPy (1: yes)", *numpy, "", None))
    return rows


def result(
    name: str,
    ours: float,
    theirs: float,
    unit: str,
    goal: float | None,
    *,
    threads: int | None = None,
    ratio: float | None = None,
) -> dict[str, Any]:
    ratio = ratio if ratio is not None else (theirs / ours if ours else None)
    return {
        "work": name,
        "threads": threads,
        "chainrule": ours,
        "torch": theirs,
        "unit": unit,
        "ratio": ratio,
        "goal": goal,
        "met": goal is None or (ratio is not None and ratio >= goal),
    }


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        f"{'work':38} {'threads':>7} {'chainrule':>12} {'PyTorch':>12} {'unit':5} {'ratio':>7} "
        f"{'goal':>6}"
    ]
    for r in rows:
        ratio = "" if r["ratio"] is None else f"{r['ratio']:.2f}x"
        goal = "" if r["goal"] is None else f"{r['goal']:.4g}x"
        lines.append(
            f"{r['work']:38} {r['threads'] or '':>7} {r['chainrule']:>12.4g} {r['torch']:>12.4g} "
            f"{r['unit']:5} {ratio:>7} {goal:>6}{'' if r['met'] else '  missed'}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
