import { signal } from "@preact/signals";

/** The city's own clock: a sandbox city may run faster than the wall. Local time in the city is UTC+8. */
const city_offset_ms = 8 * 3600_000;

type Anchor = { city_ms: number; wall_ms: number; speed: number };
let anchor: Anchor = { city_ms: Date.now(), wall_ms: performance.now(), speed: 1 };

/** Ticks a few times a second; whoever reads it is drawn again. */
export const tick = signal(0);
setInterval(() => (tick.value += 1), 250);

export function setCityClock(now: string, speed: number): void {
  anchor = { city_ms: Date.parse(now), wall_ms: performance.now(), speed };
}

export function cityNow(): number {
  return anchor.city_ms + (performance.now() - anchor.wall_ms) * anchor.speed;
}

/** Seconds on the reader's own watch until a city time; negative when it has passed. */
export function secondsUntil(time: string): number {
  return (Date.parse(time) - cityNow()) / 1000 / anchor.speed;
}

/** City minutes until a city time, at least 0. */
export function cityMinutesUntil(time: string): number {
  return Math.max(0, Math.round((Date.parse(time) - cityNow()) / 60_000));
}

/** HH:MM as a clock in the city shows it. */
export function clock(time: string | number): string {
  return local(time).slice(11, 16);
}

/** MM-DD HH:MM in the city. */
export function dateClock(time: string): string {
  return local(time).slice(5, 16).replace("T", " ");
}

/** What an `<input type="datetime-local">` holds for a moment of the city. */
export function toCityInput(at_ms: number): string {
  return local(at_ms).slice(0, 16);
}

/** The moment that such an input means, in UTC. */
export function fromCityInput(text: string): string {
  return new Date(Date.parse(`${text}:00Z`) - city_offset_ms).toISOString();
}

function local(time: string | number): string {
  const at_ms = typeof time === "number" ? time : Date.parse(time);
  return new Date(at_ms + city_offset_ms).toISOString();
}

/** 95 → "1:35". */
export function minutesSeconds(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
