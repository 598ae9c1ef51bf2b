"""Feeds: the articles of a language or of one group, for programs that follow many sites.

`channels` says which articles a feed holds, `content` turns a body into HTML that any reader shows, `entries` puts both
together, `formats` writes Atom, RSS and JSON Feed, `views` answers requests.
"""
