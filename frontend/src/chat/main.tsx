import "./chat.css";
import "./talk.css";
import "./offer.css";
import "./tracker.css";
import "./cards.css";
import "../wallet/wallet.css";
import "../messages/messages.css";
import "./elder.css";
import { start } from "../parts/start";
import { readAnswers } from "./aloud";
import { App } from "./App";
import { followOtherTabs, resumeConversation } from "./conversation";
import { dressForElders } from "./elder";
import { tellSandboxRiders } from "./handover";
import { fetchOrders, followOrders } from "./orders";
import { beginSession, session } from "./session";
import { hearPushes } from "../messages/inbox";

/** Signs in, takes up the kept conversation, and asks again for whatever was under way. */
export async function open(): Promise<void> {
  if (!(await beginSession())) return;
  resumeConversation(session.value!.person_id);
  await fetchOrders();
}

start(<App onOpen={() => void open()} />, "title.chat");
followOtherTabs();
readAnswers();
dressForElders();
followOrders();
tellSandboxRiders();
hearPushes();
void open();
