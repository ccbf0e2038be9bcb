"""The same number of queries at 3 and at 300 rows."""

import uuid

import pytest
from django.test import Client

from consent.models import Activity, ConsentDecision, ConsentRequest
from tests.factories.consent import a_family, a_statement, an_activity, answered, asked, link_of
from tests.pages import browser

pytestmark = pytest.mark.django_db
ROWS = [3, 300]


def copies(model, one, count, **over):
    """So many more rows like one that the real actions have made."""
    values = {field.attname: getattr(one, field.attname) for field in model._meta.concrete_fields}
    del values["id"]
    made = [model(**{**values, **{name: value(number) for name, value in over.items()}}) for number in range(count)]
    model.objects.bulk_create(made, batch_size=500)


def new(_number):
    return uuid.uuid4()


def many_activities(one, count):
    copies(Activity, one, count, ref=lambda n: f"AC-{n:05}-ABCDE", client_token=new)


@pytest.mark.parametrize("rows", ROWS)
def test_the_activities(cast, now, rows, django_assert_num_queries):
    many_activities(an_activity(cast.owner, now), rows - 1)
    client = browser(cast.owner)
    client.get("/consent/activities/")
    with django_assert_num_queries(5):
        page = client.get("/consent/activities/")
    assert page.content.count(b'<h2 class="govuk-heading-m">Weekly') == min(rows, 25)
    assert (b"?after=" in page.content) is (rows > 25)


@pytest.mark.parametrize("rows", ROWS)
# To ask costs two more: whether they are looked after (who consents then?), and whether they may agree alone there.
@pytest.mark.parametrize(("page", "queries"), [("ask", 11), ("record", 6), ("withdraw", 6)])
def test_pages_about_a_person(cast, now, rows, page, queries, django_assert_num_queries):
    person, _mother = a_family(cast.owner, now)
    a_statement(now)
    many_activities(an_activity(cast.owner, now), rows - 1)
    client, path = browser(cast.owner), f"/consent/{person.ref}/{page}/"
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("rows", ROWS)
def test_a_request_among_many(cast, now, rows, django_assert_num_queries):
    request = answered(asked(cast.owner, *a_family(cast.owner, now), now=now), now)
    copies(ConsentRequest, request, rows, ref=lambda n: f"CR-{n:05}-ABCDE", client_token=new, link_id=new)
    other = ConsentRequest.objects.exclude(pk=request.pk).first()
    copies(ConsentDecision, request.decisions.first(), rows, ref=new, request_id=lambda _n: other.pk)
    client, path = browser(cast.owner), f"/consent/requests/{request.ref}/"
    client.get(path)
    with django_assert_num_queries(11):
        assert client.get(path).status_code == 200


def test_a_link_costs_a_handful_of_queries(cast, now, client, django_assert_num_queries):
    request = asked(cast.owner, *a_family(cast.owner, now), now=now)
    with django_assert_num_queries(11):
        client.get(link_of(request))
    with django_assert_num_queries(0):
        Client().head(link_of(request))
