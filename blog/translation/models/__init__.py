"""What wagtail-localize cannot remember for us, one module per concern."""

from blog.translation.models.assignments import Assignment
from blog.translation.models.comments import SegmentComment
from blog.translation.models.compositions import Composition
from blog.translation.models.corrections import Correction
from blog.translation.models.jobs import Job, JobItem
from blog.translation.models.memory import MemoryText, MemoryWord
from blog.translation.models.notices import MailBox, Notice, Told
from blog.translation.models.provenance import Basis, Build, Consent, Provenance, PublicName
from blog.translation.models.release import DraftReading, PromiseForm, ReleaseApproval, ReleaseTask
from blog.translation.models.segments import Predecessor, Review, SegmentVersion
from blog.translation.models.status import TranslationStatus
from blog.translation.models.supplements import Supplement
from blog.translation.models.terms import FindingDismissal, Term
from blog.translation.models.wishes import Wish, WishSeen
from blog.translation.models.wordings import Wording

__all__ = [
    "Assignment",
    "Basis",
    "Build",
    "Composition",
    "Consent",
    "Correction",
    "DraftReading",
    "FindingDismissal",
    "Job",
    "JobItem",
    "MailBox",
    "MemoryText",
    "MemoryWord",
    "Notice",
    "Predecessor",
    "PromiseForm",
    "Provenance",
    "PublicName",
    "ReleaseApproval",
    "ReleaseTask",
    "Review",
    "SegmentComment",
    "SegmentVersion",
    "Supplement",
    "Term",
    "Told",
    "TranslationStatus",
    "Wish",
    "WishSeen",
    "Wording",
]
