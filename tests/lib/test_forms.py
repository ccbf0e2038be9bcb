"""Forms answer bad input in words, keep what was typed, and lead from each error to its field."""

import uuid
from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template
from django.test import override_settings

from safeguard.lib.fieldviews import error_summary
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, Question, UiDateField, UiHelper

EVIL_TEXT = '<script>alert("x")</script>'
CHOICES = [("yes", "Yes"), ("no", "No")]


class Page(HTMLParser):
    """The start tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def by_id(self, wanted: str) -> tuple[str, dict[str, str | None]]:
        return next(found for found in self.tags if found[1].get("id") == wanted)

    def ids(self) -> list[str]:
        return [found for _tag, attrs in self.tags if (found := attrs.get("id"))]


class EveryField(BaseForm):
    reveals = {"staff": {"yes": ["who"]}}

    token = ClientTokenField()
    hidden = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Full name")
    born = UiDateField(label="Date of birth")
    words = LongTextField(label="Their words", max_length=50)
    staff = forms.ChoiceField(label="About staff?", choices=CHOICES, widget=forms.RadioSelect)
    who = forms.CharField(label="Who?")
    told = forms.MultipleChoiceField(label="Who knows?", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    service = forms.ChoiceField(label="Service", choices=CHOICES)
    several = forms.MultipleChoiceField(label="Several", choices=CHOICES)
    email = forms.EmailField(label="Email")
    phone = forms.CharField(label="Phone", widget=forms.TextInput({"type": "tel"}))
    age = forms.IntegerField(label="Age")
    at = forms.TimeField(label="Time")
    web = forms.URLField(label="Address", assume_scheme="https")
    maybe = forms.NullBooleanField(label="Maybe")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    search = forms.CharField(label="Search", widget=forms.TextInput({"type": "search"}))
    agree = forms.BooleanField(label="I agree")


def drawn(form: forms.BaseForm) -> str:
    return Template("{% load ui %}{% ui_form form %}").render(Context({"form": form}))


def summary(form: forms.BaseForm | forms.BaseFormSet) -> str:
    return Template("{% load ui %}{% ui_error_summary form %}").render(Context({"form": form}))


class DateForm(BaseForm):
    on = UiDateField(label="Day", required=False)


def date_form(day: str, month: str, year: str) -> DateForm:
    return DateForm({"on_day": day, "on_month": month, "on_year": year})


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("27", "3", "2026"), date(2026, 3, 27)),
        (("09", "08", "2012"), date(2012, 8, 9)),
        ((" 1 ", " 2 ", " 2026 "), date(2026, 2, 1)),
        (("29", "2", "2024"), date(2024, 2, 29)),
        (("", "", ""), None),
    ],
)
def test_a_real_date_is_understood(parts, expected):
    form = date_form(*parts)

    assert form.is_valid()
    assert form.cleaned_data["on"] == expected


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("31", "2", "2026"), "Enter a real date"),
        (("29", "2", "2025"), "Enter a real date"),
        (("0", "3", "2026"), "Enter a real date"),
        (("-1", "3", "2026"), "Enter a real date"),
        (("1.5", "3", "2026"), "Enter a real date"),
        (("1_0", "3", "2026"), "Enter a real date"),
        (("٢٧", "٣", "٢٠٢٦"), "Enter a real date"),
        (("²", "3", "2026"), "Enter a real date"),
        (("one", "March", "2026"), "Enter a real date"),
        (("27", "3", "9" * 20), "Enter a real date"),
        (("27", "3", "9" * 5000), "Enter a real date"),
        (("1" * 5000, "3", "2026"), "Enter a real date"),
        (("27", "3", "26"), "Enter the year in full"),
        (("27", "3", "0026"), "Enter the year in full"),
        (("27", "3", "9999"), "Enter the year in full"),
        (("27", "3", ""), "Enter the day, the month and the year"),
        (("", "", "2026"), "Enter the day, the month and the year"),
        (("27\x00", "3", "2026"), "Null characters"),
    ],
)
def test_a_wrong_date_is_an_error_in_words_and_is_shown_again(parts, message):
    form = date_form(*parts)

    assert not form.is_valid()
    assert str(form.errors["on"][0]).startswith(message)
    assert "There is a problem" in summary(form)
    assert drawn(form).count("<input") == 3


def test_the_error_of_a_year_leads_to_the_box_of_the_year():
    form = date_form("27", "3", "26")

    assert 'href="#id_on_2"' in summary(form)


def test_a_date_shows_its_first_value_from_a_date_and_from_a_draft():
    for initial in (date(2026, 3, 27), "2026-03-27"):
        html = drawn(DateForm(initial={"on": initial}))
        assert [f'value="{part}"' in html for part in (27, 3, 2026)] == [True] * 3
    assert "value=" not in drawn(DateForm(initial={"on": "not a date"}))


def test_every_field_appears_with_a_label_of_its_own():
    page = Page(drawn(EveryField()))
    names = {attrs["name"] for _tag, attrs in page.tags if attrs.get("name")}
    ids = page.ids()
    labels = {attrs["for"] for tag, attrs in page.tags if tag == "label"}
    controls = [attrs for tag, attrs in page.tags if tag in ("input", "select", "textarea")]
    visible = [attrs for attrs in controls if attrs.get("type") != "hidden"]

    assert names == {*EveryField.base_fields, "born_day", "born_month", "born_year"} - {"born"}
    assert len(ids) == len(set(ids))
    assert {attrs["id"] for attrs in visible} == labels


@pytest.mark.parametrize(
    ("sent", "prefix"), [({}, None), ({"staff": "yes", "hidden": "x", "email": "x", "age": "x"}, None), ({}, "p")]
)
def test_each_error_link_lands_on_something_that_takes_the_focus(sent, prefix):
    form = EveryField(sent, prefix=prefix)
    page = Page(drawn(form))
    lines = error_summary(form)

    assert set(form.errors) >= {"name", "born", "told", "agree", "hidden"}
    for line in lines:
        if line.target:
            tag, attrs = page.by_id(line.target)
            assert tag in ("input", "select", "textarea")
            assert attrs.get("type") != "hidden"
    assert sum(1 for line in lines if not line.target) == len(form.errors["hidden"])


def test_what_describes_a_field_is_in_the_page():
    page = Page(drawn(EveryField({})))
    named = [found.split() for _tag, attrs in page.tags if (found := attrs.get("aria-describedby"))]

    assert named
    assert {one for ids in named for one in ids} <= set(page.ids())


def test_labels_hints_and_errors_are_escaped():
    class Evil(BaseForm):
        text = forms.CharField(label=EVIL_TEXT, help_text=EVIL_TEXT)
        day = UiDateField(label=EVIL_TEXT, help_text=EVIL_TEXT)
        pick = forms.ChoiceField(
            label=EVIL_TEXT, help_text=EVIL_TEXT, choices=[(EVIL_TEXT, EVIL_TEXT)], widget=forms.RadioSelect
        )
        tick = forms.BooleanField(label=EVIL_TEXT, help_text=EVIL_TEXT)
        long = LongTextField(label=EVIL_TEXT, max_length=3)

        def clean(self):
            raise forms.ValidationError(EVIL_TEXT)

    form = Evil({"text": EVIL_TEXT, "long": EVIL_TEXT, "day_day": EVIL_TEXT, "pick": EVIL_TEXT})
    html = drawn(form) + summary(form) + drawn(Evil())

    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_question_under_an_answer_is_required_only_under_that_answer():
    base = {"hidden": 1, "name": "A"}

    assert "who" in EveryField({**base, "staff": "yes"}).errors
    assert "who" not in EveryField({**base, "staff": "no"}).errors
    assert EveryField({**base, "staff": "yes", "who": "Someone"}).errors.get("who") is None


def test_words_under_another_answer_are_kept():
    form = EveryField({"staff": "no", "who": "Someone"})
    form.is_valid()

    assert form.cleaned_data["who"] == "Someone"


def test_a_question_under_an_answer_is_drawn_inside_it_and_only_there():
    html = drawn(EveryField())

    assert html.count('name="who"') == 1
    assert 'data-aria-controls="id_staff_0_more"' in html
    assert html.count("data-aria-controls") == 1


def test_line_ends_count_once_and_nothing_is_cut():
    field = LongTextField(max_length=5)

    assert field.clean("ab\r\ncd") == "ab\ncd"
    assert "maxlength=" not in drawn(EveryField()).split('name="words"')[1].split(">")[0]
    with pytest.raises(forms.ValidationError):
        field.clean("abcdef")


def test_a_text_that_is_too_long_comes_back_whole():
    form = EveryField({"words": "x" * 20_000})

    assert "x" * 20_000 in drawn(form)
    assert "Shorten “Their words” to 50 characters or fewer (it has 20000)" in summary(form)


def test_a_number_that_is_none_comes_back_as_it_was_typed():
    html = drawn(EveryField({"age": "about ten"}))

    assert 'value="about ten"' in html
    assert 'type="number"' not in html


@pytest.mark.parametrize("sent", ["", "not a number", "1" * 5000, "\x00"])
def test_a_damaged_token_never_stops_a_report(sent):
    class Concern(BaseForm):
        client_token = ClientTokenField()

    form = Concern({"client_token": sent})

    assert form.is_valid()
    assert isinstance(form.cleaned_data["client_token"], uuid.UUID)


def test_a_token_is_new_for_each_page_and_stays_with_its_form():
    class Concern(BaseForm):
        client_token = ClientTokenField()
        words = LongTextField()

    first, second = (Page(drawn(Concern())).tags[0][1]["value"] for _turn in range(2))
    again = Concern({"client_token": first})

    assert first != second
    assert again.fields["client_token"].clean(first) == uuid.UUID(first)
    assert f'value="{first}"' in drawn(again)


@pytest.mark.parametrize(
    "text", ["\x00", "a\x00b", "‮abc", "\ud800", "👩‍👧", "Ω≈ç√", "../../etc/passwd", "{{ secret }}"]
)
def test_strange_text_is_an_answer_or_an_error_but_never_a_fault(text):
    form = EveryField({"name": text, "words": text, "staff": text, "told": [text], "service": text, "age": text})

    form.is_valid()
    assert "name" in drawn(form)
    assert "secret" not in summary(form)


def test_the_crispy_tag_draws_the_layout_and_does_not_forget_hidden_fields():
    class Laid(EveryField):
        helper = UiHelper(Question("name", size="l", heading=True), Question("told", inline=True))

    html = Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": Laid()}))

    assert '<h1 class="govuk-label-wrapper">' in html
    assert "govuk-checkboxes--inline" in html
    assert {'name="token"' in html, 'name="hidden"' in html} == {True}
    assert "<form" not in html


@override_settings(CRISPY_FAIL_SILENTLY=False)
def test_a_misspelt_field_is_a_fault_at_once():
    class Wrong(EveryField):
        helper = UiHelper("nmae")

    with pytest.raises(Exception, match="nmae"):
        Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": Wrong()}))


def test_any_django_form_comes_out_in_our_look():
    class Plain(forms.Form):
        login = forms.EmailField(widget=forms.EmailInput({"placeholder": "Email", "autocomplete": "email"}))

    html = Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": Plain({})}))

    assert "placeholder" not in html
    assert 'class="govuk-input govuk-input--error"' in html
    assert "Fill in “Login”" in html


def test_the_errors_of_a_formset_are_listed():
    class Row(BaseForm):
        name = forms.CharField(label="Name")

    rows = forms.formset_factory(Row, min_num=2, validate_min=True)
    formset = rows({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": ""})
    html = summary(formset)

    assert "at least 2 forms" in html
    assert "#id_form-0-name" in html
