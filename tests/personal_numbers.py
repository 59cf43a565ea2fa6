"""Lines of numbers that tell of no person, from `tests/personal_numbers.toml`."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

from tests.personal_patterns import fill

LINES: list[str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["lines"]


def look_alikes(seed: int, count: int) -> list[str]:
    """Return lines with numbers in them, the same for the same seed, each alone or two in one paragraph."""
    draw = random.Random(seed)
    return [
        draw.choice((". ", "\n")).join(fill(draw, draw.choice(LINES)) for _ in range(draw.choice((1, 1, 2))))
        for _ in range(count)
    ]
