from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from compare.errors import InputError
from web.settings import Settings


def test_without_environment_every_setting_has_its_default() -> None:
    assert Settings.read({}) == Settings()


def test_the_environment_sets_and_what_is_given_goes_before_it() -> None:
    environment = {"PARALLAX_DATA": "/some/where", "PARALLAX_PORT": "9000"}
    assert Settings.read(environment) == Settings(data=Path("/some/where"), port=9000)
    assert Settings.read(environment, port=7000, host=None).port == 7000


def test_a_number_that_is_none_is_an_error_that_names_the_variable() -> None:
    with pytest.raises(InputError, match="PARALLAX_PORT"):
        Settings.read({"PARALLAX_PORT": "eight"})


def test_every_setting_says_what_it_is_for() -> None:
    assert all(each.metadata.get("help") for each in fields(Settings))
