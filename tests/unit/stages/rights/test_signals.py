"""A saying on rights as evidence."""

from __future__ import annotations

import pytest

from reinschrift.stages.rights.signals import Signal


@pytest.mark.parametrize(("chars", "kept"), [(200, 200), (290, 290), (440, 300)])
def test_evidence_is_no_page_of_terms(chars: int, kept: int) -> None:
    """Three hundred characters of it are kept: enough to find the place again."""
    signal = Signal("words", "footer", "x" * chars)
    assert str(signal) == f"footer: {'x' * kept}"
