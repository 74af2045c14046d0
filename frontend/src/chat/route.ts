import { signal } from "@preact/signals";

/** Where the reader is, from the part of the address after #. */
export type Route = { page: "chat" | "orders" | "wallet" | "drops" | "messages" } | { page: "order"; order_id: string };

export const route = signal<Route>(read());

window.addEventListener("hashchange", () => {
  route.value = read();
  window.scrollTo(0, 0);
});

function read(): Route {
  const [first, second] = location.hash.replace(/^#\/?/, "").split("/");
  if (first === "orders") return second ? { page: "order", order_id: second } : { page: "orders" };
  return { page: first === "wallet" || first === "drops" || first === "messages" ? first : "chat" };
}
