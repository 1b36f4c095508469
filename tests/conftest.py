"""For every test: a PostgreSQL server shared by all workers of a run, fresh databases on it, Hypothesis unhurried."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from resources import embedded_stream
from resources.embedded_postgres import Server, running
from tests.support.kafka import needs_the_extra
from tests.support.postgres import EMBEDDED, FAST, binaries, fresh_database

# Where the environment forbids bytecode, each of some 300 processes would compile Dagster anew: seconds of both cores.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# What a run in the background ignores, processes that tests start to interrupt them would ignore, too, for ever.
for ignored in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(ignored) is signal.SIG_IGN:
        signal.signal(ignored, lambda *_: None)

# In memory, where there is plenty: a database made and dropped costs a fifth of what ext4 takes for its 300 files.
SHARED_MEMORY = Path("/dev/shm")
if SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free > 8 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(SHARED_MEMORY))

# A busy machine is no failure. (What a test suppresses in its own settings takes the place of these.)
settings.register_profile(
    "unhurried",
    settings(),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("unhurried")


QUICK = (
    *("catalog", "config", "ddl", "docs/test_links.py", "pipelines", "support", "tables"),
    *("offsets/test_gaps.py", "offsets/test_probe.py", "offsets/test_reset.py", "offsets/test_sweep.py"),
)
"""What `make test-quick` runs: rooms whose tests start no process of Dagster's and migrate no fleet."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them, so that `-m quick` and `-m "not quick"` choose."""
    quick = tuple(Path(__file__).parent / name for name in QUICK)
    for item in items:
        if any(item.path.is_relative_to(path) for path in quick):
            item.add_marker("quick")


@pytest.fixture(scope="session")
def _servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """Starts servers by name when first asked for; they run until the last worker of the test run is done."""
    base = tmp_path_factory.getbasetemp()
    shared = (
        base.parent if base.name.startswith("popen-") else base
    )  # xdist: one folder below the run's for each worker
    started: dict[str, Server] = {}
    with ExitStack() as stack:

        def server(which: str) -> Server:
            if which not in started:
                folder: Path = shared / which
                started[which] = stack.enter_context(running(folder, settings=FAST, binaries=binaries(which)))
            return started[which]

        yield server


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest, _servers: Callable[[str], Server]) -> Server:
    """A running server: the embedded one, or by `@both_versions` (tests/support/postgres.py) also Debian's."""
    return _servers(getattr(request, "param", EMBEDDED))


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The conninfo of an empty database that only this test uses."""
    with fresh_database(postgres) as conninfo:
        yield conninfo


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded_stream.EmbeddedBroker]:
    """A running Kafka broker, shared by this worker's tests."""
    needs_the_extra()
    with embedded_stream.broker(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker
