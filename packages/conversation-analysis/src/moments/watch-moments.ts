import type { Evidence, Moment, MomentCategory } from "@headway-jobs/ports/conversation-analysis";
import type { WordReading } from "../text/read-words.ts";
import { clauseThat } from "../text/clauses.ts";
import { quote } from "../text/quote.ts";
import { bareWords } from "../lexicon/tokens.ts";
import {
  ACCEPTANCES,
  ANNOUNCES,
  ASKS_WHY,
  BUSINESS,
  OBJECTIONS,
  OFFER_KINDS,
  OFFERS,
  OPENS_WITH_YES,
  type Pattern,
  REJECTIONS,
  REPORTED,
  WEAK_ACCEPTANCE,
  WEAK_REJECTION,
} from "./patterns.ts";

/** An offer can be answered for so many utterances of anybody. */
const OPEN_FOR = 6;
/** A bare "yes" answers only what was just said. */
const BARE_ANSWER_WITHIN = 2;
const LONG_ANSWER_WORDS = 40;
/** Characters; what is shorter is quoted whole. */
const SHORT_ANSWER = 60;

export interface Said {
  readonly utteranceId: string;
  readonly speaker: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly words: WordReading;
  readonly asrConfidence: number;
}

interface Offer {
  readonly by: string;
  readonly kind: string;
  readonly at: number;
  readonly said: Said;
  /** It was answered with a reservation, or was no question at all but an announcement. */
  readonly isSettled: boolean;
}

type Found = Omit<Moment, "momentId">;

/** Watches the talk for offers and their answers, and for objections. An acceptance or rejection answers an offer of another speaker. */
export class MomentWatch {
  #offer: Offer | null = null;
  #business = false;
  #at = 0;

  /** The moments that this utterance makes, without ids. */
  observe(said: Said): Found[] {
    this.#at += 1;
    const bare = bareWords(said.words.tokens);
    if (bare === "") return [];
    this.#business ||= BUSINESS.test(bare);
    const offer = this.#openTo(said.speaker);
    const found = [...this.#answers(said, bare, offer), ...this.#objections(said, bare, offer)];
    if (offer !== null && this.#offer === offer && found.length > 0) this.#offer = { ...offer, isSettled: true };
    const offered = found.every(({ category }) => category === "cta_rejected") ? this.#offers(said, bare) : [];
    if (offered.length === 0) this.#announces(said, bare);
    return [...found, ...offered];
  }

  /** What was announced since takes the answer that an offer did not get: "great" after "I'll send you the proposal" buys nothing. */
  #announces(said: Said, bare: string): void {
    if (this.#offer?.isSettled === true && this.#offer.by === said.speaker && ANNOUNCES.test(bare)) this.#offer = null;
  }

  #openTo(speaker: string): Offer | null {
    const offer = this.#offer;
    return offer === null || offer.by === speaker || this.#at - offer.at > OPEN_FOR ? null : offer;
  }

  #answers(said: Said, bare: string, offer: Offer | null): Found[] {
    if (offer === null) return [];
    const soon = this.#at - offer.at <= BARE_ANSWER_WITHIN;
    const rejects = firstOf(REJECTIONS, bare);
    if (rejects !== undefined || (soon && WEAK_REJECTION.test(bare))) {
      this.#offer = null;
      return [answer("cta_rejected", said, offer, { sure: rejects === undefined ? 0.7 : 0.85, by: rejects })];
    }
    if ((isYesBut(bare) && reserves(bare)) || objectionIn(bare, true) !== undefined) return [];
    const accepts = said.words.tokens.length <= LONG_ANSWER_WORDS ? firstOf(ACCEPTANCES, bare) : undefined;
    const plainYes = soon && (WEAK_ACCEPTANCE.test(bare) || (OPENS_WITH_YES.test(bare) && said.words.questions === 0));
    if (accepts === undefined && !plainYes) return [];
    if (said.words.negatedPositive > 0 && !plainYes) return [];
    this.#offer = null;
    return [answer("cta_accepted", said, offer, { sure: accepts === undefined ? 0.65 : 0.85, by: accepts })];
  }

  #objections(said: Said, bare: string, offer: Offer | null): Found[] {
    if (REPORTED.test(bare)) return [];
    const kind = objectionIn(
      bare,
      offer !== null || (this.#business && /\bbut\b|\bmy (?:only |main )?(?:concern|worry|problem)\b/.test(bare)),
    );
    if (
      kind === undefined &&
      !(offer !== null && isYesBut(bare) && (reserves(bare) || firstOf(ACCEPTANCES, bare) === undefined))
    )
      return [];
    // Who asks "is it too expensive for you?" does not object.
    if (said.words.questions > 0 && kind?.label !== "trust" && !/\b(?:we|i|our|my|us|me)\b/.test(bare)) return [];
    if (
      said.words.questions > 0 &&
      /\b(?:is it|are you|do you|did you|have you|would you)\b/.test(bare) &&
      offer === null
    )
      return [];
    const label = kind?.label ?? "reservation";
    const about = offer === null ? "" : ` to ${named(offer.kind)} of ${offer.by}`;
    const name =
      label === "stall"
        ? "put off a decision in answer"
        : label === "reservation"
          ? "answered with a reservation"
          : `raised an objection about ${label}`;
    return [
      {
        ...place("objection", said, offer),
        summary: `${said.speaker} ${name}${label === "stall" || label === "reservation" ? about : ""}: ${quote(clauseThat(said.text, (part) => kind?.words.test(part) ?? /\bbut\b/.test(part)))}.`,
        labels: [label],
        confidence: confidence(said, kind?.strong === true ? 0.85 : 0.65),
      },
    ];
  }

  #offers(said: Said, bare: string): Found[] {
    const pattern = firstOf(OFFERS, bare);
    if (pattern === undefined || ASKS_WHY.test(bare)) return [];
    if (/\b(?:would you say(?! to)|are you free to|do you want to know what)\b/.test(bare)) return [];
    const kinds = OFFER_KINDS.filter(({ words }) => words.test(bare)).map(({ label }) => label);
    const kind = kinds[0] ?? "next step";
    const last = this.#offer;
    this.#offer = { by: said.speaker, kind, at: this.#at, said, isSettled: false };
    // An offer said in two breaths is one offer.
    if (last !== null && last.by === said.speaker && this.#at - last.at <= 1 && last.kind === kind) return [];
    return [
      {
        ...place("cta_offered", said, null),
        summary: `${said.speaker} proposed ${named(kind).replace("the ", "a ").replace("a information", "information")}: ${quote(clauseThat(said.text, (part) => pattern.words.test(part)))}.`,
        labels: kinds.length === 0 ? [kind] : kinds.slice(0, 2),
        confidence: confidence(said, kinds.length === 0 ? 0.6 : 0.8),
      },
    ];
  }
}

function isYesBut(bare: string): boolean {
  return /^(?:(?:um|uh|oh|well|hm|hmm|ah) )*(?:yes|yeah|yep|ok|okay|sure|right|i see|i understand|i get (?:it|that)|sounds|looks|that's|i like|i'd like|i'd love|i would|we would|we'd|i agree|true|fair|maybe|possibly|thanks|thank you|it's nice|interesting)\b.*\bbut\b/.test(
    bare,
  );
}

/** Something after the "but" denies, doubts, asks or demands; recognisers hear the word where none was said. */
function reserves(bare: string): boolean {
  return /\bbut\b.*\b(?:not|no|never|\w+n't|cannot|only|too|first|need|needs|have to|has to|must|if|unless|until|depends|maybe|might|would|could|worr\w+|concern\w*|problem\w*|issue\w*|busy|risk\w*|hard|difficult|still|already|think|wonder|how|what|when|why|who|where|less|more|afraid|sure|prefer|rather|sorry)\b/.test(
    bare,
  );
}

function objectionIn(bare: string, inContext: boolean): Pattern | undefined {
  return OBJECTIONS.find(({ words, strong }) => (strong || inContext) && words.test(bare));
}

function firstOf(patterns: readonly Pattern[], bare: string): Pattern | undefined {
  return patterns.find(({ words }) => words.test(bare));
}

function answer(
  category: "cta_accepted" | "cta_rejected",
  said: Said,
  offer: Offer,
  { sure, by }: { readonly sure: number; readonly by: Pattern | undefined },
): Found {
  const verb = category === "cta_accepted" ? "accepted" : "turned down";
  return {
    ...place(category, said, offer),
    summary: `${said.speaker} ${verb} ${named(offer.kind)} that ${offer.by} had proposed: ${quote(said.text.length <= SHORT_ANSWER ? said.text : clauseThat(said.text, (part) => by?.words.test(part) ?? true))}.`,
    labels: [offer.kind],
    confidence: confidence(said, sure),
  };
}

function named(kind: string): string {
  return kind === "next step" ? "the next step" : `the ${kind}`;
}

function place(
  category: MomentCategory,
  said: Said,
  offer: Offer | null,
): Pick<Found, "category" | "speaker" | "startMs" | "endMs" | "utteranceIds" | "evidence"> {
  const shown = offer === null ? [said] : [offer.said, said];
  return {
    category,
    speaker: said.speaker,
    startMs: said.startMs,
    endMs: said.endMs,
    utteranceIds: shown.map(({ utteranceId }) => utteranceId),
    evidence: shown.map(({ utteranceId, text }): Evidence => ({ utteranceId, text })),
  };
}

function confidence(said: Said, base: number): number {
  return Math.round(base * (0.7 + 0.3 * Math.min(1, Math.max(0, said.asrConfidence))) * 1000) / 1000;
}
