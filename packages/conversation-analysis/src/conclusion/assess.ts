import type { ConversationSummary, Moment } from "@headway-jobs/ports/conversation-analysis";
import type { ReadUtterance } from "../read-utterance.ts";
import { nounsIn } from "../topics/nouns.ts";
import { inWords } from "../topics/terms.ts";
import { type Facts, mark, mean } from "./facts.ts";
import { thirdsChange } from "./insights.ts";
import type { NextStep } from "./next-steps.ts";
import type { QuotedOnce } from "./quoted-once.ts";

const MANY = 3;
/** An answer to an objection has at least so many words. */
const ANSWER_WORDS = 6;
const ANSWER_WITHIN = 2;
/** Distance from the middle of the scale, weighted by how much is felt. */
const STRONG_VALENCE = 0.12;
const LONG_MONOLOGUE_S = 60;
const QUICK_S = 1;
const QUOTED = 110;

/** What went well, what did not, and what follows from it; each sentence names the place it rests on. */
export function assess(
  facts: Facts,
  quoted: QuotedOnce,
): Pick<ConversationSummary, "whatWentWell" | "whatWentWrong" | "recommendations"> {
  return {
    whatWentWell: whatWentWell(facts, quoted),
    whatWentWrong: whatWentWrong(facts, quoted),
    recommendations: recommendations(facts, quoted),
  };
}

function whatWentWell(facts: Facts, quoted: QuotedOnce): string[] {
  const { moments, read, speakers } = facts;
  const accepted = moments.filter(({ category }) => category === "cta_accepted").slice(0, MANY);
  const change = thirdsChange(polarities(read));
  const brightest = extreme(read, 1);
  const latencies = read.flatMap(({ responseLatencyS }) =>
    responseLatencyS === null ? [] : [Math.max(0, responseLatencyS)],
  );
  const [first] = speakers;
  return [
    ...accepted.map((moment) => told(moment, quoted)),
    ...(change > 0.12 ? ["The mood was better in the last third than in the first."] : []),
    ...(brightest === undefined
      ? []
      : [
          `${mark(brightest.utterance.startS)} ${brightest.utterance.speaker} spoke warmly${inOwnWords(brightest, quoted)}.`,
        ]),
    ...answeredObjections(facts).map(
      (moment) => `${at(moment)} The objection about ${label(moment)} by ${moment.speaker} was answered.`,
    ),
    ...(latencies.length >= MANY && mean(latencies) < QUICK_S
      ? [`Answers came quickly (${mean(latencies).toFixed(1)} s on average).`]
      : []),
    ...(first !== undefined && speakers.length === 2 && first.talkShare <= 0.6
      ? ["Both had their say: neither held more than 60 % of the speech."]
      : []),
  ];
}

function whatWentWrong(facts: Facts, quoted: QuotedOnce): string[] {
  const { moments, read, speakers, transitions } = facts;
  const rejected = moments.filter(({ category }) => category === "cta_rejected").slice(0, MANY);
  const darkest = extreme(read, -1);
  const change = thirdsChange(polarities(read));
  const worse = transitions.filter(({ from, to }) => to.valence < from.valence - 0.08).slice(0, MANY);
  return [
    ...rejected.map((moment) => told(moment, quoted)),
    ...openObjections(facts)
      .slice(0, MANY)
      .map((moment) => `${at(moment)} The objection about ${label(moment)} by ${moment.speaker} got no answer.`),
    ...unansweredOffers(facts)
      .slice(0, MANY)
      .map(
        (moment) =>
          `${at(moment)} The proposal by ${moment.speaker} got no clear answer${quoted.after(moment.utteranceIds[0] ?? "", moment.evidence[0]?.text ?? "", QUOTED)}.`,
      ),
    ...worse.map(
      (turn) =>
        `${mark(turn.atMs / 1000)} The mood of ${turn.speaker} fell from ${turn.from.emotion} to ${turn.to.emotion}.`,
    ),
    ...(darkest === undefined
      ? []
      : [
          `${mark(darkest.utterance.startS)} ${darkest.utterance.speaker} ${unease(darkest)}${inOwnWords(darkest, quoted)}.`,
        ]),
    ...(change < -0.12 ? ["The mood was worse in the last third than in the first."] : []),
    ...speakers
      .filter(({ interruptions }) => interruptions > 1)
      .map(({ speaker, interruptions }) => `${speaker} cut in ${interruptions} times while another was speaking.`),
  ];
}

function recommendations(facts: Facts, quoted: QuotedOnce): string[] {
  const { speakers, nextSteps, moments, transitions } = facts;
  const worse = transitions.find(({ from, to }) => to.valence < from.valence - 0.08);
  const rejected = moments.find(({ category }) => category === "cta_rejected");
  const monologue =
    speakers.length > 1 ? speakers.find(({ longestMonologueS }) => longestMonologueS >= LONG_MONOLOGUE_S) : undefined;
  const [first] = speakers;
  const advice = [
    ...openObjections(facts)
      .slice(0, MANY)
      .map(
        (moment) => `Come back to the objection about ${label(moment)} that ${moment.speaker} raised at ${at(moment)}.`,
      ),
    ...unansweredOffers(facts)
      .slice(0, 2)
      .map((moment) => `Ask for a clear answer to what ${moment.speaker} proposed at ${at(moment)}.`),
    ...(rejected === undefined
      ? []
      : [`Find out what stood behind the refusal by ${rejected.speaker} at ${at(rejected)} before proposing again.`]),
    ...nextSteps.slice(-MANY).map((step) => followUp(step, quoted)),
    ...(worse === undefined
      ? []
      : [`Look at what happened at ${mark(worse.atMs / 1000)}, where the mood of ${worse.speaker} fell.`]),
    ...(monologue === undefined
      ? []
      : [
          `Break up long stretches: ${monologue.speaker} spoke for ${Math.round(monologue.longestMonologueS)} s from ${mark(monologue.longestMonologueAtS)}.`,
        ]),
    ...(first !== undefined && speakers.length > 1 && first.talkShare > 0.75
      ? [`Leave the others more room: ${first.speaker} held ${Math.round(first.talkShare * 100)} % of the speech.`]
      : []),
  ];
  return advice.length === 0 ? ["No objection, open proposal or fall of mood calls for a follow-up."] : advice;
}

function followUp({ speaker, utteranceId, text, when, agreedBy, atS }: NextStep, quoted: QuotedOnce): string {
  const about = [...new Set(nounsIn(text).map(({ shown }) => shown))].slice(0, 2);
  const details = [...(about.length === 0 ? [] : [inWords(about)]), when ?? "no date was named"].join(", ");
  const made = agreedBy === null ? "announced" : `proposed and ${agreedBy} accepted`;
  return `Follow up on what ${speaker} ${made} at ${mark(atS)} (${details})${quoted.after(utteranceId, text, QUOTED)}.`;
}

function told(moment: Moment, quoted: QuotedOnce): string {
  return `${at(moment)} ${quoted.sentence(moment.utteranceIds.at(-1) ?? "", moment.summary)}`;
}

function inOwnWords({ utterance }: ReadUtterance, quoted: QuotedOnce): string {
  return quoted.after(utterance.utteranceId, utterance.text, QUOTED);
}

/** Worry and grief are no displeasure. */
function unease({ analysis }: ReadUtterance): string {
  const { fear, sadness, anger, disgust, neutral } = analysis.emotion.distribution;
  const most = Math.max(fear, sadness, anger, disgust, neutral);
  return most === fear
    ? "sounded worried"
    : most === sadness
      ? "sounded sad"
      : most === neutral
        ? "was not content"
        : "was displeased";
}

function at(moment: Moment): string {
  return mark(moment.startMs / 1000);
}

function label(moment: Moment): string {
  return moment.labels[0] === "reservation" || moment.labels[0] === "stall"
    ? "the proposal"
    : (moment.labels[0] ?? "it");
}

function polarities(read: readonly ReadUtterance[]): number[] {
  return read.map(({ analysis }) => analysis.sentiment.polarity);
}

/** The utterance of the strongest valence in one direction, if it is strong and felt. */
function extreme(read: readonly ReadUtterance[], sign: 1 | -1): ReadUtterance | undefined {
  const strength = ({ analysis }: ReadUtterance): number =>
    sign * (analysis.emotion.scores.valence - 0.5) * (1 - analysis.emotion.distribution.neutral);
  return read
    .filter((one) => strength(one) >= STRONG_VALENCE && one.words.tokens.length >= 4)
    .reduce<ReadUtterance | undefined>(
      (best, one) => (best === undefined || strength(one) > strength(best) ? one : best),
      undefined,
    );
}

function openObjections(facts: Facts): Moment[] {
  return facts.moments.filter((moment) => moment.category === "objection" && !isAnswered(facts, moment));
}

function answeredObjections(facts: Facts): Moment[] {
  return facts.moments.filter((moment) => moment.category === "objection" && isAnswered(facts, moment)).slice(0, MANY);
}

/** Another speaker took it up at some length soon after; whether the answer satisfied is not judged. */
function isAnswered({ read }: Facts, moment: Moment): boolean {
  const place = read.findIndex(({ utterance }) => utterance.utteranceId === moment.utteranceIds.at(-1));
  const after = read.slice(place + 1).filter(({ utterance }) => utterance.speaker !== moment.speaker);
  return place >= 0 && after.slice(0, ANSWER_WITHIN).some(({ words }) => words.tokens.length >= ANSWER_WORDS);
}

/** Proposals after which no answer, objection or further proposal of the same kind was heard. */
function unansweredOffers({ moments }: Facts): Moment[] {
  return moments.filter((moment, place) => {
    if (moment.category !== "cta_offered") return false;
    const [id] = moment.utteranceIds;
    const later = moments.slice(place + 1);
    return (
      !later.some(
        ({ category, utteranceIds }) => category !== "topic_shift" && id !== undefined && utteranceIds.includes(id),
      ) && !later.some(({ category }) => category === "cta_offered" || category === "cta_accepted")
    );
  });
}
