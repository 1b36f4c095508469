"""Which renames apply to a table as it is."""

from __future__ import annotations

import pytest

from cdc_assets.catalog.rename_chains import follow, rings, since, taken_anew
from cdc_assets.migrate.renames import resolve_renames

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
    assert rings(dict([AB, BA])) == [{"a": "b", "b": "a"}]
    assert rings(dict([AB, BC, CA])) == [{"a": "b", "b": "c", "c": "a"}]
    assert rings(dict([AB, BC])) == []
    assert rings({}) == []
    assert rings({"a": "b", "b": "a", "c": "d", "e": "f", "f": "e"}) == [{"a": "b", "b": "a"}, {"e": "f", "f": "e"}]


def test_names_that_another_column_took_are_seen():
    assert taken_anew(dict([AB]), "ab") == [{"a": "b"}]
    assert taken_anew(dict([AB, BC]), "abc") == [{"a": "b", "b": "c"}]
    assert taken_anew(dict([AB, BC]), "bc") == []
    assert taken_anew(dict([AB, BA]), "ab") == []


@pytest.mark.parametrize(
    ("names", "operations", "expected"),
    [
        ("ab", [AB, BA], {"a": "b", "b": "a"}),  # said at once
        ("ab", [BA, AB], {"a": "b", "b": "a"}),
        ("ab", [("a", "t"), BA, ("t", "b")], {"a": "b", "b": "a"}),  # one after the other
        ("abc", [AB, BC, CA], {"a": "b", "b": "c", "c": "a"}),
        ("abc", [CA, AB, BC], {"a": "b", "b": "c", "c": "a"}),
        ("ab", [AB, BC], {"a": "b", "b": "c"}),
        ("a", [AB, BC], {"a": "c"}),
        ("a", [AB, BA], {}),  # there and back
        ("ab", [AB], {}),  # b is never left
        ("b", [AB], {}),
    ],
)
def test_operations_are_followed_said_at_once_or_one_after_the_other(names, operations, expected):
    assert follow(names, operations) == expected


def test_only_operations_that_are_new_count():
    assert since([AB], [AB, BA, AB]) == (BA, AB)
    assert since([], [AB]) == (AB,)
    assert since([AB, BA], [BA]) == ()
