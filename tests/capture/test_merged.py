"""How far PostgreSQL has merged, in LSNs, on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from cdc_assets.capture.targets import Relation, merged_lsn
from cdc_assets.config.model import Roles
from cdc_assets.ddl.environment import TEMPLATES, environment

ACTOR = Relation("directory_dev.avansas.Actor", "avansas", "Actor", "stg_Actor")
SHARED = Relation("directory_dev.public.Kunde", "avansas", "Actor", "stg_Actor", "_customer_id", "a")


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection[object]]:
    with psycopg.connect(database, autocommit=True) as opened:
        for template in sorted(path.name for path in (TEMPLATES / "infrastructure").glob("[012]*.j2")):
            opened.execute(environment().get_template(f"infrastructure/{template}").render(roles=Roles()).encode())
        opened.execute("CREATE SCHEMA avansas")
        metadata = (
            '"__lsn" text COLLATE "C", "__kafka_partition" int, "__incarnation" int, _customer_id text, "__topic" int'
        )
        opened.execute(f'CREATE TABLE avansas."Actor" (id int, {metadata})'.encode())
        opened.execute('CREATE TABLE avansas."stg_Actor" (id int, "__lsn" text)')
        yield opened


def lsn(number: int) -> bytes:
    return number.to_bytes(10, "big")


def merged(
    connection: psycopg.Connection[object],
    partition: int,
    number: int,
    tenant: str = "a",
    incarnation: int | None = None,
) -> None:
    connection.execute(
        'INSERT INTO avansas."Actor" VALUES (1, %s, %s, %s, %s)', (lsn(number).hex(), partition, incarnation, tenant)
    )


def covered(connection: psycopg.Connection[object], partition: int, tenant: str = "") -> None:
    connection.execute(
        "INSERT INTO cdc_management.offset_coverage (schema_name, table_name, tenant, kafka_topic, kafka_partition, "
        "start_offset, first_offset, frontier, last_offset) VALUES ('avansas', 'Actor', %s, 'topic', %s, 0, 0, 10, 9)",
        (tenant, partition),
    )


def test_a_relation_is_merged_up_to_the_least_of_its_partitions(connection: psycopg.Connection[object]) -> None:
    for partition, number in ((0, 300), (1, 250), (1, 200)):
        merged(connection, partition, number)
    covered(connection, 0)
    covered(connection, 1)
    assert merged_lsn(connection, ACTOR) == (lsn(250), "")


@pytest.mark.parametrize("text", [lsn(240).hex(), "0x" + lsn(240).hex().upper(), "00000000:00000000:00F0"])
def test_what_waits_in_staging_is_not_merged(connection: psycopg.Connection[object], text: str) -> None:
    merged(connection, 0, 300)
    covered(connection, 0)
    connection.execute('INSERT INTO avansas."stg_Actor" VALUES (1, %s), (2, %s)', (text, lsn(290).hex()))
    assert merged_lsn(connection, ACTOR) == (lsn(239), "")


def test_a_second_topic_counts_too(connection: psycopg.Connection[object]) -> None:
    merged(connection, 0, 300)
    merged(connection, 0, 100)
    connection.execute('UPDATE avansas."Actor" SET "__topic" = 7 WHERE "__lsn" = %s', (lsn(100).hex(),))
    covered(connection, 0)
    assert merged_lsn(connection, ACTOR) == (lsn(100), "")


def test_rows_of_an_earlier_incarnation_do_not_count(connection: psycopg.Connection[object]) -> None:
    merged(connection, 0, 900)
    merged(connection, 0, 20, incarnation=1)
    covered(connection, 0)
    assert merged_lsn(connection, ACTOR) == (lsn(20), "")


def test_another_tenants_lsns_do_not_count(connection: psycopg.Connection[object]) -> None:
    merged(connection, 0, 20, tenant="a")
    merged(connection, 0, 5, tenant="b")
    covered(connection, 0, tenant="a")
    assert merged_lsn(connection, SHARED) == (lsn(20), "")


def test_what_is_not_known_says_why(connection: psycopg.Connection[object]) -> None:
    assert merged_lsn(connection, ACTOR) == (None, "nothing was merged yet")
    merged(connection, 0, 300)
    covered(connection, 0)
    covered(connection, 1)
    assert merged_lsn(connection, ACTOR) == (None, "nothing came yet from 1 of 2 partitions")
    merged(connection, 1, 300)
    connection.execute("UPDATE cdc_management.offset_coverage SET first_offset = 4 WHERE kafka_partition = 1")
    assert merged_lsn(connection, ACTOR) == (None, "1 gaps in the offsets")
    connection.execute("UPDATE cdc_management.offset_coverage SET first_offset = 0")
    connection.execute('INSERT INTO avansas."stg_Actor" VALUES (1, NULL)')
    assert merged_lsn(connection, ACTOR) == (None, "staged rows without an LSN")
