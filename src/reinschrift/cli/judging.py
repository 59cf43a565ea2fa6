"""The command that tries other verdicts: replay."""

from __future__ import annotations

import click

from reinschrift.cli.options import as_json, echo_json, for_dataset, storage_of, version_and_dataset, with_settings

POLICIES = ("reinschrift", "gopher", "c4", "fineweb", "fineweb2", "none")


@click.command()
@click.option("--version", "version", default="latest", show_default=True, help="Which snapshot: number or tag.")
@click.option("--policy", type=click.Choice(POLICIES), help="Judge by these thresholds alone.")
@click.option("--samples", default=3, show_default=True, help="How many documents to show a rule.")
@with_settings("stages.verdicts.thresholds.gopher_short_doc=60", "stages.verdicts")
@as_json
@for_dataset
def replay(
    dataset: str | None, version: str, policy: str | None, overrides: tuple[str, ...], samples: int, root: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Say what other verdicts would keep and remove, from the signals that the snapshot holds; nothing is written."""
    from reinschrift.cli.print_replay import print_replay
    from reinschrift.cli.terminal import show_paged
    from reinschrift.look.replay import replay as judge_again

    version, dataset = version_and_dataset(version, dataset)
    replayed = judge_again(storage_of(dataset, root, ()), version, overrides, policy, samples)
    if as_json:
        echo_json(replayed)
    else:
        show_paged(print_replay, replayed)


COMMANDS = (replay,)
