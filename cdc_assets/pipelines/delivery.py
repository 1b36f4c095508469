"""Whether a pipeline can lose an event between its topics and staging: its input, its processors, its outputs."""

from __future__ import annotations

from collections.abc import Iterator

from cdc_assets.config.findings import key_path
from cdc_assets.config.yaml_nodes import ListNode, MapNode, Node, ScalarNode, find
from cdc_assets.errors import Finding, Severity, printable
from cdc_assets.pipelines.connect import MAPPINGS, STAGE, Pipeline, Place, entries, scalar

PARAMETERS = 65_535
"""What one statement can take: above it an INSERT fails, however often it is tried."""
_FRANZ = frozenset({"kafka_franz", "redpanda", "redpanda_common"})
_KAFKA = _FRANZ | {"kafka"}
_SQL = frozenset({"sql_insert", "sql_raw"})


def delivery_findings(pipeline: Pipeline) -> Iterator[Finding]:
    """What loses events, or stops them for ever, in a file that reads topics and writes staging."""
    parts = list(entries(pipeline.root))
    reads = any(place[-1] in _KAFKA and _input(place) for place, _, _ in parts)
    mapped = any(place[-1] in MAPPINGS and not {"output", "outputs"} & set(place) for place, _, _ in parts)
    for place, line, node in parts:
        name = place[-1]

        def told(what: str, hint: str, line: int = line, place: Place = place, level: Severity = "error") -> Finding:
            return Finding(level, printable(key_path(place)), what, hint, printable(f"{pipeline.path}:{line}"))

        if name in ("drop", "drop_on") and _output(place):
            yield told(
                f"`{name}`: events are acknowledged that were written nowhere", "reject, so that they come again"
            )
        elif place == ("buffer",) and isinstance(node, MapNode) and not {"none", "label"} >= set(node.entries):
            what = (
                "`buffer`: positions are stored before the output has acknowledged, and a crash loses what waits here"
            )
            yield told(what, "leave it out")
        elif name in _KAFKA and _input(place) and isinstance(node, MapNode):
            for what, hint in _input_faults(str(name), node):
                yield told(what, hint)
        elif name in _SQL and _output(place) and isinstance(node, MapNode):
            if mapped and not _guarded(pipeline.root, place):
                what = "a message whose mapping failed reaches this output as it was before the mapping"
                yield told(
                    what, "put the output into `reject_errored`, or a switch whose first case rejects `errored()`"
                )
            # Where it stages by the function, PostgreSQL itself sets aside what it refuses.
            if reads and "fallback" not in place and STAGE not in (scalar(node, "query") or ""):
                what = "no `fallback`: one value that staging refuses is tried for ever, and all behind it waits"
                yield told(what, "write refused messages into cdc_management.refused_messages, one row per message")
            if name == "sql_insert":
                yield from (told(what, hint) for what, hint in _too_many(pipeline.root, place, node))


def groups(pipeline: Pipeline) -> Iterator[tuple[Place, int, str]]:
    """The consumer groups in which a file reads topics, each with its place and line."""
    for place, line, node in entries(pipeline.root):
        read = len(place) > 1 and place[-1] == "consumer_group" and place[-2] in _KAFKA and _input(place)
        if read and isinstance(node, ScalarNode) and not node.null:
            yield place, line, node.text


def _input_faults(name: str, node: MapNode) -> Iterator[tuple[str, str]]:
    if scalar(node, "consumer_group") is None:
        yield "no `consumer_group`: positions are stored nowhere, so that a restart skips or repeats", "name one"
    if scalar(node, "auto_replay_nacks") == "false":
        yield "`auto_replay_nacks: false`: an event that was not written is given up", "`auto_replay_nacks: true`"
    if name == "kafka":
        yield (
            "`kafka` cannot be told to stop where its position is no longer in the topic: it jumps and says nothing",
            "use `redpanda` (Redpanda Connect) or `kafka_franz` (Bento)",
        )
        return
    start, reset = scalar(node, "start_offset"), scalar(node, "auto_offset_reset")
    if start != "committed" and reset != "none":
        what = "where its position is no longer in the topic it jumps and says nothing"
        hint = "`start_offset: committed` (Bento: `auto_offset_reset: none`), after `cdc offsets init`"
        yield f"`start_offset` is `{start or 'earliest'}`: {what}", hint
    if scalar(node, "transaction_isolation_level") != "read_committed":
        what = (
            "events of transactions that were aborted are merged: `transaction_isolation_level` is `read_uncommitted`"
        )
        yield what, "`transaction_isolation_level: read_committed`"


def _too_many(root: Node | None, place: Place, node: MapNode) -> Iterator[tuple[str, str]]:
    """One statement holds a whole batch: how large it can become is set here, above, and at the input."""
    columns = find(node, ("columns",))[1]
    if not isinstance(columns, ListNode) or not columns.items:
        return
    most = PARAMETERS // len(columns.items)
    policies = [
        found
        for above in range(len(place) + 1)
        if isinstance(found := find(root, (*place[:above], "batching"))[1], MapNode)
    ]
    policies += [
        entry
        for other, _, entry in entries(root)
        if _input(other) and other[-1] == "batching" and isinstance(entry, MapNode)
    ]
    for policy in policies:
        count = scalar(policy, "count")
        rows = int(count) if count is not None and count.isdecimal() else 0
        closes = rows or not {"period", "byte_size", "check"} & set(policy.entries)
        if rows > most or not closes:
            how = f"{rows} rows" if rows else "as many rows as come"
            what = f"a statement takes {PARAMETERS:,} parameters: {how} of {len(columns.items)} columns fail for ever"
            yield what, f"`batching.count: {most}` at most"
            return


def _guarded(root: Node | None, place: Place) -> bool:
    """Whether messages whose mapping failed are kept from an output: by `reject_errored`, or by an earlier case."""
    if "reject_errored" in place:
        return True
    for at, key in enumerate(place):
        index = place[at + 1] if at + 1 < len(place) else None
        if key == "cases" and isinstance(index, int):
            cases = find(root, place[: at + 1])[1]
            earlier = cases.items[:index] if isinstance(cases, ListNode) else []
            if any("errored()" in (scalar(case, "check") or "") for case in earlier):
                return True
            if "!errored()" in (scalar(find(root, place[: at + 2])[1], "check") or "").replace(" ", ""):
                return True
    return False


def _input(place: Place) -> bool:
    return place[0] in ("input", "input_resources")


def _output(place: Place) -> bool:
    return place[0] in ("output", "output_resources") and not {"processors", "mapping"} & set(place[:-1])
