"""Money is integer fen; only the last step before a person's eyes makes it a string."""


def yuan(amount_fen: int) -> str:
    """`1` → `¥0.01`, `-2500` → `-¥25.00`."""
    sign = "-" if amount_fen < 0 else ""
    whole, rest = divmod(abs(amount_fen), 100)
    return f"{sign}¥{whole}.{rest:02d}"
