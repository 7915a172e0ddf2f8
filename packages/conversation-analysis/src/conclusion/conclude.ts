import type { ConversationConclusion } from "@headway-jobs/ports/conversation-analysis";
import type { ReadUtterance } from "../read-utterance.ts";
import { assess } from "./assess.ts";
import { gatherFacts } from "./facts.ts";
import type { Goal } from "./goal.ts";
import { insightsOf } from "./insights.ts";
import { keyInsights, notablePatterns } from "./key-insights.ts";
import { overviewOf } from "./overview.ts";
import { phasesOf } from "./phases.ts";
import { QuotedOnce } from "./quoted-once.ts";
import { qualityOf, speakerDynamics } from "./speaker-dynamics.ts";

/** Summary, insights and phases of what was heard. Every sentence is counted or quoted from the utterances; nothing is inferred about the world. */
export function conclude(read: readonly ReadUtterance[], goal: Goal | null): ConversationConclusion {
  if (read.length === 0) return NOTHING_SAID;
  const facts = gatherFacts(read, goal);
  const quoted = new QuotedOnce();
  return {
    summary: {
      overview: overviewOf(facts, quoted),
      keyInsights: keyInsights(facts, quoted),
      notablePatterns: notablePatterns(facts),
      ...assess(facts, quoted),
      speakerDynamics: speakerDynamics(facts),
      conversationQuality: qualityOf(facts),
    },
    insights: insightsOf(facts),
    phases: phasesOf(facts),
  };
}

const NOTHING_SAID: ConversationConclusion = {
  summary: {
    overview: "Nothing was said.",
    keyInsights: [],
    notablePatterns: [],
    recommendations: [],
    whatWentWell: [],
    whatWentWrong: [],
    speakerDynamics: {},
    conversationQuality: "There was no utterance to judge.",
  },
  insights: {
    overallSentiment: { mean: 0, std: 0, trend: "stable" },
    dominantEmotions: ["neutral"],
    engagementPattern: "steady",
    keyMoments: [],
    speakerProfiles: {},
    conversationDynamics: {},
    cognitiveProfile: {},
  },
  phases: [],
};
