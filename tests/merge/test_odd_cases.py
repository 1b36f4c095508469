"""What an attacker found: odd values, names, settings and callers. Each once broke a rule."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.merge.support import (
    SCHEMA,
    UNAVAILABLE,
    Row,
    column,
    event,
    fetch,
    install,
    merge,
    plain,
    relation,
    stage,
)
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]


def only(row: Row, *names: str) -> dict[str, Any]:
    """The row's metadata and these of its data columns."""
    return {name: value for name, value in row.items() if name.startswith("__") or name in names}


@both_versions
def test_the_placeholder_of_a_json_document_is_staged_and_a_bad_document_is_set_aside(merging: Connection) -> None:
    install(merging, [relation("Actor", (column("id", "integer", key=True), column("doc", "json", large=True)))])
    for number, doc in ((1, '{"a": 1}'), (2, UNAVAILABLE), (3, '{"a": '), (4, None)):
        stage(merging, "Actor", [only(event(number, 4 if number == 4 else 1, doc=doc), "id", "doc")])
        merge(merging, "Actor")
    assert fetch(merging, f'SELECT id, doc FROM {SCHEMA}."Actor" ORDER BY id') == [(1, {"a": 1}), (4, None)]
    ((reason, doc),) = fetch(merging, "SELECT reason, row_data ->> 'doc' FROM cdc_management.merge_rejects")
    assert reason.startswith("22P02: ")
    assert doc == '{"a": '


@both_versions
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_a_text_key_is_compared_as_its_column_keeps_it(merging: Connection, deletes: str) -> None:
    columns = (column("id", "varchar(3)", key=True), column("name", "varchar(20)"))
    install(merging, [relation("Actor", columns, deletes=deletes)])
    for number, key in ((1, "abc  "), (2, "abc "), (3, "ab"), (4, "ab "), (5, "abcd"), (6, "æøå")):
        stage(merging, "Actor", [only(event(number, key), "id", "name")])
        merge(merging, "Actor")
    stage(merging, "Actor", [only(event(7, "abcd", __operation="d"), "id"), only(event(8, "æøå  "), "id", "name")])
    merge(merging, "Actor")
    found = fetch(merging, f'SELECT id, name FROM {SCHEMA}."Actor" ORDER BY id COLLATE "C"')
    assert found == [("ab", "v3"), ("ab ", "v4"), ("abc", "v2"), ("æøå", "v8")], (
        "what is too long is cut to no other key"
    )
    reasons = fetch(merging, "SELECT DISTINCT reason FROM cdc_management.merge_rejects")
    assert reasons == [("the value of «id» does not fit varchar(3)",)]


@both_versions
def test_a_padded_key_is_compared_without_its_blanks(merging: Connection) -> None:
    columns = (column("id", "char(3)", key=True), column("name", "varchar(20)"))
    install(merging, [relation("Actor", columns)])
    for number, key in ((1, "ab"), (2, "ab "), (3, "ab   "), (4, "abcd")):
        stage(merging, "Actor", [only(event(number, key), "id", "name")])
        merge(merging, "Actor")
    assert fetch(merging, f'SELECT id, name FROM {SCHEMA}."Actor"') == [("ab ", "v3")]
    assert fetch(merging, "SELECT kafka_offset FROM cdc_management.merge_rejects") == [(4,)]


@both_versions
def test_the_callers_settings_do_not_matter(merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(1), event(2, 2, name="x" * 21)])
    for setting in ("standard_conforming_strings = off", "escape_string_warning = on", "quote_all_identifiers = on"):
        merging.execute(f"SET {setting}".encode())
    merge(merging, "Actor")
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."Actor"') == [(1,)]
    assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."stg_Actor"') == [(0,)]
    assert fetch(merging, "SELECT message FROM cdc_management.error_log") == []


@both_versions
def test_a_parameter_that_is_null_means_no_waiting_and_the_default_size(database: str, merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(1)])
    with psycopg.connect(database) as first:
        merge(first, "Actor")
        merging.execute("SET statement_timeout = '5s'")
        with pytest.raises(psycopg.errors.LockNotAvailable, match="another merge"):
            merging.execute(f"CALL {SCHEMA}.sp_merge_actor(p_wait_seconds => NULL)".encode())
        first.rollback()
    merging.execute("CALL cdc_management.run_pending_merges(NULL, NULL)")
    assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."Actor"') == [(1,)]


@both_versions
def test_a_name_may_hold_whatever_ends_a_line(merging: Connection) -> None:
    name, name_of_column = "new\n  line\r\\", "na\n\n    me'\x85\u2028x"
    columns = (column(name_of_column, "varchar(3)", key=True), column("ø\n1", "text", large=True))
    table = relation(name, columns, (name_of_column,))
    install(merging, [table], schema="sch\nema")
    stage(merging, name, [{name_of_column: "a", "ø\n1": "x"}, {name_of_column: "too long"}], schema="sch\nema")
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert fetch(merging, "SELECT table_name, rows_applied, rows_rejected FROM cdc_management.merge_control") == [
        (name, 1, 1)
    ]
    assert fetch(merging, "SELECT message FROM cdc_management.error_log") == []
