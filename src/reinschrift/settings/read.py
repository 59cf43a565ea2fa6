"""The settings of reading raw files; they change data, so they enter the fingerprint."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from reinschrift.settings.stages import Section


class ReadSettings(Section):
    """[read]: which records are read."""

    max_record_mb: float = Field(default=64, gt=0, le=1024)
    """The largest record that is read, in MB (10^6 bytes) as it stands in the raw file. A larger one is removed as
    `too_large`, with its beginning on record."""

    max_member_mb: float = Field(default=2000, gt=0, le=100_000)
    """The largest member of a ZIP or TAR archive that is unpacked, in MB. A larger one, and one that unpacks to more
    than `max_ratio` times its size, is removed as `too_large`."""
    max_ratio: float = Field(default=500, gt=1)
    """How many times its packed size a member of a ZIP archive may have; text seldom packs to a tenth."""
    extractor: Literal["blocks", "trafilatura"] = "blocks"
    """What finds the content of HTML pages: `blocks` weighs each block by the markup around it and keeps a record of
    those it leaves out; `trafilatura` (an extra) is slower and keeps none."""

    @property
    def max_record_bytes(self) -> int:
        """The largest record in bytes."""
        return int(self.max_record_mb * 1_000_000)
