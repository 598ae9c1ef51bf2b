"""Drafts by machine translators: asked, judged piece by piece, and stored for a person to review; they publish nothing.

`configuration` says who translates, the modules named for a service speak its language, `drafting` does one text, and
`background` is the door for everybody else.
"""
