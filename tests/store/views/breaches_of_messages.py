"""Breaches of the messages that go outside."""

from datetime import timedelta

from qianbei.flows.sending import send_some
from qianbei.messages import api as messages
from qianbei.messages.contracts import Channel, Kind, Telling
from tests.store.views.breaches import breaks
from tests.store.views.scene import Scene
from tests.support.outside import Recorder, sending, wants
from tests.support.town import CELL


async def sent(scene: Scene) -> str:
    """A message that went to the first guest's browser."""
    person_id = scene.guests[0].person_id
    await wants(scene.town, person_id)
    telling = Telling(person_id, Kind.CARDS_RECALLED, "k", scene.town.clock.now())
    async with scene.town.database.transaction() as tx:
        await messages.enqueue(tx, CELL, [telling])
    scene.town.clock.advance(minutes=1)
    assert await send_some(scene.town.database, sending(scene.town, Recorder()), Channel.WEB_PUSH) == 1
    return str(telling.message_id)


@breaks("nothing_was_sent_to_who_opted_out")
async def an_opt_out_that_was_not_heard(scene: Scene) -> str:
    message_id = await sent(scene)
    since = scene.town.clock.now() - timedelta(minutes=10)
    await scene.plant(
        "insert into messages.opt_outs (cell, person_id, channel, since)"
        " values (1, %(person)s, 'web_push', %(since)s)",
        person=scene.guests[0].person_id,
        since=since,
    )
    return message_id


@breaks("sends_are_of_one_message_and_its_person")
async def a_message_that_went_to_somebody_else(scene: Scene) -> str:
    message_id = await sent(scene)
    await scene.plant("update messages.sends set person_id = %(other)s", other=scene.guests[1].person_id)
    return message_id
