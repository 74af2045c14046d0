"""What the driver raises, in our own types."""

import pytest
from psycopg import errors

from qianbei.db.errors import ConnectionLost, OutOfRoom, QueryFailed, translate
from qianbei.runtime.cli.failures import Stop, faults_of_an_installation


@pytest.mark.parametrize("theirs", [errors.DiskFull, errors.OutOfMemory, errors.TooManyConnections])
def test_a_database_without_room_is_waited_for_like_one_that_is_gone_and_says_so(theirs):
    fault = translate(theirs("could not extend file: No space left on device"))
    assert (type(fault), isinstance(fault, ConnectionLost)) == (OutOfRoom, True)
    with pytest.raises(Stop, match=r"no room: could not extend file.*free some"), faults_of_an_installation():
        raise fault


def test_a_statement_that_is_wrong_is_no_lack_of_room():
    assert type(translate(errors.UndefinedColumn("no such column"))) is QueryFailed
