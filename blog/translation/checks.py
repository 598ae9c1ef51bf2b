"""What looks wrong with a translated piece, each with its reason: for people to correct, or to say that it is right.

What wagtail-localize and `limits` refuse (links that the original does not have, foreign tags, blank or too long texts)
is an error of the piece already and not found again here. It reads texts and knows nothing of pages.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import blake2b
from typing import Any, Final

from django.utils.translation import gettext as _

from blog.reading import HANGUL_LETTER
from blog.translation.glossary import KOREAN, Glossary, occurs, terms_in
from blog.translation.inline import Inline, inline, tag_name
from blog.translation.limits import is_blank
from blog.translation.models import FindingDismissal
from blog.translation.progress import needs_translation
from blog.translation.quantities import missing_numbers, numbers_in
from blog.translation.segments import Segment

LONGEST_CHECKED: Final = 20_000

_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'()\[\]가-힣]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}"
)
_PLACEHOLDER: Final = re.compile(
    r"\{\{\s*[\w.|]+\s*\}\}|\$?\{[A-Za-z_]?\w*(?:[:!.][^{}\s]{0,20})?\}|(?<![\w%])%(?:\(\w+\))?[sdifrx](?![A-Za-z])"
)
_DOUBLED: Final = re.compile(r"\b([A-Za-z]+)\s+\1\b", re.IGNORECASE)
_MAY_BE_DOUBLED: Final = frozenset({"that", "had", "bye", "very", "no", "so", "is", "ha"})
_LAST_OF_A_SENTENCE: Final = ".,;:!?…"


class Severity(Enum):
    """How much it matters: readers are misled, or the text is untidy."""

    WARNING = "warning"
    NOTE = "note"


class Kind(Enum):
    """What was found. The values are stored with what people dismiss."""

    TERM = "term"
    FORBIDDEN = "forbidden"
    KEPT = "kept"
    NUMBER = "number"
    ADDRESS = "address"
    CODE = "code"
    PLACEHOLDER = "placeholder"
    LINK = "link"
    TAG = "tag"
    HANGUL = "hangul"
    UNCHANGED = "unchanged"
    SPACE = "space"
    DOUBLED = "doubled"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that looks wrong. `reason` is for people; `dismissed` says that somebody has found it right.

    `digest` names the finding in this very text: it is another one as soon as text or original change.
    """

    kind: Kind
    severity: Severity
    reason: str
    digest: str
    dismissed: bool = False


@dataclass(frozen=True, slots=True)
class _Pair:
    """A piece in two languages, as the checks look at it; `plain` are the texts without what has a check of its own."""

    source: Inline
    target: Inline
    source_plain: str
    target_plain: str
    language: str
    target_language: str
    terms: Glossary


_Reasons = Iterator[tuple[Kind, str, str]]  # kind, what it is about in any language, and the sentence
_NOTES: Final = frozenset({Kind.SPACE, Kind.DOUBLED, Kind.TAG, Kind.UNCHANGED})


def findings(segment: Segment, text: str, terms: Glossary, *, into: str = "en") -> tuple[Finding, ...]:
    """What looks wrong with a text for a piece; nothing for a blank or a huge text. No query.

    `terms` are those of the language of the original (`glossary.glossary`), `into` the code of the other one. Reasons
    are in the language that is active.
    """
    if is_blank(text) or max(len(text), len(segment.source)) > LONGEST_CHECKED:
        return ()
    pair = _pair(segment.source, text, terms, into)
    found = dict.fromkeys(each for check in _CHECKS for each in check(pair))
    return tuple(_finding(*each, segment, text) for each in found)


def with_dismissals(
    segment: Segment, found: Iterable[Finding], dismissed: Mapping[tuple[int, int], frozenset[str]]
) -> tuple[Finding, ...]:
    """The same findings, those that somebody has dismissed marked as such, the others first."""
    here = dismissed.get(segment.place, frozenset())
    marked = (replace(each, dismissed=f"{each.kind.value} {each.digest}" in here) for each in found)
    return tuple(sorted(marked, key=lambda each: (each.dismissed, each.severity is Severity.NOTE)))


def dismissals_of(translation: Any) -> dict[tuple[int, int], frozenset[str]]:
    """What people have dismissed in this translation, by the place of the piece. One query."""
    rows = FindingDismissal.objects.filter(
        context__object_id=translation.source.object_id, locale_id=translation.target_locale_id
    )
    found: dict[tuple[int, int], set[str]] = {}
    for string, context, kind, digest in rows.values_list("string_id", "context_id", "kind", "digest"):
        found.setdefault((string, context), set()).add(f"{kind} {digest}")
    return {place: frozenset(names) for place, names in found.items()}


def dismiss(translation: Any, segment: Segment, finding: Finding, *, user: Any) -> None:
    """Stores that somebody finds the text right as it is."""
    FindingDismissal.objects.get_or_create(**_key(translation, segment, finding), defaults={"user": user})


def bring_back(translation: Any, segment: Segment, finding: Finding) -> None:
    """Takes a dismissal back."""
    FindingDismissal.objects.filter(**_key(translation, segment, finding)).delete()


def _key(translation: Any, segment: Segment, finding: Finding) -> dict[str, Any]:
    return {
        "string_id": segment.string,
        "context_id": segment.context,
        "locale_id": translation.target_locale_id,
        "kind": finding.kind.value,
        "digest": finding.digest,
    }


def _finding(kind: Kind, subject: str, reason: str, segment: Segment, text: str) -> Finding:
    named = "\0".join((kind.value, subject, segment.source, text)).encode(errors="surrogatepass")
    severity = Severity.NOTE if kind in _NOTES else Severity.WARNING
    return Finding(kind, severity, reason, blake2b(named, digest_size=16).hexdigest())


def _pair(source: str, target: str, terms: Glossary, into: str) -> _Pair:
    first, second = inline(source), inline(target)
    return _Pair(first, second, _plain(first), _plain(second), terms.language, into, terms)


def _plain(piece: Inline) -> str:
    """The text without code, addresses and placeholders."""
    text = list(piece.text)
    for start, end in piece.code:
        text[start:end] = " " * (end - start)
    return _PLACEHOLDER.sub(" ", _ADDRESS.sub(" ", "".join(text)))


def _terms(pair: _Pair) -> _Reasons:
    """Terms of the original that have another translation, or one that must not be used."""
    for entry in dict.fromkeys(match.entry for match in terms_in(pair.source, pair.terms)):
        wanted = entry.korean if entry.do_not_translate else entry.wording(pair.target_language)
        values = {"term": entry.wording(pair.language), "wanted": wanted}
        for variant in entry.forbidden if pair.target_language != KOREAN else ():
            if occurs(variant, pair.target.text):
                values["variant"] = variant
                yield (
                    Kind.FORBIDDEN,
                    variant,
                    _("“%(variant)s” must not be used for “%(term)s”: “%(wanted)s”.") % values,
                )
        if wanted and not occurs(wanted, pair.target.text, case_sensitive=entry.case_sensitive):
            if entry.do_not_translate:
                yield Kind.KEPT, wanted, _("“%(wanted)s” is not to be translated; it must stay as it is.") % values
            else:
                yield Kind.TERM, entry.korean, _("The glossary has “%(wanted)s” for “%(term)s”.") % values


def _numbers(pair: _Pair) -> _Reasons:
    for raw in missing_numbers(pair.source_plain, numbers_in(pair.target.text)):
        yield Kind.NUMBER, raw, _("The number %(number)s of the original is not in the translation.") % {"number": raw}
    for raw in missing_numbers(pair.target_plain, numbers_in(pair.source.text)):
        yield Kind.NUMBER, raw, _("The original does not have the number %(number)s.") % {"number": raw}


def _addresses(pair: _Pair) -> _Reasons:
    source, target = (_found(_ADDRESS, each.text) for each in (pair.source, pair.target))
    for address in source - target:
        yield (
            Kind.ADDRESS,
            address,
            _("The address %(address)s of the original is missing or changed.") % {"address": address},
        )
    for address in target - source:
        yield Kind.ADDRESS, address, _("The original does not have the address %(address)s.") % {"address": address}


def _code(pair: _Pair) -> _Reasons:
    source, target = (Counter(each.text[start:end] for start, end in each.code) for each in (pair.source, pair.target))
    for code in source - target:
        yield Kind.CODE, code, _("The code “%(code)s” of the original is missing or changed.") % {"code": code}
    for code in target - source:
        yield Kind.CODE, code, _("The original does not have the code “%(code)s”.") % {"code": code}


def _placeholders(pair: _Pair) -> _Reasons:
    source, target = (Counter(_PLACEHOLDER.findall(each.text)) for each in (pair.source, pair.target))
    for name in source - target:
        yield (
            Kind.PLACEHOLDER,
            name,
            _("The placeholder %(name)s of the original is missing or changed.") % {"name": name},
        )
    for name in target - source:
        yield Kind.PLACEHOLDER, name, _("The original does not have the placeholder %(name)s.") % {"name": name}


def _markup(pair: _Pair) -> _Reasons:
    """Links by their ids, other tags by their number. Ids that the original does not have are errors already."""
    source, target = (Counter(_opened(each.tags)) for each in (pair.source, pair.target))
    for name, number in source.items():
        if name.startswith("a ") and target[name] != number:
            yield Kind.LINK, name, _link_reason(name, target[name])
    names = {name for name in source | target if not name.startswith("a ")}
    for name in sorted(names):
        if source[name] != target[name]:
            counts = {"tag": f"<{name}>", "wanted": source[name], "number": target[name]}
            yield (
                Kind.TAG,
                name,
                _("The original has %(tag)s %(wanted)d times, the translation %(number)d times.") % counts,
            )


def _link_reason(name: str, number: int) -> str:
    values = {"link": name[2:]}
    if number:
        return _("The link %(link)s of the original is there more than once.") % values
    return _("The link %(link)s of the original is missing.") % values


def _hangul(pair: _Pair) -> _Reasons:
    if pair.target_language == KOREAN:
        return
    text = pair.target_plain
    for entry in pair.terms.entries:
        if entry.do_not_translate:
            text = text.replace(entry.korean, " ")
    if left := re.search(rf"{HANGUL_LETTER.pattern}[^A-Za-z.,!?]*", text):
        words = left.group().strip()
        yield Kind.HANGUL, words, _("There is Korean left in the translation: “%(words)s”.") % {"words": words[:40]}


def _unchanged(pair: _Pair) -> _Reasons:
    is_same = pair.source.text.strip() == pair.target.text.strip()
    if is_same and needs_translation(pair.source_plain, pair.language) and not _is_kept(pair):
        yield Kind.UNCHANGED, "", _("The translation is the same as the original.")


def _is_kept(pair: _Pair) -> bool:
    """Whether the whole piece is a term that is not to be translated."""
    matches = terms_in(pair.source, pair.terms)
    return any(
        each.entry.do_not_translate and each.end - each.start == len(pair.source.text.strip()) for each in matches
    )


def _spaces(pair: _Pair) -> _Reasons:
    source, target = pair.source.text, pair.target.text
    if target[:1].isspace() and not source[:1].isspace():
        yield Kind.SPACE, "before", _("There is white space before the text.")
    if target[-1:].isspace() and not source[-1:].isspace():
        yield Kind.SPACE, "after", _("There is white space after the text.")


def _doubled(pair: _Pair) -> _Reasons:
    source = pair.source.text.lower()
    for match in _DOUBLED.finditer(pair.target_plain):
        if match[1].lower() not in _MAY_BE_DOUBLED and match.group().lower() not in source:
            yield Kind.DOUBLED, match.group(), _("“%(word)s” is there twice.") % {"word": match.group()}


def _found(pattern: "re.Pattern[str]", text: str) -> set[str]:
    """What a pattern finds, without the full stop of the sentence after it."""
    return {each.rstrip(_LAST_OF_A_SENTENCE) for each in pattern.findall(text)}


def _opened(tags: Iterable[str]) -> Iterator[str]:
    """Opening tags by name; links with their id. A tag of code has a check of its own."""
    for tag in tags:
        name = tag_name(tag)
        if name and not tag.startswith("</") and name not in {"code", "br"}:
            identity = re.search(r"""id=["']?([\w-]+)""", tag)
            yield f"a {identity[1]}" if name == "a" and identity else name


_CHECKS: Final[tuple[Callable[[_Pair], _Reasons], ...]] = (
    _terms,
    _numbers,
    _addresses,
    _code,
    _placeholders,
    _markup,
    _hangul,
    _unchanged,
    _spaces,
    _doubled,
)
