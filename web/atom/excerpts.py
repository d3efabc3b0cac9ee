"""Short excerpts of articles for feeds: the beginning of one, and the changes in one."""

from __future__ import annotations

from markupsafe import Markup

from compare.comparison.diff.revisions import Piece, changes

_EXCERPT = 300
_AROUND = 60  # characters of unchanged text before and after a change
_CHANGES = 20
_LONGEST = 600  # maximum number of characters of one change


def excerpt(text: str) -> str:
    """The beginning of a text in one line, cut between words."""
    line = " ".join(text[: 2 * _EXCERPT].split())
    return line if len(line) <= _EXCERPT else f"{line[:_EXCERPT].rpartition(' ')[0] or line[:_EXCERPT]} …"


def changed_html(old: str, new: str) -> Markup:
    """The first changes from one text to another as <del> and <ins>, each with a few words around it; "" if none."""
    if old == new:
        return Markup("")
    told: list[Markup] = []
    number = 0
    for piece in changes(old, new):
        number += piece.change != "equal"
        if number > _CHANGES:
            told.append(Markup("…"))
            break
        told.append(_piece(piece))
    return Markup("<p>{}</p>\n").format(Markup("").join(told))


def _piece(piece: Piece) -> Markup:
    if piece.change == "equal":
        return Markup("{}").format(_shortened(piece.text, _AROUND))
    told = Markup("<del>{}</del>") if piece.change == "delete" else Markup("<ins>{}</ins>")
    return told.format(_shortened(piece.text, _LONGEST // 2))


def _shortened(text: str, ends: int) -> str:
    """The text; if it is longer than both ends together, the middle is left out."""
    return text if len(text) <= 2 * ends + 3 else f"{text[:ends]} … {text[-ends:]}"
