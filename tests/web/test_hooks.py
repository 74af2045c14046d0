"""POST /hooks/payer: only the payer's own word counts, once, whenever it comes."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from qianbei.channels.payers.port import PayerAnswer
from qianbei.kit.signatures import sign
from qianbei.payments.contracts import payment_id_of

pytestmark = pytest.mark.anyio


async def told(house, payment_id, state, *, message=None, secret=None, at=None, body=None) -> httpx.Response:
    """The payer says it; signed by the wall's clock, as payers do."""
    if body is None:
        message_id = str(message or uuid4())
        text = {"message_id": message_id, "payment_id": str(payment_id), "state": state, "amount_fen": 1}
        body = msgspec.json.encode({**text, "sequence": 1})
    signature = sign(secret or house.deps.payer_secret, body, at or datetime.now(UTC))
    async with house.nobody() as payer:
        headers = {"X-Signature": signature}
        return await payer.http.post("/hooks/payer", content=body, headers=headers)


async def placed(house, me) -> tuple[str, UUID]:
    order_id = (await me.placed())["order_id"]
    return order_id, payment_id_of(UUID(order_id))


async def test_an_authorised_payment_shows_the_order_to_the_store(house):
    async with house.customer() as me:
        order_id, payment_id = await placed(house, me)
        assert (await told(house, payment_id, "authorised")).status_code == 204
        assert (await me.get(f"/orders/{order_id}")).json()["state"] == "authorised"
        await house.town.assert_audit_is_clean()


async def test_a_declined_payment_ends_the_order_and_frees_the_card(house):
    async with house.customer() as me:
        order_id, payment_id = await placed(house, me)
        assert (await told(house, payment_id, "declined")).status_code == 204
        order = (await me.get(f"/orders/{order_id}")).json()
        assert (order["state"], order["ended_reason"]) == ("cancelled", "payment_declined")
        assert (await me.get("/wallet")).json()["cards"][0]["state"] == "issued"
        assert await house.town.cups_taken() == 0
        await house.town.assert_audit_is_clean()


async def test_who_pays_from_one_account_is_one_household_and_it_is_kept_as_a_hash_alone(house):
    async with house.customer() as one, house.customer() as two:
        for number, me in enumerate((one, two)):
            _, payment_id = await placed(house, me)
            text = {"message_id": str(uuid4()), "payment_id": str(payment_id), "state": "authorised"}
            body = msgspec.json.encode({**text, "account": "purse-7", "amount_fen": 1, "sequence": 1})
            assert (await told(house, payment_id, "authorised", body=body)).status_code == 204
            assert len(await house.town.rows("select 1 from abuse.households")) == number
        rows = await house.town.rows("select value_hash from abuse.keys where kind = 'payment'")
        assert len(rows) == 2
        assert not any(b"purse" in bytes(row[0]) for row in rows)
        await house.town.assert_audit_is_clean()


async def test_a_message_that_comes_twice_counts_once(house):
    async with house.customer() as me:
        order_id, payment_id = await placed(house, me)
        message = uuid4()
        for _ in range(3):
            assert (await told(house, payment_id, "authorised", message=message)).status_code == 204
        assert (await told(house, payment_id, "authorised")).status_code == 204, "nor by another message"
        order = (await me.get(f"/orders/{order_id}")).json()
        assert [step["state"] for step in order["history"]] == ["placed", "authorised"]


async def test_what_comes_late_turns_nothing_back(house):
    """Captured before authorised, authorised after it, and a word after the end."""
    async with house.customer() as me:
        order_id, payment_id = await placed(house, me)
        await house.goes_on(order_id, "confirmed")
        for state in ("captured", "authorised", "declined", "pending", "no_answer"):
            assert (await told(house, payment_id, state)).status_code == 204
        assert await house.town.order_state(order_id) == "confirmed"
        assert await house.town.payment_state(order_id) == "captured"
        await house.town.assert_audit_is_clean()


async def test_a_payment_nobody_knows_changes_nothing(house):
    for state in PayerAnswer:
        assert (await told(house, uuid4(), state.value)).status_code == 204
    assert await house.town.rows("select count(*)::int from payments.payments") == [(0,)]


async def test_every_word_of_a_payer_has_a_meaning(house):
    async with house.customer() as me:
        order_id, payment_id = await placed(house, me)
        for state in PayerAnswer:
            assert (await told(house, payment_id, state.value)).status_code == 204, state
        await house.town.assert_audit_is_clean()
        assert await house.town.order_state(order_id) != "placed"


async def test_who_is_not_the_payer_is_not_heard(house):
    async with house.customer() as me:
        order_id, payment_id = await placed(house, me)
        old = datetime.now(UTC) - timedelta(minutes=6)
        for answer in (
            await told(house, payment_id, "authorised", secret=b"x" * 32),
            await told(house, payment_id, "authorised", at=old),
        ):
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "signature_wrong")
        async with house.nobody() as payer:
            for headers in ({}, {"X-Signature": ""}, {"X-Signature": "t=1,v1=00"}, {"X-Signature": "é"}):
                body = {"message_id": str(uuid4()), "payment_id": str(payment_id), "state": "authorised"}
                sent = {k: v.encode() for k, v in headers.items()}
                answer = await payer.http.post("/hooks/payer", json=body, headers=sent)
                assert answer.status_code == 401, headers
        assert await house.town.order_state(order_id) == "placed"


async def test_a_signed_body_that_was_changed_is_not_heard(house):
    body = b'{"state":"authorised"}'
    signature = sign(house.deps.payer_secret, body, datetime.now(UTC))
    async with house.nobody() as payer:
        answer = await payer.http.post(
            "/hooks/payer", content=body + b" ", headers={"X-Signature": signature}
        )
        assert answer.status_code == 401


async def test_signed_garbage_is_malformed(house):
    for body in (
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 9_000,
        b'{"message_id":"x","payment_id":"y","state":"z"}',
    ):
        answer = await told(house, None, None, body=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "malformed"), body
