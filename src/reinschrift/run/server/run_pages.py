"""What the Prefect pages show of a run: its version, its result as a table, and an event that others can wait for."""

from __future__ import annotations

import os
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from reinschrift.run.server.api import call, name_of_run
from reinschrift.text.visible import visible

PUBLISHED = "reinschrift.snapshot.published"
"""The event of a new snapshot; its resource is `reinschrift.dataset.NAME`."""
MATERIALISED = "prefect.asset.materialization.succeeded"
"""The event by which Prefect knows that an asset was made anew."""
_NO_ASSET = re.compile(r"[^\w.~/-]", re.ASCII)
LISTED = 20
"""Reasons and files that the table lists at most."""


def show_end(flow_run: str | None, summary: Mapping[str, Any], *, is_deployed: bool) -> None:
    """Show the result of a run on its page: version in its name, counts as an artifact; if it is new, event and asset.

    What the server does not take is named on standard error: the run has ended well.
    """
    url = os.environ.get("PREFECT_API_URL")
    if not url or not flow_run:
        return
    dataset, version = summary["dataset"], summary["version"]
    key = "rebuild-" + re.sub(r"[^a-z0-9]+", "-", dataset.lower()).strip("-")
    outcome = version if summary["is_new"] else f"{version}, nothing new"
    try:
        name = name_of_run(f"{dataset} {outcome}", is_deployed=is_deployed)
        call(url, f"flow_runs/{flow_run}", {"name": name}, method="PATCH")
        artifact = {"key": key, "type": "markdown", "description": f"The last rebuild of {dataset}"}
        call(url, "artifacts/", artifact | {"flow_run_id": flow_run, "data": to_markdown(summary)})
        if summary["is_new"]:
            call(url, "events", [_event(flow_run, summary), _asset(flow_run, summary)])
    except (OSError, ValueError) as error:
        print(f"The pages of Prefect do not show this run's result: {error}", file=sys.stderr)  # noqa: T201  # nobody else


def _event(flow_run: str, summary: Mapping[str, Any]) -> dict[str, Any]:
    resource = {
        "prefect.resource.id": f"reinschrift.dataset.{summary['dataset']}",
        "prefect.resource.name": summary["dataset"],
    }
    return _sent(flow_run, PUBLISHED, resource, summary)


def _asset(flow_run: str, summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event that a dataset, as an asset, was made anew."""
    resource = {
        "prefect.resource.id": asset_key(summary["dataset"]),
        "prefect.resource.name": summary["dataset"],
        "prefect.asset.description": f"Snapshot {summary['version']} in {summary['folder']}",
    }
    return _sent(flow_run, MATERIALISED, resource, summary)


def asset_key(dataset: str) -> str:
    """Return the key of a dataset as one of Prefect's assets: `reinschrift://corpus`; signs it may not hold are `-`."""
    return "reinschrift://" + _NO_ASSET.sub("-", dataset)


def _sent(flow_run: str, event: str, resource: dict[str, str], summary: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "occurred": datetime.now(UTC).isoformat(),
        "event": event,
        "resource": resource,
        "related": [{"prefect.resource.id": f"prefect.flow-run.{flow_run}", "prefect.resource.role": "flow-run"}],
        "payload": {name: summary[name] for name in ("version", "parent", "folder", "difference")},
    }


def to_markdown(summary: Mapping[str, Any]) -> str:
    """Return the result of a run as Markdown; what files say of themselves stands in code, where it does nothing."""
    return "\n".join(_lines(summary)) + "\n"


def _lines(summary: Mapping[str, Any]) -> Iterator[str]:
    counts = summary["counts"]
    yield f"# {summary['dataset']} {summary['version']}{'' if summary['is_new'] else ': nothing new'}"
    yield ""
    change = summary.get("difference")
    against = f" | against {summary['parent']}" if change else ""
    yield f"| | read | kept{against} |"
    yield "|---|---:|---:|" + ("---:|" if change else "")
    for name, word in (("documents", "documents"), ("paragraphs", "paragraphs"), ("chars", "characters")):
        more = f" {change[name]:+,} |" if change else ""
        yield f"| {word} | {counts['read'][name]:,} | {counts['kept'][name]:,} |{more}"
    largest = sorted(counts["removed"].items(), key=lambda item: (-item[1], item[0]))
    yield from ("", "| removed | rows |", "|---|---:|") if largest else ()
    yield from (f"| {name.replace(':', ': ')} | {rows:,} |" for name, rows in largest[:LISTED])
    for title, found in (
        ("Lost", summary.get("losses")), ("Changed", summary.get("drift")), ("Not read", summary.get("not_read"))
    ):  # fmt: skip
        if found:
            yield from ("", f"**{title}**", "", *(f"- {_code(one)}" for one in found[:LISTED]))
    yield from ("", f"It is in {_code(summary['folder'])}.")


def _code(text: str) -> str:
    return "`" + visible(text).replace("`", "'").replace("\n", " ") + "`"
