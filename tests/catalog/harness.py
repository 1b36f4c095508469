"""A developer's command: reads every database project in a folder of repositories, and says what is wrong.

    .venv/bin/python -m tests.catalog.harness ~/repositories

A line per project (and per repository with scripts and no project): `read`, or `refused` with file, line and reason,
then the tables that a count of its own finds and the reader lacks (missing), or the other way round (extra). The
count knows nothing of the reader: regular expressions over the files that an XML parser finds listed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from cdc_assets.catalog.scripts import read_scripts
from cdc_assets.errors import CdcError

_NOISE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_GO = re.compile(r"^[ \t]*GO[ \t;\d]*$", re.MULTILINE | re.IGNORECASE)
_MODULE = re.compile(r"\s*(?:CREATE(?:\s+OR\s+ALTER)?|ALTER)\s+(?:PROC|FUNCTION|TRIGGER|VIEW)", re.IGNORECASE)
_INCLUDED = re.compile(r"^\s*:r\s+\"?([^\"\n]+?)\"?\s*$", re.MULTILINE)
_TABLE = re.compile(
    r"\b(CREATE|DROP)\s+(?:EXTERNAL\s+)?TABLE\s+(?:IF\s+EXISTS\s+)?((?:(?:\[[^\]]+\]|\"[^\"]+\"|[\w#$@]+)\s*\.?\s*)+?)\s*"
    r"(?=\(|\bAS\b|;|$|\bGO\b)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one project: names as schema.table in lower case."""

    project: str
    tables: int
    refused: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{'refused' if self.refused else 'read'} {self.tables:5} {self.project}"]
        lines += [f"        {problem}" for problem in self.refused]
        lines += [f"        missing {name}" for name in self.missing] + [f"        extra {name}" for name in self.extra]
        return "\n".join(lines)


def results(folder: Path) -> Iterator[Result]:
    """What comes of every project in the repositories below `folder`."""
    for repository in sorted(path for path in folder.iterdir() if path.is_dir()):
        projects = sorted(filter(_is_project, repository.rglob("*.*proj"))) or [repository]
        for project in projects:
            files = _listed(project) if project != repository else sorted(repository.rglob("*.sql"))
            if files or project != repository:  # one that lists in ways of which this count knows nothing is told too
                yield _result(project, project.relative_to(folder).as_posix(), _counted(files))


def _is_project(path: Path) -> bool:
    return path.suffix == ".sqlproj" or (path.suffix == ".csproj" and b'"MSBuild.Sdk.SqlProj' in path.read_bytes())


def _result(path: Path, shown: str, counted: set[str]) -> Result:
    try:
        catalog = read_scripts(path, "Db", label=shown)
    except CdcError as error:
        return Result(shown, len(counted), tuple(map(str, error.problems)), (), ())
    found = {table.full_name.lower() for table in catalog.tables}
    return Result(shown, len(found), (), tuple(sorted(counted - found)), tuple(sorted(found - counted)))


def _listed(project: Path) -> list[Path]:
    """The scripts that a project file lists, conditions and properties aside."""
    text = project.read_bytes()
    nodes = [(node.tag.rpartition("}")[2], node) for node in ElementTree.fromstring(text).iter()]
    other = b'"MSBuild.Sdk.SqlProj' in text
    sdk = other or (b"Microsoft.Build.Sql" in text and b"EnableDefaultSqlItems>false" not in text)
    build = {"Build", "Content"} if other else {"Build"}
    deployed = {"PreDeploy", "PostDeploy", "PrePlan"}

    def specs(tags: set[str], attribute: str) -> list[str]:
        values = [node.get(attribute, "") for tag, node in nodes if tag in tags]
        return [unquote(one.strip()).replace("\\", "/") for value in values for one in value.split(";") if one.strip()]

    gone = (
        specs(build, "Remove")
        + specs(build, "Exclude")
        + (specs({"None", *deployed}, "Include") if sdk else [])
        + (["Pre-Deployment/**", "Post-Deployment/**"] if other else [])
    )
    wanted = specs(build, "Include") + (["**/*.sql"] if sdk else [])
    by_name = {path.relative_to(project.parent).as_posix().lower(): path for path in project.parent.rglob("*.sql")}
    found = {project.parent / spec for spec in wanted if "*" not in spec and (project.parent / spec).exists()}
    for spec in wanted:
        pattern = spec.lower().replace("**/", "*") if "*" in spec else spec.lower()
        found |= {path for name, path in by_name.items() if fnmatch(name, pattern)}
    scripts = [project.parent / spec for spec in specs(deployed, "Include")] if sdk else []
    for script in filter(Path.is_file, scripts):
        found -= {script.parent / name for name in _INCLUDED.findall(script.read_text("utf-8-sig", "replace"))}
    patterns = [spec.lower().replace("**", "*") for spec in [*gone, "bin/*", "obj/*"]]
    return sorted(path for path in found if not any(_fits(path, project.parent, pattern) for pattern in patterns))


def _fits(path: Path, base: Path, pattern: str) -> bool:
    return path.is_relative_to(base) and fnmatch(path.relative_to(base).as_posix().lower(), pattern)


def _counted(files: list[Path]) -> set[str]:
    """The tables that the files make, and do not drop behind it."""
    made: set[str] = set()
    for file in files:
        data = file.read_bytes()
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", errors="replace")
        for batch in _GO.split(_NOISE.sub(" ", text)):
            for verb, name in _TABLE.findall("" if _MODULE.match(batch) else batch):
                parts = [part.strip(' []"\n\t').lower() for part in name.split(".")]
                if parts[-1].startswith("#"):
                    continue
                full = f"{(parts[-2] if len(parts) > 1 else '') or 'dbo'}.{parts[-1]}"
                (made.add if verb.upper() == "CREATE" else made.discard)(full)
    return made


def main(folder: Path) -> int:
    """Print all results and a line of sums; 1 where something is refused, missing or extra."""
    found = list(results(folder))
    for result in found:
        print(result)
    refused = [result for result in found if result.refused]
    silent = sum(len(result.missing) + len(result.extra) for result in found)
    print(
        f"{len(found)} projects, {len(found) - len(refused)} read completely, {len(refused)} refused"
        f" ({sum(result.tables for result in refused)} tables), {silent} tables missing or extra"
    )
    return int(bool(refused or silent))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
