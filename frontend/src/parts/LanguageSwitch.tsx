import { language, languages, say, speak } from "../words";

export function LanguageSwitch() {
  return (
    <div class="languages" role="group" aria-label={say("app.language")}>
      {languages.map(({ code, label }) => (
        <button key={code} type="button" lang={code} aria-pressed={language.value === code} onClick={() => speak(code)}>
          {label}
        </button>
      ))}
    </div>
  );
}
