import { baseForms, VALUED_WORDS } from "../lexicon/lookup.ts";
import { FUNCTION_WORDS } from "../lexicon/speech-words.ts";
import { listed, type Token } from "../lexicon/tokens.ts";

/** A word of substance: `key` is the same for its inflections, `shown` is the word as it was said. */
export interface Term {
  readonly key: string;
  readonly shown: string;
}

/** Says nothing about a topic though it is no function word: talk about talking, time, amounts and greetings. */
const EMPTY = new Set(
  listed(`day days week weeks time times question questions answer point part example moment minute minutes second seconds hour hours month months year years morning afternoon
    evening night monday tuesday wednesday thursday friday saturday sunday number person guy guys couple whole half little big small long short high
    low different able start started end ended stuff place side case fact course everybody anybody somebody nobody person call called calling hear
    heard listen show shown add moving move moved turn put set run let come bring leave stay mind remember forget understand believe suppose guess hope
    wish care matter happen happened sound sounds speak speaking discuss talking topic subject agenda item hundred thousand million twenty thirty forty
    fifty sixty seventy eighty ninety eleven twelve fifteen eight six seven nine ten zero dollar dollars percent welcome bye goodbye yourself myself
    ourselves tonight great nice fine cool perfect wonderful sorry thing name maybe whatever whether having being done doing getting making taking
    later earlier early late quick quickly slowly ahead along together against without inside outside almost enough less least pretty either neither
    else instead unless since though through toward upon via per isn't aren't let's gonna wanna um uh wait hold check based called means meant kind
    old new own true real full open close closed free another extra main exact several happy glad sad afraid worried sure send sent makes made need needs needed want wants wanted works worked working going wonder`),
);
const COMMON = new Set(listed(FUNCTION_WORDS));

/** What follows these is somebody's name. */
const NAMING = new Set(listed(`hi hello hey mister mr mrs ms miss dear`));

/** The words of an utterance that can name what it is about. */
export function termsOf(tokens: readonly Token[]): readonly Term[] {
  return tokens.flatMap(({ word }, at) => {
    if (isEmptyTerm(word)) return [];
    // "badly", "worst" and "fixed" judge a topic, they name none; "price" and "crash" do.
    if (/(?:ly|est|ed)$/.test(word) && VALUED_WORDS.has(word)) return [];
    if (NAMING.has(tokens[at - 1]?.word ?? "") && !VALUED_WORDS.has(word)) return [];
    return [{ key: termKey(word), shown: word.replace(/'s$/, "") }];
  });
}

/** Too short, too frequent or too general to name a topic. */
export function isEmptyTerm(word: string): boolean {
  return word.length < 3 || COMMON.has(word) || EMPTY.has(word) || /\d/.test(word);
}

/** One key for a word and its plural or verb forms. */
export function termKey(word: string): string {
  const bare = word.replace(/'s$/, "");
  const forms = baseForms(bare);
  const shortest = forms.reduce((best, form) => (form.length < best.length && form.length >= 4 ? form : best), bare);
  return shortest.replace(/e$/, "");
}

export class TermCounts {
  readonly #counts = new Map<string, { count: number; shown: Map<string, number> }>();

  add(terms: readonly Term[]): void {
    for (const { key, shown } of terms) {
      const known = this.#counts.get(key) ?? { count: 0, shown: new Map<string, number>() };
      known.count += 1;
      known.shown.set(shown, (known.shown.get(shown) ?? 0) + 1);
      this.#counts.set(key, known);
    }
  }

  count(key: string): number {
    return this.#counts.get(key)?.count ?? 0;
  }

  keys(): string[] {
    return [...this.#counts.keys()];
  }

  /** The most frequent terms as they were said, those first that `weigh` favours; ties in the order of their first use. */
  top(limit: number, weigh: (key: string, count: number) => number = (_key, count) => count): string[] {
    return [...this.#counts]
      .map(([key, { count, shown }]) => ({ shown: mostFrequent(shown), weight: weigh(key, count) }))
      .filter(({ weight }) => weight > 0)
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, limit)
      .map(({ shown }) => shown);
  }

  /** Cosine of the two vocabularies, 0–1. */
  likeness(other: TermCounts): number {
    let dot = 0;
    let own = 0;
    let others = 0;
    for (const [key, { count }] of this.#counts) {
      dot += count * other.count(key);
      own += count ** 2;
    }
    for (const key of other.keys()) others += other.count(key) ** 2;
    return own === 0 || others === 0 ? 0 : dot / Math.sqrt(own * others);
  }
}

function mostFrequent(shown: ReadonlyMap<string, number>): string {
  return [...shown].reduce((best, one) => (one[1] > best[1] ? one : best), ["", 0] as [string, number])[0];
}

/** "price, onboarding and training". */
export function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
