"""The settings of speed and place: none of them changes a byte of the data, none enters the fingerprint."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from reinschrift.settings.stages import Section


class RunSettings(Section):
    """[run]: where the work runs, and how much at once."""

    executor: Literal["local", "dask", "ray"] = "local"
    """Where a shard runs: processes on this machine, a Dask cluster, or a Ray cluster."""
    address: str | None = None
    """The cluster's scheduler, as `tcp://host:8786` (Dask) or `ray://host:10001` (Ray); none: a cluster on this
    machine, for this run alone."""
    workers: int | None = Field(default=None, ge=1, le=4096)
    """How many shards run at once; none: what the machine's cores and memory allow, or all that a given cluster has; no
    worker for a megabyte of plain text or less."""
    retries: int = Field(default=2, ge=0, le=20)
    """How often a shard is tried again after a failure that may pass, such as a killed worker."""
    max_bad_files: int = Field(default=20, ge=0)
    """How many raw files may be unreadable before a run stops instead of reporting them."""
    start_timeout: int = Field(default=180, ge=5, le=3600)
    """How many seconds the local Prefect server or a cluster may take to start."""
    server_idle_minutes: float = Field(default=10.0, ge=0.0, le=100_000.0)
    """How many minutes the local Prefect server stays after its last use; `serve` keeps it, 0 lets it stay for good."""
    measured_mb: float = Field(default=2000, ge=0)
    """How many MB (10^6 bytes) of measured records stay in the dataset's `work/`, so that what changes verdicts alone,
    signatures or decisions on documents begins there and reads nothing again; 0: none. They take a third of the bytes
    of plain texts, a twentieth of those of HTML."""
    great_expectations: bool = True
    """Let Great Expectations hold the profile and a sample of the tables to the contract, too; Arrow checks every row
    either way."""
    deployed_anywhere: bool = False
    """Let runs that the Prefect server starts name files, datasets, executors and addresses outside the project."""
