"""Authors, categories, topics and series of imported articles: found or made, never changed.

This module must not know pages. What an editor wrote about an author is worth more than what an import brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.text import slugify

from blog.models import Author, Category, Disclaimer, Series, Topic

if TYPE_CHECKING:
    from wagtail.models import Locale

    from blog.importers.article import Person, Term

Group = TypeVar("Group", Category, Topic, Series, Author)


def category(term: Term, locale: Locale) -> Category:
    return _found(Category, "name", term.name, term.slug, locale) or _new(
        Category, "name", term.name, term.slug, locale
    )


def topic(term: Term, locale: Locale) -> Topic:
    return _found(Topic, "name", term.name, term.slug, locale) or _new(Topic, "name", term.name, term.slug, locale)


def series(term: Term, locale: Locale) -> Series:
    return _found(Series, "title", term.name, term.slug, locale) or _new(Series, "title", term.name, term.slug, locale)


def author(person: Person, locale: Locale) -> Author:
    existing = Author.objects.filter(slug=person.slug, locale=locale).first()
    about = {"role": person.role[:120], "bio": person.bio, "homepage": person.homepage[:200]}
    return existing or _new(Author, "name", person.name, person.slug, locale, **about)


def disclaimer(name: str, locale: Locale) -> Disclaimer | None:
    return Disclaimer.objects.filter(name=name, locale=locale).first()


def _found(model: type[Group], label: str, name: str, slug: str, locale: Locale) -> Group | None:
    """By slug, which is an identity; by name only where the document gives no slug, or a new one for an old name."""
    existing = model.objects.filter(locale=locale)
    return (existing.filter(slug=slug).first() if slug else None) or existing.filter(**{label: name}).first()


def _new(model: type[Group], label: str, name: str, slug: str, locale: Locale, **more: Any) -> Group:
    longest = model._meta.get_field("slug").max_length or 100
    slug = (slug or slugify(name, allow_unicode=True) or model._meta.model_name or "")[:longest]
    name = name[: model._meta.get_field(label).max_length]
    return model.objects.create(**{label: name}, slug=slug, locale=locale, **more)
