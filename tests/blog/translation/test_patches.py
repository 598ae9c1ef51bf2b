"""One test per patch: what it changes, and that upstream still needs it. If only the latter fails, delete the patch."""

import importlib.util
from types import ModuleType
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import slugify
from django_tasks.backends.immediate import ImmediateBackend
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.admin.views.bulk_action.base_bulk_action import BulkAction
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.blocks import CharBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock
from wagtail_localize import models as localize_models
from wagtail_localize import strings
from wagtail_localize.models import StringTranslation, TranslationSource
from wagtail_localize.operations import translate_object
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from blog.models import ArticlePage
from blog.translation import references
from blog.translation.publishing import UntranslatedError

from .conftest import block, every_block


def unpatched(module: ModuleType) -> Any:
    """A fresh copy of an upstream module, without our changes."""
    assert module.__file__
    spec = importlib.util.spec_from_file_location(f"unpatched_{module.__name__.replace('.', '_')}", module.__file__)
    assert spec
    assert spec.loader
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    return copy


def test_hangul_slugs_are_kept_and_upstream_still_destroys_them(
    write: Any, submit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert submit(write("글 하나")).slug == "글-하나"
    monkeypatch.setattr(localize_models, "slugify", slugify)
    assert submit(write("django 배포")).slug == "django"


def test_inline_tags_stay_inside_a_sentence_and_upstream_still_splits_it() -> None:
    html = "<p>H<sub>2</sub>O는 <mark>물</mark>이다.</p>"
    assert [string.data for string, _attrs in strings.extract_strings(html)[1]] == [
        "H<sub>2</sub>O는 <mark>물</mark>이다."
    ]
    assert len(unpatched(strings).extract_strings(html)[1]) > 1


@pytest.mark.parametrize("kind", [CharBlock(), EmbedBlock(), ImageBlock(required=False)])
def test_blocks_without_value_have_no_segments_and_upstream_still_crashes(kind: Any) -> None:
    extractor = StreamFieldSegmentExtractor(None, include_overridables=True)
    assert extractor.handle_block(kind, None) == []
    with pytest.raises((AttributeError, TypeError)):
        StreamFieldSegmentExtractor.handle_block.__wrapped__(extractor, kind, None)


def test_content_older_than_its_block_definition_can_be_submitted(write: Any, submit: Any) -> None:
    body = [
        block("image", {}),
        block("image", {"image": {"image": None, "alt_text": "없는 그림", "decorative": False}}),
        block("image", {"image": {"image": 999_999, "alt_text": "지운 그림", "decorative": False}}),
        block("embed", {}),
        block("callout", {"kind": "note", "text": "<p>본문</p>"}),
        block("table", {"columns": [], "rows": []}),
        block("footnotes", {"notes": []}),
        block("section", {"heading": "빈 절", "content": []}),
    ]
    assert submit(write(body=body)).body[4].value["kind"] == "note"


def test_empty_optional_children_are_no_segments(write: Any, submit: Any, translate: Any) -> None:
    article = write(body=every_block())
    submit(article)
    data = [each.string.data for each in translate(article).source.stringsegment_set.select_related("string")]
    assert "" not in data
    assert "표 설명" in data


def test_publishing_gaps_is_refused_on_every_path_and_wagtail_still_has_no_veto(
    write: Any, submit: Any, translator: Any
) -> None:
    draft = submit(write())
    revision = draft.get_latest_revision()
    with pytest.raises(UntranslatedError, match="3"):
        revision.publish(user=translator)
    assert not ArticlePage.objects.get(pk=draft.pk).live
    action = PublishRevisionAction(revision)
    PublishRevisionAction.execute.__wrapped__(action)
    assert ArticlePage.objects.get(pk=draft.pk).live


def test_refusals_are_explained_and_the_admin_still_speaks_of_permissions(
    write: Any, submit: Any, browser: Any, superuser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = submit(write())
    url = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={draft.pk}"
    explained = browser(superuser).post(url)
    monkeypatch.setattr(BulkAction, "form_valid", BulkAction.form_valid.__wrapped__)
    stock = browser(superuser).post(url)
    messages = [str(message) for answer in (explained, stock) for message in get_messages(answer.wsgi_request)]
    assert ["3" in message for message in messages] == [True, False]


def test_long_titles_are_stopped_early_because_upstream_still_crashes_on_them(
    write: Any, submit: Any, translate: Any
) -> None:
    article = write()
    submit(article)
    translation = translate(article, only=("title",), title="x" * 300)
    translation.save_target(publish=False)
    StringTranslation.objects.update(has_error=False)
    with pytest.raises(AttributeError):
        translation.save_target(publish=False)


def test_the_report_on_page_types_names_no_drafts_and_upstream_still_does(
    write: Any, translator_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("비밀 초고", live=False)
    url = reverse("wagtailadmin_reports:page_types_usage")
    assert "비밀 초고" not in translator_client.get(url).content.decode()
    upstream = PageTypesUsageReportView.decorate_paginated_queryset.__wrapped__
    monkeypatch.setattr(PageTypesUsageReportView, "decorate_paginated_queryset", upstream)
    assert "비밀 초고" in translator_client.get(url).content.decode()


def test_a_changed_string_keeps_its_old_translation_and_upstream_still_shows_the_original(
    write: Any, submit: Any, translate: Any, english: Any
) -> None:
    article = write(body=[block("paragraph", "<p>하나</p>")])
    submit(article)
    source = translate(article, title="Clouds").source
    raw = article.body.get_prep_value()
    raw[0]["value"] = "<p>하나와 반</p>"
    article.body = ArticlePage.body.field.stream_block.to_python(raw)
    article.save_revision().publish()
    source.update_from_db()

    def texts(get_segments: Any) -> list[str]:
        found = get_segments(source, english, fallback=True)
        return [str(each.string.data) for each in found if hasattr(each, "string")]

    patched = localize_models.TranslationSource._get_segments_for_translation
    assert "하나와 반" not in texts(patched)
    assert "하나와 반" in texts(patched.__wrapped__.__wrapped__)  # the one within fills empty fields
    with pytest.raises(localize_models.MissingTranslationError):
        patched(source, english)


def test_a_page_is_indexed_once_and_upstream_still_saves_it_four_times(
    write: Any, english: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = write("글 하나"), write("글 둘")
    done: list[str] = []
    run = ImmediateBackend._execute_task

    def note(self: Any, result: Any) -> None:
        done.append(f"{result.task.func.__name__} {result.args[1]}")
        run(self, result)

    def note_for_the_search(_app_label: str, model_name: str, _key: str) -> None:
        done.append(f"insert_or_update_object_task {model_name}")

    monkeypatch.setattr(ImmediateBackend, "_execute_task", note)
    monkeypatch.setattr("search.freshness.note", note_for_the_search)
    translate_object(first, [english])
    assert sorted(done) == ["insert_or_update_object_task articlepage", "update_reference_index_task articlepage"]
    done.clear()
    build = TranslationSource.create_or_update_translation
    monkeypatch.setattr(TranslationSource, "create_or_update_translation", build.__wrapped__)
    translate_object(second, [english])
    assert done.count("insert_or_update_object_task articlepage") >= 4


@pytest.mark.usefixtures("indexed_at_once")
def test_a_draft_that_cannot_be_built_is_indexed_all_the_same(
    write: Any, submit: Any, english: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wagtail_localize.models.ingest_segments", _fail)
    article = write("물때 이야기")
    source, _created = TranslationSource.get_or_create_from_instance(article)
    with pytest.raises(ValidationError):
        source.create_or_update_translation(english, publish=False, fallback=True)
    left = article.get_translation(english)
    assert list(ArticlePage.objects.filter(locale=english).search("물때")) == [left]


def _fail(*_args: Any) -> None:
    raise ValidationError({"title": "no"})


def test_references_are_asked_for_once_and_modelcluster_still_loads_each_row(
    write: Any, submit: Any, django_assert_num_queries: Any
) -> None:
    content = write("글 하나").serializable_data()
    with references.checked_once():
        ArticlePage.from_serializable_data(content)
        with django_assert_num_queries(0):
            assert ArticlePage.from_serializable_data(content).locale_id == content["locale"]
    with CaptureQueriesContext(connection) as queries:
        ArticlePage.from_serializable_data(content)
    assert any('"wagtailcore_revision"."content"' in each["sql"] for each in queries)


def test_a_reference_that_leads_nowhere_is_dropped_as_ever(write: Any) -> None:
    content = {**write("글 하나").serializable_data(), "cover": 999_999}
    with references.checked_once():
        assert ArticlePage.from_serializable_data(content).cover_id is None
