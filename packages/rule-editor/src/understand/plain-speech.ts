import { QUOTE } from "./quoted.ts";

const Q = QUOTE.source;
const FLUFF =
  "(?:fat|fluff|waffle|waffling|padding|filler(?: words?)?|verbiage|verbosity|wordiness|dead ?wood|bloat|rambling|(?:unnecessary|superfluous|needless) words)";
const LANGUAGE =
  "(?:Spanish|French|German|Italian|Portuguese|Catalan|Galician|Dutch|English|Russian|Chinese|Japanese|Polish|Swedish|Danish|Norwegian|Turkish|Arabic|Korean|Greek|Czech|Romanian|Ukrainian|Hindi)";

/** How people say it, and how the rules that read instructions know it. In this order; what one makes, the next one reads. */
const SAYINGS: readonly (readonly [RegExp, string])[] = [
  [/^only (?=\p{L}+ )(?!in |within |the |keep )/iu, ""],
  [/^leave (?:out|off) /iu, "delete "],
  [/^(?:everywhere|throughout|in all sections) (?:except|but)(?: for)?(?: in)? (.+?), (.+)$/iu, "$2 except $1"],
  [
    /,? (?:(?:and|but) )?leave (?:the )?(?:rest|everything else|others?|other (?:sections|parts|paragraphs))(?: (?:alone|as (?:it )?is|untouched|unchanged))?$/iu,
    "",
  ],
  [/ (?:that |which )?(?:you|we) (?:can )?(?:find|see|spot|notice)$/iu, ""],
  [/^(.+?) (?:should|must|needs to|has to) (?:come|go|be|stand) (before|after|above|below) (.+)$/iu, "move $1 $2 $3"],
  [/^(?:put|move|place|bring) (.+?) (?:section )?(?:first|to the front)$/iu, "move $1 to the top"],
  [/^(?:put|move|place|bring) (.+?) (?:section )?last$/iu, "move $1 to the end"],
  [/^make (.+?) the first section$/iu, "move $1 to the top"],
  [/^make (.+?) the last section$/iu, "move $1 to the end"],
  [
    /^(?:i (?:think|find|feel)(?: that)? )?(.+?) (?:is|are) (?:a bit |much |way |far )?too (?:long|wordy|verbose|long-winded)$/iu,
    "shorten $1",
  ],
  [
    /^(?:i (?:think|find|feel)(?: that)? )?(.+?) (?:is|are) (?:a bit |much |way |far )?too (?:complicated|complex|difficult|hard)(?: to (?:read|understand))?$/iu,
    "simplify $1",
  ],
  [
    /^(?:make|let) (.+?) (?:start|begin) with an? (?:capital|upper-?case)(?: letter)?$/iu,
    "capitalise the first letter of $1",
  ],
  [/^make (.+?) alphabetical$/iu, "sort $1 alphabetically"],
  [/^(.*\b(?:title|heading|name) to): /iu, "$1 "],
  [
    new RegExp(
      `^(add|insert|put|create) (${Q}) as (an?|another) (?:new )?(section|sub-?section|heading|paragraph|sentence|item|bullet(?: point)?|step|task|tip)\\b`,
      "iu",
    ),
    "$1 $3 $4 $2",
  ],
  [/^(shorten|simplify|proofread|correct|tighten|condense|translate) only (?=\p{L})/iu, "$1 "],
  [
    /\b((?:all|every|each)(?: the)? (?:sections?|paragraphs?|bullets?|items?|rows?|headings?|lists?|tables?|sentences?)) but (?!not\b|do\b|don|leave\b|keep\b|never\b)/iu,
    "$1 except ",
  ],
  [/^(title|sentence) case$/iu, "use $1 case"],
  [/ (?:just )?a (?:little )?(?:bit|little|tad)$/iu, ""],
  [/ (?:properly|correctly|nicely|carefully|consistently)$/iu, ""],
  [/, (?:everything|all(?: of it)?) (?=(?:except|but)\b)/iu, " "],
  [
    /\b(everything|everywhere|all(?: of it)?|all the sections|every section) but (?!not\b|for\b|do\b|don|leave\b|keep\b|never\b|please\b)/iu,
    "$1 except ",
  ],
  [
    /^(cut|trim|shorten|condense|reduce|slim) (.+?)(?: down)? (?:by|in|to) (?:about )?(?:half|a (?:third|quarter)|\d+ ?(?:%|percent))(?: (?:the|its|of its) (?:length|size))?$/iu,
    "shorten $2",
  ],
  [/^cut (.+?) down$/iu, "shorten $1"],
  [/^cut (?:it |this )?short(?:er)?$/iu, "shorten it"],
  [
    new RegExp(
      `^(?:trim|cut|remove|delete|drop|get rid of|lose|eliminate|reduce|strip(?: out)?|take out) (?:(?:all|any|some) )?(?:of )?(?:the |that )?${FLUFF}(?= |$)`,
      "iu",
    ),
    "remove the fluff",
  ],
  [/^(?:dumb|water) (.+?) down$/iu, "simplify $1"],
  [/^(rewrite|rephrase|reword|put|say) (?=(?:in|more) )/iu, "$1 it "],
  [new RegExp(`^(?:(?:all|everything|it) )?in (${LANGUAGE})$`, "iu"), "translate to $1"],
  [/^(?:re-?)?number(?: (?:them|it|again))?$/iu, "number the headings"],
  [
    /^(number (?:the |all |all the )?(?:headings|sections)) (?:in )?(?:1\.1|legal|decimal|outline)[- ]?(?:style|format)?$/iu,
    "$1",
  ],
  [
    /^(?:change|update|extend|raise|increase|reduce|lower|set|shorten|correct) [^\uE000]*? from (\S+(?: \S+){0,3}?) to (\S+(?: \S+){0,3})$/iu,
    "replace $1 with $2",
  ],
  [
    new RegExp(
      `^(add|insert|put|append|include) (an?|another|one) ((?:new |final |closing )?(?:note|line|paragraph|sentence|section|bullet(?: point)?|item|heading)) ((?:at|to|after|before|under|below|above|in) [^\uE000]+?),? (?:saying|that says|that reads|reading|with the (?:text|words)|called|titled|named) (${Q})$`,
      "iu",
    ),
    "$1 $2 $3 $5 $4",
  ],
  [
    new RegExp(`^(?:start|begin|open) (.+?) with (?:the (?:words?|text|sentence|line) )?(${Q})$`, "iu"),
    "add $2 at the beginning of $1",
  ],
  [
    new RegExp(`^(?:end|close|finish|conclude) (.+?) with (?:the (?:words?|text|sentence|line) )?(${Q})$`, "iu"),
    "add $2 at the end of $1",
  ],
  [
    new RegExp(
      `^(add|put|insert|include|place) the (?!sentence|section|heading|paragraph|item|bullet|row|title|word|text|phrase)\\p{L}+ (?=${Q})`,
      "iu",
    ),
    "$1 ",
  ],
];

const TWO_RENAMED =
  /\b(rename|retitle) ([^\n;,]{1,80}?) to ([^\n;,]{1,80}?),? and ([^\n;,]{1,80}?) to ([^\n;,]{1,80})/giu;
const TWO_PAIRS =
  /\b(replace|change|substitute) ([^\n.;,]{1,60}?) (with|by|to) ([^\n.;,]{1,60}?),? and (?!then\b|also\b)([^\n.;,]{1,60}?) \3 (?=\S)/giu;

const TERM = `(?:${Q}|[\\p{L}'-]+)`;
/** "Remove 'really' and 'very' from section 2" is one for each word. */
const WORDS_APIECE = new RegExp(
  `\\b(remove|delete|drop|highlight|underline) (the words? |the phrases? |the terms? )?(${TERM}(?:, ${TERM})*,? and ${TERM})(?=$|[.;\\n]| (?:from|in|everywhere|throughout)\\b)((?: (?:from|in) [^.;,\\n]*)?)`,
  "giu",
);
const HOW =
  "(?:(?:much |a bit |a little )?(?:more (?:concise|compact|readable|succinct)|simpler|shorter|plainer|clearer|briefer|tighter|crisper|easier to read|bold|italic|underlined|uppercase|lowercase|upper case|lower case))";
const TWO_MADE = new RegExp(
  `\\b(make|keep) ([^\\n.;,]{1,60}? ${HOW}),? and (?!then\\b|also\\b)(?=[^\\n.;,]{1,60}? ${HOW}(?:$|[\\s.,;]))(?=([^\\n.;,]{1,60}))\\3`,
  "giu",
);

/** "Make A shorter and B simpler" and "replace A with B and C with D" are two instructions each. `verb` is how an instruction begins: what begins so has its own verb. */
export function withEachVerb(message: string, verb: string, isHeading: (words: string) => boolean): string {
  const own = new RegExp(`^${verb}\\b`, "iu");
  const each = message.replaceAll(
    WORDS_APIECE,
    (whole, word: string, kind: string | undefined, list: string, where: string) => {
      const words = list.split(/\s*,\s*(?:and\s+)?|\s+and\s+/u);
      if (kind === undefined && !words.every((one) => new RegExp(`^${Q}$`, "u").test(one))) return whole;
      return words.map((one) => `${word} the word ${one}${where}`).join(" and ");
    },
  );
  const made = each.replaceAll(TWO_MADE, (whole, word: string, first: string, other: string) =>
    own.test(other) ? whole : `${word} ${first} and ${word} ${other}`,
  );
  const renamed = made.replaceAll(
    TWO_RENAMED,
    (whole, word: string, from: string, to: string, other: string, name: string) =>
      isHeading(other) ? `${word} ${from} to ${to} and ${word} ${other} to ${name}` : whole,
  );
  return renamed.replaceAll(TWO_PAIRS, (whole, word: string, from: string, joint: string, to: string, other: string) =>
    own.test(other) ? whole : `${word} ${from} ${joint} ${to} and ${word} ${other} ${joint} `,
  );
}

/** An instruction in the words that the rules know. What stands in quotation marks is masked and stays. */
export function inKnownWords(text: string): string {
  let known = text;
  for (const [pattern, words] of SAYINGS) known = known.replace(pattern, words).trim();
  return known;
}
