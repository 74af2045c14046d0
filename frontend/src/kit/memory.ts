/** What the browser remembers for us. A browser that forbids storage works too, it only forgets. */

export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch (problem) {
    if (!(problem instanceof DOMException)) throw problem;
  }
}

export function recall<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : (JSON.parse(text) as T);
  } catch (problem) {
    if (problem instanceof DOMException || problem instanceof SyntaxError) return null;
    throw problem;
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch (problem) {
    if (!(problem instanceof DOMException)) throw problem;
  }
}

/** The same for one tab only: gone when it is closed. */
export const tabMemory = {
  remember(key: string, text: string): void {
    try {
      sessionStorage.setItem(key, text);
    } catch (problem) {
      if (!(problem instanceof DOMException)) throw problem;
    }
  },
  recall(key: string): string | null {
    try {
      return sessionStorage.getItem(key);
    } catch (problem) {
      if (problem instanceof DOMException) return null;
      throw problem;
    }
  },
  forget(key: string): void {
    try {
      sessionStorage.removeItem(key);
    } catch (problem) {
      if (!(problem instanceof DOMException)) throw problem;
    }
  },
};
