"""The only importer module that writes pages. Writing twice equals writing once, and editors always win.

This module must not know any format: it takes articles as plain data and says what became of each.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation

from blog.importers import groups
from blog.importers.article import Article, ImportFileError, assets, digest
from blog.importers.comments import take_in
from blog.importers.media import MediaFolder, UnusablePictureError
from blog.importers.report import Outcome, Report
from blog.importers.streams import RawStream, keep_ids, to_stream
from blog.models import (
    ArticleAuthor,
    ArticleCategory,
    ArticlePage,
    ArticleSeries,
    ArticleTopic,
    BlogIndexPage,
    ImportRecord,
)
from blog.translation.adoption import Version, adopt
from blog.translation.direction import ReverseDirectionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from blog.importers.article import Asset, Status
    from blog.importers.report import What
    from blog.models import BlogImage

SOURCE_LANGUAGE: Final = "ko"
LONGEST_SLUG: Final = 255


def write(
    articles: Iterable[Article],
    *,
    media: MediaFolder | None = None,
    dry_run: bool = False,
    on_progress: Callable[[Outcome], None] | None = None,
) -> Report:
    """Writes every article below the Korean article list, each with its translations in one transaction.

    An article in another language must follow its Korean original: its ref is the original's and "/" and the
    language. `dry_run` does everything and rolls it back. Raises ImportFileError when the site has no article list;
    an article that cannot be written, or would overwrite one that came before it, is reported as failed, and the
    others go on.
    """
    writer = ArticleWriter(media or MediaFolder(), dry_run=dry_run)
    report = Report()
    seen: set[str] = set()
    for versions in _with_translations(articles):
        refs = [article.ref for article in versions]
        repeated = len({*refs} - seen) < len(refs)
        seen.update(refs)
        for outcome in writer.refuse(versions) if repeated else writer.write(versions):
            report.outcomes.append(outcome)
            if on_progress:
                on_progress(outcome)
    return report


def _with_translations(articles: Iterable[Article]) -> Iterator[list[Article]]:
    versions: list[Article] = []
    for article in articles:
        if versions and article.ref == f"{versions[0].ref}/{article.language}":
            versions.append(article)
            continue
        if versions:
            yield versions
        versions = [article]
    if versions:
        yield versions


class ArticleWriter:
    """Writes articles one by one."""

    def __init__(self, media: MediaFolder, *, dry_run: bool) -> None:
        self.media = media
        self.dry_run = dry_run
        self.locale = Locale.objects.filter(language_code=SOURCE_LANGUAGE).first()
        index = BlogIndexPage.objects.filter(locale=self.locale).first() if self.locale else None
        if index is None:
            raise ImportFileError(_("This site has no article list yet; run “manage.py bootstrap” first."))
        self.index_pk = index.pk

    def write(self, versions: list[Article]) -> list[Outcome]:
        """An article and its translations: all of them or none."""
        for asset in chain.from_iterable(assets(article) for article in versions):
            self.media.prepare(asset)
        try:
            with transaction.atomic():
                outcomes = [self.write_one(article) for article in versions]
                transaction.set_rollback(self.dry_run)
        except (ValidationError, DatabaseError, ReverseDirectionError, OSError) as error:
            self.media.undo()
            return [self.failed(article, error) for article in versions]
        except BaseException:
            self.media.undo()
            raise
        self.media.undo() if self.dry_run else self.media.keep()
        return [replace(outcome, page=None) for outcome in outcomes] if self.dry_run else outcomes

    def refuse(self, versions: list[Article]) -> list[Outcome]:
        """An article whose reference another one of the same import has: writing it would overwrite that one."""
        error = ValidationError(
            _("Another article of this import has the same number or address; this one was left out.")
        )
        return [self.failed(article, error) for article in versions]

    def failed(self, article: Article, error: Exception) -> Outcome:
        """The outcome of an article that could not be written, with the reason."""
        reason = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return Outcome(article.ref, article.title, "failed", remarks=(reason,))

    def write_one(self, article: Article) -> Outcome:
        """One version of an article. Raises ValidationError when a translation has no original."""
        if article.language == SOURCE_LANGUAGE:
            return _Task(self, article).run()
        record = ImportRecord.objects.filter(ref=article.ref.rpartition("/")[0]).first()
        if record is None:
            raise ValidationError(_("Its Korean original was not imported."))
        return write_translation(record.page.specific, article, self.media)


class _Task:
    """One article on its way to its page."""

    def __init__(self, writer: ArticleWriter, article: Article) -> None:
        self.writer = writer
        self.article = article
        self.pictures = Pictures(writer.media)
        self.remarks: list[str] = list(article.remarks)

    def run(self) -> Outcome:
        record = ImportRecord.objects.select_related("page").filter(ref=self.article.ref).first()
        fingerprint = full_digest(self.article, self.writer.media)
        if record is None:
            return self.save(None, ArticlePage(locale=self.writer.locale, live=False), fingerprint)
        page = record.page.specific.get_latest_revision_as_object()
        if record.digest == fingerprint:
            self.pictures.look_for(self.article)
            return self.outcome("unchanged", page)
        if was_edited(page, record):
            self.remarks.append(_("It was edited here since the last import, so it was left as it is."))
            return self.outcome("kept", page)
        return self.save(record, page, fingerprint)

    def save(self, record: ImportRecord | None, page: ArticlePage, fingerprint: str) -> Outcome:
        old_body: RawStream = list(page.body.raw_data) if record else []
        self.fill(page, old_body)
        self.relate(page)
        if record is None:
            BlogIndexPage.objects.get(pk=self.writer.index_pk).add_child(instance=page)
        revision = self.release(page)
        self.redirect(page)
        written = {"page_id": page.pk, "digest": fingerprint, "revision": revision}
        ImportRecord.objects.update_or_create(ref=self.article.ref, defaults=written)
        return self.outcome("updated" if record else "created", page)

    def outcome(self, what: What, page: ArticlePage) -> Outcome:
        pictures = self.pictures
        remarks = (*self.remarks, *pictures.remarks)
        comments = take_in(page.translation_key, self.article)
        count = len(pictures.new)
        return Outcome(
            self.article.ref, self.article.title, what, page.pk, remarks, tuple(pictures.missing), count, comments
        )

    def fill(self, page: ArticlePage, old_body: RawStream) -> None:
        """The page's own fields. An import without a summary or date leaves the model's defaults."""
        article = self.article
        page.title = article.title
        page.slug = self.free_slug(page)
        page.summary = article.summary[:500]
        cover = self.pictures.image(article.cover) if article.cover else None
        page.cover = cover
        raw = to_stream(article.body, self.pictures.key, article.ref)
        page.body = StreamValue(page.body.stream_block, keep_ids(raw, old_body) if old_body else raw, is_lazy=True)
        page.published_at = article.published_at or page.published_at
        page.updated_at = article.updated_at
        page.comments_open = article.comments_open
        self.choose_disclaimer(page)

    def choose_disclaimer(self, page: ArticlePage) -> None:
        wanted = self.article.disclaimer
        page.disclaimer_choice, page.disclaimer = "none" if wanted == "none" else "default", None
        if wanted in {"default", "none"}:
            return
        page.disclaimer = groups.disclaimer(wanted, page.locale)
        if page.disclaimer:
            page.disclaimer_choice = "custom"
        else:
            self.remarks.append(_("There is no disclaimer “%(name)s”; the site's default stands.") % {"name": wanted})

    def free_slug(self, page: ArticlePage) -> str:
        """The wanted slug, or with a number when another page has it."""
        wanted = (self.article.slug or slugify(self.article.title, allow_unicode=True) or "article")[:LONGEST_SLUG]
        siblings = Page.objects.child_of(BlogIndexPage.objects.get(pk=self.writer.index_pk))
        taken = set(siblings.exclude(pk=page.pk).filter(slug__startswith=wanted[:240]).values_list("slug", flat=True))
        if wanted not in taken:
            return wanted
        if page.pk and page.slug.startswith(wanted[:240]):
            return page.slug
        free = next(f"{wanted[:240]}-{n}" for n in range(2, len(taken) + 3) if f"{wanted[:240]}-{n}" not in taken)
        self.remarks.append(
            _("Another page has the slug “%(slug)s”; this one has “%(free)s”.") % {"slug": wanted, "free": free}
        )
        return free

    def relate(self, page: ArticlePage) -> None:
        article, locale = self.article, page.locale
        _set_rows(page, ArticleAuthor, "author", [groups.author(person, locale) for person in article.authors])
        _set_rows(page, ArticleCategory, "category", [groups.category(term, locale) for term in article.categories])
        _set_rows(page, ArticleTopic, "topic", [groups.topic(term, locale) for term in article.topics])
        place = article.series
        _set_rows(page, ArticleSeries, "series", [groups.series(place.series, locale)] if place else [])
        for row in page.article_series.all():
            row.position = place.position if place else row.position

    def release(self, page: ArticlePage) -> Any:
        """Saves the revision and makes it as public as the article was. Returns the revision."""
        status = self.status_now(page)
        page.go_live_at = page.published_at if status == "scheduled" else None
        if status == "published":
            page.first_published_at = page.published_at
        elif page.live:
            page.unpublish(log_action=True)
            page.live = False
        revision = page.save_revision(log_action=True)
        if status != "draft":
            revision.publish()  # with a date ahead, this is Wagtail's way to approve the go-live
        if status == "published":
            seen = self.article.updated_at or page.published_at
            dates = {"first_published_at": page.published_at, "last_published_at": seen}
            ArticlePage.objects.filter(pk=page.pk).update(**dates)
        return revision

    def status_now(self, page: ArticlePage) -> Status:
        """A scheduled article whose date has passed while its export lay about is published."""
        if self.article.status != "scheduled":
            return self.article.status
        date = self.article.published_at
        if date is None:
            self.remarks.append(_("It was scheduled without a date; it is a draft here."))
            return "draft"
        if date <= timezone.now():
            self.remarks.append(_("Its date has passed, so it is published now."))
            return "published"
        return "scheduled"

    def redirect(self, page: ArticlePage) -> None:
        """The old address leads here, unless an editor has decided otherwise."""
        old, new = self.article.old_path, (page.get_url() or "")
        path = Redirect.normalise_path(old) if old else ""
        if not path or self.article.status == "draft" or len(path) > 255 or path == Redirect.normalise_path(new):
            return
        existing = Redirect.objects.filter(old_path=path, site=None).first()
        if existing is None:
            Redirect.add_redirect(path, redirect_to=page, is_permanent=True)
        elif existing.redirect_page_id != page.pk:
            self.remarks.append(_("The old address %(path)s already leads to another place.") % {"path": path})


class Pictures:
    """The pictures of one article: stored ones, and those without a file."""

    def __init__(self, media: MediaFolder) -> None:
        self.media = media
        self.missing: dict[str, None] = {}
        self.remarks: list[str] = []
        self.new: set[int] = set()

    def image(self, asset: Asset) -> BlogImage | None:
        """The stored image of an asset; None, and a note, when there is no usable file."""
        before = len(self.media.stored)
        try:
            image = self.media.image(asset)
        except UnusablePictureError as error:
            self.remarks.append(str(error))
            image = None
        if image is None:
            self.note_missing(asset)
        elif len(self.media.stored) > before:
            self.new.add(image.pk)
        return image

    def look_for(self, article: Article) -> None:
        """Notes the missing files without storing any."""
        for asset in assets(article):
            if not self.media.fingerprint(asset):
                self.note_missing(asset)

    def note_missing(self, asset: Asset) -> None:
        """A file that was not found, with its alternative text so that nothing of it is lost."""
        self.missing[f"{asset.source} ({asset.alt})" if asset.alt else asset.source] = None

    def key(self, asset: Asset) -> int | None:
        """The primary key of the stored image, as `to_stream` wants it."""
        image = self.image(asset)
        return image.pk if image else None


def _set_rows(page: ArticlePage, model: type[Any], name: str, wanted: list[Any]) -> None:
    """Rows keep their identity, and with it their translations, as long as they point at the same thing."""
    manager = getattr(page, model._meta.get_field("page").remote_field.related_name)
    existing = {getattr(row, f"{name}_id"): row for row in manager.all()}
    rows = []
    for order, target in enumerate(dict.fromkeys(wanted)):
        row = existing.get(target.pk) or model(**{name: target}, locale=page.locale)
        row.sort_order = order
        rows.append(row)
    manager.set(rows)


def full_digest(article: Article, media: MediaFolder) -> str:
    """Of the article and of its pictures: a file that was missing and is there now is a change."""
    found = {asset.source: media.fingerprint(asset) for asset in assets(article)}
    return hashlib.sha256(json.dumps([digest(article), found], sort_keys=True).encode()).hexdigest()


def was_edited(page: Page, record: ImportRecord) -> bool:
    """Did somebody save, or take down, the page since the import wrote it?"""
    taken_down = page.first_published_at is not None and not page.live
    return bool(record.revision_id is None or page.latest_revision_id != record.revision_id or taken_down)


def write_translation(source_page: ArticlePage, article: Article, media: MediaFolder | None = None) -> Outcome:
    """Makes an article in another language the translation of a Korean page; equal strings stay untranslated.

    It is published when the article and its original are. Translations that somebody worked on since are left alone.
    """
    media = media or MediaFolder()
    pictures = Pictures(media)
    record = ImportRecord.objects.select_related("page").filter(ref=article.ref).first()
    seed = source_page.latest_revision_id
    fingerprint = hashlib.sha256(f"{full_digest(article, media)}{seed}".encode()).hexdigest()
    outcome = Outcome(article.ref, article.title, "unchanged", record.page_id if record else None, article.remarks)
    if record and record.digest == fingerprint:
        return outcome
    if record and _translated_since(source_page, article.language, record):
        return replace(
            outcome, what="kept", remarks=(*article.remarks, _("Translators have worked on it since the last import."))
        )
    raw = to_stream(article.body, pictures.key, article.ref)
    version = Version({"title": article.title, "slug": article.slug, "summary": article.summary}, {"body": raw})
    public = article.status == "published" and source_page.live
    adoption = adopt(source_page, version, language=article.language, publish=public)
    written = {"page_id": adoption.target.pk, "digest": fingerprint, "revision": None}
    ImportRecord.objects.update_or_create(ref=article.ref, defaults=written)
    remarks = (*article.remarks, *pictures.remarks, *_adoption_remarks(adoption.untranslated, adoption.unmatched))
    missing = tuple(pictures.missing)
    what: What = "updated" if record else "created"
    return replace(outcome, what=what, page=adoption.target.pk, remarks=remarks, missing=missing)


def _adoption_remarks(untranslated: int, unmatched: tuple[str, ...]) -> list[str]:
    remarks = [_("%(count)d pieces are not translated yet.") % {"count": untranslated}] if untranslated else []
    return remarks + [
        _("This part is built differently from the original: %(place)s") % {"place": p} for p in unmatched
    ]


def _translated_since(page: ArticlePage, language: str, record: ImportRecord) -> bool:
    strings = StringTranslation.objects.filter(
        context__object_id=page.translation_key, locale__language_code=language, updated_at__gt=record.imported_at
    )
    return bool(strings.exists())
