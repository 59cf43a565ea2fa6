"""The command that tries other verdicts: replay."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from reinschrift.choices import LEAST_LIKENESS, POLICIES
from reinschrift.cli.options import as_json, echo_json, for_dataset, storage_of, version_and_dataset, with_settings

if TYPE_CHECKING:
    from reinschrift.storage import LocalStorage


@click.command()
@click.option("--version", "version", default="latest", show_default=True, help="Which snapshot: number or tag.")
@click.option("--policy", type=click.Choice(POLICIES), help="Judge by these thresholds alone.")
@click.option("--rights", metavar="POLICY", help="Weigh rights again instead: `own`, or a file of a policy.")
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%d"]), help="With --rights: by what was stated and counted on that day."
)
@click.option(
    "--annotations", metavar="TOML", help="Another remove of a set instead, e.g. 'topics = {score = {min = 0.9}}'."
)
@click.option("--samples", default=3, show_default=True, help="How many documents to show a rule.")
@with_settings("stages.verdicts.thresholds.gopher_short_doc=60", "stages.verdicts", LEAST_LIKENESS)
@as_json
@for_dataset
def replay(
    dataset: str | None, version: str, policy: str | None, overrides: tuple[str, ...], rights: str | None,
    at: datetime | None, annotations: str | None, samples: int, root: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Say what other verdicts would keep and remove, from the signals that the snapshot holds; nothing is written.

    With --rights or --at: what it would lose and gain by another policy of rights, or as of another day. With
    --annotations: what it would lose and gain if a set of annotations removed other documents. With --set
    snapshot.min_like_reference=0.3: what by another least likeness to trusted sources.
    """
    from reinschrift.cli.print_replay import print_replay
    from reinschrift.cli.terminal import show_paged
    from reinschrift.look.replay import replay as judge_again

    version, dataset = version_and_dataset(version, dataset)
    if rights or at:
        _replay_rights(storage_of(dataset, root, ()), version, rights or "own", at, samples, as_json)
        return
    asks_reference = [one.partition("=")[0].strip() == LEAST_LIKENESS for one in overrides]
    if annotations or (asks_reference and all(asks_reference)):
        _replay_final(storage_of(dataset, root, ()), version, annotations, overrides, samples, as_json)
        return
    replayed = judge_again(storage_of(dataset, root, ()), version, overrides, policy, samples)
    if as_json:
        echo_json(replayed)
    else:
        show_paged(print_replay, replayed)


def _replay_rights(  # what the command was asked
    storage: LocalStorage, version: str, policy: str, at: datetime | None, samples: int, as_json: bool
) -> None:
    from reinschrift.cli.print_replay import print_rights
    from reinschrift.cli.terminal import show_paged
    from reinschrift.look.replay_rights import replay_rights

    replayed = replay_rights(storage, version, policy, at.date() if at else None, samples)
    if as_json:
        echo_json(replayed)
    else:
        show_paged(print_rights, replayed)


def _replay_final(  # what the command was asked
    storage: LocalStorage, version: str, annotations: str | None, overrides: tuple[str, ...], samples: int,
    as_json: bool,
) -> None:  # fmt: skip
    from reinschrift.cli.print_replay import print_final
    from reinschrift.cli.terminal import show_paged
    from reinschrift.look.replay_final import replay_annotations, replay_reference

    if annotations:
        replayed = replay_annotations(storage, version, annotations, samples)
    else:
        replayed = replay_reference(storage, version, overrides, samples)
    if as_json:
        echo_json(replayed)
    else:
        show_paged(print_final, replayed)


COMMANDS = (replay,)
