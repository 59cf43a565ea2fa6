"""One peer's deduplication of a JSONL file (`id`, `text`), in the peer's own environment; called by dedup.py.

    python -m benchmarks.dedup_peers datatrove|text-dedup|datasketch|rensa FILE

The last line printed is JSON: for each variant its name, the ids it removes, and CPU seconds without imports.
Each peer has its own defaults, five-word shingles, and one process. Runs in the current folder.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


def datatrove(file: Path, ids: list[str], _texts: list[str]) -> list[dict[str, Any]]:
    from datatrove.executor import LocalPipelineExecutor  # noqa: PLC0415 each peer imports its own
    from datatrove.pipeline.dedup.minhash import (  # noqa: PLC0415
        MinhashConfig,
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.readers import JsonlReader  # noqa: PLC0415
    from datatrove.pipeline.writers import JsonlWriter  # noqa: PLC0415

    config = MinhashConfig()
    reader = JsonlReader(str(file.parent), glob_pattern=file.name)
    filtering = MinhashDedupFilter("removed", exclusion_writer=JsonlWriter("excluded", compression=None))
    steps: list[tuple[int, list[Any]]] = [
        (1, [reader, MinhashDedupSignature("signatures", config=config)]),
        (config.num_buckets, [MinhashDedupBuckets("signatures", "buckets", config=config)]),
        (1, [MinhashDedupCluster("buckets", "removed", config=config)]),
        (1, [reader, filtering]),
    ]
    begun = time.process_time()
    for number, (tasks, pipeline) in enumerate(steps):
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=f"logs/{number}").run()
    seconds = time.process_time() - begun
    excluded = [
        line for path in sorted(Path("excluded").rglob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    removed = [json.loads(line)["id"] for line in excluded]
    return [answer("datatrove 14x8, its four steps", [name for name in removed if name in set(ids)], seconds)]


def text_dedup(file: Path, ids: list[str], _texts: list[str]) -> list[dict[str, Any]]:
    def used(arguments: list[str]) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, stdout=sys.stderr)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    imports = used(["-c", "import text_dedup.minhash"])
    command = ["-m", "text_dedup.minhash", "--path", "json", "--data_files", str(file), "--split", "train"]
    command += ["--cache_dir", "cache", "--output", "kept", "--column", "text", "--num_proc", "1"]
    answers = []
    for threshold in ("0.7", "0.8"):
        seconds = used([*command, "--threshold", threshold]) - imports
        from datasets import load_from_disk  # noqa: PLC0415

        removed = set(ids) - set(load_from_disk("kept")["id"])
        answers.append(answer(f"text-dedup {threshold}, components", sorted(removed), seconds))
    return answers


def shingles(text: str) -> list[str]:
    words = text.lower().split()
    return [" ".join(words[i : i + 5]) for i in range(len(words) - 4)] or [text]


def datasketch(_file: Path, ids: list[str], texts: list[str]) -> list[dict[str, Any]]:
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415

    answers = []
    for threshold in (0.8, 0.7):
        begun = time.process_time()
        index, removed = MinHashLSH(threshold=threshold, num_perm=128), []
        for name, text in zip(ids, texts, strict=True):
            sketch = MinHash(num_perm=128)
            sketch.update_batch([shingle.encode() for shingle in shingles(text)])
            if index.query(sketch):
                removed.append(name)
            else:
                index.insert(name, sketch)
        answers.append(answer(f"datasketch LSH {threshold}, insert if no match", removed, time.process_time() - begun))
    return answers


def rensa(_file: Path, ids: list[str], texts: list[str]) -> list[dict[str, Any]]:
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415

    answers = []
    for threshold in (0.8, 0.7):
        begun = time.process_time()
        index, removed = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=16), []
        sketches: list[RMinHash] = []
        for number, text in enumerate(texts):
            sketch = RMinHash(num_perm=128, seed=42)
            sketch.update(shingles(text))
            near = index.query(sketch)
            if any(sketch.jaccard(sketches[other]) >= threshold for other in near):
                removed.append(ids[number])
            else:
                index.insert(number, sketch)
            sketches.append(sketch)
        answers.append(answer(f"rensa LSH {threshold} (16x8), verified", removed, time.process_time() - begun))
    return answers


def answer(method: str, removed: list[str], seconds: float) -> dict[str, Any]:
    return {"method": method, "removed": removed, "seconds": seconds}


PEERS = {"datatrove": datatrove, "text-dedup": text_dedup, "datasketch": datasketch, "rensa": rensa}


def main() -> None:
    file = Path(sys.argv[2])
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    with contextlib.redirect_stdout(io.StringIO()):
        answers = PEERS[sys.argv[1]](file, [row["id"] for row in rows], [row["text"] for row in rows])
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
