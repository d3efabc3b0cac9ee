"""Templates use what their page passes to them and what the application provides, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "web" / "templates"
PROVIDED = {"request", "url_for", "theme"}
"""What Flask and the choice of a theme give to every template."""
OPTIONAL = {"find_article", "find_event"}
"""Of which the button that finds coverage needs one."""


class AnyName(dict[str, object]):
    """Filters of every name: which of them exist is seen when the pages are rendered."""

    def get(self, name: str, default: object = None) -> object:
        return default or str


@cache
def parsed(name: str) -> nodes.Template:
    environment = Environment(autoescape=True)
    environment.filters = AnyName()
    return environment.parse((TEMPLATES / name).read_text("utf-8"))


def used(name: str, whole: bool) -> set[str]:
    """The variables of a template with what it includes, and (`whole`) with what it extends and imports."""
    tree = parsed(name)
    found = set(meta.find_undeclared_variables(tree))
    kinds = (nodes.Include, nodes.Extends, nodes.Import) if whole else nodes.Include
    for each in tree.find_all(kinds):
        assert isinstance(each.template, nodes.Const), f"{name} names a template by an expression"
        found |= used(each.template.value, whole)
    return found - defined(tree)


def defined(tree: nodes.Template) -> set[str]:
    """What a template defines for its blocks and for what it includes: imports, macros and variables."""
    names = {each.target for each in tree.find_all(nodes.Import)} | {each.name for each in tree.find_all(nodes.Macro)}
    names |= {name.name for each in tree.find_all(nodes.Assign) for name in targets(each.target)}
    return names | {name.name for each in tree.find_all(nodes.With) for one in each.targets for name in targets(one)}


def targets(target: nodes.Node) -> list[nodes.Name]:
    return [target] if isinstance(target, nodes.Name) else list(target.find_all(nodes.Name))


def literals(node: ast.expr, module: ast.Module) -> list[str]:
    """The names of templates that an expression may have: a literal, or a value of a dictionary of the module."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    assert isinstance(node, ast.Subscript), ast.unparse(node)
    assert isinstance(node.value, ast.Name)
    for each in module.body:
        if isinstance(each, ast.AnnAssign) and ast.unparse(each.target) == node.value.id:
            assert isinstance(each.value, ast.Dict)
            return sorted({str(value.value) for value in each.value.values if isinstance(value, ast.Constant)})
    raise AssertionError(f"{node.value.id} is not defined in the module")


def rendered() -> Iterator[tuple[str, str, frozenset[str]]]:
    """The place of each call that renders a template, the template, and the variables that it is given."""
    for path in sorted((ROOT / "web").rglob("*.py")):
        module = ast.parse(path.read_text("utf-8"))
        for call in ast.walk(module):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "render_template":
                given = frozenset(each.arg for each in call.keywords if each.arg)
                for name in literals(call.args[0], module):
                    yield f"{path.relative_to(ROOT)}:{call.lineno}", name, given


@cache
def provided() -> set[str]:
    """The globals and context processors of the application."""
    names = set(PROVIDED)
    for path in sorted((ROOT / "web").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            if ast.unparse(call.func).endswith("jinja_env.globals.update"):
                names |= {each.arg for each in call.keywords if each.arg}
            elif ast.unparse(call.func).endswith("context_processor"):
                (function,) = call.args
                assert isinstance(function, ast.Lambda)
                assert isinstance(function.body, ast.Dict)
                names |= {str(key.value) for key in function.body.keys if isinstance(key, ast.Constant)}
    return names


CALLS = sorted(set(rendered()), key=lambda each: each[:2])


@pytest.mark.parametrize("name", sorted({name for _, name, _ in CALLS}))
def test_a_template_uses_only_what_its_pages_give_it(name: str) -> None:
    given = set().union(*(names for _, each, names in CALLS if each == name))
    assert used(name, whole=False) - given - provided() - OPTIONAL == set()


@pytest.mark.parametrize("place", sorted({place for place, _, _ in CALLS}))
def test_a_page_gives_nothing_that_its_template_does_not_use(place: str) -> None:
    calls = [(name, names) for each, name, names in CALLS if each == place]
    wanted = set().union(*(used(name, whole=True) for name, _ in calls))
    assert set().union(*(names for _, names in calls)) - wanted == set()


def test_every_template_is_rendered_or_part_of_one() -> None:
    names = {name for _, name, _ in CALLS}
    parts = {
        str(each.template.value)
        for path in TEMPLATES.rglob("*.html")
        for each in parsed(str(path.relative_to(TEMPLATES))).find_all((nodes.Include, nodes.Extends, nodes.Import))
        if isinstance(each.template, nodes.Const)
    }
    assert {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")} - names - parts == set()
