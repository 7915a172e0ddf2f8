import { describe, expect, it } from "vitest";
import { outlineFromSource } from "./outline.ts";
import { outlineInThread } from "./outline-thread.ts";

const request = { topic: "Bees", slideCount: 2, language: "english", tone: "formal" } as const;
const source =
  "# Bees\n\nBees live in colonies. They make honey.\n\n## Queens\n\nA colony has one queen. She lays all eggs.";
const never = new AbortController().signal;

describe("an outline made in a thread", () => {
  it("is the one that is made without", async () => {
    expect(await outlineInThread({ ...request, source }, never)).toEqual(outlineFromSource({ ...request, source }));
  });

  it("fails with the same code and sentence", async () => {
    await expect(outlineInThread({ ...request, source: "\u0000\u0001" }, never)).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  it("leaves the event loop to others while hostile Markdown is read", async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await outlineInThread({ ...request, source: `# Bees\n\n${"# a\n".repeat(20_000)}`, slideCount: 20 }, never).catch(
      () => undefined,
    );
    clearInterval(timer);
    expect(turns).toBeGreaterThan(20);
  });

  it("ends at once when the job is cancelled", async () => {
    const cancelled = new AbortController();
    const outline = outlineInThread({ ...request, source: "# a\n".repeat(50_000) }, cancelled.signal);
    cancelled.abort(new Error("cancelled"));
    await expect(outline).rejects.toThrow("cancelled");
  });
});
