import { cardinal } from "./counting.ts";
import type { Insertion, Operation, Spot, Target } from "./operation.ts";
import { QUOTE } from "./quoted.ts";
import type { Read } from "./read-text.ts";
import { type Reading, readTarget } from "./target.ts";

const Q = QUOTE.source;

/** Instructions about parts of the document: delete, move, swap, duplicate, rename, insert. */
export function readStructureOperation(text: string, reading: Reading): Read | null {
  const operation =
    readInsert(text, reading) ??
    readMove(text, reading) ??
    readSwap(text, reading) ??
    readReword(text, reading) ??
    readRename(text, reading) ??
    readDelete(text, reading);
  return operation === null ? null : { operation };
}

function readDelete(text: string, reading: Reading): Operation | null {
  const words =
    /^(?:delete|remove|drop|cut|strike|erase|take out|get rid of|eliminate|omit|discard)(?: the whole| the entire| all of)? (.+)$/iu.exec(
      text,
    )?.[1];
  if (words === undefined) return null;
  if (/^(?:all |the |any |all the )*(?:empty|blank) (?:paragraphs?|lines?)$/iu.test(words))
    return { do: "remove-empty", unit: "paragraph" };
  if (/^(?:all |the |any |all the )*(?:empty|blank) (?:elements?|blocks?)$/iu.test(words))
    return { do: "remove-empty", unit: "all" };
  if (/^(?:the )?table of contents|^(?:the )?toc$/iu.test(words)) return { do: "remove-contents" };
  if (
    /^(?:the |all )*(?:heading numbers?|heading numbering|numbering|numbers)(?: (?:of|from|in) (?:the |all )*headings?)?$/iu.test(
      words,
    )
  )
    return { do: "number-headings", on: false };
  const target = readTarget(words, reading);
  if (target !== null) return { do: "delete", target };
  const name = /^(?:the )?(\p{L}[\p{L}\p{N} &'’-]{2,60})$/u.exec(reading.plain(words))?.[1];
  return name === undefined || !reading.isHeading(name)
    ? null
    : { do: "delete", target: { kind: "named", unit: "section", name } };
}

/** "after section 2", "at the end of the list", "to the top", "before Summary". */
export function readSpot(words: string, reading: Reading): Spot | null {
  const text = words.trim().replace(/[.,]$/u, "");
  const side =
    /^(?:right |directly |immediately |just )?(?:to )?(before|after|above|below|behind|following|under|underneath|in front of|ahead of) (.+)$/iu.exec(
      text,
    );
  if (side !== null) {
    const anchor = readTarget(side[2] ?? "", reading) ?? namedAnchor(side[2] ?? "", reading);
    const word = side[1]?.toLowerCase() ?? "";
    if (anchor === null) return null;
    // Under a section is in it.
    const heading = anchor.kind === "title" || ("unit" in anchor && anchor.unit === "heading");
    if (word.startsWith("under")) return { where: heading ? "after" : "end", anchor };
    return { where: /^(?:before|above|in front of|ahead of)$/u.test(word) ? "before" : "after", anchor };
  }
  const gap = /^between (.+)$/iu.exec(text)?.[1];
  if (gap !== undefined) {
    const whole = readTarget(gap, reading);
    if (whole?.kind === "units" && whole.pick !== "all" && whole.pick.length === 2)
      return { where: "after", anchor: { ...whole, pick: whole.pick.slice(0, 1) } };
    const first = /^(.+?) and /iu.exec(gap)?.[1];
    const anchor = first === undefined ? null : (readTarget(first, reading) ?? namedAnchor(first, reading));
    return anchor === null ? null : { where: "after", anchor };
  }
  const edge =
    /^(?:at|to|on|as|into|in)? ?(?:the )?(?:very )?(start|beginning|top|front|head|end|bottom|tail|close)(?: (?:of|in) (.+))?$/iu.exec(
      text,
    ) ??
    /^(?:as )?(?:the )?(first|last) (?:\w+ )?(?:of|in) (.+)$/iu.exec(text) ??
    /^(?:as )?(?:the )?(first|last)(?: \w+)?$/iu.exec(text);
  if (edge !== null) {
    const anchor = edge[2] === undefined ? null : readTarget(edge[2], reading);
    if (edge[2] !== undefined && anchor === null) return null;
    const start = /^(?:start|beginning|top|front|head|first)$/iu.test(edge[1] ?? "");
    return { where: start ? "start" : "end", anchor };
  }
  const into = /^(?:to|into|in|within|inside) (.+)$/iu.exec(text)?.[1];
  const anchor = into === undefined ? null : readTarget(into, reading);
  return anchor === null ? null : { where: "end", anchor };
}

function namedAnchor(words: string, reading: Reading): Target | null {
  const name = reading.plain(words.replace(/^the /iu, "")).trim();
  return name === "" || name.split(" ").length > 8 ? null : { kind: "named", unit: "section", name };
}

function readMove(text: string, reading: Reading): Operation | null {
  const step =
    /^move (.+?) (up|down)(?: (?:by )?one(?: (?:place|position|step|spot))?| a (?:place|position|step))?$/iu.exec(text);
  if (step !== null) {
    const target = readTarget(step[1] ?? "", reading);
    return target === null ? null : { do: "move", target, spot: step[2]?.toLowerCase() === "up" ? "up" : "down" };
  }
  const [, verb = "", rest = ""] = /^(move|put|place|shift|bring|relocate) (.+)$/iu.exec(text) ?? [];
  if (verb === "") {
    const words = /^(?:duplicate|copy|repeat|clone) (.+)$/iu.exec(text)?.[1];
    const target = words === undefined ? null : readTarget(words, reading);
    return target === null ? null : { do: "duplicate", target };
  }
  for (const match of rest.matchAll(
    / (?=(?:right |directly |immediately |just )?(?:to |at |before |after |above |below |behind |in front |ahead |under |into |as the ))/giu,
  )) {
    const words = rest.slice(0, match.index);
    const target =
      readTarget(words, reading) ??
      (/^(?:the|our|my) \p{L}+(?: \p{L}+)?$/iu.test(words) ? namedAnchor(words, reading) : null);
    const spot = readSpot(rest.slice(match.index), reading);
    if (target !== null && spot !== null) return { do: "move", target, spot };
    // "Move 'Read this' to the top": of the one list there is.
    if (spot?.anchor === null && target === null && new RegExp(`^${Q}$`, "u").test(words))
      return {
        do: "move",
        target: { kind: "mentioning", unit: "item", how: "mentions", text: reading.plain(words), all: false },
        spot: { ...spot, anchor: { kind: "units", unit: "list", pick: [] } },
      };
    // "Move Station Road to the top of the list": the item that says so.
    if (spot !== null && inList(spot) && /^(?:\p{Lu}|\uE000\d+\uE001$)/u.test(words))
      return {
        do: "move",
        target: { kind: "mentioning", unit: "item", how: "mentions", text: reading.plain(words), all: false },
        spot,
      };
  }
  return null;
}

function readSwap(text: string, reading: Reading): Operation | null {
  const words = /^(?:swap|exchange|switch|interchange)(?: the (?:places|positions|order) of)? (.+)$/iu.exec(text)?.[1];
  if (words === undefined) return null;
  const [, a = "", b = ""] = /^(.+?) (?:and|with) (.+)$/iu.exec(words) ?? [];
  const whole = readTarget(words, reading);
  if (whole?.kind === "units" && whole.pick !== "all" && whole.pick.length === 2) {
    const [one = 1, two = 2] = whole.pick;
    return { do: "swap", first: { ...whole, pick: [one] }, second: { ...whole, pick: [two] } };
  }
  const [first, second] = [
    readTarget(a, reading) ?? namedAnchor(a, reading),
    readTarget(b, reading) ?? namedAnchor(b, reading),
  ];
  return a === "" || first === null || second === null ? null : { do: "swap", first, second };
}

function readRename(text: string, reading: Reading): Operation | null {
  const match =
    /^(?:rename|retitle|re-title) (.+?) (?:to|as|into) (.+)$/iu.exec(text) ??
    new RegExp(`^(?:rename|retitle|call|name|title) (.+?) (${Q})$`, "iu").exec(text) ??
    /^(?:call|name) (the (?:\w+ )?(?:section|heading|chapter)(?: \d+)?|section \d+) (?![Tt]o\b)(\p{Lu}.*)$/u.exec(
      text,
    ) ??
    new RegExp(`^(?:make|set) ((?:the )?(?:document )?title|the heading of .+?|the title of .+?) (${Q})$`, "iu").exec(
      text,
    ) ??
    /^(?:change|update) (?:the )?((?:heading|section title) \S.*?) (?:to|into) (.+)$/iu.exec(text) ??
    /^(?:change|set|update|make) (.+? (?:title|heading|name)|the title|the heading|title) (?:to|be|read|say|into) (.+)$/iu.exec(
      text,
    ) ??
    /^(?:change|set|update) (?:the )?(?:title|heading|name) of (.+?) (?:to|into) (.+)$/iu.exec(text);
  if (match === null) return null;
  const name = reading.plain((match[2] ?? "").trim());
  // The new name decides nothing about where: the shortest target that can be read counts.
  const target = readTarget(match[1] ?? "", reading) ?? readTarget(`section ${match[1] ?? ""}`, reading);
  if (
    target === null ||
    name === "" ||
    /^(?:title|sentence|upper|lower) ?case$/iu.test(name) ||
    /^h[1-6]$/iu.test(name)
  )
    return null;
  const known =
    target.kind === "named" &&
    !/^(?:section|heading|chapter|the)\b/iu.test(match[1] ?? "") &&
    !reading.isHeading(target.name);
  return known ? null : { do: "rename", target, name };
}

/** "Change the second bullet to '…'": one part that should read so. */
function readReword(text: string, reading: Reading): Operation | null {
  const [, words = "", quoted = ""] =
    new RegExp(
      `^(?:change|set|replace|rewrite|edit|update|make) (.+?) (?:to|with|by|into|so (?:that )?it (?:says|reads)|(?:to )?(?:say|read)) (${Q})$`,
      "iu",
    ).exec(text) ?? [];
  const target = words === "" || new RegExp(`^${Q}$`, "u").test(words) ? null : readTarget(words, reading);
  if (target === null || !("unit" in target)) return null;
  const one = target.kind === "units" ? target.pick !== "all" : target.kind === "mentioning" && !target.all;
  const plain = reading.plain(quoted).trim();
  if (plain === "") return null;
  if (target.kind === "named" && target.unit === "heading") return { do: "rename", target, name: plain };
  return one && /^(?:sentence|paragraph|item|cell|quote)$/u.test(target.unit ?? "")
    ? { do: "reword", target, text: plain }
    : null;
}

const WHATS =
  "section|sub-?section|chapter|heading|sub-?heading|header|h[1-6]|paragraph|sentence|list item|action item|agenda item|item|bullet(?: point)?|point|row|line|text|note|title|step|tip|task|entry|rule|requirement|reason|goal|option|ingredient|remark|warning|reminder|disclaimer|definition";
const OF_LISTS = /^(?:action item|step|task|ingredient)$/u;
/** What is an item in a list, and a paragraph anywhere else. */
const IN_LISTS = /^(?:action item|step|tip|task|entry|rule|requirement|reason|goal|option|ingredient)$/u;

function readInsert(text: string, reading: Reading): Operation | null {
  const match = new RegExp(
    `^(?:add|insert|put|append|prepend|create|include|place|write)(?: in)?(?: (?:a|an|the|another|this|one))?(?: (?:new|final|closing|opening|further|extra|first|last))*(?: (?<level>level[- ][1-6]|top-level))? ?(?<what>${WHATS})?(?: (?:titled|called|named|entitled|headed|saying|that says|that reads|reading|with the (?:text|title|heading|words|content)|with title|with))? ?:? ?(?<title>${Q})(?<rest>.*)$`,
    "iu",
  ).exec(text);
  if (match === null) return readInsertBare(text, reading);
  const { what = "", title = "", rest = "", level } = match.groups ?? {};
  const parts = new RegExp(
    `^,? ?(?<mid>.*?)(?:,? ?(?:and|with|containing|that says|saying|which says|that reads|:)?(?: (?:the|this|a))? ?(?:text|paragraph|body|content|sentence|words)?:? ?(?<body>${Q}))?(?<tail>[^\uE000]*)$`,
    "iu",
  ).exec(rest)?.groups;
  const where = spotIn(`${parts?.["mid"] ?? ""} ${parts?.["tail"] ?? ""}`, reading, parts?.["body"]);
  if (where === null) return null;
  return {
    do: "insert",
    what: besideItem(what, where.spot, reading) ? "item" : insertionOf(what, reading.plain(title), where.spot),
    text: reading.plain(title).trim(),
    body: where.body === undefined ? null : reading.plain(where.body).trim(),
    level: levelIn(what, level ?? LEVEL_BEHIND.exec(rest.trim())?.[0]),
    spot: where.spot,
  };
}

/** "… level 3 after the list". */
const LEVEL_BEHIND = /^(?:at |as |with )?(?:an? )?(?:level[- ]?|h)[1-6](?: heading)?\b ?/iu;

interface Place {
  readonly spot: Spot;
  readonly body: string | undefined;
}

const HERE: Spot = { where: "end", anchor: null };

/** A second quotation is a body, unless it is the name of what the spot leans on. */
function spotIn(words: string, reading: Reading, quoted: string | undefined): Place | null {
  const text = words
    .replaceAll(/\s+/gu, " ")
    .trim()
    .replace(LEVEL_BEHIND, "")
    .replace(/^as (?:a|an|the) (?:new )?(?:section|paragraph|sentence|item|heading)\s*/iu, "")
    .replace(/[,:]\s*$/u, "");
  if (text === "") return { spot: HERE, body: quoted };
  const leans = quoted === undefined ? null : readSpot(`${text} ${quoted}`, reading);
  if (
    leans !== null &&
    /\b(?:before|after|above|below|behind|under|section|heading|titled|called|of|to|in)$/iu.test(text)
  )
    return { spot: leans, body: undefined };
  const spot = readSpot(
    text.replace(/ (?:with|and|containing|saying)(?: the)?(?: text| paragraph| body)?$/iu, ""),
    reading,
  );
  return spot === null ? null : { spot, body: quoted };
}

function insertionOf(word: string, text: string, spot: Spot): Insertion {
  const what = word.toLowerCase();
  if (/section|chapter|^agenda item$/u.test(what)) return "section";
  const inside = spot.anchor !== null && (spot.where === "start" || spot.where === "end");
  if (IN_LISTS.test(what)) return inList(spot) || (inside && OF_LISTS.test(what)) ? "item" : "paragraph";
  if (/^(?:remark|warning|reminder|disclaimer|definition)$/u.test(what)) return "paragraph";
  if (/head|^h[1-6]$|^title$/u.test(what)) return "heading";
  if (/item|bullet|^point$/u.test(what)) return "item";
  if (what === "sentence") return "sentence";
  if (what === "row") return "row";
  if (what === "paragraph" || what === "line" || what === "note") return "paragraph";
  const unit = spot.anchor !== null && "unit" in spot.anchor ? spot.anchor.unit : null;
  // "To the second bullet" is to its words; "to the bullets" is one more.
  const inOne = spot.where === "start" || spot.where === "end";
  if (
    inOne &&
    unit === "item" &&
    spot.anchor?.kind !== "several" &&
    !(spot.anchor?.kind === "units" && spot.anchor.pick === "all")
  )
    return "sentence";
  if (unit === "list" || unit === "item") return "item";
  return (unit === "paragraph" || unit === "sentence") &&
    (spot.where === "start" || spot.where === "end") &&
    /[.!?]["”’]?$/u.test(text)
    ? "sentence"
    : unit === "paragraph" && spot.where !== "before" && spot.where !== "after"
      ? "sentence"
      : "paragraph";
}

/** "A step after 'Obtain the permit'": what no heading says is said by an item. */
function besideItem(what: string, { where, anchor }: Spot, reading: Reading): boolean {
  const beside = where === "before" || where === "after";
  return IN_LISTS.test(what.toLowerCase()) && beside && anchor?.kind === "named" && !reading.isHeading(anchor.name);
}

function inList({ anchor }: Spot): boolean {
  return anchor !== null && "unit" in anchor && (anchor.unit === "list" || anchor.unit === "item");
}

function levelIn(what: string, level: string | undefined): number | null {
  const digit = /[1-6]/u.exec(`${what} ${level ?? ""}`)?.[0];
  if (digit !== undefined) return cardinal(digit);
  if (/^top/iu.test(level ?? "")) return 1;
  return null;
}

/** Without quotation marks only what has a colon or a title word before it is taken: "add a section titled Risks after Summary". */
function readInsertBare(text: string, reading: Reading): Operation | null {
  const match = new RegExp(
    `^(?:add|insert|create|append|put|include)(?: (?:a|an|the|another))?(?: (?:new|final))*(?: (?<level>level[- ][1-6]))? (?<what>${WHATS})(?: (?:titled|called|named|entitled|headed|saying|that says) |: ?)(?<title>[^\uE000]+?)(?<spot> (?:right |directly |immediately )?(?:before|after|above|below|at the (?:end|start|beginning|top|bottom)|to the (?:end|start|beginning|top|bottom)|under) ?.*)?$`,
    "iu",
  ).exec(text);
  const { what = "", title = "", spot = "", level } = match?.groups ?? {};
  if (title === "") return null;
  const found = spot === "" ? HERE : readSpot(spot, reading);
  if (found === null) return null;
  return {
    do: "insert",
    what: insertionOf(what, title, found),
    text: title.trim(),
    body: null,
    level: levelIn(what, level),
    spot: found,
  };
}
