"""Which renames apply to a table as it is."""

from __future__ import annotations

import pytest

from cdc_assets.migrate.renames import resolve_renames, swapped

AB, BC, CA, BA = ("a", "b"), ("b", "c"), ("c", "a"), ("b", "a")


@pytest.mark.parametrize(
    ("renames", "live", "desired", "expected"),
    [
        ([AB], "ax", "bx", [AB]),
        ([AB], "bx", "bx", []),
        ([AB], "ax", "abx", []),  # a is still wanted
        ([AB], "abx", "bx", []),  # b is there already: a only leaves
        ([AB, BC], "a", "c", [("a", "c")]),  # two releases, the first one missed
        ([AB, BC], "b", "c", [BC]),
        ([AB, BC], "c", "c", []),
        ([AB, BC], "ab", "bc", [BC, AB]),  # one release
        ([BC, AB], "ab", "bc", [BC, AB]),
        ([AB, BC], "bc", "bc", []),
        ([AB, BC, CA], "a", "a", []),
        ([AB, BA], "a", "a", []),  # renamed and back
        ([AB, BA], "b", "a", [BA]),
        ([AB, BA], "ab", "ab", []),  # nobody can see whether it was done
        ([("a", "c"), BC], "ab", "c", [BC]),  # the latest one counts
        ([], "a", "b", []),
    ],
)
def test_only_what_the_table_still_lacks_is_renamed(renames, live, desired, expected):
    assert resolve_renames(renames, list(live), list(desired)) == expected


def test_names_that_changed_places_are_seen():
    assert swapped([AB, BA])
    assert swapped([AB, BC, CA])
    assert not swapped([AB, BC])
    assert not swapped([])
