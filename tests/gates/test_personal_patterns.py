"""Personal data of thirteen countries is found by finders that its author had not read; other numbers stay."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from unicodedata import normalize

import pyarrow as pa

from reinschrift.personal import mask_texts
from reinschrift.settings.stages import PersonalSettings
from tests.personal_numbers import look_alikes
from tests.personal_patterns import Planted, plant

FLOORS = tomllib.loads((Path(__file__).parent / "personal.toml").read_text(encoding="utf-8"))["patterns"]
COUNT = 4_000
SEED = 41_813


def masked(texts: list[str]) -> list[str]:
    found: list[str] = mask_texts(pa.array(texts, pa.string()), PersonalSettings())[0].to_pylist()
    return found


def digits(text: str) -> Counter[str]:
    return Counter(re.findall("[0-9]", normalize("NFKC", text)))


def is_hit(planted: Planted, after: str) -> bool:
    """Say whether a value is masked as what it is, whole: no digit of it is left, no letter of an address."""
    sign = f"<{planted.kind.upper()}>"
    around = planted.before + planted.after
    if planted.kind == "email":
        return sign in after and len(after) <= len(around) + len(sign)
    return sign in after and not digits(after) - digits(around)


def test_values_of_thirteen_countries_are_masked_whole_and_other_numbers_left() -> None:
    lines = plant(SEED, COUNT)
    pairs = list(zip(lines, masked([line.text for line in lines]), strict=True))
    missed = [(line, after) for line, after in pairs if not is_hit(line, after)]
    for part in ("kind", "country", "spelling"):
        of_all = Counter(getattr(line, part) for line in lines)
        gone = Counter(getattr(line, part) for line, _ in missed)
        recalls = {name: 1 - gone[name] / count for name, count in of_all.items()}
        assert min(recalls.values()) >= FLOORS[f"recall_of_each_{part}"], (recalls, missed[:9])
    hits = COUNT - len(missed)
    assert hits / COUNT >= FLOORS["recall"], missed[:9]
    others = look_alikes(SEED, COUNT)
    wrong = [(text, after) for text, after in zip(others, masked(others), strict=True) if text != after]
    assert hits / (hits + len(wrong)) >= FLOORS["precision"], wrong[:9]
