"""What becomes of a comment that comes in: read at once, looked at first, or kept out of sight. Nobody solves a puzzle.

It knows rules, words and earlier comments. How often somebody may write is counted by `limits`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from unicodedata import normalize
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.comments.limits import DAY, WHILE, Limit
from blog.comments.models import Approval, Barred, Comment, CommentRules, State
from blog.comments.tickets import digest_of_email, digest_of_network
from blog.comments.wording import number_of_links

LINKS_OF_SPAM: Final = 10
SHORTEST_COPY: Final = 30  # letters; shorter ones ("축하드립니다!") are said by many
MOST_REFUSALS: Final = 20
COPIED_WITHIN: Final = timedelta(days=7)

# Why a comment waits or is kept out of sight, for moderators.
REASONS: Final = {
    "first": _("the first comment of this address"),
    "all": _("every comment waits"),
    "links": _("many links"),
    "words": _("a word on the list"),
    "copy": _("the same text as another comment"),
    "honeypot": _("a field was filled in that people do not see"),
    "barred": _("blocked"),
    "akismet": _("Akismet takes it for spam"),
    "unchecked": _("Akismet did not answer"),
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """What comes in, and from where. `network` and `neighbourhood` are addresses, which are never stored."""

    key: UUID
    name: str
    email: str
    homepage: str
    text: str
    fingerprint: str
    network: str = ""
    neighbourhood: str = ""
    honeypot: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of it, and why, in the codes of REASONS."""

    state: State
    reasons: tuple[str, ...] = ()


def is_known(email: str) -> bool:
    """Whether a comment of this address was approved before."""
    return bool(email) and Comment.objects.by_address(email).approved().exists()


def limits_of(
    arrival: Arrival, rules: CommentRules, judged: Verdict, *, known: bool
) -> tuple[list[Limit], Limit | None]:
    """How often this writer may write, and be refused in a day before that is the answer for the rest of it: people do
    not try so often.

    A known one is counted apart from all others behind the same address, and so is spam: a program on somebody's
    machine does not use up what its owner may write.
    """
    if known:
        return [Limit("known", digest_of_email(arrival.email), rules.known_writers, WHILE)], None
    here, around = digest_of_network(arrival.network), digest_of_network(arrival.neighbourhood)
    kind = "spam, " if judged.state is State.SPAM else ""
    limits = [
        Limit(f"{kind}address", here, rules.new_writers, WHILE),
        Limit(f"{kind}address a day", here, rules.new_writers * 5, DAY),
        Limit(f"{kind}network", around, rules.one_network, WHILE),
    ]
    return limits, Limit(f"{kind}refused", here, MOST_REFUSALS, DAY)


def judge(arrival: Arrival, rules: CommentRules, *, known: bool) -> Verdict:
    """The verdict of everything but outside services. At most three queries."""
    if spam := tuple(_spam(arrival, rules)):
        return Verdict(State.SPAM, spam)
    if held := tuple(_held(arrival, rules, known=known)):
        return Verdict(State.WAITING, held)
    return Verdict(State.APPROVED)


def judge_change(arrival: Arrival, rules: CommentRules, before: State) -> Verdict:
    """What becomes of a comment that its writer has changed: what it says counts, not who says it."""
    if spam := tuple(_spam(arrival, rules)):
        return Verdict(State.SPAM, spam)
    held = tuple(_held(arrival, rules, known=True))
    if held and "all" not in held:
        return Verdict(State.WAITING, held)
    return Verdict(State.WAITING if rules.approval == Approval.ALL else before, held)


def _spam(arrival: Arrival, rules: CommentRules) -> Iterator[str]:
    if arrival.honeypot:
        yield "honeypot"
    if is_barred(arrival):
        yield "barred"
    if _holds(arrival, rules.spam_words):
        yield "words"
    if number_of_links(arrival.text) >= max(LINKS_OF_SPAM, rules.most_links + 1):
        yield "links"
    if _is_copy(arrival):
        yield "copy"


def _held(arrival: Arrival, rules: CommentRules, *, known: bool) -> Iterator[str]:
    if rules.approval == Approval.ALL:
        yield "all"
    elif rules.approval == Approval.FIRST and not known:
        yield "first"
    if number_of_links(arrival.text) > rules.most_links:
        yield "links"
    if _holds(arrival, rules.held_words):
        yield "words"


def is_barred(arrival: Arrival) -> bool:
    """Whether the address, its domain, that of the homepage, or the network is on the list. One query."""
    domains = {arrival.email.rpartition("@")[2].casefold(), *_domains_of(arrival.homepage)} - {""}
    return bool(
        Barred.objects.filter(
            Q(kind=Barred.Kind.EMAIL, value=arrival.email.casefold())
            | Q(kind=Barred.Kind.DOMAIN, value__in=domains)
            | Q(kind=Barred.Kind.NETWORK, value=digest_of_network(arrival.network) or "-")
        ).exists()
    )


def _domains_of(homepage: str) -> set[str]:
    """The host and all domains above it."""
    try:
        host = (urlsplit(homepage).hostname or "").casefold()
    except ValueError:
        return set()
    parts = host.split(".")
    return {".".join(parts[start:]) for start in range(len(parts) - 1)} | {host}


def _holds(arrival: Arrival, words: str) -> bool:
    """Whether any line of a list of words stands in the comment, whatever its width and capitals."""
    said = _plain("\n".join((arrival.name, arrival.email, arrival.homepage, arrival.text)))
    return any(word in said for word in _lines(words))


def _lines(words: str) -> Iterable[str]:
    return filter(None, (_plain(line.strip()) for line in words.splitlines()))


def _plain(text: str) -> str:
    return normalize("NFKC", text).casefold()


def _is_copy(arrival: Arrival) -> bool:
    """Whether the same long text was written elsewhere, or here by somebody else, within the last days."""
    letters = sum(char.isalnum() for char in arrival.text)
    if letters < SHORTEST_COPY and not number_of_links(arrival.text):
        return False
    since = timezone.now() - COPIED_WITHIN
    same = Comment.objects.filter(fingerprint=arrival.fingerprint, created_at__gte=since, import_ref=None)
    return bool(same.exclude(translation_key=arrival.key, email__iexact=arrival.email).exists())
