"""The pages of importing: templates, the file, the dry run, answers, and letting it be written."""

import io
import uuid

import pytest

from safeguard.lib.tables import read_table
from safeguard.people.models import Person
from safeguard.practitioners import selectors
from safeguard.practitioners.models import Organisation, User
from safeguard.storage.models import Import
from tests.desk.importing import YOUNG, a_young_person, an_account, as_bytes, send, staff, states, written, young
from tests.factories.people import register
from tests.pages import NO_SUCH_REF, browser

pytestmark = pytest.mark.django_db
PASSWORD = "safe-harbour"


def signed_in(person):
    """A browser that has just signed in by password, as a fresh sign-in asks for."""
    person.set_password(PASSWORD)
    person.save()
    client = browser(person)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("who", "young_people", "workers"),
    [
        ("owner", 404, 404),
        ("colleague", 404, 404),
        ("other_team", 404, 404),
        ("manager", 200, 404),
        ("dso", 404, 404),
        ("dsl", 404, 404),
        ("board", 404, 404),
        ("ict", 404, 404),
        ("admin", 404, 200),
    ],
)
def test_who_finds_which_page(cast, who, young_people, workers):
    client = browser(cast[who])
    for kind, status in (("young-people", young_people), ("staff", workers), ("secrets", 404)):
        for page in ("new/", "template.csv", "template.xlsx"):
            assert client.get(f"/imports/{kind}/{page}").status_code == status, page
    assert client.get("/imports/").status_code == (200 if 200 in (young_people, workers) else 404)


def test_only_who_chose_it_sees_it(cast):
    of = young(cast.manager, a_young_person())
    for who in ("owner", "admin", "dsl", "dso", "board", "ict", "other_team"):
        client = browser(cast[who])
        for page in ("", "problems.csv", "confirm/"):
            assert client.get(f"{of.get_absolute_url()}{page}").status_code == 404 or page == "confirm/"
        for page in ("", "discard/", "invite/"):
            assert client.post(f"{of.get_absolute_url()}{page}").status_code == 404
    assert browser(cast.manager).get(f"/imports/{NO_SUCH_REF}/").status_code == 404
    assert browser(cast.anonymous).get(of.get_absolute_url()).status_code == 302


@pytest.mark.parametrize(("who", "kind"), [("manager", "young-people"), ("admin", "staff")])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_is_a_table_that_is_right_but_for_its_example(cast, who, kind, ending):
    answer = browser(cast[who]).get(f"/imports/{kind}/template.{ending}")
    table = read_table(io.BytesIO(answer.content))
    assert len(list(table.rows)) == 1
    sent = send(cast[who], kind, answer.content)
    of = Import.objects.get()
    assert (sent.status_code, of.state, of.rows.count()) == (302, "checked", 1)
    assert states(of) == (["new"] if kind == "young-people" else ["wrong"])  # its manager is an example too


def test_pressed_twice_it_is_one(cast):
    token, content = str(uuid.uuid4()), as_bytes([YOUNG, a_young_person()])
    places = {send(cast.manager, "young-people", content, token)["Location"] for _press in range(2)}
    assert len(places) == 1
    assert Import.objects.count() == 1
    client, page = signed_in(cast.manager), f"{places.pop()}confirm/"
    for _press in range(2):
        assert client.post(page).status_code == 302
    assert Person.objects.count() == 1


def test_a_fresh_sign_in_is_asked_for(cast):
    of = young(cast.manager, a_young_person())
    cast.manager.set_password(PASSWORD)
    cast.manager.save()
    page = f"{of.get_absolute_url()}confirm/"
    for answer in (browser(cast.manager).get(page), browser(cast.manager).post(page)):
        assert answer["Location"].startswith("/account/reauthenticate/")
    assert not Person.objects.exists()
    assert "Write 1 row" in signed_in(cast.manager).get(page).content.decode()


def test_the_way_of_a_file_with_errors(cast):
    content = as_bytes([YOUNG, a_young_person(1, born_on="tomorrow"), a_young_person(2)])
    page = send(cast.manager, "young-people", content)["Location"]
    client = signed_in(cast.manager)
    shown = client.get(page).content.decode()
    assert "Something is wrong: 1" in shown
    assert "Enter a real date in full" in shown
    assert client.get(f"{page}problems.csv").content.decode("utf-8-sig").splitlines()[1].startswith("2,")
    assert client.post(f"{page}confirm/").status_code == 302
    assert not Person.objects.exists()
    assert "It is left out" in client.get(f"{page}confirm/").content.decode()
    assert client.post(f"{page}confirm/", {"only_good": "yes"}).status_code == 302
    assert Person.objects.count() == 1
    assert "1 row was written" in client.get(page).content.decode()


def test_answers_are_kept(cast):
    person = register(cast.owner, full_name="Amira Khan")
    of = young(cast.manager, a_young_person(full_name="Amira Khan", born_on="2011-03-27"))
    client, page = browser(cast.manager), of.get_absolute_url()
    assert person.ref in client.get(page).content.decode()
    assert client.post(f"{page}?show=ask", {"row_2": "new"}).status_code == 302
    assert of.rows.get().answer == "new"
    assert client.post(f"{page}?show=ask", {"row_2": "maybe"}).status_code == 422
    assert client.post(f"{page}?show=ask", {"row_99": "new"}).status_code == 302
    assert of.rows.get().answer == "new"


def test_problems_hold_no_cell_and_run_nothing(cast):
    of = young(cast.manager, a_young_person(full_name="=cmd()", born_on="=1+1", service="=HYPERLINK()"))
    text = browser(cast.manager).get(f"{of.get_absolute_url()}problems.csv").content.decode()
    assert "=" not in text
    assert "cmd" not in text


def test_before_it_is_live_no_real_person_is_taken_in(cast, monkeypatch):
    monkeypatch.setattr(selectors, "_known_to_be_live", False)
    Organisation.objects.update(live_at=None, live_by=None)
    refused = send(cast.manager, "young-people", as_bytes([YOUNG, a_young_person()]))
    assert refused.status_code == 422
    assert "still being set up" in refused.content.decode()
    assert send(cast.admin, "staff", as_bytes([["Work email", "Full name"], ["a@b.example", "A B"]])).status_code == 302


def test_nothing_chosen_too_large_and_elsewhere(cast):
    assert send(cast.manager, "young-people", b"").status_code == 422
    large = send(cast.manager, "young-people", b"x" * 13_000_000)
    assert large.status_code == 400
    assert "larger than 12 MB" in large.content.decode()
    assert send(cast.manager, "young-people", b"x" * 12_000_001).status_code == 422
    answer = browser(cast.manager).post("/imports/young-people/new/", {"file": "not a file"})
    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_another_persons_token_is_refused(cast):
    token = str(uuid.uuid4())
    send(cast.admin, "staff", as_bytes([["Work email", "Full name"], ["a@b.example", "A B"]]), token)
    assert send(cast.manager, "young-people", as_bytes([YOUNG, a_young_person()]), token).status_code == 422


def test_invitations_are_sent_by_a_button(cast):
    done = written(staff(cast.admin, an_account(1)))
    client, page = browser(cast.admin), done.get_absolute_url()
    assert "Nobody has been told yet" in client.get(page).content.decode()
    assert client.post(f"{page}invite/").status_code == 302
    assert "Invitations were sent" in client.get(page).content.decode()
    assert User.objects.get(email="new1@harbour.example").last_login is None


@pytest.mark.parametrize("show", ["wrong", "nonsense", "new", ""])
@pytest.mark.parametrize("after", ["", "3", "zzz", "-1", "99999999999999999999"])
def test_odd_addresses(cast, show, after):
    of = young(cast.manager, a_young_person(born_on="x"))
    assert browser(cast.manager).get(of.get_absolute_url(), {"show": show, "after": after}).status_code == 200


def test_a_page_asks_as_often_for_few_rows_as_for_many(cast, django_assert_num_queries):
    client = browser(cast.manager)
    for count in (3, 60):
        rows = [a_young_person(count * 100 + number, born_on="x") for number in range(count)]
        of = young(cast.manager, *rows)
        with django_assert_num_queries(8):
            page = client.get(of.get_absolute_url())
    assert "?show=wrong&amp;after=26" in page.content.decode()
