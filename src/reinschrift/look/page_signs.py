"""Whether each record was taken for a web page, by which signs, and which bar its lines were held to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from reinschrift.batch import PAGE_FORMATS, TEXT_FORMATS, Batch
from reinschrift.settings.stages import StagesSettings
from reinschrift.shard.measure import prepare_records
from reinschrift.stages import STAGES, refine
from reinschrift.stages.lines import find_page_signs
from reinschrift.stages.rows.blocks import have_markup


def page_signs(records: pa.Table, settings: StagesSettings) -> dict[tuple[str, str], dict[str, Any]]:
    """Return by path and record what tells a page from a text, as the stage lines sees it.

    Values: `is_page` · `by`: `markup`, `settings` (the treatment, too), `format` or `signs` · `lines`, and how many of
    them are `sure`, how many of these `worded`, `calls`, `menus` · `share` of signs among the lines · `first`, the
    first line that is one, from 1, or None · `least`, the probability of content that a line needs · `setting`, where
    that stands.
    """
    before = tuple(stage for stage in STAGES if stage.name in ("encoding", "markup"))
    documents = refine(Batch(prepare_records(records), pa.table({})), settings, before).documents
    signs = find_page_signs(documents, settings.lines)
    markup = have_markup(documents).tolist()
    found = {}
    places = zip(documents["source_path"].to_pylist(), documents["record"].to_pylist(), strict=True)
    formats = documents["source_format"].to_pylist()
    for number, place in enumerate(places):
        one = {name: values[number].item() for name, values in signs._asdict().items()}
        found[place] = _described(one, settings, formats[number], has_markup=markup[number])
    return found


def _described(one: Mapping[str, Any], settings: StagesSettings, of: str, *, has_markup: bool) -> dict[str, Any]:
    is_page = one["is_page"]
    if has_markup:
        by, setting = "markup", "min_markup_content" if is_page else "min_text_content"
    else:
        forced = 0 < settings.lines.min_content <= settings.lines.min_text_content
        by = "settings" if forced else "format" if of in TEXT_FORMATS else "signs"
        setting = "min_content" if is_page else "min_text_content"
    first = one["first"] + 1 or None
    counts = {name: one[name] for name in ("lines", "sure", "worded", "calls", "menus")}
    share = one["signs"] / max(1, one["lines"])
    from_web = of in PAGE_FORMATS
    least = getattr(settings.lines, setting)
    return {
        "is_page": is_page, "by": by, "from_web": from_web, **counts, "share": share, "first": first, "least": least,
        "setting": f"stages.lines.{setting}",
    }  # fmt: skip
