"""What a campaign file must be beyond its form: times in order, money enough, everything named that is used."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from qianbei.campaign_files.problems import FileProblem
from qianbei.campaign_files.schema import JOINING, CampaignFile, Drop, Packets, Template, Wave, Way, instant
from qianbei.menu.parts import Names
from qianbei.menu.problems import Path

Finding = tuple[Path, FileProblem, dict[str, str]]
P = FileProblem


def findings(file: CampaignFile) -> list[Finding]:
    """All that is wrong. While a time cannot be read, only that is told."""
    bad_times = list(_bad_times(file))
    if bad_times:
        return bad_times
    return [*_order(file), *_names(file), *_references(file), *_money(file), *_waves(file), *_drops(file)]


def _timed(file: CampaignFile) -> Iterator[tuple[Path, Any]]:
    yield (), file
    for n, wave in enumerate(file.waves):
        yield ("waves", n), wave
    for n, packets in enumerate(file.packets):
        yield ("packets", n), packets
    for n, drop in enumerate(file.drops):
        yield ("drops", n), drop


def _bad_times(file: CampaignFile) -> Iterator[Finding]:
    times = [(("dated",), file.dated)]
    for path, each in _timed(file):
        times += [((*path, "starts_at"), each.starts_at), ((*path, "ends_at"), each.ends_at)]
    times += [(("drops", n, "opens_at"), each.opens_at) for n, each in enumerate(file.drops)]
    times += [(("templates", n, "valid_until"), each.valid_until) for n, each in enumerate(file.templates)]
    for path, text in times:
        if not _is_time(text):
            yield path, P.BAD_TIME, {"text": text[:40]}


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _order(file: CampaignFile) -> Iterator[Finding]:
    for path, each in _timed(file):
        if instant(each.starts_at) >= instant(each.ends_at):
            yield (*path, "ends_at"), P.ENDS_BEFORE_START, {}
        elif (
            not instant(file.starts_at) <= _gives_from(each) < instant(each.ends_at) <= instant(file.ends_at)
        ):
            yield path, P.OUTSIDE_CAMPAIGN, {}
    for n, template in enumerate(file.templates):
        if instant(template.valid_until) < instant(file.starts_at):
            yield ("templates", n, "valid_until"), P.ENDS_BEFORE_START, {}


def _gives_from(each: CampaignFile | Wave | Packets | Drop) -> datetime:
    """People may come to a drop before the campaign begins; it gives when it opens."""
    return instant(each.opens_at if isinstance(each, Drop) else each.starts_at)


def _names(file: CampaignFile) -> Iterator[Finding]:
    lists: list[tuple[str, Sequence[Template | Wave | Packets | Drop]]] = [
        ("templates", file.templates),
        ("waves", file.waves),
        ("packets", file.packets),
        ("drops", file.drops),
    ]
    if not _is_whole(file.name):
        yield ("name",), P.MISSING_NAME, {}
    for name, each_list in lists:
        seen: set[str] = set()
        for n, each in enumerate(each_list):
            if each.id in seen:
                yield (name, n, "id"), P.DUPLICATE_ID, {"id": each.id}
            seen.add(each.id)
            if not _is_whole(each.name):
                yield (name, n, "name"), P.MISSING_NAME, {}


def _is_whole(name: Names) -> bool:
    return name.zh_hans is not None and name.en is not None


def _references(file: CampaignFile) -> Iterator[Finding]:
    known = {template.id: template for template in file.templates}
    joining = known.get(JOINING)
    if joining is None:
        yield ("templates",), P.NO_JOINING_CARD, {}
    elif joining.threshold_fen or joining.categories or not joining.stacks:
        n = file.templates.index(joining)
        yield ("templates", n), P.JOINING_CARD_HAS_TERMS, {}
    for n, drop in enumerate(file.drops):
        if drop.template not in known:
            yield ("drops", n, "template"), P.UNKNOWN_TEMPLATE, {"id": drop.template}
    for n, wave in enumerate(file.waves):
        if wave.template not in known:
            yield ("waves", n, "template"), P.UNKNOWN_TEMPLATE, {"id": wave.template}
        elif Way.JOIN in wave.ways and wave.template != JOINING:
            yield ("waves", n, "ways"), P.WAY_NEEDS, {"way": Way.JOIN.value, "needs": "template: joining"}
        needs = {Way.UPDATE: wave.client_version, Way.CODE: wave.codes, Way.TASK: wave.tasks}
        fields = {Way.UPDATE: "client_version", Way.CODE: "codes", Way.TASK: "tasks"}
        for way, given in needs.items():
            if (way in wave.ways) != bool(given):
                yield ("waves", n, "ways"), P.WAY_NEEDS, {"way": way.value, "needs": fields[way]}


def _money(file: CampaignFile) -> Iterator[Finding]:
    total_fen = sum(wave.budget_fen for wave in file.waves) + sum(each.budget_fen for each in file.packets)
    faces = {template.id: template.face_fen for template in file.templates}
    total_fen += sum(drop.cards * faces.get(drop.template, 0) for drop in file.drops)
    if total_fen > file.budget_fen:
        yield ("budget_fen",), P.OVER_BUDGET, {"total": str(total_fen)}
    for n, each in enumerate(file.packets):
        sound = each.share_min_fen <= each.share_max_fen
        possible = each.shares * each.share_min_fen <= each.packet_fen <= each.shares * each.share_max_fen
        whole = each.packet_fen > 0 and each.budget_fen % each.packet_fen == 0
        if not (sound and possible and whole):
            yield ("packets", n), P.PACKET_SUM, {}
    if file.invites and sum(prize.odds_ppm for prize in file.invites.prizes) > 1_000_000:
        yield ("invites", "prizes"), P.ODDS_OVER_ONE, {}


def _waves(file: CampaignFile) -> Iterator[Finding]:
    """Two waves may run at once only when no way leads into both: then it is plain which budget pays."""
    for n, wave in enumerate(file.waves):
        if wave.pacing.from_hour >= wave.pacing.to_hour:
            yield ("waves", n, "pacing"), P.HOURS_EMPTY, {}
        for other in file.waves[:n]:
            apart = instant(other.ends_at) <= instant(wave.starts_at) or instant(wave.ends_at) <= instant(
                other.starts_at
            )
            if not apart and set(wave.ways) & set(other.ways):
                yield ("waves", n), P.WAVES_OVERLAP, {"id": other.id}


def _drops(file: CampaignFile) -> Iterator[Finding]:
    """A card that is over before the drop ends could not be given."""
    ends = {template.id: instant(template.valid_until) for template in file.templates}
    for n, drop in enumerate(file.drops):
        if instant(drop.starts_at) >= instant(drop.opens_at):
            yield ("drops", n, "opens_at"), P.OPENS_BEFORE_START, {}
        elif instant(drop.ends_at) > ends.get(drop.template, instant(drop.ends_at)):
            yield ("drops", n, "ends_at"), P.CARD_OVER_BEFORE_DROP, {}
