"""The values that settings, entries of the register and options of commands choose from: each list once."""

from __future__ import annotations

from typing import Literal, get_args

PolicyName = Literal["reinschrift", "gopher", "c4", "fineweb", "fineweb2", "none"]
POLICIES: tuple[str, ...] = get_args(PolicyName)
"""Whose thresholds hold."""

Purpose = Literal["train-generative", "train-other", "ai-input", "search", "republish"]
PURPOSES: tuple[str, ...] = get_args(Purpose)
"""What may be done: train a model that generates, or another one, give it to a running one, find it, publish it."""

Decided = Literal["allowed", "reserved"]
RightsStatus = Literal[Decided, "unknown"]
"""Whether something is allowed, reserved by the holder of the rights, or neither is known."""

Obtained = Literal["public-dataset", "licensed", "third-party", "crawled", "users", "generated", "other"]
"""How texts were obtained: sections 2.1, 2.2.1, 2.2.2, 2.3, 2.4, 2.5 and 2.6 of the template C(2025) 5235."""

LEAST_LIKENESS = "snapshot.min_like_reference"
"""The setting outside the stage `verdicts` that `replay` tries."""
