"""A browser that talks to the whole web through its ASGI door, and what it commonly sends."""

from uuid import uuid4

import httpx

from tests.support.described import assert_described

OPERATOR_KEY = "the operator's key of a test"
MENU = """
format: 1
name: {zh-Hans: 云汀试饮, en: Yunting tasting}
languages: [zh-Hans, en]
categories:
  - {id: tea, name: {zh-Hans: 茶, en: Tea}}
items:
  - {id: plain, category: tea, name: {zh-Hans: 清茶, en: Plain tea}, price_fen: 900}
"""
NAME = {"zh-Hans": "云上", "en": "Cloud"}


class Client:
    """One browser: keeps its cookies, makes an Idempotency-Key for each write, and holds every answer against
    docs/openapi.json."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def get(self, path: str, **options) -> httpx.Response:
        return assert_described(await self.http.get(f"/api/v1{path}", **options))

    async def write(self, method: str, path: str, json: object, key: str = "", **options) -> httpx.Response:
        headers = {"Idempotency-Key": key or str(uuid4()), **options.pop("headers", {})}
        url = f"/api/v1{path}"
        return assert_described(await self.http.request(method, url, json=json, headers=headers, **options))

    async def post(self, path: str, json: object, key: str = "", **options) -> httpx.Response:
        return await self.write("POST", path, json, key, **options)

    async def with_phone(self, phone: str = "13800138000") -> dict:
        """A session whose person has verified a phone."""
        await self.post("/session", {})
        sent = (await self.post("/session/phone", {"phone": phone})).json()
        body = {"phone": phone, "code": sent["sandbox_code"]}
        verified = await self.post("/session/phone/verify", body)
        assert verified.status_code == 200, verified.text
        return verified.json()

    async def with_store(self, phone: str = "13800138000") -> str:
        """A merchant with one draft store; returns the store's id."""
        await self.with_phone(phone)
        seller = (await self.post("/merchants", {"name": NAME})).json()
        made = await self.post("/stores", store_of(seller["seller_id"]))
        assert made.status_code == 201, made.text
        return made.json()["store_id"]


def store_of(seller_id: str) -> dict:
    return {
        "seller_id": seller_id,
        "name": NAME,
        "address": "长堤路 1 号",
        "lat_e6": 30_000_000,
        "lng_e6": 120_000_000,
        "hours": [{"days": [0, 1, 2, 3, 4, 5, 6], "open": "07:00", "close": "26:00"}],
        "cups_per_slot": 12,
        "prep_s": 30,
        "delivery": {"radius_m": 3000, "base_fee_fen": 300, "free_m": 1000, "per_km_fen": 100},
    }
