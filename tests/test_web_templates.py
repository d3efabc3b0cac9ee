"""A page is one documented dataclass, and its template uses its fields, globals and macros, and nothing else."""

from __future__ import annotations

import ast
import dataclasses
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

import web
from web.views.page import Page

ROOT = Path(web.__file__).parent
TEMPLATES = ROOT / "templates"
CHARACTERS_OF_LINE = 120
GLOBALS = {"request", "url_for", "theme"}
"""What Flask and the choice of a theme give to every template, macros that are imported among them."""


class AnyName(dict[str, object]):
    """Accepts filters of any name; rendering the pages shows which exist."""

    def get(self, name: str, default: object = None) -> object:
        return default or str


@cache
def parsed(name: str) -> nodes.Template:
    environment = Environment(autoescape=True)
    environment.filters = AnyName()
    return environment.parse((TEMPLATES / name).read_text("utf-8"))


def named(each: nodes.Include | nodes.Extends | nodes.Import) -> str:
    """The name of the template that is included, extended or imported."""
    assert isinstance(each.template, nodes.Const), "a template is named by an expression"
    return str(each.template.value)


def used(name: str) -> set[str]:
    """The variables of a template and of the templates that it includes, extends, or imports with its context."""
    tree = parsed(name)
    found = set(meta.find_undeclared_variables(tree))
    for each in tree.find_all((nodes.Include, nodes.Extends, nodes.Import)):
        if not isinstance(each, nodes.Import) or each.with_context:
            found |= used(named(each))
    return found - defined(tree)


def defined(tree: nodes.Template) -> set[str]:
    """The names that a template defines for its blocks and included templates: imports, macros and variables."""
    names = {each.target for each in tree.find_all(nodes.Import)} | {each.name for each in tree.find_all(nodes.Macro)}
    names |= {name.name for each in tree.find_all((nodes.Assign, nodes.AssignBlock)) for name in targets(each.target)}
    return names | {name.name for each in tree.find_all(nodes.With) for one in each.targets for name in targets(one)}


def targets(target: nodes.Node) -> list[nodes.Name]:
    return [target] if isinstance(target, nodes.Name) else list(target.find_all(nodes.Name))


def calls() -> list[tuple[Path, ast.Call]]:
    """Every call in the code of the interfaces."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(ROOT.rglob("*.py"))}
    return [(path, each) for path, tree in trees.items() for each in ast.walk(tree) if isinstance(each, ast.Call)]


@cache
def global_names() -> set[str]:
    """The globals of all templates, including imported macros."""
    updated = [call for _, call in calls() if ast.unparse(call.func).endswith("jinja_env.globals.update")]
    return GLOBALS | {each.arg for call in updated for each in call.keywords if each.arg}


@cache
def provided() -> set[str]:
    """The variables that the application adds to all templates with the context of a page."""
    names = set(global_names())
    for _, call in calls():
        if ast.unparse(call.func).endswith("context_processor"):
            (function,) = call.args
            assert isinstance(function, ast.Lambda)
            assert isinstance(function.body, ast.Dict)
            names |= {str(key.value) for key in function.body.keys if isinstance(key, ast.Constant)}
    return names


def fields(page: type[Page]) -> set[str]:
    return {each.name for each in dataclasses.fields(page)}


def is_defined(page: type[Page]) -> bool:
    """False for the class that a dataclass with slots replaces (the class of the same name without slots)."""
    return getattr(sys.modules[page.__module__], page.__name__) is page


PAGES = sorted(filter(is_defined, Page.__subclasses__()), key=lambda each: each.template)


def test_pages_are_rendered_from_their_dataclass_alone() -> None:
    elsewhere = {
        path.relative_to(ROOT).as_posix() for path, each in calls() if "render_template" in ast.unparse(each.func)
    }
    assert elsewhere == {"views/page.py"}
    assert len({each.template for each in PAGES}) == len(PAGES) > 20


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_page_is_a_frozen_dataclass_without_a_dictionary_whose_docstring_names_every_field(page: type[Page]) -> None:
    assert page.__bases__ == (Page,)
    assert page.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(page)
    described = set(re.findall(r"`(\w+)`", page.__doc__ or ""))
    if page.template != "error.html":  # title and status explain themselves
        assert fields(page) - fields(Page) - described == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_template_uses_the_fields_of_its_page_globals_and_macros_and_nothing_else(page: type[Page]) -> None:
    assert used(page.template) - fields(page) - provided() == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_page_has_no_field_that_its_template_does_not_use(page: type[Page]) -> None:
    assert fields(page) - used(page.template) == set()


def test_macros_that_are_imported_use_their_arguments_and_globals_and_nothing_else() -> None:
    imports = {
        (path.name, named(each))
        for path in TEMPLATES.rglob("*.html")
        for each in parsed(str(path.relative_to(TEMPLATES))).find_all(nodes.Import)
        if not each.with_context
    }
    assert len(imports) > 20
    assert {name: used(name) - global_names() for _, name in imports} == {name: set() for _, name in imports}


def test_lines_of_templates_are_as_short_as_lines_of_code() -> None:
    lines = {
        f"{path.relative_to(TEMPLATES)}:{number}": len(line)
        for path in TEMPLATES.rglob("*.html")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    }
    assert {line: length for line, length in lines.items() if length > CHARACTERS_OF_LINE} == {}


def test_every_template_is_a_page_or_part_of_one() -> None:
    parts = {
        named(each)
        for path in TEMPLATES.rglob("*.html")
        for each in parsed(str(path.relative_to(TEMPLATES))).find_all((nodes.Include, nodes.Extends, nodes.Import))
    }
    names = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    assert names - {each.template for each in PAGES} - parts == set()
