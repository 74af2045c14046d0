"""Every chip that is offered is understood, and does exactly what it says: over all menus of the sandbox."""

import msgspec
import pytest

from qianbei.agent import suggestions
from qianbei.agent.city import City
from qianbei.agent.speech import Speech
from qianbei.kit.words import Language
from qianbei.menu import Choice, LineChoice, LineFault, Menu, price_line
from qianbei.reader import api as reader
from qianbei.reader.contracts import Draft, DraftLine, Intent
from tests.support.talk import Talk

LANGUAGES = list(Language)


def plain_line(menu: Menu, item: str) -> LineChoice | None:
    """The item with the first option of each group that must be answered; None when it can't be had."""
    groups = menu.resolved[item].groups.values()
    asked = [g for g in groups if g.min > len(g.defaults) and not g.when]
    line = LineChoice(item, options=tuple(Choice(g.id, next(iter(g.options))) for g in asked))
    return None if isinstance(price_line(menu, line), LineFault) else line


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_by_chip_changes_exactly_that(sandbox: City, language: Language) -> None:
    speech, wrong, seen = Speech(language), [], 0
    for compiled, stores in zip(sandbox.compiled.menus, sandbox.compiled.stores_of, strict=True):
        for item in compiled.menu.items:
            line = plain_line(compiled.menu, item.id)
            for change in suggestions.changes(speech, compiled.menu, line) if line else ():
                assert line is not None, item.id
                draft = Draft((DraftLine(line),), stores[0])
                turn = reader.read(sandbox.compiled, draft, change.chip.say, language)
                after = reader.apply(draft, turn)
                seen += 1
                if (after.lines, turn.unread, turn.fault) != ((DraftLine(change.line),), (), None):
                    wrong.append((item.id, change.chip.say, turn.fault, turn.unread))
    assert wrong == []
    assert seen > 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_on_the_menu_is_an_order_for_it(sandbox: City, language: Language) -> None:
    talk = Talk(sandbox, language)
    for words in [chip.say for chip in talk.say(said("menu", language)).chips]:
        fresh = Talk(sandbox, language)
        reply = fresh.say(words)
        menu = sandbox.menus[key_of(fresh)]
        assert menu.item_name(fresh.draft.lines[0].choice.item, language) == words
        assert reply.offer is not None or reply.chips


def key_of(talk: Talk):
    assert talk.draft.store is not None
    key = talk.city.menu_key_of(talk.draft.store)
    assert key is not None
    return key


def said(chip: str, language: Language) -> str:
    return Speech(language).say(f"chip.{chip}.say")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_orders_itself_whole(sandbox: City, language: Language) -> None:
    talk = Talk(sandbox, language)
    example = talk.say(said("help", language)).chips[0]
    reply = talk.say(example.say)
    assert reply.offer is not None
    assert len(talk.draft.lines[0].choice.options) >= 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("chip", "intent"),
    [
        ("menu", Intent.MENU),
        ("help", Intent.HELP),
        ("other_store", Intent.OTHER_STORE),
        ("start_over", Intent.START_OVER),
        ("yes_rest", Intent.CONFIRM),
    ],
)
def test_a_plain_chip_means_what_it_says(
    sandbox: City, language: Language, chip: str, intent: Intent
) -> None:
    speech = Speech(language)
    for words in (speech.chip(chip).label, speech.chip(chip).say):
        talk = Talk(sandbox, language)
        assert talk.scene(words).read_words().intent is intent, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_more_counts_one_more(sandbox: City, language: Language) -> None:
    talk = Talk(sandbox, language)
    talk.say(talk.say(said("help", language)).chips[0].say)
    before = talk.draft.lines[0].choice
    talk.say(said("one_more", language))
    assert [line.choice for line in talk.draft.lines] == [msgspec.structs.replace(before, quantity=2)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_alternative_moves_the_same_cart_to_its_shop(sandbox: City, language: Language) -> None:
    talk = Talk(sandbox, language)
    first = talk.say(talk.say(said("help", language)).chips[0].say)
    assert first.alternatives
    for alternative in first.alternatives:
        reply = talk.say(alternative.say)
        assert reply.offer is not None, alternative.say
        assert reply.offer.store_id == alternative.store_id
        assert reply.offer.total_fen == alternative.total_fen
