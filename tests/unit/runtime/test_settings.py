from pathlib import Path

import msgspec
import pytest

from qianbei.runtime.settings import Settings, SettingsFault, load_settings
from qianbei.runtime.settings_page import settings_page

ROOT = Path(__file__).resolve().parents[3]


def test_without_anything_said_the_defaults_hold() -> None:
    assert load_settings({}) == Settings()


def test_a_flag_wins_over_the_variable_and_the_variable_over_the_default() -> None:
    environment = {"QIANBEI_PORT": "9001", "QIANBEI_HOST": "0.0.0.0"}
    settings = load_settings(environment, port=9002, host=None)
    assert isinstance(settings, Settings)
    assert (settings.port, settings.host) == (9002, "0.0.0.0")


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert load_settings({"QIANBEI_PORT": ""}) == Settings()


@pytest.mark.parametrize(
    ("environment", "flags", "source"),
    [
        ({"QIANBEI_PORT": "tea"}, {}, "QIANBEI_PORT=tea"),
        ({"QIANBEI_PORT": "70000"}, {}, "QIANBEI_PORT=70000"),
        ({"QIANBEI_SANDBOX": "perhaps"}, {}, "QIANBEI_SANDBOX=perhaps"),
        ({}, {"city_speed": 0.1}, "--city-speed=0.1"),
        ({"QIANBEI_TRUSTED_PROXIES": "10.0.0.1 proxy.example"}, {}, "QIANBEI_TRUSTED_PROXIES"),
        ({"QIANBEI_TRUSTED_PROXIES": "10.0.0.1/8"}, {}, "QIANBEI_TRUSTED_PROXIES"),
        ({"QIANBEI_TRUSTED_PROXIES": "0.0.0.0/0"}, {}, "QIANBEI_TRUSTED_PROXIES"),
    ],
)
def test_a_value_that_cannot_be_used_names_where_it_came_from(
    environment: dict[str, str], flags: dict[str, object], source: str
) -> None:
    fault = load_settings(environment, **flags)
    assert isinstance(fault, SettingsFault)
    assert fault.source == source


def test_a_started_process_reads_the_same_settings_from_its_environment(tmp_path: Path) -> None:
    settings = Settings(
        port=9001, data=str(tmp_path), dsn="postgresql://somebody@example/x", city_speed=30, sandbox=False
    )
    assert load_settings(settings.environment()) == settings


def test_every_setting_survives_the_environment() -> None:
    told = Settings(
        dsn="d",
        public_url="p",
        payer_url="q",
        model_url="m",
        model_key="k",
        sms_url="t",
        show_codes=True,
        model_small_name="s",
        orders_per_s=2.0,
    ).environment()
    assert set(told) == {f"QIANBEI_{name.upper()}" for name in Settings.__struct_fields__}


@pytest.mark.parametrize(
    ("told", "shows"),
    [
        ({}, True),
        ({"sms_url": "http://gateway.example/sms"}, False),
        ({"sms_url": "http://gateway.example/sms", "show_codes": True}, True),
        ({"show_codes": False}, False),
        ({"sandbox": False}, False),
        ({"sandbox": False, "show_codes": True}, False),
    ],
)
def test_codes_are_shown_in_a_sandbox_alone_and_where_nobody_reads_texts(told: dict, shows: bool) -> None:
    assert Settings(**told).shows_codes is shows


@pytest.mark.parametrize(
    ("host", "public_url", "url"),
    [
        ("127.0.0.1", None, "http://127.0.0.1:8420"),
        ("0.0.0.0", None, "http://127.0.0.1:8420"),
        ("::1", None, "http://[::1]:8420"),
        ("::", None, "http://[::1]:8420"),
        ("127.0.0.1", "https://tea.example/", "https://tea.example"),
    ],
)
def test_the_address_is_one_that_a_browser_can_open(host: str, public_url: str | None, url: str) -> None:
    assert Settings(host=host, public_url=public_url).url == url


def test_the_page_of_settings_is_current() -> None:
    assert (ROOT / "docs" / "settings.md").read_text() == settings_page(), (
        "run: python -m qianbei.runtime.settings_page > docs/settings.md"
    )


def test_a_setting_without_a_description_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(msgspec.Struct):
        shade: int = 1

    monkeypatch.setattr("qianbei.runtime.settings_page.Settings", Silent)
    with pytest.raises(ValueError, match="shade has no description"):
        settings_page()
