"""What a new version's infrastructure finds in a database that an earlier one made."""

from __future__ import annotations

import hashlib
import os
from typing import Any

import psycopg

from tests.merge.support import event, fetch, infrastructure, install, merge, plain, stage

Connection = psycopg.Connection[Any]
TOPIC = "prod.avansas.AdOpusAvansas.dbo.Actor"
NUMBER = int.from_bytes(hashlib.sha256(TOPIC.encode()).digest()[:4], signed=True)


def held(connection: Connection) -> list[tuple[Any, ...]]:
    """What the row holds of its topic and its last event."""
    return fetch(connection, 'SELECT "__topic", "__kafka_offset" FROM avansas."Actor"')


def test_a_rows_number_of_its_topic_comes_from_the_topics_sha_256(merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(1)])
    merge(merging, "Actor")
    assert held(merging) == [(NUMBER, 1)]
    assert fetch(merging, "SELECT cdc_management.topic_id(NULL)") == [(None,)]
    infrastructure(merging)
    assert fetch(merging, "SELECT FROM cdc_management.topic_ids") == [], "what is merged with these numbers keeps them"


def test_a_topic_of_before_keeps_the_number_that_its_rows_hold(merging: Connection) -> None:
    """Of a commit that both versions merged the later offset wins, where the sequence falls too."""
    install(merging, [plain()])
    stage(merging, "Actor", [event(1, __seq_val="f" * 20)])
    merge(merging, "Actor")
    merging.execute('UPDATE avansas."Actor" SET "__topic" = hashtext(%s)', (TOPIC,))
    merging.execute("DROP TABLE cdc_management.topic_ids")
    infrastructure(merging)
    stage(merging, "Actor", [event(1, name="later", __kafka_offset=2, __seq_val="1" * 20)])
    merge(merging, "Actor")
    assert fetch(merging, 'SELECT name FROM avansas."Actor"') == [("later",)]
    ((topic, offset),) = held(merging)
    assert (topic, offset) == (*fetch(merging, "SELECT hashtext(%s)", TOPIC)[0], 2)
    stage(merging, "Actor", [event(3, key=2, __kafka_topic="new")])
    merge(merging, "Actor")
    assert {topic for topic, _ in held(merging)} == {
        topic,
        int.from_bytes(hashlib.sha256(b"new").digest()[:4], signed=True),
    }


def test_what_the_engine_called_in_an_earlier_version_goes_with_an_upgrade(merging: Connection) -> None:
    merging.execute(
        """CREATE FUNCTION cdc_management.merge_words(integer) RETURNS text LANGUAGE sql AS 'SELECT 1::text';
        CREATE FUNCTION cdc_management.merge_source(text) RETURNS text LANGUAGE sql AS 'SELECT 1::text';
        CREATE FUNCTION cdc_management.hold_settled(integer) RETURNS text LANGUAGE sql AS 'SELECT 1::text'"""
    )
    infrastructure(merging)
    found = fetch(
        merging,
        """SELECT p.proname::text, count(*) FROM pg_proc AS p WHERE p.pronamespace = 'cdc_management'::regnamespace
            AND p.proname IN ('merge_words', 'merge_source', 'hold_settled') GROUP BY 1 ORDER BY 1""",
    )
    assert found == [("hold_settled", 1), ("merge_source", 1)], "procedures of before the engine call hold_settled"
    install(merging, [plain()])
    stage(merging, "Actor", [event(1)])
    merge(merging, "Actor")
    assert held(merging) == [(NUMBER, 1)]


def test_who_might_stage_before_an_upgrade_may_stage_after_it(merging: Connection) -> None:
    """Another sink of the database gives its loader's rights when it is applied itself, which may be later."""
    loader = f"before_{os.getpid()}"
    merging.execute(
        f"""DROP FUNCTION cdc_management.stage_rows; CREATE ROLE {loader};
        CREATE FUNCTION cdc_management.stage_rows(text, text, text, json) RETURNS text LANGUAGE sql AS 'SELECT NULL';
        GRANT EXECUTE ON FUNCTION cdc_management.stage_rows TO {loader}""".encode()
    )
    try:
        for _ in range(2):
            infrastructure(merging)
            merging.execute("REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC")
            called = "cdc_management.stage_rows(text, text, text, json, bigint)"
            assert fetch(merging, "SELECT has_function_privilege(%s, %s, 'EXECUTE')", loader, called) == [(True,)]
    finally:
        merging.execute(f"DROP OWNED BY {loader}; DROP ROLE {loader}".encode())
