"""What may be evidence is described in words: never the thing itself, nor a link to it, nor its hash (SEC-17)."""

import hashlib
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import BinaryField, FileField, URLField

from incidents.models import CaseStep, Detail, Incident
from incidents.rules import has_trace
from tests.factories.case_pages import BULLYING, in_hand, send
from tests.factories.incidents import raise_by
from tests.pages import browser

WORDS = "Laptop L7 of ours, switched off, in the safe of Hull. Ivo holds the key. Reported to the IWF: 12345."
FINGERPRINTS = [hashlib.new(name, b"x").hexdigest() for name in ("md5", "sha1", "sha256", "sha512")]
TRACES = ["https://pictures.example/1", "www.pictures.example", "see pictures.onion/a", *FINGERPRINTS]


@pytest.mark.parametrize("trace", [*TRACES, FINGERPRINTS[2].upper()])
def test_links_and_fingerprints_are_found_in_words(trace: str) -> None:
    assert has_trace(f"It lies at {trace}, they said.")


@pytest.mark.parametrize(
    "words", [WORDS, "", "Case 2026/1234567890", "a" * 41, "0123456789abcdef", "Rang at 10.15 p.m."]
)
def test_words_and_reference_numbers_are_no_trace(words: str) -> None:
    assert not has_trace(words)


@pytest.fixture
def case(cast: Any) -> Incident:
    return in_hand(cast.dso, cast.owner, {**BULLYING, "risk": "immediate"}, service=cast.service)


@pytest.mark.django_db
@pytest.mark.requirement("SEC-17")
def test_a_custody_note_is_words_and_nothing_of_the_material_is_kept(cast: Any, case: Incident) -> None:
    """Where evidence is noted, links and hashes are refused with what was typed kept on the page; a file is refused
    anywhere in a case; and no table of cases has a place for either."""
    client = browser(cast.dso)
    for code in ("custody", "evidence", "remove_content"):
        for trace in TRACES:
            refused = send(client, case, f"steps/{code}", outcome="done", text=f"It lies at {trace}", who="Ivo")
            assert refused.status_code == 422, (code, trace)
            assert "Leave out links and fingerprints of files" in refused.content.decode()
            assert trace in refused.content.decode(), "what was typed is still there"
        upload = SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff\xe0", content_type="image/jpeg")
        assert send(client, case, f"steps/{code}", outcome="done", text=WORDS, file=upload).status_code == 400
    assert not CaseStep.objects.filter(incident=case).exists()
    assert send(client, case, "steps/custody", outcome="done", text=WORDS, who="Ivo").status_code == 302
    assert case.steps.get().text == WORDS
    images = raise_by(cast.owner, service=cast.service, imagery="yes", imagery_notice_read=True)
    for trace in TRACES[:3]:
        answer = browser(cast.owner).post(f"/reports/{images.ref}/details/imagery/", {"seen": "yes", "seen_how": trace})
        assert answer.status_code == 422
    assert not Detail.objects.exists()
    for model in apps.get_app_config("incidents").get_models():
        kept = [
            field.name for field in model._meta.get_fields() if isinstance(field, FileField | BinaryField | URLField)
        ]
        assert kept == [], model
