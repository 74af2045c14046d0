"""What works for one another is started so that it shares the cores; who starts it runs on as before."""

import errno
import os
import subprocess
import sys

import pytest

from qianbei.db.cores import sharing_cores

pytestmark = pytest.mark.skipif(
    not hasattr(os, "SCHED_BATCH") or os.sched_getscheduler(0) != os.SCHED_OTHER,
    reason="this system knows no such thing, or these tests were started otherwise",
)


def started() -> int:
    """How a process that is started now is scheduled."""
    told = "import os; print(os.sched_getscheduler(0))"
    return int(subprocess.run([sys.executable, "-S", "-c", told], capture_output=True, check=True).stdout)


def test_what_is_started_within_shares_and_what_is_started_later_does_not():
    with sharing_cores():
        assert started() == os.SCHED_BATCH
    assert started() == os.sched_getscheduler(0) == os.SCHED_OTHER


def test_a_process_that_somebody_scheduled_otherwise_stays_so():
    with sharing_cores():
        with sharing_cores():
            assert started() == os.SCHED_BATCH
        assert os.sched_getscheduler(0) == os.SCHED_BATCH


@pytest.mark.parametrize("why", [errno.EPERM, errno.EINVAL, errno.ENOSYS], ids=errno.errorcode.get)
def test_where_it_is_forbidden_or_unknown_everything_runs_as_it_did(monkeypatch, why):
    def forbidden(*_: object) -> None:
        raise OSError(why, os.strerror(why))

    monkeypatch.setattr(os, "sched_setscheduler", forbidden)
    with sharing_cores():
        assert started() == os.SCHED_OTHER
