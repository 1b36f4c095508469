"""Verifications of several relations, one after the other: what `cdc verify` and Dagster's job do; and healing.

Gaps that are lost to Kafka are healed from the source: verified, repaired, and verified once more. Their offsets are
accounted for in the transaction that writes the clean verification down. A gap's LSNs lie between those of the rows
that came before and after it in its partition. Where both are known as streamed, the changes of that window are enough;
else all rows are compared, as are those of a table with large columns: a change that came later may have left out the
value that was lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from cdc_assets.capture.model import Lsn, moved
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError, Problem, noted
from cdc_assets.offsets.database import accept_loss, lost
from cdc_assets.offsets.model import PartitionState, Stream, Sweep
from cdc_assets.offsets.ranges import Ranges, size
from cdc_assets.rows.model import HistoryEndedError
from cdc_assets.verify.model import Mode, Options, Reader, Relation, Verification
from cdc_assets.verify.places import Place, reader
from cdc_assets.verify.verify import repair, verify_changes, verify_rows
from resources.postgres import connected

Agree = Callable[[Verification, str], bool]


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be repaired without asking: rows, and a share of a table that all of was read."""

    rows: int = 1_000

    def allows(self, found: Verification, agreed: Agree) -> bool:
        """Whether it may be repaired: unasked, or as somebody agrees to."""
        why = self.exceeded(found)
        return not why or agreed(found, why)

    def exceeded(self, found: Verification) -> str:
        """Why it has to be asked for, or empty."""
        wanted = found.repairable
        if wanted > self.rows:
            return f"{wanted} rows are to be repaired, the budget is {self.rows}"
        if found.mode == "rows" and wanted > max(1, _SHARE * found.rows_read) and wanted > _FEW:
            return f"{wanted} rows are to be repaired, of {found.rows_read} that the source has"
        return ""


_SHARE = 0.05
_FEW = 20
"""So many rows are repaired unasked, whatever their share of a small table."""


def verify_places(
    project: Project,
    chosen: Sequence[Place],
    environ: Mapping[str, str],
    mode: Mode,
    options: Options,
    budget: Budget | None = None,
    agreed: Agree = lambda _found, _why: False,
    failed: list[Problem] | None = None,
) -> Iterator[Verification]:
    """Verify each; with a budget repair what differs. What is wrong with one is added to `failed`, and the others go
    on; without it CdcError. `agreed` is asked where the budget is exceeded."""
    verify = verify_rows if mode == "rows" else verify_changes
    for place in chosen:
        with (
            noted(failed),
            reader(place, environ) as source,
            connected(place.target, project.root, seconds=None) as connection,
        ):
            found = verify(connection, source, place.relation, options)
            if budget is not None and found.repairable and budget.allows(found, agreed):
                found = repair(connection, source, found, options)
            yield found


_BESIDE = """
SELECT CASE WHEN coalesce(t."__incarnation", 0) = (
    SELECT m.source_incarnation FROM cdc_management.merge_control AS m
    WHERE m.schema_name = {schema} AND m.table_name = {table}
) THEN t."__lsn" END, coalesce(t."__operation", 'u') FROM {target} AS t
WHERE t."__topic" = cdc_management.topic_id({topic}) AND t."__kafka_partition" = {partition}
    AND t."__kafka_offset" {beside}
ORDER BY t."__kafka_offset" {order} LIMIT 1
"""


_LEAVES_OUT = """
SELECT m.large_columns <> '{}' FROM cdc_management.merge_control AS m WHERE m.schema_name = %s AND m.table_name = %s
"""


@dataclass(frozen=True, slots=True)
class Healed:
    """What became of a relation's lost offsets. `verifications` in their order; the last one is clean where `done`."""

    relation: Relation
    offsets: int
    verifications: tuple[Verification, ...]
    done: bool


def heal(
    project: Project,
    chosen: Sequence[Place],
    found: Sweep,
    environ: Mapping[str, str],
    options: Options,
    budget: Budget,
    agreed: Agree,
    failed: list[Problem] | None = None,
) -> Iterator[Healed]:
    """Heal what a sweep found lost in these relations. What is wrong with one is added to `failed`; without it it is
    raised as CdcError, as it is where no broker answered: then nobody knows what is lost."""
    if found.broker is None:
        raise CdcError(Problem("offsets", "; ".join(found.notes)))
    states: dict[Stream, list[PartitionState]] = {}
    for state in found.partitions:
        if lost(state):
            states.setdefault(state.stream, []).append(state)
    for place in chosen:
        ours = place.stream
        mine = [
            state
            for stream, lacking in states.items()
            if stream == ours  # or one whose topic no configuration names (any more)
            or (not stream.expected and (stream.tenant, stream.relation) == (ours.tenant, ours.relation))
            for state in lacking
        ]
        if not mine:
            continue
        with noted(failed):
            if place.uncompared:
                hint = "`cdc offsets accept-loss` gives them up"
                raise CdcError(Problem(place.relation.label, f"{place.uncompared}; its offsets stay lost", hint=hint))
            with (
                reader(place, environ) as source,
                connected(place.target, project.root, seconds=None) as connection,
            ):
                yield heal_relation(connection, source, place.relation, mine, options, budget, agreed)


def heal_relation(
    connection: psycopg.Connection[Any],
    source: Reader,
    relation: Relation,
    states: Sequence[PartitionState],
    options: Options,
    budget: Budget,
    agreed: Agree,
) -> Healed:
    """Heal what is lost of a relation's partitions."""

    def account(number: int) -> None:
        for state in states:
            accept_loss(connection, state, f"healed: verification {number}", number)

    verify = _verifier(connection, source, relation, states, options, account)
    offsets = sum(size(ranges) for state in states for ranges in lost(state).values())
    made = [verify()]
    if made[0].repairable and budget.allows(made[0], agreed):
        made[0] = repair(connection, source, made[0], options)
        made.append(verify())
    return Healed(relation, offsets, tuple(made), made[-1].complete and not made[-1].found)


def _verifier(
    connection: psycopg.Connection[Any],
    source: Reader,
    relation: Relation,
    states: Sequence[PartitionState],
    options: Options,
    account: Callable[[int], None],
) -> Callable[[], Verification]:
    """The cheaper of what proves the relation whole."""
    between = window(connection, relation, states)

    def rows() -> Verification:
        return verify_rows(connection, source, relation, options, clean=account)

    def changes() -> Verification:
        try:
            return verify_changes(connection, source, relation, options, clean=account, window=between)
        except HistoryEndedError:
            return rows()

    return rows if between is None else changes


def window(
    connection: psycopg.Connection[Any], relation: Relation, states: Sequence[PartitionState]
) -> tuple[Lsn, Lsn] | None:
    """After which LSN and up to which one everything lies that is lost; None where that is not known, or
    does not tell whether it is there."""
    low: list[Lsn] = []
    high: list[Lsn] = []
    if connection.execute(_LEAVES_OUT, [relation.schema, relation.name]).fetchone() == (True,):
        return None
    for state in states:
        for incarnation, ranges in lost(state).items():
            before = _beside(connection, relation, state, "<", ranges)
            after = _beside(connection, relation, state, ">=", ranges)
            if incarnation != state.incarnation or before is None or after is None:
                return None
            low.append(moved(before, -1))  # a commit may lie on both sides
            high.append(after)
    return (min(low), max(high)) if low else None


def _beside(
    connection: psycopg.Connection[Any], relation: Relation, state: PartitionState, beside: str, ranges: Ranges
) -> Lsn | None:
    """The LSN of the row that came last before what is lost, or first after it; None where it was read, not streamed:
    rows of a snapshot are no changes that capture knows of; and where the source was restored since."""
    before = beside == "<"
    row = connection.execute(
        sql.SQL(_BESIDE).format(
            target=sql.Identifier(relation.schema, relation.name),
            schema=sql.Literal(relation.schema),
            table=sql.Literal(relation.name),
            topic=sql.Literal(state.position.topic),
            partition=sql.Literal(state.position.partition),
            beside=sql.SQL("< {}" if before else ">= {}").format(
                sql.Literal(ranges[0][0] if before else ranges[-1][1])
            ),
            order=sql.SQL("DESC" if before else "ASC"),
        )
    ).fetchone()
    return bytes.fromhex(row[0]) if row and row[0] and row[1] not in ("r", "x") else None
