import type { JsonObject } from "@headway-jobs/contract";
import { inWords } from "../topics/terms.ts";
import { counted, type Facts, mean, rounded, type SpeakerFacts } from "./facts.ts";
import { balanceOf } from "./insights.ts";

/** Counted facts by speaker; seconds, shares 0–1. */
export function speakerDynamics({ speakers }: Facts): JsonObject {
  return Object.fromEntries(speakers.map((one) => [one.speaker, dynamicsOf(one)]));
}

function dynamicsOf(one: SpeakerFacts): JsonObject {
  const of = (axis: "valence" | "arousal"): number =>
    rounded(mean(one.utterances.map(({ analysis }) => analysis.emotion.scores[axis])));
  return {
    talk_share: rounded(one.talkShare),
    speech_s: rounded(one.speechS, 1),
    turns: one.turns,
    utterances: one.utterances.length,
    words: one.words,
    questions: one.questions,
    overlaps: one.overlaps,
    interruptions: one.interruptions,
    longest_monologue_s: rounded(one.longestMonologueS, 1),
    mean_response_latency_s: one.meanResponseS === null ? null : rounded(one.meanResponseS, 2),
    mean_valence: of("valence"),
    mean_arousal: of("arousal"),
    mean_polarity: rounded(mean(one.utterances.map(({ analysis }) => analysis.sentiment.polarity))),
    mean_engagement: rounded(mean(one.utterances.map(({ analysis }) => analysis.cognitive.engagement))),
    topics: one.topics,
  };
}

/** One sentence on how the talk ran, with the figures it rests on. */
export function qualityOf(facts: Facts): string {
  const { speakers, moments, read } = facts;
  const valence = mean(read.map(({ analysis }) => analysis.sentiment.polarity));
  const mood =
    valence > 0.12 ? "a mostly positive tone" : valence < -0.12 ? "a mostly negative tone" : "a mostly even tone";
  const outcome = outcomeOf(moments.map(({ category }) => category));
  if (speakers.length === 1) {
    return `${speakers[0]?.speaker ?? ""} spoke alone in ${counted(read.length, "utterance")}, in ${mood}${outcome}.`;
  }
  const shares = speakers.slice(0, 3).map(({ speaker, talkShare }) => `${speaker} ${Math.round(talkShare * 100)} %`);
  const balance =
    balanceOf(speakers.map(({ talkShare }) => talkShare)) > 0.9 ? "A balanced talk" : "An unevenly shared talk";
  const latencies = read.flatMap(({ responseLatencyS }) =>
    responseLatencyS === null ? [] : [Math.max(0, responseLatencyS)],
  );
  const answers = latencies.length < 3 ? "" : `, answers after ${mean(latencies).toFixed(1)} s on average`;
  return `${balance} (${shares.join(", ")})${answers}, in ${mood}${outcome}.`;
}

function outcomeOf(categories: readonly string[]): string {
  const count = (wanted: string): number => categories.filter((category) => category === wanted).length;
  const parts = [
    ["accepted next step", count("cta_accepted")] as const,
    ["rejected proposal", count("cta_rejected")] as const,
    ["objection", count("objection")] as const,
  ].flatMap(([noun, times]) => (times === 0 ? [] : [counted(times, noun)]));
  return parts.length === 0 ? ", without objections or agreed next steps" : `, with ${inWords(parts)}`;
}
