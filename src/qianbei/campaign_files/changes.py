"""What a newer file takes away from people: then it is refused. Rules do not move under people's feet."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from qianbei.campaign_files.schema import JOINING, CampaignFile, Invites, Template, instant


class Loss(StrEnum):
    """Why a newer file may not be launched."""

    OTHER_CAMPAIGN = "other_campaign"
    NOT_NEWER = "not_newer"
    ENDS_EARLIER = "ends_earlier"
    CARD_GONE = "card_gone"
    CARD_WORTH_LESS = "card_worth_less"
    CARD_ENDS_EARLIER = "card_ends_earlier"
    CARD_USED_LESS = "card_used_less"
    WAVE_GONE = "wave_gone"
    WAVE_ENDS_EARLIER = "wave_ends_earlier"
    PACKETS_LESS = "packets_less"
    DROP_CHANGED = "drop_changed"
    INVITES_LESS = "invites_less"
    BUDGET_LESS = "budget_less"


class Worse(msgspec.Struct, frozen=True):
    """One loss; `of` is the id of the template, wave, packets or drop, "" for the whole."""

    loss: Loss
    of: str = ""


def worsenings(old: CampaignFile, new: CampaignFile) -> list[Worse]:
    """All that `new` would take away from who was promised `old`. Empty: it may be launched."""
    found = [Worse(loss) for loss in _of_the_whole(old, new)]
    cards = {each.id: each for each in new.templates}
    for template in old.templates:
        found += [Worse(loss, template.id) for loss in _of_a_card(template, cards.get(template.id))]
    waves = {each.id: each for each in new.waves}
    for wave in old.waves:
        later = waves.get(wave.id)
        if later is None:
            found.append(Worse(Loss.WAVE_GONE, wave.id))
        elif instant(later.ends_at) < instant(wave.ends_at):
            found.append(Worse(Loss.WAVE_ENDS_EARLIER, wave.id))
    packets = {each.id: each.budget_fen for each in new.packets}
    found += [
        Worse(Loss.PACKETS_LESS, each.id) for each in old.packets if packets.get(each.id, 0) < each.budget_fen
    ]
    # Its draw is committed to and its money set aside: an announced drop is what it was said to be.
    found += [Worse(Loss.DROP_CHANGED, each.id) for each in old.drops if each not in new.drops]
    return found


def _of_the_whole(old: CampaignFile, new: CampaignFile) -> Iterator[Loss]:
    if new.campaign != old.campaign:
        yield Loss.OTHER_CAMPAIGN
    if new.version <= old.version or instant(new.dated) <= instant(old.dated):
        yield Loss.NOT_NEWER
    if instant(new.ends_at) < instant(old.ends_at):
        yield Loss.ENDS_EARLIER
    if new.budget_fen < old.budget_fen:
        yield Loss.BUDGET_LESS
    if old.invites is not None and _is_worse(old.invites, new.invites):
        yield Loss.INVITES_LESS


def _of_a_card(old: Template, new: Template | None) -> Iterator[Loss]:
    if new is None:
        yield Loss.CARD_GONE
        return
    if new.face_fen < old.face_fen or (old.id == JOINING and new.face_fen != old.face_fen):
        yield Loss.CARD_WORTH_LESS
    if instant(new.valid_until) < instant(old.valid_until):
        yield Loss.CARD_ENDS_EARLIER
    narrower = bool(new.categories) and not (old.categories and set(old.categories) <= set(new.categories))
    if new.threshold_fen > old.threshold_fen or narrower or (old.stacks and not new.stacks):
        yield Loss.CARD_USED_LESS


def _is_worse(old: Invites, new: Invites | None) -> bool:
    if new is None:
        return True
    fewer = new.invites_max < old.invites_max or new.per_day_max < old.per_day_max
    later = new.vests_within_days < old.vests_within_days or new.draw_every > old.draw_every
    odds = {prize.amount_fen: prize.odds_ppm for prize in new.prizes}
    poorer = any(odds.get(prize.amount_fen, 0) < prize.odds_ppm for prize in old.prizes)
    return fewer or later or poorer or (old.rewards_newcomer and not new.rewards_newcomer)
