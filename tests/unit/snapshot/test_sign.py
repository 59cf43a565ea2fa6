"""Signed snapshots: who signed what, what no longer counts, and proofs that need no dataset."""

from __future__ import annotations

import base64
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reinschrift.cli import main
from reinschrift.errors import ConfigError
from reinschrift.look.find import find
from reinschrift.snapshot.manifest import Manifest, read_manifest
from reinschrift.snapshot.prove import check_proof, has_right_root, prove, rows_root, signatures_name
from reinschrift.snapshot.verify import verify
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of, write_file


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two machines' datasets of the same raw files, one with a copy that is removed, and two pairs of keys."""
    folder = tmp_path_factory.mktemp("signed")
    write_file(folder / "raw", "a", range(7))
    (folder / "raw" / "z.jsonl").write_text(json.dumps({"text": text_of(4), "url": url_of(99)}) + "\n")
    for name in ("out", "again"):
        rebuild_here(project_of(folder / "raw", folder / name, "snapshot.shard_mb=0.001"))
    for name in ("own", "other"):
        assert run("sign", "--new-key", str(folder / name), str(folder / "out")).exit_code == 0
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def says(*arguments: str, status: int = 0) -> str:
    result = run(*arguments)
    assert result.exit_code == status, result.output
    found: str = result.output
    return found


def snapshot(here: Path) -> tuple[LocalStorage, Manifest]:
    storage = LocalStorage(here / "out")
    return storage, read_manifest(storage)


def signature(here: Path) -> Path:
    return here / "out" / signatures_name(snapshot(here)[1])


def test_a_signature_stands_beside_the_manifest_and_changes_nothing_of_it(here: Path) -> None:
    files = {path: path.read_bytes() for path in (here / "out").rglob("*") if path.is_file()}
    says("sign", "--key", "own", "out")
    after = {path: path.read_bytes() for path in (here / "out").rglob("*") if path.is_file()}
    assert after.items() - files.items() == {(signature(here), signature(here).read_bytes())}
    assert "signed by 1 key" in says("verify", "--quick", "--key", "own.pub", "out")
    says("sign", "--key", "own", "out")
    assert signature(here).read_bytes() == after[signature(here)]


def test_what_is_signed_is_an_in_toto_statement_in_a_dsse_envelope(here: Path) -> None:
    """With the hash of the manifest's file, as sha256sum gives it."""
    says("sign", "--key", "own", "out")
    storage, manifest = snapshot(here)
    envelope = json.loads(signature(here).read_bytes())
    statement = json.loads(base64.b64decode(envelope["payload"]))
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    name = f"snapshots/{manifest.version}/manifest.0.json"
    assert statement["subject"] == [{"name": name, "digest": {"sha256": storage.sha256(name)}}]
    assert statement["predicate"]["rowsRoot"] == manifest.rows_root != ""


def test_keys_are_their_owners_alone_and_never_in_the_dataset(here: Path) -> None:
    assert (here / "own").stat().st_mode & 0o777 == 0o600
    assert "BEGIN PUBLIC KEY" in (here / "own.pub").read_text()
    assert "no place in the dataset" in says("sign", "--new-key", "out/key", "out", status=2)
    assert not (here / "out" / "key").exists()
    shutil.copy(here / "own", here / "out" / "key")
    assert "no place in the dataset" in says("sign", "--key", "out/key", "out", status=2)
    assert "File exists" in says("sign", "--new-key", "own", "out", status=2)
    assert "No private key" in says("sign", "--key", "own.pub", "out", status=2)
    assert "no key to sign with" in says("sign", "out", status=2)


def test_only_the_key_that_signed_counts(here: Path) -> None:
    assert "nobody has signed it" in says("verify", "--quick", "--key", "own.pub", "out", status=1)
    says("sign", "--key", "own", "out")
    assert "another key signed it" in says("verify", "--quick", "--key", "other.pub", "out", status=1)
    envelope = json.loads(signature(here).read_bytes())
    says("sign", "--key", "other", "out")
    both = json.loads(signature(here).read_bytes())
    forged = envelope["signatures"][0] | {"sig": both["signatures"][0]["sig"]}
    forged["sig"] = next(one["sig"] for one in both["signatures"] if one["sig"] != envelope["signatures"][0]["sig"])
    signature(here).write_text(json.dumps(envelope | {"signatures": [forged]}))
    assert "not by this key" in says("verify", "--quick", "--key", "own.pub", "out", status=1)


def test_a_signature_of_something_else_is_a_fault_with_any_key_and_without(here: Path) -> None:
    says("sign", "--key", "own", "out")
    place = here / "out" / "snapshots" / snapshot(here)[1].version / "manifest.0.json"
    place.write_bytes(place.read_bytes().replace(b"\n}", b" \n}"))
    for key in ((), ("--key", "own.pub")):
        assert "another manifest" in says("verify", "--quick", *key, "out", status=1)
    assert "another manifest" in says("sign", "--key", "own", "out", status=2)
    signature(here).write_text("{")
    assert "cannot be read" in says("verify", "--quick", "out", status=1)


def test_after_an_erasure_nobody_has_signed_and_the_sentence_says_why(here: Path) -> None:
    says("sign", "--key", "own", "out")
    before = snapshot(here)[1]
    says("erase", url_of(3), "out")
    after = snapshot(here)[1]
    assert after.rows_root == rows_root(after.tables) not in {before.rows_root, ""}
    shown = says("verify", "--quick", "--key", "own.pub", "out", status=1)
    assert "signed as revision 0; documents were erased since, and nobody has signed revision 1" in shown
    assert "whole" in says("verify", "--quick", "out")
    shown = says("attest", "--rebuilt", "again", "--key", "other", "out", status=2)
    assert "cannot be attested: it was signed as revision 0; documents were erased since" in shown
    says("sign", "--key", "own", "out")
    shown = says("attest", "--rebuilt", "again", "--key", "other", "out", status=2)
    assert "What was erased in one of them must be erased in the other, too." in shown
    assert "signed by 1 key" in says("verify", "--quick", "--key", "own.pub", "out")
    says("gc", "--delete", "--grace-days", "0", "out")
    assert "signed by 1 key" in says("verify", "--quick", "--key", "own.pub", "out")


def test_whoever_rebuilt_the_same_bytes_adds_a_signature(here: Path) -> None:
    arguments = ("attest", "--rebuilt", "again", "--key", "other", "out")
    assert "nobody has signed" in says(*arguments, status=2)
    says("sign", "--key", "own", "out")
    assert "and by 1 other" in says(*arguments)
    assert "signed by 2 keys" in says("verify", "--quick", "--key", "own.pub", "out")
    assert "signed by 2 keys" in says("verify", "--quick", "--key", "other.pub", "out")


@pytest.mark.slow
def test_nobody_attests_what_differs_or_is_damaged(here: Path) -> None:
    says("sign", "--key", "own", "out")
    again = LocalStorage(here / "again")
    item = read_manifest(again).tables["documents"][0]
    again.write(item.name("documents"), b"other bytes")
    assert "is not whole" in says("attest", "--rebuilt", "again", "--key", "other", "out", status=2)
    write_file(here / "raw", "b", [40])
    rebuild_here(project_of(here / "raw", here / "third", "snapshot.shard_mb=0.001"))
    assert "objects, root of rows" in says("attest", "--rebuilt", "third", "--key", "other", "out", status=2)
    assert len(json.loads(signature(here).read_bytes())["signatures"]) == 1


def test_a_proof_holds_without_the_dataset(here: Path) -> None:
    says("sign", "--key", "own", "out")
    says("find", url_of(2), "--proof", "proof.json", "out")
    shutil.rmtree(here / "out")
    assert "was kept in 1.0.0" in (shown := says("verify", "--proof", "proof.json", "--key", "own.pub"))
    assert "signed by this key" in shown
    assert url_of(2) in shown
    assert "another key" in says("verify", "--proof", "proof.json", "--key", "other.pub", status=1)
    assert "no key was given" in says("verify", "--proof", "proof.json")
    proof = json.loads((here / "proof.json").read_bytes())
    proof["row"]["author"] = "Somebody"
    (here / "proof.json").write_text(json.dumps(proof))
    assert "does not hold" in says("verify", "--proof", "proof.json", status=2)
    (here / "proof.json").write_text("[]")
    assert "no proof" in says("verify", "--proof", "proof.json", status=2)


def test_a_signature_cannot_be_carried_to_another_proof(here: Path) -> None:
    """Its statement names the root; a proof of an unsigned root with a signature from elsewhere shows nothing."""
    says("sign", "--key", "own", "out")
    says("find", url_of(2), "--proof", "signed.json", "out")
    says("erase", url_of(3), "out")
    says("find", url_of(2), "--proof", "new.json", "out")
    signed, new = (json.loads((here / name).read_bytes()) for name in ("signed.json", "new.json"))
    assert new["envelope"] is None
    (here / "new.json").write_text(json.dumps(new | {"envelope": signed["envelope"]}))
    assert "something else" in says("verify", "--proof", "new.json", "--key", "own.pub", status=1)
    (here / "new.json").write_text(json.dumps(new | {"envelope": signed["envelope"], "revision": 0}))
    assert "something else" in says("verify", "--proof", "new.json", "--key", "own.pub", status=1)


def test_every_document_of_a_snapshot_can_be_proved_and_a_removed_one_as_removed(here: Path) -> None:
    storage, manifest = snapshot(here)
    tables = []
    for number in (*range(7), 99):
        found = find(storage, url_of(number))["found"][0]
        shown = check_proof(prove(storage, manifest, found["document_id"]))
        assert shown["rows_root"] == manifest.rows_root
        assert shown["row"]["url"] == url_of(number)
        assert shown["row"].get("reason") == found["reason"]
        tables.append(shown["table"])
    assert sorted(tables) == ["documents"] * 7 + ["removed"]


def test_a_proof_is_of_one_document(here: Path) -> None:
    assert "one document" in says("find", "zeitung.example", "--proof", "proof.json", "out", status=2)
    assert "nothing to prove" in says("find", url_of(1234), "--proof", "proof.json", "out", status=2)
    assert not (here / "proof.json").exists()


def test_snapshots_without_roots_say_so_and_wrong_roots_are_faults(here: Path) -> None:
    storage, manifest = snapshot(here)
    bare = {table: tuple(replace(item, root="") for item in items) for table, items in manifest.tables.items()}
    assert rows_root(bare) == ""
    with pytest.raises(ConfigError, match="no Merkle root"):
        prove(storage, replace(manifest, tables=bare, rows_root=""), "x")
    wrong = manifest.tables | {
        "documents": tuple(replace(item, root="0" * 64) for item in manifest.tables["documents"])
    }
    assert has_right_root(storage, "documents", manifest.tables["documents"][0])
    faults = verify(storage, replace(manifest, tables=wrong))
    assert {fault.what for fault in faults} == {"its rows do not have the root that the manifest says"}
