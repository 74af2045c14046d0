import os
import shutil
import stat
from collections import namedtuple
from pathlib import Path

import pytest

from qianbei.runtime.installation import (
    FREE_BYTES_MIN,
    RUNNING_FILE,
    DataFolder,
    InstallationFault,
    Running,
    read_running,
    running_now,
)

HERE = Running(process=os.getpid(), url="http://127.0.0.1:1")


def test_a_folder_is_made_and_held_by_one_only(tmp_path: Path) -> None:
    folder = DataFolder.hold(tmp_path / "new" / "data")
    folder.announce(HERE)
    with pytest.raises(InstallationFault, match=r"already runs on .* at http://127.0.0.1:1"):
        DataFolder.hold(folder.path)
    folder.release()
    DataFolder.hold(folder.path).release()


def test_other_commands_find_what_runs_and_only_while_it_runs(tmp_path: Path) -> None:
    assert running_now(tmp_path) is None
    folder = DataFolder.hold(tmp_path)
    folder.announce(HERE)
    assert running_now(tmp_path) == HERE
    folder.release()
    assert running_now(tmp_path) is None


def test_what_a_killed_process_left_behind_is_not_believed(tmp_path: Path) -> None:
    folder = DataFolder.hold(tmp_path)
    folder.announce(HERE)
    left_behind = (tmp_path / RUNNING_FILE).read_bytes()
    folder.release()
    (tmp_path / RUNNING_FILE).write_bytes(left_behind)
    assert read_running(tmp_path) == HERE
    assert running_now(tmp_path) is None


def test_looking_does_not_take_the_folder_away(tmp_path: Path) -> None:
    DataFolder.hold(tmp_path).release()
    assert running_now(tmp_path) is None
    DataFolder.hold(tmp_path).release()


def test_the_announcement_is_for_the_owner_only(tmp_path: Path) -> None:
    folder = DataFolder.hold(tmp_path)
    folder.announce(HERE)
    assert stat.S_IMODE((tmp_path / RUNNING_FILE).stat().st_mode) == 0o600
    folder.release()


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(InstallationFault, match="--data"):
        DataFolder.hold(tmp_path / "data")


def test_a_full_disk_is_said_before_anything_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12, FREE_BYTES_MIN - 1))
    folder = DataFolder.hold(tmp_path)
    with pytest.raises(InstallationFault, match="the disk is full"):
        folder.need_room()
    folder.release()
