"""How an import looks on a terminal: a bar while it runs, a table at the end.

This module must not know formats or pages; it shows a report.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

    from blog.importers.report import Outcome, Report, What


def _labels() -> dict[What, str]:
    return {
        "created": pgettext("import", "created"),
        "updated": _("updated"),
        "unchanged": _("unchanged"),
        "kept": _("left as edited"),
        "failed": _("failed"),
    }


def _console(stream: Any) -> Console:
    """Rich on whatever Django's command writes to; a file or a pipe gets 100 columns and no colours."""
    terminal = bool(getattr(stream, "isatty", bool)())
    return Console(file=stream, width=None if terminal else 100, force_terminal=terminal, highlight=False)


@contextmanager
def progress(total: int, stream: Any) -> Iterator[Callable[[Outcome], None]]:
    """A progress bar, only on a terminal; the function it gives is called after every article."""
    if not getattr(stream, "isatty", bool)():
        yield lambda _outcome: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_console(stream), transient=True) as bar:
        task = bar.add_task(_("Articles"), total=total)
        yield lambda _outcome: bar.advance(task)


def print_report(report: Report, stream: Any, *, others: Counter[str] | None = None, dry_run: bool = False) -> None:
    """Remarks article by article, then the numbers."""
    console = _console(stream)
    for outcome in report.outcomes:
        if outcome.remarks or outcome.missing:
            console.print(Text(f"{outcome.title} · {_labels()[outcome.what]}", style="bold"), soft_wrap=True)
            for line in (*outcome.remarks, *(_("File not found: %(file)s") % {"file": f} for f in outcome.missing)):
                console.print(Text(f"  - {line}"), soft_wrap=True)
    console.print(_table(report, others))
    if dry_run:
        console.print(_("This was a trial: nothing was written."))


def _table(report: Report, others: Counter[str] | None) -> Table:
    table = Table("", _("Number"), title=_("Import"), title_justify="left")
    rows = [(label, report.counts[what]) for what, label in _labels().items()]
    rows += [
        (_("new images"), report.images),
        (_("missing files"), report.missing),
        (_("new comments"), report.comments),
        (_("articles with remarks"), sum(bool(outcome.remarks) for outcome in report.outcomes)),
    ]
    rows += [(_("left aside: %(kind)s") % {"kind": kind}, count) for kind, count in sorted((others or {}).items())]
    for label, count in rows:
        table.add_row(Text(str(label)), Text(f"{count:,}", justify="right"))
    return table
