"""The quick form: the usual, the three nearest, the cheapest. Each is one tap and needs no understanding at all.

Offered while many people wait, understood at any time. What may be had so is what stands first on a menu and needs no
choice. Deliberately absent: favourites and ratings, which nobody here keeps.
"""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from qianbei.agent import finding, offering
from qianbei.agent.no_quote import NoQuote
from qianbei.agent.quoted import Preference, Quoted, Wish
from qianbei.agent.scene import CHIPS_MAX, Reply, Scene
from qianbei.agent.speech import CATALOGUE
from qianbei.agent.state import Draft
from qianbei.kit.words import Language
from qianbei.menu import LineChoice, LinePrice, Menu, price_line
from qianbei.reader.contracts import DraftLine, OrderBy

CHIPS = ("usual", "three_nearest", "cheapest")
ITEMS_LOOKED_AT = 8
"""Of each menu, from its top: what a shop sells most stands there, bags and straws do not."""

_BY = {
    CATALOGUE.say(language, f"chip.{chip}.say"): order_by
    for chip, order_by in (("three_nearest", OrderBy.NEAREST), ("cheapest", OrderBy.CHEAPEST))
    for language in Language
}


def asked(scene: Scene) -> OrderBy | None:
    """Which list the words tap for; the usual is read like any words."""
    return _BY.get(scene.words.strip())


def listed(scene: Scene, draft: Draft, order_by: OrderBy) -> Reply:
    """Three shops with something to have from each, as a list to tap on; the cart stays as it is."""
    if scene.quoter is None:
        return offering.say(scene, draft, "no_door")
    found = scene.quoter.best(_wishes(scene, order_by), Preference(order_by))
    if isinstance(found, NoQuote):
        return offering.refusal(scene, draft, found, (), scene.speech.chips("menu"))
    return _shown(scene, draft, found)


def with_chips(scene: Scene, reply: Reply) -> Reply:
    """The reply with the form's chips first, while there is nothing on the table."""
    if not scene.is_form or reply.offer is not None or reply.draft.lines or asked(scene):
        return reply
    return replace(reply, chips=(*scene.speech.chips(*CHIPS), *reply.chips)[:CHIPS_MAX])


def _shown(scene: Scene, draft: Draft, found: Sequence[Quoted]) -> Reply:
    offers = [each.offer for each in found]
    chips = tuple(finding.order_it(scene, offer, scene.speech.name(offer.lines[0].name)) for offer in offers)
    return Reply(draft, (scene.speech.say("found", offers=finding.offers_text(scene, offers)),), chips=chips)


def _wishes(scene: Scene, order_by: OrderBy) -> list[Wish]:
    """One thing to have of each menu that is sold now: its first, or its cheapest."""
    wishes = []
    for compiled, sold_at in zip(scene.city.compiled.menus, scene.city.compiled.stores_of, strict=True):
        plain = _plain(compiled.menu)
        if plain:
            line = min(plain, key=lambda each: each.total_fen) if order_by is OrderBy.CHEAPEST else plain[0]
            wishes.append(Wish(tuple(map(UUID, sold_at)), (DraftLine(line.choice),)))
    return wishes


def _plain(menu: Menu) -> list[LinePrice]:
    """What stands at the top of a menu and can be had as it is made."""
    top = [item.id for item in menu.items if item.available][:ITEMS_LOOKED_AT]
    priced = [price_line(menu, LineChoice(item)) for item in top]
    return [line for line in priced if isinstance(line, LinePrice)]
