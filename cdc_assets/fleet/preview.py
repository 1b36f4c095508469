"""What the stages would write, found out by letting them write into a copy."""

from __future__ import annotations

import contextlib
import difflib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cdc_assets.config.files import OUTPUTS
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError
from cdc_assets.files import listed, read_file


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that a run would change: `before` None where it is new, `after` None where it would be removed."""

    path: str
    before: str | None
    after: str | None

    @property
    def diff(self) -> str:
        before, after = (self.before or "").splitlines(), (self.after or "").splitlines()
        names = (
            f"a/{self.path}" if self.before is not None else "/dev/null",
            f"b/{self.path}" if self.after is not None else "/dev/null",
        )
        return "\n".join(difflib.unified_diff(before, after, *names, lineterm="", n=2))


@contextlib.contextmanager
def copied(project: Project) -> Iterator[Project]:
    """The project with its outputs copied and its inputs linked, in a folder that is gone afterwards.

    Paths of the copy in a CdcError's messages are told as the project's.
    """
    with tempfile.TemporaryDirectory(prefix="cdc-") as folder:
        root = Path(folder).resolve() / project.root.name
        root.mkdir()
        for path in project.root.iterdir():
            if path.name in OUTPUTS:
                _copy(path, root / path.name)
            elif path.name != ".cdc":
                (root / path.name).symlink_to(path.absolute())
        try:
            yield replace(project, root=root, origin=project.root)
        except CdcError as error:
            raise CdcError(
                replace(problem, where=problem.where.replace(f"{root}/", ""), what=problem.what.replace(f"{root}/", ""))
                for problem in error.problems
            ) from None


def _copy(source: Path, target: Path) -> None:
    """A folder and all below. Raises CdcError for what cannot be read, as nothing could be said of it."""
    target.mkdir()
    for path in listed(source):
        if path.is_dir():
            _copy(path, target / path.name)
        else:
            (target / path.name).write_bytes(read_file(path))


def differences(project: Project, copy: Project) -> tuple[Difference, ...]:
    """The outputs of `copy` that are not as the project has them, by path."""
    ours, theirs = _outputs(project.root), _outputs(copy.root)
    changed = [name for name in sorted(ours.keys() | theirs.keys()) if ours.get(name) != theirs.get(name)]
    return tuple(Difference(name, _text(ours.get(name)), _text(theirs.get(name))) for name in changed)


def _outputs(root: Path) -> dict[str, bytes]:
    """Line ends are git's business: they make no difference."""
    files = (path for name in OUTPUTS for path in (root / name).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): read_file(path).replace(b"\r\n", b"\n") for path in files}


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode(errors="replace")
