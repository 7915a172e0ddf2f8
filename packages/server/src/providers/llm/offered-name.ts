/**
 * The offered function that a model calls, where it writes the name in its own way: with a namespace (`functions.edit_chunk` of gpt-oss, `default_api.…` of
 * Gemini), with marks of its template (`edit_chunk<|channel|>commentary`, ollama/ollama#12132), or in another case (`editChunk`). Any other name as it is.
 */
export function offeredName(called: string, offered: readonly string[]): string {
  if (offered.includes(called)) return called;
  const [name = ""] = called.trim().split("<|");
  const meant = bare(name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf(":")) + 1));
  const fitting = offered.filter((one) => bare(one) === meant);
  return fitting.length === 1 ? (fitting[0] ?? called) : called;
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
