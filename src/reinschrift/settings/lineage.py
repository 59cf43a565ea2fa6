"""The settings of lineage: where the events of a run go; none of them changes a byte of the data."""

from __future__ import annotations

from pydantic import Field

from reinschrift.settings.stages import Section


class LineageSettings(Section):
    """[lineage]: OpenLineage events of each run. Without `url` they stay in the dataset (`docs/operations.md`)."""

    namespace: str = Field(default="reinschrift", min_length=1)
    """The name space of the job and of its data sets."""
    url: str | None = Field(default=None, pattern=r"^https?://")
    """A server that is sent the events, e.g. `http://localhost:5000`; needs the extra `openlineage`."""
    timeout: float = Field(default=10.0, gt=0, le=600)
    """Seconds that sending an event may take."""
