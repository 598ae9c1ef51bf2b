"""Findability as a Django app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Words, and pages found by them."""

    name = "search"
