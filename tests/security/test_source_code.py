"""What the code may not do: run text as code, load YAML that makes objects, put values into SQL as text."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cdc_assets.tables.types import type_problem
from resources.project import CHECKOUT

SOURCES = sorted([*(CHECKOUT / "cdc_assets").rglob("*.py"), *(CHECKOUT / "resources").glob("*.py")])

MAY_NOT = {
    "yaml.unsafe_load", "yaml.full_load", "yaml.load_all", "yaml.unsafe_load_all", "eval", "exec", "compile",
    "pickle.load", "pickle.loads", "os.system", "os.popen", "marshal.loads", "tempfile.mktemp",
}  # fmt: skip

INTO_SQL = {
    "timeouts(step)": "whole numbers",
    "local_settings(step, least, check=check)": "whole numbers, and one of two words",
    "schema_lock(schema)": "a whole number",
    "function": "the name of a function of PostgreSQL's, given in the code",
    "merge": "quote_literal over quote_ident (begin_locked)",
    "_in_place(occasion)": "names through quote_literal",
    "_of_unit(occasion)": "names through quote_literal",
    "replaces": "`_in_place` and a whole number",
    "settle_sql(occasion, desired, str(int(row)))": "every value through quote_literal, and a whole number",
}
"""All that f-strings handed to the database put in, but for constants and whole numbers (`:d`). SQL made
elsewhere is quoted there: `tests/ddl` and `test_hostile_files.py` execute it with hostile names."""
CONSTANT = re.compile(r"_?[A-Z][A-Z_]*")


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield ast.unparse(node.func), node


def interpolated(tree: ast.AST) -> Iterator[str]:
    """What stands in braces in f-strings that a call executes right away."""
    for name, call in calls(tree):
        if name.rpartition(".")[2] in {"execute", "executemany", "copy", "SQL"} and call.args:
            for piece in ast.walk(call.args[0]):
                if isinstance(piece, ast.FormattedValue):
                    whole_number = piece.format_spec is not None and ast.unparse(piece.format_spec) == "f'd'"
                    yield "" if whole_number else ast.unparse(piece.value)


def test_nothing_runs_text_as_code_and_yaml_makes_no_objects() -> None:
    assert len(SOURCES) > 100
    for path in SOURCES:
        for name, call in calls(parsed(path)):
            assert name not in MAY_NOT, f"{path}:{call.lineno}"
            said = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            assert said.get("shell") != "True", f"{path}:{call.lineno}"
            if name == "yaml.load":
                assert said.get("Loader") == "_LOADER", f"{path}:{call.lineno}"


def test_values_come_into_sql_as_parameters_or_quoted() -> None:
    found = {piece for path in SOURCES for piece in interpolated(parsed(path)) if piece}
    found = {piece for piece in found if not CONSTANT.fullmatch(piece)}
    assert found <= set(INTO_SQL), found - set(INTO_SQL)


def test_yaml_is_loaded_as_text_lists_and_mappings(tmp_path: Path) -> None:
    from cdc_assets.catalog.snapshot import _LOADER

    assert _LOADER.__name__ in {"CBaseLoader", "BaseLoader", "CSafeLoader", "SafeLoader"}


@pytest.mark.parametrize(
    "type_", ["text); DROP TABLE x; --", "text DEFAULT f()", "int CHECK (true)", "serial", "int, evil int",
              "int NOT NULL", "text REFERENCES x", "int GENERATED ALWAYS AS IDENTITY", "text/* */", "text--",
              "a\nb", "'x'", ""]
)  # fmt: skip
def test_a_type_is_a_type_and_nothing_more(type_: str) -> None:
    problem = type_problem(type_)
    assert problem is not None
    assert problem.isprintable()


@pytest.mark.parametrize(
    "type_", ["text", "varchar(10)", "numeric(18, 4)", "timestamp(3) with time zone", 'text COLLATE "C"', "text[]",
              'public."my default type"', "double precision"]
)  # fmt: skip
def test_types_as_people_write_them_are_taken(type_: str) -> None:
    assert type_problem(type_) is None
