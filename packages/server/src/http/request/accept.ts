/** True when the client names JSON and not event streams: only then may an SSE route answer with a status that is fatal to EventSource (SPEC §0). */
export function wantsJsonOnly(accept: string | undefined): boolean {
  const named = new Set(mediaTypes(accept));
  return named.has("application/json") && !named.has("text/event-stream");
}

function mediaTypes(accept: string | undefined): string[] {
  return (accept ?? "")
    .split(",")
    .map((entry) => entry.split(";"))
    .filter(([, ...parameters]) => !parameters.some((parameter) => /^\s*q=0(\.0*)?\s*$/i.test(parameter)))
    .map(([type = ""]) => type.trim().toLowerCase());
}
