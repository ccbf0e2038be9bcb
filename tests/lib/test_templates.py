"""Every template keeps the content security policy, escapes what people type, and closes what it opens."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template, render_to_string

from safeguard import views
from safeguard.lib.templatetags.ui import headed

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
NOW = datetime(2026, 11, 20, 22, 3, tzinfo=UTC)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE)


def source(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_can_be_read(name):
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_is_inline(name):
    text = source(name)

    assert not INLINE_SCRIPT.search(text)
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:|[\"'(]data:", text, re.IGNORECASE)
    assert "hx-on" not in text


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_is_typed_is_always_escaped(name):
    marked = re.findall(r"{{[^}]*\|\s*safe\b[^}]*}}|{%\s*autoescape\s+off", source(name))

    # The authenticator app's square is drawn by the library from a secret it made itself.
    assert marked == (["{{ totp_svg|safe }}"] if name == "mfa/totp/activate_form.html" else [])


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_form_leaves_judging_to_the_server(name):
    for form in re.findall(r"<form\b.*?(?<!%)>", source(name), re.DOTALL):
        assert "novalidate" in form, form


@pytest.mark.parametrize("name", [name for name in TEMPLATES if not name.endswith((".txt",))])
def test_a_page_that_is_extended_has_no_address_of_another_house(name):
    """But for the page that covers the one of somebody who is watched (practice B23)."""
    assert set(re.findall(r"(?:src|href)=\"(https?://[^\"]*)", source(name))) <= {"https://www.bbc.co.uk/weather"}


def test_the_strip_at_the_end_names_who_is_on_duty_and_how_to_ring():
    people = [{"post": "Officer", "name": "Dele <b>Adeyemi", "phone": "01632 960 001"}]
    html = render_to_string("components/emergency_strip.html", {"on_duty": people, "other_route": "Ring the trustees."})

    assert 'href="tel:999"' in html
    assert 'href="tel:01632960001"' in html
    assert "Dele &lt;b&gt;Adeyemi" in html
    assert "Ring the trustees." in html


@pytest.mark.parametrize(("phone", "shown"), [("01632 960002", "tel:01632960002"), ("", "Ring 999")])
def test_the_strip_says_whom_to_ring_when_nobody_is_on_duty(phone, shown):
    html = render_to_string("components/emergency_strip.html", {"on_duty": [], "dsl_phone": phone})

    assert "Nobody is shown as on duty" in html
    assert shown in html


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("since", "12 minutes"),
        ("until", "12 minutes late"),
    ],
)
def test_a_clock_says_its_words_and_lets_the_page_count_on(tag, words):
    html = Template(f"{{% load ui %}}{{% {tag} then now %}}").render(
        Context({"then": NOW - timedelta(minutes=12), "now": NOW})
    )

    assert html.endswith(f">{words}</time>")
    assert f'data-clock="{tag}" data-seconds="720"' in html


def test_a_clock_without_a_moment_says_nothing():
    assert Template("{% load ui %}{% since then now %}").render(Context({"then": None, "now": NOW})) == ""


@pytest.mark.parametrize(
    ("number", "link"), [("01632 960 001", "tel:01632960001"), ("+44 1632", "tel:+441632"), (None, "tel:")]
)
def test_a_number_becomes_a_link_to_ring(number, link):
    assert Template("{% load ui %}{{ number|tel }}").render(Context({"number": number})) == link


def test_a_level_is_written_in_words_and_red_is_kept_for_danger():
    red = render_to_string("components/tag.html", {"level": "immediate", "text": "Immediate"})
    grey = render_to_string("components/tag.html", {"level": "anything", "text": "Closed"})

    assert "Immediate</strong>" in red
    assert "govuk-tag--red" in red
    assert "govuk-tag--grey" in grey


def test_words_of_somebody_else_are_escaped_in_every_component():
    evil = "<img src=x>"
    rows = [{"key": evil, "value": evil, "long": True, "url": "#", "action": evil}]
    entries = [{"title": evil, "by": evil, "at": NOW, "text": evil, "url": "#", "link_text": evil}]
    html = "".join(
        [
            render_to_string("components/summary_list.html", {"rows": rows}),
            render_to_string("components/timeline.html", {"entries": entries}),
            render_to_string("components/table.html", {"heads": [evil], "rows": [[{"label": evil, "text": evil}]]}),
            render_to_string("components/empty_state.html", {"title": evil, "text": evil}),
            render_to_string("components/panel.html", {"title": evil, "text": evil, "strong": evil}),
            render_to_string("components/task_list.html", {"id": "t", "tasks": [{"text": evil, "hint": evil}]}),
        ]
    )

    assert "<img" not in html


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html"])
def test_an_error_page_says_what_to_do_next_and_whom_to_ring(name):
    html = render_to_string(name, {"dsl_phone": "01632 960 002"})

    assert html.count("<h1") == 1
    assert 'href="tel:999"' in html
    assert 'href="tel:01632960002"' in html
    assert "Go to the first page" in html


def test_the_page_of_a_fault_needs_nothing_but_memory(rf, monkeypatch):
    monkeypatch.setattr(views, "render", None)
    response = views.server_error(rf.get("/"))
    html = response.content.decode()

    assert response.status_code == 500
    assert 'href="tel:999"' in html
    assert "{%" not in html
    assert "{{" not in html
    assert "do not assume that anybody has been told" in html


@pytest.mark.parametrize(("phone", "shown"), [("01632 960 002", True), ("", False)])
def test_the_page_of_a_fault_carries_the_lead_s_number(settings, phone, shown):
    settings.DSL_PHONE = phone

    assert ('href="tel:01632960002"' in views._fault_text()) is shown
    assert ("the safeguarding lead</span>" in views._fault_text()) is shown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("What happens\nWe meet you.", '<h3 class="govuk-heading-s">What happens</h3><p>We meet you.</p>'),
        (
            "What happens\r\nWe meet.\r\nTwice.\r\n",
            '<h3 class="govuk-heading-s">What happens</h3><p>We meet.<br>Twice.</p>',
        ),
        ("One line", "<p>One line</p>"),
        ("We meet you.\nTwice.", "<p>We meet you.<br>Twice.</p>"),
        ("One\n\n\nTwo", "<p>One</p><p>Two</p>"),
        ("x" * 81 + "\ny", "<p>" + "x" * 81 + "<br>y</p>"),
        ("<b>Yes</b>\n<script>", '<h3 class="govuk-heading-s">&lt;b&gt;Yes&lt;/b&gt;</h3><p>&lt;script&gt;</p>'),
        ("  ", ""),
        (None, ""),
    ],
)
def test_headings_in_a_plain_text(text, html):
    assert headed(text) == html
