"""Plans, what applies them, and what steps back."""

import pytest

pytest.register_assert_rewrite("tests.migrate.runner")
