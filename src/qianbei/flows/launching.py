"""A campaign file becomes a campaign: its money, budgets, kinds of cards and rules, in one transaction.

A newer version changes what is to come and lengthens what people hold; one that takes something away is refused.
"""

from datetime import datetime
from functools import lru_cache
from random import Random
from uuid import UUID

import msgspec

from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import Node, NodeKind, NodeRefusal
from qianbei.campaign_files.changes import Worse, worsenings
from qianbei.campaign_files.forecast import cards_max
from qianbei.campaign_files.parse import parse_campaign
from qianbei.campaign_files.schema import JOINING, CampaignFile, Template, instant
from qianbei.campaign_files.schema import Wave as WaveText
from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import (
    BulkKind,
    BulkPlan,
    Campaign,
    CardTemplate,
    CardTerms,
    Chosen,
    Extent,
    OpenRefusal,
)
from qianbei.db import Tx
from qianbei.drops import api as drops
from qianbei.drops.contracts import DropPlan
from qianbei.flows import bulk, money
from qianbei.flows.campaign import open_campaign
from qianbei.flows.drops import NewDrop, announce
from qianbei.flows.programmes import ProgrammeRefusal, programme_id_of, source_of
from qianbei.invites import api as invites
from qianbei.invites.contracts import InviteRules, Prize
from qianbei.kit.ids import derived_id, new_id
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Place, Transfer, transfer_id
from qianbei.menu.parts import Names
from qianbei.waves import api as waves
from qianbei.waves.contracts import TASK, Run, RunState, Version, Wave, campaign_id_of, node_id_of


class LaunchRefused(Exception):
    """The file cannot be launched: the transaction must not commit. `worse` tells what people would lose."""

    def __init__(self, reason: str, worse: tuple[Worse, ...] = ()) -> None:
        super().__init__(reason)
        self.reason, self.worse = reason, worse


class Launched(msgspec.Struct, frozen=True):
    """What a launch did. `longer` are cards that people hold and that become good for longer."""

    campaign_id: UUID
    version: int
    longer: Extent


async def launch(tx: Tx, cell: int, random: Random, text: str, at: datetime) -> Launched:
    """Launches a checked file, or its newer version. The same file again changes nothing. Raises LaunchRefused."""
    file = parsed(text)
    id_ = campaign_id_of(cell, file.campaign)
    run = await waves.lock_run(tx, cell, id_)
    known = await waves.versions(tx, cell, id_) if run else []
    if known and known[0].text == text:
        return Launched(id_, file.version, Extent(0, 0))
    old = parsed(known[0].text) if known else None
    if run is None:
        await _open(tx, cell, id_, file)
        run = Run(id_, file.campaign, RunState.RUNNING, 100, file.version)
    elif run.state is RunState.CLOSED:
        raise LaunchRefused("closed")
    elif old is not None and old.programme != file.programme:
        raise LaunchRefused("other_programme")
    elif old is not None and (worse := worsenings(old, file)):
        raise LaunchRefused("worse", tuple(worse))
    await waves.write_run(tx, cell, msgspec.structs.replace(run, version=file.version))
    await waves.keep_version(tx, cell, id_, Version(file.version, text, at))
    await _templates(tx, cell, id_, file)
    await _drops(tx, cell, random, id_, file, at)
    await _waves(tx, cell, id_, file, at)
    if file.invites is not None and (old is None or old.invites != file.invites):
        await invites.write_rules(tx, cell, id_, _invite_rules(file), at)
    longer = await _lengthen(tx, cell, random, id_, old, file, at) if old else Extent(0, 0)
    return Launched(id_, file.version, longer)


@lru_cache(maxsize=32)
def parsed(text: str) -> CampaignFile:
    """A file that was checked before it came here."""
    file = parse_campaign(text)
    assert isinstance(file, CampaignFile), file
    return file


async def _open(tx: Tx, cell: int, id_: UUID, file: CampaignFile) -> None:
    joining = file.template(JOINING)
    campaign = Campaign(
        id_,
        _texts(file.name),
        joining.face_fen,
        file.budget_fen,
        instant(file.starts_at),
        instant(joining.valid_until),
    )
    programme_id = _programme_id(cell, file)
    source = await _source(tx, cell, programme_id, file.budget_fen)
    if isinstance(await open_campaign(tx, cell, campaign, source, programme_id), OpenRefusal):
        raise LaunchRefused("another_runs")


def _programme_id(cell: int, file: CampaignFile) -> UUID | None:
    return programme_id_of(cell, file.programme) if file.programme else None


async def _source(tx: Tx, cell: int, programme_id: UUID | None, amount_fen: int) -> Place:
    source = await source_of(tx, cell, programme_id, amount_fen)
    if isinstance(source, ProgrammeRefusal):
        raise LaunchRefused(source.value)
    return source


async def _templates(tx: Tx, cell: int, id_: UUID, file: CampaignFile) -> None:
    kinds = [_kind(id_, each) for each in file.templates if each.id != JOINING]
    outcomes = await campaigns.open_templates(tx, cell, kinds)
    assert all(isinstance(outcome, CardTemplate) for outcome in outcomes), outcomes


def _kind(campaign_id: UUID, template: Template) -> CardTemplate:
    terms = CardTerms(template.threshold_fen, template.categories, (), template.stacks)
    return CardTemplate(
        template_id_of(campaign_id, template),
        campaign_id,
        _texts(template.name),
        template.face_fen,
        instant(template.valid_until),
        terms,
    )


def template_id_of(campaign_id: UUID, template: Template) -> UUID:
    """A template never changes: other content is another id. The joining card's is the campaign's own."""
    if template.id == JOINING:
        return campaign_id
    return derived_id("template", campaign_id, msgspec.json.encode(template).hex())


async def _drops(tx: Tx, cell: int, random: Random, id_: UUID, file: CampaignFile, at: datetime) -> None:
    """Announces the drops that are new, each with its money."""
    ids = {each.id: derived_id("drop", id_, each.id) for each in file.drops}
    known = await drops.find(tx, cell, list(ids.values()))
    new = [each for each in file.drops if ids[each.id] not in known]
    if (
        new
    ):  # All that claims of its waves lock, days among them, in their order: nobody then waits in a ring.
        await budgets.lock_tree(tx, cell, id_)
    for each in new:
        card = file.template(each.template)
        kind = (await campaigns.find_templates(tx, cell, [template_id_of(id_, card)])).popitem()[1]
        times = (instant(each.starts_at), instant(each.opens_at), instant(each.ends_at))
        drop = NewDrop(DropPlan(ids[each.id], each.cards), kind, _texts(each.name), *times)
        if await announce(tx, cell, random, drop, at) is None:
            raise LaunchRefused("drop_not_paid")


async def _waves(tx: Tx, cell: int, id_: UUID, file: CampaignFile, at: datetime) -> None:
    """Opens or changes the waves and their budgets."""
    known = {wave.node_id: wave for wave in await waves.waves_of(tx, cell, id_)}
    made = [_wave(id_, file, wave, known.get(node_id_of(id_, wave.id))) for wave in file.waves]
    names = {node_id_of(id_, wave.id): wave for wave in file.waves}
    new = [
        Node(each.node_id, id_, id_, NodeKind.WAVE, names[each.node_id].id, names[each.node_id].budget_fen, 0)
        for each in made
        if each.node_id not in known
    ]
    for outcome in await budgets.open_nodes(tx, cell, new, at):
        assert isinstance(outcome, Node), outcome
    for node in (await budgets.lock_nodes(tx, cell, list(known))).values():
        cap_fen = names[node.node_id].budget_fen
        changed = await budgets.change_caps(tx, cell, node.node_id, cap_fen, node.cap_count, at)
        if isinstance(changed, NodeRefusal):
            raise LaunchRefused("budget_under_given")
    await waves.write_waves(tx, cell, made)


def _wave(id_: UUID, file: CampaignFile, wave: WaveText, known: Wave | None) -> Wave:
    starts_at, most = instant(wave.starts_at), cards_max(file, wave)
    return Wave(
        node_id=node_id_of(id_, wave.id),
        campaign_id=id_,
        template_id=template_id_of(id_, file.template(wave.template)),
        ways=tuple(way.value for way in wave.ways),
        starts_at=starts_at,
        ends_at=instant(wave.ends_at),
        cards_max=most,
        per_hour=wave.pacing.per_hour,
        from_hour=wave.pacing.from_hour,
        to_hour=wave.pacing.to_hour,
        cups_percent=wave.pacing.cups_percent,
        wanted=(*wave.codes, *(f"{TASK}{task}" for task in wave.tasks)),
        client_version=wave.client_version,
        allowed=min(known.allowed, most) if known else 0,
        paced_at=known.paced_at if known else starts_at,
    )


def _invite_rules(file: CampaignFile) -> InviteRules:
    assert file.invites is not None
    given = file.invites
    return InviteRules(
        invites_max=given.invites_max,
        per_day_max=given.per_day_max,
        vests_within_days=given.vests_within_days,
        rewards_newcomer=given.rewards_newcomer,
        draw_every=given.draw_every,
        prizes=tuple(Prize(each.amount_fen, each.odds_ppm) for each in given.prizes),
    )


async def _lengthen(
    tx: Tx, cell: int, random: Random, id_: UUID, old: CampaignFile, new: CampaignFile, at: datetime
) -> Extent:
    """More money, and later ends: of giving, and of the cards that people hold, which the work role extends."""
    if new.budget_fen > old.budget_fen:
        more, target = transfer_id("fund", id_, new.version), money.budget(id_).place(money.NIL)
        more_fen = new.budget_fen - old.budget_fen
        source = await _source(tx, cell, _programme_id(cell, new), more_fen)
        fund = Transfer(more, source, target, more_fen, "fund", id_, at)
        money.must(await ledger.transfer(tx, cell, [fund]))
    cards, money_fen = 0, 0
    for before in old.templates:
        later = instant(new.template(before.id).valid_until)
        if later <= instant(before.valid_until):
            continue
        if before.id == JOINING:
            await campaigns.end_at(tx, cell, id_, later)
        chosen = Chosen(id_, template_id_of(id_, before))
        reason = f"{new.name.zh_hans or new.name.en} v{new.version}"
        plan = BulkPlan(new_id(at, random), BulkKind.EXTEND, chosen, later, reason, at)
        extent = await bulk.make(tx, cell, plan)
        if not isinstance(extent, Extent):
            raise LaunchRefused("ends_in_the_past")
        await bulk.begin(tx, cell, plan.plan_id)
        cards, money_fen = cards + extent.cards, money_fen + extent.money_fen
    return Extent(cards, money_fen)


def _texts(name: Names) -> dict[str, str]:
    return {"zh-Hans": name.zh_hans or "", "en": name.en or ""}
