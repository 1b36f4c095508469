"""SIGKILL of the postmaster: staging is empty then, that is reported, redelivery from the resume offsets heals it."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from resources.embedded_postgres import _postmaster_pid, running
from tests.merge.support import SCHEMA, event, fetch, infrastructure, install, merge, plain, stage
from tests.support.postgres import SURVIVES_KILL

EVENTS = 3000


def topic_rows(seed: int) -> list[dict[str, Any]]:
    """What lies in the topic: two partitions, holes where Debezium's null tombstones were."""
    chance = random.Random(seed)
    rows, offsets = [], [0, 0]
    for number in range(1, EVENTS + 1):
        key = chance.randrange(200)
        partition = key % 2
        offsets[partition] += 1
        operation = chance.choice(("c", "u", "u", "d"))
        rows.append(
            event(number, key, __operation=operation, __kafka_partition=partition, __kafka_offset=offsets[partition])
        )
        if operation == "d":
            offsets[partition] += 1
    return rows


def wait_until_gone(folder: Path) -> None:
    """Until the killed server's processes have let go of the folder."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        pid = _postmaster_pid(folder)
        if pid is None:
            return
        with suppress(ProcessLookupError):
            os.kill(pid, 0)
            time.sleep(0.05)
            continue
        return


@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_a_crash_is_reported_and_redelivery_from_the_resume_offsets_heals_it(tmp_path: Path, moment: str) -> None:
    rows = topic_rows(5)
    third = EVENTS // 3
    with running(tmp_path, settings=SURVIVES_KILL) as server:
        with psycopg.connect(server.conninfo(), autocommit=True) as connection:
            infrastructure(connection)
            install(connection, [plain()])
            stage(connection, "Actor", rows[:third])
            merge(connection, "Actor")
            stage(connection, "Actor", rows[third : 2 * third])
            pid = _postmaster_pid(tmp_path)
            assert pid is not None
            if moment == "after":
                merge(connection, "Actor")
                stage(connection, "Actor", rows[2 * third :])
            killer = threading.Timer(0.05 if moment == "during" else 0, lambda: os.kill(pid, signal.SIGKILL))
            killer.start()
            if moment == "during":
                with suppress(psycopg.Error):
                    merge(connection, "Actor", batch=50)
            killer.join()
        wait_until_gone(tmp_path)
    with (
        running(tmp_path, settings=SURVIVES_KILL) as server,
        psycopg.connect(server.conninfo(), autocommit=True) as connection,
    ):
        assert fetch(connection, f'SELECT count(*) FROM {SCHEMA}."stg_Actor"') == [(0,)]
        lost = "SELECT schema_name, table_name, lost_at IS NULL FROM cdc_management.v_staging_lost"
        assert fetch(connection, lost) == [(SCHEMA, "Actor", True)], "reported before any merge has run"
        resume = dict(
            fetch(connection, "SELECT kafka_partition, resume_offset FROM cdc_management.v_cdc_resume_offsets")
        )
        assert set(resume) == {0, 1}
        accounted = EVENTS * 2 // 3 if moment == "after" else third
        if moment != "during":  # then it may have got to its end
            first_hole = {
                p: next(o for o in range(1, 10**6) if o not in seen)
                for p in (0, 1)
                if (seen := {r["__kafka_offset"] for r in rows[:accounted] if r["__kafka_partition"] == p})
            }
            assert resume == first_hole, "the lowest offset not accounted for, holes below the end included"
        again = [row for row in rows if row["__kafka_offset"] >= resume[row["__kafka_partition"]]]
        stage(connection, "Actor", again)
        connection.execute("CALL cdc_management.run_pending_merges(0)")
        assert fetch(connection, lost) == [(SCHEMA, "Actor", False)], "still reported, with its time"
        assert fetch(connection, "SELECT kind FROM cdc_management.v_recent_errors") == [("staging_lost",)]
        assert fetch(connection, "SELECT cdc_management.acknowledge_staging_loss()") == [(1,)]
        assert fetch(connection, lost) == []
        winners = {row["id"]: row for row in rows}
        found = fetch(connection, f'SELECT id, "__kafka_offset", "__deleted" FROM {SCHEMA}."Actor" ORDER BY id')
        assert found == [
            (key, row["__kafka_offset"], row["__operation"] == "d") for key, row in sorted(winners.items())
        ]
        offsets = {(row["__kafka_partition"], row["__kafka_offset"]) for row in rows}
        missing = fetch(
            connection,
            """SELECT kafka_partition, o FROM cdc_management.v_cdc_processing_gaps,
            generate_series(gap_start, gap_end) AS o""",
        )
        assert not offsets & set(missing)
