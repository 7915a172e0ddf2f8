/** A message whose quoted pieces stand as one word each, so that no rule reads what they say. */
export interface Masked {
  readonly text: string;
  readonly quotes: readonly string[];
  /** Gives quoted pieces back, without their marks. */
  plain(text: string): string;
  /** Gives quoted pieces back with their marks, as the user wrote them. */
  shown(text: string): string;
}

const QUOTES =
  /"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«\s?([^»]*?)\s?»|`([^`]+)`|‘([^’]*)’(?![\p{L}])|(?<![\p{L}\p{N}])'((?:[^']|'(?=\p{L}))*?)'(?![\p{L}\p{N}])/gu;

/** One masked piece; private-use characters cannot be typed by accident. */
export const QUOTE = /\uE000\d+\uE001/u;

const MASKS = /\uE000(\d+)\uE001/gu;

export function maskQuotes(message: string): Masked {
  const quotes: string[] = [];
  const raw: string[] = [];
  const hide = (whole: string, inner: string): string => {
    quotes.push(inner);
    raw.push(whole);
    return `\uE000${quotes.length - 1}\uE001`;
  };
  const text = message
    .replaceAll(/[\uE000\uE001]/gu, "")
    .replaceAll(QUOTES, (whole: string, ...groups: unknown[]) =>
      hide(whole, groups.slice(0, 7).find((group): group is string => typeof group === "string") ?? ""),
    )
    // A regular expression: /…/ with flags, standing as a word.
    .replaceAll(/(?<=^|\s)\/(?:[^/\\\n]|\\.){1,400}\/[gimsu]*(?=$|[\s,.;])/gu, (whole) => hide(whole, whole));
  return {
    text,
    quotes,
    plain: (masked) => masked.replaceAll(MASKS, (_, index: string) => quotes[Number(index)] ?? ""),
    shown: (masked) => masked.replaceAll(MASKS, (_, index: string) => raw[Number(index)] ?? ""),
  };
}
