"""A change rolls over a fleet: planned in few queries, in waves, refused, blocked, resumed, undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from cdc_assets.errors import CdcError
from cdc_assets.migrate.apply import Rollout, Waves, down_fleet, roll_out
from cdc_assets.migrate.database_state import read_state
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.drift import tenant_statuses
from cdc_assets.migrate.hazards import Hazard, HazardKind, approvals
from cdc_assets.migrate.locks import Patience
from cdc_assets.migrate.manual import Script
from cdc_assets.migrate.outcome import Refusal
from cdc_assets.migrate.plan import make_plan, schemas_and_names
from tests.migrate.fleet_support import explain, groups, names, plan, pool, start, tenants, version
from tests.migrate.runner import TODAY

ONE = {"Actor": {"id": "integer key", "navn": "varchar(50)"}, "Sak": {"id": "integer key"}}
TWO = {**ONE, "Actor": {**ONE["Actor"], "epost": "text"}}
NARROW = {**ONE, "Actor": {"id": "integer key", "navn": "varchar(10)"}}
NEW_TABLE = {**TWO, "Kurs": {"id": "integer key"}}
POLICY = Policy(TODAY)
QUICK = Patience(seconds=0.5, pause=0.05)


def columns(database: str, schema: str, table: str = "Actor") -> set[str]:
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s",
            [schema, table],
        )
        return {name for (name,) in rows if not name.startswith("__")}


def test_one_column_in_one_table_touches_that_table_of_every_tenant_and_nothing_else(database: str):
    schemas = names(6)
    with pool(database) as opened:
        start(opened, ONE, schemas)
        planned = plan(opened, TWO, schemas)
        assert [(change.schema, change.desired.shape.name) for change in planned.changes] == [
            (schema, "Actor") for schema in schemas
        ]
        assert len({id(change.plan) for change in planned.changes}) == 1  # one difference, shared
        done = roll_out(opened, planned, POLICY)
        assert done.ok
        assert [[unit.name for unit in result.applied] for result in done.results[1:]] == [["Actor"]] * 6
        assert plan(opened, TWO, schemas).empty
    assert columns(database, schemas[5]) == {"id", "navn", "epost"} == columns(database, schemas[5], "stg_Actor")


def test_planning_takes_few_queries_whatever_the_number_of_tenants(database: str, monkeypatch: pytest.MonkeyPatch):
    sent: list[str] = []
    execute = psycopg.Connection.execute

    def counted(self, query, *args, **kwargs):
        sent.append(str(query))
        return execute(self, query, *args, **kwargs)

    counts = []
    for many in (2, 6):
        with pool(database, 1) as opened:
            start(opened, ONE, names(many))
            monkeypatch.setattr(psycopg.Connection, "execute", counted)
            sent.clear()
            assert len(plan(opened, TWO, names(many)).changes) == many
            counts.append(len(sent))
            sent.clear()
            assert plan(opened, ONE, names(many)).empty
            assert len(sent) == 1
            monkeypatch.undo()
    assert counts[0] == counts[1] <= 6


def test_tenants_in_the_same_state_are_shown_once_with_their_number(database: str):
    schemas = names(5)
    with pool(database) as opened:
        start(opened, ONE, schemas)
        with opened.connection() as connection:
            for name in ("Actor", "stg_Actor"):
                connection.execute(f'ALTER TABLE kunde03."{name}" ADD COLUMN epost text'.encode())
        planned = plan(opened, NEW_TABLE, [*schemas, "ny"])
        assert [len(group) for group in groups(planned)] == [4, 1, 1]
        text = explain(planned)
        assert "-- 4 tenants: kunde00, kunde01, kunde02, kunde04" in text
        assert text.count('ALTER TABLE {{SCHEMA}}."Actor" ADD COLUMN "epost" text;') == 1
        assert "new: Kurs" in text
        assert roll_out(opened, planned, POLICY).ok
        assert plan(opened, NEW_TABLE, [*schemas, "ny"]).empty


def test_tenants_that_are_alike_are_read_once_and_what_one_lacks_is_its_own(database: str):
    schemas = names(8)
    with pool(database) as opened:
        start(opened, ONE, schemas)
        with opened.connection() as connection:
            connection.execute('DROP TABLE kunde02."stg_Actor"; DROP TABLE kunde03."stg_Actor"')
            connection.execute("DROP PROCEDURE kunde04.sp_merge_actor; DROP SCHEMA kunde05 CASCADE")
            connection.execute(
                "UPDATE cdc_management.applied_schema SET checksum = '' WHERE schema_name = 'kunde06'"
                " AND kind = 'table' AND object_name = 'Actor'"
            )
            wanted = version(ONE)[0]
            state = read_state(connection, *schemas_and_names(wanted, schemas))
        told = {schema for schema, _, _ in state.applied} & set(schemas)
        assert told == {f"kunde0{number}" for number in (0, 2, 4, 5, 6)}
        parts = {part.tenant: part for part in make_plan(wanted, state, schemas).tenants}
    assert [parts[name].due for name in schemas] == [False] * 4 + [True] + [False] * 3
    (unit,) = parts["kunde04"].units
    assert ([one.kind for one in unit.statements], unit.schema) == (["procedure"], "kunde04")
    refused = {name: [(no.reason, no.object_name) for no in parts[name].refused] for name in schemas}
    assert refused == {name: [] for name in schemas} | {
        "kunde02": [(Refusal.MISSING, "stg_Actor")],
        "kunde03": [(Refusal.MISSING, "stg_Actor")],
        "kunde05": [(Refusal.MISSING, "kunde05")],
        "kunde06": [(Refusal.CHANGED, "Actor")],
    }
    assert all(f"schema_name = '{name}'" in parts[name].refused[0].hint for name in ("kunde02", "kunde03", "kunde05"))


def test_a_plan_with_a_hazard_nobody_allowed_is_refused_as_a_whole_and_says_how_to_allow_it(database: str):
    schemas = names(2)
    both = {**NARROW, "Kurs": {"id": "integer key"}}
    with pool(database) as opened:
        start(opened, ONE, schemas)
        done = roll_out(opened, plan(opened, both, schemas), POLICY)
        assert not done.ok
        for result in done.results[1:]:
            assert result.applied == ()
            assert [refused.reason for refused in result.refused] == [Refusal.UNAPPROVED]
            assert "allow it with DATA_LOSS:Actor.navn" in str(result.refused[0].problem)
        assert columns(database, "kunde00", "Kurs") == set()
        done = roll_out(opened, plan(opened, both, schemas), POLICY, approved=approvals(["DATA_LOSS:Actor.*"]))
        assert done.ok
        assert columns(database, "kunde00", "Kurs") == {"id"}


def test_what_is_allowed_for_the_tenants_table_is_not_for_one_of_that_name_that_they_share(database: str):
    old = dict.fromkeys(("Actor", "chat.Actor", "felles.Actor"), ONE["Actor"])
    new = dict.fromkeys(old, NARROW["Actor"])
    with pool(database) as opened:
        start(opened, old, ["a"])
        for names, left in (
            (["Actor.navn"], {"chat", "felles"}),
            (["felles.Actor.navn"], {"chat", "felles"}),  # what exists once is one plan
            (["felles.Actor.navn", "chat.Actor.*"], set()),
        ):
            allowed = approvals([f"DATA_LOSS:{name}" for name in names])
            assert roll_out(opened, plan(opened, new, ["a"]), POLICY, approved=allowed).ok == (not left)
            assert {one.schema for one in plan(opened, new, ["a"]).changes} == left


def test_an_approval_of_one_column_is_none_of_another():
    hazard = Hazard(HazardKind.DATA_LOSS, "Actor.Aktiv1", "")
    assert not any(approvals([f"DATA_LOSS:Actor.{name}"]).allows(hazard) for name in ("Aktiv?", "Aktiv[1]", "aktiv1"))
    assert approvals(["DATA_LOSS:Actor.*"]).allows(hazard)


def test_an_approval_of_all_of_a_table_is_one_of_its_key_too():
    for table in ("Avtale", "felles.Avtale", "Hva?"):
        whole = approvals([f"MEANING_CHANGE:{table}.*"])
        assert whole.allows(Hazard(HazardKind.MEANING_CHANGE, table, "another key"))
        assert not whole.allows(Hazard(HazardKind.MEANING_CHANGE, f"{table}r", "another table's"))
        assert not whole.allows(Hazard(HazardKind.DATA_LOSS, table, "another hazard"))


def test_an_approval_that_names_no_hazard_is_an_error():
    with pytest.raises(CdcError, match="there is no hazard `DATALOSS`"):
        approvals(["DATALOSS:Actor"])


def test_an_approval_that_names_nothing_after_the_colon_is_an_error():
    with pytest.raises(CdcError, match="DATA_LOSS:: nothing is named after the colon"):
        approvals(["DATA_LOSS:"])


def test_a_plan_is_not_executed_on_another_state_than_it_was_made_for_but_made_anew(database: str):
    with pool(database) as opened:
        start(opened, ONE, ["a"])
        planned = plan(opened, TWO, ["a"])
        with opened.connection() as connection:
            connection.execute('ALTER TABLE a."Actor" ADD COLUMN x text; ALTER TABLE a."Actor" ALTER navn TYPE text')
        done = roll_out(opened, planned, POLICY)
        assert "allow it with DATA_LOSS:Actor.navn" in done.results[1].failed[0].error
        assert columns(database, "a") == {"id", "navn", "x"}
        with opened.connection() as connection:
            connection.execute('ALTER TABLE a."Actor" ALTER navn TYPE varchar(50)')
        assert roll_out(opened, planned, POLICY).ok
        assert columns(database, "a") == {"id", "navn", "x", "epost"}


def test_a_locked_tenant_is_reported_with_who_locks_it_and_the_next_run_finishes_it(database: str):
    schemas = names(5)
    with pool(database) as opened, psycopg.connect(database, application_name="report") as long:
        start(opened, ONE, schemas)
        long.execute('SELECT count(*) FROM kunde02."Actor"')
        done = roll_out(opened, plan(opened, TWO, schemas), POLICY, patience=QUICK)
        assert [result.tenant for result in done.results if not result.ok] == ["kunde02"]
        (failed,) = done.results[3].failed
        error = failed.error
        assert f"pid {long.info.backend_pid}" in error
        assert "report, idle in transaction" in error
        assert 'SELECT count(*) FROM kunde02."Actor"' in error
        assert failed.blockers[0].pid == long.info.backend_pid
        long.rollback()
        planned = plan(opened, TWO, schemas)
        assert [change.schema for change in planned.changes] == ["kunde02"]
        assert roll_out(opened, planned, POLICY, patience=QUICK).ok


def broken(opened, schema: str) -> None:
    """Rows that a narrower column does not fit."""
    with opened.connection() as connection:
        connection.execute(f"""INSERT INTO {schema}."Actor" (id, navn) VALUES (1, 'altfor langt navn')""")


def outcome(done: Rollout) -> list[str]:
    return [
        "done" if r.applied else "failed" if r.failed and "not begun" not in r.failed[0].error else "left"
        for r in done.results[1:]
    ]


def test_a_failing_canary_stops_the_rollout(database: str):
    schemas = names(6)
    with pool(database) as opened:
        start(opened, ONE, schemas)
        broken(opened, "kunde01")
        how = {"approved": approvals(["DATA_LOSS"]), "patience": QUICK}
        seen: list[str] = []
        done = roll_out(
            opened,
            plan(opened, NARROW, schemas),
            POLICY,
            waves=Waves(canaries=2),
            on_wave=lambda name, _: seen.append(name),
            **how,
        )
        assert seen == ["canaries"]
        assert outcome(done) == ["done", "failed", "left", "left", "left", "left"]
        assert done.stopped == "a canary failed: kunde01"
        named = Waves(canaries=("kunde05",), batch=2, budget=1)
        done = roll_out(opened, plan(opened, NARROW, schemas), POLICY, waves=named, **how)
        assert outcome(done) == ["left", "failed", "done", "done", "done", "done"]
        assert done.stopped is None


def test_more_failures_than_the_budget_stop_the_rollout_between_waves(database: str):
    schemas = names(6)
    with pool(database) as opened:
        start(opened, ONE, schemas)
        for schema in schemas[:2]:
            broken(opened, schema)
        done = roll_out(
            opened,
            plan(opened, NARROW, schemas),
            POLICY,
            waves=Waves(batch=2, budget=1),
            approved=approvals(["DATA_LOSS"]),
            patience=QUICK,
        )
        assert outcome(done) == ["failed", "failed", "left", "left", "left", "left"]


def test_a_canary_that_is_no_tenant_is_an_error(database: str):
    with pool(database) as opened:
        start(opened, ONE, ["a"])
        with pytest.raises(CdcError, match="not among the tenants"):
            roll_out(opened, plan(opened, TWO, ["a"]), POLICY, waves=Waves(canaries=("b",)))


def test_down_brings_every_tenant_back_and_up_again(database: str):
    schemas = names(3)
    with pool(database) as opened:
        start(opened, ONE, schemas)
        assert roll_out(opened, plan(opened, TWO, schemas), POLICY).ok
        assert {o.status for o in down_fleet(opened, tenants(schemas), ["Actor", "Sak"])} == {"applied", "unchanged"}
        assert columns(database, "kunde01") == {"id", "navn"} == columns(database, "kunde01", "stg_Actor")
        assert plan(opened, ONE, schemas).empty
        assert {o.status for o in down_fleet(opened, tenants(schemas), ["Actor"])} == {"unchanged"}
        assert roll_out(opened, plan(opened, TWO, schemas), POLICY).ok
        assert {o.status for o in down_fleet(opened, tenants(schemas), ["Actor"])} == {"applied"}
        assert plan(opened, ONE, schemas).empty


def test_two_downs_at_once_undo_one_change(database: str):
    with pool(database) as opened:
        start(opened, ONE, ["a"])
        for version in (TWO, NEW_TABLE, {**NEW_TABLE, "Actor": {**TWO["Actor"], "mer": "text"}}):
            assert roll_out(opened, plan(opened, version, ["a"]), POLICY).ok
        with ThreadPoolExecutor(2) as workers:
            done = list(workers.map(lambda _: down_fleet(opened, tenants(["a"]), ["Actor"])[0].status, range(2)))
        assert sorted(done) in (["applied", "unchanged"], ["applied", "applied"])  # one after the other, or at once
        wanted = {"id", "navn", "epost"} if done.count("applied") == 1 else {"id", "navn"}
        assert columns(database, "a") == wanted


def test_two_rollouts_at_once_both_end_well(database: str):
    schemas = names(4)
    with pool(database) as first, pool(database) as second:
        start(first, ONE, schemas)
        plans = [plan(opened, TWO, schemas) for opened in (first, second)]
        with ThreadPoolExecutor(2) as workers:
            done = list(
                workers.map(lambda pair: roll_out(pair[0], pair[1], POLICY), zip((first, second), plans, strict=True))
            )
        assert all(rollout.ok for rollout in done), done
        assert plan(first, TWO, schemas).empty
        with first.connection() as connection:
            rows = connection.execute(
                "SELECT schema_name, count(*) FROM cdc_management.migration_history WHERE kind = 'evolution' GROUP BY 1"
            ).fetchall()
        assert dict(rows) == dict.fromkeys(schemas, 1)


def test_a_script_of_somebodys_runs_before_the_tables_change_and_may_solve_what_no_plan_can(database: str):
    old = {"Actor": {"id": "integer key", "a": "uuid"}}
    new = {"Actor": {"id": "integer key", "a": "integer"}}
    script = Script(
        "manual/0001.sql",
        """-- new tenants: skip
        ALTER TABLE {{SCHEMA}}."Actor" ALTER a TYPE integer USING length(a::text);
        ALTER TABLE {{SCHEMA}}."stg_Actor" ALTER a TYPE integer USING length(a::text);""",
    )
    schemas = names(3)
    with pool(database) as opened:
        start(opened, old, schemas)
        done = roll_out(opened, plan(opened, new, schemas), POLICY)
        assert {refused.reason for result in done.results[1:] for refused in result.refused} == {Refusal.IMPOSSIBLE}
        assert "manual_migration_hints" in str(done.results[1].refused[0].problem)
        planned = plan(opened, new, schemas, scripts=[script])
        assert "new: manual/0001.sql" in explain(planned)
        done = roll_out(opened, planned, POLICY)
        assert done.ok, done
        assert [unit.name for unit in done.results[1].applied] == ["manual/0001.sql", "Actor"]
        assert plan(opened, new, schemas, scripts=[script]).empty
        late = [*schemas, "ny"]
        assert roll_out(opened, plan(opened, new, late, scripts=[script]), POLICY).ok
        assert plan(opened, new, late, scripts=[script]).empty


def test_nothing_of_a_tenant_changes_after_a_script_of_its_own_that_failed(database: str):
    script = Script("manual/0001.sql", "SELECT 1/0;")
    with pool(database) as opened:
        start(opened, ONE, ["a"])
        done = roll_out(opened, plan(opened, TWO, ["a"], scripts=[script]), POLICY)
        assert [failed.name for failed in done.results[1].failed] == ["manual/0001.sql"]
        assert columns(database, "a") == {"id", "navn"}


def test_a_table_that_all_tenants_share_changes_once(database: str):
    old = {**ONE, "felles.Kunde": {"id": "integer key", "navn": "varchar(50)"}}
    new = {**ONE, "felles.Kunde": {"id": "integer key", "navn": "varchar(80)", "epost": "text"}}
    with pool(database) as opened:
        start(opened, old, names(3))
        planned = plan(opened, new, names(3))
        assert [(change.tenant, change.schema) for change in planned.changes] == [(None, "felles")]
        done = roll_out(opened, planned, POLICY)
        assert done.ok
        assert [[unit.name for unit in result.applied] for result in done.results] == [["Kunde"], [], [], []]
        assert columns(database, "felles", "Kunde") == {"id", "navn", "epost"}
        assert plan(opened, new, names(3)).empty
        assert [o.status for o in down_fleet(opened, tenants(["felles"]), ["Kunde"])] == ["applied"]
        assert plan(opened, old, names(3)).empty


def test_a_shared_table_never_gets_one_tenants_id_in_all_its_rows(database: str):
    template = {"type": "uuid key", "template": "customer_id", "value": "{adopus.sources.*.customer_id}"}
    old = {"felles.Kunde": {"id": "integer key"}}
    new = {"felles.Kunde": {"id": "integer key", "_customer_id": template}}
    with pool(database) as opened:
        start(opened, old, ["a"])
        with opened.connection() as connection:
            connection.execute('INSERT INTO felles."Kunde" (id) VALUES (1)')
        approved = approvals(["MEANING_CHANGE", "LOCKS_WRITES"])
        done = roll_out(opened, plan(opened, new, ["a"]), POLICY, approved=approved, patience=QUICK)
        assert "contains null values" in done.results[0].failed[0].error


def test_the_search_path_of_whoever_plans_changes_nothing(database: str):
    old = {"Actor": {"id": "integer key", "a": "public.citekst", "b": "text"}}
    new = {"Actor": {**old["Actor"], "c": "text"}}
    with pool(database) as opened:
        with opened.connection() as connection:
            connection.execute("CREATE DOMAIN public.citekst AS text")
        start(opened, old, ["a"])
        with opened.connection() as connection:
            connection.execute('CREATE VIEW public.v AS SELECT b FROM a."Actor"')
        assert roll_out(opened, plan(opened, new, ["a"]), POLICY).ok
        assert plan(opened, new, ["a"], mend=True).empty


def test_a_database_whose_default_is_serializable_is_no_obstacle(database: str):
    old = {"Actor": {"id": "integer key", "a": "bigint"}}
    new = {"Actor": {"id": "integer key", "a": "integer"}}
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {admin.info.dbname} SET default_transaction_isolation = 'serializable'")
    with pool(database) as opened:
        start(opened, old, ["a"])
        done = roll_out(opened, plan(opened, new, ["a"]), POLICY, approved=approvals(["DATA_LOSS"]))
        assert done.ok, done.results[1].failed
        assert [o.status for o in down_fleet(opened, tenants(["a"]), ["Actor"])] == ["applied"]


def test_a_session_keeps_nothing_of_each_table_that_it_made_or_changed(database: str):
    kept = """SELECT count(*) FROM pg_backend_memory_contexts
        WHERE name IN ('PL/pgSQL function', 'SQL function', 'CachedPlanSource')
            AND ident ~ 'sp_merge|relation_of|typrelid'"""
    counts = []
    with pool(database, 1) as opened:
        for many in (1, 3, 6):
            start(opened, ONE, names(many))
            with opened.connection() as connection:
                counts.append(connection.execute(kept).fetchone())
        assert roll_out(opened, plan(opened, TWO, names(6)), POLICY).ok
        with opened.connection() as connection:
            (after,) = connection.execute(kept).fetchone() or (99,)
    assert counts == [(0,), (0,), (0,)]
    assert after == 0


def test_a_retired_column_keeps_its_values_whatever_is_merged(database: str):
    stage = 'INSERT INTO a."stg_Actor" (id, navn, {0}"__operation", "__source_ts_ms") VALUES (1, %s, {1}%s, %s)'
    held = 'SELECT navn, epost FROM a."Actor"'
    with pool(database) as opened, opened.connection() as connection:
        start(opened, TWO, ["a"])
        connection.execute(stage.format("epost, ", "'x@y', ").encode(), ["Per", "c", 1])
        connection.execute("CALL a.sp_merge_actor()")
        assert roll_out(opened, plan(opened, ONE, ["a"]), POLICY).ok
        connection.execute(stage.format("", "").encode(), ["Pål", "u", 2])
        connection.execute("CALL a.sp_merge_actor()")
        assert connection.execute(held).fetchall() == [("Pål", "x@y")]
        connection.execute(stage.format("epost, ", "'new', ").encode(), ["Siv", "u", 3])  # a pipeline that goes on
        connection.execute("CALL a.sp_merge_actor()")
        assert connection.execute(held).fetchall() == [("Siv", "x@y")]
        back = plan(opened, TWO, ["a"])
        assert roll_out(opened, back, POLICY, approved=approvals(["MEANING_CHANGE:Actor.epost"])).ok
        connection.execute(stage.format("epost, ", "'z', ").encode(), ["Siv", "u", 4])
        connection.execute("CALL a.sp_merge_actor()")
        assert connection.execute(held).fetchall() == [("Siv", "z")]


def test_an_apply_that_comes_too_late_leaves_no_failure_of_what_another_made(database: str):
    with pool(database) as opened, opened.connection() as connection:
        late = plan(opened, ONE, ["a"])
        start(opened, TWO, ["a"])
        done = roll_out(opened, late, POLICY)
        assert "another apply put something else in place" in done.results[1].failed[0].error
        (found,) = tenant_statuses(connection, *version(TWO), ["a"])
        assert (found.state, found.failed) == ("applied", ())


def test_a_table_of_few_rows_with_large_values_is_a_large_one(database: str):
    """A rewrite copies them: some thousand documents of a megabyte would be locked for an hour."""
    old = {"Dokument": {"id": "integer key", "nr": "integer", "fil": {"type": "bytea", "large": True}}}
    new = {"Dokument": {**old["Dokument"], "nr": "bigint"}}
    made = """INSERT INTO t."Dokument" (id, nr, fil) SELECT 1, 1, string_agg(sha256(n::text::bytea), '')
        FROM generate_series(1, 10000) AS n"""
    with pool(database) as opened, opened.connection() as connection:
        start(opened, old, ["t"])
        connection.execute(made)
        planned = plan(opened, new, ["t"], 2**16)
        assert "TABLE_REWRITE:Dokument.nr" not in {hazard.allow for hazard in planned.hazards}
        held = 'SELECT pg_relation_filenode(\'t."Dokument"\'), nr, length(fil) FROM t."Dokument"'
        before = connection.execute(held).fetchall()
        assert roll_out(opened, planned, Policy(TODAY, 2**16)).ok
        assert connection.execute(held).fetchall() == before
        assert plan(opened, new, ["t"], 2**16).empty
