"""A service held against the source's catalog."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdc_assets.catalog.model import Catalog, Column, Key, SqlType, Table
from cdc_assets.config.check import check_against_catalog
from tests.config.projects import SERVICE, Case, Edit, load, read_cases, write_project

INT = SqlType("int")


def table(name: str, *columns: str, key: tuple[str, ...] = (), computed: str = "") -> Table:
    made = tuple(
        Column(column, INT, True, number, computed="(1)" if column == computed else None)
        for number, column in enumerate(columns, 1)
    )
    schema, _, short = name.partition(".")
    return Table(schema, short, made, Key(None, key) if key else None)


CATALOG = Catalog(
    "AdOpusTest",
    (
        table("dbo.Actor", "actno", "BrukerNavn", "Døv", "Fødeland", "Alder", key=("actno",), computed="Alder"),
        table("dbo.ActorActor", "fra", "til", key=("fra", "til")),
        table("dbo.Logg", "tid", "nr", "tekst"),
        table("salg.Ordre", "id", key=("id",)),
    ),
)
ACTOR = "      dbo.Actor: {ignore_columns: [Døv, Fødeland]}"
AT = "services/adopus.yaml"


def told(root: Path, *edits: Edit) -> list[str]:
    project = load(write_project(root, *edits))
    return [str(problem) for problem in check_against_catalog(project, project.services["adopus"], CATALOG)]


def test_a_service_that_fits_the_catalog_has_no_problems(tmp_path: Path) -> None:
    assert told(tmp_path) == []


@pytest.mark.parametrize("case", read_cases("catalog_cases"))
def test_a_name_that_the_source_lacks_is_told_at_its_line(case: Case, tmp_path: Path) -> None:
    assert told(tmp_path, *case.edits) == case.says


def test_two_columns_may_swap_their_names(tmp_path: Path) -> None:
    assert told(tmp_path, (SERVICE, "          deletes: hard\n", "          columns: {fra: til, til: fra}\n")) == []


def test_another_key_lets_a_primary_key_column_be_ignored(tmp_path: Path) -> None:
    assert told(tmp_path, (SERVICE, ACTOR, "      dbo.Actor: {ignore_columns: [actno], key_columns: [Døv]}")) == []


def test_all_problems_come_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    edits = [(SERVICE, "BrukerNavn: b", "Navn: b"), (SERVICE, "[tid, nr]", "[Tid]"), (SERVICE, "[Døv,", "[Dov,")]
    assert [text.split(": ")[0] for text in told(tmp_path, *edits)] == [f"{AT}:6", f"{AT}:8", f"{AT}:28"]


def test_a_file_that_vanished_since_loading_is_still_named(tmp_path: Path) -> None:
    project = load(write_project(tmp_path, (SERVICE, "[tid, nr]", "[Tid]")))
    (tmp_path / SERVICE).unlink()
    (problem,) = check_against_catalog(project, project.services["adopus"], CATALOG)
    assert (problem.where, problem.key) == (AT, "adopus.source.tables.dbo.Logg.key_columns[0]")
