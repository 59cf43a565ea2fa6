"""Writing in characters that show nothing: letters as tags, bits as zero-width characters."""

from __future__ import annotations

import re

from reinschrift.text.repair.code_points import SHAPED, UNSPACED, flags

_TAGS = "\U000e0001\U000e0020-\U000e007f"
_WIDTHLESS = "\u200b-\u200d\u2060-\u2064\ufeff"
SHORTEST_RUN = 8
"""Zero-width characters in a row from which on they may spell a byte; two or three in a row are left by editors."""
LONGEST_PATTERN = 6
"""Characters that newsletters repeat to fill their preview: a space without width, joiners, a byte order mark. What
is written there repeats nothing for a whole run."""
HIDING = rf"[{_TAGS}]|[{_WIDTHLESS}]{{{SHORTEST_RUN}}}"
"""What every text with such writing holds (RE2)."""
_REGION = "[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,7}\U000e007f"
_TAG_RUN = re.compile(rf"\U0001f3f4{_REGION}|(?<![{_TAGS}]){_REGION}(?![{_TAGS}])|(?P<strange>[{_TAGS}]+)")
_RUN = re.compile(rf"[{_WIDTHLESS}]{{{SHORTEST_RUN},}}")
_FIRST_TAG = 0xE0000


def tags(text: str) -> tuple[str, str]:
    """Return a text without the tags that spell no region of a flag, and these.

    A region whose flag was taken away says nothing: it stays here, as the flags do.
    """
    taken = []

    def parted(match: re.Match[str]) -> str:
        if not match["strange"]:
            return match[0]
        taken.append(match["strange"])
        return ""

    return _TAG_RUN.sub(parted, text), "".join(taken)


def bytes_of_tags(run: str) -> bytes:
    """Return what tags spell."""
    return bytes(ord(tag) - _FIRST_TAG for tag in run)


def zero_width(text: str) -> tuple[str, str]:
    """Return a text without long runs of different zero-width characters, and these.

    A joiner that may shape the letter before it is the letter's own. A run that repeats a few characters fills a place.
    """
    taken = []

    def parted(match: re.Match[str]) -> str:
        run = match[0]
        before = text[: match.start()][-1:]
        own = run[0] if before and flags()[ord(before)] & (SHAPED | UNSPACED) else ""
        run = run[len(own) :]
        if _repeats(run):
            return match[0]
        taken.append(run)
        return own

    return _RUN.sub(parted, text), "".join(taken)


def _repeats(run: str) -> bool:
    """Say whether a run is a pattern of a few characters, twice or more."""
    return any((run[:n] * len(run)).startswith(run) for n in range(1, min(LONGEST_PATTERN, len(run) // 2) + 1))
