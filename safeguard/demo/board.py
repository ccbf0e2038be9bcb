"""What the board has read: a report for each quarter that has ended, issued by the safeguarding lead."""

from datetime import datetime, timedelta

from safeguard.demo.timeline import Story
from safeguard.demo.world import World, turn
from safeguard.reports.actions import edit_report, issue_report, prepare_due_reports
from safeguard.reports.models import BoardReport
from safeguard.reports.rules import Quarter, quarter_of

QUARTERS = 2  # as many as are told; each costs the time of a PDF
SUMMARY = (
    "A steady quarter. Every concern was answered on the day it was raised, and nobody waited for an answer "
    "overnight. We "
    "have put our training where the questions were: strangers online, and money.",
    "A busy quarter. Every concern was answered on the day it was raised. Two families were helped together with the "
    "council. Workers asked for more time with each other after hard sessions, and have it.",
)
LEARNING = (
    "We ask every family whether it is warm where they are. We offer each of them a copy of the safety plan. "
    "Volunteers "
    "get the policy on their first day.",
    "Asking directly is kind. We ring as well as write when something matters. Workers know the three helplines "
    "by heart.",
)
ASKS = (
    "Please agree to a second work phone for Counselling, so that no call goes unanswered at lunch.",
    "Please agree to one more day of supervision in each quarter.",
)


def board_stories(world: World) -> list[Story]:
    """One report after each of the last quarters that have ended."""
    quarter, stories = quarter_of(world.days.now), []
    for number in range(QUARTERS):
        quarter = quarter.previous()
        stories.append(_report(world, quarter, number))
    return stories


def _report(world: World, quarter: Quarter, number: int) -> Story:
    """Drafted by itself on the morning after, read and issued two days later."""
    lead, at = world.staff["dsl"], quarter.ends_at + timedelta(hours=6)
    yield at
    prepare_due_reports(now=at)
    edited_at: datetime = at + timedelta(days=1, hours=4)
    yield edited_at
    report = BoardReport.objects.get(quarter_start=quarter.first_day)
    report = edit_report(
        by=lead,
        now=edited_at,
        report=report,
        version=report.version,
        client_token=world.token("report", quarter.first_day),
        texts={"summary": turn(SUMMARY, number), "learning": turn(LEARNING, number), "asks": turn(ASKS, number)},
    )
    issued_at = edited_at + timedelta(days=1)
    yield issued_at
    issue_report(by=lead, now=issued_at, report=report, version=report.version)
