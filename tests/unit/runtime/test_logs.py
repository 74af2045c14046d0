"""A log on a full disk."""

import structlog

from qianbei.runtime.logs import log_without_faults


class FullDisk:
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_a_line_that_cannot_be_written_is_lost_and_the_work_goes_on(monkeypatch):
    before = structlog.get_config()
    try:
        log_without_faults()
        monkeypatch.setattr("sys.stdout", FullDisk())
        structlog.get_logger().error("database.out_of_room")
    finally:
        structlog.configure(**before)
