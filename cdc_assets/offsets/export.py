"""A reset as files for other tools: `rpk group seek --to-file` and `kafka-consumer-groups --from-file`."""

from __future__ import annotations

import shlex

from cdc_assets.offsets.reset import ResetPlan


def rpk_seek(plan: ResetPlan) -> str:
    """`<TOPIC> <PARTITION> <OFFSET>` a line. https://docs.redpanda.com/current/reference/rpk/rpk-group/rpk-group-seek/"""
    return "".join(f"{move.position.topic} {move.position.partition} {move.after}\n" for move in plan.moves)


def consumer_groups_csv(plan: ResetPlan) -> str:
    """`topic,partition,offset` a line, for one group (KIP-122)."""
    return "".join(f"{move.position.topic},{move.position.partition},{move.after}\n" for move in plan.moves)


def commands(plan: ResetPlan, rpk_file: str, csv_file: str, bootstrap: str) -> tuple[str, str]:
    """The two command lines that would do the same."""
    group, tool = shlex.quote(plan.group), f"kafka-consumer-groups --bootstrap-server {shlex.quote(bootstrap)}"
    return (
        f"rpk group seek {group} --to-file {shlex.quote(rpk_file)}",
        f"{tool} --group {group} --reset-offsets --from-file {shlex.quote(csv_file)} --execute",
    )
