import { conversationResultSchema, type JobResource } from "@headway-jobs/contract";

import { printable } from "../progress-line.ts";

const heardSchema = conversationResultSchema.pick({ heard_with: true });

/** What recognised a conversation, found its speech and told its speakers apart, as one line; null for a result that does not say it. */
export function heardWithLine({ result }: Pick<JobResource, "result">): string | null {
  const parsed = heardSchema.safeParse(result);
  if (!parsed.success) return null;
  const { recognition, speech, speakers } = parsed.data.heard_with;
  return printable(`Recognition: ${recognition}; finding speech: ${speech}; speakers: ${speakers}.`);
}
