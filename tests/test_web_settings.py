from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from compare.errors import InputError
from web.settings import Settings


def test_without_environment_every_setting_has_its_default() -> None:
    assert Settings.read({}) == Settings()


def test_environment_variables_set_settings_and_arguments_override_them() -> None:
    environment = {"PARALLAX_DATA": "/some/where", "PARALLAX_PORT": "9000"}
    assert Settings.read(environment) == Settings(data=Path("/some/where"), port=9000)
    assert Settings.read(environment, port=7000, host=None).port == 7000


def test_an_invalid_number_is_an_error_that_names_the_variable() -> None:
    with pytest.raises(InputError, match="PARALLAX_PORT"):
        Settings.read({"PARALLAX_PORT": "eight"})


def test_every_setting_is_documented() -> None:
    assert all(each.metadata.get("help") for each in fields(Settings))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("umask", "0777"), ("precision", "fp8"), ("reader_show", "quotation=2"), ("reader_requests", "many"),
        ("reader_private", "localhost"), ("database", "mysql://host/name"), ("vectors", "annoy"), ("port", "70000"),
        ("threads", "0"), ("changes", "some"), ("log", "xml"), ("cors", "news.example"), ("rate_limit", "often"),
        ("user_agent", "(Mozilla)"), ("url", "news.example"), ("coverage", "bing"), ("hosts", "news.example:80"),
    ],
)  # fmt: skip
def test_an_invalid_setting_is_an_error_that_names_the_variable(name: str, text: str) -> None:
    variable = f"PARALLAX_{name.upper()}"
    with pytest.raises(InputError, match=f"^{variable}\\b"):
        Settings.read({variable: text})


def test_settings_are_parsed_to_their_types() -> None:
    read = Settings.read({"PARALLAX_FETCH_PRIVATE": "10.1.0.0/16, ::1", "PARALLAX_LANGUAGES": "en-GB, de"})
    assert [str(each) for each in read.fetch_private] == ["10.1.0.0/16", "::1/128"]
    assert read.languages == {"en", "de"}
    assert replace(read, umask="027").umask == 0o027
