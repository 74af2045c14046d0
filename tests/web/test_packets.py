"""Red packets, cash and its proof, as people and their programs meet them."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from qianbei.flows import packets, payouts
from qianbei.kit.signatures import sign
from qianbei.packets.contracts import PayoutAnswer
from qianbei.runtime.cli.application import run
from tests.support.books import snapshot
from tests.support.house import House
from tests.support.town import CELL
from tests.support.web import NAME, OPERATOR_KEY, Client

pytestmark = pytest.mark.anyio


async def opened(house: House, **changes) -> dict:
    """A packet that the operator opened."""
    now = house.deps.clock.now()
    body = {
        "name": NAME,
        "total_fen": 1_000,
        "count": 3,
        "opens_at": now.isoformat(),
        "ends_at": (now + timedelta(hours=1)).isoformat(),
    }
    async with house.customer() as ops:
        await ops.post("/session/operator", {"key": OPERATOR_KEY})
        answer = await ops.post("/ops/packets", body | changes)
        assert answer.status_code == 201, answer.text
        return answer.json()


async def grabbed(me: Client, packet: dict, status: int = 201) -> dict:
    answer = await me.post(f"/packets/{packet['packet_id']}/grab", {})
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_share_is_grabbed_once_and_lies_in_the_wallet(house: House):
    packet = await opened(house)
    async with house.customer() as me:
        share = await grabbed(me, packet)
        assert await grabbed(me, packet, 200) == share
        cash = (await me.get("/wallet/cash")).json()
        assert (cash["balance_fen"], cash["shares"]) == (share["amount_fen"], [share])
        (listed,) = (await me.get("/packets")).json()["packets"]
        assert (listed["mine"], listed["taken"], listed["commitment"]) == (share, 1, packet["commitment"])


async def test_a_hundred_people_at_the_door_get_exactly_the_deck(house: House):
    packet = await opened(house, total_fen=10_000, count=40)
    async with house.nobody() as http:
        callers = [house.caller() for _ in range(100)]
        people = [await each.__aenter__() for each in callers]
        answers = await asyncio.gather(
            *(each.post(f"/packets/{packet['packet_id']}/grab", {}) for each in people)
        )
        shares = [each.json()["amount_fen"] for each in answers if each.status_code == 201]
        assert (len(shares), sum(shares)) == (40, 10_000)
        empty = [each for each in answers if each.status_code != 201]
        assert {each.json()["error"]["code"] for each in empty} == {"packet_empty"}
        record = (await http.get(f"/packets/{packet['packet_id']}")).json()
        assert sorted(record["shares"]) == sorted(shares)
        for each in callers:
            await each.__aexit__(None, None, None)


async def test_anybody_can_prove_a_packet_when_it_is_over(house: House, clock, tmp_path, capsys):
    packet = await opened(house)
    file = tmp_path / "record.json"

    async def verified() -> tuple[int, str]:
        async with house.nobody() as http:
            file.write_bytes((await http.get(f"/packets/{packet['packet_id']}")).content)
        code = await asyncio.to_thread(run, ["packets", "verify", str(file)])
        said = capsys.readouterr()
        return code, said.out + said.err

    assert await verified() == (1, f"qianbei: packet {packet['packet_id']}: seed not revealed\n")
    clock.advance(hours=1)
    assert await verified() == (0, f"packet {packet['packet_id']}: 3 shares, 1000 fen, as committed\n")
    record = json.loads(file.read_text())
    record["shares"][0] += 1
    file.write_text(json.dumps(record))
    code = await asyncio.to_thread(run, ["packets", "verify", str(file)])
    assert (code, "shares differ from the deck" in capsys.readouterr().err) == (1, True)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"plan": 1}', None])
def test_what_is_no_record_is_told_in_one_line(content, tmp_path, capsys):
    file = tmp_path / "record.json"
    if content is not None:
        file.write_bytes(content)
    assert run(["packets", "verify", str(file)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert run(["packets", "verify"]) == 2


async def test_outside_its_time_a_packet_gives_nothing(house: House, clock):
    later = (clock.now() + timedelta(minutes=30)).isoformat()
    packet = await opened(house, opens_at=later)
    async with house.customer() as me:
        assert (await grabbed(me, packet, 409))["error"]["code"] == "packet_not_open"
        clock.advance(hours=1)
        assert (await grabbed(me, packet, 409))["error"]["code"] == "packet_ended"
        await packets.close_ended(house.deps.database, CELL, house.deps.random, clock.now())
        assert (await me.get("/packets")).json()["packets"] == []
        assert (await me.post(f"/packets/{uuid4()}/grab", {})).status_code == 404
        assert (await me.get(f"/packets/{uuid4()}")).status_code == 404


@pytest.mark.parametrize(
    "changes", [{"total_fen": 2}, {"ends_at": "2001-01-01T00:00:00Z"}, {"min_fen": 9, "max_fen": 8}]
)
async def test_a_packet_that_cannot_be_is_refused(house: House, changes: dict):
    with pytest.raises(AssertionError, match='"invalid"'):
        await opened(house, **changes)


async def test_a_packet_beyond_the_budget_is_refused_and_nothing_changes(house: House):
    with pytest.raises(AssertionError, match='"budget_spent"'):
        await opened(house, total_fen=10**9, count=10_000)


async def test_only_an_operator_opens_packets(house: House):
    async with house.customer() as me:
        assert (await me.post("/ops/packets", {})).status_code == 403


async def test_cash_is_paid_out_once_for_each_key(house: House):
    packet = await opened(house, total_fen=500, count=1)
    async with house.customer() as me:
        await grabbed(me, packet)
        key = str(uuid4())
        first, again = [await me.post("/wallet/payouts", {"amount_fen": 400}, key) for _ in range(2)]
        assert (first.status_code, again.json()) == (201, first.json())
        before = await snapshot(house.deps.database)
        short = await me.post("/wallet/payouts", {"amount_fen": 101})
        assert short.json()["error"]["code"] == "wallet_short"
        assert short.json()["error"]["details"] == {"balance_fen": 100}
        after = await snapshot(house.deps.database)
        assert after | {"outbox.answers": []} == before | {"outbox.answers": []}
        said = [(UUID(first.json()["payout_id"]), PayoutAnswer.DECLINED)]
        async with house.deps.database.transaction() as tx:
            await payouts.record(tx, CELL, house.deps.random, said, house.deps.clock.now())
        cash = (await me.get("/wallet/cash")).json()
        assert (cash["balance_fen"], cash["payouts"][0]["state"]) == (500, "declined")


async def test_the_payers_own_word_ends_a_payout_once(house: House):
    packet = await opened(house, total_fen=500, count=1)
    async with house.customer() as me, house.nobody() as payer:
        await grabbed(me, packet)
        payout = (await me.post("/wallet/payouts", {"amount_fen": 500})).json()
        for state in ("paid_out", "declined", "authorised"):
            told = {"message_id": str(uuid4()), "payment_id": payout["payout_id"], "state": state}
            body = json.dumps(told).encode()
            headers = {"X-Signature": sign(house.deps.payer_secret, body, datetime.now(UTC))}
            answer = await payer.http.post("/hooks/payer", content=body, headers=headers)
            assert answer.status_code == 204, answer.text
        cash = (await me.get("/wallet/cash")).json()
        assert (cash["balance_fen"], cash["payouts"][0]["state"]) == (0, "paid")
        await house.town.assert_audit_is_clean()
