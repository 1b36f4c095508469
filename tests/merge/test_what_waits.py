"""What PostgreSQL cannot take: a table with rules, a text with NUL. Events wait or are set aside, nothing is lost."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from resources.project import CHECKOUT
from tests.docs.markdown import blocks
from tests.merge.support import SCHEMA, appended, event, fetch, install, merge, plain, stage
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]


@both_versions
@pytest.mark.parametrize("table", [plain("Actor"), appended("Actor")])
def test_a_table_with_rules_is_named_and_its_events_wait(merging: Connection, table: Any) -> None:
    install(merging, [table])
    merging.execute(f"""CREATE RULE twice AS ON INSERT TO {SCHEMA}."Actor" DO ALSO NOTHING""".encode())
    stage(merging, "Actor", [event(1)])
    with pytest.raises(
        psycopg.errors.FeatureNotSupported, match=r'"Actor" has rules \(twice\).* into no table with rules'
    ):
        merge(merging, "Actor")
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    ((error,),) = fetch(merging, "SELECT present_error FROM cdc_management.v_merge_status")
    assert "has rules (twice)" in error
    merging.execute(f'DROP RULE twice ON {SCHEMA}."Actor"'.encode())
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert fetch(merging, f'SELECT id, name FROM {SCHEMA}."Actor"') == [(1, "v1")]
    assert fetch(merging, "SELECT present_error FROM cdc_management.v_merge_status") == [(None,)]


@both_versions
@pytest.mark.parametrize("table", [plain("Actor"), appended("Actor")])
def test_a_row_without_its_nul_is_set_aside_and_the_stream_goes_on(merging: Connection, table: Any) -> None:
    """As docs/how-to/pipelines.md tells writers; the database takes no NUL, whoever writes."""
    install(merging, [table])
    with pytest.raises(psycopg.DataError):
        stage(merging, "Actor", [event(1, 1), event(2, 2, name="a\0b")])
    assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."stg_Actor"') == [(0,)], "the whole batch is refused"
    stage(merging, "Actor", [event(1, 1), event(2, 2, name="ab", __operation="u without NUL"), event(3, 3)])
    merge(merging, "Actor")
    rows = f'SELECT id, name FROM {SCHEMA}."Actor" ORDER BY id'
    assert fetch(merging, rows) == [(1, "v1"), (3, "v3")]
    rejected = "SELECT reason, row_data ->> 'name' FROM cdc_management.merge_rejects"
    assert fetch(merging, rejected) == [("unknown __operation", "ab")]
    assert fetch(merging, "SELECT count(*) FROM cdc_management.v_cdc_processing_gaps") == [(0,)]
    (correction,) = [
        block.text for block in blocks(CHECKOUT / "docs" / "how-to" / "operate.md") if "without NUL" in block.text
    ]
    merging.execute(correction.encode())
    merging.execute("CALL cdc_management.replay_rejects()")
    merge(merging, "Actor")
    assert fetch(merging, rows) == [(1, "v1"), (2, "ab"), (3, "v3")]


@both_versions
def test_without_the_right_to_see_others_a_role_sees_no_stuck_writers_and_with_it_all(
    merging: Connection, database: str
) -> None:
    install(merging, [plain("Actor")])
    ((view,),) = fetch(merging, "SELECT pg_get_viewdef('cdc_management.v_stuck_writers'::regclass)")
    at_once = view.replace("00:05:00", "0")
    merging.execute(f"CREATE OR REPLACE VIEW cdc_management.v_stuck_writers AS {at_once}".encode())
    role = f"looks_{merging.info.dbname}"
    with psycopg.connect(database) as writer:
        stage(writer, "Actor", [event(1)])
        merging.execute(f"CREATE ROLE {role}; GRANT USAGE ON SCHEMA cdc_management TO {role}".encode())
        merging.execute(f"GRANT SELECT ON cdc_management.v_stuck_writers TO {role}".encode())
        try:
            seen = []
            for right in (f"REVOKE pg_read_all_stats FROM {role}", f"GRANT pg_read_all_stats TO {role}"):
                merging.execute(f"RESET ROLE; {right}; SET ROLE {role}".encode())
                seen.append(fetch(merging, "SELECT pid FROM cdc_management.v_stuck_writers"))
            assert seen == [[], [(writer.info.backend_pid,)]]
        finally:
            merging.execute(f"RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}".encode())
