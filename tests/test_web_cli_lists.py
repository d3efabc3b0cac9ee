"""Lists of the command line, as text and as JSON."""

from __future__ import annotations

import json

import pytest

from web.cli.output import print_list

KEYS = [{"name": "crawler"}, {"name": "editor"}]


def test_a_list_has_a_line_for_each_item(capsys: pytest.CaptureFixture[str]) -> None:
    print_list(False, "api_keys", KEYS, (each["name"] for each in KEYS), "No API keys.")
    assert capsys.readouterr().out == "crawler\neditor\n"


def test_an_empty_list_prints_its_message_or_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    print_list(False, "api_keys", [], [], "No API keys.")
    assert capsys.readouterr().out == "No API keys.\n"
    print_list(False, "alerts", [], [])
    assert capsys.readouterr().out == ""


def test_json_has_an_items_key_even_if_empty(capsys: pytest.CaptureFixture[str]) -> None:
    print_list(True, "api_keys", KEYS, [], "No API keys.")
    assert json.loads(capsys.readouterr().out) == {"api_keys": KEYS}
    print_list(True, "alerts", [], [], "No alerts.")
    assert json.loads(capsys.readouterr().out) == {"alerts": []}
