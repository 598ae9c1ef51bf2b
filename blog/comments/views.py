"""The doors for readers who write: a form without a token on pages without a cookie, and steps that nobody may cache.

A request that does not say that it comes from our own page meets a page with a token first. No session is read: whoever
is logged in writes here as everybody else. What becomes of a comment is decided in `writing`.
"""

from typing import Any, Final
from unicodedata import normalize

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from blog.comments import mails, tickets, writing
from blog.comments.conversation import page_of, takes_comments
from blog.comments.forms import HONEYPOT, ChangeForm, CommentForm
from blog.comments.limits import DAY, Limit, TooManyError, count
from blog.comments.models import Comment, Muted, State, rules
from blog.comments.places import address
from blog.comments.privacy import notice
from blog.comments.sections import place_name, places
from blog.comments.wording import as_html
from blog.comments.writing import ClosedError, Sender
from blog.models import ArticlePage
from blog.models.restrictions import seen_by_readers
from ops.origin import SeeOther, from_our_page
from ops.visitors import neighbourhood_of, network_of

LONG: Final = 120  # minutes that nobody counts
LINKS_A_DAY: Final = 5
LINKS_IN_A_MAIL: Final = 20


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """The form (GET; `to` names the comment that is answered), its preview, and at last the comment (POST)."""
    article = _article(slug)
    if request.method != "POST":
        about = request.GET.get("about", "")
        return _form_page(request, article, _form(article, about, initial={"block_id": about}))
    ours = from_our_page(request)
    return _step(request, article, "write" if ours else "confirm", may_send=ours)


@require_POST
@never_cache
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """The same step for browsers that say nothing of where they come from: Django has checked the token."""
    return _step(request, _article(slug), "confirm", may_send=True)


def _step(request: HttpRequest, article: ArticlePage, way: str, *, may_send: bool) -> HttpResponse:
    """What a form leads to: itself with its mistakes, its preview, or the comment.

    `way`: the address that the preview goes to, "write" or "confirm".
    """
    form = _form(article, request.POST.get("block_id", ""), request.POST)
    if not takes_comments(article, rules()):
        return _closed(request, article, form)
    back = "change" in request.POST
    if not form.is_valid() or back:
        return _form_page(request, article, form)
    ticket = tickets.read_ticket(request.POST.get("ticket", ""))
    if ticket is None or not may_send:
        return _preview_page(request, article, form, way)
    if ticket.seconds < rules().seconds_to_read:
        return _preview_page(request, article, form, way, hurry=True)
    return _send(request, article, form, ticket)


def _closed(request: HttpRequest, article: ArticlePage, form: CommentForm) -> HttpResponse:
    return _form_page(request, article, form, refused=gettext("This article takes no more comments."), status=403)


def _send(request: HttpRequest, article: ArticlePage, form: CommentForm, ticket: tickets.Ticket) -> HttpResponse:
    parent = _answered(request.POST.get("to", ""), article)
    sender = Sender(
        network_of(request),
        neighbourhood_of(request),
        request.headers.get("User-Agent", "")[:300],
        bool(request.POST.get(HONEYPOT)),
    )
    try:
        comment = writing.submit(article, form.cleaned_data, sender, ticket.number, parent)
    except ClosedError:
        return _closed(request, article, form)
    except TooManyError as error:
        return _form_page(request, article, form, refused=_later(error.minutes), status=429)
    return SeeOther(address("comment_own", article, comment.pk, tickets.own(comment.pk, "screen")))


def _later(minutes: int) -> str:
    if minutes > LONG:
        return gettext("Many comments have come from your network. Please try again tomorrow; your text stays here.")
    text = ngettext(
        "Many comments have come from your network. Please try again in %(number)d minute; your text stays here.",
        "Many comments have come from your network. Please try again in %(number)d minutes; your text stays here.",
        minutes,
    )
    return text % {"number": minutes}


@require_safe
def permalink(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Leads to a comment that readers see, on whatever page of the conversation it stands now."""
    article = _article(slug)
    comment = Comment.objects.of(article.translation_key).shown().filter(pk=pk).first()
    if comment is None:
        raise Http404
    number = page_of(article, comment)
    page = f"?comments={number}" if number > 1 else ""
    answer = HttpResponseRedirect(f"{article.get_url()}{page}#comment-{pk}")
    answer.headers["Cache-Control"] = "no-cache"
    return _unindexed(answer)


@csrf_exempt  # the address itself is the proof, and a page that may be embedded nowhere is where it stands
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, slug: str, pk: int, paper: str) -> HttpResponse:
    """One's own comment: that it has arrived, and for a while its form."""
    article = _article(slug)
    comment = Comment.objects.of(article.translation_key).filter(pk=pk).first()
    if comment is None or comment.state == State.REMOVED:
        return _render(request, article, "comments/own.html", gettext("Your comment"), status=404, is_own=True)
    way = tickets.read_own(paper, comment.pk)
    form = ChangeForm(request.POST or None, initial={"text": comment.text, "homepage": comment.homepage})
    if request.method == "POST" and way and not from_our_page(request):
        raise Http404
    if request.method == "POST" and way and "delete" in request.POST:
        writing.withdraw(comment)
        return _render(request, article, "comments/own.html", gettext("Your comment"), deleted=True, is_own=True)
    if request.method == "POST" and way and form.is_valid():
        writing.change(comment, form.cleaned_data)
        return SeeOther(request.path)
    title = gettext("Your comment")
    shown: dict[str, Any] = {
        "is_own": True,
        "comment": comment,
        "way": way,
        "form": form,
        "html": as_html(comment.text),
        "can_mail": mails.can_send(),
    }
    return _render(request, article, "comments/own.html", title, **shown)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Sends the way to change one's comment, or all of them under an article, to the e-mail address that they were
    written with. The answer does not tell whether that was right."""
    article = _article(slug)
    theirs = Comment.objects.of(article.translation_key).exclude(state=State.REMOVED)
    theirs = theirs.filter(pk=pk) if pk else theirs
    if not mails.can_send() or (pk and not theirs.exists()):
        raise Http404
    sent = request.method == "POST" and from_our_page(request)
    if sent:
        email = request.POST.get("email", "").replace("\x00", "")
        _send_links(article, list(theirs.by_address(email).order_by("-placed_at", "-pk")[:LINKS_IN_A_MAIL]))
    return _render(request, article, "comments/link.html", gettext("Change or delete your comment"), sent=sent)


def _send_links(article: ArticlePage, mine: list[Comment]) -> None:
    if not mine:
        return
    try:
        count([Limit("link", tickets.digest_of_email(mine[0].email), LINKS_A_DAY, DAY)])
        mails.send_own_links(article, mine)
    except TooManyError:
        pass


@csrf_exempt  # mail programs post here in one click (RFC 8058), and the address is signed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quiet(request: HttpRequest, paper: str) -> HttpResponse:
    """No more mail about answers to this address, or mail again."""
    who = tickets.read_quiet(paper)
    if who is None:
        raise Http404
    if request.method == "POST" and "again" in request.POST:
        Muted.objects.filter(who=who).delete()
    elif request.method == "POST":
        Muted.objects.get_or_create(who=who)
    muted = Muted.objects.filter(who=who).exists()
    context = {"title": gettext("Mail about answers"), "robots": "noindex", "muted": muted}
    return _unindexed(render(request, "comments/quiet.html", context))


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of those who write, and their rights."""
    title = gettext("What is kept of you, and your rights")
    context = {"title": title, "robots": "noindex", "notice": notice(rules(), str(get_language()))}
    return _unindexed(render(request, "comments/privacy.html", context))


def _article(slug: str) -> ArticlePage:
    """The article in the language of the address; 404 unless readers see it."""
    wanted = ArticlePage.objects.filter(slug=normalize("NFC", slug), locale__language_code=get_language())
    article: ArticlePage | None = seen_by_readers(wanted).select_related("locale").first()
    if article is None:
        raise Http404
    return article


def _form(article: ArticlePage, about: str, data: Any = None, **options: Any) -> CommentForm:
    return CommentForm(data, mail=mails.can_send(), places=places(article, about), **options)


def _answered(number: str, article: ArticlePage) -> Comment | None:
    """The comment that is answered: one that readers see; an answer to an answer stands beside it."""
    if not number.isdecimal() or len(number) > 18:
        return None
    found = Comment.objects.of(article.translation_key).approved().select_related("parent").filter(pk=number).first()
    return (found.parent or found) if found else None


def _form_page(
    request: HttpRequest, article: ArticlePage, form: CommentForm, refused: str = "", status: int = 200
) -> HttpResponse:
    """The form by itself, with what was entered and what is wrong with it."""
    asked = request.POST if request.method == "POST" else request.GET
    shown = {
        "form": form,
        "to": _answered(asked.get("to", ""), article),
        "refused": refused,
        "is_open": takes_comments(article, rules()),
    }
    return _render(request, article, "comments/form_page.html", gettext("Write a comment"), status=status, **shown)


def _preview_page(
    request: HttpRequest, article: ArticlePage, form: CommentForm, way: str, *, hurry: bool = False
) -> HttpResponse:
    said = form.cleaned_data
    shown: dict[str, Any] = {
        "form": form,
        "said": said,
        "html": as_html(said["text"]),
        "about": place_name(article, said.get("block_id", "")),
        "to": _answered(request.POST.get("to", ""), article),
        "ticket": tickets.new_ticket(),
        "hurry": hurry,
        "honeypot": request.POST.get(HONEYPOT, ""),
        "action": address(f"comment_{way}", article),
    }
    template = "comments/confirm.html" if way == "confirm" else "comments/preview.html"
    return _render(request, article, template, gettext("Preview"), **shown)


def _render(
    request: HttpRequest, article: ArticlePage, template: str, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """A page beside the article: nobody indexes or keeps it."""
    shown = {"title": title, "about_page": article, "article": article, "write": address("comment_write", article)}
    return _unindexed(render(request, template, {**shown, **context}, status=status))


def _unindexed(answer: HttpResponse) -> HttpResponse:
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
