import type { Answer } from "../api/answer";
import { refused } from "../api/answer";
import type { Ways } from "../api/types";
import { customerCall } from "../chat/session";
import { say } from "../words";

/** Whether this browser can be reached while the page is closed. */
export function canBePushed(): boolean {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

/** Asks the reader, then the browser's push service, then our server. A no of any of them is told. */
export async function wantPush(ways: Ways): Promise<Answer<Ways>> {
  if ((await Notification.requestPermission()) !== "granted") return told("messages.push_denied");
  const subscription = await subscribed(ways.push_key);
  if (subscription === null) return told("messages.push_failed");
  const { endpoint, keys } = subscription.toJSON();
  return customerCall<Ways>("/messages/ways/push", { method: "POST", body: { endpoint, keys } });
}

async function subscribed(push_key: string): Promise<PushSubscription | null> {
  try {
    const worker = await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
    return await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: push_key });
  } catch (problem) {
    if (problem instanceof DOMException) return null;
    throw problem;
  }
}

export async function wantNoPush(): Promise<Answer<Ways>> {
  const worker = await navigator.serviceWorker?.getRegistration("/");
  const subscription = await worker?.pushManager.getSubscription();
  await subscription?.unsubscribe();
  return customerCall<Ways>("/messages/ways/push/off", { method: "POST", body: {} });
}

function told(key: "messages.push_denied" | "messages.push_failed"): Answer<Ways> {
  return refused({ code: key, message: say(key), safe: say("messages.push_safe"), next: "" });
}
