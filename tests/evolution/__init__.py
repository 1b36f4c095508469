"""Schema evolution over a fleet."""

import pytest

pytest.register_assert_rewrite("tests.evolution.runner")
