import { ORDINAL, ordinal } from "./counting.ts";
import type { Operation, ProseGoal, Target } from "./operation.ts";
import { QUOTE } from "./quoted.ts";
import { type Reading, readTarget } from "./target.ts";

/** An operation and, where its words name one, the part of the document it is for. */
export interface Read {
  readonly operation: Operation;
  readonly target?: Target;
}

const GOALS: readonly (readonly [string, readonly ProseGoal[]])[] = [
  [
    "(?:concise|shorter|short|tighter|tight|crisper|crisp|briefer|brief|succinct|compact|terser|terse|snappier|punchier|leaner|less wordy|less verbose|less long-?winded)",
    ["concise"],
  ],
  [
    "(?:simpler|simple|plainer|plain|clearer|clear|easier(?: to (?:read|understand))?|easy to (?:read|understand)|more readable|readable|understandable|less (?:complex|complicated|formal)|in plain (?:english|language)|straightforward)",
    ["simple"],
  ],
];
const MORE =
  "(?:(?:much|a (?:bit|little|lot)|even|more|far|less|as|very|really|significantly|considerably|somewhat|slightly) )*";
const ADJECTIVE = `${MORE}(?:${GOALS.map(([words]) => words).join("|")})(?: language| english| wording| words)?(?: as possible)?`;
const ADJECTIVES = `${ADJECTIVE}(?:(?:,? and |, ?)${ADJECTIVE})*`;

const NOUNS: readonly (readonly [string, readonly ProseGoal[]])[] = [
  ["(?:spelling|spellings|typos?|misspellings?|misspelled words|orthography)", ["spelling"]],
  ["(?:grammar|grammatical|punctuation|articles|capitali[sz]ation|spacing)", ["grammar"]],
];
const NOUN = `(?:the |all |any |all the |its |their |my |our |your )?(?:spelling |grammar |grammatical |punctuation )?(?:${NOUNS.map(([words]) => words).join("|")}|)(?: ?(?:errors?|mistakes?|slips?|problems?|issues?))?`;

const VERBS: readonly (readonly [RegExp, readonly ProseGoal[]])[] = [
  [/^(?:remove|delete|fix|correct)(?: the| all| any)? (?:doubled|repeated|duplicate|duplicated) words$/iu, ["doubled"]],
  [
    /^(?:shorten|tighten|condense|trim|cut down|streamline|abridge|compress|slim down|pare down|boil down)(?: up| down)?(?: (.+))?$/iu,
    ["concise"],
  ],
  [/^(?:simplify|clarify)(?: (?:the (?:language|wording|words|text|writing) (?:of|in) )?(.+))?$/iu, ["simple"]],
  [
    /^(?:proofread|proof-read|copy-?edit|correct|fix|clean up|polish|check and (?:correct|fix))(?: (.+))?$/iu,
    ["spelling", "grammar"],
  ],
  [/^spell-?check(?: (.+))?$/iu, ["spelling"]],
  [/^use (?:plain|simple|simpler|plainer|clear) (?:language|english|words|wording)$/iu, ["simple"]],
  [/^(?:expand|spell out|write out|remove|undo)(?: all| the| any)? contractions$/iu, ["expand"]],
  [/^(?:use|contract|add|introduce)(?: all| the)? contractions$/iu, ["contract"]],
  [/^(?:do not|don't|never|avoid|no) (?:use |using )?contractions$/iu, ["expand"]],
  [/^use (?:full|long|expanded|uncontracted) (?:forms?|words)(?: instead of contractions)?$/iu, ["expand"]],
  [
    /^(?:spell out|write out)(?: all| the)? (?:small )?numbers(?: (?:below|under|up to|less than|smaller than) (?:ten|10))?$/iu,
    ["numbers"],
  ],
  [
    /^(?:write|spell)(?: all| the)? (?:small )?numbers(?: (?:below|under|up to|less than) (?:ten|10))?(?: out)?(?: (?:in|as) words)?(?: out)?$/iu,
    ["numbers"],
  ],
  [
    /^(?:change|convert|turn|use|write|make|put)(?: all)?(?: the)? (?:date format|dates?)(?: format)?(?: (?:to|into|in|as|with))?(?: the)? (?:ISO|ISO 8601|YYYY-MM-DD)(?: format| dates?)?$/iu,
    ["dates"],
  ],
  [/^(?:use|convert dates to|change dates to) ISO(?: 8601)?(?: date)?(?: format| dates?)?$/iu, ["dates"]],
  [
    /^(?:cut|reduce|remove|delete|eliminate|drop)(?: the| all| any)? (?:wordiness|verbosity|filler(?: words?)?|fillers|redundanc(?:y|ies)|padding|fluff|unnecessary words|superfluous words|wordy phrases)$/iu,
    ["concise"],
  ],
  [/^(?:remove|delete|fix)(?: the| all| any)? (?:jargon)$/iu, ["simple"]],
];

/** Instructions about wording: prose goals, replacing, removing words. */
export function readTextOperation(text: string, reading: Reading): Read | null {
  return (
    readMarks(text) ??
    readCapitals(text, reading) ??
    readReplace(text, reading) ??
    readProse(text, reading) ??
    readRemoveText(text, reading)
  );
}

function readProse(text: string, reading: Reading): Read | null {
  const made =
    new RegExp(
      `^(?:make|keep|turn|render|rewrite|rephrase|reword|edit|write|revise|put|get|have)(?: (?<t>.+?))?(?: (?:to be|to make (?:it|them)|so (?:that )?(?:it is|it's|they are)|in an?|in|into|be|sound|read))? (?<how>${ADJECTIVES})(?: way| form| style)?$`,
      "iu",
    ).exec(text) ??
    new RegExp(
      `^(?:make|write|rewrite) (?<how>${ADJECTIVES}) (?<t>(?:the |all |every |section|paragraph|everything).*)$`,
      "iu",
    ).exec(text);
  if (made !== null) {
    const goals = goalsIn(made.groups?.["how"] ?? "", GOALS);
    return aimed(
      {
        do: "prose",
        goals,
        ...(/much|lot|far|possible|significantly/iu.test(made.groups?.["how"] ?? "") ? { harder: true } : {}),
      },
      made.groups?.["t"],
      reading,
    );
  }
  const adverb =
    /^(?:rewrite|rephrase|reword|edit|write|revise|phrase|say|express|put)(?: (.+?))? (?:more )?(concisely|briefly|succinctly|simply|plainly|clearly|for (?:concision|conciseness|brevity|clarity|simplicity|readability)|in (?:simpler|plainer|simple|plain|fewer) (?:words|english|language|terms))$/iu.exec(
      text,
    );
  if (adverb !== null)
    return aimed(
      { do: "prose", goals: [/conc|brie|succ|brevity|fewer/iu.test(adverb[2] ?? "") ? "concise" : "simple"] },
      adverb[1],
      reading,
    );
  for (const [pattern, goals] of VERBS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const read =
      match[1] === undefined
        ? aimed({ do: "prose", goals }, undefined, reading)
        : readCorrections(match[1], goals, reading);
    if (read !== null) return read;
  }
  const check = /^check (?:for |the |all )?(.+)$/iu.exec(text)?.[1];
  return check === undefined ? null : readCorrections(check, [], reading);
}

/** "the spelling and grammar", "spelling mistakes", or the part to correct. */
function readCorrections(what: string, goals: readonly ProseGoal[], reading: Reading): Read | null {
  const parts = what.split(/\s*,\s*(?:and )?|\s+and\s+/iu);
  const noun = new RegExp(`^${NOUN}$`, "iu");
  if (parts.every((part) => part !== "" && noun.test(part.trim()))) {
    const named = goalsIn(what, NOUNS);
    const all: readonly ProseGoal[] = named.length === 0 ? ["spelling", "grammar"] : named;
    return { operation: { do: "prose", goals: all } };
  }
  const [, of = "", rest = ""] = new RegExp(`^(${NOUN}(?: and ${NOUN})?) (?:of|in) (.+)$`, "iu").exec(what) ?? [];
  if (of !== "") {
    const named = goalsIn(of, NOUNS);
    return aimed({ do: "prose", goals: named.length === 0 ? ["spelling", "grammar"] : named }, rest, reading);
  }
  return goals.length === 0 ? null : aimed({ do: "prose", goals }, what, reading);
}

function goalsIn(words: string, table: readonly (readonly [string, readonly ProseGoal[]])[]): ProseGoal[] {
  return [
    ...new Set(table.flatMap(([pattern, goals]) => (new RegExp(`\\b${pattern}\\b`, "iu").test(words) ? goals : []))),
  ];
}

/** Null when words name a part that cannot be read: better refused than done everywhere. */
function aimed(operation: Operation, words: string | undefined, reading: Reading): Read | null {
  const text = (words ?? "").replace(/^(?:the )?(?:wording|language|text|writing|style|prose) (?:of|in) /iu, "").trim();
  if (text === "" || /^(?:up|it all)$/iu.test(text)) return { operation };
  const target =
    readTarget(text, reading) ??
    (/^(?:the )?[\w\uE000\uE001][^,;]{0,60}$/iu.test(text) ? namedSection(text, reading) : null);
  return target === null ? null : { operation, target };
}

/** "shorten the introduction": whether there is such a section shows when it is looked for. */
function namedSection(text: string, reading: Reading): Target | null {
  const name = reading.plain(text.replace(/^(?:the|my|our|your) /iu, "")).trim();
  return name.split(" ").length > (/^(?:the|my|our|your) /iu.test(text) ? 4 : 1) ||
    /^(?:in|of|on|more|less|like|as|so|up)\b/iu.test(name)
    ? null
    : { kind: "named", unit: "section", name };
}

/** "Add '(the Parties)' after 'Globex Inc.'": words beside words, where no heading has the second ones. */
export function readBeside(text: string, reading: Reading): Read | null {
  const [, words = "", side = "", beside = ""] =
    new RegExp(
      `^(?:add|insert|put) (?:the (?:words?|phrase) )?(${QUOTE.source}) (?:right |directly |immediately )?(after|before|behind) (?:the (?:words?|phrase) )?(${QUOTE.source})$`,
      "iu",
    ).exec(text) ?? [];
  const [added, from] = [reading.plain(words).trim(), reading.plain(beside).trim()];
  if (added === "" || from === "" || /[.!?]$/u.test(added) || reading.isHeading(from)) return null;
  const to =
    side.toLowerCase() === "before" ? `${added} ${from}` : `${from}${/^[,.;:!?)]/u.test(added) ? "" : " "}${added}`;
  return { operation: { do: "replace", from, to, which: 1, regex: false, exact: true } };
}

/** Without its mark a sentence would run into the next: a full stop stands for it. */
function readMarks(text: string): Read | null {
  return /^(?:remove|delete|drop|get rid of|avoid|no|replace)(?: the| all| any| all the)? exclamation (?:marks?|points?)(?: with (?:full stops|periods))?$/iu.test(
    text,
  )
    ? { operation: { do: "replace", from: "!", to: ".", which: "all", regex: false, exact: true } }
    : null;
}

/** "Capitalise client everywhere", "make all occurrences of SLA uppercase". */
function readCapitals(text: string, reading: Reading): Read | null {
  const match =
    /^(?<verb>capitali[sz]e|uppercase|lowercase) (?:the (?:word|term|name) |(?:all|every) (?:occurrences?|instances?|mentions?) of )?(?<what>\uE000\d+\uE001|[\p{L}-]+)(?: everywhere| throughout)$/iu.exec(
      text,
    ) ??
    /^(?<verb>capitali[sz]e|uppercase|lowercase) (?<what>\uE000\d+\uE001)$/iu.exec(text) ??
    /^(?:make|put|write|set) (?<what>\uE000\d+\uE001)(?: in)? (?<verb>upper ?case|capitals|lower ?case|capitali[sz]ed)$/iu.exec(
      text,
    ) ??
    /^(?<verb>capitali[sz]e|uppercase|lowercase) (?:the (?:word|term|name)|(?:all|every) (?:occurrences?|instances?|mentions?) of) (?<what>\S+)$/iu.exec(
      text,
    ) ??
    /^(?:make|put|write|set) (?:the word |(?:all|every) (?:occurrences?|instances?|mentions?) of )(?<what>\S+)(?: in)? (?<verb>upper ?case|capitals|lower ?case|capitali[sz]ed)$/iu.exec(
      text,
    );
  const word = reading.plain(match?.groups?.["what"] ?? "").trim();
  const verb = match?.groups?.["verb"] ?? "";
  if (word === "") return null;
  const to = /^(?:upper|capitals)/iu.test(verb)
    ? word.toUpperCase()
    : /^lower/iu.test(verb)
      ? word.toLowerCase()
      : word.charAt(0).toUpperCase() + word.slice(1);
  return {
    operation: {
      do: "replace",
      from: word.toLowerCase(),
      to,
      which: "all",
      regex: false,
      exact: /^lower/iu.test(verb),
    },
  };
}

const WHICH = `(?:(?:all|every|each|any|only)(?: of)?(?: the)? ?|the |(?<at>${ORDINAL}) )*(?:(?:occurrences?|instances?|mentions?|uses?|appearances?) of )?`;
const KIND =
  "(?:the )?(?:words? |phrases? |term |name |text |string |expression |pattern |regex |regular expression )?";

function readReplace(text: string, reading: Reading): Read | null {
  const match =
    new RegExp(
      `^(?:find and )?(?:replace|substitute|swap out|exchange) ${WHICH}(?:the )?${KIND}(?<from>.+?) (?:with|by|for) ${KIND}(?<to>.+)$`,
      "iu",
    ).exec(text) ??
    new RegExp(
      `^find ${KIND}(?<from>.+?) and replace (?:it |them |all |this )?(?:with|by) ${KIND}(?<to>.+)$`,
      "iu",
    ).exec(text) ??
    new RegExp(
      `^(?:change|rename|turn|convert|update|switch|correct|modify) ${WHICH}(?:the )?${KIND}(?<from>.+?) (?:to|into|for) ${KIND}(?<to>.+)$`,
      "iu",
    ).exec(text) ??
    new RegExp(
      `^(?:use|write|put|say) ${KIND}(?<to>.+?) (?:instead of|rather than|in place of|for) ${KIND}(?<from>.+)$`,
      "iu",
    ).exec(text);
  const { from = "", at } = match?.groups ?? {};
  const [, to = "", once] =
    /^(.+?)((?: only| just)? once| only the first time)?$/iu.exec(match?.groups?.["to"] ?? "") ?? [];
  if (from === "" || /^contractions$/iu.test(from)) return null;
  // What stands beside words in quotation marks is about them, and what follows is another wish.
  if (!isWhole(from) || !isWhole(to.replace(/ (?:everywhere|throughout|instead)$/iu, ""))) return null;
  if (/\b(?:and|but) (?:do not|don['’]?t|never|please|make sure|also)\b/iu.test(to)) return null;
  const change = /^(?:change|rename|turn|convert|update|switch|modify)/iu.test(text);
  // "change the heading to …", "turn section 2 into a list" are about parts and not about words.
  if (change && !QUOTE.test(from) && (readTarget(from, reading) !== null || FORM.test(to))) return null;
  // "… with Y in the third thing": a part that cannot be read is no part of the new words.
  if (!QUOTE.test(to) && PART_BEHIND.test(to)) return null;
  const [plainFrom, plainTo] = [
    plainTerm(from, reading),
    plainTerm(to.replace(/ (?:everywhere|throughout|instead)$/iu, ""), reading),
  ];
  if (plainFrom === "" || plainFrom.length > 400 || plainTo.length > 4000) return null;
  const regex = /^\/.+\/[a-z]*$/u.test(plainFrom);
  const which = at === undefined ? (once === undefined ? "all" : 1) : (ordinal(at) ?? "all");
  return { operation: { do: "replace", from: plainFrom, to: plainTo, which, regex, exact: false } };
}

/** All in quotation marks, or none of it. */
function isWhole(term: string): boolean {
  const bare = term.trim().replace(/[.,;!]+$/u, "");
  return !QUOTE.test(bare) || new RegExp(`^${QUOTE.source}$`, "u").test(bare);
}

const PART_BEHIND =
  /\b(?:in|within|under|of|except|from|throughout) .*\b(?:sections?|paragraphs?|headings?|lists?|tables?|items?|rows?|sentences?|document|title)\b/iu;

/** What parts are turned into, not words. */
const FORM =
  /^(?:an? |the )?(?:(?:single|bulleted|numbered|bullet|ordered|unordered) )*(?:lists?|paragraphs?|bullets?|bullet points|numbers|tables?|title case|sentence case|upper ?case|lower ?case|capitals|caps|bold|italics?|headings?|h[1-6]|level \d.*|plain text|prose|ISO.*)$/iu;

function plainTerm(term: string, reading: Reading): string {
  const masked = new RegExp(`^${QUOTE.source}`, "u").exec(term.trim())?.[0];
  return reading.plain(
    masked !== undefined && masked === term.trim().replace(/[.,;!]+$/u, "")
      ? masked
      : term.trim().replace(/[.,;!]+$/u, ""),
  );
}

function readRemoveText(text: string, reading: Reading): Read | null {
  const match = new RegExp(
    `^(?:remove|delete|drop|cut|strike|erase|take out|get rid of|omit|leave out) ${WHICH}(?<kind>(?:the )?(?:words?|phrases?|term|text|expression) )?(?<what>.+?)(?: everywhere| throughout)?$`,
    "iu",
  ).exec(text);
  const { kind, what = "", at } = match?.groups ?? {};
  if (what === "") return null;
  const quoted = new RegExp(`^${QUOTE.source}$`, "u").test(what.trim());
  const counted = /\b(?:occurrences?|instances?|mentions?) of\b/iu.test(text);
  if (kind === undefined && !quoted && !counted) {
    const bare = what.trim();
    if (
      readTarget(bare, reading) !== null ||
      !/^(?:\/.+\/\w*|\p{Lu}[\p{L}\p{N}'’-]*(?: \p{Lu}[\p{L}\p{N}'’-]*)*)$/u.test(reading.plain(bare))
    )
      return null;
  }
  const plain = plainTerm(what, reading);
  if (plain === "" || plain.length > 400) return null;
  const regex = /^\/.+\/[a-z]*$/u.test(plain);
  return {
    operation: { do: "remove-text", text: plain, which: at === undefined ? "all" : (ordinal(at) ?? "all"), regex },
  };
}
