"""The secrets of an installation: files in its data folder, made at the first start, readable by the owner only.

`keys.json` holds what seals, hashes and signs; `operator.key` is the word that opens the operator's page; `messages.json`
holds what brings messages outside.
To change the seal key, add one under a new id and name it current: seals of the old one hold until they expire.
Processes on several machines share an installation by sharing these three files.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec

KEYS_FILE = "keys.json"
OPERATOR_FILE = "operator.key"
MESSAGES_FILE = "messages.json"


class Keys(msgspec.Struct, frozen=True):
    """`seal_keys`: key id → secret, `current` signs; `pepper` goes into every hashed identity key; `payer_secret`
    signs what we and the payer tell each other; `operator_key` is what an operator shows to sign in."""

    seal_keys: dict[str, bytes]
    current: str
    pepper: bytes
    payer_secret: bytes
    operator_key: str
    messages: "MessageKeys"


class MessageKeys(msgspec.Struct, frozen=True):
    """`targets` locks where people want messages, `sms_secret` signs what a gateway is asked, and the key pair (PEM, and
    `vapid_public` as browsers want it) is who we are to push services. Another pair ends every subscription."""

    targets: bytes
    sms_secret: bytes
    vapid_private_pem: str
    vapid_public_pem: str
    vapid_public: str


class BrokenKeysError(Exception):
    """A key file is there but cannot be used; the text says which and why."""


def load_keys(data_folder: Path) -> Keys:
    """The installation's keys; made first when there are none. Safe when several processes start at once.

    Raises BrokenKeysError, or OSError when the folder cannot be read or written.
    """
    data_folder.mkdir(parents=True, exist_ok=True)
    operator_key = (
        _made_once(data_folder / OPERATOR_FILE, lambda: secrets.token_urlsafe(24).encode()).decode().strip()
    )
    keys_file = data_folder / KEYS_FILE
    body = _made_once(keys_file, _new_keys)
    try:
        keys = msgspec.json.decode(body, type=_StoredKeys)
    except msgspec.DecodeError as fault:
        raise BrokenKeysError(f"{keys_file} is broken ({fault})") from fault
    if keys.current not in keys.seal_keys or min(map(len, keys.seal_keys.values())) < 16 or not operator_key:
        raise BrokenKeysError(f"{keys_file} or {OPERATOR_FILE} lacks a usable key")
    messages = _message_keys(data_folder / MESSAGES_FILE)
    return Keys(**msgspec.structs.asdict(keys), operator_key=operator_key, messages=messages)


def _message_keys(file: Path) -> MessageKeys:
    try:
        keys = msgspec.json.decode(_made_once(file, _new_message_keys), type=MessageKeys)
    except msgspec.DecodeError as fault:
        raise BrokenKeysError(f"{file} is broken ({fault})") from fault
    if len(keys.targets) != 32 or len(keys.sms_secret) < 16:
        raise BrokenKeysError(f"{file} lacks a usable key")
    return keys


def _new_message_keys() -> bytes:
    from webpush.vapid import VAPID  # Slow to load, and needed once in an installation's life.

    private, public, shown = VAPID.generate_keys()
    keys = MessageKeys(
        secrets.token_bytes(32), secrets.token_bytes(32), private.decode(), public.decode(), shown
    )
    return msgspec.json.format(msgspec.json.encode(keys))


class _StoredKeys(msgspec.Struct, frozen=True):
    seal_keys: dict[str, bytes]
    current: str
    pepper: bytes
    payer_secret: bytes


def _new_keys() -> bytes:
    keys = _StoredKeys(
        {"k1": secrets.token_bytes(32)}, "k1", secrets.token_bytes(32), secrets.token_bytes(32)
    )
    return msgspec.json.format(msgspec.json.encode(keys))


def _made_once(file: Path, make: Callable[[], bytes]) -> bytes:
    """Reads the file; when absent it appears whole or not at all, and the first maker wins."""
    if not file.exists():
        draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(make())
                out.flush()
                os.fsync(out.fileno())
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
    return file.read_bytes()
