import { cuesToWebVtt, sentencesToCues } from "@headway-jobs/tools/captions/cues";
import type { PublishedUtterance } from "../steps/publish-utterances.ts";

/** Captions with a voice span for each speaker (WebVTT). */
export function transcriptVtt(published: readonly PublishedUtterance[]): string {
  // Cues must be ordered by their beginnings; a live session publishes utterances in the order of their ends.
  const inOrder = published.toSorted((a, b) => a.utterance.startS - b.utterance.startS);
  return cuesToWebVtt(
    inOrder.flatMap(({ utterance }) => {
      const { speaker, text, startS, endS } = utterance;
      const cues = sentencesToCues([{ text, startMs: Math.round(startS * 1000), endMs: Math.round(endS * 1000) }]);
      return cues.map((cue) => ({ ...cue, voice: speaker }));
    }),
  );
}

/** The transcript for programs; `POST /analyze` takes it back as `transcript`. Times in seconds. */
export function transcriptJson(
  conversationId: string,
  durationS: number,
  published: readonly PublishedUtterance[],
): string {
  const segments = published.map(({ utterance }) => ({
    utterance_id: utterance.utteranceId,
    speaker: utterance.speaker,
    start: utterance.startS,
    end: utterance.endS,
    text: utterance.text,
    confidence: utterance.asrConfidence,
    words: utterance.words.map(({ text, startS, endS }) => ({ word: text, start: startS, end: endS })),
  }));
  return `${JSON.stringify({ conversation_id: conversationId, duration: durationS, segments }, null, 2)}\n`;
}
