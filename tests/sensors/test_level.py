"""The decisions behind the sensors, as properties."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cdc_assets.config.model import Tenant
from cdc_assets.sensors.level import ASKS, PATIENCE, RunOutcome, UnusedVersion
from cdc_assets.sensors.tenants import partition_change

NAMES = st.lists(st.sampled_from("abcdef"), unique=True)


def tenant(name: str) -> Tenant:
    return Tenant(name, "d", "s", None, "dev")


@given(st.lists(st.sampled_from("ABC"), max_size=12), st.booleans())
def test_any_sequence_of_edits_ends_on_what_is_there_and_asks_for_nothing_twice(
    edits: list[str], runs_at_once: bool
) -> None:
    materialised, remembered, queue = "A", UnusedVersion(), []
    for observed in [*edits, *edits[-1:] * 2]:
        if observed == materialised:
            remembered = UnusedVersion()
        else:
            outcome = RunOutcome.WAITING if queue else RunOutcome.DONE
            requested = remembered.version
            remembered, due = remembered.seen(observed, outcome, patience=1)
            assert not (due and queue and observed == requested)
            if due:
                queue.append(observed)
        if queue and (runs_at_once or len(queue) > 1):
            queue.clear()
            materialised = observed  # a run reads what is there when it runs
    if edits and not queue:
        assert edits[-1] in (materialised, remembered.version)


@given(st.lists(st.sampled_from([*RunOutcome, None]), max_size=30), st.integers(1, PATIENCE))
def test_one_version_is_asked_for_after_enough_looks_a_few_times_and_not_while_its_run_goes_or_failed(
    outcomes: list[RunOutcome | None], patience: int
) -> None:
    remembered, asks, looks = UnusedVersion(), 0, 0
    for outcome in outcomes:
        remembered, due = UnusedVersion.read(remembered.text()).seen("A", outcome, patience)
        held = bool(asks) and outcome in (RunOutcome.WAITING, RunOutcome.FAILED)
        looks = looks if held else looks + 1
        assert due == (not held and looks >= patience and asks < ASKS)
        asks, looks = (asks + 1, 0) if due else (asks, looks)
    assert UnusedVersion.read("an older release wrote it 1") == UnusedVersion.read(None) == UnusedVersion()


@given(NAMES, NAMES, NAMES, NAMES)
def test_partitions_are_only_ever_added_and_no_tenant_is_forgotten(
    configured: list[str], existing: list[str], before: list[str], materialised: list[str]
) -> None:
    change = partition_change([tenant(name) for name in configured], existing, before, materialised)
    assert set(existing) | set(change.add) >= set(configured)
    assert set(change.gone) == set(existing) - set(configured)
    there = set(before) & set(existing)
    assert set(change.returned) == (set(configured) - there) & set(materialised)
