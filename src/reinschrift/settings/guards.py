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
    """Share of all documents, or of all characters, whose loss is too much."""
    gone_sources: bool = True
    """Whether the loss of a whole source is too much."""
    lost_part: float = Field(default=0.5, gt=0, le=1)
    """Share of a source's or a language's documents whose loss is too much."""
    part_documents: int = Field(default=20, ge=1)
    """Documents from which a source or a language is looked at by itself."""
    removed_rise: float = Field(default=0.2, gt=0, le=1)
    """By how much the share of documents that one reason removes may rise: 0.2 is from 3 % to 23 %."""
