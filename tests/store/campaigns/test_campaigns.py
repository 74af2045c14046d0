"""Campaigns and cards on real rows."""

from datetime import timedelta
from uuid import UUID

import pytest

from qianbei.campaigns import api, store
from qianbei.campaigns.contracts import (
    Campaign,
    Card,
    CardEvent,
    CardMove,
    CardRefusal,
    CardState,
    Issued,
    IssueRefusal,
    IssueRequest,
    OpenCampaign,
    OpenRefusal,
    joining,
)
from qianbei.db import Query, Tx
from qianbei.db.errors import CheckViolation

pytestmark = pytest.mark.anyio

CELL = 1
NAME = {"zh-Hans": "云汀喝起来", "en": "Yunting drinks"}
PEOPLE = [UUID(int=n) for n in (1, 2, 3)]
ORDER, OTHER = UUID(int=50), UUID(int=51)


@pytest.fixture
async def campaign(tx: Tx, clock) -> Campaign:
    at = clock.now()
    made = Campaign(UUID(int=90), NAME, 2_500, 10_000, at, at + timedelta(days=1))
    assert await api.open_campaign(tx, OpenCampaign(CELL, made)) == made
    return made


async def issued(tx: Tx, campaign: Campaign, at) -> list:
    template, source = joining(campaign)
    asked = [IssueRequest(CELL, person, source, at) for person in PEOPLE]
    return await api.issue(tx, template, asked)


async def test_one_campaign_runs_at_a_time_and_the_same_again_is_the_same(tx: Tx, campaign: Campaign):
    assert await api.open_campaign(tx, OpenCampaign(CELL, campaign)) == campaign
    other = Campaign(UUID(int=91), NAME, 1, 1, campaign.starts_at, campaign.ends_at)
    assert await api.open_campaign(tx, OpenCampaign(CELL, other)) is OpenRefusal.RUNNING
    assert await api.open_campaign(tx, OpenCampaign(CELL + 1, other)) == other
    assert await api.running(tx, CELL, campaign.starts_at) == campaign
    assert await api.running(tx, CELL, campaign.ends_at) is None


async def test_a_person_has_one_card_and_gets_it_again(tx: Tx, campaign: Campaign, clock):
    first = await issued(tx, campaign, clock.now())
    assert all(isinstance(each, Issued) and each.created for each in first)
    clock.advance(hours=1)
    again = await issued(tx, campaign, clock.now())
    assert [(each.card, each.created) for each in again] == [(each.card, False) for each in first]
    assert await api.issue(tx, joining(campaign)[0], []) == []


async def test_a_card_from_when_ids_were_made_otherwise_is_still_that_person_s(
    tx: Tx, campaign: Campaign, clock
):
    await issued(tx, campaign, clock.now())
    old = Query("test.old", "update campaigns.cards set card_id = %(old)s where person_id = %(person)s")
    assert await tx.run(old, {"old": OTHER, "person": PEOPLE[1]}) == 1
    again = await issued(tx, campaign, clock.now())
    assert [each.created for each in again] == [False] * 3
    assert again[1].card.card_id == OTHER


async def test_after_the_end_nobody_gets_a_card_who_has_none(tx: Tx, campaign: Campaign):
    assert await issued(tx, campaign, campaign.ends_at) == [IssueRefusal.ENDED] * 3


async def test_a_card_moves_with_its_history_and_a_refused_move_leaves_it(tx: Tx, campaign: Campaign, clock):
    card_ids = [each.card.card_id for each in await issued(tx, campaign, clock.now())]
    locked = await api.lock_cards(tx, CELL, card_ids[::-1])
    assert list(locked) == sorted(card_ids)
    moves = [
        CardMove(card_ids[0], CardEvent.HOLD, ORDER, clock.now(), "order_placed"),
        CardMove(card_ids[1], CardEvent.REDEEM, ORDER, clock.now(), "store_confirmed"),
        CardMove(OTHER, CardEvent.HOLD, ORDER, clock.now(), "order_placed"),
    ]
    held, refused, unknown = await api.move(tx, CELL, locked, moves)
    assert isinstance(held, Card)
    assert (held.state, held.order_id, held.moves) == (CardState.HELD, ORDER, 1)
    assert (refused, unknown) == (CardRefusal.USED, CardRefusal.UNKNOWN)
    now = await api.find_cards(tx, CELL, card_ids)
    assert now[card_ids[0]] == held
    assert [now[card_id] for card_id in card_ids[1:]] == [locked[card_id] for card_id in card_ids[1:]]


async def test_the_table_holds_that_a_held_card_names_an_order(tx: Tx, campaign: Campaign, clock):
    card = (await issued(tx, campaign, clock.now()))[0].card
    broken = Card(*[getattr(card, name) for name in Card.__struct_fields__[:4]], CardState.HELD, None,
                  card.valid_until, card.issued_at, 1, card.template_id)  # fmt: skip
    move = CardMove(card.card_id, CardEvent.HOLD, ORDER, clock.now(), "planted")
    with pytest.raises(CheckViolation):
        await store.write_moves(tx, CELL, [card], [broken], [move])
