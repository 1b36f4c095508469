"""Tenants whose names need escapes are as good as any: applied, merged, unchanged when looked at again."""

from __future__ import annotations

import psycopg
import pytest

from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.drift import tenant_statuses
from cdc_assets.migrate.locks import Patience
from cdc_assets.tables.naming import quote_ident
from tests.migrate.fleet_support import plan, pool, start, version
from tests.migrate.runner import TODAY

NAMES = ["a$b", "$cdc$", "{{SCHEMA}}", "x{{y", 'two "quotes"', "it's", "back\\slash", "to\nlines$", "merge", "æ ø"]
OLD = {"Actor": {"id": "integer key", "name": "text"}}
NEW = {"Actor": {**OLD["Actor"], "more": "varchar(9)"}}


def test_they_are_applied_changed_mended_and_merged_like_others(database: str):
    with pool(database) as opened:
        start(opened, OLD, NAMES)
        for spec in (OLD, NEW):
            done = roll_out(opened, plan(opened, spec, NAMES), Policy(TODAY))
            assert done.ok, done
            assert plan(opened, spec, NAMES).empty
            assert plan(opened, spec, NAMES, mend=True).empty, "nothing to mend"
            with opened.connection() as connection:
                found = tenant_statuses(connection, *version(spec), NAMES)
            assert [(each.state, each.drift) for each in found] == [("applied", ())] * len(NAMES)
        with opened.connection() as connection:
            for number, name in enumerate(NAMES):
                insert = f'INSERT INTO {quote_ident(name)}."stg_Actor" (id, more, "__operation") VALUES (%s, %s, %s)'
                connection.execute(insert.encode(), [number, "x", "c"])
            connection.execute("CALL cdc_management.run_pending_merges(0)")
            for number, name in enumerate(NAMES):
                rows = connection.execute(f'SELECT id, more FROM {quote_ident(name)}."Actor"'.encode()).fetchall()
                assert rows == [(number, "x")], name


@pytest.mark.parametrize("name", ["a$b", "{{SCHEMA}}"])
def test_a_running_merge_is_let_finish_in_a_schema_whose_name_needs_escapes(database: str, name: str):
    with pool(database) as opened:
        start(opened, OLD, [name])
        with psycopg.connect(database) as merging:
            place = "to_regclass(format('%%I.%%I', %s::text, 'Actor'))"
            merging.execute(f"SELECT cdc_management.lock_merge({place})".encode(), [name])
            done = roll_out(opened, plan(opened, NEW, [name]), Policy(TODAY), patience=Patience(0.2))
            assert "a merge of the table is running" in str(done.results)
        assert roll_out(opened, plan(opened, NEW, [name]), Policy(TODAY)).ok
