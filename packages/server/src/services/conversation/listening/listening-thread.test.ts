import { describe, expect, it } from "vitest";
import { ListeningThread } from "./listening-thread.ts";

const samples = new Int16Array(16_000).map((_, at) => Math.round(8_000 * Math.sin((2 * Math.PI * 220 * at) / 16_000)));

/** What keeps this process from ending. */
const held = () => process.getActiveResourcesInfo().filter((resource) => resource === "MessagePort").length;

describe("a listening thread", () => {
  it("holds the process while somebody waits for it, and no longer", async () => {
    const before = held();
    const thread = new ListeningThread();
    const measuring = [1, 2].map(() => thread.run({ kind: "measure", samples }));
    expect(held()).toBe(before + 1);
    const [first] = await Promise.all(measuring);
    expect(first?.prosody.pitchMedianHz).toBeCloseTo(220, 0);
    expect(held()).toBe(before);
  });

  it("lets go of a process that has given up waiting, and takes work again afterwards", async () => {
    const before = held();
    const thread = new ListeningThread();
    const stop = new AbortController();
    const measuring = thread.run({ kind: "measure", samples }, stop.signal);
    stop.abort(new Error("stopping"));
    await expect(measuring).rejects.toThrow("stopping");
    expect(held()).toBe(before);
    expect((await thread.run({ kind: "measure", samples })).prosody.pitchMedianHz).toBeCloseTo(220, 0);
  });
});
