"""References as CSL-JSON, BibTeX and RIS: three ways to write the same fields."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from compare.model.moment import Moment
from web.citations.references import Reference

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LATEX = {
    "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}", "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
}  # fmt: skip
"""Braces are spelled out, because BibTeX counts them even if they are escaped."""
_SPECIAL = re.compile("[" + re.escape("".join(_LATEX)) + "]")
_IN_URL = "%:/?#[]@!$&'()*+,;=~"


def to_csl(references: Iterable[Reference]) -> str:
    """CSL-JSON: a list of items (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    return json.dumps([_csl(each) for each in references], ensure_ascii=False, indent=1)


def _csl(each: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": each.key,
        "type": "article-newspaper" if each.kind == "article" else "webpage",
        "title": each.title,
        "container-title": each.container,
        "URL": each.url,
        "accessed": {"date-parts": [[each.accessed.year, each.accessed.month, each.accessed.day]]},
    }
    if each.issued:
        item["issued"] = {"date-parts": [_parts(each.issued)]}
    if each.authors:
        item["author"] = [{"literal": name} for name in each.authors]
    if each.language:
        item["language"] = each.language
    if each.note:
        item["note"] = each.note
    return item


def to_bibtex(references: Iterable[Reference]) -> str:
    """BibTeX in UTF-8, one entry for each reference."""
    return "\n".join(map(_bibtex, references))


def _bibtex(each: Reference) -> str:
    fields = {
        "author": " and ".join(_latex(name).replace(" and ", " {and} ") for name in each.authors),
        "title": f"{{{_latex(each.title)}}}",
        "journal" if each.kind == "article" else "howpublished": _latex(each.container),
        **_bibtex_date(each.issued),
        "url": quote(each.url, safe=_IN_URL),
        "urldate": each.accessed.isoformat(),
        "language": _latex(each.language or ""),
        "note": _latex(each.note),
    }
    told = "".join(f"  {name} = {_field(name, value)},\n" for name, value in fields.items() if value)
    return f"@{'article' if each.kind == 'article' else 'misc'}{{{each.key},\n{told}}}\n"


def _field(name: str, value: str) -> str:
    return value if name == "month" else f"{{{value}}}"


def _bibtex_date(moment: Moment | None) -> dict[str, str]:
    if moment is None:
        return {}
    year, month, day = _parts(moment)
    return {"year": f"{year:04}", "month": _MONTHS[month - 1], "day": str(day)}


def _latex(text: str) -> str:
    return _SPECIAL.sub(lambda found: _LATEX[found[0]], text)


def to_ris(references: Iterable[Reference]) -> str:
    """RIS in UTF-8, one record for each reference, with the line ends that its specification requires."""
    return "".join(f"{tag}  - {value}\r\n" for each in references for tag, value in _ris(each))


def _ris(each: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS" if each.kind == "article" else "ELEC"
    yield "ID", each.key
    yield from (("AU", name) for name in each.authors)
    yield "TI", each.title
    yield "T2", each.container
    if each.issued:
        year, month, day = _parts(each.issued)
        yield "PY", f"{year:04}"
        yield "DA", f"{year:04}/{month:02}/{day:02}"
    yield "UR", quote(each.url, safe=_IN_URL)
    yield "Y2", each.accessed.strftime("%Y/%m/%d")
    if each.language:
        yield "LA", each.language
    if each.note:
        yield "N1", each.note
    yield "ER", ""


def _parts(moment: Moment) -> list[int]:
    return [moment.earliest.year, moment.earliest.month, moment.earliest.day]


@dataclass(frozen=True, slots=True)
class Format:
    """A format with its media type, the suffix of its files, and the function that writes it."""

    mimetype: str
    suffix: str
    write: Callable[[Sequence[Reference]], str]


FORMATS = {
    "csl": Format("application/vnd.citationstyles.csl+json", "json", to_csl),
    "bibtex": Format("application/x-bibtex", "bib", to_bibtex),
    "ris": Format("application/x-research-info-systems", "ris", to_ris),
}
