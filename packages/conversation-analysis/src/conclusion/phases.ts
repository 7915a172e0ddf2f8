import type { Phase } from "@headway-jobs/ports/conversation-analysis";
import type { Facts } from "./facts.ts";
import { topicsOf } from "./facts.ts";
import { inWords } from "../topics/terms.ts";

/** A stretch shorter than this joins its neighbour. */
const LEAST_UTTERANCES = 3;
const GREETING =
  /\b(?:hello|hi|hey|good morning|good afternoon|good evening|welcome|nice to meet|thank you for calling|thanks for joining|this is|my name is|how are you)\b/i;
const FAREWELL =
  /\b(?:bye|goodbye|have a (?:good|great|nice)|take care|talk (?:to you )?(?:soon|later|then)|see you|thanks for your time|thank you for your time|nice talking|speak soon)\b/i;
const GREETING_WITHIN = 4;
const FAREWELL_WITHIN = 4;

/** The conversation in stretches: greeting, topics between their shifts, farewell. Every utterance lies in exactly one. */
export function phasesOf({ read, moments }: Facts): Phase[] {
  const starts = new Set([0]);
  const greeted = read
    .slice(0, GREETING_WITHIN)
    .findLastIndex(({ utterance }) => GREETING.test(utterance.text) && utterance.text.length < 120);
  if (greeted >= 0 && read.length > GREETING_WITHIN + 2) starts.add(greeted + 1);
  const tail = Math.max(greeted + 2, read.length - FAREWELL_WITHIN);
  const farewell = read.slice(tail).findIndex(({ utterance }) => FAREWELL.test(utterance.text));
  if (farewell >= 0 && read.length > FAREWELL_WITHIN + 2) starts.add(tail + farewell);
  const shifts = moments
    .filter(({ category }) => category === "topic_shift")
    .flatMap(({ utteranceIds }) => utteranceIds.slice(0, 1));
  const edges = [...starts].toSorted((a, b) => a - b);
  for (const shift of shifts) {
    const at = read.findIndex(({ utterance }) => utterance.utteranceId === shift);
    const near = edges.some((edge) => Math.abs(edge - at) < LEAST_UTTERANCES);
    if (at > 0 && !near && read.length - at >= LEAST_UTTERANCES) edges.push(at);
  }
  const sorted = edges.toSorted((a, b) => a - b);
  return sorted.flatMap((from, index) => {
    const part = read.slice(from, sorted[index + 1] ?? read.length);
    const [first] = part;
    if (first === undefined) return [];
    const opening = from === 0 && greeted >= 0 && sorted[1] === greeted + 1;
    const closing = farewell >= 0 && from === tail + farewell && from > 0;
    return [
      {
        phaseId: `phase_${String(index + 1).padStart(2, "0")}`,
        name: opening ? "Opening" : closing ? "Closing" : nameOf(topicsOf(part, 3)),
        startMs: Math.round(first.utterance.startS * 1000),
        endMs: Math.round(Math.max(...part.map(({ utterance }) => utterance.endS)) * 1000),
        utteranceIds: part.map(({ utterance }) => utterance.utteranceId),
      },
    ];
  });
}

function nameOf(topics: readonly string[]): string {
  return topics.length === 0 ? "Talk" : `Talk about ${inWords(topics)}`;
}
