"""Addresses of the search, under the prefix of a language."""

from django.urls import path

from blog.finding.views import search

urlpatterns = [path("", search, name="search")]
