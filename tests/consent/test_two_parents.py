"""Two parents of one young person: neither learns of the other through anything we show or send (practice B19)."""

import re
import uuid
from collections import Counter

import pytest
from django.test import Client

from consent.enums import Decision
from safeguard.notifications.models import Message
from tests.factories.consent import an_activity, answered, asked, link_of
from tests.factories.people import an_adult, register
from tests.pages import body, fields

pytestmark = pytest.mark.django_db
BIRTHDAY = {"born_on_day": "27", "born_on_month": "3", "born_on_year": "2011"}
ANSWER = "/answer/consent/"
FATHER = {"full_name": "Omar Radwan", "relationship": "stepfather", "email": "omar@elsewhere.example"}
OF_THE_FATHER = ("Omar", "Radwan", "stepfather", "elsewhere", "another parent", "other parent", "disagree", "conflict")


@pytest.fixture
def visit(cast, now):
    """Everything a mother sees and gets, from the first page to the receipt, after a father has said something."""

    def everything(father_says):
        reached = {"email": "amira@young.example", "safe_email": "yes"}
        person = register(cast.owner, now, adults=(an_adult(), an_adult(**FATHER)), **reached)
        mother, father = person.adults.order_by("pk")
        activity = an_activity(cast.owner, now)
        if father_says is not None:
            his = asked(cast.owner, person, father, activity, now)
            answered(his, now, answers=dict.fromkeys(his.purposes, father_says), young_person=father_says)
        hers = asked(cast.owner, person, mother, activity, now)
        pages = pages_of(hers)
        mails = Message.objects.filter(address="sana@family.example", subject_ref=mother.ref).order_by("pk")
        told = [*(body(page) for page in pages), *(f"{mail.title}\n{mail.body}" for mail in mails)]
        return [without_references(text, hers) for text in told]

    return everything


def pages_of(request):
    browser = Client()
    birthday = browser.get(link_of(request), follow=True)
    form = browser.post(ANSWER, {"about": request.ref, **BIRTHDAY}, follow=True)
    answers = {f"{who}_{purpose}": "agreed" for purpose in request.purposes for who in ("answer", "young")}
    typed = {"about": request.ref, "client_token": str(uuid.uuid4()), "name": "Sana Khan", **answers}
    check = browser.post(ANSWER, typed)
    done = browser.post(ANSWER, {**fields(check), "step": "send"}, follow=True)
    assert "We have your answer" in body(done)
    closed = Client().get(link_of(request), follow=True)
    return [birthday, form, check, done, closed]


def without_references(text, request):
    text = text.replace(request.ref, "REF")
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", text)


def test_what_one_parent_sees_does_not_depend_on_the_other(visit):
    alone = visit(None)
    assert Counter(alone) == Counter(visit(Decision.REFUSED)) == Counter(visit(Decision.AGREED))
    assert len(alone) == 7  # five pages, the link and the receipt


def test_neither_name_nor_conflict_of_the_other_is_told(visit):
    told = "\n".join(visit(Decision.REFUSED))
    assert "Sana Khan" in told  # it is her own answer
    assert not [word for word in OF_THE_FATHER if word.casefold() in told.casefold()]
