"""Commands for those who publish a snapshot, or stand for one that others published: sign, attest."""

from __future__ import annotations

from pathlib import Path

import click

from reinschrift.cli.options import as_json, echo, echo_json, for_changed_dataset, storage_of, version_and_dataset
from reinschrift.errors import ConfigError

with_key = click.option("--key", type=click.Path(path_type=Path), help="Your private key, Ed25519 in PEM.")


@click.command()
@click.option("--version", "version", default="latest", show_default=True, help="Which snapshot: number or tag.")
@with_key
@click.option("--new-key", type=click.Path(path_type=Path), metavar="PATH",
              help="Make a pair of keys, PATH and PATH.pub, and sign nothing.")  # fmt: skip
@as_json
@for_changed_dataset
def sign(
    version: str, key: Path | None, new_key: Path | None, dataset: str | None, as_json: bool, root: str | None,
    overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """Sign a snapshot: whoever has your public key can check with verify --key that it is what you published.

    The signature stands in a file beside the manifest. After an erasure, sign again.
    """
    from reinschrift.cli.print_signed import describe_signed, print_signed
    from reinschrift.snapshot import keys
    from reinschrift.snapshot.manifest import read_manifest
    from reinschrift.snapshot.sign import sign as carry_out

    version, dataset = version_and_dataset(version, dataset)
    storage = storage_of(dataset, root, overrides)
    if new_key is not None:
        public = keys.new_key(new_key, storage.root)
        echo(f"{new_key} signs: keep it to yourself. {public} is for those who check.")
        return
    manifest = read_manifest(storage, version)
    own = keys.read_private_key(_given(key), storage.root)
    described = describe_signed(manifest, carry_out(storage, manifest, own), own.public_key())
    if as_json:
        echo_json(described)
    else:
        print_signed(described)


@click.command()
@click.option("--version", "version", default="latest", show_default=True, help="Which snapshot: number or tag.")
@click.option("--rebuilt", required=True, metavar="DATASET", help="The dataset in which you made the same snapshot.")
@click.option("--rebuilt-version", default="latest", show_default=True, help="Which of its snapshots.")
@with_key
@as_json
@for_changed_dataset
def attest(
    version: str, rebuilt: str, rebuilt_version: str, key: Path | None, dataset: str | None, as_json: bool,
    root: str | None, overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """Add your signature to a signed snapshot that you have rebuilt, byte for byte, from the same raw files."""
    from reinschrift.cli.print_signed import describe_signed, print_signed
    from reinschrift.snapshot import keys
    from reinschrift.snapshot.manifest import read_manifest
    from reinschrift.snapshot.sign import attest as carry_out
    from reinschrift.storage import open_storage

    version, dataset = version_and_dataset(version, dataset)
    storage, other = storage_of(dataset, root, overrides), open_storage(rebuilt)
    manifest, again = read_manifest(storage, version), read_manifest(other, rebuilt_version)
    own = keys.read_private_key(_given(key), storage.root)
    described = describe_signed(manifest, carry_out(storage, manifest, other, again, own), own.public_key())
    if as_json:
        echo_json(described)
    else:
        print_signed(described)


def _given(key: Path | None) -> Path:
    if key is None:
        raise ConfigError(
            "There is no key to sign with.", hint="Name it with --key, or make one with sign --new-key PATH."
        )
    return key


COMMANDS = (sign, attest)
