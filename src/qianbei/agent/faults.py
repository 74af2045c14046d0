"""What could not be done with the words, in words: nothing is guessed, and nothing was changed by them."""

from collections.abc import Sequence
from uuid import UUID

from qianbei.agent.scene import Scene
from qianbei.agent.state import Draft
from qianbei.menu import LineFault, LineFaultReason, Menu
from qianbei.reader.contracts import TurnFault

_WITH_CHOICES = {TurnFault.NOT_FOUND, TurnFault.OPTION_NOT_OFFERED, TurnFault.AMBIGUOUS}
"""Said differently when there is nothing to choose from."""


def fault_text(
    scene: Scene, draft: Draft, fault: TurnFault | None, unread: Sequence[str], *, offers_choices: bool
) -> str:
    """The sentence for a fault; without one, for words that mean nothing here."""
    words = scene.speech.quoted(unread or (scene.words,))
    if fault is TurnFault.NOTHING_TO_CHANGE and unread:
        fault = None
    if fault is TurnFault.NOTHING_TO_CHANGE and not draft.lines:
        return scene.speech.say("nothing_yet")
    if fault is None:
        return scene.speech.say("not_understood", words=words) if words else scene.speech.say("nothing_said")
    alone = "_alone" if fault in _WITH_CHOICES and not offers_choices else ""
    return scene.speech.say(f"{fault.value}{alone}", words=words)


def line_refused(scene: Scene, fault: LineFault, store: UUID | None) -> str:
    """Why the menu does not allow a line as it was said, by the names on the menu."""
    menu = _menu_with(scene, fault.ids[0], store)
    if menu is None:
        return scene.speech.say("not_priced")
    parts = _names_of(scene, menu, fault)
    return scene.speech.say(f"refused.{fault.reason.value}", names=scene.speech.say("and").join(parts))


def _menu_with(scene: Scene, item: str, store: UUID | None) -> Menu | None:
    if store is not None:
        menu = scene.menu_of(store)
        return menu if item in menu.resolved else None
    menus = (compiled.menu for compiled in scene.city.compiled.menus)
    return next((menu for menu in menus if item in menu.resolved), None)


def _names_of(scene: Scene, menu: Menu, fault: LineFault) -> list[str]:
    """The names of a fault's ids: the options concerned, else the group, else the item."""
    item, *rest = fault.ids
    groups, language = menu.resolved[item].groups, scene.speech.language
    pairs = zip(rest[::2], rest[1::2], strict=False)
    options = [
        groups[group].options[option].name.of(language)
        for group, option in pairs
        if group in groups and option in groups[group].options
    ]
    if options:
        return options
    if fault.reason is LineFaultReason.TOO_MANY and rest and rest[0] in groups:
        return [groups[rest[0]].group.name.of(language)]
    return [menu.item_name(item, language)]
