"""Campaign files: the shipped ones are sound, an error is told at its place, a loss is seen, a forecast adds up."""

from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest

from qianbei.campaign_files.changes import Loss, worsenings
from qianbei.campaign_files.forecast import burns
from qianbei.campaign_files.parse import parse_campaign
from qianbei.campaign_files.problems import FileProblem, explain
from qianbei.campaign_files.schema import CampaignFile
from qianbei.campaign_files.shifting import shifted
from qianbei.kit.words import Language

SHIPPED = Path(__file__).parents[3] / "campaigns"
SPRING = (SHIPPED / "spring-2026.yaml").read_text()


def parsed(text: str) -> CampaignFile:
    file = parse_campaign(text)
    assert isinstance(file, CampaignFile), file
    return file


def newer(text: str, *changes: tuple[str, str]) -> CampaignFile:
    for old, new in (("version: 1", "version: 2"), ("dated: 2026-02-02", "dated: 2026-02-07"), *changes):
        assert old in text
        text = text.replace(old, new)
    return parsed(text)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.name)
def test_what_is_shipped_is_sound_in_both_languages(path: Path):
    file = parsed(path.read_text())
    assert file.campaign == path.stem
    assert len(file.rules.zh_hans) == len(file.rules.en)


def test_a_campaign_on_other_days_keeps_its_hours_its_words_and_what_it_gives():
    before = parsed(SPRING)
    after = parsed(shifted(SPRING, before, date(2027, 12, 31)))
    assert (after.starts_at, after.ends_at) == ("2027-12-31T00:00:00+08:00", "2028-01-18T00:00:00+08:00")
    assert (after.dated, after.drops[0].starts_at) == (
        "2027-12-27T10:00:00+08:00",
        "2027-12-30T23:00:00+08:00",
    )
    assert burns(after, 1_000_000)[0].cards == burns(before, 1_000_000)[0].cards
    assert shifted(SPRING, before, date(2026, 2, 6)) == SPRING
    blank = SPRING.replace("T00:", " 00:")
    moved = shifted(blank, parsed(blank), date(2027, 12, 31))
    assert parsed(moved.replace(" 00:", "T00:")) == after, "a time may be written with a blank"


def test_a_comment_that_tells_a_day_of_no_calendar_is_named_and_nothing_is_moved():
    wrong = SPRING + "# until 2026-02-30T10:00\n"
    line = wrong.count("\n")
    with pytest.raises(ValueError, match=f"line {line}: no calendar has 2026-02-30"):
        shifted(wrong, parsed(wrong), date(2027, 12, 31))


def test_spring_is_as_the_facts_say():
    file = parsed(SPRING)
    assert file.budget_fen == 3_000_000_000_00
    assert sum(each.budget_fen for each in file.packets) == 1_000_000_000_00
    assert {each.face_fen for each in file.templates} == {2_500}
    assert file.invites is not None
    assert 1 + file.invites.invites_max == 21


@pytest.mark.parametrize(
    ("old", "new", "code", "line_of"),
    [
        ("face_fen: 2500", "face_fen: 1", "too_small", "face_fen: 1"),
        ("format: 1", "format: 1\ncolour: red", "unknown_key", "colour"),
        ("dated: 2026-02-02T10:00:00+08:00", "dated: 2026-02-30T10:00:00+08:00", "bad_time", "dated"),
        ("dated: 2026-02-02T10:00:00+08:00", "dated: 2026-02-02T10:00:00", "bad_time", "dated"),
        ("budget_fen: 300000000000 ", "budget_fen: 280000000000 ", "over_budget", "budget_fen"),
        ("template: updated", "template: update", "unknown_template", "template: update"),
        ("- id: joining", "- id: joined", "no_joining_card", "- id: joined"),
        ("ways: [code, list]", "ways: [list]", "way_needs", "ways: [list]"),
        ("- id: meals", "- id: tea", "duplicate_id", "- id: tea"),
        ("packet_fen: 10000000 ", "packet_fen: 30000000 ", "packet_sum", "- id: cash"),
        ("odds_ppm: 100000", "odds_ppm: 1000000", "odds_over_one", "amount_fen: 1000000"),
        ("opens_at: 2026-02-06", "opens_at: 2026-02-05", "opens_before_start", "opens_at: 2026-02-05"),
        ("ends_at: 2026-02-06T06", "ends_at: 2026-02-25T06", "outside_campaign", "- id: midnight"),
        ("template: midnight", "template: noon", "unknown_template", "template: noon"),
        ("from_hour: 8, to_hour: 22", "from_hour: 22, to_hour: 8", "hours_empty", "from_hour"),
    ],
)
def test_an_error_is_told_with_its_line_and_in_words(old: str, new: str, code: str, line_of: str):
    text = SPRING.replace(old, new)
    problems = parse_campaign(text)
    assert isinstance(problems, list)
    first = next(each for each in problems if each.code == code)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line_of in line]
    assert first.line in lines
    assert first.column > 0
    for language in (Language.EN, Language.ZH_HANS):
        assert "{" not in explain(first, language)


def test_every_problem_is_reached():
    """Those that no line above reaches are reached here, so that no word is dead."""
    changes = {
        "ends_at: 2026-02-24T00:00:00+08:00 #": "ends_at: 2026-02-05T00:00:00+08:00 #",
        "zh-Hans: 千杯春节请客": "zh-Hant: 千杯",
        "valid_until: 2026-02-24T00:00:00+08:00": "valid_until: 2026-02-24T00:00:00+08:00\n    threshold_fen: 10",
        "starts_at: 2026-02-13T00:00:00+08:00": "starts_at: 2026-02-12T00:00:00+08:00",
    }
    text = SPRING
    for old, new in changes.items():
        text = text.replace(old, new)
    problems = parse_campaign(text)
    assert isinstance(problems, list)
    assert {each.code for each in problems} >= {
        FileProblem.ENDS_BEFORE_START,
        FileProblem.OUTSIDE_CAMPAIGN,
        FileProblem.MISSING_NAME,
        FileProblem.JOINING_CARD_HAS_TERMS,
        FileProblem.WAVES_OVERLAP,
    }


@pytest.mark.parametrize(
    ("old", "new", "loss"),
    [
        ("face_fen: 2500", "face_fen: 2400", Loss.CARD_WORTH_LESS),
        ("valid_until: 2026-02-24", "valid_until: 2026-02-23", Loss.CARD_ENDS_EARLIER),
        ("face_fen: 2500\n    valid_until", "face_fen: 2500\n    stacks: true\n    valid_until", None),
        (
            "id: second-round\n    name: {zh-Hans: 第二轮免",
            "id: third\n    name: {zh-Hans: 第二轮免",
            "parse",
        ),
        ("ends_at: 2026-02-13", "ends_at: 2026-02-12", Loss.WAVE_ENDS_EARLIER),
        ("- id: meals", "- id: food", Loss.WAVE_GONE),
        ("invites_max: 20", "invites_max: 19", Loss.INVITES_LESS),
        ("odds_ppm: 10}", "odds_ppm: 9}", Loss.INVITES_LESS),
        ("budget_fen: 100000000000", "budget_fen: 90000000000", Loss.PACKETS_LESS),
        ("cards: 50000", "cards: 49999", Loss.DROP_CHANGED),
        ("ends_at: 2026-02-06T06", "ends_at: 2026-02-06T05", Loss.DROP_CHANGED),
        ("invites_max: 20", "invites_max: 30", None),
        ("2026-02-24T", "2026-03-01T", None),
    ],
)
def test_a_change_is_refused_exactly_when_it_takes_something_away(
    old: str, new: str, loss: Loss | str | None
):
    if loss == "parse":
        assert isinstance(parse_campaign(SPRING.replace(old, new)), list)
        return
    found = {each.loss for each in worsenings(parsed(SPRING), newer(SPRING, (old, new)))}
    assert found == ({loss} if loss else set())


def test_a_card_that_is_good_in_fewer_places_is_a_loss():
    old, new = parsed(SPRING), newer(SPRING)
    narrower = msgspec.structs.replace(new.templates[1], categories=("tea",))
    changed = msgspec.structs.replace(new, templates=(new.templates[0], narrower, *new.templates[2:]))
    assert [each.loss for each in worsenings(old, changed)] == [Loss.CARD_USED_LESS]
    wider = msgspec.structs.replace(
        changed, version=3, dated="2026-02-08T00:00:00+08:00", templates=new.templates
    )
    assert worsenings(changed, wider) == []


def test_the_same_file_is_not_newer_and_another_campaign_is_another():
    file = parsed(SPRING)
    assert [each.loss for each in worsenings(file, file)] == [Loss.NOT_NEWER]
    other = newer(SPRING, ("campaign: spring-2026", "campaign: summer"))
    assert [each.loss for each in worsenings(file, other)] == [Loss.OTHER_CAMPAIGN]


@pytest.mark.parametrize("people", [0, 100_000, 10_000_000])
def test_a_forecast_never_passes_what_a_wave_may_give(people: int):
    file = parsed(SPRING)
    for burn, wave in zip(burns(file, people), file.waves, strict=True):
        assert burn.cards <= burn.cards_max
        assert burn.money_fen == burn.cards * 2_500
        assert burn.money_max_fen <= wave.budget_fen
        assert (burn.runs_out_at is None) == (burn.cards < burn.cards_max)


def test_pacing_stretches_what_a_crowd_would_take_at_once():
    file = parsed(SPRING)
    crowd = burns(file, 10_000_000)[0]
    unpaced = msgspec.structs.replace(file.waves[0], pacing=type(file.waves[0].pacing)())
    at_once = burns(msgspec.structs.replace(file, waves=(unpaced, *file.waves[1:])), 10_000_000)[0]
    assert at_once.runs_out_at is not None
    assert crowd.runs_out_at is not None
    assert at_once.runs_out_at < datetime.fromisoformat("2026-02-06T05:00:00+08:00")
    assert crowd.runs_out_at > datetime.fromisoformat("2026-02-08T00:00:00+08:00")
