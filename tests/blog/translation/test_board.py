"""The board: every text in every language, what one may know of it, and its price for ten texts and two thousand."""

from datetime import timedelta
from typing import Any
from unicodedata import normalize
from urllib.parse import quote
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from blog.models import ArticleCategory, ArticlePage
from blog.translation import guards, jobs
from blog.translation.board.rows import Row, rows_of
from blog.translation.models import Assignment, Job, TranslationStatus, Wish
from blog.translation.standing import Standing
from home.bootstrap import Trees
from tests.translated_crowd import translated_crowd

BOARD = "/admin/translation/"
MOST_QUERIES = 25


def count(translation: Translation, **numbers: Any) -> TranslationStatus:
    """Numbers as the signals would write them; what is published is what is written."""
    return TranslationStatus.objects.update_or_create(translation=translation, defaults={"text": "", **numbers})[0]


def rows(user: User, **options: Any) -> dict[str, Row]:
    return {row.text.title: row for row in rows_of(User.objects.get(pk=user.pk), **options)}


def open_board(client: Client, question: str = "") -> BeautifulSoup:
    answer = client.get(f"{BOARD}?{question}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    cells = page.select(".board-row__title")
    return [next(cell.stripped_strings) for cell in cells]


# What stands on it


def test_every_state_of_a_text_has_its_word(
    write: Any, submit: Any, translate: Any, english: Locale, translator: User
) -> None:
    states = {
        "글 하나": {"total": 4, "translated": 1, "missing": 3, "words": 12},
        "글 둘": {"total": 4, "translated": 2, "reviewed": 2},
        "글 셋": {"total": 4, "translated": 4, "published": True},
        "글 넷": {"total": 4, "translated": 3, "stale": 1, "published": True, "behind": 1},
        "글 다섯": None,
    }
    for title, numbers in states.items():
        article = write(title)
        submit(article)
        if numbers:
            count(translate(article), **numbers)
    write("글 여섯")
    found = rows(translator)
    assert {title: (row.standing.value, row.state) for title, row in found.items()} == {
        "글 하나": ("progress", "4개 중 1개 번역함"),
        "글 둘": ("ready", "발행 준비됨"),
        "글 셋": ("published", "발행됨"),
        "글 넷": ("behind", "조각 1개 뒤처짐"),
        "글 다섯": ("progress", "2개 중 0개 번역함"),
        "글 여섯": ("none", "시작 전"),
    }
    assert (found["글 하나"].words, found["글 다섯"].words, found["글 여섯"].words) == (12, 3, None)


def test_a_text_has_one_line_however_its_versions_came_about(
    write: Any, submit: Any, trees: Trees, english: Locale, superuser: User
) -> None:
    by_hand = write("손으로 옮긴 글")
    copy = by_hand.copy_for_translation(english)
    copy.save_revision().publish()
    stopped = write("멈춘 글")
    submit(stopped)
    Translation.objects.filter(source__object_id=stopped.translation_key).update(enabled=False)
    other = ArticlePage(title="Written in English", slug="written", locale=english)
    trees.lists["en"].add_child(instance=other)
    submit(write("도는 글"))
    found = [(row.text.title, row.language, row.standing) for row in rows_of(superuser)]
    assert sorted(found) == [
        ("Written in English", "한국어", Standing.NONE),
        ("도는 글", "English", Standing.PROGRESS),
        ("멈춘 글", "English", Standing.APART),
        ("손으로 옮긴 글", "English", Standing.APART),
    ]


def test_a_text_that_was_turned_round_is_a_line_in_the_other_direction(
    write: Any, submit: Any, trees: Trees, superuser: User
) -> None:
    article = write("돌린 글")
    target = submit(article)
    Translation.objects.update(enabled=False)
    target.save_revision().publish()
    translate_object(ArticlePage.objects.get(pk=target.pk), [trees.lists["ko"].locale])
    (row,) = rows_of(superuser)
    assert (row.text.pk, row.language, row.target) == (target.pk, "한국어", article.pk)


def test_the_page_shows_what_is_known_of_a_text(
    write: Any, submit: Any, translate: Any, english: Locale, translator: User, translator_client: Client
) -> None:
    article = write("다 아는 글")
    submit(article)
    count(translate(article), total=4, translated=1, missing=1, machine=2, words=77)
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.create(
        translation_key=article.translation_key, locale=english, assignee=translator, due=yesterday
    )
    Wish.objects.create(translation_key=article.translation_key, locale=english, day=yesterday, number=31)
    (line,) = open_board(translator_client).select(".board-row")
    said = line.get_text(" ", strip=True)
    for word in (
        "다 아는 글",
        "English",
        "4개 중 1개 번역함",
        "기계 번역 초안 2개",
        "77",
        "31",
        "translator",
        "기한 지남",
    ):
        assert word in said
    assert line.select_one(f'time[datetime="{yesterday}"]')


def test_what_is_not_begun_has_a_button_for_those_who_may_submit_it(
    write: Any, editor_client: Client, translator_client: Client
) -> None:
    article = write()
    address = reverse("wagtail_localize:submit_page_translation", args=[article.pk])
    for client in (editor_client, translator_client):
        buttons = open_board(client).select(".board-row__actions a")
        assert [str(each["href"]).split("?")[0] for each in buttons] == [address]
        assert client.get(address).status_code == 200
    draft = write("초고", live=False)
    Page.objects.filter(pk=article.pk).update(live=False)
    assert titles(open_board(translator_client)) == []
    assert len(titles(open_board(editor_client))) == 2
    assert draft


def test_snippets_stand_on_a_board_of_their_own_in_the_languages_of_the_user(
    belongings: dict[str, Any], english: Locale, translator: User, editor: User, helper: User
) -> None:
    translate_object(belongings["category"], [english])
    found = rows(translator, snippets=True)
    assert set(found) == {"김하늘", "개발", "클라우드", "연재", "면책"}
    assert {row.standing for title, row in found.items() if title != "개발"} == {Standing.NONE}
    assert set(rows(editor, snippets=True)) == set(found)
    assert rows_of(helper, snippets=True) == []


@pytest.fixture
def helper(trees: Trees) -> User:
    """Writes English pages, and has nothing to do with snippets."""
    group = Group.objects.create(name="pages only")
    group.permissions.add(*Group.objects.get(name="번역자").permissions.filter(codename="access_admin"))
    for each in Group.objects.get(name="번역자").page_permissions.all():
        group.page_permissions.create(page=each.page, permission=each.permission)
    user = User.objects.create_user("helper", "helper@example.org", "password")
    user.groups.add(group)
    return user


# What one may know of


def test_nobody_reads_titles_of_drafts_that_are_not_theirs(
    write: Any, submit: Any, trees: Trees, translator: User, editor: User, superuser: User, english: Locale
) -> None:
    write("비밀 초고", live=False)
    submit(write("번역을 맡긴 초고", live=False))
    trees.lists["en"].add_child(instance=ArticlePage(title="Secret", slug="s", live=False, locale=english))
    assert set(rows(translator)) == {"번역을 맡긴 초고", "Secret"}
    assert set(rows(editor)) == {"비밀 초고", "번역을 맡긴 초고"}
    assert set(rows(superuser)) == {"비밀 초고", "번역을 맡긴 초고", "Secret"}


def test_those_without_a_language_do_not_come_in(trees: Trees, client: Client) -> None:
    user = User.objects.create_user("guest", password="password")
    user.groups.add(group := Group.objects.create(name="guests"))
    group.permissions.add(*Group.objects.get(name="편집자").permissions.filter(codename="access_admin"))
    client.force_login(user)
    for address in (BOARD, f"{BOARD}jobs/"):
        assert client.get(address).status_code == 302
    assert client.post(f"{BOARD}bulk/", {"action": "assign"}).status_code == 302
    assert BOARD not in client.get("/admin/").content.decode()


def test_the_menu_leads_there(translator_client: Client) -> None:
    assert f'"{BOARD}"' in translator_client.get("/admin/").content.decode().replace("&quot;", '"')


# Questions


@pytest.fixture
def some(
    write: Any, submit: Any, translate: Any, english: Locale, translator: User, belongings: dict[str, Any]
) -> dict[str, ArticlePage]:
    """Three articles that differ in everything that can be asked for."""
    today = timezone.localdate()
    found = {title: write(title) for title in ("가을 하늘", "겨울 바다", "여름 하늘")}
    for title in ("가을 하늘", "겨울 바다"):
        submit(found[title])
    count(translate(found["가을 하늘"]), total=4, translated=4, published=True, behind=3, words=5)
    count(translate(found["겨울 바다"]), total=9, translated=1, missing=8, words=90)
    task = {"assignee": translator, "due": today - timedelta(days=2)}
    for title, fields in (("가을 하늘", {**task, "due": today}), ("겨울 바다", task)):
        Assignment.objects.create(translation_key=found[title].translation_key, locale=english, **fields)
    key = found["여름 하늘"].translation_key
    Wish.objects.create(translation_key=key, locale=english, day=today, number=8)
    article = found["겨울 바다"]
    ArticleCategory.objects.create(page=article, category=belongings["category"], locale=article.locale)
    return found


def test_filters_find_what_was_asked_for(
    some: dict[str, ArticlePage], translator: User, translator_client: Client, belongings: dict[str, Any]
) -> None:
    def found(question: str) -> set[str]:
        return set(titles(open_board(translator_client, question)))

    assert found("state=behind") == {"가을 하늘"}
    assert found("state=none") == {"여름 하늘"}
    assert found("who=me") == found(f"who={translator.pk}") == {"가을 하늘", "겨울 바다"}
    assert found("who=none") == {"여름 하늘"}
    assert found("overdue=on") == {"겨울 바다"}
    assert found(f"text={quote('하늘')}") == {"가을 하늘", "여름 하늘"}
    assert found(f"text={quote(normalize('NFD', '하늘 여름'))}") == {"여름 하늘"}
    assert found(f"category={belongings['category'].pk}") == {"겨울 바다"}
    assert found("kind=blog.articlepage&who=me&state=progress") == {"겨울 바다"}
    english, korean = Locale.objects.get(language_code="en"), Locale.objects.get(language_code="ko")
    assert len(found(f"language={english.pk}")) == 3
    assert len(found(f"language={korean.pk}")) == 3  # nothing is written in English: not a choice, so not asked
    assert found(f"text={quote('없는 말')}") == set()


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("behind", "가을 하늘"),
        ("due", "겨울 바다"),
        ("words", "겨울 바다"),
        ("requests", "여름 하늘"),
        ("newest", "여름 하늘"),
    ],
)
def test_the_order_is_the_one_asked_for(
    some: dict[str, ArticlePage], translator_client: Client, order: str, first: str
) -> None:
    page = some["여름 하늘"]
    Page.objects.filter(pk=page.pk).update(latest_revision_created_at=timezone.now() + timedelta(minutes=1))
    assert titles(open_board(translator_client, f"sort={order}"))[0] == first


@pytest.mark.parametrize(
    "question",
    [
        "state=nothing&sort=1&who=0&category=x&language=-1&kind=%00&p=999&overdue=%F0%9F%98%80",
        f"text={'가' * 500}",
        f"text={quote('<script>alert(1)</script>')}",
        "text=%ED%A0%80",
        f"text={quote(chr(0x202E))}",
        "text=%00",
        "of=everything&p=-3",
    ],
)
def test_questions_without_sense_are_answered_all_the_same(
    some: dict[str, ArticlePage], translator_client: Client, question: str
) -> None:
    page = open_board(translator_client, question)
    assert "<script>alert" not in str(page)


def test_a_long_board_has_pages_that_keep_the_question(trees: Trees, translator_client: Client) -> None:
    translated_crowd(trees, 60)
    first = open_board(translator_client, "sort=words&state=none")
    assert len(titles(first)) == 30
    everything = open_board(translator_client, "sort=requests")
    second = open_board(translator_client, "sort=requests&p=2")
    assert (len(titles(everything)), len(titles(second))) == (50, 10)
    assert not set(titles(everything)) & set(titles(second))
    assert "sort=requests" in str(everything.select_one(".pagination .next a"))


def cost(client: Client) -> int:
    client.get(BOARD)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{BOARD}?sort=behind&state=published").status_code == 200
    with CaptureQueriesContext(connection) as more:
        assert client.get(BOARD).status_code == 200
    return max(len(queries), len(more))


def test_the_board_costs_the_same_for_ten_texts_and_for_two_thousand(
    trees: Trees, translator_client: Client, write: Any, submit: Any
) -> None:
    for number in range(10):
        article = write(f"글 {number}")
        if number % 2:
            submit(article)
    few = cost(translator_client)
    translated_crowd(trees, 2000)
    assert cost(translator_client) == few <= MOST_QUERIES


# Many at once


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Somebody does these jobs."""
    settings.TRANSLATION = {"provider": "libretranslate", "key": "", "endpoint": "http://127.0.0.1:9", "model": ""}
    for name in ("submit", "machine_draft"):
        monkeypatch.setitem(jobs._KINDS, name, jobs.Kind(name, lambda item: ""))


def send(client: Client, action: str, *chosen: Row, **more: Any) -> Any:
    return client.post(f"{BOARD}bulk/", {"action": action, "row": [row.name for row in chosen], **more})


def test_an_action_without_anybody_to_do_it_is_neither_offered_nor_done(
    some: dict[str, ArticlePage], translator: User, translator_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("submit", "machine_draft"):
        monkeypatch.delitem(jobs._KINDS, name, raising=False)
    buttons = open_board(translator_client).select(".board-bulk button[name=action]")
    assert [each["value"] for each in buttons] == ["files", "assign"]
    send(translator_client, "submit", *rows(translator).values())
    send(translator_client, "nonsense", *rows(translator).values())
    assert not Job.objects.exists()


def test_bulk_submission_asks_for_what_is_not_begun_and_may_be(
    some: dict[str, ArticlePage], kinds: None, editor: User, editor_client: Client
) -> None:
    answer = send(editor_client, "submit", *rows(editor).values())
    job = Job.objects.get()
    assert answer.url == reverse("translation:job", args=[job.pk])
    assert (job.kind, job.user, job.options) == ("submit", editor, {"locales": ["en"]})
    assert list(job.items.values_list("target", "label")) == [(some["여름 하늘"].pk, "여름 하늘")]


def test_a_machine_drafts_what_runs_has_gaps_and_is_the_users(
    some: dict[str, ArticlePage], kinds: None, translator: User, translator_client: Client, editor: User, browser: Any
) -> None:
    send(browser(editor), "machine_draft", *rows(editor).values())
    assert not Job.objects.exists()
    send(translator_client, "machine_draft", *rows(translator).values())
    item = Job.objects.get(kind="machine_draft").items.get()
    assert item.target == rows(translator)["겨울 바다"].translation


def test_a_machine_that_is_not_set_up_is_not_offered(
    some: dict[str, ArticlePage], kinds: None, translator_client: Client, settings: Any
) -> None:
    chosen = ".board-bulk button[value=machine_draft]"
    assert open_board(translator_client).select(chosen)
    settings.TRANSLATION = {"provider": "", "key": "", "endpoint": "", "model": ""}
    assert not open_board(translator_client).select(chosen)


def test_chosen_rows_lead_to_the_page_of_files_when_they_have_begun_and_are_the_users(
    some: dict[str, ArticlePage], translator: User, translator_client: Client, editor: User, browser: Any
) -> None:
    begun, fresh = (rows(translator)[title] for title in ("겨울 바다", "여름 하늘"))
    answer = send(translator_client, "files", begun, fresh)
    assert answer["Location"] == f"/admin/translation/exchange/?translation={begun.translation}"
    assert send(browser(editor), "files", *rows(editor).values())["Location"] == f"{BOARD}?"
    assert send(translator_client, "files", fresh)["Location"] == f"{BOARD}?"


def test_the_menu_holds_all_that_belongs_to_translation_in_one_place(
    trees: Trees, translator_client: Client, editor_client: Client
) -> None:
    for client in (translator_client, editor_client):
        menu = client.get("/admin/").content.decode().partition("wagtail-sidebar-props")[2]
        inside = menu.partition('"translation"')[2].partition('"reports"')[0]
        for address in ("", "concordance/", "exchange/", "jobs/"):
            assert f'"/admin/translation/{address}"' in inside
        assert menu.count("/admin/snippets/translation/term/") == inside.count("/admin/snippets/translation/term/") == 1


def test_everything_that_the_filter_finds_can_be_chosen_without_naming_it(
    trees: Trees, kinds: None, editor: User, editor_client: Client
) -> None:
    korean = translated_crowd(trees, 120)
    with CaptureQueriesContext(connection) as queries:
        send(editor_client, "submit", everything="yes", question="state=none&sort=words")
    assert set(Job.objects.get().items.values_list("target", flat=True)) == set(korean[60:])
    assert len(queries) <= 35


def test_rows_that_the_user_may_not_know_of_cannot_be_chosen(
    write: Any, kinds: None, translator: User, translator_client: Client, superuser: User
) -> None:
    write("비밀 초고", live=False)
    (row,) = rows(superuser).values()
    answer = send(translator_client, "submit", row)
    assert answer.status_code == 302
    send(translator_client, "assign", row, who=str(translator.pk))
    assert not Job.objects.exists()
    assert not Assignment.objects.exists()


def test_names_of_rows_that_make_no_sense_choose_nothing(some: Any, kinds: None, translator_client: Client) -> None:
    for names in (["", "x.y", f"{uuid4()}.1", "\0", "😀" * 3000], []):
        answer = translator_client.post(f"{BOARD}bulk/", {"action": "submit", "row": names})
        assert answer.status_code == 302
    assert not Job.objects.exists()
    assert translator_client.get(f"{BOARD}bulk/").status_code == 405


# Rights, asked for many at once


def test_what_may_be_submitted_is_the_same_for_one_and_for_many(
    write: Any, submit: Any, trees: Trees, english: Locale, editor: User, translator: User, superuser: User
) -> None:
    pages = [write("발행한 글"), write("초고", live=False), write("맡긴 글")]
    submit(pages[2])
    other = ArticlePage(title="English", slug="english", locale=english)
    trees.lists["en"].add_child(instance=other)
    pages.append(other)
    for user in (editor, translator, superuser):
        for locale in Locale.objects.all():
            fresh = [page for page in pages if not page.has_translation(locale)]
            one_by_one = {
                page.pk
                for page in fresh
                if page.locale_id != locale.pk
                and not guards.refuse_to_submit(user, page)
                and guards.may_submit_into(user, page, locale)
            }
            assert guards.submittable_pages(user, {page.pk for page in fresh}, locale.pk) == one_by_one


def test_the_people_of_a_language_are_those_who_may_edit_it(
    editor: User, translator: User, administrator: User, superuser: User
) -> None:
    asleep = User.objects.create_user("asleep", is_active=False)
    asleep.groups.set(translator.groups.all())
    for locale in Locale.objects.all():
        may = {user for user in User.objects.all() if locale.pk in guards.locales_of(user)}
        assert set(guards.editors_of(locale.pk)) == may
        writer = editor if locale.language_code == "ko" else translator
        assert may == {writer, administrator, superuser}
