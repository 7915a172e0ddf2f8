import { randomUUID } from "node:crypto";
import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import type { Proposal } from "@headway-jobs/ports/editor";
import { htmlWork } from "./thread.ts";

const LARGE = "<p>Some words of a long document.</p>".repeat(5_000);
const never = new AbortController().signal;

describe("work on a large document", () => {
  it("is done in a thread with the same outcome", async () => {
    const { html, chunkCount } = await htmlWork({ task: "admit", html: LARGE }, randomUUID, never);
    expect(chunkCount).toBe(5_000);
    expect(html.replaceAll(/ data-chunk-id="[^"]*"/g, "")).toBe(LARGE);
  });

  it("refuses what is wrong with the document in the words that were found for it", async () => {
    const proposals: Proposal[] = [{ operation: "delete", chunkId: randomUUID(), explanation: "" }];
    const work = htmlWork({ task: "apply", html: LARGE, proposals }, randomUUID, never);
    await expect(work).rejects.toBeInstanceOf(HeadwayError);
  });

  it("does not take a mistake of its own for one of the user's", async () => {
    const broken = [{ operation: "edit" }] as unknown as readonly Proposal[];
    const work = htmlWork(
      { task: "screen", html: LARGE, proposals: broken, approved: [], firstNumber: 1 },
      randomUUID,
      never,
    );
    await expect(work).rejects.toBeInstanceOf(TypeError);
  });

  it("refuses a document that no answer could show", async () => {
    const work = htmlWork({ task: "admit", html: `<p>${'"'.repeat(14 * 2 ** 20)}</p>` }, randomUUID, never);
    await expect(work).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
      message: expect.stringContaining("in parts"),
    });
  });

  it("ends with the reason of an abort", async () => {
    const abort = new AbortController();
    const work = htmlWork({ task: "admit", html: LARGE }, randomUUID, abort.signal);
    abort.abort(new Error("enough"));
    await expect(work).rejects.toThrow("enough");
  });
});
