"""The flags that several commands share, and the settings they make together with the environment."""

import os
from typing import Annotated, Any, get_args
from uuid import UUID

import msgspec
import typer

from qianbei.kit.words import Language, language_of
from qianbei.runtime.cli.failures import USAGE, Stop, faults_of_an_installation
from qianbei.runtime.settings import Settings, SettingsFault, load_settings, variable


def _option(name: str) -> Any:
    """A flag for one setting: its help is the setting's own description, with the variable and the default."""
    field = next(each for each in msgspec.structs.fields(Settings) if each.name == name)
    about = next(each.description for each in get_args(field.type) if isinstance(each, msgspec.Meta))
    default = "" if field.default is None else f", default {field.default}"
    return typer.Option(f"--{name.replace('_', '-')}", help=f"{about} ({variable(name)}{default})")


Host = Annotated[str | None, _option("host")]
Port = Annotated[int | None, _option("port")]
Data = Annotated[str | None, _option("data")]
Dsn = Annotated[str | None, _option("dsn")]
CitySpeed = Annotated[float | None, _option("city_speed")]
Seed = Annotated[int | None, _option("seed")]
WebWorkers = Annotated[int | None, _option("web_workers")]
PublicUrl = Annotated[str | None, _option("public_url")]
PayerUrl = Annotated[str | None, _option("payer_url")]
SmsUrl = Annotated[str | None, _option("sms_url")]

Url = Annotated[
    str | None,
    typer.Option(
        "--url", help="Address of the installation. Default: the one that runs on the data folder here."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of text for people.")]


def settings_from(**flags: Any) -> Settings:
    """The settings of this command. A value that cannot be used ends it."""
    settings = load_settings(os.environ, **flags)
    if isinstance(settings, SettingsFault):
        raise Stop(f"{settings.source} cannot be used: {settings.reason}; see docs/settings.md", USAGE)
    if settings.dsn is not None:
        _need_an_address(settings.dsn)
    return settings


def _need_an_address(dsn: str) -> None:
    """The text itself is not said again: it may hold a password."""
    from qianbei.db.database import is_address

    if not is_address(dsn):
        raise Stop(
            "--dsn is no address of a PostgreSQL; write it like postgresql://user@host:5432/database", USAGE
        )


def need_current(dsn: str) -> None:
    """Ends the command when the database cannot be reached or lacks what this version needs to serve."""
    from qianbei.db.migrate import Phase, pending

    if missing := [each for each in pending(dsn) if each.phase is Phase.PRE]:
        raise Stop(f"the database lacks {missing[0].name} for this version; run `qianbei migrate` first")


def settings_of_a_role(**flags: Any) -> Settings:
    """The settings of a role with a database that exists, left in the environment for the workers it starts."""
    from qianbei.db.embedded import running_dsn
    from qianbei.runtime.database_home import postgres_folder

    settings = settings_from(**flags)
    dsn = settings.dsn or running_dsn(postgres_folder(settings))
    if dsn is None:
        raise Stop(
            f"no database runs in {settings.data_folder}; start `qianbei up` or name one with --dsn", USAGE
        )
    with faults_of_an_installation(dsn):
        need_current(dsn)
    settings = msgspec.structs.replace(settings, dsn=dsn)
    os.environ.update(settings.environment())
    return settings


def campaign_or_id(text: str, cell: int) -> UUID:
    """An id as it is; anything else is the name of a campaign in its file, whether there is one or not."""
    from qianbei.waves.contracts import campaign_id_of

    try:
        return UUID(text)
    except ValueError:
        return campaign_id_of(cell, text)


def language_named(tag: str) -> Language:
    """The language of a --lang flag. One that is not spoken here ends the command, rather than answer in another."""
    if tag.lower().replace("_", "-").split("-")[0] not in {"zh", "en"}:
        raise Stop(f"--lang {tag} is not spoken here; write zh-Hans, zh-Hant or en", USAGE)
    return language_of(tag.replace("_", "-"))


def address_of(url: str | None) -> str:
    """Where a command finds the installation: --url, else what runs on the data folder, else the settings."""
    from qianbei.runtime.installation import running_now

    settings = settings_from()
    running = None if url else running_now(settings.data_folder)
    return (url or (running.url if running else settings.url)).rstrip("/")
