"""What the accounts of the second held-out set are drawn with, and what a gang pays for."""

from evals.abuse.accounts import DAY_S, Account, Draw

SOLD_FEN = 1_200
"""What a buyer pays a stranger for a cup of twenty-five yuan."""

WALLET_FEN = 4_000
"""A rented payment account in somebody's name, for a week."""

HIRED_FEN = 500
"""What a person wants for a sign-up and an order in their own name."""

OLD_ACCOUNT_FEN = 350
"""An account with a past, number and emulator included."""

LAST_S = 14 * DAY_S


def pool(draw: Draw, what: str, size: int) -> list[str]:
    return [draw.name(what) for _ in range(size)]


def in_time(accounts: list[Account]) -> list[Account]:
    return sorted(accounts, key=lambda each: each.at_s)


def one(draw: Draw, kind: str, group: str, at_s: float, cost_fen: int, **known: object) -> Account:
    """One that shares nothing but what is `known`. Honest when it costs nothing."""
    assert cost_fen < SOLD_FEN
    keys: dict[str, object] = {
        "device": draw.name("device"),
        "agent": draw.agent(),
        "network": draw.carrier(),
        "phone": draw.phone(),
        "door": draw.name("door"),
        "payment": draw.name("pay"),
    }
    keys |= {name: value for name, value in known.items() if value is not None}
    return Account(
        person=draw.person(),
        kind=kind,
        group=group,
        is_farm=cost_fen > 0,
        at_s=at_s,
        cost_fen=cost_fen,
        **keys,  # pyright: ignore[reportArgumentType]
    )
