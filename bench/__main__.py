"""`python -m bench [name …]`: run all benches, or those named."""

from __future__ import annotations

import sys
from importlib import import_module

from rich.console import Console

BENCHES = (
    "files",
    "apply",
    "evolve",
    "live_catalog",
    "merge",
    "fleet",
    "offsets",
    "read",
    "automation",
    "sizing",
    "verify",
)


def main(names: list[str]) -> int:
    """Run the benches in order. Exit code 2 for an unknown name."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no such bench: {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    console = Console(width=120)
    for name in names or BENCHES:
        import_module(f"bench.{name}").run(console)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
