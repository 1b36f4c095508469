"""The generated T-SQL, and running it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from cdc_assets.capture.advisor import advise, low_water_marks, wanted_capture
from cdc_assets.capture.model import Progress, Wanted
from cdc_assets.capture.scripts import (
    Script,
    advice_script,
    batches,
    clean_script,
    enable_script,
    execute,
    retention_script,
)
from cdc_assets.catalog.model import Catalog, Column, Key, SqlType, Table
from cdc_assets.config.model import CaptureOptions
from cdc_assets.errors import CdcError
from cdc_assets.tables.model import TableDefinition
from tests.sqlserver.captures import ACTOR, NEW, OLD, at_lsn, instance, lsn, state
from tests.sqlserver.support import ScriptedConnections, at, odbc_error

GOLDEN = Path(__file__).parent / "golden"


WANTED = (
    ACTOR,
    Wanted("salg", "Ordre", ("År", "Nr"), ("År", "Nr")),
    Wanted("dbo", "Logg", ("Id",), (), "UX_Logg"),
    Wanted("dbo", "Økt", ("Id",), ("Id",), None, "memory-optimized"),
    Wanted("dbo", "Ny", ("Id", "Tekst"), ("Id",)),
    Wanted("dbo", "Full", ("Id",), ("Id",)),
)
OPTIONS = CaptureOptions(role="cdc_reader", retention=7200)


def scripts() -> dict[str, Script]:
    ordre = replace(instance("salg_Ordre", 100, ("År",)), schema="salg", table="Ordre")
    full = [
        replace(instance(name, start, ("Id",)), table="Full")
        for name, start in (("dbo_Full", 100), ("dbo_Full_2", 200))
    ]
    now = state(
        OLD,
        NEW,
        ordre,
        replace(full[0], last_before=lsn(150)),
        full[1],
        replace(instance("dbo_Logg", 5, ("Id",)), table="Logg"),
    )
    progress = at_lsn(1000, 1000)
    marks = low_water_marks(now, progress)
    return {
        "enable-plain.sql": enable_script(WANTED[:2]),
        "enable-options.sql": enable_script(WANTED, OPTIONS),
        "advice.sql": advice_script(advise(WANTED, now, progress), WANTED, "AdOpus Test", OPTIONS),
        "clean.sql": clean_script(marks, "AdOpusTest"),
        "retention.sql": retention_script(4320),
    }


@pytest.mark.parametrize("name", sorted(scripts()))
def test_a_script_is_what_was_reviewed(name: str) -> None:
    """CDC_GOLDEN=1 writes the files anew; review the git diff."""
    text = scripts()[name].text
    path = GOLDEN / name
    if os.environ.get("CDC_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(scripts()))
def test_every_batch_of_a_script_is_t_sql_that_parses(name: str) -> None:
    for batch in batches(scripts()[name]):
        for statement in sqlglot.parse(batch.text, read="tsql"):
            assert statement is not None
            commands = [command.sql("tsql") for command in statement.find_all(exp.Command)]
            assert [command for command in commands if not command.startswith("THROW")] == []


def test_the_advice_script_creates_before_it_drops_and_drops_only_after_checking_again() -> None:
    text = scripts()["advice.sql"].text
    drop = text.index("sp_cdc_disable_table")
    guard = text[:drop]
    assert "@consumed binary(10) = 0x000000000000000003E8" in guard
    assert "ct.[__$start_lsn] > @consumed AND ct.[__$start_lsn] < @switch" in guard
    assert text.count("sp_cdc_disable_table") == 1  # dbo.Full is not drained: its consumers are not known


@given(
    name=st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30)
)
def test_no_name_breaks_out_of_a_script(name: str) -> None:
    table = Wanted(name, name, (name, "x"), (name,), None)
    for batch in batches(enable_script([table], CaptureOptions(role=name))):
        tokens = [
            token for token in sqlglot.tokenize(batch.text, read="tsql") if token.token_type.name == "NATIONAL_STRING"
        ]
        if "sp_cdc_enable_table" in batch.text:
            # OBJECT_ID, schema, table, instance, role, columns
            assert [token.text for token in tokens][1:3] == [name, name]
            assert len(tokens) == 6


def test_instance_names_are_unique_and_fit() -> None:
    long = "x" * 128
    tables = [
        Wanted("a_b", "c", ("i",)),
        Wanted("a", "b_c", ("i",)),
        Wanted("dbo", long, ("i",)),
        Wanted("dbo", long + "y", ("i",)),
    ]
    created = [advice.create for advice in advise(tables, state(), Progress())]
    assert created[:2] == ["a_b_c", "a_b_c_2"]
    assert len({str(name).casefold() for name in created}) == 4
    assert all(len(str(name)) <= 100 for name in created)
    text = enable_script(tables).text
    assert all(f"@capture_instance = N'{name}'" in text for name in created)


class Recorder:
    """A cursor that remembers what was sent."""

    description = None

    def __init__(self) -> None:
        self.sent: list[str] = []

    def execute(self, sql: str) -> None:
        self.sent.append(sql)

    def nextset(self) -> bool:
        return False

    def close(self) -> None:
        pass


def test_a_script_is_executed_batch_by_batch() -> None:
    cursor = Recorder()
    script = enable_script(WANTED[:2])
    count = execute(at(1433), script, connect=ScriptedConnections([cursor] * 9))
    assert count == len(cursor.sent) == 3
    assert all("\nGO" not in text for text in cursor.sent)
    assert "sp_cdc_enable_db" in cursor.sent[0]


class Refusing(Recorder):
    """Refuses what holds a text."""

    def __init__(self, text: str, error: Exception) -> None:
        super().__init__()
        self.text, self.error = text, error

    def execute(self, sql: str) -> None:
        super().execute(sql)
        if self.text in sql:
            raise self.error


DENIED = odbc_error("42000", 22902, "Caller is not authorized to initiate the requested action.")


def test_a_table_that_fails_says_its_line_and_stops_no_other() -> None:
    cursor, told = Refusing("N'salg'", DENIED), dict[str, bool]()
    script = enable_script([*WANTED[:3], WANTED[4]])
    with pytest.raises(CdcError) as caught:
        execute(
            at(1433),
            script,
            connect=ScriptedConnections([cursor] * 2),
            on_batch=lambda batch, done: told.update({batch.subject: done}),
        )
    assert str(caught.value).startswith("enable-cdc.sql:28: salg.Ordre failed (3 of 5 batches)\n")
    assert "Caller is not authorized" in str(caught.value)
    assert told == {"the database": True, "dbo.Actor": True, "salg.Ordre": False, "dbo.Logg": True, "dbo.Ny": True}


def test_without_capture_of_the_database_no_table_is_begun() -> None:
    cursor = Refusing("sp_cdc_enable_db", DENIED)
    with pytest.raises(CdcError, match="2 batches after it were not begun"):
        execute(at(1433), enable_script(WANTED[:2]), connect=ScriptedConnections([cursor]))
    assert len(cursor.sent) == 1


def test_a_login_that_is_refused_is_tried_once_for_the_whole_script() -> None:
    refused = ScriptedConnections([odbc_error("28000", 18456, "Login failed for user 'leser'.")] * 3)
    with pytest.raises(CdcError, match="Login failed"):
        execute(at(1433), enable_script(WANTED[:2]), connect=refused)
    assert refused.opened == 1


def test_a_script_has_one_connection_and_another_after_it_broke_with_the_same_settings() -> None:
    connections = ScriptedConnections([Recorder(), Recorder()])
    execute(at(1433), enable_script(WANTED), connect=connections)
    assert connections.opened == connections.closed == 1
    broken, whole = Refusing("N'salg'", odbc_error("01000", 20017, "Unexpected EOF from the server")), Recorder()
    execute(at(1433), enable_script(WANTED[:2]), connect=ScriptedConnections([broken, whole]))
    assert [text.startswith("SET XACT_ABORT ON; ") for text in (*broken.sent, *whole.sent)] == [True] * 4


def test_a_table_that_is_not_there_is_left_out_of_what_is_enabled() -> None:
    there = state(tables=frozenset({"dbo.Actor", "salg.ORDRE"}))
    advice = {item.table: (item.step, item.reason) for item in advise(WANTED, there, Progress())}
    assert advice["dbo.Actor"][0] == "enable"
    assert advice["dbo.Logg"] == ("impossible", "it is not in AdOpusTest, or the login may not see it")
    assert advice["salg.Ordre"] == (
        "impossible",
        "it is spelled salg.ORDRE in AdOpusTest: upper and lower case differ",
    )
    guard = "SELECT 1 FROM sys.tables AS t\n    WHERE t.object_id = OBJECT_ID(N'[salg].[Ordre]')"
    assert guard in enable_script(WANTED).text


def test_comments_alone_are_no_batch() -> None:
    assert batches(Script("x", "-- a\nGO\n\n-- b\nSELECT 1;\nGO\n-- c\n")) == batches(
        Script("x", "\n\n\n-- b\nSELECT 1;")
    )


def test_a_name_that_no_script_can_hold_leaves_out_its_table_with_the_reason() -> None:
    columns = tuple(Column(name, SqlType("int"), False, n) for n, name in enumerate(("Id", "a\tb"), 1))
    catalog = Catalog("AdOpusTest", (Table("dbo", "Odd", columns, Key("PK", ("Id",))),))
    definition = TableDefinition("adopus", "AdOpusTest", "dbo", "Odd", ("Id", "a\tb"), "topic", ())
    (found,) = wanted_capture([definition], catalog)
    assert found.not_capturable == (
        "the name 'a\\tb' holds a control character, which no script can hold: rename it, or leave it out"
    )
    assert "-- Left out: dbo.Odd: the name 'a\\tb' holds a control character" in enable_script([found]).text
