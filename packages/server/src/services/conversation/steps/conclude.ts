import type { JobContext, NewEvent, StepContext } from "@headway/engine";
import { type JsonObject, toWireJson } from "@headway/contract";
import type { ConversationAnalysis } from "../analysis/analysis.ts";
import type { Course } from "../artifacts/chart/course.ts";
import { transcriptJson, transcriptVtt } from "../artifacts/transcript-files.ts";
import { agentOutputs, type Analysed, CONVERSATION_FILES, finalEmotion, resultOf } from "../result.ts";
import { emotionEvent, summaryEvent } from "../told.ts";

/** Sums the conversation up, makes its files, and tells the summary when all is there. Returns the job's result. */
export async function conclude(
  ctx: JobContext,
  analysis: ConversationAnalysis,
  heard: Omit<Analysed, "conclusion">,
): Promise<JsonObject> {
  const conclusion = await ctx.step(
    "conclude",
    async (step) => {
      await step.progress({ phase: "concluding", progress: 95, message: "Summing the conversation up" });
      const concluded = analysis.conclude();
      await saveFiles(step, { ...heard, conclusion: concluded });
      return concluded;
    },
    { events: ({ summary }) => [...settledEvents(heard), summaryEvent(summary)] },
  );
  return resultOf({ ...heard, conclusion }) as unknown as JsonObject;
}

function settledEvents({ told, settled }: Omit<Analysed, "conclusion">): NewEvent[] {
  return told.flatMap(({ utterance }) => {
    const emotion = settled?.get(utterance.utteranceId);
    return emotion === undefined ? [] : [emotionEvent(utterance, emotion, "final")];
  });
}

async function saveFiles(step: StepContext, analysed: Analysed): Promise<void> {
  const { told, conversationId, durationS } = analysed;
  const save = (name: string, mediaType: string, content: string | Buffer) =>
    step.saveArtifact({
      name,
      mediaType,
      content: { bytes: typeof content === "string" ? Buffer.from(content) : content },
    });
  await save(CONVERSATION_FILES.captions, "text/vtt", transcriptVtt(told));
  await save(CONVERSATION_FILES.transcript, "application/json", transcriptJson(conversationId, durationS, told));
  await save(CONVERSATION_FILES.agentOutputs, "application/json", toWireJson(agentOutputs(analysed)));
  // Lazy: a canvas and its fonts are nothing that a server needs before its first conversation.
  const { drawCourse } = await import("../artifacts/chart/draw-course.ts");
  const { png, svg } = await drawCourse(courseOf(analysed));
  await save(CONVERSATION_FILES.chart, "image/png", png);
  await save(CONVERSATION_FILES.chartVector, "image/svg+xml", svg);
}

function courseOf(analysed: Analysed): Course {
  const { durationS, told, conclusion } = analysed;
  return {
    durationS,
    readings: told.map((one) => {
      const { speaker, startS, endS } = one.utterance;
      const { scores, confidence } = finalEmotion(analysed, one);
      return { speaker, startS, endS, valence: scores.valence, arousal: scores.arousal, confidence };
    }),
    moments: told.flatMap(({ analysis }) =>
      analysis.moments.map(({ category, startMs }) => ({ category, atS: startMs / 1000 })),
    ),
    phases: conclusion.phases.map(({ name, startMs, endMs }) => ({ name, startS: startMs / 1000, endS: endMs / 1000 })),
  };
}
