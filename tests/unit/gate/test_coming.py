"""Who is expected after a call: those who kept coming back when asked to, and of the silent as many as lately came."""

from qianbei.gate.coming import FIRST_SILENT_SHARE, LATE_S, SHARE_MIN, SILENT_COME_S, Coming, heard, told


class Waiter:
    def __init__(self) -> None:
        self.joined_s = self.seen_s = self.gap_s = self.next_s = self.again_s = self.share = 0.0
        self.was_here, self.hurries = True, False


def test_who_looks_when_told_is_there_and_who_does_not_is_not():
    coming, me = Coming(), Waiter()
    told(me, 10.0, 0.0)
    assert coming.share_of(me, 12.9) == 1.0
    assert coming.share_of(me, 13.1) == FIRST_SILENT_SHARE
    heard(me, 20.0)
    assert coming.share_of(me, 40.0) == 1.0, "twenty seconds is what they took before"
    assert coming.share_of(me, 46.0) == FIRST_SILENT_SHARE


def test_who_knocks_every_second_is_missed_after_two():
    me = Waiter()
    heard(me, 1.0)
    told(me, 10.0, 1.0)
    assert me.next_s == 1.0 + 1.25 + LATE_S


def test_who_knocks_before_they_were_told_to_is_in_a_hurry_until_they_keep_to_it():
    me, hurries = Waiter(), []
    for at_s in (2.0, 4.0, 6.0, 11.0):
        heard(me, at_s)
        hurries.append(me.hurries)
        me.again_s = 3.75
    assert hurries == [False, False, False, False], "nobody told them anything"
    me, hurries = Waiter(), []
    me.again_s = 3.75
    for at_s in (2.0, 4.0, 6.0, 11.0):
        heard(me, at_s)
        hurries.append(me.hurries)
    assert hurries == [True, True, True, False]


def test_a_wave_of_people_who_leave_is_called_through():
    coming = Coming()
    for number in range(60):
        gone = Waiter()
        told(gone, 5.0, 0.0)
        coming.called(gone, 1.0)
        coming.expire(100.0 + number)
    someone = Waiter()
    told(someone, 5.0, 0.0)
    assert coming.share_of(someone, 1.0) < 0.1, "so ten are called where one would do"


def test_called_people_who_do_not_come_are_learned_and_no_longer_counted():
    coming = Coming()
    for number in range(100):
        silent = Waiter()
        coming.called(silent, 1_000.0 + number)
        assert coming.expected > 0
        coming.expire(1_000.5 + number + SILENT_COME_S)
        assert coming.expected == 0
    assert coming.share_of(Waiter(), 9_000.0) == SHARE_MIN
    assert coming.mean_share < 0.1


def test_silent_people_who_do_come_count_as_people_again():
    coming = Coming()
    for number in range(100):
        reader_of_a_cached_page = Waiter()
        coming.called(reader_of_a_cached_page, 1_000.0 + number)
        coming.came(reader_of_a_cached_page)
    assert coming.expected == 0
    assert coming.share_of(Waiter(), 9_000.0) > 0.9


def test_who_leaves_after_the_call_teaches_nothing():
    coming, me = Coming(), Waiter()
    told(me, 5.0, 0.0)
    coming.called(me, 1.0)
    coming.gone(me)
    coming.expire(100.0)
    assert coming.expected == 0
    told(me, 5.0, 100.0)
    assert coming.share_of(me, 101.0) == 1.0
