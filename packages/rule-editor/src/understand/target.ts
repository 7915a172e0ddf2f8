import { CARDINAL, cardinal, numberList, ORDINAL, ordinal } from "./counting.ts";
import type { Target, Unit } from "./operation.ts";
import { QUOTE } from "./quoted.ts";

/** What the words of a target may lean on. */
export interface Reading {
  /** Gives quoted pieces back. */
  plain(text: string): string;
  /** Whether a heading has these words: then they may stand as a target by themselves. */
  isHeading(words: string): boolean;
}

const UNITS: readonly (readonly [string, Unit])[] = [
  ["(?:table )?rows?", "row"],
  ["(?:table )?columns?", "column"],
  ["(?:table )?cells?", "cell"],
  ["(?:(?:bulleted|numbered|bullet|ordered|unordered) )?lists?", "list"],
  ["tables?", "table"],
  ["(?:list items?|bullet points?|bulleted items?|bullets?|items?|points?|steps?|entry|entries)", "item"],
  [
    "(?:(?:section|sub-?section|chapter) (?:titles?|headings?|headers?|names?)|sub-?headings?|headings?|headers?|titles)",
    "heading",
  ],
  ["(?:sections?|chapters?|clauses?|articles?|sub-?sections?|agenda items?)", "section"],
  ["(?:paragraphs?|paras?)", "paragraph"],
  ["sentences?", "sentence"],
  ["(?:block ?quotes?|quotations?|quotes?)", "quote"],
];
const UNIT = `(?:${UNITS.map(([pattern]) => pattern).join("|")})`;

/** "Delete all rows except the first": of the unit that the words before speak of. */
export function withUnitOf(words: string, before: string): string | null {
  const bare =
    /^(?:the )?(?:(?:very )?(?:first|last)(?: (?:two|three|four|five|\d))?|second|third|fourth|fifth|second to last)$/iu;
  const unit = [...before.matchAll(new RegExp(`(?<=^|\\s)${UNIT}(?![\\p{L}\\p{N}])`, "giu"))][0]?.[0];
  const short = words.trim().replace(/ ones?$/iu, "");
  return unit === undefined || !bare.test(short) ? null : `${short} ${unit.replace(/s$/iu, "")}`;
}

export function unitOf(word: string): Unit | null {
  return UNITS.find(([pattern]) => new RegExp(`^${pattern}$`, "iu").test(word))?.[1] ?? null;
}

const EVERYTHING =
  /^(?:everything|everywhere|all|all of (?:it|this)|the lot|(?:all (?:of )?)?(?:the |this |my |our |your )?(?:(?:entire|whole|full|complete) )?(?:document|doc|text|page|file|content|contents|thing|wording|language|prose|writing|body|report|contract|agreement|letter|memo|essay|article|paper|piece|minutes|newsletter|proposal|policy|blog post|post|e-?mail|message|manual|guide|handbook|speech|draft|statement|press release|brochure|story|recipe|cv|r[ée]sum[ée]|lease|invoice|biography|script|all text))(?: as a whole)?$/iu;
const REST =
  /^(?:(?:all )?the (?:rest|remainder)(?: of (?:it|this|the (?:document|doc|text|page|file|contract|policy|report|article)))?|everything else|anything else|all else|(?:all )?(?:the )?others?|(?:all )?(?:the )?(?:other|remaining) (?:sections|parts|paragraphs|text))$/iu;
const SAME =
  /^(?:it|its|them|they|this|that|these|those|there|(?:this|that|these|those|the same) (?<unit>section|paragraph|list|table|heading|sentence|item|row|one|part)s?)$/iu;
const TITLE =
  /^(?:the |its )?(?:document(?:'s)? |main |page )?(?:title|main heading|top heading|h1)(?: of (?:the|this) document)?$/iu;

/** Reads a noun phrase such as "the second paragraph of section 3". Null when it is none. */
export function readTarget(words: string, reading: Reading): Target | null {
  const text = words
    .trim()
    .replaceAll(/\s+/gu, " ")
    .replace(/[,.:;!?]+$/u, "")
    .replace(/ (?:only|alone)$/iu, "");
  if (text === "" || text.length > 300) return null;
  if (reading.isHeading(reading.plain(text))) return named("section", text, reading);
  if (EVERYTHING.test(text)) return { kind: "everything" };
  if (REST.test(text)) return { kind: "rest" };
  const same = SAME.exec(text);
  if (same !== null) return { kind: "same", ...unitIn(same.groups?.["unit"]) };
  if (TITLE.test(text)) return { kind: "title" };
  if (reading.isHeading(reading.plain(stripArticle(text)))) return named("section", stripArticle(text), reading);
  return (
    readSpan(text, reading) ??
    readNested(text, reading) ??
    readCounted(text) ??
    readHeaded(text, reading) ??
    readMentioning(text, reading) ??
    readSeveral(text, reading) ??
    readNamed(text, reading)
  );
}

function unitIn(word: string | undefined): { readonly named?: Unit } {
  const unit = unitOf(word ?? "");
  return unit === null ? {} : { named: unit };
}

function stripArticle(text: string): string {
  return text.replace(/^(?:the|our|my|your) /iu, "");
}

function named(unit: Unit, name: string, reading: Reading): Target {
  return { kind: "named", unit, name: reading.plain(name).trim() };
}

function readSpan(text: string, reading: Reading): Target | null {
  const [, from = "", to = ""] =
    /^(?:everything |all |the text )?from (.+?) (?:to|through|until|up to) (.+)$/iu.exec(text) ??
    /^(?:everything |all |the text )?between (.+?) and (.+)$/iu.exec(text) ??
    [];
  if (from === "") return null;
  const first = readTarget(from, reading);
  const unit = first?.kind === "units" && first.pick !== "all" ? first.unit : null;
  const last = readTarget(to, reading) ?? (unit === null ? null : readTarget(`${unit} ${to}`, reading));
  return first === null || last === null ? null : { kind: "span", from: first, to: last };
}

/** "The question 'Who uses it?'": what a heading says, whatever it is called. */
function readHeaded(text: string, reading: Reading): Target | null {
  const name = new RegExp(
    `^(?:the )?(?:question|part|bit|topic|passage|block|chapter) (?:on |about |called |titled )?(${QUOTE.source})$`,
    "iu",
  ).exec(text)?.[1];
  return name !== undefined && reading.isHeading(reading.plain(name)) ? named("section", name, reading) : null;
}

function readNested(text: string, reading: Reading): Target | null {
  const [, owner = "", own = ""] = /^(.+?)['’]s? ((?:\w+ )?[\w-]+)$/u.exec(text) ?? [];
  if (owner !== "" && !/['’]s? /u.test(own)) {
    const [part, whole] = [readCounted(own) ?? readTitleOf(own), readTarget(owner, reading)];
    if (part !== null && whole !== null && "unit" in part) return { ...part, within: whole };
  }
  for (const match of text.matchAll(/ (?:of|in|within|from|under|inside|on)(?: the)? (?=\S)/giu)) {
    const inner =
      readTitleOf(text.slice(0, match.index)) ??
      readCounted(text.slice(0, match.index)) ??
      readMentioning(text.slice(0, match.index), reading);
    if (inner === null) continue;
    const outer = readTarget(text.slice(match.index).replace(/^ \w+ /u, ""), reading);
    if (outer === null || !("unit" in inner)) continue;
    return outer.kind === "everything" ? inner : { ...inner, within: outer };
  }
  return null;
}

/** "the heading of section 2" is one heading. */
function readTitleOf(text: string): Target | null {
  return /^(?:the )?(?:heading|title|header|name)$/iu.test(text) ? { kind: "units", unit: "heading", pick: [1] } : null;
}

const LEVEL_WORDS = ["first", "second", "third", "fourth", "fifth", "sixth"];

function readCounted(text: string): Target | null {
  const target = readLevel(text) ?? readPicked(text);
  if (target?.kind !== "units" || (target.unit !== "list" && target.unit !== "item")) return target;
  const ordered = /\b(?:numbered|ordered|steps?)\b/iu.test(text)
    ? true
    : /\b(?:bulleted|bullets?|unordered)\b/iu.test(text)
      ? false
      : undefined;
  return ordered === undefined ? target : { ...target, ordered };
}

function readPicked(text: string): Target | null {
  const match = (pattern: string): RegExpExecArray | null => new RegExp(`^(?:the )?${pattern}$`, "iu").exec(text);
  const all = match(
    `(?:all|every|each|any|every single|all of)?(?: of)?(?: the| my| our)? ?(?:other )?(?<unit>${UNIT})`,
  );
  const allUnit = unitOf(all?.groups?.["unit"] ?? "");
  if (allUnit !== null && all !== null) {
    const plural = /s$|^(?:the )?(?:all|every|each|any)\b/iu.test(text);
    // "the list" is the one there is; which, when there are several, is asked where it is looked for.
    return { kind: "units", unit: allUnit, pick: plural ? "all" : [] };
  }
  const nth = match(`(?<at>${ORDINAL}) (?<unit>${UNIT})`)?.groups;
  if (nth !== undefined) return counted(nth["unit"], [ordinal(nth["at"] ?? "")]);
  const two = match(`(?<a>${ORDINAL})(?: ${UNIT})? and(?: the)? (?<b>${ORDINAL}) (?<unit>${UNIT})`)?.groups;
  if (two !== undefined) return counted(two["unit"], [ordinal(two["a"] ?? ""), ordinal(two["b"] ?? "")]);
  const span = match(`(?<a>${ORDINAL}) (?:to|through)(?: the)? (?<b>${ORDINAL}) (?<unit>${UNIT})`)?.groups;
  if (span !== undefined)
    return counted(span["unit"], upTo(ordinal(span["a"] ?? "") ?? 1, ordinal(span["b"] ?? "") ?? 1));
  const run = match(`(?<end>first|last) (?<n>${CARDINAL}) (?<unit>${UNIT})`)?.groups;
  if (run !== undefined) {
    const n = cardinal(run["n"] ?? "") ?? 1;
    return counted(run["unit"], run["end"]?.toLowerCase() === "first" ? upTo(1, n) : upTo(-n, -1));
  }
  // "Both paragraphs", "the two paragraphs": as many as there are, or the first of more.
  const few = match(
    `(?:both(?: of)?(?: the)?|all (?<n>${CARDINAL})|(?<m>two|three|four|five)) (?<unit>${UNIT})`,
  )?.groups;
  if (few !== undefined) return counted(few["unit"], upTo(1, cardinal(few["n"] ?? few["m"] ?? "two") ?? 2));
  const numbers = match(`(?<unit>${UNIT}) (?:number |no\\.? |#)?(?<list>[\\w ,&–—-]+)`)?.groups;
  const list = numbers === undefined ? null : numberList(numbers["list"] ?? "");
  return list === null ? null : counted(numbers?.["unit"], list);
}

function readLevel(text: string): Target | null {
  const tag = /^(?:(?:the|all|every|each|all the) )?h([1-6])s?(?: headings?| elements?)?$/iu.exec(text)?.[1];
  if (tag !== undefined) return { kind: "units", unit: "heading", pick: "all", level: Number(tag) };
  const words = new RegExp(
    `^(?:(?:the|all|every|each|all the) )?(?:level[- ]([1-6])|(${LEVEL_WORDS.join("|")})[- ]level) headings?$`,
    "iu",
  ).exec(text);
  if (words === null) return null;
  const level = words[1] === undefined ? LEVEL_WORDS.indexOf(words[2]?.toLowerCase() ?? "") + 1 : Number(words[1]);
  return { kind: "units", unit: "heading", pick: "all", level };
}

function counted(unitWord: string | undefined, numbers: readonly (number | null)[]): Target | null {
  const unit = unitOf(unitWord ?? "");
  const known = numbers.filter((at) => at !== null);
  return unit === null || known.length !== numbers.length ? null : { kind: "units", unit, pick: known };
}

function upTo(from: number, to: number): number[] {
  const numbers: number[] = [];
  for (let at = from; at <= Math.min(to, from + 999); at++) numbers.push(at);
  return numbers;
}

const MENTIONS =
  "(?:(?:that|which|where)(?: it)? )?(?:mentions?|contains?|includes?|says?|refers? to|talks? about|speaks? of|discuss(?:es)?|mentioning|containing|including|saying|about|regarding|concerning|with|has)(?: the (?:words?|phrase|text))?";
const STARTS = "(?:(?:that|which) )?(?:starts?|begins?|starting|beginning) with(?: the (?:words?|phrase))?";
const ENDS = "(?:(?:that|which) )?(?:ends?|ending) (?:with|in|on)(?: the (?:words?|phrase))?";

function readMentioning(text: string, reading: Reading): Target | null {
  const match = new RegExp(
    `^(?<all>(?:the |all |every |each |any |all the )?)(?<unit>${UNIT}) (?<how>${MENTIONS}|${STARTS}|${ENDS}) (?<what>.+)$`,
    "iu",
  ).exec(text);
  const { all = "", unit: word = "", how = "", what = "" } = match?.groups ?? {};
  const unit = unitOf(word);
  if (unit === null) return readEmpty(text);
  if (unit === "section" && /about|regarding|concerning|discuss|talks/iu.test(how) && !/s$/iu.test(word))
    return named("section", what, reading);
  return {
    kind: "mentioning",
    unit,
    how: /start|begin/iu.test(how) ? "starts" : /\bend/iu.test(how) ? "ends" : "mentions",
    text: reading.plain(what).trim(),
    all:
      /all|every|each|any/iu.test(all) ||
      (/s$/iu.test(word) && !/^(?:the )?$/iu.test(all)) ||
      /(?:s|ies)$/iu.test(word),
  };
}

function readEmpty(text: string): Target | null {
  const word = new RegExp(`^(?:the |all |every |all the |any )?(?:empty|blank) (?<unit>${UNIT})$`, "iu").exec(text)
    ?.groups?.["unit"];
  const unit = unitOf(word ?? "");
  return unit === null ? null : { kind: "mentioning", unit, how: "empty", text: "", all: true };
}

function readSeveral(text: string, reading: Reading): Target | null {
  if (!/,| and /iu.test(text)) return null;
  const parts = text.split(/\s*,\s*(?:and\s+)?|\s+and\s+/iu);
  if (parts.length > 20) return null;
  // "The results and risks sections": the last word goes with each.
  const unit = new RegExp(`^(?:the )?(?<names>[^,]+(?:, [^,]+)*,? and .+) (?<unit>${UNIT})$`, "iu").exec(text)?.groups;
  const kind = /s$/iu.test(unit?.["unit"] ?? "") ? unitOf(unit?.["unit"] ?? "") : null;
  if (kind === "section" || kind === "heading") {
    const names = (unit?.["names"] ?? "").split(/\s*,\s*(?:and\s+)?|\s+and\s+/iu);
    if (names.every((name) => reading.isHeading(reading.plain(stripArticle(name)))))
      return { kind: "several", targets: names.map((name) => named(kind, stripArticle(name), reading)) };
  }
  const targets = parts.map((part) => readTarget(part, reading));
  return targets.every((target) => target !== null) ? { kind: "several", targets } : null;
}

function readNamed(text: string, reading: Reading): Target | null {
  const called = new RegExp(
    `^(?:the )?(?<unit>${UNIT})(?: (?:called|titled|named|entitled|headed|labelled|labeled|on|for|under|with the (?:title|heading|name)))? (?<name>.+)$`,
    "iu",
  ).exec(text)?.groups;
  if (called !== undefined) {
    const unit = unitOf(called["unit"] ?? "");
    if (
      unit !== null &&
      !/^(?:(?:to|with|by|into|as|and|or|nor|but|not|that|which|is|are)\b|\d+ and\b)/iu.test(called["name"] ?? "")
    )
      return named(unit, called["name"] ?? "", reading);
  }
  const before = new RegExp(`^(?:the|our|my|your) (?<name>.+?) (?<unit>${UNIT})$`, "iu").exec(text)?.groups;
  const unit = unitOf(before?.["unit"] ?? "");
  if (before !== undefined && unit !== null && !/\b(?:all|each|every)\b/iu.test(before["name"] ?? ""))
    return named(unit, before["name"] ?? "", reading);
  return null;
}
