"""The translation memory: what it finds, in which order, what it shows to whom, and how it is kept."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail_localize.models import StringTranslation, Translation

from blog.models import ArticlePage
from blog.translation.memory.concordance import asked, found, marked
from blog.translation.memory.index import bring_up_to_date, candidates, words_of
from blog.translation.memory.suggestions import LIKE_ENOUGH, likeness_of, suggestions
from blog.translation.models import MemoryText, MemoryWord, Review
from blog.translation.publishing import publish
from blog.translation.saving import By, save, set_reviewed
from blog.translation.segments import Segment, State
from tests.blog.translation.test_desk_page import find, soup_of, url_of
from tests.factories import block

SCRIPT = {"x-requested-with": "XMLHttpRequest"}
LIKE = "클라우드 산업은 매우 빠르게 성장하고 있습니다."
BASE = "클라우드 산업은 아주 빠르게 성장하고 있습니다."


def text_of(
    write: Any, submit: Any, title: str, *paragraphs: str, live: bool = True
) -> tuple[ArticlePage, Translation]:
    html = "".join(f"<p>{each}</p>" for each in paragraphs)
    article = write(title, body=[block("paragraph", html)], live=live)
    submit(article)
    return article, Translation.objects.select_related("source").get(source__object_id=article.translation_key)


@pytest.fixture
def past(write: Any, submit: Any, translator: User) -> Translation:
    """An article that was translated before, and read by the memory."""
    _article, translation = text_of(write, submit, "옛 글", BASE, "같은 문장입니다.", "전혀 다른 이야기")
    for source, text in (
        (BASE, "The cloud industry grows very fast."),
        ("같은 문장입니다.", "The same sentence."),
        ("전혀 다른 이야기", "Another story"),
    ):
        save(translation, find(translation, source).place, text, by=By(translator))
    bring_up_to_date()
    return translation


@pytest.fixture
def new(past: Translation, write: Any, submit: Any) -> Translation:
    """One that is to be translated."""
    return text_of(write, submit, "새 글", LIKE, "같은 문장입니다.", "처음 보는 내용")[1]


def texts(translation: Translation, source: str, user: Any) -> list[tuple[str, int]]:
    return [(each.text, each.percent) for each in suggestions(translation, find(translation, source), user)]


def test_the_same_text_elsewhere_is_suggested_and_not_filled_in(new: Translation, translator: User) -> None:
    segment = find(new, "같은 문장입니다.")
    (found_,) = suggestions(new, segment, translator)
    assert (found_.text, found_.percent, found_.is_exact) == ("The same sentence.", 100, True)
    assert found_.origin.title == "옛 글"
    assert segment.text == ""


def test_a_text_like_it_is_suggested_with_its_difference(new: Translation, translator: User) -> None:
    (found_,) = suggestions(new, find(new, LIKE), translator)
    assert found_.text == "The cloud industry grows very fast."
    assert 80 <= found_.percent < 100
    assert {(each.kind, each.text) for each in found_.changes if each.kind != "same"} == {
        ("gone", "아주"),
        ("new", "매우"),
    }


def test_what_is_unlike_everything_has_no_suggestion(new: Translation, translator: User) -> None:
    assert texts(new, "처음 보는 내용", translator) == []


def test_the_piece_itself_is_no_suggestion(past: Translation, translator: User) -> None:
    assert texts(past, "같은 문장입니다.", translator) == []


def test_likeness_is_measured_on_words() -> None:
    one, other = words_of("하나 둘 셋 넷"), words_of("하나 둘 셋 다섯")
    assert likeness_of(one, one) == 1
    assert likeness_of(one, other) == 1 - 1 / max(one.length, other.length)
    assert likeness_of(one, words_of("")) == 0


def test_first_what_was_reviewed_then_what_a_person_wrote_then_what_a_machine_drafted(
    new: Translation, write: Any, submit: Any, translator: User
) -> None:
    for number, by in enumerate((By(translator), By(translator), By(translator, tool="M", machine=True))):
        _article, other = text_of(write, submit, f"글 {number}", "같은 문장입니다.")
        segment = find(other, "같은 문장입니다.")
        save(other, segment.place, f"Version {number}", by=by)
        if number == 0:
            set_reviewed(other, segment.place, user=translator)
    assert [text for text, _percent in texts(new, "같은 문장입니다.", translator)] == [
        "Version 0",
        "Version 1",
        "The same sentence.",
        "Version 2",
    ]
    assert Review.objects.count() == 1


def test_each_translation_is_suggested_once(new: Translation, write: Any, submit: Any, translator: User) -> None:
    _article, other = text_of(write, submit, "또", "같은 문장입니다.")
    save(other, find(other, "같은 문장입니다.").place, "The same sentence.", by=By(translator))
    assert texts(new, "같은 문장입니다.", translator) == [("The same sentence.", 100)]


def test_a_translation_that_cannot_be_used_is_not_suggested(
    new: Translation, past: Translation, translator: User
) -> None:
    StringTranslation.objects.filter(data="The same sentence.").update(has_error=True)
    assert texts(new, "같은 문장입니다.", translator) == []


@pytest.fixture
def stranger(trees: Any) -> User:
    """Somebody who may enter the admin and edit nothing."""
    from django.contrib.auth.models import Permission

    user = User.objects.create_user("stranger", "s@example.org", "password")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def test_drafts_of_others_leak_neither_text_nor_title(
    new: Translation,
    past: Translation,
    stranger: User,
    superuser: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    segment = find(new, "같은 문장입니다.")
    assert suggestions(new, segment, stranger) == ()  # the English page is a draft
    assert list(found(asked("sentence"), stranger)) == []
    with django_capture_on_commit_callbacks(execute=True):
        publish(past, user=superuser, consent=True)
    assert [each.text for each in suggestions(new, segment, stranger)] == ["The same sentence."]
    (row,) = found(asked("sentence"), stranger)
    assert row.data == "The same sentence."
    PageViewRestriction.objects.create(page=past.source.get_source_instance(), restriction_type="login")
    assert suggestions(new, segment, stranger) == ()
    assert list(found(asked("sentence"), stranger)) == []


def test_the_editor_of_a_draft_finds_it(new: Translation, editor: User, translator: User, superuser: User) -> None:
    for user in (editor, translator, superuser):
        assert texts(new, "같은 문장입니다.", user), user


def test_the_fragment_offers_the_text_for_the_box(new: Translation, translator_client: Client) -> None:
    segment = find(new, LIKE)
    url = reverse("translation:suggestions", args=[new.pk, *segment.place])
    fragment = BeautifulSoup(translator_client.get(url, headers=SCRIPT).content, "html.parser")
    assert fragment.select_one("[data-desk-restore]")["data-desk-restore"] == "The cloud industry grows very fast."
    assert fragment.ol["data-number"] == "1"
    assert fragment.select_one("del") is not None
    piece = soup_of(translator_client, url_of(new)).select_one(f"#piece-{segment.key} [data-desk-memory]")
    assert piece["data-desk-memory"] == url


def test_without_a_script_a_suggestion_is_stored_by_a_form(new: Translation, translator_client: Client) -> None:
    segment = find(new, LIKE)
    url = reverse("translation:suggestions", args=[new.pk, *segment.place])
    form = soup_of(translator_client, url).select_one(".desk-suggestions form")
    data = {each["name"]: each["value"] for each in form.select("input[name]")}
    assert translator_client.post(url, data)["Location"].endswith(f"#piece-{segment.key}")
    assert find(new, LIKE).text == "The cloud industry grows very fast."
    translator_client.post(url, data)  # the version of before: a conflict overwrites nothing
    assert find(new, LIKE).state == State.TRANSLATED


@pytest.mark.parametrize("use", ["", "0", "-1", "x", "9" * 30, "١"])
def test_only_what_may_be_seen_can_be_used(new: Translation, translator_client: Client, use: str) -> None:
    url = reverse("translation:suggestions", args=[new.pk, *find(new, LIKE).place])
    assert translator_client.post(url, {"use": use}).status_code == 404


def test_who_may_not_write_gets_no_form_and_cannot_store(
    new: Translation, past: Translation, editor_client: Client, stranger: User
) -> None:
    url = reverse("translation:suggestions", args=[new.pk, *find(new, LIKE).place])
    assert not soup_of(editor_client, url).select("form[method=post] [name=use]")
    row = StringTranslation.objects.get(data="The same sentence.")
    assert editor_client.post(url, {"use": row.pk}).status_code in {302, 403}
    outside = Client()
    outside.force_login(stranger)
    assert outside.get(url).status_code in {302, 403}
    assert find(new, LIKE).text == ""


def test_the_number_of_queries_does_not_grow(
    new: Translation, write: Any, submit: Any, translator: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        _article, other = text_of(
            write, submit, f"글 {number}", "같은 문장입니다.", BASE.replace("산업", f"산업{number}")
        )
        for source in ("같은 문장입니다.", BASE.replace("산업", f"산업{number}")):
            save(other, find(other, source).place, f"EN {number} {source}", by=By(translator))
    bring_up_to_date()
    fresh, segment = User.objects.get(pk=translator.pk), find(new, LIKE)
    with django_assert_max_num_queries(20):
        assert len(suggestions(new, segment, fresh)) == 5


def test_the_index_reads_what_is_new_or_changed_and_nothing_twice(past: Translation, translator: User) -> None:
    assert bring_up_to_date() == 0
    before = MemoryWord.objects.count()
    save(past, find(past, "전혀 다른 이야기").place, "Quite another thing", by=By(translator))
    assert bring_up_to_date() == 1
    assert [row.data for row in found(asked("quite"), User(is_superuser=True))] == ["Quite another thing"]
    call_command("update_memory", anew=True, verbosity=0)
    assert MemoryWord.objects.count() == before + 1
    StringTranslation.objects.all().delete()
    assert not MemoryWord.objects.exists()
    assert not MemoryText.objects.exists()


def test_saving_costs_the_memory_nothing(past: Translation, translator: User, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    place = find(past, "전혀 다른 이야기").place
    with CaptureQueriesContext(connection) as queries:
        save(past, place, "Something", by=By(translator))
    assert not [each for each in queries.captured_queries if "memory" in each["sql"]]


def test_whatever_is_like_enough_is_among_the_candidates(past: Translation, db: Any) -> None:
    """The rare words of a text suffice: compared with looking at every string."""
    rows = {
        row.pk: words_of(row.translation_of.data) for row in StringTranslation.objects.select_related("translation_of")
    }
    for text in (
        LIKE,
        "같은 문장입니다.",
        "전혀 다른",
        "산업은 클라우드",
        "다른 문장입니다",
        "매우 빠르게 성장하고 있습니다",
    ):
        words = words_of(text)
        like = {pk for pk, other in rows.items() if likeness_of(words, other) >= LIKE_ENOUGH and words.content}
        assert like <= set(candidates(words, LIKE_ENOUGH, 60)), text


# The concordance.


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("클라우드", 1),
        ("클라우드를", 1),
        ("industry", 1),
        ("industries grow", 1),
        ("문장 같은", 1),
        ("라우드 산", 1),
        ("없는말", 0),
        ("cloud story", 0),
        ("", 0),
        ("   ", 0),
        ("\0", 0),
        ("'\"%_\\;--", 0),
        ("<script>", 0),
        ("\u202eabc", 0),
        ("🙂", 0),
        ("가" * 100_000, 0),
        ("NEAR( OR AND *", 0),
    ],
)
def test_words_are_found_in_both_languages(past: Translation, translator: User, typed: str, number: int) -> None:
    assert found(asked(typed), translator).count() == number


def test_hangul_in_pieces_finds_the_same(past: Translation, translator: User) -> None:
    from unicodedata import normalize

    assert found(asked(normalize("NFD", "클라우드에서")), translator).count() == 1


def test_hits_are_marked_in_the_text_without_its_tags() -> None:
    runs = list(marked("<b>클라우드</b>에서는 &lt;클라우드&gt;", asked("클라우드")))
    assert "".join(run.text for run in runs) == "클라우드에서는 <클라우드>"
    assert [run.text for run in runs if run.mark] == ["클라우드", "클라우드"]


def test_the_page_shows_both_sides_and_leads_to_the_piece(past: Translation, translator_client: Client) -> None:
    page = soup_of(translator_client, reverse("translation:concordance") + "?q=industry")
    cells = [each.get_text().strip() for each in page.select(".concordance-list tbody td")]
    assert cells == [BASE, "The cloud industry grows very fast.", "옛 글"]
    assert page.select_one(".concordance-list mark").get_text() == "industry"
    segment: Segment = find(past, BASE)
    assert page.select_one(".concordance-list a")["href"] == f"{url_of(past)}#piece-{segment.key}"
    assert reverse("translation:concordance") in translator_client.get("/admin/").content.decode()


def test_many_results_come_in_pages(
    write: Any, submit: Any, translator: User, translator_client: Client, django_assert_max_num_queries: Any
) -> None:
    paragraphs = [f"문단 {number}" for number in range(45)]
    _article, translation = text_of(write, submit, "긴 글", *paragraphs)
    for each in paragraphs:
        save(translation, find(translation, each).place, f"Paragraph {each[3:]}", by=By(translator))
    bring_up_to_date()
    address = reverse("translation:concordance") + "?q=paragraph"
    translator_client.get(address)
    with django_assert_max_num_queries(25):
        page = soup_of(translator_client, address + "&p=2")
    assert len(page.select(".concordance-list tbody tr")) == 20
    assert len(soup_of(translator_client, address + "&p=999").select(".concordance-list tbody tr")) == 5
    assert "q=paragraph" in page.select_one(".pagination .next a")["href"]


def test_the_concordance_is_for_those_who_may_enter(trees: Any) -> None:
    assert Client().get(reverse("translation:concordance") + "?q=글").status_code == 302
