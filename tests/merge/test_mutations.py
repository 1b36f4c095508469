"""Each protection taken out of the rendered SQL makes the oracle fail: the tests would notice its loss."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from cdc_assets.tables.model import TargetTable
from resources.embedded_postgres import Server
from tests.merge.oracle import Group, run
from tests.merge.support import (
    SCHEMA,
    appended,
    document,
    documents,
    event,
    infrastructure,
    install,
    merge,
    plain,
    stage,
)
from tests.support.postgres import fresh_database

Connection = psycopg.Connection[Any]
GROUPS = (Group(1, 40, 16, bumps=0, tame=True), Group(1, 40, 16), Group(2, 40, 16, bumps=2, tame=True))
"""Both ways of a merge: what is taken out may be in one of them only."""
PLAIN = tuple(
    Group(seed, count, 40, bumps=0, plain=True, walked=walked)
    for seed, count, walked in ((3, 4, True), (2, 4, False), (5, 6, True), (1, 40, False))
)
"""Few schedules side by side: a late value in one of them sends the batch of all of them the general way."""

MUTATIONS: dict[str, tuple[TargetTable, str, str]] = {
    "the fence": (plain(), "WHEN m.newer THEN", "WHEN true THEN"),
    "the fence of a tombstone": (plain("Gone", deletes="hard"), "WHEN z.key IS NOT NULL THEN", "WHEN false THEN"),
    "time in the fence": (plain(), "r.ts IS DISTINCT FROM", "false AND r.ts IS DISTINCT FROM"),
    "the snapshot rule": (plain(), "WHEN (r.op = 'r') <>", "WHEN false AND (r.op = 'r') <>"),
    "the offset within a partition": (plain(), "OR r.off > t.", "OR r.off < t."),
    "the order of a batch": (
        plain(),
        "m.inc DESC, m.lsn DESC NULLS LAST",
        "m.inc DESC, m.lsn NULLS LAST",
    ),
    "rejecting what has no LSN": (plain(), "m.held_lsn IS NOT NULL AND", "false AND"),
    "the islands": (plain(), "OR r.off > r.previous + 1", "OR false"),
    "the check for holes": (plain(), "- min(w.min_offset) + 1 AS holed", "- min(w.min_offset) AS holed"),
    "the placeholder": (documents(), "m.unavailable_value, convert_to(", "'', convert_to('x' || "),
    "fences of columns": (documents(), "to_jsonb(q.row_fence)\n", "NULL\n"),
    "late values": (documents(), "WHEN m.fences IS NOT NULL THEN 6", "WHEN false THEN 6"),
    "data under a deletion": (plain(), "CASE WHEN m.op = 'd' OR m.partial THEN 6", "CASE WHEN m.partial THEN 6"),
    "an ended incarnation": (plain(), "CASE WHEN v_incarnation = 0 THEN 0", "CASE WHEN true THEN v_incarnation"),
    "the look for it": (plain("Gone", deletes="hard"), "AND b.upto_offset >= w.min_offset", "AND false"),
    "the end of a document": (documents(deletes="hard"), "(e.op = 'd' OR e.real1)", "(e.op <> 'd' AND e.real1)"),
    "the end of what comes late": (documents(deletes="hard"), "z.key = g.key", "false"),
    "exactly once": (appended(), "r.off < c.frontier THEN 3", "false THEN 3"),
    "once in a batch": (appended(), "WHEN r.rn > 1 THEN 2", "WHEN false THEN 2"),
    "taken": (plain(), "(SELECT count(*) FROM d) AS taken", "(SELECT count(*) + 1 FROM d) AS taken"),
    "applied": (plain(), "f.fate = 'applied')::bigint AS applied", "false)::bigint AS applied"),
    "superseded": (plain(), "f.fate = 'superseded')::bigint AS", "false)::bigint AS"),
    "stale": (plain(), "f.fate = 'stale')::bigint AS", "false)::bigint AS"),
    "rejected": (plain(), "f.fate = 'rejected')::bigint AS", "false)::bigint AS"),
    "written": (plain(), "(SELECT count(*) FROM u) +", "(SELECT 0) +"),
    "the comparison of counts": (plain(), 'DELETE FROM {{SCHEMA}}."stg_Actor" AS s\n', ""),
}


def lost(postgres: Server, table: TargetTable, what: str, instead: str, groups: tuple[Group, ...]) -> None:
    """Fails when the model still agrees with merges from which something was taken out."""
    seen = []

    def mutate(text: str) -> str:
        seen.append(what in text)
        return text.replace(what, instead)

    for group in groups:
        with fresh_database(postgres) as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
            infrastructure(connection)
            try:
                install(connection, [table], mutate=mutate)
                run(connection, table, group)
            except (AssertionError, psycopg.Error):
                assert any(seen), "the text to be taken out is no longer there"
                return
    assert any(seen), "the text to be taken out is no longer there"
    pytest.fail("the oracle did not notice")


@pytest.mark.parametrize(("table", "what", "instead"), MUTATIONS.values(), ids=MUTATIONS)
def test_the_oracle_notices_the_loss_of(postgres: Server, table: TargetTable, what: str, instead: str) -> None:
    lost(postgres, table, what, instead, GROUPS)


SETTLED: dict[str, tuple[TargetTable, str, str]] = {
    "the fence": (plain(), 'WHEN r.lsn IS DISTINCT FROM t."__lsn" THEN t."__lsn" IS NULL OR r.lsn > t."__lsn"', ""),
    "the order of a batch": (plain(), 'COLLATE "C" DESC, s."__operation"', 'COLLATE "C", s."__operation"'),
    "data under a deletion": (plain(), "v_turns := v_turns || -1::bigint;", ""),
    "deletions without data": (plain(), "CASE WHEN r.open <> 0 THEN v_nothing END", "NULL"),
    "sources of columns": (documents(), "v_alone := v_alone AND v_keys.keys = v_batch.taken;", "v_alone := true;"),
    "fences of columns": (documents(), ' || (t."__fences" - v_told)', ' || t."__fences"'),
    "late values": (documents(), "r.open >= 0 AND (", "false AND ("),
    "the placeholder": (
        documents(),
        "CASE WHEN r.open & 2::bigint = 0 THEN r.large_2",
        "CASE WHEN true THEN r.large_2",
    ),
    "the older event of two": (
        document(),
        "CASE WHEN w.open <> 0 THEN f.place END",
        "CASE WHEN false THEN f.place END",
    ),
    "its fence": (document(), "WHEN r.place IS NOT NULL THEN jsonb_object(", "WHEN false THEN jsonb_object("),
    "its age": (document(), 'THEN t."__lsn" IS NULL OR r.f_lsn > t."__lsn"', "THEN true"),
    "what it tells late": (document(), "THEN cdc_management.odd_batch()", "THEN false"),
    "clearing away": (plain(), "NOT cdc_management.truncate_settled(v_leaf.leaf, ", "false AND (true, "),
    "superseded": (plain(), "(b.part ->> 'taken')::bigint - b.keys", "0"),
    "stale": (plain(), "'stale', b.stale", "'stale', 0"),
    "the count of keys": (plain(), "THEN v_written + v_stale_keys ELSE", "THEN v_batch.taken ELSE"),
    "what was written again": (plain(), "v_written - current_setting('cdc_management.again')::bigint", "v_written"),
    "what is newer there": (plain(), "IF current_setting('cdc_management.stale')::bigint > 0 OR", "IF"),
}


@pytest.mark.parametrize(("table", "what", "instead"), SETTLED.values(), ids=SETTLED)
def test_the_oracle_notices_in_a_settled_leaf_the_loss_of(
    postgres: Server, table: TargetTable, what: str, instead: str
) -> None:
    lost(postgres, table, what, instead, PLAIN)


def test_the_loss_of_the_lock_is_noticed(database: str) -> None:
    lock = "NOT pg_try_advisory_xact_lock(hashtext('cdc_management.merge'), p_target::oid::bigint::bit(32)::integer)"
    with psycopg.connect(database, autocommit=True) as connection, psycopg.connect(database) as first:
        infrastructure(connection, lambda text: text.replace(lock, "false"))
        install(connection, [plain()])
        stage(connection, "Actor", [event(1)])
        merge(first, "Actor")
        connection.execute("SET statement_timeout = '1s'")
        # with it the second merge says «another merge is running»; without it only rows stand in its way
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute(f"CALL {SCHEMA}.sp_merge_actor(p_wait_seconds => 0.1)".encode())
