import { signal } from "@preact/signals";

import { language, say, type Key } from "../words";

/**
 * Words by voice, through the browser's own speech recognition where it has one. Nothing is recorded or sent by us:
 * the words land in the field, and are said like typed ones when the person stops speaking.
 */
export const listening = signal(false);
export const voice_problem = signal<Key | null>(null);

type Heard = { results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }> };
type Recognition = {
  lang: string;
  interimResults: boolean;
  onresult: (event: Heard) => void;
  onerror: (event: { error: string }) => void;
  onend: () => void;
  start(): void;
  stop(): void;
  abort(): void;
};
type WithSpeech = { SpeechRecognition?: new () => Recognition; webkitSpeechRecognition?: new () => Recognition };

export const speech_tags = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW", en: "en-US" } as const;

const problems: Record<string, Key> = {
  "not-allowed": "voice.not_allowed",
  "service-not-allowed": "voice.not_allowed",
  "no-speech": "voice.heard_nothing",
  "audio-capture": "voice.no_microphone",
  network: "voice.unreachable",
};

let running: Recognition | null = null;

function constructor(): (new () => Recognition) | undefined {
  const speech = window as unknown as WithSpeech;
  return speech.SpeechRecognition ?? speech.webkitSpeechRecognition;
}

export function canListen(): boolean {
  return constructor() !== undefined;
}

/** Listens until the person stops: `onWords` gets the words so far, `onDone` the last ones if there were any. */
export function listen(onWords: (words: string) => void, onDone: (words: string) => void): void {
  const Made = constructor();
  if (Made === undefined || running !== null) return;
  const recognition = new Made();
  let words = "";
  recognition.lang = speech_tags[language.value];
  recognition.interimResults = true;
  recognition.onresult = ({ results }) => {
    words = Array.from(results, (result) => result[0]?.transcript ?? "").join("");
    onWords(words);
  };
  recognition.onerror = ({ error }) => {
    if (error !== "aborted") voice_problem.value = problems[error] ?? "voice.unreachable";
  };
  recognition.onend = () => {
    running = null;
    listening.value = false;
    if (voice_problem.value === null && words.trim() !== "") onDone(words);
  };
  voice_problem.value = null;
  running = recognition;
  listening.value = true;
  recognition.start();
}

/** The person has said it all. */
export function stopListening(): void {
  running?.stop();
}

export function voiceProblemText(): string | null {
  return voice_problem.value === null ? null : say(voice_problem.value);
}
