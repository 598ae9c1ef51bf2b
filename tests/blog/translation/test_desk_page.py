"""The desk: what stands on the page, who may see it, and what opening it costs."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage
from blog.translation.desk import parts
from blog.translation.saving import By, save, set_reviewed
from blog.translation.segments import Segment, segments_of
from tests.factories import block, paragraph, section


def begin(write: Any, submit: Any, *paragraphs: str, title: str = "구름") -> tuple[ArticlePage, Translation]:
    html = "".join(f"<p>{text}</p>" for text in paragraphs)
    article = write(title, body=[block("paragraph", html)])
    submit(article)
    return article, Translation.objects.select_related("source").get(source__object_id=article.translation_key)


def change(article: ArticlePage, translation: Translation, *paragraphs: str) -> None:
    raw = article.body.get_prep_value()
    raw[0]["value"] = "".join(f"<p>{text}</p>" for text in paragraphs)
    article.body = ArticlePage.body.field.stream_block.to_python(raw)
    article.save_revision().publish()
    translation.source.refresh_from_db()
    translation.source.update_from_db()


def url_of(translation: Translation) -> str:
    return reverse("translation:desk", args=[translation.pk])


def find(translation: Translation, source: str) -> Segment:
    return next(each for each in segments_of(translation) if each.source == source and each.path != "slug")


def soup_of(client: Client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200, response.get("Location")
    return BeautifulSoup(response.content, "html.parser")


def sources(page: BeautifulSoup) -> list[str]:
    return [each.get_text() for each in page.select(".desk-source .desk-text")]


@pytest.fixture
def half_way(write: Any, submit: Any, translator: User) -> Translation:
    """One piece in each state: reviewed, translated, machine, stale, broken, missing; and slug and title."""
    article, translation = begin(write, submit, "하나", "둘", "셋", "넷에서는", "다섯", "여섯")
    for text, english in (("하나", "One"), ("둘", "Two"), ("넷에서는", "In four"), ("다섯", "<p>Five</p>")):
        save(translation, find(translation, text).place, english, by=By(translator))
    set_reviewed(translation, find(translation, "하나").place, user=translator)
    save(translation, find(translation, "셋").place, "Three", by=By(tool="Robot", machine=True))
    change(article, translation, "하나", "둘", "셋", "넷을", "다섯", "여섯")
    return translation


@pytest.mark.parametrize("number", [10, 60, 300])
def test_opening_costs_the_same_for_few_pieces_and_for_many(
    write: Any, submit: Any, translator_client: Any, translator: User, django_assert_max_num_queries: Any, number: int
) -> None:
    _article, translation = begin(write, submit, *(f"문단 {each}" for each in range(number)))
    for each in segments_of(translation)[: number // 2]:
        save(translation, each.place, f"EN {each.string}", by=By(translator))
    with django_assert_max_num_queries(30):
        page = soup_of(translator_client, url_of(translation))
    assert len(sources(page)) == number + 2


def test_pieces_stand_in_the_order_of_the_article_in_their_sections(
    write: Any, submit: Any, translator_client: Any
) -> None:
    quote = block("quote", {"text": "<p>인용문</p>", "attribution": "누군가", "source": "", "language": ""})
    body = [paragraph("머리말"), section("구조", paragraph("안의 <b>문단</b>"), quote)]
    article = write("구름", body=body)
    submit(article)
    page = soup_of(translator_client, url_of(Translation.objects.get(source__object_id=article.translation_key)))
    assert sources(page) == ["구름", "구름", "머리말", "구조", "안의 문단", "인용문", "누군가"]
    assert [each.get_text() for each in page.select(".desk-heading")] == ["구조"]
    assert sources(page.select(".desk-group")[1]) == ["구조", "안의 문단", "인용문", "누군가"]
    labels = [each.get_text(strip=True) for each in page.select(".desk-facts h3")]
    assert labels == ["제목", "슬러그", "글", "소제목", "글", "인용", "인용 › 말한 사람"]
    assert {each["lang"] for each in page.select(".desk-source .desk-text")} == {"ko"}
    assert {each["lang"] for each in page.select("textarea[data-desk-box]")} == {"en"}


def test_each_state_is_said_counted_and_can_be_chosen(half_way: Translation, translator_client: Any) -> None:
    page = soup_of(translator_client, url_of(half_way))
    states = [each["data-state"] for each in page.select("[data-desk-piece]")]
    assert states == ["missing", "missing", "reviewed", "translated", "machine", "stale", "broken", "missing"]
    numbers = {each["data-state"]: each["data-number"] for each in page.select("[data-desk-progress] [data-state]")}
    assert numbers == {
        "reviewed": "1",
        "translated": "1",
        "machine": "1",
        "stale": "1",
        "broken": "1",
        "missing": "2",
    }
    for name, expected in {
        "changed": ["넷을"],
        "untranslated": ["구름", "구름", "다섯", "여섯"],
        "review": ["둘", "셋"],
        "reviewed": ["하나"],
        "nonsense": ["구름", "구름", "하나", "둘", "셋", "넷을", "다섯", "여섯"],
    }.items():
        assert sources(soup_of(translator_client, f"{url_of(half_way)}?show={name}")) == expected, name
    assert sources(soup_of(translator_client, f"{url_of(half_way)}?q=TWO")) == ["둘"]
    assert sources(soup_of(translator_client, f"{url_of(half_way)}?q=없음")) == []


def test_a_changed_piece_begins_with_its_old_translation_and_shows_what_changed(
    half_way: Translation, translator_client: Any
) -> None:
    page = soup_of(translator_client, f"{url_of(half_way)}?show=changed")
    (row,) = page.select("[data-desk-piece]")
    assert row.textarea.get_text() == "In four"
    assert row.select_one(".desk-old")
    for hidden in row.select(".desk-difference .w-sr-only"):
        hidden.extract()
    assert row.select_one("del").get_text() == "넷에서는"
    assert row.select_one("ins").get_text() == "넷을"
    assert find(half_way, "넷을").text == ""


def test_every_form_carries_its_token(half_way: Translation, translator_client: Any) -> None:
    forms = soup_of(translator_client, url_of(half_way)).select("form[method=post]")
    assert len(forms) > len(segments_of(half_way))
    assert [each.get("action") for each in forms if not each.select("[name=csrfmiddlewaretoken]")] == []


def test_plain_pieces_show_no_entities_and_rich_ones_their_links(
    write: Any, submit: Any, translator_client: Any, translator: User
) -> None:
    link = '<p>A &amp; B <a href="https://ko.example/">안내서</a></p>'
    article = write("R&D <b>", slug="rd", body=[block("paragraph", link)])
    submit(article)
    translation = Translation.objects.get(source__object_id=article.translation_key)
    for each in segments_of(translation):
        save(translation, each.place, each.source, by=By(translator))
    page = soup_of(translator_client, url_of(translation))
    boxes = {row["data-path"].split(".")[0]: row.textarea.get_text() for row in page.select("[data-desk-piece]")}
    assert boxes == {"title": "R&D <b>", "slug": "rd", "body": 'A & B <a id="a1">안내서</a>'}
    assert page.select_one(".desk-source a.desk-link")["href"] == "https://ko.example/"
    assert page.select_one("[data-desk-open]")["data-desk-open"] == '<a id="a1">'


def test_the_editors_address_of_a_running_translation_leads_to_the_desk(
    half_way: Translation, translator_client: Any, belongings: dict[str, Any], english: Locale
) -> None:
    target = half_way.get_target_instance()
    response = translator_client.get(reverse("wagtailadmin_pages:edit", args=[target.pk]))
    assert (response.status_code, response["Location"]) == (302, url_of(half_way))
    translate_object(belongings["author"], [english])
    author = belongings["author"].get_translation(english)
    translation = Translation.objects.get(source__object_id=author.translation_key)
    response = translator_client.get(reverse("wagtailsnippets_blog_author:edit", args=[author.pk]))
    assert response["Location"] == url_of(translation)
    Translation.objects.update(enabled=False)
    assert translator_client.get(reverse("wagtailadmin_pages:edit", args=[target.pk])).status_code == 200


@pytest.mark.parametrize("kind", ["author", "category", "topic", "series", "disclaimer"])
def test_snippets_have_the_same_page(
    kind: str, belongings: dict[str, Any], english: Locale, translator_client: Any, translator: User
) -> None:
    original = belongings[kind]
    translate_object(original, [english])
    translation = Translation.objects.get(source__object_id=original.translation_key)
    page = soup_of(translator_client, url_of(translation))
    assert str(original) in sources(page)
    assert bool(page.select("[data-desk-preview]")) == (kind == "disclaimer")
    assert page.select("form input[value=publish]")
    with_draft = bool(page.select("form input[value=draft]"))
    assert with_draft == (kind == "disclaimer")


def test_wagtails_own_pages_are_still_reached(half_way: Translation, translator_client: Any, superuser: User) -> None:
    target = half_way.get_target_instance()
    links = [each["href"] for each in soup_of(translator_client, url_of(half_way)).select(".desk-more a")]
    assert reverse("wagtailadmin_pages:history", args=[target.pk]) in links
    client = Client()
    client.force_login(superuser)
    page = soup_of(client, url_of(half_way))
    for link in page.select(".desk-more a"):
        assert client.get(link["href"]).status_code == 200, link["href"]
    stop = page.select(".desk-more form")[-1]
    client.post(stop["action"], {"next": stop.select_one("[name=next]")["value"]})
    half_way.refresh_from_db()
    assert not half_way.enabled


def test_readers_of_the_desk_without_the_right_to_write_see_why(
    half_way: Translation, editor_client: Any, translator_client: Any, superuser: User
) -> None:
    page = soup_of(editor_client, url_of(half_way))
    assert not page.select("textarea[data-desk-box], .desk-footer form, .desk-more form")
    assert "권한이 없습니다" in page.select_one(".help-warning").get_text()
    target = half_way.get_target_instance()
    Page.objects.filter(pk=target.pk).update(locked=True, locked_by=superuser)
    page = soup_of(translator_client, url_of(half_way))
    assert not page.select("textarea[data-desk-box], .desk-footer form")
    assert page.select_one(".help-warning").get_text(strip=True)
    assert "One" in page.get_text()
    Page.objects.filter(pk=target.pk).update(locked=False)
    Translation.objects.update(enabled=False)
    assert not soup_of(translator_client, url_of(half_way)).select("textarea[data-desk-box]")


@pytest.mark.parametrize("name", ["desk", "piece", "history", "preview"])
def test_strangers_see_nothing(half_way: Translation, name: str, client: Client, django_user_model: Any) -> None:
    place = find(half_way, "하나").place if name in {"piece", "history"} else ()
    url = reverse(f"translation:{name}", args=[half_way.pk, *place])
    assert client.get(url).status_code == 302
    client.force_login(django_user_model.objects.create_user("nobody", password="x"))
    answer = client.get(url)
    assert answer.status_code == 302
    assert "하나" not in answer.content.decode()
    from django.contrib.auth.models import Permission

    stranger = django_user_model.objects.create_user("stranger", password="x")
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(stranger)
    answer = client.get(url, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.status_code == 403
    assert client.get(reverse("translation:desk", args=[0])).status_code in {302, 404}


def test_the_preview_shows_what_is_stored_and_may_stand_in_a_frame_of_the_admin(
    half_way: Translation, translator_client: Any
) -> None:
    response = translator_client.get(reverse("translation:preview", args=[half_way.pk]))
    page = response.content.decode()
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "Two" in page
    assert "여섯" in page
    assert not half_way.get_target_instance().live


def test_other_rooms_stand_on_the_page_through_their_parts(
    half_way: Translation, translator_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = find(half_way, "하나").place
    template = "translation/desk/difference.html"
    shown = {"difference": [], "words": "x"}
    monkeypatch.setattr(parts, "PIECE_PARTS", [parts.PiecePart("text", template, lambda _s, _p: {place: shown})])
    monkeypatch.setattr(parts, "DESK_PARTS", [parts.DeskPart("after", template, lambda _s, _p: shown)])
    page = soup_of(translator_client, url_of(half_way))
    assert len(page.select(".desk-after-all, .desk-difference")) == 1 + 2


def test_a_page_whose_original_is_gone_says_so_instead_of_failing(
    half_way: Translation, translator_client: Any, translator: User
) -> None:
    half_way.source.get_source_instance().delete()
    answer = translator_client.get(url_of(half_way))
    assert answer.status_code in {200, 302, 404}
