"""Made-up figures of a quarter, for tests that are not about counting."""

from safeguard.reports.rules import Division, Figures, Tally
from safeguard.reports.rules.layout import ANSWERED, CALLS, CALLS_MADE, CLOSED, CONCERNS, HELD, REFERRED


def some(code: str, count: int, *within: Division) -> Division:
    """Those for which something is true."""
    return Division(code, {"yes": count}, {"yes": within} if within else {}, is_whole=False)


def a_busy_quarter() -> Figures:
    """Enough of everything that most tables can be shown, with small counts among them."""
    early = {"left_by_choice": 9, "not_sure": 3, "connection_lost": 6, "safe_word": 2, "concern": 0}
    sessions = Tally(
        HELD,
        412,
        [
            Division("method", {"video": 288, "phone": 101, "chat": 23}),
            some("early", sum(early.values()), Division("reason", early)),
            some("lost", 31, some("called_back", 26)),
            some("one_to_one", 263),
            some("second_adult", 88),
            some("over_length", 17),
            some("out_of_hours", 38),
            some("safe_word", 2),
        ],
    )
    content = {"content_suicide": 6, "content_misinformation": 1}
    contact = {"contact_grooming_sexual": 8, "contact_sextortion": 7, "contact_other": 0}
    not_online = {"not_online_neglect": 9, "not_online_domestic": 12, "not_online_other": 2}
    category = {"content": 7, "contact": 15, "conduct": 11, "commerce": 0, "not_online": 23, "undecided": 3}
    within = {
        "content": [Division("kind", content)],
        "contact": [Division("kind", contact)],
        "conduct": [Division("kind", {"conduct_nudes": 4, "conduct_bullying": 7})],
        "not_online": [Division("kind", not_online)],
    }
    concerns = Tally(
        CONCERNS,
        59,
        [
            Division(
                "answer",
                {"waiting": 1, "answered": 58},
                {"answered": [Division("state", {"open": 21, "closed": 37})]},
            ),
            Division("category", category, within),
            Division("severity", {"low": 22, "moderate": 19, "serious": 11, "critical": 4, "undecided": 3}),
            Division("offence", {"yes": 9, "no": 24, "not_sure": 6, "not_asked": 17, "undecided": 3}),
            Division("risk", {"immediate": 6, "not_immediate": 44, "not_sure": 7, "undecided": 2}),
            some("referred", 24),
            some("repeat", 8),
        ],
    )
    return Figures(
        (sessions, Tally(CALLS, 6), Tally(CALLS_MADE, 5), concerns),
        {ANSWERED: 1130, REFERRED: 5 * 3600, CLOSED: 11 * 86400},
    )
