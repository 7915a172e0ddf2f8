import type { ConversationResult, JsonObject, ProviderExam } from "@headway-jobs/contract";
import type { ConversationConclusion, Phase, UtteranceAnalysis } from "@headway-jobs/ports/conversation-analysis";
import type { PublishedUtterance } from "../events.ts";
import { momentOf, prosodyOf, summaryOf, timelineEntry, transitionOf } from "../events.ts";

/** Names of a conversation's public files; the recording itself has its own. */
export const CONVERSATION_FILES = {
  captions: "transcript.vtt",
  transcript: "transcript.json",
  agentOutputs: "agent_outputs.json",
  chart: "emotional_course.png",
  chartVector: "emotional_course.svg",
} as const;

export interface Analysed {
  readonly conversationId: string;
  readonly jobId: string;
  readonly durationS: number;
  /** Name of the recording among the artifacts. */
  readonly uploadName: string;
  /** The methods that really answered. */
  readonly heardWith: ConversationResult["heard_with"];
  /** What this machine's exam found for the recogniser; undefined when it was never measured. */
  readonly exam: ProviderExam | undefined;
  readonly published: readonly PublishedUtterance[];
  readonly conclusion: ConversationConclusion;
  /** Readings that were made again at the end, by utterance. */
  readonly settled?: ReadonlyMap<string, UtteranceAnalysis>;
  /** Language models that read along with the embedded methods. */
  readonly readBy: ReadonlySet<string>;
}

/** The conversation with its readings as they stand at the end. */
export function settledOf({ published, settled }: Pick<Analysed, "published" | "settled">): PublishedUtterance[] {
  return published.map((one) => ({ ...one, analysis: settled?.get(one.utterance.utteranceId) ?? one.analysis }));
}

/** The result of the job and the reply of `POST /analyze` (SPEC §5.4). */
export function resultOf(analysed: Analysed): ConversationResult {
  const { conversationId, conclusion } = analysed;
  const published = settledOf(analysed);
  return {
    conversation_id: conversationId,
    job_id: analysed.jobId,
    utterances: published.length,
    duration: Math.round(analysed.durationS * 1000) / 1000,
    timeline: published.map(({ utterance, analysis }) => timelineEntry(utterance, analysis)),
    summary: summaryOf(conclusion.summary),
    insights: insightsOf(conclusion),
    transitions: published.flatMap(({ analysis }) =>
      analysis.transitions.map((transition) => transitionOf(transition)),
    ),
    moments: published.flatMap(({ analysis }) => analysis.moments.map((moment) => momentOf(moment))),
    segmentation: { phases: conclusion.phases.map((phase) => phaseOf(phase)) },
    agent_results: agentResults(analysed),
    heard_with: analysed.heardWith,
    artifact_dir: conversationId,
    upload_path: analysed.uploadName,
    agent_outputs_path: `${conversationId}/${CONVERSATION_FILES.agentOutputs}`,
  };
}

/** What each part of the analysis found, utterance by utterance. */
export function agentResults(analysed: Analysed): ConversationResult["agent_results"] {
  return settledOf(analysed).map(({ utterance, analysis }) => {
    const { words, prosody, asrConfidence, text } = utterance;
    const { emotion, sentiment, cognitive, commitment, passion, conviction, lexicalMarkers } = analysis;
    return {
      utterance_id: utterance.utteranceId,
      agents: {
        transcription: {
          recogniser: analysed.heardWith.recognition,
          ...(analysed.exam === undefined ? {} : { exam: analysed.exam }),
          text,
          confidence: asrConfidence,
          words: words.map((word) => ({ text: word.text, t_start: word.startS, t_end: word.endS })),
        },
        prosody: { ...(prosody === null ? {} : prosodyOf(prosody)), description: analysis.prosodyDescription },
        emotion: {
          ...emotion.distribution,
          ...emotion.scores,
          confidence: emotion.confidence,
          reasoning: analysis.acousticReasoning,
        },
        sentiment: { ...sentiment },
        cognition: {
          signals: cognitive.signals,
          engagement: cognitive.engagement,
          load: cognitive.load,
          rationale: cognitive.rationale,
        },
        stance: { commitment, passion, conviction },
        lexicon: { ...lexicalMarkers },
        turning_points: {
          transitions: analysis.transitions.map(({ transitionId }) => transitionId),
          moments: analysis.moments.map(({ momentId }) => momentId),
        },
      },
    };
  });
}

export function agentOutputs(analysed: Analysed): JsonObject {
  const { conversationId, heardWith, readBy: models } = analysed;
  const readBy = models.size === 0 ? "embedded" : `embedded, with ${[...models].join(", ")}`;
  return {
    conversation_id: conversationId,
    agents: {
      segmentation: heardWith.speech,
      speakers: heardWith.speakers,
      transcription: heardWith.recognition,
      prosody: "embedded",
      emotion: readBy,
      sentiment: readBy,
      cognition: readBy,
    },
    results: agentResults(analysed) as JsonObject["results"],
  };
}

function insightsOf({ insights }: ConversationConclusion): ConversationResult["insights"] {
  return {
    overall_sentiment: { ...insights.overallSentiment },
    dominant_emotions: [...insights.dominantEmotions],
    engagement_pattern: insights.engagementPattern,
    key_moments: insights.keyMoments.map((moment) => momentOf(moment)),
    speaker_profiles: insights.speakerProfiles,
    conversation_dynamics: insights.conversationDynamics,
    cognitive_profile: insights.cognitiveProfile,
  };
}

const phaseOf = (phase: Phase) => ({
  phase_id: phase.phaseId,
  phase_name: phase.name,
  start_timestamp: phase.startMs / 1000,
  end_timestamp: phase.endMs / 1000,
  utterance_ids: [...phase.utteranceIds],
});
