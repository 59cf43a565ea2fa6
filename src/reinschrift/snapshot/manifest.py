"""What a snapshot says of itself: the manifest, how it is written, found and read."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from reinschrift.errors import ConfigError, SnapshotNotFoundError, StorageError
from reinschrift.storage import Storage
from reinschrift.storage.seals import read_record, sealed, unsealed

FORMAT = "reinschrift-snapshot/1"
TABLES = ("documents", "paragraphs", "removed")
IDS = ("id", "document_id")
"""The columns that name a document: that of `documents`, and that of the other two."""
MANIFEST = "manifest.json"
"""The file of the manifest in a copy of one snapshot in a folder."""
STATISTICS = "statistics"
"""The table that counts those three; a snapshot of an earlier version of Reinschrift has none."""
SPLITS = ("train", "validation", "test")
"""The parts of a dataset for training, in the order in which a shard's objects stand."""
ROOTED = ("documents", "removed")
"""The tables whose rows have a Merkle root in the manifest; a paragraph is a part of its document's text."""
SPLIT_TABLES = ("documents", "paragraphs")
"""The tables of which each split has objects of its own."""
PUBLIC = {"public": "texts that may not be handed on are empty"}
"""What a manifest notes of a snapshot that was handed on, as `push --public` does it."""
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")
_MANIFEST = re.compile(r"manifest\.(\d+)\.json")


@dataclass(frozen=True)
class Object:
    """One immutable Parquet file: part of one table, made from one shard, of one split where the table has splits."""

    shard: str
    sha256: str
    n_bytes: int
    n_rows: int
    split: str = ""
    """Part of the dataset for training that all its rows are in; empty where rows have none, or may be in several."""
    root: str = ""
    """Merkle root of its rows, in hex; empty in tables that have none, and in objects of earlier versions."""

    def name(self, table: str) -> str:
        """Return its place in the dataset's folder."""
        return f"objects/{table}/{self.sha256}.parquet"


@dataclass(frozen=True)
class Manifest:
    """Everything that makes a snapshot what it is. Its file, once there, is the commit."""

    dataset: str
    version: str
    created: str
    """UTC, ISO 8601."""
    fingerprint: str
    """Hash of inputs, settings that change data, and versions: equal ones give equal objects."""
    tables: dict[str, tuple[Object, ...]]
    counts: dict[str, Any]
    settings: dict[str, Any]
    versions: dict[str, Any]
    sources: list[dict[str, Any]]
    contract: dict[str, str]
    validation: dict[str, Any]
    parent: str | None = None
    """The version this one followed."""
    revision: int = 0
    """0 at publication; each erasure writes the next."""
    notes: list[dict[str, Any]] = field(default_factory=list)
    """What happened to it: erasures, each with the hash of the manifest that it amends; roll-backs."""
    erased: str = ""
    """Digest of the list of erased records that it was published without."""
    models: dict[str, Any] = field(default_factory=dict)
    """The cards of the models that judged its text, by name: data, tool, scores, limits."""
    new_ids: str = ""
    """SHA-256 of the list of ids that no earlier version had read: `ids/<sha256>.parquet`."""
    rows_root: str = ""
    """Merkle root over the objects that have one (`rows_root`); empty if one has none."""

    def __repr__(self) -> str:
        """Say which it is; all it holds would fill pages."""
        return f"<Manifest {self.version} of {self.dataset}>"

    def to_bytes(self) -> bytes:
        """Return the manifest as it is stored: JSON, keys sorted, with the seal over all of it."""
        return sealed(dict(sorted({"format": FORMAT, **asdict(self)}.items())))

    @property
    def is_public(self) -> bool:
        """Whether it is of a snapshot as it was handed on."""
        return PUBLIC in self.notes

    @property
    def contract_name(self) -> str:
        """The place of the contract that it keeps, in the dataset's folder."""
        return f"contracts/{self.contract['sha256']}.odcs.yaml"

    @property
    def ids_name(self) -> str:
        """The place of its new ids."""
        return f"ids/{self.new_ids}.parquet"

    def data_digest(self) -> str:
        """Return a hash over the objects alone: two snapshots with the same one hold the same data."""
        names = [[table, [item.sha256 for item in self.tables[table]]] for table in TABLES]
        return hashlib.sha256(json.dumps(names).encode()).hexdigest()

    @staticmethod
    def from_bytes(data: bytes, place: str) -> Manifest:
        """Return the manifest stored at `place`; `StorageError` if it is none that this version can read."""
        try:
            values = unsealed(data, {"format": str, "version": str, "tables": dict}, required=False)
            _check_format(values.pop("format"))
            tables = {name: tuple(Object(**item) for item in items) for name, items in values.pop("tables").items()}
            return Manifest(tables=tables, **values)
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError(
                "A manifest cannot be read: it is damaged, or of another version of Reinschrift.",
                hint="Restore it from a copy, or open it with the version of Reinschrift that wrote it.",
                context={"manifest": place},
            ) from error


def _check_format(written: str) -> None:
    if written != FORMAT:
        raise ValueError(written)


def version_key(version: str) -> tuple[int, int, int]:
    """Return a version as numbers, for sorting."""
    found = _VERSION.fullmatch(version)
    if found is None:
        raise SnapshotNotFoundError(
            f"{version} is not a version.", hint="Versions look like 1.0.0; reinschrift list shows them."
        )
    return int(found[1]), int(found[2]), int(found[3])


def list_versions(storage: Storage) -> list[str]:
    """Return the versions that are committed, lowest first. A folder without a manifest is not one."""
    return list(_latest_revisions(storage))


def read_manifest(storage: Storage, version: str = "latest") -> Manifest:
    """Return the newest revision of a version's manifest; `SnapshotNotFoundError` if there is none.

    `version` is a number, `latest`, or a tag.
    """
    revisions = _latest_revisions(storage)
    if version == "latest":
        if not revisions:
            raise SnapshotNotFoundError(
                "There is no snapshot yet.",
                hint="Build one with reinschrift rebuild.",
                context={"dataset": storage.address("")},
            )
        version = list(revisions)[-1]
    elif _VERSION.fullmatch(version) is None:
        version = read_tags(storage).get(version, version)
    if version not in revisions:
        known = ", ".join(revisions) or "none"
        raise SnapshotNotFoundError(
            f"There is no snapshot {version}.", hint=f"There are: {known}.", context={"dataset": storage.address("")}
        )
    return _read(storage, version, revisions[version])


def read_manifests(storage: Storage) -> list[Manifest]:
    """Return the newest revision of every version's manifest, lowest version first."""
    return [_read(storage, version, revision) for version, revision in _latest_revisions(storage).items()]


def read_tags(storage: Storage) -> dict[str, str]:
    """Return the tags and the version that each names, by name."""
    names = [name.removesuffix(".json") for name in storage.names("tags")]
    recorded = {
        name: read_record(storage, f"tags/{name}.json", {"version": str}, "this tag does not count; give it again")
        for name in names
    }
    return {name: record["version"] for name, record in recorded.items() if record}


def write_tag(storage: Storage, name: str, version: str) -> str:
    """Give a version a name of its own, in place of the version that has it; return the version's number.

    Raises `ConfigError` for a name that could be taken for a version, `SnapshotNotFoundError` without such a version.
    """
    if _TAG.fullmatch(name) is None or name == "latest":
        raise ConfigError(
            f"{name} cannot be a tag.",
            hint="A tag starts with a letter, has only letters, digits, '.', '_', '-', and is not `latest`.",
        )
    number = read_manifest(storage, version).version
    storage.write(f"tags/{name}.json", sealed({"version": number}))
    return number


def delete_tag(storage: Storage, name: str) -> None:
    """Take a tag away; the version stays. Raises `SnapshotNotFoundError` if there is no such tag."""
    if f"{name}.json" not in storage.names("tags"):
        raise SnapshotNotFoundError(f"There is no tag {name}.", hint="reinschrift list shows the tags.")
    storage.delete(f"tags/{name}.json")


def object_names(manifest: Manifest) -> list[str]:
    """Return the places of all its objects in the dataset's folder."""
    return [item.name(table) for table in (*TABLES, STATISTICS) for item in manifest.tables.get(table, ())]


def manifest_name(version: str, revision: int) -> str:
    """Return the place of a manifest in the dataset's folder."""
    return f"snapshots/{version}/manifest.{revision}.json"


def _read(storage: Storage, version: str, revision: int) -> Manifest:
    place = manifest_name(version, revision)
    manifest = Manifest.from_bytes(storage.read(place), place)
    if (manifest.version, manifest.revision) != (version, revision):
        raise StorageError(
            f"In the place of the manifest of {version} stands another one, of {manifest.version}.",
            hint="Restore it from a copy of the dataset.",
            context={"manifest": place},
        )
    return manifest


def _latest_revisions(storage: Storage) -> dict[str, int]:
    """Return the committed versions, lowest first, each with the number of its newest manifest."""
    found = {
        version: [int(one[1]) for name in names if (one := _MANIFEST.fullmatch(name))]
        for version, names in storage.folders("snapshots").items()
        if _VERSION.fullmatch(version)
    }
    return {version: max(found[version]) for version in sorted(found, key=version_key) if found[version]}
