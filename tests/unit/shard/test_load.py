"""What workers share is loaded before they begin."""

from __future__ import annotations

from reinschrift.model.lexicon import load_lexicon
from reinschrift.shard.load import load_for_shards
from reinschrift.stages.language import detectors
from reinschrift.stages.lines.model import load_model


def test_models_and_profiles_are_loaded() -> None:
    """Those of lines, and of languages that are hard to tell from each other, too."""
    loaded = (load_lexicon, load_model, detectors._factory)
    for each in loaded:
        each.cache_clear()
    load_for_shards(with_pages=False)
    assert all(each.cache_info().currsize for each in loaded)
