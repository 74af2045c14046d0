"""Every setting of an installation, in one frozen value: a flag, else its QIANBEI_ variable, else the default.

A process hands its settings to the processes it starts through their environment (`Settings.environment`), so no
password stands in a command line. docs/settings.md is made from the descriptions here, and a test keeps it so.
Deliberately absent: our own secrets. They live in the data folder (see `keys`); the key of somebody else's model is a
setting, because whoever runs that model gives it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from qianbei.runtime.proxies import fault_in

PREFIX = "QIANBEI_"


def _about(text: str, **limits: Any) -> msgspec.Meta:
    return msgspec.Meta(description=text, **limits)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings. Field names are the flags' names with `_` for `-`."""

    host: Annotated[str, _about("Address to listen on.", min_length=1)] = "127.0.0.1"
    port: Annotated[int, _about("Port to listen on.", ge=1, le=65535)] = 8420
    data: Annotated[
        str, _about("Folder for everything that must last: database, keys, journals, logs.", min_length=1)
    ] = ".qianbei"
    dsn: Annotated[
        str | None,
        _about("Your own PostgreSQL (15 or newer), as a URL. Unset: an embedded one in the data folder."),
    ] = None
    city_speed: Annotated[
        float, _about("How many times faster than the wall a sandbox city lives.", ge=1, le=1000)
    ] = 1.0
    cell: Annotated[
        int, _about("Number of the cell (one city) that this installation serves.", ge=1, le=32767)
    ] = 1
    seed: Annotated[int, _about("Seed from which the sandbox city and its chances are made.", ge=0)] = 1
    sandbox: Annotated[
        bool,
        _about("Whether this is a sandbox installation: a fictional city, its payer, one-time codes shown."),
    ] = True
    web_workers: Annotated[int, _about("Web worker processes of one `serve`.", ge=1, le=64)] = 1
    public_url: Annotated[
        str | None,
        _about("Address under which people and the payer reach this installation. Unset: host and port."),
    ] = None
    trusted_proxies: Annotated[
        str,
        _about(
            "Addresses and networks of your own proxies, separated by blanks (`10.0.0.0/8 fd00::1`). Where one of them passed "
            "a request on, the rightmost address of X-Forwarded-For that is none of them is the person's; nobody else's word is "
            "taken. Without it the rules that look at a person's line see nobody behind a proxy."
        ),
    ] = ""
    payer_url: Annotated[
        str | None,
        _about("Address of the payer. Unset: `qianbei up` starts the sandbox payer on a free port."),
    ] = None

    orders_per_s: Annotated[
        Annotated[float, msgspec.Meta(gt=0)] | None,
        _about(
            "Orders a second that all web workers together let through; who comes beyond it waits with a place. "
            "Unset: found by running."
        ),
    ] = None
    gate_dry_run: Annotated[
        bool, _about("Whether the gate only tells what it would do, and lets everybody in.")
    ] = False
    model_url: Annotated[
        str | None,
        _about(
            "Address of an OpenAI-compatible model (`http://127.0.0.1:11434/v1`) for words that the reader cannot read. "
            "Unset: no model is asked."
        ),
    ] = None
    model_name: Annotated[str, _about("Name of that model, as its server knows it.", min_length=1)] = "qwen3"
    model_small_name: Annotated[
        str | None,
        _about(
            "Name of a smaller model on the same server, asked first when many wait (step D2 of the ladder). "
            "Unset: there is no such step."
        ),
    ] = None
    model_key: Annotated[
        str | None, _about("Key for that model's server. Set it in the environment, not as a flag.")
    ] = None
    sms_url: Annotated[
        str | None,
        _about(
            "Address that takes one SMS by POST (docs/messages.md). Unset: `qianbei up` starts the sandbox carrier, which "
            "sends none; without it no SMS is offered."
        ),
    ] = None
    show_codes: Annotated[
        bool | None,
        _about(
            "Whether a sandbox shows one-time codes in its answers instead of sending them by SMS. Unset: where no SMS "
            "gateway is named. Codes for invented numbers (+999…) are shown in any sandbox, and in nothing else."
        ),
    ] = None
    push_hosts: Annotated[
        str,
        _about(
            "Hosts of push services that browsers may name, separated by blanks; one that begins with a dot stands for all "
            "under it. Nothing else is ever asked."
        ),
    ] = "fcm.googleapis.com updates.push.services.mozilla.com .push.apple.com .notify.windows.com"
    messages_per_s: Annotated[
        float, _about("Messages a second that each channel sends at most, over all workers.", gt=0)
    ] = 20.0
    contact: Annotated[
        str, _about("Mail address that push services may write to about what we send.", min_length=3)
    ] = "operator@qianbei.example"

    @property
    def data_folder(self) -> Path:
        return Path(self.data).expanduser().absolute()

    @property
    def shows_codes(self) -> bool:
        """Whether one-time codes are shown to whoever asks for them. Only a sandbox may."""
        return self.sandbox and (self.sms_url is None if self.show_codes is None else self.show_codes)

    @property
    def url(self) -> str:
        """Where to reach this installation from outside, without a slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        return self.local_url

    @property
    def local_url(self) -> str:
        """Where to reach it from this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def environment(self) -> dict[str, str]:
        """The QIANBEI_ variables that make a started process read the same settings."""
        values = msgspec.structs.asdict(self) | {"data": str(self.data_folder)}
        return {variable(name): _spelled(value) for name, value in values.items() if value is not None}


class SettingsFault(msgspec.Struct, frozen=True):
    """A setting that cannot be used: which, where it came from, and why."""

    source: str
    reason: str


def load_settings(environment: Mapping[str, str], **flags: Any) -> Settings | SettingsFault:
    """Settings from flags that were given (not None), then from the environment. Reports the first fault."""
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        if flags.get(field.name) is not None:
            source, value = f"--{field.name.replace('_', '-')}", flags[field.name]
        elif environment.get(variable(field.name)):
            source, value = variable(field.name), environment[variable(field.name)]
        else:
            continue
        try:
            values[field.name] = msgspec.convert(value, field.type, strict=False)
        except msgspec.ValidationError as fault:
            return SettingsFault(source=f"{source}={value}", reason=str(fault))
    settings = Settings(**values)
    if (reason := fault_in(settings.trusted_proxies)) is not None:
        return SettingsFault(variable("trusted_proxies"), reason)
    return settings


def variable(name: str) -> str:
    """`city_speed` → `QIANBEI_CITY_SPEED`."""
    return PREFIX + name.upper()


def _spelled(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
