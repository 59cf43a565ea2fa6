"""Personal data: MB per CPU second on real German text, against datatrove.

    python -m benchmarks.personal [SEED]

datatrove's formatter runs in an environment of its own under the temporary folder, which the first run makes.
The real texts are the content lines of the German pages and the German documents in ../shared/data.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evaluation.data import FOLDER, read_jsonl
from evaluation.data.personal import make_texts
from reinschrift.personal import mask_texts
from reinschrift.settings.stages import PersonalSettings

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


def real_texts() -> dict[str, list[str]]:
    """Return real German paragraphs by where they are from, each about as many megabytes."""
    pages = read_jsonl(FOLDER / "lines" / "lines-de.jsonl.zst")
    news = [line for page in pages for line, label in zip(page["lines"], page["labels"], strict=True) if label == 1]
    documents = pq.read_table(FOLDER / "language" / "documents.parquet").to_pylist()
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
