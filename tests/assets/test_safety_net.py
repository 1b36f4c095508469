"""What automation and daemons forget is asked for again, and what failed, runs or was cancelled is not."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest

from cdc_assets.sensors.level import ASKS, PATIENCE
from cdc_assets.sensors.looking import FIRST, LAST
from resources.embedded_postgres import Server
from tests.assets.world import APPLIED, CUSTOMERS, DDL, TABLES, World, set_customers, set_tables, unsynced, world


@pytest.fixture
def at_rest(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Two tables, three customers, seeded; a run that was given up counts at once."""
    with world(postgres, tables=TABLES[:2]) as made:
        monkeypatch.setattr("cdc_assets.sensors.looking.interval", lambda: 0)
        yield made


def net(made: World) -> list[tuple[dg.AssetKey, tuple[str, ...]]]:
    """What one look of the net asks for: an asset, and the first and last partition."""
    found: list[tuple[dg.AssetKey, tuple[str, ...]]] = []
    for request in made.look("safety_net").run_requests or ():
        (key,) = request.asset_selection
        names = [request.partition_key] if request.partition_key else [request.tags.get(FIRST), request.tags.get(LAST)]
        found.append((key, tuple(name for name in names if name)))
    return found


def forget(made: World) -> None:
    """Automation's memory starts anew, as after a release that changed a condition."""
    made.automation = None
    assert made.evaluate() == []


def begun(made: World, key: dg.AssetKey, status: dg.DagsterRunStatus, **tags: str) -> dg.DagsterRun:
    """A run that the daemon made and did not bring further than `status`."""
    job = made.definitions.resolve_implicit_global_asset_job_def().get_subset(asset_selection={key})
    return made.instance.create_run_for_job(job, status=status, asset_selection=frozenset({key}), tags=tags)


def test_what_automation_forgot_is_asked_for_stage_by_stage_once_it_had_its_chance(at_rest: World) -> None:
    assert [net(at_rest) for _ in range(PATIENCE + 1)] == [[]] * (PATIENCE + 1)
    set_tables(at_rest.root, TABLES)
    assert at_rest.run("table_definitions")
    forget(at_rest)
    assert at_rest.until_quiet() == [], "it is forgotten for good"
    assert [net(at_rest) for _ in range(PATIENCE)] == [[]] * (PATIENCE - 1) + [[(DDL, ())]]

    run = begun(at_rest, DDL, dg.DagsterRunStatus.STARTING)  # the daemon dies before the code server hears of it
    assert [net(at_rest) for _ in range(PATIENCE)] == [[]] * PATIENCE, "it may be starting"
    at_rest.instance.report_run_failed(run, "took too long to start")
    forget(at_rest)
    assert [net(at_rest) for _ in range(PATIENCE + 1)].count([(DDL, ())]) == 1

    assert unsynced(at_rest.definitions, at_rest.instance, APPLIED, CUSTOMERS) == set()
    assert at_rest.run("ddl")
    assert unsynced(at_rest.definitions, at_rest.instance, APPLIED, CUSTOMERS) == set(CUSTOMERS), "so says the UI"
    forget(at_rest)
    assert [net(at_rest) for _ in range(PATIENCE)][-1] == [(APPLIED, (CUSTOMERS[0], CUSTOMERS[-1]))]
    looks = [net(at_rest) for _ in range(3 * ASKS * PATIENCE)]
    assert sum(map(bool, looks)) == ASKS - 1, "it does not ask for ever"
    assert at_rest.run("applied_schema", CUSTOMERS)
    assert net(at_rest) == []
    assert at_rest.cursors["safety_net"] == "{}"


def test_tenants_that_failed_are_left_to_people_and_one_that_was_never_tried_is_not(at_rest: World) -> None:
    at_rest.sql('CREATE TABLE bjorkelund."Kurs Deltaker" (taken int)')
    set_tables(at_rest.root, TABLES)
    at_rest.until_quiet()
    assert at_rest.checks("applied_hash_is_current")["bjorkelund"] is False
    assert [net(at_rest) for _ in range(PATIENCE + 1)] == [[]] * (PATIENCE + 1)

    set_customers(at_rest.root, [*CUSTOMERS, "nykunde"])
    at_rest.look("tenants")
    forget(at_rest)
    run = begun(at_rest, APPLIED, dg.DagsterRunStatus.NOT_STARTED, **{"dagster/partition": "nykunde"})
    assert [net(at_rest) for _ in range(PATIENCE)] == [[]] * PATIENCE
    at_rest.instance.delete_run(run.run_id)
    assert [net(at_rest) for _ in range(PATIENCE)][-1] == [(APPLIED, ("nykunde",))]
    assert at_rest.run("applied_schema", ("nykunde",))
    assert net(at_rest) == []
