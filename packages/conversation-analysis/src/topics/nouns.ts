import { createRequire } from "node:module";
import { isEmptyTerm, type Term, termKey } from "./terms.ts";

/** What of a tagged text is used here. */
type Tagger = (text: string) => { json(): readonly { readonly terms: readonly TaggedWord[] }[] };
interface TaggedWord {
  readonly normal: string;
  readonly tags: readonly string[];
  readonly post: string;
}

/** A noun that may name a topic; `pair` is it with the noun before it: "video ads". */
export interface Noun extends Term {
  readonly pair: string | null;
}

/** A monologue of minutes in one utterance has told its topics by then; tagging takes about a millisecond for ten words. */
const MAX_CHARACTERS = 1_500;
const NAMES_NOTHING = new Set([
  "Pronoun",
  "Possessive",
  "Person",
  "FirstName",
  "LastName",
  "Value",
  "Date",
  "Duration",
  "Unit",
  "Expression",
  "Honorific",
]);
/** What follows these is somebody's name, whatever the tagger takes it for. */
const NAMING =
  /\b(?:(?:my|his|her) name is|this is|i am|i'm|speaking with|mister|mr|mrs|ms|miss|hi|hello|hey|dear|welcome|thanks|thank you|morning|afternoon|evening) $/;

let tagger: Tagger | undefined;

/** The nouns of an utterance that can name what it is about, also in text without capitals and punctuation. The tagger is loaded at the first call. */
export function nounsIn(text: string): readonly Noun[] {
  tagger ??= createRequire(import.meta.url)("compromise") as Tagger;
  const words = tagger(text.slice(0, MAX_CHARACTERS).toLowerCase())
    .json()
    .flatMap(({ terms }) => terms);
  const nouns: Noun[] = [];
  let before: string | null = null;
  let said = "";
  for (const { normal, tags, post } of words) {
    const isTopic = isNoun(normal, tags) && !(NAMING.test(said) && !tags.includes("Plural"));
    if (isTopic)
      nouns.push({
        key: termKey(normal),
        shown: normal.replace(/'s$/, ""),
        pair: before === null ? null : `${before} ${normal}`,
      });
    before = isTopic && /^\s*$/.test(post) ? normal : null;
    said = `${said.slice(-30)}${normal} `;
  }
  return nouns;
}

function isNoun(word: string, tags: readonly string[]): boolean {
  return tags.includes("Noun") && !tags.some((tag) => NAMES_NOTHING.has(tag)) && !isEmptyTerm(word);
}
