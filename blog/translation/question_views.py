"""Doors of the threads about single pieces: the page with all of them, and one address per thing that can be done.

A script asks for the threads of one piece and gets only those; without it, the page answers. Nothing is decided here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail_localize.models import String, Translation, TranslationContext

from blog.translation import questions
from blog.translation.editing import refused
from blog.translation.guards import refuse_to_discuss
from blog.translation.models import SegmentComment
from blog.translation.questions import LONGEST_COMMENT, Discussion, Thread
from blog.translation.saving import RefusedError
from blog.translation.segments import Place, labels_of
from blog.translation.views import _translation as find_translation


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not stored, in which form ("add", "answer", "change"), and the text that stays there."""

    form: str
    comment: int
    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """The threads of one piece, and where it stands."""

    string: int
    context: int
    labels: tuple[str, ...]
    source: str
    threads: tuple[Thread, ...]
    problem: Problem | None
    exists: bool

    @property
    def key(self) -> str:
        """The name of the piece in forms and fragments."""
        return f"{self.string}-{self.context}"

    @property
    def open(self) -> int:
        """How many threads are open."""
        return sum(each.is_open for each in self.threads)


def is_script(request: HttpRequest) -> bool:
    """Whether a script asks, which puts the answer into the page that it stands in."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


@require_safe
def discussion(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Every thread of a translation, with the piece that it is about."""
    translation = find_translation(translation_id)
    if why := refuse_to_discuss(request.user, translation):
        return _forbidden(request, why)
    return _page(request, translation, {})


def piece(request: HttpRequest, translation_id: int, string: int, context: int) -> HttpResponse:
    """The threads of one piece; POST opens one, or answers in the one that `parent` names."""
    translation = find_translation(translation_id)
    if why := refuse_to_discuss(request.user, translation):
        return _forbidden(request, why)
    place, text = (string, context), request.POST.get("text", "")
    if request.method != "POST":
        return _answer(request, translation, place, None)
    named = request.POST.get("parent", "")
    parent = _comment(translation, named) if named else None
    try:
        questions.ask(translation, place, text, user=request.user, parent=parent)
    except RefusedError as error:
        problem = Problem("answer" if parent else "add", parent.pk if parent else 0, str(error), text)
        return _answer(request, translation, place, problem)
    return _answer(request, translation, place, None)


@require_POST
def change(request: HttpRequest, **names: int) -> HttpResponse:
    """Another text for one's own comment."""
    text = request.POST.get("text", "")
    return _with_comment(request, text, lambda each: questions.change(each, text, user=request.user), **names)


@require_POST
def withdraw(request: HttpRequest, **names: int) -> HttpResponse:
    """One's own comment goes."""
    return _with_comment(request, "", lambda each: questions.withdraw(each, user=request.user), **names)


@require_POST
def resolve(request: HttpRequest, **names: int) -> HttpResponse:
    """A thread is done with."""
    return _with_comment(request, "", lambda each: questions.resolve(each, user=request.user), **names)


@require_POST
def reopen(request: HttpRequest, **names: int) -> HttpResponse:
    """A thread is not done with after all."""
    return _with_comment(request, "", lambda each: questions.resolve(each, user=request.user, resolved=False), **names)


def _with_comment(
    request: HttpRequest,
    text: str,
    act: Callable[[SegmentComment], None],
    *,
    translation_id: int,
    string: int,
    context: int,
    comment: int,
) -> HttpResponse:
    translation = find_translation(translation_id)
    if why := refuse_to_discuss(request.user, translation):
        return _forbidden(request, why)
    found = _comment(translation, str(comment))
    try:
        act(found)
    except RefusedError as error:
        return _answer(request, translation, (string, context), Problem("change", comment, str(error), text))
    return _answer(request, translation, (string, context), None)


def _comment(translation: Translation, pk: str) -> SegmentComment:
    found = questions.comment_of(translation, int(pk)) if pk.isdecimal() and len(pk) < 19 else None
    if found is None:
        raise Http404
    return found


def _forbidden(request: HttpRequest, why: str) -> HttpResponse:
    return HttpResponse(why, status=403, content_type="text/plain") if is_script(request) else refused(request, why)


def _answer(request: HttpRequest, translation: Translation, place: Place, problem: Problem | None) -> HttpResponse:
    status = 400 if problem else 200
    if is_script(request):
        context = {"piece": _piece(translation, place, problem), "translation_id": translation.pk}
        context["limit"] = LONGEST_COMMENT
        return TemplateResponse(request, "translation/desk/comments.html", context, status=status)
    if problem is None and request.method == "POST":
        page = reverse("translation:discussion", args=[translation.pk])
        return redirect(f"{page}#comments-{place[0]}-{place[1]}")
    return _page(request, translation, {place: problem}, status=status)


def _page(
    request: HttpRequest, translation: Translation, shown: Mapping[Place, Problem | None], status: int = 200
) -> HttpResponse:
    """All pieces with threads; and those of `shown`, which a form was sent or asked for."""
    pieces, homeless = pieces_of(translation, shown)
    context = {
        "translation": translation,
        "translation_id": translation.pk,
        "limit": LONGEST_COMMENT,
        "pieces": pieces,
        "homeless": homeless,
        "title": _("Questions about “%(title)s”") % {"title": translation.source.object_repr},
    }
    return TemplateResponse(request, "translation/discussion.html", context, status=status)


def pieces_of(
    translation: Translation, shown: Mapping[Place, Problem | None]
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces with threads in the order of the original, and the threads whose piece has gone."""
    places = questions.places_of(translation)
    found = questions.comments_of(translation)
    wanted = [place for place in places if place in found.threads or place in shown]
    texts = dict(String.objects.filter(pk__in={place[0] for place in wanted}).values_list("pk", "data"))
    contexts = TranslationContext.objects.in_bulk({place[1] for place in wanted})
    pieces = [
        Piece(
            *place,
            _labels(translation, contexts[place[1]]),
            texts[place[0]],
            found.threads.get(place, ()),
            shown.get(place),
            exists=True,
        )
        for place in wanted
    ]
    return tuple(pieces), gone_pieces(translation, found, shown)


def _piece(translation: Translation, place: Place, problem: Problem | None) -> Piece:
    """The threads of one piece, whether it still exists or not."""
    pieces, homeless = pieces_of(translation, {place: problem})
    for each in (*pieces, *homeless):
        if (each.string, each.context) == place:
            return each
    context = TranslationContext.objects.filter(pk=place[1], object_id=translation.source.object_id).first()
    if context is None:
        raise Http404
    return Piece(*place, _labels(translation, context), "", (), problem, exists=False)


def gone_pieces(
    translation: Translation, discussion: Discussion, shown: Mapping[Place, Problem | None] | None = None
) -> tuple[Piece, ...]:
    """The threads whose piece has gone, by the piece that it was."""
    return tuple(_gone(translation, discussion, shown or {}))


def _gone(translation: Translation, discussion: Discussion, shown: Mapping[Place, Problem | None]) -> Iterator[Piece]:
    together: dict[Place, list[Thread]] = defaultdict(list)
    for thread in discussion.homeless:
        together[(thread.opening.string_id, thread.opening.context_id)].append(thread)
    for place, found in together.items():
        opening = found[0].opening
        labels = _labels(translation, opening.context)
        yield Piece(*place, labels, opening.string.data, tuple(found), shown.get(place), exists=False)


def _labels(translation: Translation, context: Any) -> tuple[str, ...]:
    model = translation.source.specific_content_type.model_class()
    return labels_of(model, context.field_path or context.path)
