"""The Kafka broker of the extra `stream`, for tests."""

from __future__ import annotations

import pytest

from resources import embedded_stream


def needs_the_extra() -> None:
    """Skip where the wheels are not there."""
    if not embedded_stream.available():
        pytest.skip("needs the extra `stream` (make stream)")
