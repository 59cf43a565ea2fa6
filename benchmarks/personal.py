"""Personal data: recall and precision on synthetic texts, and MB per CPU second on real German text, against datatrove.

    python benchmarks/personal.py [SEED]

datatrove's formatter runs in an environment of its own under the temporary folder, which the first run makes.
The real texts are the content lines of the German pages and the German documents in ../shared/data.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift.columns import utf8_of
from reinschrift.personal import find_in_texts, mask_texts
from reinschrift.personal.finders import KINDS
from reinschrift.settings.stages import PersonalSettings

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.personal_data import Planted, make_texts

DATA = Path(__file__).parents[2] / "shared" / "data"
COVERED = 0.6
MEGABYTES = 20
PEER = """
import json, sys, time
from datatrove.pipeline.formatters import PIIFormatter
texts = json.load(sys.stdin)
formatter = PIIFormatter()
formatter.format(texts[0])
begun = time.process_time()
for text in texts:
    formatter.format(text)
print(json.dumps(time.process_time() - begun))
"""

Span = tuple[int, int, str]


class Measured(NamedTuple):
    """How well planted items were found."""

    recall: float
    precision: float
    by_kind: dict[str, float]
    missed: list[str]
    false: list[str]


def measure(texts: Sequence[Planted]) -> Measured:
    """Return recall and precision on texts with planted items; a hit covers 60 % of an item and has its kind."""
    found = spans_in([planted.text for planted in texts])
    hits: Counter[str] = Counter()
    planted: Counter[str] = Counter()
    missed, false, n_found = [], [], 0
    for number, (text, items) in enumerate(texts):
        for item in items:
            planted[item[2]] += 1
            if any(covers(span, item) and span[2] == item[2] for span in found[number]):
                hits[item[2]] += 1
            else:
                missed.append(f"{item[2]}: {text[max(0, item[0] - 20) : item[1] + 10]}")
        n_found += len(found[number])
        wrong = [span for span in found[number] if not any(covers(item, span) for item in items)]
        false.extend(f"{kind}: {text[max(0, start - 20) : end + 10]}" for start, end, kind in wrong)
    by_kind = {kind: hits[kind] / count for kind, count in sorted(planted.items())}
    return Measured(hits.total() / planted.total(), 1 - len(false) / n_found, by_kind, missed, false)


def covers(span: Span, item: Span) -> bool:
    return min(span[1], item[1]) - max(span[0], item[0]) >= COVERED * (item[1] - item[0])


def spans_in(texts: list[str]) -> dict[int, list[Span]]:
    """Return what is found in each text: start, end in characters, kind."""
    column = pa.array(texts, pa.string())
    row, kind, spans = find_in_texts(column, frozenset(range(len(KINDS))))
    offsets, data = utf8_of(column)
    found: dict[int, list[Span]] = defaultdict(list)
    for number, which, *ends in zip(row, kind, spans.starts, spans.ends, strict=True):
        start, end = (len(data[offsets[number] : at].tobytes().decode()) for at in ends)
        found[int(number)].append((start, end, KINDS[which].reason))
    return found


def real_texts() -> dict[str, list[str]]:
    """Return real German paragraphs by where they are from, each about as many megabytes."""
    with pa.CompressedInputStream(pa.OSFile(str(DATA / "lines" / "lines-de.jsonl.zst")), "zstd") as stream:
        pages = [json.loads(line) for line in io.TextIOWrapper(io.BytesIO(stream.read()), "utf-8")]
    news = [line for page in pages for line, label in zip(page["lines"], page["labels"], strict=True) if label == 1]
    documents = pq.read_table(DATA / "language" / "documents.parquet").to_pylist()
    manuals = [text for row in documents if row["lang"] == "de" for text in row["paras"]]
    return {"lines of German pages": repeated(news), "German documents": repeated(manuals)}


def repeated(texts: list[str]) -> list[str]:
    size = sum(len(text.encode()) for text in texts)
    return texts * max(1, int(MEGABYTES * 1e6 / size))


def own_seconds(texts: list[str]) -> float:
    column = pa.array(texts, pa.string())
    begun = time.process_time()
    mask_texts(column, PersonalSettings())
    return time.process_time() - begun


def peer_seconds(texts: list[str]) -> float | None:
    place = Path(tempfile.gettempdir()) / "reinschrift-personal-peer"
    python = place / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
            subprocess.run([str(python), "-m", "pip", "install", "-q", "datatrove", "regex"], check=True)
        done = subprocess.run(
            [str(python), "-c", PEER], input=json.dumps(texts), text=True, capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        print("no peer:", error)
        return None
    return float(json.loads(done.stdout.strip().splitlines()[-1]))


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 77_031
    measured = measure(make_texts(seed, 4_000))
    print(f"seed {seed}: recall {measured.recall:.4f}, precision {measured.precision:.4f}")
    print("  " + ", ".join(f"{kind} {share:.3f}" for kind, share in measured.by_kind.items()))
    own_seconds(["warm 030 123456 a@example.org"])
    for name, texts in real_texts().items():
        size = sum(len(text.encode()) for text in texts) / 1e6
        own = min(own_seconds(texts) for _ in range(3))
        few = texts[: len(texts) // 4]
        peer = peer_seconds(few)
        of_few = sum(len(text.encode()) for text in few) / 1e6
        line = f"{name}, {size:.0f} MB: {size / own:.1f} MB/s"
        print(
            line + (f"; datatrove {of_few / peer:.1f} MB/s, ratio {size / own / (of_few / peer):.1f}" if peer else "")
        )
    synthetic = repeated([planted.text for planted in make_texts(seed, 4_000)])
    size = sum(len(text.encode()) for text in synthetic) / 1e6
    print(f"synthetic texts, full of numbers: {size / own_seconds(synthetic):.1f} MB/s")


if __name__ == "__main__":
    np.seterr(all="raise")
    main()
