"""Authors, categories, topics and series of imported articles: found or made, never changed.

This module must not know pages. What an editor wrote about an author is worth more than what an import brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.utils.text import slugify

from blog.models import Author, Category, Disclaimer, Series, Topic

if TYPE_CHECKING:
    from django.db.models import Model
    from wagtail.models import Locale

    from blog.importers.article import Person, Term

Group = TypeVar("Group", Category, Topic, Series)


def category(term: Term, locale: Locale) -> Category:
    """The category of this slug or name, made if there is none."""
    return _get(Category, "name", term.name, term.slug, locale)


def topic(term: Term, locale: Locale) -> Topic:
    """The topic of this slug or name, made if there is none."""
    return _get(Topic, "name", term.name, term.slug, locale)


def series(term: Term, locale: Locale) -> Series:
    """The series of this slug or title, made if there is none."""
    return _get(Series, "title", term.name, term.slug, locale)


def author(person: Person, locale: Locale) -> Author:
    """The author of this slug, made if there is none. Never by name: two people may share one."""
    slug = person.slug[: _longest(Author, "slug")]
    about = {"role": person.role[:120], "bio": person.bio, "homepage": person.homepage[:200]}
    found = Author.objects.filter(slug=slug, locale=locale).first()
    return found or Author.objects.create(name=person.name[:120], slug=slug, locale=locale, **about)


def disclaimer(name: str, locale: Locale) -> Disclaimer | None:
    """The disclaimer that editors know by this name."""
    return Disclaimer.objects.filter(name=name, locale=locale).first()


def _get(model: type[Group], label: str, name: str, slug: str, locale: Locale) -> Group:
    """By slug, which is an identity; by name where the document gives no slug, or a new one for an old name."""
    longest = _longest(model, "slug")
    slug, name = slug[:longest], name[: _longest(model, label)]
    existing = model.objects.filter(locale=locale)
    found = (existing.filter(slug=slug).first() if slug else None) or existing.filter(**{label: name}).first()
    slug = slug or (slugify(name, allow_unicode=True) or model.__name__.lower())[:longest]
    return (
        found or existing.filter(slug=slug).first() or model.objects.create(**{label: name}, slug=slug, locale=locale)
    )


def _longest(model: type[Model], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", 0) or 100)
