"""What wagtail-localize cannot remember for us, one module per concern."""

from blog.translation.models.assignments import Assignment
from blog.translation.models.jobs import Job, JobItem
from blog.translation.models.memory import MemoryText, MemoryWord
from blog.translation.models.provenance import Basis, Build, Consent, Provenance, PublicName
from blog.translation.models.segments import Predecessor, Review, SegmentVersion
from blog.translation.models.status import TranslationStatus
from blog.translation.models.terms import FindingDismissal, Term

__all__ = [
    "Assignment",
    "Basis",
    "Build",
    "Consent",
    "FindingDismissal",
    "Job",
    "JobItem",
    "MemoryText",
    "MemoryWord",
    "Predecessor",
    "Provenance",
    "PublicName",
    "Review",
    "SegmentVersion",
    "Term",
    "TranslationStatus",
]
