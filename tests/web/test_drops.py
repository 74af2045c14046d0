"""A drop, as people and their programs meet it: come in, be drawn or not, take the rest, prove it."""

import pytest

from qianbei.drops import api as drops
from qianbei.flows import drops as flow
from qianbei.runtime.cli.application import run
from tests.support.dropping import MINUTE, announced
from tests.support.house import House
from tests.support.town import CELL

pytestmark = pytest.mark.anyio


async def test_a_drop_from_the_door_to_the_proof(house: House, clock, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(drops, "TAGS_PAGE", 1)
    drop = await announced(house.town, cards=2)
    assert drop is not None
    path = f"/drops/{drop.drop_id}"
    async with house.customer() as one, house.customer() as two, house.customer() as late:

        async def mine(me) -> str:
            (shown,) = (await me.get("/drops")).json()["drops"]
            assert (shown["commitment"], shown["cards"]) == (drop.commitment.hex(), 2)
            return shown["mine"]

        async def code(answer) -> str:
            return answer.json()["error"]["code"]

        first = await one.post(f"{path}/presence", {})
        assert first.status_code == 201, first.text
        assert (await one.post(f"{path}/presence", {})).json() == first.json()
        assert (await mine(one), await mine(late)) == ("present", "absent")
        assert await code(await late.post(f"{path}/take", {})) == "drop_not_open"
        assert "seed" not in {k for k, v in (await late.get(path)).json().items() if v}
        clock.at = drop.opens_at
        assert await code(await two.post(f"{path}/presence", {})) == "drop_over"
        while await flow.work(house.deps.database, CELL, clock.now()):
            pass
        assert await mine(one) == "won"
        assert (await late.post(f"{path}/take", {})).status_code == 201
        assert await code(await two.post(f"{path}/take", {})) == "drop_gone"
        assert (await late.post(f"{path}/take", {})).status_code == 200
        cards = (await late.get("/wallet")).json()["cards"]
        assert "零点抢卡所得" in str(cards)
        record = await late.get(path)
        assert (record.json()["places"], record.json()["next"]) == (1, first.json()["tag"])
        assert (await late.get(f"{path}?after={record.json()['next']}")).json()["tags"] == []
        assert (await late.get("/drops/" + str(house.town.id()))).status_code == 404
        times = ((12, 9), (1, 9), (0.5, 20))
        coming, ended, open_now = [
            await announced(house.town, 3, opens_in * MINUTE, lasts * MINUTE) for opens_in, lasts in times
        ]
        clock.at += 10.5 * MINUTE
        ids = [str(each.drop_id) for each in (open_now, coming, ended, drop) if each]
        assert [each["drop_id"] for each in (await late.get("/drops")).json()["drops"]] == ids, (
            "over ones last"
        )
    file = tmp_path / "record.json"
    file.write_bytes(record.content)
    assert run(["drops", "verify", str(file)]) == 0
    assert "1 places, 1 winners, as committed" in capsys.readouterr().out
    file.write_bytes(record.content.replace(record.json()["seed"].encode(), b"00" * 32))
    assert run(["drops", "verify", str(file)]) == 1
    assert run(["drops", "verify"]) == 2
