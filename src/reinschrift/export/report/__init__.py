"""The report of a snapshot: one page of HTML that holds all it needs, made from manifest, statistics and samples alone.

Its charts are drawings of a few rectangles beside the numbers, made here: no library of charts is smaller or easier to
read aloud. Nothing is fetched; a policy in the page lets no script run but its own.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib import resources

from reinschrift.export.report.html import Raw, escaped
from reinschrift.export.report.samples import draw_samples
from reinschrift.export.report.sections import SECTIONS, Facts
from reinschrift.snapshot.manifest import Manifest, list_versions, read_manifest
from reinschrift.snapshot.statistics_files import read_statistics
from reinschrift.storage import Storage

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
_TITLE = re.compile(r'<section id="([a-z]+)".*?<h2[^>]*>(.*?)</h2>', re.DOTALL)


def report_of(storage: Storage, manifest: Manifest) -> bytes:
    """Return the report of a snapshot; the same snapshot gives the same bytes.

    Raises `StorageError` if an object is missing or cannot be read.
    """
    is_known = manifest.parent is not None and manifest.parent in list_versions(storage)
    parent = read_manifest(storage, manifest.parent) if is_known and manifest.parent else None
    before = read_statistics(storage, parent) if parent else None
    facts = Facts(manifest, read_statistics(storage, manifest), parent, before, draw_samples(storage, manifest))
    return render(facts)


def render(facts: Facts) -> bytes:
    """Return the page that says these facts."""
    style, script = _file("style.css"), _file("page.js")
    name = escaped(f"{facts.manifest.dataset} {facts.manifest.version}")
    parts = [part(facts) for part in SECTIONS]
    links = "".join(
        f'<li><a href="#{found[1]}">{found[2]}</a></li>' for part in parts if (found := _TITLE.search(part))
    )
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"{_POLICY} script-src 'sha256-{allowed}'"
    page = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f'content="{policy}"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{name}</title>'
        f'<link rel="icon" href="data:,"><style>{style}</style></head><body><header><h1>{name}</h1>'
        f'<p class="soft">What this snapshot holds, what was removed and why.</p></header>'
        f'<nav aria-label="Sections"><ul>{links}</ul></nav><main>{"".join(parts)}</main>'
        f'<footer><p class="soft">Made by Reinschrift from the snapshot alone.</p></footer>'
        f"<script>{script}</script></body></html>\n"
    )
    return page.encode()


def _file(name: str) -> Raw:
    return Raw(resources.files("reinschrift.export.report").joinpath(name).read_text(encoding="utf-8"))
