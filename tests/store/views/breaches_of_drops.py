"""Breaches of drops."""

from uuid import UUID

from tests.store.views.breaches import breaks
from tests.store.views.scene import Scene, account_of, moved
from tests.support.dropping import drawn, winners, worked


@breaks("drops_hold_what_was_not_given")
async def money_that_left_a_drop_for_nobody(scene: Scene) -> str:
    drop = await drawn(scene.town, cards=7)
    await worked(scene.town, drop)
    await moved(scene, await account_of(scene, "drop"), await account_of(scene, "programme"), 5)
    return str(drop.drop_id)


@breaks("drop_cards_lie_in_places")
async def a_card_for_somebody_who_was_not_there(scene: Scene) -> str:
    drop = await drawn(scene.town)
    await worked(scene.town, drop)
    person_id = min(await winners(scene.town, drop))
    await scene.plant(
        "update drops.places set late = true, person_id = gen_random_uuid() where person_id = %(id)s::uuid",
        id=person_id,
    )
    await scene.plant(
        "update drops.drops set (places, root) = (4, (select sha256(string_agg(tag, ''::bytea order by tag))"
        " from drops.places where not late))"
    )
    query = f"select card_id::text from campaigns.cards where person_id = '{person_id}'"
    await _redrawn(scene, drop.drop_id)
    return (await scene.town.rows(query))[0][0]


async def _redrawn(scene: Scene, drop_id: UUID) -> None:
    """The cutoff is again what the places that are left make, so that the draw itself is not found fault with."""
    await scene.plant(
        "update drops.drops as d set cutoff = coalesce((select t from (select sha256(d.seed || d.root || tag) as t"
        " from drops.places where drop_id = d.drop_id and not late order by t offset d.cards - 1 limit 1) as x),"
        " decode(repeat('ff', 32), 'hex')), after_tag = '' where drop_id = %(id)s::uuid",
        id=drop_id,
    )


@breaks("lots_are_what_was_committed")
async def a_winner_who_was_chosen_by_hand(scene: Scene) -> str:
    drop = await drawn(scene.town)
    await worked(scene.town, drop)
    await scene.plant("update drops.drops set cutoff = decode(repeat('ff', 32), 'hex')")
    return f"{drop.drop_id} winners_differ_from_the_draw"
