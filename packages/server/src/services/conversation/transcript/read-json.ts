import { z } from "zod";
import { type SentSegment, unreadable } from "./sent-segment.ts";

const time = z.number().min(0);
/** The names that recognisers and this API give to the same four things. */
const segmentSchema = z
  .looseObject({
    text: z.string(),
    start: time.optional(),
    end: time.optional(),
    t_start: time.optional(),
    t_end: time.optional(),
    startSecond: time.optional(),
    endSecond: time.optional(),
    speaker: z.union([z.string(), z.number()]).nullish(),
    speaker_id: z.union([z.string(), z.number()]).nullish(),
  })
  .transform((segment, context): SentSegment => {
    const startS = segment.start ?? segment.t_start ?? segment.startSecond;
    const endS = segment.end ?? segment.t_end ?? segment.endSecond;
    if (startS === undefined || endS === undefined) {
      context.addIssue({ code: "custom", message: "has no start and end in seconds" });
      return z.NEVER;
    }
    const speaker = segment.speaker ?? segment.speaker_id ?? null;
    return { startS, endS, text: segment.text, speaker: typeof speaker === "number" ? `Speaker_${speaker}` : speaker };
  });
const list = z.array(segmentSchema).max(100_000);
const documentSchema = z.union([
  list,
  z.looseObject({ segments: list }).transform(({ segments }) => segments),
  z.looseObject({ utterances: list }).transform(({ utterances }) => utterances),
  z.looseObject({ timeline: list }).transform(({ timeline }) => timeline),
]);

/** Segments of JSON: a list of `{start, end, text, speaker?}`, or an object that holds one as `segments`, `utterances` or `timeline`. */
export function readJson(text: string): readonly SentSegment[] {
  const parsed = documentSchema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw unreadable(
    "as JSON it must be a list of {start, end, text, speaker?} in seconds, or an object with it as `segments`",
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable("it begins like JSON and is none");
  }
}
