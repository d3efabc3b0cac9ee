"""The files that run Parallax for others agree with the code: image, compose file, systemd unit, proxies and the wheel."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import fields
from pathlib import Path

import pytest

from tests.deploying import ROOT, compose, image_environment, instructions, unit
from web import create_app
from web.cli.main import parallax
from web.settings import Settings
from web.wiring import own_address

NAMES = {f"PARALLAX_{each.name.upper()}" for each in fields(Settings)}
GIVEN = {"POSTGRES_PASSWORD": "secret1", "PARALLAX_HOSTS": "news.example", "PARALLAX_URL": "https://news.example"}
FILES = [
    "Dockerfile",
    "compose.yaml",
    "docs/deploy.md",
    "deploy/parallax.service",
    "deploy/nginx.conf",
    "deploy/Caddyfile",
]


@pytest.mark.parametrize("name", FILES)
def test_every_documented_setting_exists(name: str) -> None:
    named = set(re.findall(r"PARALLAX_[A-Z_]+", (ROOT / name).read_text("utf-8")))
    assert named <= NAMES


def test_the_environment_of_the_services_is_read_as_settings(tmp_path: Path) -> None:
    services = compose(**GIVEN)["services"]
    for name in ("app", "worker"):
        read = Settings.read(image_environment() | services[name]["environment"])
        assert read.database == "postgresql+psycopg://parallax:secret1@database/parallax"
        assert read.data == Path("/data")
        assert own_address(read) == "https://news.example"
        assert create_app(Settings.read(services[name]["environment"], data=tmp_path, database=""))
    assert Settings.read(services["app"]["environment"]).hosts == {"news.example"}


def test_the_database_password_is_required_and_used_everywhere() -> None:
    services = compose(**GIVEN)["services"]
    password = services["database"]["environment"]["POSTGRES_PASSWORD"]
    assert f":{password}@database/" in services["app"]["environment"]["PARALLAX_DATABASE"]
    with pytest.raises(AssertionError, match="POSTGRES_PASSWORD"):
        compose()


def test_every_service_has_a_health_check_a_volume_and_a_pinned_image() -> None:
    found = compose(**GIVEN)
    for service in found["services"].values():
        assert service["healthcheck"]["test"][0] == "CMD"
        for volume in service["volumes"]:
            assert volume.partition(":")[0] in found["volumes"]
        assert re.search(r":\d[\w.-]*$", service["image"])
        assert service["restart"] == "unless-stopped"
    assert found["services"]["app"]["image"].endswith(_version())


def test_services_wait_for_their_dependencies() -> None:
    services = compose(**GIVEN)["services"]
    assert services["app"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["worker"]["depends_on"] == {"app": {"condition": "service_healthy"}}


def test_services_are_reachable_from_outside_only_through_the_proxy() -> None:
    services = compose(**GIVEN)["services"]
    ports = [each for service in services.values() for each in service.get("ports", [])]
    assert ports == ["127.0.0.1:8000:8000"]


def test_documented_commands_and_addresses_exist(tmp_path: Path) -> None:
    services = compose(**GIVEN)["services"]
    commands = [
        services["app"]["command"],
        services["worker"]["command"],
        services["worker"]["healthcheck"]["test"][1:],
    ]
    commands += [value.split() for name, value in unit() if name == "ExecStart"]
    commands += [re.findall(r'"([^"]+)"', rest) for name, rest in instructions() if name == "CMD"]
    for command in commands:
        assert Path(command[0]).name == "parallax"
        assert command[1] in parallax.commands
    rules = {rule.rule for rule in create_app(Settings(data=tmp_path)).url_map.iter_rules()}
    checks = [
        str(services["app"]["healthcheck"]["test"]),
        *(rest for name, rest in instructions() if name == "HEALTHCHECK"),
    ]
    for check in checks:
        assert re.search(r"http://127\.0\.0\.1:8000(/\w+)'", check)[1] in rules


def test_the_image_installs_by_hashes_copies_existing_files_and_runs_unprivileged() -> None:
    found = instructions()
    installs = [
        part for name, rest in found if name == "RUN" for part in re.split(r"\|\||&&", rest) if "pip install" in part
    ]
    assert len(installs) >= 5
    for each in installs:
        assert "--require-hashes --no-deps" in each or "--no-deps --no-build-isolation ." in each
        for place in re.findall(r"-r (\S+)", each):
            assert (ROOT / place).is_file()
    for name, rest in found:
        if name == "COPY" and not rest.startswith("--from"):
            for place in rest.split()[:-1]:
                assert (ROOT / place).exists()
                sent = re.findall(r"^!(.+?)/?$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
                assert any(Path(place).is_relative_to(each) for each in sent)
    names = [name for name, _ in found]
    assert names.index("USER") < names.index("CMD")
    assert [rest for name, rest in found if name == "USER"] == ["parallax"]
    assert all("latest" not in rest and ":" in rest for name, rest in found if name == "FROM")


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("there is no systemd-analyze")
    place = tmp_path / "parallax.service"
    text = (ROOT / "deploy" / "parallax.service").read_text("utf-8")
    place.write_text(text.replace("/opt/parallax/bin/parallax", "/bin/true"), "utf-8")
    result = subprocess.run(["systemd-analyze", "verify", str(place)], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("proxy", ["nginx.conf", "Caddyfile"])
def test_proxy_configs_block_metrics_and_limit_bodies_like_the_server(proxy: str) -> None:
    text = (ROOT / "deploy" / proxy).read_text("utf-8")
    assert "/metrics" in text
    assert re.search(rf"{Settings().max_request_mb}m", text, re.IGNORECASE)
    assert f"127.0.0.1:{Settings().port}" in text


def test_the_wheel_contains_every_package_file_and_nothing_else(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        held = {each for each in opened.namelist() if ".dist-info/" not in each}
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "compare", "indexes", "web"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    tracked = {each for each in listed.stdout.splitlines() if (ROOT / each).is_file()}
    assert held == tracked
    assert {"web/templates/base.html", "web/static/parallax.css", "indexes/reader/matches.safetensors"} <= held


def _version() -> str:
    found = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert found
    return found[1]
