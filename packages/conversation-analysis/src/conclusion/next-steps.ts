import type { Moment } from "@headway-jobs/ports/conversation-analysis";
import { OFFERS } from "../moments/patterns.ts";
import type { ReadUtterance } from "../read-utterance.ts";
import { clausesOf, clauseThat, sentencesOf } from "../text/clauses.ts";
import { bareWords, tokensOf } from "../lexicon/tokens.ts";

/** Something somebody said they would do. */
export interface NextStep {
  readonly speaker: string;
  readonly utteranceId: string;
  readonly atS: number;
  /** Their own words. */
  readonly text: string;
  /** As it was said: "on thursday", "by the end of the week"; null when no time was named. */
  readonly when: string | null;
  /** Who accepted it, when it was an offer. */
  readonly agreedBy: string | null;
}

const DOING = `send|call|book|schedule|check|email|mail|get back|prepare|set|share|write|talk|meet|follow|update|review|sign|draft|fix|order|arrange|confirm|look into|discuss|try|test|bring|show|file|refund|replace|ship|transfer|create|open|escalate|invite|connect|introduce|forward|submit|finish|deliver|pay|start|begin|put|make|do|add|report|ask|speak|let you know|reach out|touch base|go over|take care|come|join|visit|move|plan|run|return|ring|text|pick`;
const PROMISE = new RegExp(
  `\\b(?:i'll|i will|we'll|we will|i'm going to|i am going to|we're going to|we are going to|let's|let us|i promise to)(?: (?:also|just|then|definitely|go ahead and|make sure to|try to|be sure to|have (?:\\w+ ){1,3}))? ?(?:${DOING})\\b`,
);
/** "I'll say", "we'll see" and "I'll be honest" promise nothing. */
const EMPTY_PROMISE =
  /\b(?:i'll|we'll|i will|we will|let's) (?:be honest|talk about|speak about|look at|discuss|go (?:over|through|back)|move on|get started|say|see|admit|never|not|put it|make (?:it|this) (?:quick|short|simple)|start (?:by|with)|begin (?:by|with)|do this one|start (?:\w+ )?(?:with the|the meeting|the stand)|do (?:my|our) best)\b|\bdo (?:that|it|this|so)$/;
const DAY = `monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|tonight|january|february|march|april|june|july|august|september|october|november|december`;
const WHEN = new RegExp(
  `\\b(?:(?:by|on|before|until|this|next|coming|early|late|first thing|from|every|in) )*(?:(?:${DAY})(?: (?:morning|afternoon|evening|night|the \\w+|\\d{1,2}(?:st|nd|rd|th)?|first|second|third|tenth|fifteenth|twentieth))?|(?:the )?end of (?:the |this |next )?(?:day|week|month|quarter|year)|next (?:week|month|quarter|year)|this (?:afternoon|evening|week|month|quarter)|in (?:a|an|two|three|four|five|ten|\\d+|a few|a couple of) (?:minutes?|hours?|days?|weeks?|months?)|within (?:a|an|the|two|three|\\w+) (?:\\w+ )?(?:hours?|days?|weeks?))(?: at (?:\\w+)(?: (?:thirty|fifteen|o'clock|am|pm|a m|p m))?)?`,
);
const MAX_WORDS = 45;

/** Promises of action and accepted offers in the speakers' own words, in the order they were made; nothing is inferred beyond the words. */
export function nextStepsIn(read: readonly ReadUtterance[]): NextStep[] {
  const agreed = read.flatMap(({ analysis }) => analysis.moments.flatMap((moment) => agreedStep(moment, read)));
  const told = new Set(agreed.flatMap(({ utteranceId, answerId }) => [utteranceId, answerId]));
  const promised = read.filter(({ utterance }) => !told.has(utterance.utteranceId)).flatMap(promisesIn);
  return [...agreed.map(({ answerId: _answer, ...step }) => step), ...promised].toSorted((a, b) => a.atS - b.atS);
}

/** The offer is the step; its time may stand in the answer. */
function agreedStep(moment: Moment, read: readonly ReadUtterance[]): (NextStep & { readonly answerId: string })[] {
  const [offerId, answerId] = moment.utteranceIds;
  const offer = read.find(({ utterance }) => utterance.utteranceId === offerId)?.utterance;
  if (moment.category !== "cta_accepted" || offer === undefined || answerId === undefined) return [];
  return [
    {
      speaker: offer.speaker,
      utteranceId: offer.utteranceId,
      answerId,
      atS: offer.startS,
      text: clauseThat(offer.text, (part) => OFFERS.some(({ words }) => words.test(part))),
      when: timeOf(offer.text, moment.evidence.at(-1)?.text ?? ""),
      agreedBy: moment.speaker,
    },
  ];
}

/** The answer's time, unless the offer's says the same more fully: "next tuesday", "tuesday". */
function timeOf(offer: string, answer: string): string | null {
  const [offered, answered] = [offer, answer].map((text) => WHEN.exec(bare(text))?.[0] ?? null);
  return answered === null || answered === undefined || offered?.includes(answered) === true
    ? (offered ?? null)
    : answered;
}

function promisesIn({ utterance, words }: ReadUtterance): NextStep[] {
  const { speaker, utteranceId, startS, text } = utterance;
  const stated = sentencesOf(text).filter((sentence) => !sentence.endsWith("?"));
  // Without punctuation a question is known by its words only, and promises nothing.
  if (!/[.!?]/.test(text) && words.questions > 0 && clausesOf(text).length < 2) return [];
  return stated.flatMap((sentence) => {
    const promise = clauseThat(sentence, (part) => PROMISE.test(part));
    const said = bare(promise);
    if (!PROMISE.test(said) || EMPTY_PROMISE.test(said) || said.split(" ").length > MAX_WORDS) return [];
    return [
      {
        speaker,
        utteranceId,
        atS: startS,
        text: promise,
        when: WHEN.exec(bare(sentence))?.[0] ?? null,
        agreedBy: null,
      },
    ];
  });
}

function bare(text: string): string {
  return bareWords(tokensOf(text));
}
