"""Which texts hold which words, asked of the index in the database: SQLite's FTS5 or PostgreSQL's tsvector.

Both answer alike, because their words are those of `search.analysis`. It knows words and ids, and no ranking. Where the
index stands in a search server, `search.elsewhere` asks it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from math import prod
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet
from django.db import connection
from wagtail.models import Locale, Page, get_page_models
from wagtail.search.models import IndexEntry

from search import vocabulary
from search.answers import ALL, MOST, Alternatives
from search.elsewhere import or_there
from search.vocabulary import stored_text

_TABLE: Final = IndexEntry._meta.db_table
LANGUAGE: Final = "zzl"  # how the word begins that stands in every text of a language
_RARE: Final = 2_000  # texts; so many pages are asked one by one for their language
_AMPLE: Final = 2  # times as many as are wanted; words stand together more or less often than by chance
_EACH: Final = 500  # texts of one word; what stands in more says little
_FINE: Final = 1_000_000  # the worth of words is added up in whole numbers, so that both databases find the same sum
# For each of the newest entries until there are enough, and not for all pages: a sub-select, which no planner makes a
# join of, nor moves below the order.
_OF_THE_LANGUAGE: Final = (
    f"(SELECT locale_id FROM {Page._meta.db_table} AS page WHERE page.id = object_id::bigint) = "  # noqa: S608
    f"(SELECT id FROM {Locale._meta.db_table} WHERE '{LANGUAGE}' || "
    "lower(regexp_replace(language_code, '[^A-Za-z0-9]', '', 'g')) = %s LIMIT 1)"
)


@or_there
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
    every = list({str(each): each for each in needed}.values())
    asked = Question(among, every)
    if asked.is_in_vain(every):
        return []
    rest = asked.without_language(every) if len(every) > 1 or (title and not without) else every
    columns = asked.columns(asked.all_of(rest, without), asked.all_of(title))
    window = asked.newest(every, MOST) if columns and not title else ""
    newest = asked.pages(columns, window) if window else []
    return newest if len(newest) == MOST or not columns else asked.pages(columns)


@or_there
def holders(words: Sequence[str], more: Sequence[str] = (), *, most: int = MOST) -> dict[str, list[int]]:
    """For each word about the `most` newest pages that hold it, and all of `more`. At most three queries."""
    asked = Question(needed=[[[word]] for word in (*words, *more)])
    answers: dict[str, list[int]] = {word: [] for word in words}
    statements, parameters = [], []
    for word in words:
        statement, values = asked.of_one_word(word, more, most)
        statements.append(f"SELECT %s AS word, found.page FROM ({statement}) AS found")  # noqa: S608
        parameters += [word, *values]
    if statements:
        for word, page in _rows(" UNION ALL ".join(statements), parameters):
            answers[word].append(page)
    return answers


@or_there
def worthiest(values: Mapping[str, float], more: Sequence[str], most: int, *, among: Any = None) -> list[int]:
    """The pages whose words are worth most together, the worthiest first; what each word is worth is given.

    Of every word about the _EACH newest pages that hold it count, and all of `more`. At most three queries: the
    database adds up thousands of rows faster than it hands them over.
    """
    asked = Question(among, [[[word]] for word in (*values, *more)])
    statements, parameters = [], []
    for word, value in values.items():
        statement, given = asked.of_one_word(word, more, _EACH, entries=True)
        statements.append(f"SELECT {round(value * _FINE)} AS worth, found.entry FROM ({statement}) AS found")  # noqa: S608
        parameters += given
    if not statements:
        return []
    rows = _rows(
        f"SELECT indexed.object_id FROM (SELECT entry, SUM(worth) AS worth FROM ({' UNION ALL '.join(statements)}) "  # noqa: S608
        f"AS each_word GROUP BY entry ORDER BY worth DESC, entry DESC LIMIT {most}) AS best "
        f"JOIN {_TABLE} AS indexed ON indexed.id = best.entry WHERE indexed.content_type_id IN ({asked.types}) "
        "ORDER BY best.worth DESC, best.entry DESC",
        parameters,
    )
    return [int(page) for (page,) in rows]


@or_there
def texts(pages: Iterable[int]) -> dict[int, str]:
    """The words of pages as they are indexed, with the marks of their fields. One query."""
    entries = IndexEntry._default_manager.filter(
        content_type__in=page_types(), object_id__in=[str(page) for page in pages]
    )
    return {int(page): text or "" for page, text in entries.values_list("object_id", stored_text())}


def page_types() -> list[int]:
    """The content types of all kinds of pages, which Django keeps in memory."""
    return [content_type.pk for content_type in ContentType.objects.get_for_models(*get_page_models()).values()]


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

    def __init__(self, among: Any = None, needed: Sequence[Alternatives] = ()) -> None:
        self.among, self.limits = _limits(among)
        self.is_postgresql = connection.vendor == "postgresql"
        self.types = ", ".join(map(str, page_types()))
        self.languages: list[str] = []
        words = {word for each in needed for words in each for word in words}
        self.known = vocabulary.frequencies(words) if self.is_postgresql else {}
        self.signs: Mapping[str, str] = (
            {"and": " & ", "or": " | ", "not": " & !", "quote": "'"}
            if self.is_postgresql
            else {"and": " AND ", "or": " OR ", "not": " NOT ", "quote": '"'}
        )

    def without_language(self, needed: Sequence[Alternatives]) -> list[Alternatives]:
        """The alternatives without the word of a language, where PostgreSQL had better ask the pages that it found.

        To meet a rare word with one that stands in every second text takes its index ten times as long as to find it.
        """
        every = {each[0][0]: each for each in needed if len(each) == 1 and len(each[0]) == 1}
        languages = {word: each for word, each in every.items() if word.startswith(LANGUAGE)}
        rest = [each for each in needed if not any(each is language for language in languages.values())]
        self.languages = [*languages] if self.is_postgresql and self._most(rest) < _RARE else []
        return rest if self.languages else list(needed)

    def is_in_vain(self, needed: Iterable[Alternatives]) -> bool:
        """Whether no text at all holds one of them. PostgreSQL would look for the others for half a second, if many."""
        return self.is_postgresql and any(each and not any(self._numbers(each)) for each in needed)

    def newest(self, needed: Iterable[Alternatives], most: int) -> str:
        """A condition for the newest entries, among which enough should hold one alternative of each; "" where only a
        look at all of them tells.

        The index of words finds tens of thousands of entries in no time, but to look at each takes PostgreSQL a while.
        In two halves, because such a condition is only ever answered by meeting the one index with the other: asked for
        one range, the planner reads all of its entries, and does not know how long their words are.
        """
        every = self.known.get(ALL, 0)
        expected = every * prod(max(self._numbers(each)) / every for each in needed) if every else 0.0
        if not self.is_postgresql or self.among or self.languages or expected < 2 * _AMPLE * most:
            return ""
        first, last = self._ids
        begin = last - round((last - first) * _AMPLE * most / expected)
        return f"(id BETWEEN {begin} AND {(begin + last) // 2} OR id > {(begin + last) // 2})"

    @cached_property
    def _ids(self) -> tuple[int, int]:
        ((first, last),) = _rows(f"SELECT MIN(id), MAX(id) FROM {_TABLE}", ())  # noqa: S608
        return first or 0, last or 0

    def _most(self, needed: Iterable[Alternatives]) -> int:
        """How many texts at most hold one alternative of each."""
        return min((sum(self._numbers(each)) for each in needed), default=0)

    def _numbers(self, alternatives: Alternatives) -> list[int]:
        """How many texts at most hold each of the alternatives."""
        return [min((self.known.get(word, 0) for word in words), default=0) for words in alternatives] or [0]

    def all_of(self, needed: Iterable[Alternatives], without: Iterable[Alternatives] = ()) -> str:
        """A condition in words; "" for no condition."""
        condition = self.signs["and"].join(self._one_of(each) for each in needed)
        return condition + "".join(f"{self.signs['not']}{self._one_of(each)}" for each in without) if condition else ""

    def _one_of(self, alternatives: Alternatives) -> str:
        quote = self.signs["quote"]
        each = (self.signs["and"].join(f"{quote}{word}{quote}" for word in words) for words in alternatives)
        return "(" + self.signs["or"].join(f"({words})" for words in each) + ")"

    def columns(self, body: str, title: str = "") -> list[tuple[str, str]]:
        """Columns of the index with the conditions for them."""
        return [(name, condition) for name, condition in (("body", body), ("title", title)) if condition]

    def of_one_word(self, word: str, more: Sequence[str], most: int, *, entries: bool = False) -> tuple[str, list[Any]]:
        """SQL for the newest pages, or entries of the index, that hold a word and all of `more`."""
        every = [[[word]], *([[each]] for each in more)]
        columns = self.columns(self.all_of(self.without_language(every)))
        return self.statement(columns, self.newest(every, most), most, entries=entries)

    def statement(
        self, columns: Sequence[tuple[str, str]], window: str, most: int, *, entries: bool = False
    ) -> tuple[str, list[Any]]:
        """SQL for the newest pages that fulfil the conditions of all columns, `most` at most, and its parameters.

        `window`: as `newest` says it. `entries`: for their entries in the index, which SQLite knows without looking at
        them.
        """
        if self.is_postgresql:
            return self._of_postgresql(columns, window, most, entries=entries)
        condition = " AND ".join(f"({{{name}}} : ({condition}))" for name, condition in columns)
        if entries and not self.among:
            return (
                f"SELECT rowid AS entry FROM {_TABLE}_fts WHERE {_TABLE}_fts MATCH %s "  # noqa: S608
                f"ORDER BY rowid DESC LIMIT {most}",
                [condition],
            )
        wanted = "entry.id AS entry" if entries else "CAST(entry.object_id AS INTEGER) AS page"
        return (
            f"SELECT {wanted} FROM {_TABLE}_fts AS fts "  # noqa: S608
            f"JOIN {_TABLE} AS entry ON entry.id = fts.rowid WHERE {_TABLE}_fts MATCH %s "
            f"{self._among('CAST(entry.object_id AS INTEGER)')} AND entry.content_type_id IN ({self.types}) "
            f"ORDER BY fts.rowid DESC LIMIT {most}",
            [condition, *self.limits],
        )

    def _of_postgresql(
        self, columns: Sequence[tuple[str, str]], window: str, most: int, *, entries: bool
    ) -> tuple[str, list[Any]]:
        conditions = [f"{name} @@ %s::tsquery" for name, _condition in columns]
        conditions += [window] if window else []
        conditions += [f"content_type_id IN ({self.types})"]
        # A sum is in no index: else the planner reads all entries backwards, in the hope of soon finding enough.
        wanted = "id AS entry" if entries else "object_id::bigint AS page"
        found = (
            f"SELECT id, object_id FROM {_TABLE} WHERE {' AND '.join(conditions)}{self._among('object_id::bigint')} "  # noqa: S608
            "ORDER BY id + 0 DESC"
        )
        languages = " AND ".join([_OF_THE_LANGUAGE] * len(self.languages)) or "TRUE"
        return (
            f"SELECT {wanted} FROM ({found}) AS found WHERE {languages} LIMIT {most}",  # noqa: S608
            [*(condition for _name, condition in columns), *self.limits, *self.languages],
        )

    def _among(self, page: str) -> str:
        return f" AND {page} IN ({self.among})" if self.among else ""

    def pages(self, columns: Sequence[tuple[str, str]], window: str = "") -> list[int]:
        """The pages that fulfil the conditions of all columns."""
        return [row[0] for row in _rows(*self.statement(columns, window, MOST))]
