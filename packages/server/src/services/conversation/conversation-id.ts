const LIVE_SESSION = /^live_([0-9a-f]{8})$/;

/**
 * The conversation of a job, whose `sessionId` is the conversation's id or, live, the session's: `live_1a2b3c4d` is the capture of
 * `liveconv_1a2b3c4d`.
 */
export function conversationIdOf({ jobId, sessionId }: { readonly jobId: string; readonly sessionId: string | null }) {
  if (sessionId === null) return jobId;
  return sessionId.replace(LIVE_SESSION, "liveconv_$1");
}

export const isLiveSession = (sessionId: string | null): boolean => sessionId !== null && LIVE_SESSION.test(sessionId);

/** Utterances are numbered from 0 (SPEC §5). */
export const utteranceIdOf = (conversationId: string, index: number): string =>
  `${conversationId}_utt_${String(index).padStart(4, "0")}`;
