"""A fake of the installation behind the HTTP doors, in memory: just enough contract for the sandbox's people.

It refuses what the real house refuses (no session, foreign store, wrong state, wrong code, missing key), so a test
that passes here did not pass by luck. `shut` makes every door answer 503.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import msgspec

NOW = "2031-05-20T04:00:00Z"
OPERATOR_KEY = "the operator's key"
STEPS = {"confirm": "authorised", "start": "confirmed", "ready": "making"}
ENDED = {"handed_over", "cancelled"}
AFTER = {"confirm": "confirmed", "start": "making", "ready": "ready"}


class Refused(Exception):
    def __init__(self, status: int, code: str) -> None:
        self.answer = httpx.Response(status, json={"error": {"code": code}})


class FakeHouse:
    """State is public: tests look at it and change it."""

    def __init__(self, speed: float = 1000.0) -> None:
        self.speed = speed
        self.shut = False
        self.calls: Counter[str] = Counter()
        self.keys: set[str] = set()
        self.codes: dict[str, str] = {}
        self.by_phone: dict[str, str] = {}
        self.roles: dict[str, dict[str, str | None]] = {}
        self.places: list[dict[str, Any]] = []
        self.stores: dict[str, dict[str, Any]] = {}
        self.riders: dict[str, dict[str, Any]] = {}
        self.campaigns: list[dict[str, Any]] = []
        self.orders: dict[str, dict[str, Any]] = {}
        self._count = 0

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def new(self, kind: str) -> str:
        self._count += 1
        return f"{kind}-{self._count}"

    def place_order(self, store_id: str, state: str = "authorised", cups: int = 1) -> dict[str, Any]:
        order_id = self.new("order")
        order = {
            "order_id": order_id,
            "store_id": store_id,
            "state": state,
            "cups": cups,
            "due_at": NOW,
            "pickup_code": f"P{order_id}",
            "handover_code": f"H{order_id}",
            "rider": None,
            "shared_code": None,
            "history": [state],
        }
        self.orders[order_id] = order
        return order

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1")
        self.calls[f"{request.method} {re.sub(r'(store|order)-[0-9]+', '*', path)}"] += 1
        if self.shut:
            return httpx.Response(503, headers={"Retry-After": "0"}, json={"error": {"code": "busy"}})
        if "cookie" in request.headers:
            return httpx.Response(400, json={"error": {"code": "the sandbox must keep no cookies"}})
        if request.method != "GET" and path != "/turn":
            key = request.headers.get("Idempotency-Key", "")
            if not 16 <= len(key) <= 64 or key in self.keys:
                return httpx.Response(400, json={"error": {"code": "idempotency_key_missing"}})
            self.keys.add(key)
        body = msgspec.json.decode(request.content) if request.content else {}
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            return self._route(request.method, path, body, token)
        except Refused as refused:
            return refused.answer

    def _route(self, method: str, path: str, body: Any, token: str) -> httpx.Response:
        exact: dict[tuple[str, str], Callable[[Any, str], httpx.Response]] = {
            ("POST", "/session"): self._greet,
            ("GET", "/session"): lambda _, who: self._session(self._known(who)),
            ("POST", "/session/phone"): self._send_code,
            ("POST", "/session/phone/verify"): self._verify,
            ("POST", "/session/operator"): self._operator,
            ("GET", "/places"): lambda *_: yes({"places": self.places}),
            ("POST", "/ops/places"): self._add_places,
            ("GET", "/ops/overview"): self._overview,
            ("POST", "/ops/campaigns"): self._campaign,
            ("POST", "/merchants"): self._merchant,
            ("POST", "/riders"): self._rider,
            ("POST", "/stores"): self._add_store,
            ("GET", "/stores"): lambda _, who: yes({"stores": self._own_stores(who)}),
            ("GET", "/merchant/tasks"): self._tasks,
            ("GET", "/rider/tasks"): self._board,
        }
        if (method, path) in exact:
            return exact[method, path](body, token)
        parts = path.strip("/").split("/")
        if parts[0] == "stores" and parts[2:] == ["menu"]:
            return self._menu(parts[1], body, token)
        if parts[0] == "stores" and method == "PATCH":
            self._own(parts[1], token).update(body)
            return yes(self.stores[parts[1]])
        if parts[0] == "stores":
            return self._store_step(parts[1], parts[3], parts[4], token)
        if parts[0] == "rider":
            return self._rider_step(parts[2], parts[3], body, token)
        raise Refused(404, "not_found")

    def _known(self, token: str) -> str:
        if token not in self.roles:
            raise Refused(401, "sign_in_first")
        return token

    def _session(self, token: str) -> httpx.Response:
        roles = [{"role": role, "subject": subject} for role, subject in self.roles[token].items()]
        city = {"now": NOW, "speed": self.speed}
        return httpx.Response(
            200,
            headers={"Set-Cookie": "qianbei_device=d; Path=/"},
            json={"token": token, "roles": roles, "city": city},
        )

    def _greet(self, *_: Any) -> httpx.Response:
        token = self.new("person")
        self.roles[token] = {"customer": None}
        return self._session(token)

    def _send_code(self, body: Any, token: str) -> httpx.Response:
        self._known(token)
        self.codes[body["phone"]] = "123456"
        return httpx.Response(202, json={"sent": True, "sandbox_code": "123456", "expires_at": NOW})

    def _verify(self, body: Any, token: str) -> httpx.Response:
        if self.codes.pop(body["phone"], None) != body["code"]:
            raise Refused(409, "wrong_code")
        return self._session(self.by_phone.setdefault(body["phone"], self._known(token)))

    def _operator(self, body: Any, token: str) -> httpx.Response:
        if body["key"] != OPERATOR_KEY:
            raise Refused(403, "forbidden")
        token = token or self.new("person")
        self.roles.setdefault(token, {})["operator"] = None
        return self._session(token)

    def _need(self, token: str, role: str) -> str | None:
        if role not in self.roles[self._known(token)]:
            raise Refused(403, "forbidden")
        return self.roles[token][role]

    def _add_places(self, body: Any, token: str) -> httpx.Response:
        self._need(token, "operator")
        new = [{"place_id": self.new("place"), **place} for place in body["places"]]
        self.places += new
        return yes({"places": new}, 201)

    def _overview(self, _: Any, token: str) -> httpx.Response:
        self._need(token, "operator")
        return yes({"campaign": self.campaigns[-1] if self.campaigns else None})

    def _campaign(self, body: Any, token: str) -> httpx.Response:
        self._need(token, "operator")
        self.campaigns.append(body)
        return yes({"campaign_id": self.new("campaign")}, 201)

    def _merchant(self, _: Any, token: str) -> httpx.Response:
        self.roles[self._known(token)]["merchant"] = seller_id = self.new("seller")
        return self._granted({"seller_id": seller_id}, token)

    def _rider(self, body: Any, token: str) -> httpx.Response:
        self.roles[self._known(token)]["rider"] = rider_id = self.new("rider")
        self.riders[rider_id] = body
        return self._granted({"rider_id": rider_id}, token)

    def _granted(self, body: Any, token: str) -> httpx.Response:
        """A new role comes with a new token; the old one does not have the role."""
        fresh = self.new("token")
        self.roles[fresh] = dict(self.roles[token])
        self.roles[token] = {"customer": None}
        self.by_phone = {phone: fresh if who == token else who for phone, who in self.by_phone.items()}
        cookie = f"qianbei_session={fresh}; HttpOnly; Path=/"
        return httpx.Response(201, headers={"Set-Cookie": cookie}, json=body)

    def _add_store(self, body: Any, token: str) -> httpx.Response:
        if self._need(token, "merchant") != body["seller_id"]:
            raise Refused(404, "not_found")
        store = {"store_id": self.new("store"), "status": "draft", "menu_version": None, **body}
        self.stores[store["store_id"]] = store
        return yes(store, 201)

    def _own_stores(self, token: str) -> list[dict[str, Any]]:
        seller_id = self._need(token, "merchant")
        return [store for store in self.stores.values() if store["seller_id"] == seller_id]

    def _own(self, store_id: str, token: str) -> dict[str, Any]:
        if self.stores[store_id] not in self._own_stores(token):
            raise Refused(404, "not_found")
        return self.stores[store_id]

    def _menu(self, store_id: str, body: Any, token: str) -> httpx.Response:
        for each in [store_id, *body["share_with"]]:
            self._own(each, token)["menu_version"] = 1
        return yes({"menu_id": self.new("menu"), "version": 1, "items": 20})

    def _tasks(self, _: Any, token: str) -> httpx.Response:
        own = {store["store_id"] for store in self._own_stores(token)}
        open_states = {"authorised", "confirmed", "making", "ready"}
        return yes(
            {
                "tasks": [
                    order
                    for order in self.orders.values()
                    if order["store_id"] in own and order["state"] in open_states
                ]
            }
        )

    def _store_step(self, store_id: str, order_id: str, verb: str, token: str) -> httpx.Response:
        self._own(store_id, token)
        order = self.orders[order_id]
        if verb == "refuse" and order["state"] in {"authorised", "confirmed", "making"}:
            return yes(self._move(order, "cancelled"))
        if order["state"] == AFTER.get(verb):
            return yes(order)
        if order["state"] != STEPS.get(verb):
            raise Refused(409, "wrong_state")
        return yes(self._move(order, AFTER[verb]))

    def _move(self, order: dict[str, Any], state: str) -> dict[str, Any]:
        order["state"] = state
        order["history"].append(state)
        return order

    def _shown(self, order: dict[str, Any]) -> dict[str, Any]:
        store = self.stores[order["store_id"]]
        spot = {"lat_e6": store["lat_e6"], "lng_e6": store["lng_e6"]}
        door = {"lat_e6": spot["lat_e6"] + 2_000, "lng_e6": spot["lng_e6"]}
        public = {key: order[key] for key in ("order_id", "state", "shared_code")}
        return public | {"store": {"name": "a store", **spot}, "door": {"text": "a door", **door}}

    def _board(self, _: Any, token: str) -> httpx.Response:
        rider_id = self._need(token, "rider")
        live = [order for order in self.orders.values() if order["state"] not in ENDED]
        current = [self._shown(order) for order in live if order["rider"] == rider_id]
        offers = [
            self._shown(order)
            for order in live
            if order["rider"] is None and order["state"] in {"confirmed", "making", "ready"}
        ]
        return yes({"current": current[0] if current else None, "offers": offers[:20]})

    def _rider_step(self, order_id: str, verb: str, body: Any, token: str) -> httpx.Response:
        rider_id, order = self._need(token, "rider"), self.orders[order_id]
        if verb == "accept":
            if order["rider"] not in (None, rider_id):
                raise Refused(409, "already_taken")
            busy = any(
                each is not order and each["rider"] == rider_id and each["state"] not in ENDED
                for each in self.orders.values()
            )
            if busy:
                raise Refused(409, "one_at_a_time")
            order["rider"] = rider_id
            return yes(self._shown(order))
        if order["rider"] != rider_id:
            raise Refused(404, "not_found")
        before, after, key, code = {
            "pick-up": ("ready", "picked_up", "pickup_code", body.get("pickup_code")),
            "arrive": ("picked_up", "at_door", None, None),
            "hand-over": ("at_door", "handed_over", "handover_code", body.get("handover_code")),
        }[verb]
        if order["state"] != before:
            raise Refused(409, "wrong_state")
        if key is not None and order[key] != code:
            raise Refused(409, "wrong_code")
        return yes(self._shown(self._move(order, after)))


def yes(body: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body)
