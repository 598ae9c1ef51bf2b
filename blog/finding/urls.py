"""Addresses of the search, under the prefix of a language."""

from django.urls import path

from blog.finding.views import search, suggest

urlpatterns = [path("", search, name="search"), path("suggest/", suggest, name="search_suggest")]
