"""Terms and findings at the desk, and what becomes of those that somebody finds to be right."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail_localize.models import Translation

from blog.translation.findings import findings_beside, marked_originals, terms_beside
from blog.translation.models import FindingDismissal, Term
from blog.translation.saving import By, save
from blog.translation.segments import Segment
from tests.blog.translation.test_desk_page import begin, find, soup_of, url_of

SCRIPT = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def three(write: Any, submit: Any, translator: Any) -> tuple[Translation, Segment]:
    """A translation in which a 3 became none."""
    _article, translation = begin(write, submit, "클라우드 3개", "둘")
    save(translation, find(translation, "클라우드 3개").place, "Clouds", by=By(translator))
    return translation, find(translation, "클라우드 3개")


def judge(client: Client, translation: Translation, segment: Segment, do: str, digest: str, **more: Any) -> Any:
    url = reverse("translation:findings", args=[translation.pk, *segment.place])
    return client.post(url, {"do": do, "digest": digest}, **more)


def digest_on(page: BeautifulSoup) -> str:
    return str(page.select_one("[data-desk-judge] [name=digest]")["value"])


def test_terms_are_marked_in_the_original_and_listed_below_it(
    write: Any, submit: Any, translator_client: Client
) -> None:
    Term.objects.create(korean="클라우드", english="cloud", note='"구름"이 아님 <b>', forbidden="sky")
    _article, translation = begin(write, submit, "<b>클라우드</b>에서는 글을")
    page = soup_of(translator_client, url_of(translation))
    mark = page.select_one(".desk-source b mark")
    assert (mark.get_text(), mark["title"]) == ("클라우드", 'cloud – "구름"이 아님 <b>')
    listed = page.select_one(".desk-terms")
    assert [each.get_text(strip=True) for each in listed.select("dt, dd b, s")] == ["클라우드", "cloud", "sky"]
    assert not listed.select("dd b b")


def test_a_finding_is_dismissed_and_looked_at_again(
    three: tuple[Translation, Segment], translator_client: Client, translator: Any
) -> None:
    translation, segment = three
    page = soup_of(translator_client, url_of(translation))
    assert "3" in page.select_one(".desk-finding").get_text()
    digest = digest_on(page)
    answer = judge(translator_client, translation, segment, "dismiss", digest, headers=SCRIPT)
    fragment = BeautifulSoup(answer.content, "html.parser")
    assert len(fragment.select("details .desk-finding")) == 1
    assert FindingDismissal.objects.get().user == translator
    judge(translator_client, translation, segment, "dismiss", digest)
    assert FindingDismissal.objects.count() == 1
    assert soup_of(translator_client, url_of(translation)).select("details .desk-finding")
    without_script = judge(translator_client, translation, segment, "undo", digest)
    assert without_script["Location"] == f"{url_of(translation)}#piece-{segment.key}"
    assert not FindingDismissal.objects.exists()


def test_a_dismissal_lapses_with_the_text(
    three: tuple[Translation, Segment], translator_client: Client, translator: Any
) -> None:
    translation, segment = three
    digest = digest_on(soup_of(translator_client, url_of(translation)))
    judge(translator_client, translation, segment, "dismiss", digest)
    save(translation, segment.place, "The clouds", by=By(translator))
    page = soup_of(translator_client, url_of(translation))
    assert page.select(".desk-finding")
    assert not page.select("details .desk-finding")


def test_the_answer_to_saving_knows_what_was_dismissed_on_the_page(
    three: tuple[Translation, Segment], translator_client: Client
) -> None:
    translation, segment = three
    digest = digest_on(soup_of(translator_client, url_of(translation)))
    judge(translator_client, translation, segment, "dismiss", digest)
    soup_of(translator_client, url_of(translation))
    url = reverse("translation:piece", args=[translation.pk, *segment.place])
    data = {"text": "Clouds", "version": segment.version, "do": "review"}
    row = BeautifulSoup(translator_client.post(url, data, headers=SCRIPT).json()["html"], "html.parser")
    assert len(row.select("details .desk-finding")) == 1


@pytest.mark.parametrize("digest", ["", "x" * 500, "0" * 32])
def test_what_is_not_found_cannot_be_dismissed(
    three: tuple[Translation, Segment], translator_client: Client, digest: str
) -> None:
    assert judge(translator_client, *three, "dismiss", digest).status_code == 302
    assert not FindingDismissal.objects.exists()


def test_who_may_not_write_may_not_judge(
    three: tuple[Translation, Segment], editor_client: Client, translator_client: Client
) -> None:
    digest = digest_on(soup_of(translator_client, url_of(three[0])))
    assert judge(editor_client, *three, "dismiss", digest).status_code in {302, 403}
    assert judge(Client(enforce_csrf_checks=True), *three, "dismiss", digest).status_code in {302, 403}
    assert not FindingDismissal.objects.exists()


def test_terms_and_findings_of_sixty_pieces_cost_two_queries(write: Any, submit: Any, translator: Any) -> None:
    from django.test import RequestFactory

    from blog.translation.desk.views import sit_down
    from blog.translation.segments import segments_of

    Term.objects.create(korean="문단", english="paragraph")
    _article, translation = begin(write, submit, *(f"문단 {number}" for number in range(60)))
    for segment in segments_of(translation):
        save(translation, segment.place, "EN", by=By(translator))
    segments = segments_of(translation)
    translation = Translation.objects.select_related("source__locale", "target_locale").get()
    request = RequestFactory().get("/")
    request.user = translator
    sitting = sit_down(request, translation)
    with CaptureQueriesContext(connection) as queries:
        assert len(marked_originals(sitting, segments)) == 60
        assert len(terms_beside(sitting, segments)) == 60
        assert len(findings_beside(sitting, segments)) >= 60
    assert len(queries) <= 2
