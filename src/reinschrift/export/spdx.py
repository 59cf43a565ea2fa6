"""The snapshot as a package of the Dataset profile of SPDX 3.0.1 (JSON-LD): sizes, files, sources, licences."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reinschrift.export.conditions import is_identifier
from reinschrift.snapshot.manifest import TABLES, Manifest
from reinschrift.snapshot.treated import debris_words, duplicates_words, is_masked, limits_of, personal_words
from reinschrift.snapshot.view import parts_of
from reinschrift.storage import Storage
from reinschrift.text.counted import counted

CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
VERSION = "3.0.1"
PROFILES = ("core", "software", "simpleLicensing", "dataset")
_NOT_STATED, _UNKNOWN = "not-stated", "The register of sources does not say under which licence this part is."
_OWN = "LicenseRef-"
NO_ASSERTION = "NOASSERTION"
_INFO = "_:creation"
_PREPARED = "Records are read, their characters and markup repaired, divided into paragraphs."
_JUDGED = "What verdicts judge goes, too; the table removed has each row with its reason."


def spdx_of(storage: Storage, manifest: Manifest) -> bytes:
    """Return the document; the same snapshot gives the same bytes.

    What a snapshot does not know is NOASSERTION, or left out where the standard lets it: no licence is concluded here,
    and nobody says whether sensitive data of persons is left.
    """
    del storage
    base = f"urn:sha256:{manifest.data_digest()}"
    maker = {"type": "Organization", "spdxId": f"{base}#maker", "creationInfo": _INFO,
             "name": f"The makers of {manifest.dataset}"}  # fmt: skip
    package, files = _package(base, manifest), list(_files(base, manifest))
    sources = [_source(base, source) for source in manifest.sources]
    licences = Licences(base)
    links = [
        *([_link(base, "files", package, "contains", files)] if files else []),
        *([_link(base, "sources", package, "descendantOf", sources)] if sources else []),
        _link(base, "declared", package, "hasDeclaredLicense",
              [licences.of(licences.all_of([one["license"] for one in manifest.sources]))]),
        _link(base, "concluded", package, "hasConcludedLicense", [licences.of(NO_ASSERTION)]),
        *(_link(base, f"declared-{one['name']}", package_of, "hasDeclaredLicense",
                [licences.of(licences.all_of([one["license"]]))])
          for one, package_of in zip(manifest.sources, sources, strict=True)),
    ]  # fmt: skip
    elements = [maker, package, *sources, *files, *licences.found.values(), *licences.texts.values(), *links]
    document = {
        "type": "SpdxDocument", "spdxId": f"{base}#document", "creationInfo": _INFO,
        "name": f"{manifest.dataset} {manifest.version}", "profileConformance": list(PROFILES),
        "rootElement": [package["spdxId"]], "element": [one["spdxId"] for one in elements],
    }  # fmt: skip
    creation = {"type": "CreationInfo", "@id": _INFO, "specVersion": VERSION, "created": _time(manifest.created),
                "createdBy": [maker["spdxId"]]}  # fmt: skip
    return (json.dumps({"@context": CONTEXT, "@graph": [creation, document, *elements]}, indent=1) + "\n").encode()


def _package(base: str, manifest: Manifest) -> dict[str, Any]:
    kept = manifest.counts["kept"]
    read = manifest.counts["read"]["documents"]
    origins = "; ".join(f"{one['name']}: {one.get('origin') or 'not known'}" for one in manifest.sources)
    return {
        "type": "dataset_DatasetPackage", "spdxId": f"{base}#package", "creationInfo": _INFO,
        "name": manifest.dataset, "software_packageVersion": manifest.version,
        "summary": f"{counted(kept['documents'], 'document')} with {counted(kept['paragraphs'], 'paragraph')}, "
        f"of {counted(read, 'record')} read.",
        "originatedBy": [f"{base}#maker"], "suppliedBy": f"{base}#maker",
        "builtTime": _time(manifest.created), "releaseTime": _time(manifest.created),
        "software_downloadLocation": base, "software_primaryPurpose": "data",
        "dataset_datasetType": ["text"],
        "dataset_datasetSize": sum(one.n_bytes for table in TABLES for one in manifest.tables[table]),
        "dataset_dataCollectionProcess": origins,
        "dataset_dataPreprocessing": [_PREPARED, f"{debris_words(manifest)} {duplicates_words(manifest)} {_JUDGED}"],
        "dataset_datasetNoise": " ".join(limits_of(manifest)),
        "dataset_datasetUpdateMechanism": "Versions are numbered by what changed; erasures revise every version.",
        **({"dataset_anonymizationMethodUsed": [personal_words(manifest)]} if is_masked(manifest) else {}),
        "dataset_hasSensitivePersonalInformation": "noAssertion",
    }  # fmt: skip


def _source(base: str, source: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "software_Package", "spdxId": f"{base}#source-{source['name']}", "creationInfo": _INFO,
            "name": source["name"], "software_primaryPurpose": "data",
            "software_sourceInfo": str(source.get("origin") or "not known")}  # fmt: skip


def _files(base: str, manifest: Manifest) -> Iterator[dict[str, Any]]:
    for table in TABLES:
        for name, item in parts_of(manifest, table):
            yield {"type": "software_File", "spdxId": f"{base}#{table}/{name}", "creationInfo": _INFO,
                   "name": f"{table}/{name}", "software_primaryPurpose": "data",
                   "verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": item.sha256}]}  # fmt: skip


class Licences:
    """The expressions of licences, each an element once, and the words of those that SPDX has no identifier for."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.found: dict[str, dict[str, Any]] = {}
        self.texts: dict[str, dict[str, Any]] = {}

    def of(self, expression: str) -> dict[str, Any]:
        """Return the element of an expression."""
        number = len(self.found)
        named = [{"type": "DictionaryEntry", "key": key, "value": text["spdxId"]}
                 for key, text in self.texts.items() if key in expression.split()]  # fmt: skip
        return self.found.setdefault(expression, {
            "type": "simplelicensing_LicenseExpression", "spdxId": f"{self.base}#license-{number}",
            "creationInfo": _INFO, "simplelicensing_licenseExpression": expression,
            **({"simplelicensing_customIdToUri": named} if named else {}),
        })  # fmt: skip

    def all_of(self, names: Sequence[str]) -> str:
        """Return the expression of licences that all hold for a part; NOASSERTION stands alone or not at all."""
        known = {name for name in names if not _is_unknown(name)}
        if not known:
            return NO_ASSERTION
        parts = {self._identifier(name) for name in sorted(known)}  # in order: it gives texts their numbers
        return " AND ".join(
            sorted(parts | ({self._own(_NOT_STATED, _UNKNOWN)} if len(known) < len(set(names)) else set()))
        )

    def _identifier(self, name: str) -> str:
        if is_identifier(name):
            return name
        return self._own(re.sub(r"[^A-Za-z0-9.-]+", "-", name.removeprefix(_OWN)).strip("-") or "other", name)

    def _own(self, key: str, words: str) -> str:
        """Return the identifier of a licence in words of the register: SPDX wants them beside it, one for each."""
        for number in itertools.count(1):
            name = f"{_OWN}{key}" if number == 1 else f"{_OWN}{key}-{number}"
            text = self.texts.setdefault(name, {
                "type": "simplelicensing_SimpleLicensingText",
                "spdxId": f"{self.base}#license-text-{name.removeprefix(_OWN)}",
                "creationInfo": _INFO, "simplelicensing_licenseText": words,
            })  # fmt: skip
            if text["simplelicensing_licenseText"] == words:
                return name
        raise AssertionError  # numbers do not end


def _is_unknown(name: str) -> bool:
    return name.strip().lower() in {"", "unknown", "noassertion", "none"}


def _link(
    base: str, name: str, owner: Mapping[str, Any], kind: str, others: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    return {"type": "Relationship", "spdxId": f"{base}#link-{name}", "creationInfo": _INFO,
            "from": owner["spdxId"], "relationshipType": kind, "to": [one["spdxId"] for one in others]}  # fmt: skip


def _time(written: str) -> str:
    """Return a time as SPDX writes it: UTC, to the second, with a Z."""
    return f"{written[:19]}Z"
