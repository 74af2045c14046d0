"""Which tools work, as the system knows it, and what is true and safe while one does not.

No model is asked what it can do. With a tool down a reply still tells the cart, the card, the order under way with
its number and its time, and the next step; it never claims a success and never sends the person away.
"""

from msgspec.structs import replace

from qianbei.agent.after import standing
from qianbei.agent.offering import cart_told
from qianbei.agent.scene import Reply, Scene
from qianbei.agent.tools import Tool


def held(scene: Scene, reply: Reply) -> Reply:
    """The reply as far as the tools allow it: no offer that a tap could not place, no silence of a payer unsaid."""
    if not scene.down:
        return reply
    if reply.offer is not None and Tool.INTAKE in scene.down:
        reply = _kept(scene, reply)
    elif reply.offer is not None and Tool.PAYER in scene.down:
        reply = replace(reply, texts=(*reply.texts, scene.speech.say("hands.payer")))
    told = " ".join(reply.texts)
    missing = [sentence for sentence in standing(scene) if sentence not in told]
    return replace(reply, texts=(*reply.texts, scene.speech.sentences(*missing))) if missing else reply


def _kept(scene: Scene, reply: Reply) -> Reply:
    """The cart and its price are told, and that it can't be placed yet."""
    assert reply.offer is not None, "asked by held"
    cart = cart_told(scene, reply.draft, reply.offer)
    text = scene.speech.sentences(scene.speech.say("hands.intake", cart=cart), scene.card_kept)
    chips = (scene.speech.again(), *scene.speech.chips("start_over"))
    return replace(reply, texts=(text,), offer=None, alternatives=(), chips=chips)
