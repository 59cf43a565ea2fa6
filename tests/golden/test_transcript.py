"""The README shows what a rebuild of the sample gives, to the last row."""

from __future__ import annotations

from tests.page_parts import standing, transcript


def test_the_transcript_of_the_readme_is_what_a_rebuild_prints() -> None:
    """Counts, reasons, languages and files that could not be read; `python -m tests.page_parts` writes them anew."""
    assert standing("README.md", "rebuild") == transcript()
