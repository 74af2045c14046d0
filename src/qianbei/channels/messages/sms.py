"""SMS through any gateway: POST {"id", "to", "text"} to its address, signed, with the id as Idempotency-Key.

The gateway answers 2xx when it took the text, 404 or 410 when there is no such number, another 4xx when it will never take
it; everything else is asked again under the same id, so a gateway must take an id once.
"""

from datetime import UTC, datetime

import httpx
import msgspec

from qianbei.channels.messages.answers import posted
from qianbei.channels.messages.port import Answer, Parcel
from qianbei.kit.signatures import sign
from qianbei.messages.contracts import Channel


class SmsGateway:
    """Implements `port.Messenger`; a target is a phone number."""

    def __init__(self, client: httpx.AsyncClient, url: str, secret: bytes) -> None:
        self._client, self._url, self._secret = client, url, secret

    async def send(self, parcel: Parcel) -> Answer:
        said = {"id": parcel.send_id, "to": parcel.target.decode(), "text": parcel.text.line}
        body = msgspec.json.encode(said)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": str(parcel.send_id),
            "X-Signature": sign(self._secret, body, datetime.now(UTC)),
        }
        return await posted(self._client, Channel.SMS, self._url, body, headers)
