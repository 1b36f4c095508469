"""The first load: chunks that are noted as they are merged, resumable, with changes that stream meanwhile."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest

from cdc_assets.config.model import Project
from cdc_assets.rows.model import Chunk, Key
from cdc_assets.verify import load as module
from cdc_assets.verify.load import Loaded, Progress, load
from cdc_assets.verify.model import Relation
from cdc_assets.verify.places import Place
from cdc_assets.verify.verify import verify_rows
from tests.merge.support import SCHEMA, fetch, install, plain
from tests.support.postgres import both_versions
from tests.verify.support import Direct, Stream, deliver
from tests.verify.test_rows import ACTOR, source_of

Connection = psycopg.Connection[Any]


class KilledError(Exception):
    """The process is gone."""


class Counting(Direct):
    """Counts what it reads, and may be killed after some chunks."""

    read = 0
    most: int | None = None

    def rows(self, last_key: Key | None = None) -> Iterator[Chunk]:
        for number, chunk in enumerate(super().rows(last_key)):
            if number == self.most:
                raise KilledError
            self.read += len(chunk.rows)
            yield chunk


def target(connection: Connection) -> list[Any]:
    return fetch(connection, f'SELECT id, name FROM {SCHEMA}."Actor" WHERE NOT "__deleted" ORDER BY id')


def there(reader: Direct) -> list[Any]:
    return sorted((row["id"], row["name"]) for row in reader.source.rows["dbo.Actor"])


@both_versions
def test_a_load_that_was_killed_goes_on_where_it_was_and_is_done_once(merging: Connection) -> None:
    install(merging, [plain()])
    reader = Counting(source_of(45))
    reader.most = 2
    with pytest.raises(KilledError):
        load(merging, reader, ACTOR)
    assert len(target(merging)) == 20
    reader.most = None
    told: list[int] = []
    assert load(merging, reader, ACTOR, lambda _relation, rows: told.append(rows)) == Loaded(ACTOR, 45, False)
    assert (reader.read, told) == (45, [30, 40, 45])
    assert target(merging) == there(reader)
    assert load(merging, reader, ACTOR) == Loaded(ACTOR, 45, True)
    assert reader.read == 45


@both_versions
def test_a_load_that_was_killed_begins_anew_where_the_source_has_another_key_since(merging: Connection) -> None:
    install(merging, [plain()])
    reader = Counting(source_of(45))
    reader.most = 2
    with pytest.raises(KilledError):
        load(merging, reader, replace(ACTOR, key=("name",)))
    reader.most = None
    assert load(merging, reader, ACTOR) == Loaded(ACTOR, 45, False)
    assert reader.read == 20 + 45, "a key of then says nothing of which rows of today are loaded"


def test_a_table_that_was_made_anew_is_loaded_again(merging: Connection) -> None:
    install(merging, [plain()])
    reader = Counting(source_of(25))
    load(merging, reader, ACTOR)
    merging.execute(f'DROP TABLE {SCHEMA}."Actor", {SCHEMA}."stg_Actor" CASCADE'.encode())
    install(merging, [plain()])
    assert load(merging, reader, ACTOR) == Loaded(ACTOR, 25, False)
    assert target(merging) == there(reader)


@both_versions
def test_changes_that_stream_meanwhile_win(merging: Connection) -> None:
    install(merging, [plain()])
    reader = Direct(source_of(30))
    stream = Stream(reader.source)
    old = stream.events()

    def meanwhile(_relation: Any, rows: int) -> None:
        reader.source.commit(("update", "dbo.Actor", {"id": rows - 1, "name": f"new {rows}"}))
        reader.source.commit(("delete", "dbo.Actor", {"id": rows - 5}))
        deliver(merging, stream.events())

    load(merging, reader, ACTOR, meanwhile)
    deliver(merging, old)
    assert target(merging) == there(reader)
    assert verify_rows(merging, reader, ACTOR, wait=lambda _: None).found == {}


@both_versions
def test_a_column_that_was_added_is_filled_in_rows_that_no_event_touches(merging: Connection) -> None:
    install(merging, [plain()])
    reader = Direct(source_of(30))
    narrow = replace(ACTOR, columns=("id", "name"))

    class Narrow(Direct):
        """Before the column was known."""

        def rows(self, last_key: Key | None = None) -> Iterator[Chunk]:
            for chunk in super().rows(last_key):
                yield replace(chunk, columns=("id", "name"), rows=[row[:2] for row in chunk.rows])

    assert load(merging, Narrow(reader.source), narrow).rows == 30
    assert fetch(merging, f'SELECT count(amount) FROM {SCHEMA}."Actor"') == [(0,)]
    assert load(merging, reader, ACTOR) == Loaded(ACTOR, 30, False)
    assert fetch(merging, f'SELECT count(amount) FROM {SCHEMA}."Actor"') == [(30,)]


def test_who_ends_a_load_of_many_tables_ends_it_after_the_chunks_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """By Ctrl-C or Dagster's `Terminate`: all the other tables were loaded first."""
    small, large, next_one = (
        cast("Place", SimpleNamespace(relation=name, left_out="", target=None)) for name in ("small", "large", "next")
    )
    ended: list[str] = []

    def endless(_connection: object, _source: object, relation: Any, progress: Progress) -> Loaded:
        for number in range(200 if relation != "small" else 1):
            time.sleep(0.05)
            progress(relation, number)
        ended.append(relation)
        return Loaded(relation, 1, False)

    monkeypatch.setattr(module, "load", endless)
    monkeypatch.setattr(module, "AT_ONCE", 2)
    for name in ("reader", "connected"):
        monkeypatch.setattr(module, name, lambda *_, **__: nullcontext())
    project = cast("Project", SimpleNamespace(root=None))
    loading = module.load_places(project, [small, large, next_one, next_one], {}, [])
    assert next(iter(loading)).relation == cast("Relation", "small")
    cast("Generator[Loaded]", loading).close()
    assert ended == ["small"]
