"""The command that tries other verdicts: replay."""

from __future__ import annotations

import click

from reinschrift.cli.options import as_json, echo_json, storage_of

POLICIES = ("reinschrift", "gopher", "c4", "fineweb", "fineweb2", "none")


@click.command()
@click.argument("dataset", required=False)
@click.option("--version", "version", default="latest", show_default=True, help="Which snapshot: number or tag.")
@click.option("--policy", type=click.Choice(POLICIES), help="Judge by these thresholds alone.")
@click.option("--set", "overrides", multiple=True, metavar="NAME=VALUE", help="One setting below stages.verdicts.")
@click.option("--samples", default=3, show_default=True, help="How many documents to show a rule.")
@click.option("--project", "root", metavar="DIR", help="The project's folder; default: this one or above.")
@as_json
def replay(
    dataset: str | None, version: str, policy: str | None, overrides: tuple[str, ...], samples: int, root: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Say what other verdicts would keep and remove, from the signals that the snapshot holds; nothing is written."""
    from reinschrift.cli.print_replay import print_replay
    from reinschrift.look.replay import replay as judge_again

    replayed = judge_again(storage_of(dataset, root, ()), version, overrides, policy, samples)
    if as_json:
        echo_json(replayed)
    else:
        print_replay(replayed)


COMMANDS = (replay,)
