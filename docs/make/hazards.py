"""The page of what may go wrong: hazards of a plan, exit codes, errors that the database's own code raises or logs."""

from __future__ import annotations

from collections.abc import Mapping

from cdc_assets.migrate.hazards import MEANINGS
from docs.make.pages import MARK, page, table

EXIT_CODES: Mapping[str, str] = {
    "0": "done, or everything is as it should be",
    "1": "nothing is wrong with the command: there are differences, something is pending, or somebody is wanted",
    "2": "an error, or refused; the message says where, what and what to do",
    "130": "interrupted (Ctrl-C)",
}
SQLSTATES: Mapping[str, str] = {
    "CDC01": "a merge's counts do not add up; it is rolled back. Somebody wrote to the table meanwhile: merge again",
    "CDC04": "a table refuses its rows one after the other (a thousand in one call); everything stays staged. Look for "
    "a constraint, a trigger or a type that the table has got by itself",
}
"""Of errors that reach a person; others of that class are caught where they are raised."""
LOGGED: Mapping[str, str] = {
    "merge_failed": "a merge raised an error; what was staged stays staged, and the next call tries again",
    "fence_regression": "events are stale by their LSN although newer by their time: "
    "[was the source restored or moved](../how-to/recover.md#the-source-was-restored-or-moved)?",
    "staging_lost": "UNLOGGED staging was emptied by a crash or a promotion: "
    "[read again](../how-to/operate.md#staging-was-lost-in-a-crash)",
    "table_made_anew": "a table was dropped and made again, empty: its coverage and first load were forgotten, "
    "consumers resume at the start",
}
"""Values of `cdc_management.error_log.kind`."""

_HAZARDS = """\
What a statement of a plan may do to data, to readers or to writers. A tenant's plan with one that wants approval and
has none is refused as a whole. The plan names what to write: `--allow DATA_LOSS:Actor.navn` allows exactly that one,
`DATA_LOSS:Actor.*` all of a table, `DATA_LOSS` all; in Dagster's launchpad `allow: ["DATA_LOSS:Actor.navn"]`. A table
that tenants share has its schema in front: `DATA_LOSS:public.Actor.navn`. Some hazards stand in a plan only to be known
and want no approval. Which change has which: [evolution](../evolution.md)."""
_ERRORS = """\
A user's mistake is one line per problem, all at once: where it is (a file and line, a sink, a tenant), what is wrong,
and what would be valid or what to do. With `--json` the same on standard error, as
`{"errors": [{"where": …, "what": …, "key": …, "hint": …}]}`. A traceback is a mistake of this project. The help of a
command tells its exit codes; these are common to all:"""


def hazards() -> str:
    """Hazards, exit codes, SQLSTATEs and kinds of the error log."""
    return page(
        [
            "# Hazards, exit codes, errors",
            MARK,
            "## Hazards",
            _HAZARDS,
            table(("hazard", "meaning"), [(f"`{kind}`", meaning) for kind, meaning in MEANINGS.items()]),
            "## Exit codes and messages",
            _ERRORS,
            table(("exit code", "meaning"), EXIT_CODES.items()),
            "## SQLSTATEs of merges",
            table(("SQLSTATE", "meaning"), [(f"`{code}`", meaning) for code, meaning in SQLSTATES.items()]),
            "## Kinds in `cdc_management.error_log`",
            table(("kind", "meaning"), [(f"`{kind}`", meaning) for kind, meaning in LOGGED.items()]),
        ]
    )
