"""Plans a rebuild; of a source that has lost its files it says what the newest snapshot has of it, and what to do."""

from __future__ import annotations

from reinschrift.errors import SourceError
from reinschrift.project import Project
from reinschrift.shard import plan
from reinschrift.shard.plan import Plan
from reinschrift.snapshot.guards import extent_of_snapshot
from reinschrift.snapshot.manifest import list_versions, read_manifest
from reinschrift.text.counted import counted


def plan_rebuild(project: Project) -> Plan:
    """Return the plan; as `shard.plan.plan_rebuild`, whose errors say here what would be lost with a source."""
    try:
        return plan.plan_rebuild(project)
    except SourceError as error:
        if lost := _lost_with(project, error.context.get("source")):
            raise SourceError(error.message, hint=f"{lost} {error.hint}", context=error.context) from error
        raise


def _lost_with(project: Project, source: object) -> str:
    """Say what the newest snapshot has of a source, nothing if it has no document of it."""
    storage = project.storage()
    if not list_versions(storage):
        return ""
    newest = read_manifest(storage)
    n_documents = extent_of_snapshot(newest).sources.get(str(source), 0)
    if not n_documents:
        return ""
    return (
        f"Snapshot {newest.version} has {counted(n_documents, 'document')} of this source and keeps them; the next one "
        "would not. If that is meant, delete the source's entry in raw/sources.toml and run "
        "reinschrift rebuild --accept-changes."
    )
