import { useSignal } from "@preact/signals";

import { PageHead } from "../parts/PageHead";
import { Notice } from "../parts/Notice";
import { nameOf, say } from "../words";
import { ChatPage } from "./ChatPage";
import { elder, setElder } from "./elder";
import { OrderPage } from "./OrderPage";
import { OrdersPage } from "./OrdersPage";
import { PlacePicker } from "./PlacePicker";
import { route } from "./route";
import { session, session_refusal } from "./session";
import { Bell } from "../messages/Bell";
import { MessagesPage } from "../messages/MessagesPage";
import { DropsPage } from "../wallet/DropsPage";
import { WalletPage } from "../wallet/WalletPage";

export function App({ onOpen }: { onOpen: () => void }) {
  const picking = useSignal(false);
  const here = session.value;
  // Only who orders needs a place: what somebody holds, and a drop that opens now, do not wait for one.
  const needed = here !== null && here.address === null && route.value.page === "chat";
  const choosing = here !== null && (needed || picking.value);
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        {say("app.skip")}
      </a>
      <PageHead part="">
        <ElderSwitch />
        <Places onPick={() => (picking.value = !picking.value)} open={choosing} />
        <Tabs />
        {here !== null && <Bell here={route.value.page === "messages"} />}
      </PageHead>
      {here === null && <Opening onOpen={onOpen} />}
      {choosing && <PlacePicker onDone={() => (picking.value = false)} />}
      {here !== null && !choosing && <Page />}
    </>
  );
}

function ElderSwitch() {
  const on = elder.value;
  return (
    <button type="button" class="elder-switch" aria-pressed={on} onClick={() => setElder(!on)}>
      <span aria-hidden="true">{say("elder.short")}</span>
      <span class="unseen">{say("elder.switch")}</span>
    </button>
  );
}

function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function Page() {
  const at = route.value;
  if (at.page === "orders") return <OrdersPage />;
  if (at.page === "order") return <OrderPage key={at.order_id} order_id={at.order_id} />;
  if (at.page === "messages") return <MessagesPage />;
  if (at.page === "drops") return <DropsPage />;
  return at.page === "wallet" ? <WalletPage /> : <ChatPage />;
}

function Places({ onPick, open }: { onPick: () => void; open: boolean }) {
  const address = session.value?.address;
  if (!address) return null;
  return (
    <button type="button" class="place-button" aria-expanded={open} onClick={onPick}>
      <span class="small soft">{say("place.deliver_to")}</span>{" "}
      <span class="where">{nameOf(address.name)}</span>
      <span aria-hidden="true">▾</span>
    </button>
  );
}

function Tabs() {
  const at = route.value.page;
  const tabs = [
    { href: "#/", label: say("tab.chat"), here: at === "chat" },
    { href: "#/orders", label: say("tab.orders"), here: at === "orders" || at === "order" },
    { href: "#/wallet", label: say("tab.wallet"), here: at === "wallet" || at === "drops" },
  ];
  return (
    <nav class="tabs" aria-label={say("tab.all")}>
      {tabs.map(({ href, label, here }) => (
        <a key={href} href={href} aria-current={here ? "page" : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}

function Opening({ onOpen }: { onOpen: () => void }) {
  const refusal = session_refusal.value;
  return (
    <main id="main" class="narrow" tabIndex={-1}>
      {refusal === null ? <p class="soft">{say("app.opening")}</p> : <Notice refusal={refusal} onAction={onOpen} />}
    </main>
  );
}
