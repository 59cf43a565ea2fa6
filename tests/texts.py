"""Small raw files whose documents differ enough to be kept, for tests of snapshots."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

PLACES = ("Mühle", "Brücke", "Bibliothek", "Werkstatt", "Schleuse", "Gärtnerei", "Sternwarte", "Ziegelei", "Brauerei")
DEEDS = (
    "wurde im Herbst neu gedeckt, weil der Sturm das halbe Dach mitgenommen hatte",
    "stand drei Jahre leer, bis ein Ehepaar aus der Stadt sie für wenig Geld kaufte",
    "zog an jedem Sonntag Besucher an, die den weiten Weg zu Fuß gegangen waren",
    "gehörte lange der Gemeinde und wird heute von einem kleinen Verein betrieben",
    "hatte eine Uhr, die niemand mehr stellte, und trotzdem richtete man sich nach ihr",
    "lag so nah am Wasser, dass im Frühjahr der Keller unter Wasser stand",
    "war der einzige Ort, an dem man abends noch Licht sehen konnte",
)


def text_of(number: int) -> str:
    """Return a text of its own for each number: four paragraphs of one sentence."""
    place, deed = PLACES[number % len(PLACES)], DEEDS[number // len(PLACES) % len(DEEDS)]
    mark = "".join(chr(ord("a") + int(digit)) * 2 for digit in str(number * 7919))
    return (
        f"Die {place} von Hof {mark.capitalize()} {deed}.\n\n"
        f"Wer im Jahr {1800 + number % 200} dort war, weiß von {number} Stühlen und einem Schrank aus {mark}holz.\n\n"
        f"Das Register nennt {number * 13} Namen, darunter {mark}mann und {mark}berg, und keine weiteren Zeugen.\n\n"
        f"Heute erinnert nur ein Schild an {mark}, und auch das ist kaum noch zu lesen."
    )


def url_of(number: int) -> str:
    """Return the address of a document."""
    return f"https://zeitung.example/artikel/{number}"


def write_file(folder: Path, name: str, numbers: Iterable[int], texts: Mapping[int, str] | None = None) -> Path:
    """Write documents as a JSONL file; `texts` are those that are not `text_of` their number."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"text": (texts or {}).get(n, text_of(n)), "url": url_of(n)}) for n in numbers]
    (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder
