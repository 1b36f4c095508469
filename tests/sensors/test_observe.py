"""The decisions behind the sensors, as properties."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cdc_assets.config.model import Tenant
from cdc_assets.observe import decide, partition_change

NAMES = st.lists(st.sampled_from("abcdef"), unique=True)


def tenant(name: str) -> Tenant:
    return Tenant(name, "g", "d", "s", None, "dev")


@given(st.lists(st.sampled_from("ABC"), max_size=12), st.booleans())
def test_any_sequence_of_edits_ends_on_what_is_there_and_asks_for_nothing_twice(
    edits: list[str], runs_at_once: bool
) -> None:
    materialised, requested, queue = "A", None, []
    for observed in [*edits, *edits[-1:] * 2]:
        decision = decide(observed, materialised, requested)
        assert not (decision.run and observed in (materialised, requested))
        requested = decision.requested
        if decision.run:
            queue.append(observed)
        if queue and (runs_at_once or len(queue) > 1):
            queue.clear()
            materialised = observed  # a run reads what is there when it runs
    if edits and not queue:
        assert materialised == edits[-1] or requested == edits[-1]


def test_what_was_never_made_is_the_seeds_work_unless_the_stage_above_was_made() -> None:
    assert not decide("a", None, None).run
    assert decide("a", None, None, upstream_known=True).run
    assert not decide("a", None, "a", upstream_known=True).run


@given(NAMES, NAMES, NAMES, NAMES)
def test_partitions_are_only_ever_added_and_no_tenant_is_forgotten(
    configured: list[str], existing: list[str], before: list[str], materialised: list[str]
) -> None:
    change = partition_change([tenant(name) for name in configured], existing, before, materialised)
    assert set(existing) | set(change.add) >= set(configured)
    assert set(change.gone) == set(existing) - set(configured)
    assert set(change.returned) == (set(configured) - set(before)) & set(materialised)
