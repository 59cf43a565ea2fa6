"""What whole rebuilds cost: CPU seconds of all processes, as medians, beside the code of another commit.

    python -m benchmarks.whole RAW [RAW ...] [--against FOLDER] [--peers VENV] [--runs 5] [--page docs/speed.md]

RAW are files or folders of real, varied text; each is rebuilt into an empty folder, then again with nothing to do. With
`--against`, the source folder of another commit (a `git worktree`) takes turns with this one, so that a busy machine
is as slow for both. With `--peers`, a virtual environment with datatrove, its nearest chain is run once on each file of
JSON lines with texts (`whole_peers.py` says what it does and what it lacks). The local server is started once before
and not counted; machine code is in its cache.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[1]
PRICE = 0.05
"""Dollars an hour of one core, a usual price of rented machines."""


def cpu_seconds(code: Path, raw: Path, output: Path, home: Path) -> float:
    """Rebuild once and return the CPU seconds of the command and its workers."""
    start = "from reinschrift import cli; getattr(cli, 'start', cli.main)()"  # older commits have no `start`
    command = [sys.executable, "-c", start, "rebuild", str(raw), "--output", str(output), "--quiet"]
    return seconds_of(command, cwd=home, env={**os.environ, "PYTHONPATH": str(code / "src")})


def seconds_of(command: list[str], **how: Any) -> float:
    """Return the CPU seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, **how)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(raw: Path, codes: list[Path], runs: int, home: Path) -> list[list[tuple[float, float]]]:
    """Return for each code the CPU seconds of every run: of a whole rebuild, and of one with nothing to do."""
    found: list[list[tuple[float, float]]] = [[] for _ in codes]
    for run in range(runs + 1):
        for code, seconds in zip(codes, found, strict=True):
            own = home / str(codes.index(code))  # with a server of its own: they differ between commits
            own.mkdir(exist_ok=True)
            output = own / "dataset"
            shutil.rmtree(output, ignore_errors=True)
            pair = (cpu_seconds(code, raw, output, own), cpu_seconds(code, raw, output, own))
            if run:  # the first warms the caches
                seconds.append(pair)
    return found


def cpu_seconds_of_peer(python: Path, raw: Path) -> float:
    """Return the CPU seconds of datatrove's nearest chain on a file."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(python), "-m", "benchmarks.whole_peers", str(raw), folder]
        return seconds_of(command, cwd=HERE, capture_output=True)


def has_texts(raw: Path) -> bool:
    """Say whether a file is JSON lines of plain texts."""
    if raw.suffix != ".jsonl":
        return False
    with raw.open(encoding="utf-8") as lines:
        return "text" in json.loads(next(lines))


def size_of(raw: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    return sum(path.stat().st_size for path in ([raw] if raw.is_file() else raw.rglob("*")) if path.is_file())


def rows(raws: list[Path], codes: list[Path], runs: int, peers: Path | None) -> Iterator[str]:
    """Yield the table, line by line; `peers` is the Python that has datatrove."""
    names = ["this commit", "the other"][: len(codes)]
    heads = [f"{what}, {name}" for what in ("whole", "nothing to do") for name in names]
    heads += ["MB a CPU second", "$ a TB", *(["datatrove", "times as long"] if peers else [])]
    yield "| Text | MB | " + " | ".join(heads) + " |"
    yield "|---|" + "---:|" * (len(heads) + 1)
    for raw in raws:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(raw, codes, runs, Path(folder))
        size = size_of(raw) / 1e6
        medians = [statistics.median(pair[what] for pair in of_code) for what in (0, 1) for of_code in found]
        price = medians[0] / size * 1e6 / 3600 * PRICE
        cells = [*(f"{median:.1f}" for median in medians), f"{size / medians[0]:.2f}", f"{price:,.0f}"]
        if peers and has_texts(raw):
            of_peer = cpu_seconds_of_peer(peers, raw)
            cells += [f"{of_peer:.0f}", f"{of_peer / medians[0]:.1f}"]
        elif peers:
            cells += ["", ""]
        yield f"| {raw.stem} | {size:.3g} | " + " | ".join(cells) + " |"


def main() -> None:
    """Print the table, and write it as a page where one is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", nargs="+", type=Path)
    parser.add_argument("--against", type=Path, help="the folder of another commit")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--page", type=Path, help="the Markdown file to write")
    parser.add_argument("--peers", type=Path, help="a virtual environment with datatrove")
    given = parser.parse_args()
    codes = [HERE, *([given.against.resolve()] if given.against else [])]
    peers = given.peers.resolve() / "bin" / "python" if given.peers else None
    lines = []
    for line in rows([raw.resolve() for raw in given.raw], codes, given.runs, peers):
        print(line, flush=True)
        lines.append(line)
    if given.page:
        text = (
            "# What whole rebuilds cost\n\nMade by `python -m benchmarks.whole`: CPU seconds of the command and its "
            f"workers, medians of {given.runs} runs, without the local server. A core hour is taken at ${PRICE}.\n\n"
        )
        given.page.write_text(text + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
