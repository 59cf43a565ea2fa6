"""Personal data in the forms of eight countries is found however it is spelt; numbers that look like it stay."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pyarrow as pa

from reinschrift.personal import mask_texts
from reinschrift.settings.stages import PersonalSettings
from tests.personal_forms import Line, clean, planted

FLOORS = tomllib.loads((Path(__file__).parent / "personal.toml").read_text(encoding="utf-8"))["forms"]
COUNT = 6_000
SEED = 90_210


def masked(lines: list[Line]) -> list[str]:
    texts, _ = mask_texts(pa.array([line.text for line in lines], pa.string()), PersonalSettings())
    found: list[str] = texts.to_pylist()
    return found


def is_hit(line: Line, after: str) -> bool:
    """Say whether a value is masked as what it is, and no two of its digits are left in a row."""
    around = re.findall(r"[0-9]{2,}", line.text.replace(line.value, " "))
    left = Counter(re.findall(r"[0-9]{2,}", after)) - Counter(around)
    return f"<{line.kind.upper()}>" in after and not left


def test_planted_values_are_masked_and_look_alikes_left() -> None:
    """Labels glued or not, wide digits, characters that show nothing, odd spaces, a line's end within."""
    lines = planted(SEED, COUNT)
    pairs = zip(lines, masked(lines), strict=True)
    hits = Counter(line.form.split()[-1] for line, after in pairs if is_hit(line, after))
    of_all = Counter(line.form.split()[-1] for line in lines)
    recalls = {spelling: hits[spelling] / count for spelling, count in of_all.items()}
    assert hits.total() / COUNT >= FLOORS["recall"], recalls
    assert min(recalls.values()) >= FLOORS["recall_of_each_spelling"], recalls
    others = clean(SEED, COUNT)
    wrong = [(line.text, after) for line, after in zip(others, masked(others), strict=True) if line.text != after]
    assert hits.total() / (hits.total() + len(wrong)) >= FLOORS["precision"], wrong[:5]
