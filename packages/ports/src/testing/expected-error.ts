import { type ErrorCode, HeadwayError } from "@headway-jobs/contract";
import { expect } from "vitest";

/** The outcome, or the error of the table that a port may throw. Anything else fails the test. */
export async function outcomeOf<T>(
  work: PromiseLike<T>,
  allowed: readonly (ErrorCode | `${string}_`)[],
): Promise<T | HeadwayError> {
  try {
    return await work;
  } catch (error) {
    expect(error, "a port fails with an error of the table").toBeInstanceOf(HeadwayError);
    const { code } = error as HeadwayError;
    const isAllowed = allowed.some((one) => code === one || (one.endsWith("_") && code.startsWith(one)));
    expect(isAllowed, `${code} is none of the codes of this port: ${allowed.join(", ")}`).toBe(true);
    return error as HeadwayError;
  }
}

/** Work that was aborted before it began, and throws the signal's reason itself. */
export async function expectReasonOfAbort(work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const reason = new Error("the user left");
  await expect(work(AbortSignal.abort(reason))).rejects.toBe(reason);
}

export function expectSentences(warnings: readonly string[]): void {
  for (const warning of warnings) expect(warning).toMatch(/\S/);
}
