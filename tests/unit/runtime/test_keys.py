import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qianbei.runtime.keys import KEYS_FILE, MESSAGES_FILE, OPERATOR_FILE, BrokenKeysError, load_keys


def test_keys_are_made_once_and_then_found_again(tmp_path: Path) -> None:
    assert load_keys(tmp_path) == load_keys(tmp_path)


def test_two_installations_share_no_secret(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = load_keys(tmp_path / "a"), load_keys(tmp_path / "b")
    assert one.seal_keys != other.seal_keys
    assert one.pepper != other.pepper
    assert one.payer_secret != other.payer_secret
    assert one.operator_key != other.operator_key


def test_only_the_owner_can_read_the_key_files(tmp_path: Path) -> None:
    load_keys(tmp_path)
    for name in (KEYS_FILE, MESSAGES_FILE, OPERATOR_FILE):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_processes_that_start_at_once_agree_on_one_set_of_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(load_keys, [tmp_path] * 8))
    assert all(keys == found[0] for keys in found)
    assert sorted(each.name for each in tmp_path.iterdir()) == [KEYS_FILE, MESSAGES_FILE, OPERATOR_FILE]


@pytest.mark.parametrize(
    "body", ["", "{}", '{"seal_keys": {}, "current": "k", "pepper": "", "payer_secret": ""}']
)
def test_a_broken_key_file_is_said_and_never_made_anew(tmp_path: Path, body: str) -> None:
    load_keys(tmp_path)
    (tmp_path / KEYS_FILE).write_text(body)
    with pytest.raises(BrokenKeysError, match=KEYS_FILE):
        load_keys(tmp_path)
    assert (tmp_path / KEYS_FILE).read_text() == body


def test_an_older_key_stays_when_a_newer_one_signs(tmp_path: Path) -> None:
    load_keys(tmp_path)
    file = tmp_path / KEYS_FILE
    file.write_text(
        file.read_text()
        .replace('"k1": "', f'"k2": "{"A" * 43}=", "k1": "')
        .replace('"current": "k1"', '"current": "k2"')
    )
    keys = load_keys(tmp_path)
    assert keys.current == "k2"
    assert set(keys.seal_keys) == {"k1", "k2"}
