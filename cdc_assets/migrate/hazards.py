"""What can go wrong when a statement runs, by name, and how a person allows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from cdc_assets.errors import CdcError, Problem


class HazardKind(StrEnum):
    """The value is the name people write in `--allow`."""

    DATA_LOSS = "DATA_LOSS"
    TABLE_REWRITE = "TABLE_REWRITE"
    LOCKS_WRITES = "LOCKS_WRITES"
    MEANING_CHANGE = "MEANING_CHANGE"
    NOT_REVERSIBLE = "NOT_REVERSIBLE"
    GOES_BACK = "GOES_BACK"


MEANINGS: Mapping[HazardKind, str] = {
    HazardKind.DATA_LOSS: "values are cut or rounded, or make the change fail where they do not fit",
    HazardKind.TABLE_REWRITE: "every row is rewritten: time and space in the size of the table",
    HazardKind.LOCKS_WRITES: "merges and readers wait until it is done, or rows may be refused afterwards",
    HazardKind.MEANING_CHANGE: "values, names or keys say something else than before",
    HazardKind.NOT_REVERSIBLE: "what is lost does not come back with `down`",
    HazardKind.GOES_BACK: "the table becomes what it was once: a change taken back, or an older release by mistake",
}
"""What each hazard means; the sentence of a plan says why it applies there."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """One hazard of one statement. `subject` is `Actor.navn` or `Actor`, in a literal schema `felles.Actor.navn`.

    `needs_approval`: somebody must agree.
    """

    kind: HazardKind
    subject: str
    sentence: str
    needs_approval: bool = True

    @property
    def allow(self) -> str:
        """What to write to allow exactly this: `DATA_LOSS:Actor.navn`."""
        return f"{self.kind}:{self.subject}"


@dataclass(frozen=True, slots=True)
class Approvals:
    """What a person allowed. Patterns like `DATA_LOSS:Actor.navn`, `DATA_LOSS:Actor.*`, `TABLE_REWRITE`."""

    patterns: tuple[str, ...] = ()

    def allows(self, hazard: Hazard) -> bool:
        """True where the hazard needs no approval or has it."""
        return not hazard.needs_approval or any(
            pattern == hazard.kind or _fits(hazard.allow, pattern) for pattern in self.patterns
        )


NOTHING_APPROVED = Approvals()


def approvals(patterns: Iterable[str]) -> Approvals:
    """The approvals a person wrote. Raises CdcError for a name that is no hazard, and for `DATA_LOSS:` of nothing."""
    found = tuple(dict.fromkeys(pattern.strip() for pattern in patterns))
    known = {str(kind) for kind in HazardKind}
    hint = f"there are: {', '.join(sorted(known))}"
    problems = [
        Problem("--allow", f"there is no hazard `{pattern.split(':')[0]}`", pattern, hint)
        for pattern in found
        if pattern.split(":")[0] not in known
    ]
    problems += [
        Problem("--allow", "nothing is named after the colon", pattern, f"for example: {pattern}Actor.navn")
        for pattern in found
        if pattern.endswith(":") and pattern[:-1] in known
    ]
    if problems:
        raise CdcError(problems)
    return Approvals(found)


def unapproved(hazards: Iterable[Hazard], allowed: Approvals) -> tuple[Hazard, ...]:
    """The hazards that still need somebody's yes, each once, in order."""
    return tuple(dict.fromkeys(hazard for hazard in hazards if not allowed.allows(hazard)))


def _fits(name: str, pattern: str) -> bool:
    """`*` is any text, and `Actor.*` the table itself, too; `?` and `[` are as they stand: column names hold them."""
    return pattern == f"{name}.*" or fnmatchcase(name, pattern.replace("[", "[[]").replace("?", "[?]"))
