"""Tests that share processes stay on one worker: each worker would start its own set of them."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("together")
def test_a_group_is_what_the_scheduler_sends_to_one_worker(request: pytest.FixtureRequest) -> None:
    if hasattr(request.config, "workerinput"):
        assert request.node.nodeid.endswith("@together"), "pytest-xdist and pytest do not go together"
