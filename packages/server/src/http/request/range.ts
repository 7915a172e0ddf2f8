/** What to send of a file: all of it, one slice (`endByte` included), or nothing because no such bytes exist. */
export type RangeChoice =
  | { readonly kind: "all" }
  | { readonly kind: "slice"; readonly startByte: number; readonly endByte: number }
  | { readonly kind: "unsatisfiable" };

const ALL: RangeChoice = { kind: "all" };
const UNSATISFIABLE: RangeChoice = { kind: "unsatisfiable" };

/**
 * Reads a Range header against a file's size (RFC 9110 §14): clamps the end, knows suffixes, ignores other units and answers a list of
 * ranges with the whole file, which the RFC allows. A malformed byte range is refused rather than ignored, so that its sender learns of it.
 */
export function chooseRange(header: string | undefined, sizeBytes: number): RangeChoice {
  const match = /^\s*bytes\s*=\s*(.*?)\s*$/i.exec(header ?? "");
  if (match?.[1] === undefined) return ALL;
  const choices = match[1]
    .split(",")
    .map((spec) => spec.trim())
    .filter((spec) => spec !== "")
    .map((spec) => chooseOne(spec, sizeBytes));
  if (choices.every((choice) => choice.kind === "unsatisfiable")) return UNSATISFIABLE;
  return choices.length === 1 ? (choices[0] ?? ALL) : ALL;
}

function chooseOne(spec: string, sizeBytes: number): RangeChoice {
  const match = /^(\d{0,15})-(\d{0,15})$/.exec(spec);
  const [first = "", last = ""] = match === null ? [] : [match[1], match[2]];
  if (first === "" && last === "") return UNSATISFIABLE;
  if (first === "") return slice(Math.max(0, sizeBytes - Number(last)), sizeBytes - 1);
  if (last !== "" && Number(last) < Number(first)) return UNSATISFIABLE;
  return slice(Number(first), last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1));
}

function slice(startByte: number, endByte: number): RangeChoice {
  return startByte > endByte ? UNSATISFIABLE : { kind: "slice", startByte, endByte };
}
