"""The merge against a model written from the rules: thousands of random schedules, compared after each merge."""

from __future__ import annotations

import dataclasses
import os

import psycopg
import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from cdc_assets.tables.model import TargetTable
from resources.embedded_postgres import Server
from tests.merge.oracle import Group, run
from tests.merge.support import appended, document, documents, install, merging_database, plain
from tests.support.postgres import both_versions

LONG = bool(os.environ.get("CDC_TEST_LONG"))
RELATIONS = {
    "soft deletes": plain(),
    "hard deletes": plain("Gone", deletes="hard"),
    "large column": document(),
    "large columns": documents(),
    "large columns, hard deletes": documents("Gone", deletes="hard"),
    "append-only": appended(),
}


def schedules(postgres: Server, table: TargetTable, *groups: Group) -> None:
    """Run groups, each in a relation of its own; says what was run, so that it can be run again."""
    with merging_database(postgres) as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        for number, group in enumerate(groups):
            relation = dataclasses.replace(table, name=f"{table.name}{number or ''}")
            install(connection, [relation])
            merges = run(connection, relation, group)
            print(f"{table.name}: {group}, {merges} merges")


@pytest.mark.parametrize("table", RELATIONS.values(), ids=RELATIONS)
@settings(
    max_examples=100 if LONG else 4,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink) if LONG else (Phase.explicit, Phase.generate),
    deadline=None,
    print_blob=True,
)
@given(
    seed=st.integers(0, 2**32),
    length=st.integers(10, 50),
    bumps=st.integers(0, 3),
    kind=st.sampled_from(("wild", "tame", "plain")),
)
def test_random_schedules_end_in_the_models_state(
    postgres: Server, table: TargetTable, seed: int, length: int, bumps: int, kind: str
) -> None:
    if kind == "plain":
        # with many side by side a late value in one of them sends nearly every batch the general way
        counts = (100, 6, 6, 6, 6, 6)
        groups = [Group(seed + 100 * n, count, length, 0, plain=True) for n, count in enumerate(counts)]
    else:
        groups = [Group(seed, 130, length, bumps, tame=kind == "tame")]
    note(repr(groups))
    schedules(postgres, table, *groups)


@both_versions
@pytest.mark.parametrize("table", RELATIONS.values(), ids=RELATIONS)
def test_known_schedules_end_in_the_models_state_on_both_versions(postgres: Server, table: TargetTable) -> None:
    schedules(postgres, table, Group(1, 40, 20))
    schedules(postgres, table, Group(2, 40, 20, bumps=0, tame=True))
    schedules(postgres, table, Group(3, 40, 20, bumps=0, plain=True))
    schedules(postgres, table, Group(4, 6, 40, bumps=0, plain=True))


def test_snapshot_rows_without_lsn_are_all_placed_before_the_first_is_merged(postgres: Server) -> None:
    """Two of a key, merged in turns: the second was once placed above the first, and an older large value won."""
    schedules(postgres, RELATIONS["large column"], Group(16563, 130, 13, 0))


@pytest.mark.parametrize("group", [Group(2198594324, 130, 24, 3), Group(2948177203, 130, 44, 3)])
def test_a_snapshot_row_without_lsn_is_placed_before_events_of_a_later_source_that_have_none_either(
    postgres: Server, group: Group
) -> None:
    """The row held is then still of the snapshot row's incarnation, and a large value older than that row gives way."""
    schedules(postgres, RELATIONS["large columns, hard deletes"], group)


def test_a_row_that_does_not_fit_sets_no_other_event_of_its_key_aside(postgres: Server) -> None:
    """It had an LSN, and the one after it none: both were set aside once."""
    schedules(postgres, RELATIONS["hard deletes"], Group(46888, 130, 42, 0))
