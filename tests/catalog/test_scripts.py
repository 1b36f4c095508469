"""The folder: encodings, project files, the cache, and what any bytes at all may do to the reader."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdc_assets.catalog import scripts as scripts_module
from cdc_assets.catalog.scripts import read_scripts, scripts_fingerprint
from cdc_assets.catalog.tsql.facts import from_json, to_json
from cdc_assets.catalog.tsql.statements import read_script
from cdc_assets.catalog.tsql.text import Refused, decode
from cdc_assets.catalog.tsql.tokens import tokenize
from cdc_assets.errors import CdcError
from tests.catalog.support import only_table, problems, read, write_scripts
from tests.catalog.test_columns import COLUMNS
from tests.catalog.test_create_table import KEYS, OPTIONS
from tests.catalog.test_project_file import PROJECT
from tests.catalog.test_refused import REFUSED
from tests.catalog.test_statements import CHANGES, MODULES, SKIPPED
from tests.support.work import assert_linear, steps

NORSK = "-- Fødeland\r\nCREATE TABLE dbo.Aktør (\r\n  Døv bit DEFAULT 'a\r\nb',\r\n  表🙂 int\r\n)\r\nGO\r\n"


@pytest.mark.parametrize(
    "data",
    [
        NORSK.encode(),
        codecs.BOM_UTF8 + NORSK.encode(),
        codecs.BOM_UTF16_LE + NORSK.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + NORSK.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + NORSK.encode("utf-32-le"),
        NORSK.replace("\r\n", "\n").encode(),
        NORSK.replace("\r\n", "\r").encode(),
    ],
    ids=["UTF-8", "UTF-8 marked", "UTF-16 LE", "UTF-16 BE", "UTF-32", "LF", "CR"],
)
def test_an_encoding_that_is_known_for_certain_is_read(data: bytes) -> None:
    table = only_table({"Aktør.sql": data})
    assert table.name == "Aktør"
    assert [column.name for column in table.columns] == ["Døv", "表🙂"]
    assert table.columns[0].default == "'a\nb'"
    assert table.origin == "source/Aktør.sql:2"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"CREATE TABLE t\n(\nF\xf8deland int)", "3: a name in a file that is not UTF-8"),
        (b"CREATE TABLE t (\n[F\xf8deland] int)", "2: a name in a file that is not UTF-8"),
        (b"CREATE TABLE t (a int,\n b dbo.F\xf8)", "2: a name in a file that is not UTF-8"),
        (b"a\n" + "CREATE".encode("utf-16-le"), "2: the file holds NUL characters, as UTF-16 without a mark does"),
        (codecs.BOM_UTF16_LE + b"\n\0x", "2: the file's mark says UTF-16-LE, but it is not"),
        (codecs.BOM_UTF8 + b"\n\xff", "2: the file's mark says UTF-8, but it is not"),
    ],
)
def test_an_encoding_that_would_have_to_be_guessed_is_refused(data: bytes, expected: str) -> None:
    assert [problem.partition(";")[0] for problem in problems({"a.sql": data})] == [expected]


def test_what_is_not_utf_8_harms_nothing_where_it_is_no_name() -> None:
    sql = "-- Fødeland\nCREATE TABLE t (a int DEFAULT 'ø', b int CHECK (b <> 'å'))\nGO\nCREATE PROC p AS SELECT [Døv]"
    table = only_table({"a.sql": sql.encode("cp1252")})
    assert [(column.name, column.default) for column in table.columns] == [("a", "'\ufffd'"), ("b", None)]


def test_marks_in_the_middle_and_the_end_of_file_of_dos_are_no_words() -> None:
    both = codecs.BOM_UTF8 + b"CREATE TABLE t (a int)\nGO\n"
    assert [one.name for one in read({"a.sql": both + both.replace(b" t ", b" u ") + b"\x1a"}).tables] == ["t", "u"]


def test_a_folder_without_a_project_file_can_say_its_collation_in_database_yaml() -> None:
    table = "CREATE TABLE t (a int)"
    assert read({"database.yaml": "collation: Latin1_General_BIN2", "t.sql": table}).collation == "Latin1_General_BIN2"
    assert read({"t.sql": table}).collation is None
    assert problems({"database.yaml": "kollasjon: x", "t.sql": table}) == [
        "source/database.yaml: holds one key: collation"
    ]
    assert problems({"database.yaml": "{", "t.sql": table})[0].startswith("source/database.yaml: not YAML")
    assert problems({"database.yaml": "[" * 100_000, "t.sql": table}) == [
        "source/database.yaml: nested deeper than 40 levels"
    ]
    assert problems({"a.sqlproj": "<Project", "t.sql": table})[0].startswith("source/a.sqlproj: not a project file")
    assert problems({"a.sqlproj": "<!DOCTYPE x><Project/>", "t.sql": table})[0].endswith("is not read")
    assert problems({"a.sqlproj": PROJECT[1:], "database.yaml": "collation: x", "dbo/Tables/t.sql": table})[
        0
    ].startswith("source: the database has several collations: Danish_Norwegian_CI_AS (a.sqlproj), x (database.yaml)")


def test_a_folder_that_holds_no_table_is_an_error_and_not_an_empty_database(tmp_path: Path) -> None:
    assert problems({"a.txt": ""}) == ["source: no scripts (*.sql) in this folder"]
    assert problems("PRINT 'x'") == ["source: none of 1 script(s) creates a table"]
    with pytest.raises(CdcError, match="nowhere: no such folder"):
        read_scripts(tmp_path / "nowhere", "Db")


def test_an_unchanged_script_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_scripts(tmp_path / "source", {f"{n}.sql": f"CREATE TABLE t{n} (a int)" for n in range(3)})
    cache = tmp_path / "cache"
    first = read_scripts(source, "Db", cache)
    parsed: list[str] = []
    parse = scripts_module._parse
    monkeypatch.setattr(scripts_module, "_parse", lambda data, path: (parsed.append(path), parse(data, path))[1])
    assert read_scripts(source, "Db", cache) == first
    assert parsed == []
    write_scripts(source, {"1.sql": "CREATE TABLE t1 (a bigint)", "3.sql": "CREATE TABLE t0b (a int)"})
    (source / "0.sql").rename(source / "moved.sql")
    changed = read_scripts(source, "Db", cache)
    assert parsed == ["source/1.sql", "source/3.sql"]
    assert changed == read_scripts(source, "Db")
    assert next(table.origin for table in changed.tables) == "source/moved.sql:1"
    (file,) = cache.iterdir()
    assert len(json.loads(file.read_text().partition("\n")[2])) == 4


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"bigint", b"bigant"),
        lambda data: b"0" + data[1:] if data[:1] != b"0" else b"1" + data[1:],
        lambda data: b"",
        lambda data: b"\xff\n{}",
    ],
)
def test_a_spoiled_cache_is_ignored(tmp_path: Path, spoil: object) -> None:
    source = write_scripts(tmp_path / "source", "CREATE TABLE t (a bigint)")
    first = read_scripts(source, "Db", tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(spoil(file.read_bytes()))  # type: ignore[operator]
    assert read_scripts(source, "Db", tmp_path / "cache") == first


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    source = write_scripts(tmp_path / "source", "CREATE TABLE t (a bigint)")
    (tmp_path / "cache").write_text("a file where a folder should be")
    assert len(read_scripts(source, "Db", tmp_path / "cache").tables) == 1


CORPUS = [
    *(sql for sql, _ in REFUSED),
    *(f"CREATE TABLE t (a int, {definition})" for definition, _ in COLUMNS),
    *(f"CREATE TABLE t ({elements})" for elements, _ in KEYS),
    *(f"CREATE TABLE t (a int){options}" for options, _ in OPTIONS),
    *(statement for statement, _ in CHANGES),
    *SKIPPED,
    *MODULES,
]


def test_facts_come_back_from_the_cache_as_they_were() -> None:
    for sql in CORPUS:
        facts, _ = read_script(sql)
        assert from_json(json.loads(json.dumps(to_json(facts)))) == facts


def outcome(text: str) -> str:
    """`read`, or `refused` with lines inside of the text; anything else is a bug and raises."""
    _, refused = read_script(text)
    lines = text.count("\n") + 1
    for reason in refused:
        assert 1 <= reason.line <= lines
        assert reason.what
    return "refused" if refused else "read"


def test_a_script_that_was_cut_off_anywhere_is_read_or_refused() -> None:
    for sql in CORPUS:
        for end in range(0, len(sql), 7):
            outcome(sql[:end])


WORDS = sorted(
    {
        word
        for sql in CORPUS
        for word in tokenize(sql.split("/*")[0].split("'")[0].replace("[", " ").replace('"', " ")).words
    }
)
PIECES = [*WORDS, "\nGO\n", "'x'", "[y]", "(", ")", ",", ";", "--x\n", "/*", "*/", "'", "[", '"', "\n", "0", ".", "🙂"]


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_any_soup_of_words_is_read_or_refused(text: str) -> None:
    outcome(text)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(CORPUS), st.data())
def test_a_script_with_something_replaced_is_read_or_refused(sql: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(sql)))
    end = data.draw(st.integers(begin, min(len(sql), begin + 6)))
    outcome(sql[:begin] + data.draw(st.sampled_from(PIECES)) + sql[end:])


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except Refused:
        return
    outcome(text)


DEEP = ["IF 1 = 1 ", "BEGIN ", "(", "CASE ", "/*", "IF NOT EXISTS (SELECT 1) ", "WHILE 1 = 1 BEGIN ", "ELSE "]
DEEP_INSIDE = [
    "SELECT (",
    "CREATE TABLE t (a int DEFAULT (",
    "CREATE TABLE t (a int DEFAULT - ",
    "CREATE TABLE t (a AS CASE ",
]


@pytest.mark.parametrize(
    "nested",
    [piece * 2000 for piece in DEEP] + [piece + piece[-2:] * 2000 for piece in DEEP_INSIDE],
    ids=DEEP + DEEP_INSIDE,
)
def test_depth_is_refused_and_no_recursion_error(nested: str) -> None:
    outcome(nested)
    outcome(f"{nested} PRINT 'x'")


def test_work_grows_with_the_length_of_a_script_and_no_faster() -> None:
    def work(tables: int) -> int:
        columns = ",\n".join(f"  [Kolonne {n}] nvarchar(50) NOT NULL DEFAULT (N'')" for n in range(20))
        text = "\n".join(f"CREATE TABLE t{n} (\n{columns}\n)\nGO" for n in range(tables))

        def read() -> None:
            facts, refused = read_script(text)
            assert (len(facts), refused) == (tables, ())

        return steps(read)

    assert_linear(work, 4)


def test_the_fingerprint_of_a_folder_sees_content_names_and_settings_and_nothing_else(tmp_path: Path) -> None:
    source = write_scripts(tmp_path / "source", {"a.sql": "x", "b.sql": "y", "c.txt": "z"})
    first = scripts_fingerprint(source)
    assert first == scripts_fingerprint(source)
    (source / "c.txt").write_text("other")
    assert scripts_fingerprint(source) == first
    write_scripts(source, {"database.yaml": "collation: x"})
    second = scripts_fingerprint(source)
    (source / "a.sql").rename(source / "A2.sql")
    third = scripts_fingerprint(source)
    write_scripts(source, {"b.sql": "y "})
    assert len({first, second, third, scripts_fingerprint(source)}) == 4
    with pytest.raises(CdcError):
        scripts_fingerprint(tmp_path / "nowhere")
