"""Speed of the repair of characters and markup, on clean and on noisy German text, against ftfy on everything.

    python -m benchmarks.repair [FILE …]

Without files, the content lines of the German pages in ../shared/data/lines are the text. Prints MB per CPU second.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import ftfy
import pyarrow as pa
import pyarrow.compute as pc

from evaluation.data import FOLDER
from reinschrift.settings.stages import EncodingSettings, MarkupSettings
from reinschrift.stages.markup import screen, unmarked
from reinschrift.text.repair import characters, mojibake, repaired

LINES = FOLDER / "lines" / "lines-de.jsonl.zst"
MEGABYTES = 20
LONG_LINE = 200
ENCODING, MARKUP = EncodingSettings(), MarkupSettings()
FTFY = ftfy.TextFixerConfig(
    uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, unescape_html=True, explain=True
)


def texts() -> list[str]:
    if len(sys.argv) > 1:
        return [Path(name).read_text("utf-8") for name in sys.argv[1:]]
    with pa.CompressedInputStream(pa.OSFile(str(LINES)), "zstd") as stream:
        pages = [json.loads(line) for line in io.TextIOWrapper(io.BytesIO(stream.read()), "utf-8")]
    return ["\n".join(line for line, label in zip(p["lines"], p["labels"], strict=True) if label == 1) for p in pages]


def repair(column: pa.Array) -> pa.Array:
    return unmarked(repaired(column, ENCODING)[0], MARKUP)[0]


def speed(run: Callable[[], object], megabytes: float) -> float:
    start = time.process_time()
    run()
    return megabytes / (time.process_time() - start)


def size(column: pa.Array) -> float:
    return float(pc.sum(pc.binary_length(column)).as_py()) / 1e6


def noisy(given: list[str]) -> list[str]:
    """Every tenth text has one broken word, one entity, one tag and a no-break space."""
    return [text + "\nfÃ¼r &bdquo;uns\xa0&ldquo; <br/>" if i % 10 == 0 else text for i, text in enumerate(given)]


def main() -> None:
    given = [text for text in texts() if text]
    repair(pa.array(given[:50]))  # compiles
    times = int(MEGABYTES / size(pa.array(given))) + 1
    clean = repair(pa.array(given * times))
    dirty = pa.array(noisy(clean.to_pylist()))
    few = clean[: max(1, len(clean) // times)]
    baseline = speed(lambda: [ftfy.fix_text(text, FTFY) for text in few.to_pylist()], size(few))
    line = pc.binary_join_element_wise(*(["".join(given).replace("\n", " ") + " fÃ¼r &amp; so "] * 2), "")
    whole = pa.array([line.as_py() * (int(LONG_LINE * 1e6 / len(line.as_py().encode())) + 1)])
    rows = [
        ("ftfy on everything", baseline),
        ("mojibake, clean text", speed(lambda: mojibake.mend(clean), size(clean))),
        ("characters, clean text", speed(lambda: characters.suspicious(clean), size(clean))),
        ("markup's screen, clean text", speed(lambda: screen.flags(clean), size(clean))),
        ("all repair, clean text", speed(lambda: repair(clean), size(clean))),
        ("all repair, every tenth text noisy", speed(lambda: repair(dirty), size(dirty))),
        (f"all repair, one line of {size(whole):.0f} MB", speed(lambda: repair(whole), size(whole))),
    ]
    print(f"{'MB per CPU second':42}{'':>10}{'× ftfy':>10}")
    for name, value in rows:
        print(f"{name:42}{value:10.1f}{value / baseline:10.1f}")


if __name__ == "__main__":
    main()
