/** JSON Patch (RFC 6902) as STATE_DELTA needs it: add, replace, remove. The document given is not changed. */
export type PatchStep = { op: "add" | "replace" | "remove"; path: string; value?: unknown };

export function patched<T>(document: T, steps: readonly PatchStep[]): T {
  let result: unknown = structuredClone(document);
  for (const step of steps) result = applied(result, step);
  return result as T;
}

function applied(root: unknown, step: PatchStep): unknown {
  const keys = step.path.split("/").slice(1).map(unescaped);
  const last = keys.pop();
  if (last === undefined) return step.value;
  let parent = root as Record<string, unknown>;
  for (const key of keys) parent = parent[key] as Record<string, unknown>;
  if (Array.isArray(parent)) changeList(parent, last, step);
  else if (step.op === "remove") delete parent[last];
  else parent[last] = step.value;
  return root;
}

function changeList(list: unknown[], key: string, step: PatchStep): void {
  const index = key === "-" ? list.length : Number(key);
  if (step.op === "add") list.splice(index, 0, step.value);
  else if (step.op === "remove") list.splice(index, 1);
  else list[index] = step.value;
}

function unescaped(key: string): string {
  return key.replaceAll("~1", "/").replaceAll("~0", "~");
}
