"""What is lost to Kafka is healed from the source, and accounted for where that is proven."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from cdc_assets.errors import CdcError
from cdc_assets.offsets.broker import Bounds
from cdc_assets.offsets.model import PartitionState, Position, Watermarks
from cdc_assets.offsets.sweep import sweep
from cdc_assets.verify.model import Options
from cdc_assets.verify.places import SourceReader
from cdc_assets.verify.run import Budget, Healed, heal, heal_relation, window
from resources.embedded_postgres import Server
from tests.merge.support import SCHEMA, UNAVAILABLE, fetch
from tests.offsets.support import RecordedBroker, install_all, stream
from tests.rows.support import read_table, reading
from tests.sqlserver.support import every_driver
from tests.support.postgres import filled_database
from tests.verify.support import TOPIC, deliver
from tests.verify.test_rows import ACTOR, Bed

Connection = psycopg.Connection[Any]
NOW = Options(settle=0)


class Gap(Bed):
    """The same over all of `cdc_management`, with a broker that holds nothing any more."""

    def states(self) -> list[PartitionState]:
        marks = Watermarks(self.stream.offset, self.stream.offset)
        broker = RecordedBroker({Position(TOPIC, 0): marks})
        return list(sweep(self.connection, [stream(TOPIC)], broker, bounds=Bounds()).partitions)

    def lost(self) -> int:
        return sum(state.count("lost") for state in self.states())

    def heal(self, budget: int = 1000) -> Healed:
        states = self.states()
        return heal_relation(
            self.connection, self.reader, ACTOR, states, NOW, Budget(budget), lambda _found, _why: False
        )


@pytest.fixture
def gap(postgres: Server) -> Iterator[Gap]:
    with (
        filled_database(postgres, "verify-all", install_all) as conninfo,
        psycopg.connect(conninfo, autocommit=True) as connection,
    ):
        yield Gap(connection)


def lose_three(gap: Gap) -> None:
    gap.change("update", 3, name="other")
    gap.change("delete", 7)
    gap.change("insert", 100, name="new", amount=1)
    gap.lose()
    gap.change("update", 20, name="later")
    gap.flow()


def test_a_lost_gap_is_healed_by_its_window_and_accounted_for_with_its_proof(gap: Gap) -> None:
    lose_three(gap)
    assert gap.lost() == 3
    found = window(gap.connection, ACTOR, gap.states())
    assert found is not None
    healed = gap.heal()
    assert (healed.done, healed.offsets) == (True, 3)
    assert [(one.mode, one.found, one.repaired) for one in healed.verifications] == [
        ("changes", {"lost": 3}, 3),
        ("changes", {}, 0),
    ]
    assert gap.target() == gap.there()
    assert gap.lost() == 0
    proof = "SELECT ranges::text, healed_by FROM cdc_management.offset_losses"
    assert fetch(gap.connection, proof) == [("{[25,28)}", healed.verifications[-1].id)]


def test_where_a_snapshot_row_stands_beside_the_gap_all_rows_are_compared(gap: Gap) -> None:
    gap.connection.execute(f"""UPDATE {SCHEMA}."Actor" SET "__operation" = 'r'""".encode())
    lose_three(gap)
    assert window(gap.connection, ACTOR, gap.states()) is None
    healed = gap.heal()
    assert healed.done
    assert healed.verifications[0].mode == "rows"
    assert gap.target() == gap.there()
    assert gap.lost() == 0


def test_where_the_source_was_restored_since_all_rows_are_compared(gap: Gap) -> None:
    """Before the gap LSNs are higher than behind it."""
    lose_three(gap)
    fetch(gap.connection, f"SELECT cdc_management.new_source_incarnation('{SCHEMA}', 'Actor')")
    healed = gap.heal()
    assert (healed.done, healed.verifications[0].mode) == (True, "rows")
    assert gap.target() == gap.there()


def test_where_a_later_change_may_leave_a_large_value_out_all_rows_are_compared(gap: Gap) -> None:
    gap.connection.execute("UPDATE cdc_management.merge_control SET large_columns = '{name}'")
    gap.change("update", 3, name="lost")
    gap.lose()
    gap.change("update", 3, amount=7)
    deliver(gap.connection, [{**event, "name": UNAVAILABLE} for event in gap.stream.events()])
    assert gap.heal().done
    assert gap.target() == gap.there()
    assert gap.lost() == 0


@every_driver
def test_where_the_changes_are_gone_too_all_rows_are_compared(gap: Gap, driver: str) -> None:
    lose_three(gap)
    gap.change("update", 20, name="much later")
    gap.flow()
    (instance,) = gap.source.instances.values()
    gap.source.clean(instance.name, gap.reader.position)
    with reading(gap.source, driver) as session:
        gap.reader = SourceReader(session, read_table(columns=("id", "name", "amount"), key=("id",)))  # type: ignore[assignment]
        assert [one.mode for one in gap.heal().verifications] == ["rows", "rows"]
    assert gap.target() == gap.there()
    assert gap.lost() == 0


def test_where_no_broker_answered_nobody_is_told_that_nothing_is_lost(gap: Gap) -> None:
    found = sweep(gap.connection, [stream(TOPIC)], None)
    project: Any = None
    with pytest.raises(CdcError, match="no broker is configured"):
        list(heal(project, (), found, {}, NOW, Budget(), lambda _found, _why: False))


def test_what_is_not_repaired_is_not_accounted_for(gap: Gap) -> None:
    lose_three(gap)
    healed = gap.heal(budget=0)
    assert not healed.done
    assert gap.lost() == 3
    assert fetch(gap.connection, "SELECT count(*) FROM cdc_management.offset_losses") == [(0,)]


def test_a_gap_that_held_nothing_that_counts_is_proven_at_once(gap: Gap) -> None:
    gap.change("update", 20, name="lost, and then overtaken")
    gap.lose()
    gap.change("update", 20, name="later")
    gap.flow()
    healed = gap.heal()
    assert (healed.done, len(healed.verifications)) == (True, 1)
    assert gap.lost() == 0
