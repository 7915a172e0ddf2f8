export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

declare const wireJsonMark: unique symbol;
/** JSON on one line that is safe in an SSE `data:` field: U+0085, U+2028 and U+2029 are escaped (SPEC §0). */
export type WireJson = string & { readonly [wireJsonMark]: true };

// Readers that split lines by Unicode rules (Python's splitlines) would break at these three.
const LINE_BREAKERS = /[\u0085\u2028\u2029]/g;

/** Serialises a value for the log and the wire. Throws for what JSON cannot express at the top level (undefined, functions). */
export function toWireJson(value: unknown): WireJson {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError("value cannot be expressed as JSON");
  return text.replace(LINE_BREAKERS, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`) as WireJson;
}
