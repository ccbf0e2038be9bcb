"""Findings: by level, and which still want a reason."""

from safeguard.lib.findings import Finding, Level, at_level, unanswered

STOP = Finding("CON-01", Level.STOP, "No consent", "004 Before p1", about="YP-AAAAA-AAAAA")
LONG = Finding("PLN-03", Level.REASON, "Longer than usual", "002 A2 §3.3")
YOUNG = Finding("PLT-07", Level.REASON, "Too young", "003 Age restrictions", about="YP-AAAAA-AAAAA")
NOTE = Finding("PLN-30", Level.NOTE, "Short gap", "004 Self-care b2")
ALL = [NOTE, STOP, LONG, YOUNG]


def test_key_names_the_rule_and_the_person():
    assert (LONG.key, YOUNG.key) == ("PLN-03", "PLT-07:YP-AAAAA-AAAAA")


def test_those_of_a_level_keep_their_order():
    assert at_level(ALL, Level.REASON) == [LONG, YOUNG]


def test_only_reasons_are_waited_for():
    """A stop is not answered by a reason, and a note asks for none."""
    assert unanswered(ALL, []) == [LONG, YOUNG]
    assert unanswered(ALL, ["PLN-03", "CON-01:YP-AAAAA-AAAAA"]) == [YOUNG]


def test_a_reason_for_one_person_is_none_for_another():
    assert unanswered([YOUNG], ["PLT-07:YP-BBBBB-BBBBB"]) == [YOUNG]
