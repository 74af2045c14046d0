"""What a campaign gives beside orders, in the unreliable world: claims from leases, invites, packets, drops, gifts,
tills.

Two workers claim from leases of their own; they die with what they hold, and the sweeps bring it back.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from uuid import UUID

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Gift, TillSale
from qianbei.drops.contracts import DropPlan
from qianbei.flows import drops, gifts, invites, packets, sweeps, till
from qianbei.flows.claim_batches import ClaimRefusal, Claims
from qianbei.packets.contracts import DeckPlan, Grab, Packet, Took
from qianbei.people import api as people
from qianbei.people.contracts import NewGuest
from qianbei.waves import api as waves
from qianbei.waves.contracts import Run, RunState
from tests.support.town import CELL, NAMES, Guest, Town

PACKET_FEN, SHARES = 5_000, 6
CARDS_OF_A_DROP = 3


class Perks:
    """Every actor is one coroutine that does one thing; `guests` are those who live in the world."""

    def __init__(self, town: Town, random: Random, guests: list[Guest]) -> None:
        self.town, self.random, self.guests = town, random, guests
        self.claims = [Claims(town.database, town.clock, CELL, f"worker {n}") for n in range(2)]
        self.faults: Counter[str] = Counter()
        self.newcomers: list[UUID] = []
        self.gifts: list[UUID] = []
        self.codes: list[str] = []
        self.packets: list[UUID] = []
        self.drops: list[UUID] = []
        self.cash_fen: dict[UUID, int] = {}
        """What people believe to have in their wallets: their last share, also when it was spent."""

    def actors(self) -> list[Callable[[], Awaitable[object]]]:
        return [
            self.arrive, self.claim, self.claim, self.die, self.invite, self.open_packet, self.grab, self.grab,
            self.announce, self.come, self.come, self.queue, self.give, self.take, self.take_back, self.show, self.scan,
            self.sweep,
        ]  # fmt: skip

    async def arrive(self) -> None:
        person_id = self.town.id()
        async with self.town.database.transaction() as tx:
            await people.create_guests(tx, [NewGuest(CELL, person_id, "en", self.town.clock.now())])
        self.newcomers.append(person_id)

    async def claim(self) -> None:
        """A few claim, some of them again, by whichever worker."""
        asked = self.random.sample(self.newcomers, min(len(self.newcomers), 4))
        if asked:
            outcomes = await self.random.choice(self.claims).claim(asked)
            assert all(each is not ClaimRefusal.NO_CAMPAIGN for each in outcomes)

    async def die(self) -> None:
        """A worker is gone with its lease, and comes back knowing nothing, under its name or another one."""
        if self.random.random() < 0.2:
            self.faults["worker_died"] += 1
            names = (f"worker {self.random.randrange(2)}", f"heir {self.random.randrange(100)}")
            new = Claims(self.town.database, self.town.clock, CELL, self.random.choice(names))
            self.claims[self.random.randrange(2)] = new

    async def invite(self) -> None:
        if len(self.guests) < 2:
            return
        invitee, inviter = self.random.sample(self.guests, 2)
        asked = invites.Asked(invitee.person_id, inviter.person_id, (), self.town.clock.now())
        async with self.town.database.transaction() as tx:
            await invites.bind(tx, CELL, self.random, asked)

    async def open_packet(self) -> None:
        if len(self.packets) >= 3 or (self.packets and self.random.random() < 0.7):
            return
        at = self.town.clock.now()
        plan = DeckPlan(self.town.id(), PACKET_FEN, SHARES, 1)
        new = packets.NewPacket(plan, self.town.campaign_id, NAMES, at, at + timedelta(minutes=20))
        self.packets.append(plan.packet_id)  # Its opener may not hear whether it was opened.
        async with self.town.database.transaction() as tx:
            opened = await packets.open_packet(tx, CELL, self.random, new, at)
        assert not isinstance(opened, Packet) or opened.packet_id == plan.packet_id

    async def grab(self) -> None:
        if self.packets and self.guests:
            packet_id = self.random.choice(self.packets)
            grabs = [Grab(packet_id, each.person_id) for each in self.random.sample(self.guests, 1)] * 2
            async with self.town.database.transaction() as tx:
                (took, _) = await packets.grab(tx, CELL, self.random, grabs, self.town.clock.now())
            if isinstance(took, Took):
                self.cash_fen[took.share.person_id] = took.share.amount_fen

    async def announce(self) -> None:
        if len(self.drops) >= 2:
            return
        at = self.town.clock.now()
        plan = DropPlan(self.town.id(), CARDS_OF_A_DROP)
        self.drops.append(plan.drop_id)  # Whoever announces may not hear whether it was.
        async with self.town.database.transaction() as tx:
            run = Run(self.town.campaign_id, "town", RunState.RUNNING, 100, 1)
            await waves.write_run(tx, CELL, run)
            kinds = await campaigns.find_templates(tx, CELL, [self.town.campaign_id])
            times = (at, at + timedelta(minutes=4), at + timedelta(minutes=30))
            new = drops.NewDrop(plan, kinds[self.town.campaign_id], NAMES, *times)
            await drops.announce(tx, CELL, self.random, new, at)

    async def come(self) -> None:
        """Some come to a drop, before its time, in it or after it."""
        await self._at_a_drop(drops.enter)

    async def queue(self) -> None:
        await self._at_a_drop(drops.take)

    async def _at_a_drop(self, step: Callable[..., Awaitable[object]]) -> None:
        people_here = [*self.newcomers, *(guest.person_id for guest in self.guests)]
        if self.drops and people_here:
            drop_id = self.random.choice(self.drops)
            asked = self.random.sample(people_here, min(len(people_here), 3))
            async with self.town.database.transaction() as tx:
                await step(tx, CELL, drop_id, asked, self.town.clock.now())

    async def give(self) -> None:
        giver = self._somebody_with_a_card()
        if giver is not None and giver.card is not None and self.random.random() < 0.3:
            at = self.town.clock.now()
            async with self.town.database.transaction() as tx:
                gift = await gifts.offer(tx, CELL, self.random, giver.person_id, giver.card.card_id, at)
            if isinstance(gift, Gift):
                self.gifts.append(gift.gift_id)

    async def take(self) -> None:
        if self.gifts and self.guests:
            gift_id, taker = self.random.choice(self.gifts), self.random.choice(self.guests)
            async with self.town.database.transaction() as tx:
                await gifts.accept(tx, CELL, gift_id, taker.person_id, self.town.clock.now())

    async def take_back(self) -> None:
        if self.gifts and self.guests:
            gift_id, giver = self.random.choice(self.gifts), self.random.choice(self.guests)
            async with self.town.database.transaction() as tx:
                await gifts.take_back(tx, CELL, gift_id, giver.person_id, self.town.clock.now())

    async def show(self) -> None:
        owner = self._somebody_with_a_card()
        if owner is not None and owner.card is not None and self.random.random() < 0.3:
            at = self.town.clock.now()
            async with self.town.database.transaction() as tx:
                shown = await till.show(tx, CELL, self.random, owner.person_id, owner.card.card_id, at)
            if isinstance(shown, TillSale):
                self.codes.append(shown.code)

    async def scan(self) -> None:
        if self.codes:
            code, amount_fen = self.random.choice(self.codes), self.random.choice((900, 2_500, 4_000))
            scan = till.Scan(code, self.town.store_id, self.town.seller_id, amount_fen)
            async with self.town.database.transaction() as tx:
                await till.redeem(tx, CELL, scan, self.town.clock.now())

    async def sweep(self) -> int:
        """The clock's jobs; how much they found to do."""
        database, random, now = self.town.database, self.random, self.town.clock.now()
        lapsed = await sweeps.close_expired_leases(database, CELL, now)
        self.faults["lease_expired"] += lapsed
        return (
            lapsed
            + await gifts.return_gifts(database, CELL, now)
            + await till.lapse(database, CELL, now)
            + await drops.work(database, CELL, now)
            + await packets.close_ended(database, CELL, random, now)
            + await invites.void_overdue(database, CELL, random, now)
            + await sweeps.expire_pendings(database, CELL, now)
        )

    async def end(self) -> None:
        """A day later: nothing is offered, shown, lent or open any more."""
        self.town.clock.advance(hours=25)
        while await self.sweep():
            pass

    def _somebody_with_a_card(self) -> Guest | None:
        found = [guest for guest in self.guests if guest.card is not None]
        return self.random.choice(found) if found else None
