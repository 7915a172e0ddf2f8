import type { JobContext, NewEvent, StepContext } from "@headway-jobs/engine";
import { type JsonObject, toWireJson } from "@headway-jobs/contract";
import type { ConversationAnalysis, ConversationConclusion } from "@headway-jobs/ports/conversation-analysis";
import type { Course } from "../artifacts/chart/course.ts";
import { transcriptJson, transcriptVtt } from "../artifacts/transcript-files.ts";
import { agentOutputs, type Analysed, CONVERSATION_FILES, resultOf, settledOf } from "../artifacts/result.ts";
import { emotionEvent, momentEvent, summaryEvent } from "../events.ts";
import { MODEL_ATTEMPTS } from "./read-window.ts";
import type { ConversationReader } from "@headway-jobs/ports/conversation-reader";

type Heard = Omit<Analysed, "conclusion">;

/** Concludes the analysis, saves the files and publishes the summary. Returns the job's result. */
export async function conclude(
  ctx: JobContext,
  { analysis, along }: { readonly analysis: ConversationAnalysis; readonly along: ConversationReader | undefined },
  heard: Heard,
): Promise<JsonObject> {
  const { conclusion, warnings } = await ctx.step(
    "conclude",
    async (step) => {
      await step.progress({ phase: "concluding", progress: 95, message: "Writing the summary" });
      const concluded = await concludeAll(step, { analysis, along }, heard);
      await saveFiles(step, { ...heard, conclusion: concluded.conclusion });
      return concluded;
    },
    {
      attempts: MODEL_ATTEMPTS,
      events: (concluded) => [...settledEvents(heard), summaryEvent(concluded.conclusion.summary)],
    },
  );
  for (const warning of warnings) await ctx.warn("ANALYSIS", warning);
  return resultOf({ ...heard, conclusion }) as unknown as JsonObject;
}

async function concludeAll(
  { signal, attempt }: StepContext,
  { analysis, along }: { readonly analysis: ConversationAnalysis; readonly along: ConversationReader | undefined },
  { published }: Heard,
): Promise<{ readonly conclusion: ConversationConclusion; readonly warnings: readonly string[] }> {
  const conclusion = analysis.conclude();
  if (along === undefined) return { conclusion, warnings: [] };
  return along.conclude({
    conclusion,
    utterances: published.map(({ utterance }) => utterance),
    signal,
    mayFail: attempt < MODEL_ATTEMPTS,
  });
}

/** What the final readings add to the published ones: the final value of provisional emotions, and moments that were found late. */
function settledEvents({ published, settled }: Heard): NewEvent[] {
  return published.flatMap(({ utterance, analysis, stability }) => {
    const now = settled?.get(utterance.utteranceId);
    if (now === undefined) return [];
    const known = new Set(analysis.moments.map(({ momentId }) => momentId));
    const late = now.moments.filter(({ momentId }) => !known.has(momentId)).map((moment) => momentEvent(moment));
    return stability === "provisional" ? [emotionEvent(utterance, now.emotion, "final"), ...late] : late;
  });
}

async function saveFiles(step: StepContext, analysed: Analysed): Promise<void> {
  const { published, conversationId, durationS } = analysed;
  const save = (name: string, mediaType: string, content: string | Buffer) =>
    step.saveArtifact({
      name,
      mediaType,
      content: { bytes: typeof content === "string" ? Buffer.from(content) : content },
    });
  await save(CONVERSATION_FILES.captions, "text/vtt", transcriptVtt(published));
  await save(CONVERSATION_FILES.transcript, "application/json", transcriptJson(conversationId, durationS, published));
  await save(CONVERSATION_FILES.agentOutputs, "application/json", toWireJson(agentOutputs(analysed)));
  // Loaded here, because a canvas and its fonts are not needed before the first conversation.
  const { drawCourse } = await import("../artifacts/chart/draw-course.ts");
  const { png, svg } = await drawCourse(courseOf(analysed));
  await save(CONVERSATION_FILES.chart, "image/png", png);
  await save(CONVERSATION_FILES.chartVector, "image/svg+xml", svg);
}

function courseOf(analysed: Analysed): Course {
  const { durationS, conclusion } = analysed;
  const published = settledOf(analysed);
  return {
    durationS,
    readings: published.map(({ utterance: { speaker, startS, endS }, analysis: { emotion } }) => ({
      speaker,
      startS,
      endS,
      valence: emotion.scores.valence,
      arousal: emotion.scores.arousal,
      confidence: emotion.confidence,
    })),
    moments: published.flatMap(({ analysis }) =>
      analysis.moments.map(({ category, startMs }) => ({ category, atS: startMs / 1000 })),
    ),
    phases: conclusion.phases.map(({ name, startMs, endMs }) => ({ name, startS: startMs / 1000, endS: endMs / 1000 })),
  };
}
