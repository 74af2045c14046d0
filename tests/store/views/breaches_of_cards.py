"""Breaches of what gifts, till sales and ends of cards promise."""

from datetime import timedelta

from qianbei.campaigns.contracts import Gift
from qianbei.flows import gifts
from qianbei.flows.expire_cards import expire_cards
from tests.store.views.breaches import breaks
from tests.store.views.scene import Scene
from tests.support.town import CELL

GIFT = (
    "insert into campaigns.gifts (cell, gift_id, card_id, giver_id, state, offered_at, ends_at) values"
    " (1, %(id)s::uuid, %(card)s::uuid, %(id)s::uuid, 'offered', '2031-05-20T04:00:00Z', '2031-05-21T04:00:00Z')"
)
SALE = (
    "insert into campaigns.till_sales (cell, sale_id, card_id, person_id, code, state, shown_at, ends_at) values"
    " (1, %(id)s::uuid, %(card)s::uuid, %(id)s::uuid, '1', 'shown', '2031-05-20T04:00:00Z', '2031-05-21T04:00:00Z')"
)


@breaks("gifts_and_cards_agree")
async def a_gift_whose_card_is_free(scene: Scene) -> str:
    gift_id = scene.town.id()
    await scene.plant(GIFT, id=gift_id, card=scene.card(2))
    return str(gift_id)


@breaks("gifted_cards_have_one_taker")
async def a_card_given_to_nobody(scene: Scene) -> str:
    town, (_, _, giver, taker) = scene.town, scene.guests
    async with town.database.transaction() as tx:
        gift = await gifts.offer(tx, CELL, town.random, giver.person_id, scene.card(2), town.clock.now())
        assert isinstance(gift, Gift)
        await gifts.accept(tx, CELL, gift.gift_id, taker.person_id, town.clock.now())
    await scene.plant("delete from campaigns.gifts")
    return str(scene.card(2))


@breaks("till_sales_and_cards_agree")
async def a_code_at_a_till_whose_card_is_free(scene: Scene) -> str:
    sale_id = scene.town.id()
    await scene.plant(SALE, id=sale_id, card=scene.card(2))
    return str(sale_id)


@breaks("expired_cards_were_over")
async def a_card_ended_before_its_time(scene: Scene) -> str:
    await expire_cards(scene.town.database, CELL, scene.town.clock.now() + timedelta(days=11))
    await scene.plant(
        "update campaigns.cards set valid_until = valid_until + interval '30 days' where card_id = %(id)s::uuid",
        id=scene.card(2),
    )
    return str(scene.card(2))


@breaks("every_free_card_is_looked_at_when_its_end_comes")
async def a_card_that_would_never_end(scene: Scene) -> str:
    await scene.plant(
        "update campaigns.cards set sweep_at = null where card_id = %(id)s::uuid", id=scene.card(2)
    )
    return str(scene.card(2))
