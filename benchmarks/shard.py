"""One shard of plain German text: speed of every stage, peak memory, and a naive loop and peers on the same text.

    python -m benchmarks.shard [--mb 64] [--peers VENV]

The text is made of the paragraphs of real German documents in `../shared/data`, put together anew for each document, so
that nothing is read twice. `--peers` names a virtual environment with datatrove, whose C4 and Gopher filters then run
on a part of the same text. MB are 10^6 bytes of UTF-8; CPU seconds of one process.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import ftfy
import pyarrow as pa
import pyarrow.parquet as pq
from langdetect import DetectorFactory, LangDetectException, detect

from evaluation.data import FOLDER
from evaluation.data.paragraphs import gold_texts
from reinschrift.batch import Batch
from reinschrift.project import load_project
from reinschrift.settings import Settings
from reinschrift.shard.measure import prepare_records
from reinschrift.shard.plan import plan_rebuild
from reinschrift.shard.refine import refine_shard
from reinschrift.sources import read_parts
from reinschrift.stages import STAGES

CLEANING = ("encoding", "markup", "lines", "paragraphs", "reclean")
PART = 400  # of so many documents one is enough for what is slow
PEERS = """
import json, sys, time
from datatrove.data import Document
from datatrove.pipeline.filters import C4QualityFilter, GopherQualityFilter
texts = json.load(open(sys.argv[1]))
for name, make in (("C4", C4QualityFilter), ("Gopher quality", GopherQualityFilter)):
    one = make()
    one.filter(Document(text=texts[0], id="0"))
    begun = time.process_time()
    for text in texts:
        one.filter(Document(text=text, id="0"))
    print(json.dumps([f"datatrove {name}", time.process_time() - begun]))
"""


def german_paragraphs() -> list[str]:
    """Return the paragraphs of the labelled German documents and newspaper pages."""
    table = pq.read_table(FOLDER / "language" / "documents.parquet").to_pylist()
    own = [text for row in table if row["lang"] == "de" for text in row["paras"]]
    pages = [line for text in gold_texts(FOLDER) for line in text.split("\n") if " der " in line and " und " in line]
    return [text for text in own + pages if len(text) > 80]


def made_up(paragraphs: list[str], n_bytes: int, seed: int = 0) -> list[str]:
    """Return documents of about 3 kB, their paragraphs drawn at random."""
    draw, texts, size = random.Random(seed), [], 0  # noqa: S311  # no secrets here
    while size < n_bytes:
        text = "\n\n".join(draw.sample(paragraphs, 8))
        texts.append(text)
        size += len(text.encode())
    return texts


def naive(texts: list[str]) -> None:
    """Do what most scripts do, a document at a time: ftfy, rules on lines, langdetect, a hash."""
    DetectorFactory.seed = 0
    seen = set()
    for text in texts:
        lines = [line for line in ftfy.fix_text(text).split("\n") if re.search(r"[.!?\"“”]\s*$", line)]
        for line in lines:
            try:
                detect(line)
            except LangDetectException:
                continue
        seen.add(hashlib.sha256("\n".join(lines).encode()).hexdigest())


def cpu(run: Callable[[], object]) -> float:
    begun = time.process_time()
    run()
    return time.process_time() - begun


def row(name: str, seconds: float, n_bytes: int, base: float) -> float:
    speed = n_bytes / 1e6 / seconds
    print(f"{name:34}{speed:10.2f}{speed / base if base else 1:10.1f}")
    return speed


def measure_stages(raw: Path) -> dict[str, float]:
    """Return the CPU seconds of each stage over all records of a file, each stage warmed up first."""
    project = load_project(None, ["snapshot.shard_mb=1000"], [str(raw)], str(raw.parent / "none"))
    (spec,) = plan_rebuild(project).shards
    seconds = dict.fromkeys((stage.name for stage in STAGES), 0.0)
    for number, records in enumerate(read_parts(spec.parts, spec.source)):
        batches = [records.slice(0, 50).combine_chunks(), records] if number == 0 else [records]
        for each in batches:
            batch = Batch(prepare_records(each), pa.table({}))
            for stage in STAGES:
                function, settings = stage.load(), stage.settings_of(Settings().stages)
                begun = time.process_time()
                batch = function(batch, settings)
                if each is records:
                    seconds[stage.name] += time.process_time() - begun
    return seconds


def one_shard(raw: Path) -> None:
    """Do the whole shard in this process and print its CPU seconds and peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        project = load_project(None, ["snapshot.shard_mb=1000"], [str(raw)], f"{folder}/out")
        (spec,) = plan_rebuild(project).shards
        seconds = cpu(lambda: refine_shard(spec))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peak_bytes": peak}))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mb", type=float, default=64)
    parser.add_argument("--peers", type=Path, help="a virtual environment with datatrove")
    parser.add_argument("--one", type=Path, help="measure one whole shard of this file")
    asked = parser.parse_args()
    if asked.one:
        one_shard(asked.one)
        return
    texts = made_up(german_paragraphs(), int(asked.mb * 1e6))
    part = texts[:: max(1, len(texts) // PART)]
    n_bytes, part_bytes = (sum(len(text.encode()) for text in some) for some in (texts, part))
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "text.jsonl"
        raw.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts), "utf-8")
        print(f"{'':34}{'MB/CPU s':>10}{'x naive':>10}")
        base = row("naive loop over documents", cpu(lambda: naive(part)), part_bytes, 0)
        row("ftfy on everything", cpu(lambda: [ftfy.fix_text(text) for text in part]), part_bytes, base)
        if asked.peers:
            (Path(folder) / "part.json").write_text(json.dumps(part), "utf-8")
            command = [asked.peers / "bin" / "python", "-c", PEERS, str(Path(folder) / "part.json")]
            for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
                name, seconds = json.loads(line)
                row(name, seconds, part_bytes, base)
        seconds = measure_stages(raw)
        for name, taken in seconds.items():
            row(f"stage {name}", max(taken, 1e-6), n_bytes, base)
        row("repair + lines + paragraphs", sum(seconds[name] for name in CLEANING), n_bytes, base)
        row("all stages", sum(seconds.values()), n_bytes, base)
        command = [sys.executable, "-m", "benchmarks.shard", "--one", str(raw)]
        whole = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        row("whole shard, files in and out", whole["seconds"], n_bytes, base)
        print(f"\npeak memory of one shard of {n_bytes / 1e6:.0f} MB: {whole['peak_bytes'] / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
