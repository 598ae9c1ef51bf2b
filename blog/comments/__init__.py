"""Readers write back: comments under articles, their moderation, and the rights of those who wrote them.

`models` store, `conversation` reads, `writing` takes in what `sieve` lets through, `moderation` decides, `mails` tells.
It knows articles by the key that all their languages share, and nothing of feeds, importers or search engines.
"""
