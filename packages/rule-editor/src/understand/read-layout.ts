import { CARDINAL, cardinal, ORDINAL, ordinal } from "./counting.ts";
import type { Casing, Operation, Style, Target } from "./operation.ts";
import { QUOTE } from "./quoted.ts";
import type { Read } from "./read-text.ts";
import { type Reading, readTarget } from "./target.ts";

const HEADINGS: Target = { kind: "units", unit: "heading", pick: "all" };
const PARAGRAPH: Target = { kind: "units", unit: "paragraph", pick: [] };

/** Instructions about form: case, lists, contents, numbers, levels, styles, language, order, splitting and joining. */
export function readLayoutOperation(text: string, reading: Reading): Read | null {
  const operation =
    readContents(text) ??
    readNumbering(text) ??
    readCase(text, reading) ??
    readTranslate(text, reading) ??
    readList(text, reading) ??
    readLevel(text, reading) ??
    readStyle(text, reading) ??
    readSort(text, reading) ??
    readSplitOrJoin(text, reading);
  return operation === null ? null : { operation };
}

function readContents(text: string): Operation | null {
  const toc = "(?:table of contents|toc|list of contents|contents list|contents table)";
  if (new RegExp(`^(?:remove|delete|drop)(?: the| any)? ${toc}$`, "iu").test(text)) return { do: "remove-contents" };
  const made = new RegExp(
    `^(?:(?:add|insert|create|make|generate|build|update|refresh|include|put|regenerate|rebuild)(?: in)? )?(?:me )?(?:a |the |an )?(?:new |linked |clickable )?${toc}(?: (?:at|to) the (?:top|start|beginning)(?: of the document)?| (?:after|below|under|underneath|beneath) the title| of the document)?$`,
    "iu",
  );
  return made.test(text) ? { do: "contents" } : null;
}

function readNumbering(text: string): Operation | null {
  if (
    /^(?:number|renumber|re-number)(?: all| the| all the)? (?:headings?|sections?|section headings|titles)(?: (?:1, ?1\.1.*|hierarchically|automatically|consecutively|again))?$/iu.test(
      text,
    )
  )
    return { do: "number-headings", on: true };
  if (
    /^add (?:(?:section |heading )?numbers|numbering)(?: to (?:the |all |all the )?(?:headings?|sections?|titles))?$/iu.test(
      text,
    )
  )
    return { do: "number-headings", on: true };
  if (
    /^(?:unnumber|remove|delete|drop|strip)(?: the| all| all the)? (?:(?:(?:numbers?|numbering)(?: (?:from|of|in)(?: the| all| all the)? (?:headings?|sections?|titles))?)|(?:heading|section) (?:numbers|numbering)|headings)$/iu.test(
      text,
    ) &&
    !/^(?:remove|delete|drop|strip)(?: the| all| all the)? headings$/iu.test(text)
  )
    return { do: "number-headings", on: false };
  return null;
}

const CASINGS: readonly (readonly [RegExp, Casing])[] = [
  [/^title[- ]?case$/iu, "title"],
  [/^sentence[- ]?case$/iu, "sentence"],
  [/^(?:upper[- ]?case|all[- ]caps|capitals|capital letters|caps|block capitals)$/iu, "upper"],
  [/^(?:lower[- ]?case|small letters)$/iu, "lower"],
];
const CASE =
  "(?:title|sentence|upper|lower)[- ]?case|all[- ]caps|capitals|capital letters|caps|block capitals|small letters";

function readCase(text: string, reading: Reading): Operation | null {
  const match =
    new RegExp(`^(?:use|apply|set|write in) (?<case>${CASE})(?: (?:for|in|on|to|across) (?<t>.+))?$`, "iu").exec(
      text,
    ) ??
    new RegExp(
      `^(?:make|put|set|convert|change|turn|write|use|rewrite|render|format|switch) (?<t>.+?)(?: (?:to|in|into|as|using|with))? (?<case>${CASE})$`,
      "iu",
    ).exec(text) ??
    new RegExp(`^(?<t>.+?) (?:to|in|into) (?<case>${CASE})$`, "iu").exec(text) ??
    new RegExp(`^(?<case>${CASE}) (?:for |in |on )?(?<t>.+)$`, "iu").exec(text);
  if (match !== null) {
    const casing = CASINGS.find(([pattern]) => pattern.test(match.groups?.["case"] ?? ""))?.[1];
    const words = match.groups?.["t"];
    const target =
      words === undefined ? HEADINGS : readTarget(words.replace(/ (?:all|fully|entirely)$/iu, ""), reading);
    return casing === undefined || target === null ? null : { do: "case", casing, target };
  }
  const [, verb = "", words = ""] =
    /^(capitali[sz]e|uppercase|lowercase|upper-case|lower-case|titlecase) (?:the first (?:letters?|words?) of (?:each word (?:in|of) )?|each word (?:in|of) )?(.+)$/iu.exec(
      text,
    ) ?? [];
  // Words in quotation marks are words, also where a heading says the same.
  if (verb === "" || new RegExp(`^${QUOTE.source}(?: everywhere| throughout)?$`, "iu").test(words)) return null;
  const target = readTarget(words, reading);
  const first = / the first (?:letters?|words?) of /iu.test(text) && !/ each word /iu.test(text);
  const casing: Casing = first ? "first" : /^up/iu.test(verb) ? "upper" : /^low/iu.test(verb) ? "lower" : "title";
  return target === null ? null : { do: "case", casing, target };
}

function readTranslate(text: string, reading: Reading): Operation | null {
  const match =
    /^translate(?: (?<t>.+?))?(?: from (?<from>\p{L}+))? (?:in)?to (?<to>\p{L}+(?: \(?\p{L}+\)?)?)$/iu.exec(text) ??
    /^(?:put|turn|convert|render|rewrite|write|change) (?<t>.+?) (?:in|into|to) (?<to>Spanish|French|German|Italian|Portuguese|Catalan|Galician|Dutch|English|Russian|Chinese|Japanese|Polish|Swedish|Danish|Norwegian|Turkish|Arabic|Korean|Greek|Czech|Romanian|Ukrainian|Hindi)$/iu.exec(
      text,
    );
  if (match === null) return null;
  const target = match.groups?.["t"] === undefined ? EVERYTHING : readTarget(match.groups["t"], reading);
  return target === null
    ? null
    : { do: "translate", to: match.groups?.["to"] ?? "", from: match.groups?.["from"] ?? null, target };
}

const EVERYTHING: Target = { kind: "everything" };

function readList(text: string, reading: Reading): Operation | null {
  const match =
    /^(?:turn|convert|change|make|transform|reformat|format|rewrite|put|present|break) (?<t>.+?) (?:up )?(?:into|to|as|in|a|an|one)(?: an?| the| one)? ?(?<form>(?:(?:bulleted|bullet[- ]?point|bullet|unordered|numbered|ordered|single) )?(?:lists?|bullets|bullet points|paragraphs?|prose|numbers|plain text|running text|steps|numbered steps|bulleted|numbered))$/iu.exec(
      text,
    ) ??
    /^(?:bullet|bulleti[sz]e|itemi[sz]e|list) (?<t>the .+|paragraphs? .+)$/iu.exec(text) ??
    /^number (?<t>(?:the )?(?:items|list|bullets|bullet points|points|(?:\w+ )?list|items (?:of|in) .+))$/iu.exec(
      text,
    ) ??
    /^make (?<t>.+?) (?:an? )?(?<form>numbered|bulleted|numbered list|bulleted list)$/iu.exec(text);
  const { t, form = /^number/iu.test(text) ? "numbered" : "bulleted" } = match?.groups ?? {};
  if (t === undefined) return null;
  const named = readTarget(t, reading);
  if (named === null) return null;
  // "The bullets" are their list.
  const target: Target =
    named.kind === "units" && named.unit === "item" && named.pick === "all"
      ? { ...named, unit: "list", pick: [] }
      : named;
  if (/running/iu.test(form)) return { do: "list", to: "one-p", target };
  if (/paragraphs|plain/iu.test(form)) return { do: "list", to: "p", target };
  if (/paragraph|prose/iu.test(form))
    return isParagraphTarget(target) ? { do: "join", target } : { do: "list", to: "one-p", target };
  return { do: "list", to: /number|^ordered|steps/iu.test(form) ? "ol" : "ul", target };
}

function isParagraphTarget(target: Target): boolean {
  return "unit" in target && target.unit === "paragraph";
}

function readLevel(text: string, reading: Reading): Operation | null {
  return readLevelNamed(text, reading) ?? readLevelSteps(text, reading);
}

function readLevelSteps(text: string, reading: Reading): Operation | null {
  const [, verb = "", words = "", steps] =
    new RegExp(
      `^(promote|demote|raise|lower|indent|outdent) (.+?)(?: by (${CARDINAL}|a|one) levels?| (?:one|a) level)?$`,
      "iu",
    ).exec(text) ?? [];
  if (verb !== "") {
    const target = readTarget(words.replace(/ (?:heading )?levels?$/iu, ""), reading);
    const by =
      (steps === undefined ? 1 : (cardinal(steps) ?? 1)) * (/^(?:promote|raise|outdent)$/iu.test(verb) ? -1 : 1);
    return target === null ? null : { do: "level", target, by };
  }
  const [, sized = "", size = ""] =
    /^(?:make|move) (.+?) (?:(?:one|a) (?:level|step|size) )?(smaller|lower|deeper|down|bigger|higher|larger|up)(?: by (?:one|a)(?: level)?)?$/iu.exec(
      text,
    ) ?? [];
  const heading = sized === "" ? null : readTarget(sized, reading);
  if (heading !== null && "unit" in heading && heading.unit === "heading" && !/^(?:up|down)$/iu.test(size))
    return { do: "level", target: heading, by: /^(?:big|high|larg)/iu.test(size) ? -1 : 1 };
  return null;
}

/** "Make the heading an h3", "promote Risks to level 2". */
function readLevelNamed(text: string, reading: Reading): Operation | null {
  const made =
    /^(?:make|turn|convert|change|set) (.+?) (?:an? |into an? |to an? |into |to |as )?(?:h([1-6])s?|level[- ]([1-6]) headings?)$/iu.exec(
      text,
    ) ??
    /^(?:promote|demote|raise|lower|move) (.+?) to (?:an? )?(?:h([1-6])|level[- ]([1-6])(?: headings?)?)$/iu.exec(text);
  const target = made === null ? null : readHeading(made[1] ?? "", reading);
  return target === null ? null : { do: "level", target, to: Number(made?.[2] ?? made?.[3] ?? 2) };
}

function readHeading(words: string, reading: Reading): Target | null {
  const name = reading.plain(words);
  return reading.isHeading(name) ? { kind: "named", unit: "heading", name } : readTarget(words, reading);
}

const STYLES: readonly (readonly [RegExp, Style])[] = [
  [/^(?:bold|bolded|embolden|strong)$/iu, "strong"],
  [/^(?:italic|italics|italici[sz]ed?|emphasi[sz]ed?|emphasis|cursive)$/iu, "em"],
  [/^underlined?$/iu, "u"],
  [/^(?:strike through|strikethrough|struck through|cross out|crossed out|strike out)$/iu, "s"],
  [/^(?:highlight(?:ed)?|mark(?:ed)?)$/iu, "mark"],
];
const STYLE =
  "bold|bolded|embolden|strong|italics|italic|italici[sz]ed?|emphasi[sz]ed?|underlined?|strike through|strikethrough|struck through|cross out|crossed out|strike out|highlight(?:ed)?";

function readStyle(text: string, reading: Reading): Operation | null {
  const off =
    /^(?:un-?(bold|italici[sz]e|italic|underline|highlight)) (.+)$/iu.exec(text) ??
    /^(?:remove|delete|drop|clear|strip)(?: the| all| all the| any)? (bold|italics?|underline|highlight|strikethrough)(?: (?:formatting|style|text|type|face))?(?: (?:from|in|of|on) (.+))?$/iu.exec(
      text,
    ) ??
    null;
  if (off !== null) return styled(off[1] ?? "", off[2] ?? "", false, reading);
  const notBold = /^(?:make|set) (.+?) (?:not |un)(bold|italic)$/iu.exec(text);
  if (notBold !== null) return styled(notBold[2] ?? "", notBold[1] ?? "", false, reading);
  const link =
    new RegExp(`^(?:link|hyperlink) (?:the (?:words?|phrase) )?(${QUOTE.source}|\\S+) to (\\S+)$`, "iu").exec(text) ??
    null;
  if (link !== null) return { do: "link", text: reading.plain(link[1] ?? ""), url: reading.plain(link[2] ?? "") };
  if (/^(?:remove|delete|strip)(?: all)?(?: the)? (?:hyper)?links$/iu.test(text))
    return { do: "link", text: "", url: null };
  const made = new RegExp(
    `^(?:make|put|set|render|format|turn|print|write) (.+?)(?: (?:in|into|as|appear))? (${STYLE})$`,
    "iu",
  ).exec(text);
  if (made !== null) return styled(made[2] ?? "", made[1] ?? "", true, reading);
  const direct = new RegExp(`^(${STYLE}) (.+)$`, "iu").exec(text);
  return direct === null ? null : styled(direct[1] ?? "", direct[2] ?? "", true, reading);
}

function styled(word: string, what: string, on: boolean, reading: Reading): Operation | null {
  const style = STYLES.find(([pattern]) => pattern.test(word))?.[1];
  if (style === undefined) return null;
  const bare = what
    .replace(
      /^(?:(?:all|every|each)(?: of)?(?: the)? )?(?:(?:occurrences?|instances?|mentions?) of )?(?:the )?(?:words?|phrases?|term|text|name) (?=\uE000|\S)/iu,
      "",
    )
    .trim();
  if (what.trim() === "") return { do: "style", style, on, text: null, target: { kind: "everything" } };
  const mentions =
    /^(?:all|every|each|any)(?: of)?(?: the)? (?:occurrences?|instances?|mentions?|uses?) of (.+)$/iu.exec(what)?.[1];
  if (mentions !== undefined)
    return {
      do: "style",
      style,
      on,
      text: reading.plain(mentions.replace(/^the (?:words?|phrase|term) /iu, "")),
      target: null,
    };
  if (bare !== what.trim() || new RegExp(`^${QUOTE.source}$`, "u").test(bare))
    return { do: "style", style, on, text: reading.plain(bare), target: null };
  const target = readTarget(what, reading);
  if (target !== null) return { do: "style", style, on, text: null, target };
  // A name as it stands: "bold Acme Corp".
  return /^\p{Lu}[\p{L}\p{N}'’-]*(?: \p{Lu}[\p{L}\p{N}'’-]*){0,5}$/u.test(what)
    ? { do: "style", style, on, text: what, target: null }
    : null;
}

const DESCENDING =
  /\b(?:descending(?:ly)?|in descending order|from (?:high|highest|large|largest|new|newest|z) to (?:low|lowest|small|smallest|old|oldest|a)|z[- –]?a|(?:highest|largest|newest|biggest|most|latest) first|reverse(?: order| alphabetically)?|high to low)\b/iu;
const ORDER_WORDS =
  /\s*[,(]?\s*\b(?:alphabetically|numerically|by name|in alphabetical order|in ascending order|in numerical order|in descending order|ascending|descending|in reverse(?: alphabetical)? order|from a to z|from z to a|a[- –]z|z[- –]a|from (?:high|highest|largest|newest|lowest|smallest|oldest|low) to (?:low|lowest|smallest|oldest|highest|largest|newest|high)|(?:highest|largest|newest|biggest|lowest|smallest|oldest|latest|earliest) first|high to low|low to high|in reverse)\b\)?/giu;

function readSort(text: string, reading: Reading): Operation | null {
  const reverse = /^reverse (?:the order of )?(.+)$/iu.exec(text)?.[1];
  const words = reverse ?? /^(?:sort|order|alphabeti[sz]e|arrange|rank) (.+)$/iu.exec(text)?.[1];
  if (words === undefined) return null;
  const plain = words.replaceAll(ORDER_WORDS, "").trim();
  const [, what = plain, by] = /^(.+?) by (?:the )?(.+)$/iu.exec(plain) ?? [];
  const target = readTarget(what, reading);
  if (target === null) return null;
  return {
    do: "sort",
    target,
    by: by === undefined ? null : column(by, reading),
    descending: DESCENDING.test(words),
    reverse: reverse !== undefined,
  };
}

function column(words: string, reading: Reading): string | number {
  const text = words.replace(/ (?:values?|order)$/iu, "").trim();
  const at = new RegExp(`^(${ORDINAL}) column$`, "iu").exec(text)?.[1];
  if (at !== undefined) return ordinal(at) ?? 1;
  const number = new RegExp(`^column (${CARDINAL})$`, "iu").exec(text)?.[1];
  if (number !== undefined) return cardinal(number) ?? 1;
  return reading.plain(text.replace(/^column | column$/giu, "")).trim();
}

function readSplitOrJoin(text: string, reading: Reading): Operation | null {
  const join =
    /^(?:join|merge|combine|unite|fuse) (.+?)(?: (?:into|to|in) (?:one|a single|a|one single)(?: \w+)?)?$/iu.exec(
      text,
    )?.[1];
  if (join !== undefined) {
    const target = readTarget(join.replace(/^(.+?) with (.+)$/iu, "$1 and $2"), reading);
    return target === null ? null : { do: "join", target };
  }
  const split =
    /^(?:split|break|divide)(?: up)? (.+?)(?: up)?(?: (?:into|in) (?:two|2|several|smaller|shorter|separate|more|its)? ?(?:paragraphs?|parts|sentences|halves)?)?(?: (?:at|by|per|after) (?:each|every|the)? ?sentences?)?$/iu.exec(
      text,
    )?.[1];
  if (split === undefined) return null;
  const [, whole = split, side = "", rest = ""] = /^(.+?) (after|before|at) (.+)$/iu.exec(split) ?? [];
  const target = readTarget(whole, reading) ?? (/^paragraph/iu.test(whole) ? PARAGRAPH : null);
  if (target === null) return null;
  const nth = new RegExp(`^(?:the )?(${ORDINAL}) sentence$|^sentence (${CARDINAL})$`, "iu").exec(rest);
  const number = nth === null ? null : nth[1] === undefined ? cardinal(nth[2] ?? "") : ordinal(nth[1]);
  if (side !== "" && number === null) return { do: "split", target, after: null, before: reading.plain(rest) };
  return {
    do: "split",
    target,
    after: number === null ? (/two|2|halves/iu.test(text) ? 0 : null) : side === "before" ? number - 1 : number,
    before: null,
  };
}
