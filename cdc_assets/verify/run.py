"""Verifications of several relations, one after the other: what `cdc verify` and Dagster's job do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cdc_assets.config.model import Project
from cdc_assets.errors import Problem, noted
from cdc_assets.verify.model import Mode, Options, Verification
from cdc_assets.verify.places import Place, reader
from cdc_assets.verify.verify import repair, verify_changes, verify_rows
from resources.postgres import connected

_SHARE = 0.05
Agree = Callable[[Verification, str], bool]


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be repaired without asking: rows, and a share of a table that all of was read."""

    rows: int = 1_000
    share: float = _SHARE

    def exceeded(self, found: Verification) -> str:
        """Why it has to be asked for, or empty."""
        wanted = found.repairable
        if wanted > self.rows:
            return f"{wanted} rows are to be repaired, the budget is {self.rows}"
        if found.mode == "rows" and wanted > max(1, self.share * found.rows_read) and wanted > _FEW:
            return f"{wanted} rows are to be repaired, of {found.rows_read} that the source has"
        return ""


_FEW = 20
"""So many rows are repaired unasked, whatever their share of a small table."""


def verify_places(
    project: Project,
    chosen: Sequence[Place],
    environ: Mapping[str, str],
    mode: Mode,
    options: Options,
    budget: Budget | None = None,
    agreed: Agree = lambda _found, _why: False,
    failed: list[Problem] | None = None,
) -> Iterator[Verification]:
    """Verify each; with a budget repair what differs. What is wrong with one is added to `failed`, and the others go
    on; without it CdcError. `agreed` is asked where the budget is exceeded."""
    verify = verify_rows if mode == "rows" else verify_changes
    for place in chosen:
        with (
            noted(failed),
            reader(place, environ) as source,
            connected(place.target, project.root, seconds=None) as connection,
        ):
            found = verify(connection, source, place.relation, options)
            if budget is not None and found.repairable:
                why = budget.exceeded(found)
                if not why or agreed(found, why):
                    found = repair(connection, source, found, options)
            yield found
