"""What a customer is answered about orders."""

import msgspec

from qianbei.views.orders import OrderView


class OrdersBody(msgspec.Struct, frozen=True):
    """Newest first."""

    orders: list[OrderView]
