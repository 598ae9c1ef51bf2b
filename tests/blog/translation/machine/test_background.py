"""Drafts as jobs: in line, with progress, resumed after a crash, and not for users who may no longer write."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.models import Page
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation, Translation

from blog.translation import jobs
from blog.translation.machine import background
from blog.translation.machine.background import draft_in_background, latest_item
from blog.translation.machine.drafting import Unusable
from blog.translation.models import JobItem, SegmentVersion
from blog.translation.segments import segments_of
from tests.blog.translation.conftest import block
from tests.translators import Translator, english, said, texts_asked

pytestmark = pytest.mark.django_db
SetUp = Callable[..., Translator]


@pytest.fixture
def translation(write: Any, submit: Any) -> Translation:
    """Two paragraphs and a title, none of them translated."""
    submit(write("제목", slug="a-slug", body=[block("paragraph", "<p>하나.</p><p>2024년 둘.</p>")]))
    return Translation.objects.select_related("source__locale", "target_locale").get()


@pytest.fixture(autouse=True)
def _told_in_english(translator: User) -> None:
    """What a job tells is in the language of who asked for it."""
    UserProfile.objects.update_or_create(user=translator, defaults={"preferred_language": "en"})


def item_of(translation: Translation) -> JobItem:
    found = latest_item(translation)
    assert found is not None
    return found


def texts(translation: Translation) -> dict[str, str]:
    return {each.source: each.text for each in segments_of(translation) if each.path != "slug"}


def again_now() -> None:
    """What waits for its time is due."""
    JobItem.objects.filter(not_before__isnull=False).update(not_before=timezone.now())


def test_a_draft_is_asked_for_done_by_the_worker_and_summed_up(
    set_up: SetUp, translation: Translation, translator: User
) -> None:
    service = set_up()
    asked = draft_in_background(translator, [translation])
    assert asked.job is not None
    assert asked.refused == ()
    assert service.requests == []
    assert jobs.run_round() == 1
    item = item_of(translation)
    assert (item.state, item.message) == ("done", "3 pieces drafted.")
    assert texts(translation) == {"제목": "word", "하나.": "word.", "2024년 둘.": "2024word word."}
    assert set(StringTranslation.objects.values_list("last_translated_by", flat=True)) <= {translator.pk, None}
    assert {each.tool for each in SegmentVersion.objects.exclude(context__path="slug")} == {"LibreTranslate"}


def test_what_could_not_be_used_is_told_with_its_reason(
    set_up: SetUp, translation: Translation, translator: User
) -> None:
    set_up(translate=lambda text: "no year" if "2024" in text else english(text))
    draft_in_background(translator, [translation])
    jobs.run_round()
    expected = "2 pieces drafted. 1 not usable: “2024년 둘.” – The number 2024 is missing."
    assert (item_of(translation).state, item_of(translation).message) == ("done", expected)


def test_a_hundred_unusable_pieces_make_no_endless_message() -> None:
    report = background.Report(unusable=[Unusable(f"{number} " + "가" * 39, "Some reason.") for number in range(100)])
    assert len(background.summary(report)) < 1500
    assert background.summary(report).startswith("0 pieces drafted. 100 not usable:")


def test_without_a_translator_nothing_is_asked(translation: Translation, translator: User) -> None:
    asked = draft_in_background(translator, [translation])
    assert asked.job is None
    assert "not set up" in asked.refused[0][1]
    assert not JobItem.objects.exists()


def test_a_translator_that_was_switched_off_meanwhile_fails_with_that_reason(
    set_up: SetUp, translation: Translation, translator: User, settings: Any
) -> None:
    set_up()
    draft_in_background(translator, [translation])
    settings.TRANSLATION = {"provider": "", "key": "", "endpoint": "", "model": ""}
    jobs.run_round()
    assert (item_of(translation).state, "not set up" in item_of(translation).message) == ("failed", True)


def test_texts_that_the_user_may_not_write_are_refused_and_the_others_drafted(
    set_up: SetUp, translation: Translation, translator: User, editor: User
) -> None:
    set_up()
    assert draft_in_background(editor, [translation]).job is None
    Page.objects.filter(pk=translation.get_target_instance().pk).update(locked=True, locked_by=editor)
    assert draft_in_background(translator, [translation]).job is None
    assert not JobItem.objects.exists()


def test_a_text_that_is_in_line_is_not_put_there_twice(
    set_up: SetUp, translation: Translation, translator: User
) -> None:
    set_up()
    draft_in_background(translator, [translation])
    assert draft_in_background(translator, [translation]).refused == (
        ("제목", "A draft of this text is in line already."),
    )
    assert JobItem.objects.count() == 1
    jobs.run_round()
    assert draft_in_background(translator, [translation]).job is not None


def take_rights(user: User) -> None:
    user.groups.clear()


def lock(user: User) -> None:
    admin = User.objects.create_superuser("locker")
    Page.objects.filter(locale__language_code="en").update(locked=True, locked_by=admin, locked_at=timezone.now())


def deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def delete_account(user: User) -> None:
    User.objects.get(pk=user.pk).delete()


def stop(user: User) -> None:
    Translation.objects.update(enabled=False)


def delete_page(user: User) -> None:
    Page.objects.get(pk=Translation.objects.get().get_target_instance().pk).delete()


MEANWHILE = [take_rights, lock, deactivate, delete_account, stop, delete_page]


@pytest.mark.parametrize("change", MEANWHILE)
def test_who_may_not_write_any_more_when_the_job_begins_gets_no_draft(
    set_up: SetUp, translation: Translation, translator: User, change: Callable[[User], None]
) -> None:
    service = set_up()
    draft_in_background(translator, [translation])
    change(translator)
    jobs.run_round()
    item = JobItem.objects.get()
    assert item.state == "failed"
    assert item.message
    assert service.requests == []


@pytest.mark.parametrize("change", [take_rights, lock, deactivate, stop])
def test_who_loses_the_right_while_the_machine_translates_stores_nothing(
    set_up: SetUp, translation: Translation, translator: User, monkeypatch: Any, change: Callable[[User], None]
) -> None:
    service = set_up()
    draft_in_background(translator, [translation])
    ask = background.provider()
    assert ask is not None
    original = type(ask).translate

    def then_change(self: Any, order: Any) -> Any:
        answer = original(self, order)
        change(translator)
        return answer

    monkeypatch.setattr(type(ask), "translate", then_change)
    jobs.run_round()
    assert len(service.requests) == 1
    assert JobItem.objects.get().state == "failed"
    assert not StringTranslation.objects.exists()


def test_a_busy_service_makes_the_job_wait_and_go_on_where_it_was(
    set_up: SetUp, translation: Translation, translator: User
) -> None:
    service = set_up(moods=[said({}, 429, Retry_After="300")])
    draft_in_background(translator, [translation])
    before = timezone.now()
    jobs.run_round()
    item = item_of(translation)
    assert (item.state, item.message) == ("waiting", "LibreTranslate is busy (status 429). 0 pieces drafted.")
    assert item.not_before is not None
    assert timedelta(seconds=299) < item.not_before - before < timedelta(seconds=310)
    again_now()
    jobs.run_round()
    assert item_of(translation).state == "done"
    assert len(service.headers) == 2


def test_a_service_that_stays_away_fails_in_the_end_with_the_reason(
    set_up: SetUp, translation: Translation, translator: User
) -> None:
    set_up(moods=[said({}, 503)] * 99)
    draft_in_background(translator, [translation])
    waits = []
    for _attempt in range(jobs.MOST_ATTEMPTS):
        jobs.run_round()
        not_before = item_of(translation).not_before
        waits.append(round((not_before - timezone.now()).total_seconds() / 60) if not_before else 0)
        again_now()
    assert item_of(translation).state == "failed"
    assert "is busy" in item_of(translation).message
    assert waits[:4] == [1, 2, 4, 8]


def test_a_wrong_key_fails_at_once_with_the_reason(set_up: SetUp, translation: Translation, translator: User) -> None:
    set_up("deepl", moods=[said({}, 403)])
    draft_in_background(translator, [translation])
    jobs.run_round()
    item = item_of(translation)
    assert (item.state, item.message) == (
        "failed", "DeepL does not accept our key (status 403). 0 pieces drafted.",
    )  # fmt: skip


def test_drafts_before_an_interruption_are_counted_and_not_made_twice(
    set_up: SetUp, translation: Translation, translator: User
) -> None:
    service = set_up("deepl", translate=lambda text: "bad" if "2024" in text else english(text))
    service.moods = []
    original = service.reply

    def then_away(asked: Any) -> Any:
        service.moods += [said({}, 503)] * 3
        return original(asked)

    service.reply = then_away
    draft_in_background(translator, [translation])
    jobs.run_round()
    assert item_of(translation).message == "DeepL is busy (status 503). 2 pieces drafted."
    service.reply, service.moods, service.translate = original, [], english
    again_now()
    jobs.run_round()
    assert (item_of(translation).state, item_of(translation).message) == ("done", "3 pieces drafted.")
    assert service.requests[-1]["text"] == ["2024년 둘."]


def test_drafts_made_again_before_an_interruption_are_not_made_a_third_time(
    set_up: SetUp, translation: Translation, translator: User
) -> None:
    service = set_up()
    draft_in_background(translator, [translation])
    jobs.run_round()
    StringTranslation.objects.update(updated_at=timezone.now() - timedelta(days=1))
    service.translate = lambda text: "bad" if "2024" in text else english(text).upper()
    original = service.reply

    def then_away(asked: Any) -> Any:
        service.moods += [said({}, 503)] * 3
        return original(asked)

    service.reply = then_away
    draft_in_background(translator, [translation], again=True)
    jobs.run_round()
    service.reply, service.moods = original, []
    service.translate = lambda text: english(text).upper()
    again_now()
    jobs.run_round()
    assert texts(translation) == {"제목": "WORD", "하나.": "WORD.", "2024년 둘.": "2024WORD WORD."}
    assert service.requests[-1]["q"] == ["2024년 둘."]


def test_progress_is_told_before_each_request(
    set_up: SetUp, translation: Translation, translator: User, monkeypatch: Any
) -> None:
    told: list[str] = []
    original = jobs.tell_progress

    def listen(item: JobItem, progress: str) -> None:
        told.append(progress)
        original(item, progress)

    monkeypatch.setattr(jobs, "tell_progress", listen)
    set_up(translate=lambda text: "no year" if "2024" in text else english(text))
    draft_in_background(translator, [translation])
    jobs.run_round()
    assert told == ["0/3", "0/3", "2/3"]


def test_the_second_of_two_jobs_on_one_text_waits_for_the_first(
    set_up: SetUp, translation: Translation, translator: User
) -> None:
    service = set_up()
    draft_in_background(translator, [translation])
    first = JobItem.objects.get()
    JobItem.objects.update(state="running", claimed_until=timezone.now() + timedelta(minutes=5))
    jobs.ask_for(background.KIND, [(translation.pk, "제목")], user=translator)
    jobs.run_round()
    second = item_of(translation)
    assert (second.state, second.message) == ("waiting", "A draft of this text is being made already.")
    JobItem.objects.filter(pk=first.pk).update(state="done")
    again_now()
    jobs.run_round()
    assert item_of(translation).state == "done"
    assert len(texts_asked(service.requests)) == 3
