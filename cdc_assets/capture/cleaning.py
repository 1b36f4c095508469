"""How far change tables may be cleaned by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cdc_assets.capture.lsn import Lsn, format_lsn
from cdc_assets.capture.model import CaptureState, Instance, Progress


@dataclass(frozen=True, slots=True)
class Mark:
    """An instance's low-water mark: changes below `lsn` may go. None = nothing may, for `reason`."""

    instance: Instance
    lsn: Lsn | None
    reason: str


def low_water_marks(state: CaptureState, progress: Progress, tables: Sequence[str] | None = None) -> tuple[Mark, ...]:
    """A mark per instance, of `tables` (`dbo.Actor`) alone where given.

    A mark is never beyond what every target has merged nor beyond the connector's committed position, and where one
    of them is not known there is none. sys.sp_cdc_cleanup_change_table deletes what is *below* a mark.
    """
    found: list[Mark] = []
    for instance in state.instances:
        if tables is not None and instance.full_name not in tables:
            continue
        consumed, who = progress.consumed(instance.full_name)
        if consumed is None:
            found.append(Mark(instance, None, who))
        elif instance.start_lsn is None:
            found.append(Mark(instance, None, "the capture job has not begun with it yet"))
        elif consumed <= instance.start_lsn:
            found.append(
                Mark(instance, None, f"{who} is at {format_lsn(consumed)}, where the instance begins or before")
            )
        else:
            found.append(Mark(instance, consumed, f"{who} is at {format_lsn(consumed)}, the lowest of all consumers"))
    return tuple(found)
