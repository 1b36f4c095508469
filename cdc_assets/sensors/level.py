"""The one rule that keeps the chain going: what was each stage made from, and what is there now?

Sensors compare the two at every look. `source_drift` and `service_config` look at what the first stages are made from,
outside; `safety_net` looks at what each later stage and tenant is made from, the stage above. What differs is asked for
by `UnusedVersion.seen`, and by nothing else, so that whatever was lost on the way (a tick, a request, a run, a daemon)
is asked for again: facts that persist cannot be missed.

Two helpers make it quick, and nothing rests on them. Automation conditions (`assets/automation.py`) react to edges:
they follow a change within seconds, wait for inputs in progress, and make one backfill of many tenants. An edge can be
lost for good (a release that changed a condition forgets them all), so `safety_net` looks below them, with patience.
Run monitoring (`resources/run_launcher.py`) ends a run whose worker is gone: until then the run is under way, and what
is under way is waited for.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum

ASKS = 3
"""How often one version is asked for at most, so that a source that never reads twice the same comes to rest."""
PATIENCE = 3
"""Looks in a row at which a stage is behind the stage above before it is asked for: automation goes first."""


class RunOutcome(Enum):
    """What became of a run that was asked for."""

    LOST = "there is no such run, or it never started"
    WAITING = "it has not ended"
    DONE = "it succeeded"
    FAILED = "it failed, or somebody cancelled it"


@dataclass(frozen=True, slots=True)
class UnusedVersion:
    """What is there now and was not used yet, as a cursor remembers it: looks since it was asked for, and requests."""

    version: str = ""
    looks: int = 0
    asks: int = 0

    @classmethod
    def read(cls, text: str | None) -> UnusedVersion:
        """From a cursor; nothing where it is not ours, so that the version is asked for once more."""
        try:
            version, looks, asks = json.loads(text or "")
            return cls(str(version), int(looks), int(asks))
        except (TypeError, ValueError):
            return cls()

    def text(self) -> str:
        """For a cursor."""
        return json.dumps([self.version, self.looks, self.asks])

    def seen(self, version: str, outcome: RunOutcome | None, patience: int) -> tuple[UnusedVersion, bool]:
        """What to remember after a look at which `version` is there and was not used, and whether to ask for it now.

        `outcome`: of the latest request for what is remembered. Waiting: it is waited for. Failed: automation retried
        it once, and it is a person's. Lost: a daemon, code server or queue died with it. Done: the run read what was
        there before or between (A → B → A → B, seen only at the Bs).
        """
        known = self if version == self.version else UnusedVersion(version)
        if known.asks and outcome in (RunOutcome.WAITING, RunOutcome.FAILED):
            return known, False
        known = replace(known, looks=known.looks + 1)
        if known.looks < patience or known.asks >= ASKS:
            return known, False
        return UnusedVersion(version, 0, known.asks + 1), True


def contiguous_ranges(wanted: Collection[str], every: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """`wanted` in parts of at most `size` that stand next to each other in `every`: a run takes a range of partitions.

    Names that `every` does not have are left out.
    """
    found: list[list[str]] = []
    open_ = False
    for name in every:
        if name not in wanted:
            open_ = False
        elif open_ and len(found[-1]) < size:
            found[-1].append(name)
        else:
            found.append([name])
            open_ = True
    return [tuple(part) for part in found]
