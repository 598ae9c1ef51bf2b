"""Which texts hold which words, asked of the index in the database: SQLite's FTS5 or PostgreSQL's tsvector.

Both answer alike, because their words are those of `search.analysis`. It knows words and ids, and no ranking. Where the
index stands in a search server, `search.elsewhere` asks it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet
from django.db import connection
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from search.vocabulary import stored_text

Alternatives = Sequence[Sequence[str]]  # words of which all are needed, and others that will do as well

MOST: Final = 1_000  # texts that one question may bring; who finds more does not read on
_TABLE: Final = IndexEntry._meta.db_table


def holding(
    needed: Iterable[Alternatives],
    without: Iterable[Alternatives] = (),
    *,
    title: Collection[Alternatives] = (),
    among: Any = None,
) -> list[int]:
    """The newest MOST pages that hold one alternative of each, in the title where asked, and none of `without`.

    `among`: a queryset of ids to which the answer is limited.
    """
    asked = Question(among)
    body = asked.all_of(needed, without)
    parts = [part for part in (asked.column("body", body), asked.column("title", asked.all_of(title))) if part]
    return asked.pages(parts) if parts else []


def holders(words: Sequence[str], more: Sequence[str] = (), *, among: Any = None) -> dict[str, list[int]]:
    """For each word the pages that hold it, and all of `more`; at most MOST of each, the newest. One query."""
    asked = Question(among)
    answers: dict[str, list[int]] = {word: [] for word in words}
    statements, parameters = [], []
    for word in words:
        statement, values = asked.statement([asked.column("body", asked.all_of([[[word, *more]]]))])
        statements.append(f"SELECT %s AS word, found.page FROM ({statement}) AS found")  # noqa: S608
        parameters += [word, *values]
    if statements:
        for word, page in _rows(" UNION ALL ".join(statements), parameters):
            answers[word].append(page)
    return answers


def texts(pages: Iterable[int]) -> dict[int, str]:
    """The words of pages as they are indexed, with the marks of their fields. One query."""
    entries = IndexEntry._default_manager.filter(
        content_type__in=page_types(), object_id__in=[str(page) for page in pages]
    )
    return {int(page): text or "" for page, text in entries.values_list("object_id", stored_text())}


def page_types() -> list[int]:
    """The content types of all kinds of pages, which Django keeps in memory."""
    models = [Page, *(model for model in _below(Page) if not model._meta.abstract)]
    return [content_type.pk for content_type in ContentType.objects.get_for_models(*models).values()]


def _below(model: Any) -> Iterable[Any]:
    for each in model.__subclasses__():
        yield each
        yield from _below(each)


def _rows(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _limits(among: Any) -> tuple[str, Sequence[Any]]:
    """A queryset as SQL, which Django refuses to write for one that is known to be empty."""
    try:
        return among.query.sql_with_params() if among is not None else ("", ())
    except EmptyResultSet:
        return "SELECT 0 WHERE 1 = 0", ()


class Question:
    """A question in the language of this database's index. Words are letters and digits, so nothing in it is syntax."""

    def __init__(self, among: Any = None) -> None:
        self.among, self.limits = _limits(among)
        self.is_postgresql = connection.vendor == "postgresql"
        self.types = ", ".join(map(str, page_types()))
        self.signs: Mapping[str, str] = (
            {"and": " & ", "or": " | ", "not": " & !", "quote": "'"}
            if self.is_postgresql
            else {"and": " AND ", "or": " OR ", "not": " NOT ", "quote": '"'}
        )

    def all_of(self, needed: Iterable[Alternatives], without: Iterable[Alternatives] = ()) -> str:
        """A condition in words; "" for no condition."""
        condition = self.signs["and"].join(self._one_of(each) for each in needed)
        return condition + "".join(f"{self.signs['not']}{self._one_of(each)}" for each in without) if condition else ""

    def _one_of(self, alternatives: Alternatives) -> str:
        quote = self.signs["quote"]
        each = (self.signs["and"].join(f"{quote}{word}{quote}" for word in words) for words in alternatives)
        return "(" + self.signs["or"].join(f"({words})" for words in each) + ")"

    def column(self, name: str, condition: str) -> str:
        """The condition for one column of the index."""
        if not condition or self.is_postgresql:
            return f"{name}\t{condition}" if condition else ""
        return f"{{{name}}} : ({condition})"

    def statement(self, columns: Sequence[str]) -> tuple[str, list[Any]]:
        """SQL for the newest MOST pages that fulfil the conditions of all columns, and its parameters."""
        if self.is_postgresql:
            parts = [column.split("\t", 1) for column in columns]
            where = " AND ".join(f"{name} @@ %s::tsquery" for name, _condition in parts) + self._among(
                "object_id::bigint"
            )
            return (
                f"SELECT object_id::bigint AS page FROM {_TABLE} WHERE {where} "  # noqa: S608  # names of columns
                f"AND content_type_id IN ({self.types}) ORDER BY id DESC LIMIT {MOST}",
                [*(condition for _name, condition in parts), *self.limits],
            )
        return (
            f"SELECT CAST(entry.object_id AS INTEGER) AS page FROM {_TABLE}_fts AS fts "  # noqa: S608
            f"JOIN {_TABLE} AS entry ON entry.id = fts.rowid WHERE {_TABLE}_fts MATCH %s "
            f"{self._among('CAST(entry.object_id AS INTEGER)')} AND entry.content_type_id IN ({self.types}) "
            f"ORDER BY fts.rowid DESC LIMIT {MOST}",
            [" AND ".join(f"({column})" for column in columns), *self.limits],
        )

    def _among(self, page: str) -> str:
        return f" AND {page} IN ({self.among})" if self.among else ""

    def pages(self, columns: Sequence[str]) -> list[int]:
        """The pages that fulfil the conditions of all columns."""
        return [row[0] for row in _rows(*self.statement(columns))]
