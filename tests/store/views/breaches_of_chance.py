"""Breaches of red packets, payouts, invites and draws."""

from uuid import UUID

from qianbei.flows import draws, invites
from qianbei.invites import api as door
from qianbei.invites.contracts import Binding, InviteRules
from qianbei.kit.clock import city_day
from qianbei.packets.contracts import Packet, Payout
from tests.store.views.breaches import breaks
from tests.store.views.scene import Scene, account_of, moved
from tests.support.inviting import bound, handed_over, ruled
from tests.support.pockets import grabbed, opened, rich, wanted
from tests.support.town import CELL, Guest, cardless


async def packet_in(scene: Scene) -> Packet:
    packet = await opened(scene.town)
    assert isinstance(packet, Packet)
    return packet


@breaks("packet_shares_sum_to_the_packet")
async def a_share_taken_out_of_turn(scene: Scene) -> str:
    packet = await packet_in(scene)
    await grabbed(scene.town, packet, scene.town.id())
    await scene.plant(
        "with first as (update packets.shares set person_id = null, taken_at = null where place = 0)"
        " update packets.shares set person_id = packet_id, taken_at = '2031-05-20T04:00:00Z' where place = 3"
    )
    return str(packet.packet_id)


@breaks("packets_hold_what_nobody_took")
async def money_that_left_a_packet_for_nobody(scene: Scene) -> str:
    packet = await packet_in(scene)
    await moved(scene, await account_of(scene, "packet"), await account_of(scene, "programme"), 5)
    return str(packet.packet_id)


@breaks("payouts_and_money_agree")
async def a_payout_that_is_said_to_be_paid(scene: Scene) -> str:
    person_id = scene.town.id()
    await grabbed(scene.town, await packet_in(scene), person_id)
    payout = await wanted(scene.town, person_id, 1)
    assert isinstance(payout, Payout)
    await scene.plant("update packets.payouts set state = 'paid', next_ask_at = null")
    return str(payout.payout_id)


@breaks("decks_are_what_was_committed")
async def two_shares_that_changed_places(scene: Scene) -> str:
    packet = await packet_in(scene)
    await scene.plant(
        "update packets.shares as share set amount_fen = other.amount_fen from packets.shares as other"
        " where share.place + other.place = 1 and share.place <> other.place"
    )
    return f"{packet.packet_id} shares_differ_from_the_deck"


async def invited(scene: Scene, **rules: int) -> tuple[Guest, Guest]:
    """A host and the newcomer they bound."""
    await ruled(scene.town, InviteRules(prizes=(), **rules))
    host, guest = await scene.town.guests(2)
    assert isinstance(await bound(scene.town, guest, host), Binding)
    return host, guest


async def vested(scene: Scene, **rules: int) -> tuple[Guest, Guest]:
    host, guest = await invited(scene, **rules)
    at = scene.town.clock.now()
    due = invites.Due(guest.person_id, await handed_over(scene.town, guest), at)
    async with scene.town.database.transaction() as tx:
        await door.code_of(tx, CELL, b"p" * 32, host.person_id, at)
        assert await invites.vest(tx, CELL, scene.town.random, [due], at)
    return host, guest


async def drawn(scene: Scene, host: UUID) -> None:
    async with scene.town.database.transaction() as tx:
        await draws.draw(tx, CELL, scene.town.random, host, scene.town.clock.now())


@breaks("invites_have_their_promise_kept_back")
async def a_promise_larger_than_what_was_kept_back(scene: Scene) -> str:
    await invited(scene)
    await scene.plant("update invites.bindings set piece_fen = piece_fen + 1")
    return str(scene.town.campaign_id)


@breaks("vested_invites_gave_their_cards")
async def a_vested_invite_without_a_card(scene: Scene) -> str:
    host, _ = await vested(scene)
    await scene.plant(
        "update campaigns.cards set source_kind = 'task' where source_kind = 'invite' and person_id = %(id)s::uuid",
        id=host.person_id,
    )
    return str(host.person_id)


@breaks("draws_were_earned_and_paid")
async def a_draw_that_nobody_earned(scene: Scene) -> str:
    host, guest = await vested(scene, draw_every=1)
    await drawn(scene, host.person_id)
    await scene.plant("update invites.bindings set ended_day = ended_day - 1")
    assert guest
    return str(host.person_id)


@breaks("draws_are_what_was_committed")
async def a_seed_that_is_not_the_one_committed(scene: Scene) -> str:
    host, _ = await vested(scene, draw_every=1)
    await drawn(scene, host.person_id)
    await scene.plant("update invites.days set commitment = seed")
    return f"{host.person_id} {city_day(scene.town.clock.now())} 1"


@breaks("invites_within_the_rules")
async def one_invite_more_than_allowed(scene: Scene) -> str:
    host, _ = await invited(scene)
    await bound(scene.town, await scene.town.guest(), host)
    await scene.plant("update invites.rules set rules = jsonb_set(rules, '{invites_max}', '1')")
    return str(host.person_id)


@breaks("invites_make_no_ring")
async def a_ring_of_two(scene: Scene) -> str:
    host, _ = await invited(scene)
    await scene.plant(
        "insert into invites.bindings (cell, invitee_id, inviter_id, campaign_id, template_id, piece_fen,"
        " rewards_newcomer, rules_version, state, bound_at, vests_by, ended_at, ended_day)"
        " select cell, inviter_id, invitee_id, campaign_id, template_id, piece_fen, rewards_newcomer,"
        " rules_version, 'voided', bound_at, vests_by, bound_at, bound_at::date from invites.bindings"
    )
    return str(host.person_id)


@breaks("wallet_cash_follows_its_order")
async def cash_that_an_order_did_not_keep_back(scene: Scene) -> str:
    guest = await rich(scene.town, cardless(await scene.town.guest()), 600)
    order_id = await scene.town.placed(guest)
    await scene.plant(
        "update ledger.pendings set resolution = 'voided', resolved_at = at where subject_id = %(id)s::uuid",
        id=order_id,
    )
    await scene.plant("update ledger.balances set pending_fen = 0 where pending_fen = 600")
    return str(order_id)
