"""Speed and quality of deduplication, and the same of the tools it replaces, on the labelled documents.

    python -m benchmarks.dedup                    this library alone
    python -m benchmarks.dedup --peers FOLDER     and datatrove, text-dedup, datasketch, rensa, in their own
                                                  environment in FOLDER (made if it is not there; needs an index)

Every figure is of one process, per CPU second (user + system), text in memory unless said. Quality: pairs with a
Jaccard similarity of at least 0.8 of which both stayed (residual), and removed documents whose best kept one is
under 0.8, 0.7, 0.5 (lost).
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from evaluation.data import FOLDER  # noqa: E402 the path comes first
from reinschrift.columns import numbers  # noqa: E402 the same
from reinschrift.dedup import (  # noqa: E402 the same
    ShardSignatures,
    find_duplicates,
    kernels,
    sign_documents,
    write_signatures,
)  # fmt: skip
from reinschrift.settings.dedup import DedupSettings  # noqa: E402 the same
from reinschrift.text.words import text_column, tokenise  # noqa: E402 the same

DATA = FOLDER / "duplicates"
PEERS = ("datatrove", "text-dedup", "datasketch", "rensa")
PACKAGES = (
    "datatrove[processing]==0.10.1",
    "datasketch==2.0.0",
    "rensa==0.5.0",
    "text-dedup==0.4.0",
    "spacy",
    "xxhash<4",
)
SETTINGS = DedupSettings()
THRESHOLD = 0.8
COPIES = 10


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--peers", type=Path)
    chosen = arguments.parse_args()
    documents = pq.read_table(DATA / "documents.parquet")
    documents = documents.append_column("source", documents["lang"])
    with tempfile.TemporaryDirectory(prefix="dedup-") as folder:
        speed(documents, Path(folder))
        quality(documents, Path(folder), chosen.peers)


def speed(documents: pa.Table, folder: Path) -> None:
    """Print the table of speeds."""
    n_bytes = documents["text"].nbytes
    texts, rows = text_column(documents["text"]), paragraphs_of(documents)
    joined = documents.set_column(documents.schema.get_field_index("text"), "text", joined_texts(documents))
    none, bounds = text_column(pa.array([], pa.string())), np.zeros(documents.num_rows + 1, np.int64)
    print("| step | MB per CPU second |\n| --- | --- |")
    steps: list[tuple[str, Callable[[], Any]]] = [
        ("tokens of a column", lambda: tokenise(documents["text"])),
        ("signatures", lambda: kernels.sign(texts, none, bounds, SETTINGS)),
        ("signatures and paragraph keys, with hashes, ranks, tables", lambda: sign_documents(joined, rows, SETTINGS)),
    ]
    for name, step in steps:
        print(f"| {name} | {n_bytes / 1e6 / best_of(step, 5):.0f} |")
    large = varied(documents, COPIES)
    pq.write_table(large, folder / "large.parquet", compression="zstd")
    taken = best_of(lambda: whole_job(folder / "large.parquet", folder), 2)
    mb = large["text"].nbytes / 1e6
    print(f"| Parquet in, decisions out ({mb:.0f} MB of text) | {mb / taken:.0f} |")


def best_of(step: Callable[[], Any], times: int) -> float:
    """CPU seconds of the best of some runs after a first one that compiles."""
    if times > 1:
        step()
    taken = []
    for _ in range(times):
        begun = time.process_time()
        step()
        taken.append(time.process_time() - begun)
    return min(taken)


def paragraphs_of(documents: pa.Table) -> pa.Table:
    """Lines as paragraphs."""
    lines = pc.split_pattern(documents["text"].combine_chunks(), "\n")
    document = numbers(pc.list_parent_indices(lines)).astype(np.int32)
    position = np.arange(len(document)) - np.searchsorted(document, document)
    return pa.table({"document": document, "position": position.astype(np.int32), "text": lines.flatten()})


def joined_texts(documents: pa.Table) -> pa.Array:
    return pc.binary_join(pc.split_pattern(documents["text"].combine_chunks(), "\n"), "\n\n")


def varied(documents: pa.Table, copies: int) -> pa.Table:
    """The documents, and copies of them that are other texts: the words of each line shuffled."""
    parts = [documents]
    for copy in range(1, copies):
        draw = random.Random(copy)  # noqa: S311 not a secret
        texts = []
        for text in documents["text"].to_pylist():
            lines = [line.split(" ") for line in text.split("\n")]
            for words in lines:
                draw.shuffle(words)
            texts.append("\n".join(" ".join(words) for words in lines))
        ids = pc.binary_join_element_wise(documents["id"], f"-{copy}", "")
        parts.append(pa.table({"id": ids, "lang": documents["lang"], "text": texts, "source": documents["source"]}))
    return pa.concat_tables(parts).combine_chunks()


def whole_job(file: Path, folder: Path) -> Any:
    """From a Parquet file of texts to files of decisions, in shards of some 16 MB."""
    shards = []
    for number, batch in enumerate(pq.ParquetFile(file).iter_batches(4000)):
        documents = pa.table(batch)
        rows = paragraphs_of(documents)
        documents = documents.set_column(documents.schema.get_field_index("text"), "text", joined_texts(documents))
        shard = ShardSignatures(f"{number:04d}", folder / "signatures" / f"{number:04d}")
        write_signatures(sign_documents(documents, rows, SETTINGS), shard.folder, SETTINGS)
        shards.append(shard)
    return find_duplicates(shards, None, SETTINGS, folder / "found")


def quality(documents: pa.Table, folder: Path, peers: Path | None) -> None:
    """Print the table of quality, with the CPU time of the whole job."""
    print("\n| method | removed | residual | lost < .80 | < .70 | < .50 | MB per CPU second |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    folder = folder / "labelled"
    folder.mkdir()
    pq.write_table(documents, folder / "documents.parquet")
    whole_job(folder / "documents.parquet", folder)
    begun = time.process_time()
    whole_job(folder / "documents.parquet", folder)
    taken = time.process_time() - begun
    row("this library", documents, removed_by_us(documents, folder), taken)
    if peers is None:
        return
    python = environment(peers)
    lines = [json.dumps({"id": one["id"], "text": one["text"]}) for one in documents.to_pylist()]
    (folder / "documents.jsonl").write_text("\n".join(lines), "utf-8")
    for peer in PEERS:
        command: list[str | Path] = [python, ROOT / "benchmarks" / "dedup_peers.py", peer, folder / "documents.jsonl"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
        if done.returncode:
            print(f"| {peer} | failed: {done.stderr.strip().splitlines()[-1][:200] if done.stderr else '?'} |")
            continue
        for answer in json.loads(done.stdout.splitlines()[-1]):
            row(answer["method"], documents, set(answer["removed"]), answer["seconds"])


def removed_by_us(documents: pa.Table, folder: Path) -> set[str]:
    gone = []
    for file in sorted((folder / "found" / "decisions").iterdir()):
        table = pq.read_table(file).filter(pc.field("reason").is_valid())
        gone += (numbers(table["row"]) + 4000 * int(file.stem)).tolist()
    return set(documents["id"].take(gone).to_pylist())


def row(method: str, documents: pa.Table, gone: set[str], seconds: float) -> None:
    """Print one method's line."""
    pairs = pq.read_table(DATA / "pairs.parquet").to_pylist()
    residual = sum(one["j_folded"] >= THRESHOLD and gone.isdisjoint((one["id_a"], one["id_b"])) for one in pairs)
    best: dict[str, float] = defaultdict(float)
    for pair in pairs:
        for one, other in ((pair["id_a"], pair["id_b"]), (pair["id_b"], pair["id_a"])):
            if one in gone and other not in gone:
                best[one] = max(best[one], pair["j_folded"])
    lost = [sum(best[name] < least for name in gone) for least in (THRESHOLD, 0.7, 0.5)]
    speed_of = documents["text"].nbytes / 1e6 / seconds
    print(f"| {method} | {len(gone):,} | {residual} | {lost[0]} | {lost[1]} | {lost[2]} | {speed_of:.2f} |", flush=True)


def environment(folder: Path) -> str:
    """Make the peers' own environment if it is not there; return its Python."""
    python = folder / "bin" / "python"
    if not python.exists():
        uv: Sequence[str | Path] = ("uv",) if shutil.which("uv") else (Path(sys.executable).parent / "uv",)
        subprocess.run([*uv, "venv", "-q", "-p", sys.executable, folder], check=True)
        subprocess.run([*uv, "pip", "install", "-q", "--python", python, *PACKAGES], check=True)
    return str(python)


if __name__ == "__main__":
    main()
