import type { Moment } from "@headway-jobs/ports/conversation-analysis";
import type { Said } from "../moments/watch-moments.ts";
import { quote } from "../text/quote.ts";
import { bareWords } from "../lexicon/tokens.ts";
import { nounsIn } from "./nouns.ts";
import { inWords, type Term, TermCounts, termsOf } from "./terms.ts";

/** Phrases that announce another topic (Grosz & Sidner 1986; Passonneau & Litman 1997). */
const CUES =
  /^(?:(?:so|okay|ok|well|and|alright|right|now|anyway|um|uh|great|good|yes|yeah|all right|oh|but) )*(?:moving on|let's move on|let us move on|(?:let's|let us|can we|could we|shall we|i'd like to|i want to|i wanted to|we should) (?:also )?(?:talk about|discuss|switch|turn to|move (?:on )?to|jump to|go over|get to|change the subject|come back to|go back to|look at)|on (?:a|another) (?:different|completely different|totally different|unrelated|related|side|separate|other) (?:note|topic|subject|matter)|(?:the )?(?:next|last|second|third|final|other) (?:item|topic|thing|point|question|subject)|another (?:thing|topic|question|point|subject|item)|by the way|changing (?:the )?(?:subject|topic|gears)|(?:switching|shifting) (?:gears|topics|to)|speaking of|(?:that )?(?:brings|leads|takes) (?:us|me) to|turning to|as for|one more thing|before i forget|(?:what|how) about the|going back to|(?:coming|getting) back to|completely different (?:topic|question|subject)|different (?:topic|question|subject))\b/;

/** Terms in the block after a possible boundary, and before it (Hearst 1997: TextTiling's window). */
const AFTER_TERMS = 18;
const BEFORE_TERMS = 45;
/** Blocks this alike or less have no vocabulary in common to speak of. */
const UNLIKE = 0.05;
/** A new topic repeats its word. */
const NEW_TERM_COUNT = 3;
const LEAST_TERMS_APART = 24;

interface Heard {
  readonly said: Said;
  readonly terms: readonly Term[];
}

type Found = Omit<Moment, "momentId">;

/** Watches for changes of topic: by cue phrases at once, by loss of lexical cohesion some utterances later, as nothing is known of what comes. */
export class TopicWatch {
  /** What was heard since the last shift, at most two windows of it. */
  #recent: Heard[] = [];
  #current = new TermCounts();
  #termsSinceShift = 0;

  observe(said: Said): Found[] {
    const heard: Heard = { said, terms: termsOf(said.words.tokens) };
    const cued = CUES.test(bareWords(said.words.tokens)) && heard.terms.length > 0 && this.#termsSinceShift > 0;
    if (cued && this.#isNew(heard.terms)) return [this.#announced(heard)];
    this.#keep(heard);
    return this.#drifted();
  }

  #isNew(terms: readonly Term[]): boolean {
    const fresh = terms.filter(({ key }) => this.#current.count(key) < 2);
    return fresh.length * 2 >= terms.length;
  }

  #announced(heard: Heard): Found {
    const from = this.#current.top(2);
    const { said } = heard;
    const to = namesOf(heard);
    this.#restart([heard]);
    return {
      category: "topic_shift",
      speaker: said.speaker,
      startMs: said.startMs,
      endMs: said.endMs,
      utteranceIds: [said.utteranceId],
      summary: `${said.speaker} turned the talk ${from.length === 0 ? "" : `from ${inWords(from)} `}to ${inWords(to)}: ${quote(said.text)}.`,
      labels: ["announced", ...to],
      evidence: [{ utteranceId: said.utteranceId, text: said.text }],
      confidence: 0.85,
    };
  }

  #drifted(): Found[] {
    if (this.#termsSinceShift < LEAST_TERMS_APART + AFTER_TERMS) return [];
    const boundary = boundaryIn(this.#recent);
    const before = countsOf(this.#recent.slice(0, boundary), BEFORE_TERMS);
    const block = this.#recent.slice(boundary);
    const after = countsOf(block, Infinity);
    if (before.likeness(after) > UNLIKE) return [];
    const to = after.top(3, (key, count) =>
      count >= NEW_TERM_COUNT && spread(block, key) >= 2 && this.#current.count(key) === count ? count : 0,
    );
    const first = block.find(({ terms }) => terms.some(({ shown }) => to.includes(shown)));
    const last = block.at(-1);
    if (to.length === 0 || first === undefined || last === undefined) return [];
    const from = before.top(2);
    this.#restart(block);
    return [
      {
        category: "topic_shift",
        speaker: first.said.speaker,
        startMs: first.said.startMs,
        endMs: last.said.endMs,
        utteranceIds: block.map(({ said }) => said.utteranceId),
        summary: `The talk moved from ${inWords(from)} to ${inWords(to)}.`,
        labels: ["drift", ...to],
        evidence: [first, last].map(({ said }) => ({ utteranceId: said.utteranceId, text: said.text })),
        confidence: 0.6,
      },
    ];
  }

  #keep(heard: Heard): void {
    this.#recent.push(heard);
    this.#current.add(heard.terms);
    this.#termsSinceShift += heard.terms.length;
    let kept = this.#recent.reduce((sum, { terms }) => sum + terms.length, 0);
    while (kept - (this.#recent[0]?.terms.length ?? 0) > 2 * BEFORE_TERMS)
      kept -= this.#recent.shift()?.terms.length ?? 0;
  }

  #restart(block: readonly Heard[]): void {
    this.#recent = [];
    this.#current = new TermCounts();
    this.#termsSinceShift = 0;
    for (const heard of block) this.#keep(heard);
  }
}

/** What an announced topic is called: its nouns, else its words of substance. */
function namesOf({ said, terms }: Heard): string[] {
  const counts = new TermCounts();
  const nouns = nounsIn(said.text);
  counts.add(nouns.length === 0 ? terms : nouns);
  return counts.top(3);
}

/** Where the last utterances that together hold AFTER_TERMS begin. */
function boundaryIn(recent: readonly Heard[]): number {
  let terms = 0;
  for (let at = recent.length - 1; at > 0; at -= 1) {
    terms += recent[at]?.terms.length ?? 0;
    if (terms >= AFTER_TERMS) return at;
  }
  return 0;
}

function countsOf(block: readonly Heard[], limit: number): TermCounts {
  const counts = new TermCounts();
  let left = limit;
  for (const { terms } of block.toReversed()) {
    if (left <= 0) break;
    counts.add(terms);
    left -= terms.length;
  }
  return counts;
}

function spread(block: readonly Heard[], key: string): number {
  return block.filter(({ terms }) => terms.some((term) => term.key === key)).length;
}
