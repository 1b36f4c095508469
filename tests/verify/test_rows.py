"""Rows are compared with the source while changes flow, and a repair heals what differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from cdc_assets.errors import CdcError
from cdc_assets.rows.model import Chunk, HistoryEndedError, Limits
from cdc_assets.verify.model import Options, Verification
from cdc_assets.verify.places import SourceReader
from cdc_assets.verify.verify import repair, verify_changes, verify_rows
from tests.merge.support import SCHEMA, appended, column, fetch, install, merge, plain, relation, stage
from tests.rows.support import read_table, reading
from tests.sqlserver.source_database import SourceDatabase, table
from tests.sqlserver.support import every_driver
from tests.support.postgres import both_versions
from tests.verify.support import Direct, Stream, deliver, relation_of

Connection = psycopg.Connection[Any]
COLUMNS = {"id": "int", "name": "nvarchar(20)", "amount": "decimal(6,2)"}
ACTOR = relation_of(plain())


def source_of(count: int = 25) -> SourceDatabase:
    """A captured table of `count` rows, a commit each."""
    database = SourceDatabase(table("dbo.Actor", COLUMNS, ["id"]))
    database.enable("dbo.Actor")
    for number in range(count):
        database.commit(("insert", "dbo.Actor", {"id": number, "name": f"v{number}", "amount": number}))
    database.capture()
    return database


class Bed:
    """A source, a stream and a target of one table."""

    def __init__(self, connection: Connection, deletes: Any = "soft", count: int = 25) -> None:
        self.connection, self.source = connection, source_of(count)
        if not fetch(connection, "SELECT FROM pg_tables WHERE tablename = 'Actor'"):
            install(connection, [plain(deletes=deletes)])
        self.stream, self.reader = Stream(self.source), Direct(self.source)
        deliver(connection, self.stream.events())

    def change(self, what: str, number: int, **values: Any) -> None:
        self.source.commit((what, "dbo.Actor", {"id": number, **values}))

    def flow(self) -> None:
        """What happened arrives."""
        deliver(self.connection, self.stream.events())

    def lose(self) -> None:
        """What happened does not arrive."""
        self.stream.events()

    def rows(self) -> Verification:
        return verify_rows(self.connection, self.reader, ACTOR, wait=lambda _: None)

    def changes(self) -> Verification:
        return verify_changes(self.connection, self.reader, ACTOR, wait=lambda _: None)

    def repair(self, found: Verification) -> Verification:
        return repair(self.connection, self.reader, found, wait=lambda _: None)

    def target(self) -> list[tuple[Any, ...]]:
        return fetch(
            self.connection, f'SELECT id, name, amount FROM {SCHEMA}."Actor" WHERE NOT "__deleted" ORDER BY id'
        )

    def there(self) -> list[tuple[Any, ...]]:
        rows = sorted(self.source.rows["dbo.Actor"], key=lambda row: row["id"])
        return [(row["id"], row["name"], row["amount"]) for row in rows]


def broken(bed: Bed) -> None:
    """Three changes that are lost, of each kind, and one that arrives after them."""
    bed.change("insert", 100, name="new", amount=1)
    bed.change("update", 3, name="other")
    bed.change("delete", 7)
    bed.lose()
    bed.change("update", 20, name="later")
    bed.flow()


@both_versions
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_what_is_missing_superfluous_and_different_is_told_and_healed(merging: Connection, deletes: Any) -> None:
    bed = Bed(merging, deletes)
    assert (bed.rows().found, bed.rows().rows_read) == ({}, 25)
    broken(bed)
    found = bed.rows()
    assert found.found == {"missing": 1, "superfluous": 1, "different": 1}
    told = sorted((one.kind, one.key, one.columns) for one in found.differences)
    assert told == [("different", '["3"]', ("name",)), ("missing", '["100"]', ()), ("superfluous", '["7"]', ())]
    healed = bed.repair(found)
    assert (healed.repaired, healed.open) == (3, 0)
    assert bed.target() == bed.there()
    assert bed.rows().found == {}
    logged = "SELECT kind, repaired_as, healed FROM cdc_management.verification_differences ORDER BY kind"
    assert fetch(merging, logged) == [("different", "r", True), ("missing", "r", True), ("superfluous", "x", True)]


@both_versions
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_changes_that_were_lost_are_told_from_the_change_table_alone_and_healed(
    merging: Connection, deletes: Any
) -> None:
    bed = Bed(merging, deletes)
    assert bed.changes().found == {}
    broken(bed)
    found = bed.changes()
    assert found.found == {"lost": 3}
    assert sorted(one.key for one in found.differences) == ['["100"]', '["3"]', '["7"]']
    assert found.rows_read == 6, "the four changes since the last audit, an update being two"
    assert bed.changes().found == {"lost": 3}, "the window goes on only from where nothing is open"
    assert bed.repair(found).open == 0
    assert bed.target() == bed.there()
    assert bed.changes().found == {}


@both_versions
def test_changes_of_a_source_whose_lsns_start_anew_are_asked_for(merging: Connection) -> None:
    """A backup of another time was restored: what was audited before says nothing of its changes."""
    bed = Bed(merging)
    bed.change("update", 3, name="not in the backup")
    bed.flow()
    assert bed.changes().found == {}
    fetch(merging, f"SELECT cdc_management.new_source_incarnation('{SCHEMA}', 'Actor')")
    bed.source = source_of(10)
    bed.stream, bed.reader = Stream(bed.source, offset=1000), Direct(bed.source)
    bed.flow()
    bed.change("update", 4, name="lost")
    bed.lose()
    bed.change("update", 5, name="arrives")
    bed.flow()
    assert bed.changes().found == {"lost": 1}


@both_versions
def test_where_the_clean_up_passed_the_last_audit_changes_go_on_from_where_all_rows_were_equal(
    merging: Connection,
) -> None:
    bed = Bed(merging)
    bed.changes()
    (instance,) = bed.source.instances.values()
    bed.change("update", 3, name="seen by rows")
    bed.flow()
    bed.change("update", 4, name="too")
    bed.flow()
    bed.source.clean(instance.name, bed.reader.position)
    with reading(bed.source) as session:
        bed.reader = SourceReader(session, read_table(columns=("id", "name", "amount"), key=("id",)))  # type: ignore[assignment]
        with pytest.raises(HistoryEndedError):
            bed.changes()
        assert bed.rows().found == {}
        bed.stream.told = len(instance.changes)
        bed.change("update", 5, name="lost")
        bed.lose()
        bed.change("update", 6, name="later")
        bed.flow()
        assert bed.changes().found == {"lost": 1}


@both_versions
def test_the_history_is_bounded_and_keeps_what_is_still_needed(
    merging: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each relation and mode so many that found nothing and so many that found something, the latest one, the one
    that says up to where all is well, and proofs."""
    monkeypatch.setattr("cdc_assets.verify.verify.KEPT", 2)
    query = "SELECT id, mode, open, latest FROM cdc_management.verifications ORDER BY id"
    bed = Bed(merging)
    for _ in range(4):
        well = bed.changes()
    assert fetch(merging, query) == [(3, "changes", 0, False), (4, "changes", 0, True)]
    proof = "INSERT INTO cdc_management.offset_losses (coverage_id, schema_name, table_name, kafka_topic,"
    proof += " kafka_partition, ranges, reason, healed_by) VALUES (1, 's', 't', 'k', 0, '{}', 'healed', 3)"
    merging.execute(proof)
    broken(bed)
    for _ in range(3):
        bed.changes()
    assert bed.rows().open == 3
    kept = [(3, "changes", 0, False), (4, "changes", 0, False), (6, "changes", 3, False), (7, "changes", 3, True)]
    assert fetch(merging, query) == [*kept, (8, "rows", 3, True)]
    ids = "SELECT DISTINCT verification_id FROM cdc_management.verification_differences ORDER BY 1"
    assert fetch(merging, ids) == [(6,), (7,), (8,)], "differences go with their verification"
    window = (bed.reader.begin(), bed.reader.begin())
    for _ in range(3):  # what is healed from a window that was given comes last, and is not the latest of all
        verify_changes(merging, bed.reader, ACTOR, wait=lambda _: None, window=window)
    assert {3, well.id, 7} <= {row[0] for row in fetch(merging, query)}
    assert bed.repair(bed.changes()).open == 0
    assert bed.changes().found == {}


@both_versions
def test_a_row_that_is_on_its_way_is_no_difference(merging: Connection) -> None:
    bed = Bed(merging)
    bed.change("update", 3, name="on its way")
    events = bed.stream.events()
    waits: list[float] = []

    def arrive(seconds: float) -> None:
        waits.append(seconds)
        deliver(merging, events)

    found = verify_rows(merging, bed.reader, ACTOR, wait=arrive)
    assert (found.found, waits) == ({}, [10.0])


@both_versions
def test_what_a_partition_that_is_behind_may_still_bring_is_late_and_not_lost(merging: Connection) -> None:
    """Two partitions; one waits, the other goes on."""
    bed = Bed(merging)
    bed.changes()

    def change(number: int, name: str) -> list[dict[str, Any]]:
        bed.change("update", number, name=name)
        return [{**event, "__kafka_partition": number % 2} for event in bed.stream.events()]

    deliver(merging, change(3, "one") + change(4, "two"))
    behind = change(5, "waits")
    deliver(merging, change(6, "goes on"))
    assert bed.changes().found == {"late": 1}
    deliver(merging, behind)
    assert bed.changes().found == {}
    change(7, "lost")
    deliver(merging, change(9, "after") + change(8, "after"))
    assert bed.changes().found == {"lost": 1}


@both_versions
def test_a_last_change_that_never_arrives_is_told_as_late_and_healed(merging: Connection) -> None:
    bed = Bed(merging)
    bed.change("update", 3, name="the last")
    bed.lose()
    found = bed.rows()
    assert found.found == {"late": 1}
    assert bed.repair(found).open == 0
    assert bed.target() == bed.there()
    assert bed.rows().found == {}


@both_versions
def test_a_row_that_changes_each_time_it_is_looked_at_is_hot_and_not_repaired(merging: Connection) -> None:
    bed = Bed(merging)

    def change(_: float = 0) -> None:
        bed.change("update", 3, name=f"hot {bed.source.max_lsn!r}"[-20:])
        bed.source.capture()

    change()
    found = verify_rows(merging, bed.reader, ACTOR, wait=change)
    assert found.found == {"hot": 1}
    assert found.repairable == 0


@both_versions
@pytest.mark.parametrize(
    "changes", ['RENAME COLUMN "amount" TO "total"', 'DROP COLUMN "amount"', 'ALTER COLUMN "amount" TYPE text']
)
def test_a_table_that_an_apply_changes_meanwhile_is_told_in_a_line(changes: str, merging: Connection) -> None:
    bed = Bed(merging)

    class Changing(Direct):
        def rows(self, last_key: Any = None) -> Iterator[Chunk]:
            for number, chunk in enumerate(super().rows(last_key)):
                if number == 1:
                    for table in ("Actor", "stg_Actor"):
                        merging.execute(f'ALTER TABLE {SCHEMA}."{table}" {changes}'.encode())
                yield chunk

    with pytest.raises(CdcError, match=r"Actor: its definition changed while it was compared \(verify it again"):
        verify_rows(merging, Changing(bed.source), ACTOR, wait=lambda _: None)
    assert fetch(merging, "SELECT complete, finished_at FROM cdc_management.verifications") == [(False, None)]
    here = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    assert fetch(merging, f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND {here}") == [(0,)]


@both_versions
def test_a_row_that_changed_after_it_was_read_is_newer_and_not_different(merging: Connection) -> None:
    bed = Bed(merging)
    position = bed.reader.position
    bed.change("update", 3, name="newer")
    before = [dict(row) for row in bed.source.rows["dbo.Actor"]]
    before[3]["name"] = "v3"
    bed.flow()

    class Old(Direct):
        """Reads what was."""

        @property
        def position(self) -> bytes:
            return position

    bed.source.rows["dbo.Actor"] = before
    found = verify_rows(merging, Old(bed.source), ACTOR, wait=lambda _: None)
    assert (found.found, found.rows_newer) == ({}, 1)


@both_versions
def test_rows_that_were_repaired_are_compared_again_at_the_same_position(merging: Connection) -> None:
    bed = Bed(merging)
    broken(bed)
    bed.repair(bed.rows())
    merging.execute(f"""UPDATE {SCHEMA}."Actor" SET name = 'by hand' WHERE id = 3""".encode())
    assert bed.rows().found == {"different": 1}


@both_versions
def test_a_change_that_comes_while_it_is_repaired_wins(merging: Connection) -> None:
    bed = Bed(merging)
    broken(bed)
    found = bed.rows()
    bed.change("update", 3, name="newest")
    late = bed.stream.events()
    assert bed.repair(found).open == 0
    deliver(merging, late)
    assert bed.target() == bed.there()


@both_versions
def test_a_value_that_does_not_fit_is_told_and_left_alone(merging: Connection) -> None:
    bed = Bed(merging)
    bed.change("update", 3, name="x" * 21)
    bed.lose()
    bed.change("update", 20, name="later")
    bed.flow()
    found = bed.rows()
    assert found.found == {"unfit": 1}
    assert found.repairable == 0


@both_versions
def test_a_pass_that_may_take_no_longer_says_so_and_takes_no_row_for_superfluous(merging: Connection) -> None:
    bed = Bed(merging)
    bed.change("delete", 7)
    bed.lose()
    found = verify_rows(merging, bed.reader, ACTOR, Options(seconds=0), wait=lambda _: None)
    assert (found.complete, found.rows_read, found.found) == (False, 10, {})


@both_versions
def test_values_are_kept_only_where_they_are_asked_for(merging: Connection) -> None:
    bed = Bed(merging)
    broken(bed)
    rows = "SELECT source_row ->> 'name', target_row ->> 'name' FROM cdc_management.verification_differences"
    bed.rows()
    assert set(fetch(merging, rows)) == {(None, None)}
    merging.execute("TRUNCATE cdc_management.verification_differences")
    verify_rows(merging, bed.reader, ACTOR, Options(values=True), wait=lambda _: None)
    assert set(fetch(merging, rows)) == {("other", "v3"), ("new", None), (None, "v7")}


@both_versions
def test_keys_that_are_one_at_the_source_are_told_as_twins(merging: Connection) -> None:

    made = relation("Kode", (column("kode", "varchar(9)", key=True), column("name", "varchar(20)")), ("kode",))
    install(merging, [made])
    stage(
        merging,
        "Kode",
        [
            {"kode": k, "name": "n", "__operation": "c", "__lsn": f"{0x25:08x}{n:08x}0001"}
            for n, k in enumerate(("ab", "AB"), 1)
        ],
    )
    merge(merging, "Kode")
    database = SourceDatabase(table("dbo.Kode", {"kode": "nvarchar(9)", "name": "nvarchar(20)"}, ["kode"]))
    database.enable("dbo.Kode")
    database.commit(("insert", "dbo.Kode", {"kode": "AB", "name": "n"}))
    database.capture()

    class Blind(Direct):
        """Of a collation that takes no notice of case."""

        def keys(self, keys: Any) -> Any:
            return super().keys([(key.upper(),) for (key,) in keys])

    found = verify_rows(merging, Blind(database, "dbo.Kode"), relation_of(made), wait=lambda _: None)
    assert found.found == {"twin": 1}


@both_versions
def test_a_table_without_a_key_cannot_be_compared_and_says_so(merging: Connection) -> None:
    install(merging, [appended()])
    with pytest.raises(CdcError, match="has no key: it is a log of events"):
        verify_rows(merging, Direct(source_of()), relation_of(appended()))


@every_driver
@pytest.mark.parametrize("compare", [verify_rows, verify_changes])
def test_a_server_is_read_by_its_own_protocol(merging: Connection, driver: str, compare: Any) -> None:
    bed = Bed(merging)
    bed.changes()
    broken(bed)
    read = read_table(columns=COLUMNS, key=("id",))
    with reading(bed.source, driver) as session:
        reader = SourceReader(session, read, Limits(rows_per_chunk=10))
        found = compare(merging, reader, ACTOR, wait=lambda _: None)
        assert sum(found.found.values()) == 3
        assert repair(merging, reader, found, wait=lambda _: None).open == 0
    assert bed.target() == bed.there()


@every_driver
def test_a_server_whose_changes_were_cleaned_away_says_that_history_ended(merging: Connection, driver: str) -> None:
    bed = Bed(merging)
    bed.changes()
    broken(bed)
    (instance,) = bed.source.instances.values()
    bed.source.clean(instance.name, bed.reader.position)
    with (
        reading(bed.source, driver) as session,
        pytest.raises(HistoryEndedError, match=r"history ended: changes of dbo\.Actor"),
    ):
        verify_changes(merging, SourceReader(session, read_table(columns=COLUMNS, key=("id",))), ACTOR)
    assert fetch(merging, "SELECT count(*) FROM cdc_management.verifications WHERE finished_at IS NULL") == [(1,)]


@both_versions
def test_nothing_is_repaired_where_events_come_without_lsn_as_they_would_be_set_aside_from_then_on(
    merging: Connection,
) -> None:
    bed = Bed(merging)
    stage(merging, "Actor", [{"id": 3, "name": "no LSN", "__operation": "u", "__source_ts_ms": 10**15}])
    stage(merging, "Actor", [{"id": 200, "name": "no LSN", "__operation": "u", "__source_ts_ms": 10**15}])
    merge(merging, "Actor")
    found = bed.rows()
    assert found.found == {"superfluous": 1}
    with pytest.raises(CdcError, match="gets events without `__lsn`"):
        bed.repair(found)
    assert fetch(merging, f'SELECT "__deleted" FROM {SCHEMA}."Actor" WHERE id = 200') == [(False,)]
