"""Named automation policies, and why each part of them is there.

`follow_upstream` carries a change from stage to stage; `on_request` is for the first, which sensors ask for.
Every part was a failure once, measured on Dagster 1.13.27:

- *data versions, not materialisations*: a stage that ran and found nothing new must not make 26 tenants run.
- *not `any_deps_updated`*: it also counts an input that is merely requested, so that tenants ran beside the stage they
  wait for; and it leaves out inputs made by a run that makes the target too, whatever the partition: `ddl` and one
  tenant materialised together from the UI were a change that the other tenants never saw. The price is one run of each
  stage after a seed, which finds nothing to do.
- *each edge is remembered for itself*: a changed data version or code version, a new tenant, a failure are true for one
  tick. While an upstream run is in flight the tick passes and the change would be forgotten; with one common memory, a
  code change during an upstream run was lost for ever.
- *forgotten when a run was requested, never when one ended*: a change that lands after a run read its input and before
  it finished must be followed by another run. `newly_requested` tells of the tick before, so that what happened
  between two ticks meets it: then the edge wins (`& ~edge`), or a change within seconds of a request, and the failure
  of a run that takes less than the time between ticks, were lost.
- *a failure counts from the last success on*: `execution_failed()` of an asset without partitions is false while the
  retry runs and true again when it failed too: alone, it retried for ever, each time `newly`. One retry, then it is
  quiet and stays visible.
- *while an input is missing, requested or in progress, or the target itself is*: changes that come in a row end in one
  run, on the last of them.
- Partitions missing at the very first evaluation are never requested: the sensor `source_drift` asks for the first
  stage of a new group, and what it makes is a change to all below. `seed_<group>` does it in one run.
"""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

import dagster as dg
from dagster import AutomationCondition as AC  # noqa: N817 - the name the documentation uses

Condition = dg.AutomationCondition[dg.AssetKey]
Edge = Any
"""A condition that can be labelled; Dagster exports no name for its type."""


def follow_upstream() -> Condition:
    """Run when an input's content, the code, or a failure asks for it; see the module's reasons."""
    changed: Edge = AC.any_deps_match(AC.data_version_changed())
    due = _remembered([changed.with_label("an input's content changed"), *_own_edges()])
    waiting: Edge = AC.any_deps_match(AC.missing() | AC.in_progress() | AC.will_be_requested())
    ready: Edge = ~waiting.with_label("an input is missing or being made") & ~AC.in_progress()
    policy: Condition = (due & ready).with_label("follow_upstream")
    return policy


def on_request() -> Condition:
    """For a stage without inputs in the graph, which sensors ask for: a failure, new code, a new service."""
    idle: Edge = ~AC.in_progress()
    policy: Condition = (_remembered(_own_edges()) & idle).with_label("on_request")
    return policy


def _own_edges() -> list[Edge]:
    """What can happen to an asset by itself."""
    failing: Edge = AC.execution_failed().since(AC.newly_updated())
    return [
        AC.newly_missing().with_label("it is new"),
        AC.code_version_changed().with_label("the code that makes it changed"),
        failing.newly_true().with_label("it failed, and was not retried yet"),
    ]


def _remembered(edges: list[Edge]) -> Edge:
    """True from any of the edges on until a run was requested for it."""
    return reduce(
        operator.or_, [edge.since((AC.newly_requested() & ~edge) | AC.initial_evaluation()) for edge in edges]
    )
