"""Korean published, segments brought up to date: by itself, once, and without touching what readers see."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage, Category, Disclaimer
from blog.models.relations import ArticleCategory
from blog.translation import jobs, predecessors, syncing
from blog.translation.models import Job, JobItem, Notice
from tests.factories import block


def waiting() -> list[int]:
    rows = JobItem.objects.filter(job__kind=syncing.KIND, state=JobItem.State.WAITING)
    return list(rows.order_by("pk").values_list("target", flat=True))


def strings(source: Any) -> list[str]:
    rows = StringSegment.objects.filter(source__object_id=source.translation_key).exclude(context__path="slug")
    return list(rows.order_by("order").values_list("string__data", flat=True))


def write_anew(article: ArticlePage, *paragraphs: str, live: bool = True) -> None:
    page = ArticlePage.objects.get(pk=article.pk)
    raw = page.body.get_prep_value()
    raw[0]["value"] = "".join(f"<p>{text}</p>" for text in paragraphs)
    page.body = ArticlePage.body.field.stream_block.to_python(raw)
    revision = page.save_revision()
    if live:
        revision.publish()


@pytest.fixture
def article(write: Any, submit: Any) -> ArticlePage:
    found: ArticlePage = write("구름", body=[block("paragraph", "<p>하나</p><p>둘</p>")])
    submit(found)
    JobItem.objects.all().delete()
    return found


def source_of(instance: Any) -> TranslationSource:
    return TranslationSource.objects.get(object_id=instance.translation_key)


def test_a_published_original_is_read_again_by_the_worker(article: ArticlePage) -> None:
    write_anew(article, "하나", "둘과 반")
    assert strings(article) == ["구름", "하나", "둘"]
    assert waiting() == [source_of(article).pk]
    call_command("run_jobs")
    assert strings(article) == ["구름", "하나", "둘과 반"]
    assert waiting() == []


def test_drafts_are_nobodys_business(article: ArticlePage) -> None:
    write_anew(article, "하나", "둘과 반", live=False)
    assert waiting() == []
    write_anew(article, "하나", "둘")
    write_anew(article, "하나", "아직 아무도", live=False)
    jobs.run_round()
    assert strings(article) == ["구름", "하나", "둘"]


def test_what_is_not_translated_asks_for_nothing(write: Any, django_assert_num_queries: Any) -> None:
    article = write("바다")
    assert Job.objects.count() == 0
    with django_assert_num_queries(3):  # the other two begin and end the savepoint
        syncing.ask_for_sync(article)


def test_a_second_publication_while_one_waits_adds_nothing(article: ArticlePage) -> None:
    for text in ("둘과 반", "둘과 조금", "셋"):
        write_anew(article, "하나", text)
    assert waiting() == [source_of(article).pk]
    jobs.run_round()
    assert strings(article) == ["구름", "하나", "셋"]
    write_anew(article, "하나", "넷")
    assert waiting() == [source_of(article).pk]


def test_many_publications_at_once_are_one_job(write: Any, submit: Any) -> None:
    articles = [write(f"글 {number}") for number in range(3)]
    for each in articles:
        submit(each)
        write_anew(each, "새 문단")
    assert waiting() == [source_of(each).pk for each in articles]
    assert Job.objects.filter(kind=syncing.KIND).count() == 1


def test_a_worker_that_stopped_in_the_middle_loses_nothing(article: ArticlePage) -> None:
    write_anew(article, "하나", "둘과 반")
    assert jobs._claimed(timezone.now()) is not None
    write_anew(article, "하나", "셋")
    assert waiting() == [source_of(article).pk], "what is being read may have been read too early"
    JobItem.objects.filter(state=JobItem.State.RUNNING).update(claimed_until=timezone.now() - timedelta(seconds=1))
    jobs.run_round()
    assert strings(article) == ["구름", "하나", "셋"]
    assert set(JobItem.objects.values_list("state", flat=True)) == {JobItem.State.DONE}


def test_the_published_english_is_not_touched(
    article: ArticlePage, translate: Any, english: Locale, django_capture_on_commit_callbacks: Any
) -> None:
    translation = translate(article, title="Clouds")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    before = ArticlePage.objects.get(translation_key=article.translation_key, locale=english)
    assert before.live
    write_anew(article, "하나", "둘과 반")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.run_round()
    after = ArticlePage.objects.get(pk=before.pk)
    assert after.live_revision_id == after.latest_revision_id == before.live_revision_id
    assert after.body.get_prep_value() == before.body.get_prep_value()
    assert translation.source.translation_logs.count() == 2


def test_nothing_is_read_when_nothing_was_written(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch, translate: Any
) -> None:
    translate(article)
    before = source_of(article)
    monkeypatch.setattr(predecessors, "remember", lambda *_: pytest.fail("read again"))
    write_anew(article, "하나", "둘")
    jobs.run_round()
    assert Notice.objects.count() == 0
    after = source_of(article)
    assert after.last_updated_at > before.last_updated_at
    live = ArticlePage.objects.get(pk=article.pk).live_revision_id
    assert f'"live_revision": {live}' in after.content_json, "the next build must know which version it renders"


def test_a_new_category_gets_its_english_row(article: ArticlePage, english: Locale) -> None:
    category = Category.objects.create(name="개발", slug="개발", locale=article.locale)
    page = ArticlePage.objects.get(pk=article.pk)
    page.article_categories = [ArticleCategory(category=category, locale=page.locale)]
    page.save_revision().publish()
    assert not category.has_translation(english)
    jobs.run_round()
    assert category.has_translation(english)


def test_snippets_are_read_again_with_and_without_drafts(english: Locale, article: ArticlePage) -> None:
    category = Category.objects.create(name="개발", slug="개발", locale=article.locale)
    disclaimer = Disclaimer.objects.create(name="면책", text="<p>하나</p>", locale=article.locale)
    for each in (category, disclaimer):
        translate_object(each, [english])
    JobItem.objects.all().delete()
    category.name = "개발과 운영"
    category.save()
    disclaimer.text = "<p>둘</p>"
    disclaimer.save_revision().publish()
    assert waiting() == [source_of(category).pk, source_of(disclaimer).pk]
    jobs.run_round()
    assert strings(category) == ["개발과 운영"]
    assert strings(disclaimer) == ["면책", "둘"]
    assert Category.objects.get(translation_key=category.translation_key, locale=english).name == "개발"


def test_an_original_that_was_taken_down_or_deleted_meanwhile_stays_as_it_was_read(article: ArticlePage) -> None:
    write_anew(article, "하나", "셋")
    ArticlePage.objects.get(pk=article.pk).unpublish()
    jobs.run_round()
    assert strings(article) == ["구름", "하나", "둘"]
    write_anew(article, "하나", "셋")
    pk = source_of(article).pk
    ArticlePage.objects.get(pk=article.pk).delete()
    assert waiting() == [pk]
    jobs.run_round()
    assert JobItem.objects.get(target=pk, state=JobItem.State.FAILED).message


def test_a_stopped_translation_is_left_alone(article: ArticlePage) -> None:
    Translation.objects.update(enabled=False)
    write_anew(article, "하나", "셋")
    assert waiting() == []


def test_old_jobs_of_this_kind_go_and_others_stay(article: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(jobs._KINDS, "test", jobs.Kind("시험", lambda _item: ""))
    for kind in (syncing.KIND, "test"):
        jobs.ask_for(kind, [])
    Job.objects.update(created_at=timezone.now() - timedelta(days=31))
    write_anew(article, "하나", "셋")
    jobs.run_round()
    assert sorted(Job.objects.values_list("kind", flat=True)) == [syncing.KIND, "test"]


@pytest.mark.parametrize("complete", [True, False])
def test_a_scheduled_translation_is_judged_by_its_own_text_and_not_by_what_came_into_the_original_since(
    article: ArticlePage, translate: Any, english: Locale, complete: bool
) -> None:
    translation = translate(article, title="Clouds")
    if not complete:
        StringTranslation.objects.get(translation_of__data="둘").delete()
    translation.save_target(publish=False)
    target = ArticlePage.objects.get(translation_key=article.translation_key, locale=english)
    revision = target.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    write_anew(article, "하나", "둘", "<b>셋</b>과 &amp; 넷")
    jobs.run_round()
    assert "<b>셋</b>과 &amp; 넷" in strings(article)
    call_command("publish_scheduled")
    assert ArticlePage.objects.get(pk=target.pk).live is complete
