import { listOf } from "../say.ts";

interface Ability {
  /** After "I can". */
  readonly name: string;
  readonly example: string;
  /** Words of a wish that this is near to. */
  readonly near: RegExp;
}

const ALL: readonly Ability[] = [
  {
    name: "make text more concise",
    example: "make section 2 more concise",
    near: /short|concise|cut|trim|long|wordy|tight|brief|punch|snap|condens|reduc|improv|better|rewrit|rephras|reword|flow|polish|summar|style|professional|tone|engag|rhyme/iu,
  },
  {
    name: "put it into plainer words",
    example: "simplify the introduction",
    near: /simpl|plain|easy|easier|clear|understand|explain|jargon|read|rewrit|rephras|reword|friend|casual|tone|style|five|child|layman|warm/iu,
  },
  {
    name: "fix spelling and grammar",
    example: "fix spelling and grammar",
    near: /spell|gramm|typo|error|mistake|correct|proof|check|punctuat|wrong|comma|improv|better|polish|english|tense|british|american/iu,
  },
  {
    name: "write contractions out",
    example: "expand contractions",
    near: /formal|professional|official|contraction|tone|business|academic/iu,
  },
  {
    name: "replace words",
    example: "replace 'client' with 'customer'",
    near: /replac|chang|swap|word|term|name|rename|call|use|instead|convert|update|set|price|date|number|british|american|currency|dollar/iu,
  },
  {
    name: "delete parts or words",
    example: "delete the last paragraph of section 2",
    near: /delet|remov|drop|cut|eras|strip|clear|without|rid|keep|duplicate|hide/iu,
  },
  {
    name: "insert text that you give in quotation marks",
    example: "add a section titled 'Risks' with '…' after section 2",
    near: /add|insert|writ|creat|includ|append|intro|conclusion|generat|draft|compos|continu|expand|joke|story|example|note|start|explain|elaborate|describe|suggest|brainstorm|image|picture|footnote|fill/iu,
  },
  {
    name: "move, swap or duplicate parts",
    example: "move section 3 before section 2",
    near: /mov|swap|order|posit|reorgani|rearrang|structur|before|after|place|shift|copy|duplicat|top|bottom/iu,
  },
  { name: "rename headings", example: "rename section 2 to 'Scope'", near: /renam|title|heading|call|name|header/iu },
  {
    name: "change the case of text",
    example: "use title case for the headings",
    near: /case|capital|upper|lower|caps|heading/iu,
  },
  {
    name: "promote or demote headings",
    example: "promote the heading Risks",
    near: /level|promot|demot|bigger|smaller|top-level|sub-?section|h[1-6]\b|indent/iu,
  },
  {
    name: "turn lists into paragraphs and back",
    example: "turn the list into a paragraph",
    near: /list|bullet|paragraph|prose|item|numbered|sentences|format|table/iu,
  },
  { name: "number the headings", example: "number the headings", near: /number|heading|section|outline|1\.1/iu },
  {
    name: "add a table of contents",
    example: "add a table of contents",
    near: /content|toc|index|overview|navigat|outline/iu,
  },
  {
    name: "sort lists and tables",
    example: "sort the list alphabetically",
    near: /sort|order|alphabet|rank|arrang|column/iu,
  },
  {
    name: "split or join paragraphs",
    example: "split the second paragraph",
    near: /split|join|merg|combin|break|divid|unite/iu,
  },
  {
    name: "set text bold, italic or highlighted",
    example: "make the first sentence bold",
    near: /bold|italic|underlin|highlight|emphas|font|colou?r|style|format|bigger|look|strong|mark|size|beautiful|nice|design/iu,
  },
  {
    name: "translate",
    example: "translate section 2 to Spanish",
    near: /translat|language|spanish|french|german|italian|english|chinese|japanese/iu,
  },
  {
    name: "say how long it is and what sections it has",
    example: "how many words are there?",
    near: /how|what|which|long|count|many|summar|outline|length/iu,
  },
];

/** Nothing is near: what is asked for most. */
const USUAL = new Set(["make text more concise", "fix spelling and grammar", "replace words"]);
const MOST = 3;
const SAYS_NOTHING =
  /^(?:make|it|this|that|the|an?|to|of|in|and|or|more|please|my|me|you|i|can|could|sound|put|do|with|for|from|on|at|all|some|like|into|them|so|be|section|document|text)$/iu;

/** The few abilities that come nearest to what was asked, each said with an example. */
export function nearestAbilities(wish: string): string {
  const words = (wish.match(/[\p{L}\p{N}.-]+/gu) ?? []).filter((word) => !SAYS_NOTHING.test(word));
  const scored = ALL.map((ability, index) => ({
    ability,
    index,
    // Of two the one that the first words speak of: they hold the verb.
    score: words.reduce(
      (sum, word, at) => sum + (new RegExp(`^(?:${ability.near.source})`, "iu").test(word) ? 1 / (1 + at / 4) : 0),
      0,
    ),
  }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, MOST)
    .map(({ ability }) => ability);
  const chosen = scored.length > 0 ? scored : ALL.filter(({ name }) => USUAL.has(name));
  return `I can ${listOf(chosen.map(({ name }) => name))}, e.g. ${listOf(
    chosen.slice(0, 2).map(({ example }) => `"${example}"`),
    "or",
  )}; "help" lists the rest.`;
}
