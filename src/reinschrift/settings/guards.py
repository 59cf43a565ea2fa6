"""The settings of the guards before publishing: none of them changes a byte of the data."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from reinschrift.settings.stages import Section


class GuardsSettings(Section):
    """[guards]: how much a snapshot may lose against the one before."""

    action: Literal["stop", "warn", "off"] = "stop"
    """What happens when more is lost: the run stops and publishes nothing, it goes on and says so, or nothing."""
    lost_share: float = Field(default=0.2, gt=0, le=1)
    """Share of all documents, or of all characters, whose loss is too much. A judgement, no measurement: corrections
    take less, a wrong path or a rule that fits everything takes more."""
    gone_sources: bool = True
    """Whether the loss of a whole source is too much."""
    lost_part: float = Field(default=0.5, gt=0, le=1)
    """Share of a source's or a language's documents whose loss is too much. A judgement, too: a part may be put in
    order, but half of it goes mostly by mistake."""
    part_documents: int = Field(default=20, ge=1)
    """Documents from which a source or a language is looked at by itself. Fewer lose half by chance: where one document
    in four goes, 10 of 20 go in 1 of 72 cases, 3 of 6 in 1 of 6 (binomial distribution)."""
    removed_rise: float = Field(default=0.2, gt=0, le=1)
    """By how much the share of documents that one reason removes may rise: 0.2 is from 3 % to 23 %. Where a
    reason removes one document in ten, two draws of 20 differ by as much in 1 of 32 cases, of 100 in 1 of 300,000."""
    drift: Literal["stop", "warn", "off"] = "warn"
    """What happens when languages, lengths or the number of documents change more than the three below allow."""
    drift_documents: int = Field(default=100, ge=1)
    """Documents that both snapshots must hold. With fewer, the draw alone may change a share by 0.2: of 100 on either
    side, a language that is half of them does so in 1 of 200 cases (binomial distribution)."""
    language_shift: float = Field(default=0.2, gt=0, le=1)
    """By how much a language's share of all documents may change, up or down: 0.2 is from 50 % to 70 % or 30 %."""
    length_change: float = Field(default=0.5, gt=0)
    """By what share the mean length of a document may change: 0.5 is from 2,000 characters to 3,000 or 1,000.
    Of two draws of 100 of the 3,931 documents that measure duplicates, 1 in 170 differ by as much."""
    growth: float = Field(default=10.0, gt=1)
    """How many times as many documents there may be: more is mostly a file that was cut into too many records."""
