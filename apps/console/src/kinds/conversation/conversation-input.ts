/** Input of a conversation job over an uploaded recording (SPEC §5); what was left open is left out. */
export function recordingInputOf({
  uploadId,
  goal,
  speakers,
}: {
  readonly uploadId: string;
  readonly goal: string;
  /** A number, or empty to find out. */
  readonly speakers: string;
}): Readonly<Record<string, unknown>> {
  return {
    file: uploadId,
    ...(goal.trim() === "" ? {} : { goal: goal.trim() }),
    ...(speakers === "" ? {} : { speakers: Number(speakers) }),
  };
}
