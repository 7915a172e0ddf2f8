import { describe, expect, it } from "vitest";
import type { VoiceInfo } from "@headway-jobs/ports/speech";
import { AskedVoices } from "./asked-voices.ts";

const voice = (id: string): VoiceInfo => ({ id, name: id, language: "mul", gender: "neutral", maker: "openai" });

const listOf = (answer: () => Promise<readonly VoiceInfo[] | null>, kept: VoiceInfo[] | null = null) => {
  const clock = { now: 0, nowMs: () => clock.now };
  const written: (readonly VoiceInfo[])[] = [];
  let count = 0;
  const list = new AskedVoices({
    ask: () => {
      count += 1;
      return answer();
    },
    standing: [voice("standing")],
    key: ["http://user:secret@host/v1"],
    memory: {
      read: () => Promise.resolve(kept),
      write: (key, voices) => {
        expect(key).not.toContain("secret");
        written.push(voices);
        return Promise.resolve();
      },
    },
    clock,
  });
  return { list, clock, written, asked: () => count };
};
const ids = async (list: AskedVoices) => (await list.list()).map(({ id }) => id);

describe("a list of voices that is asked for", () => {
  it("is served while it is asked for again, and the new one afterwards", async () => {
    const answers = ["a", "b"];
    const { list, clock, written, asked: count } = listOf(async () => [voice(answers.shift() ?? "none")]);
    expect(await ids(list)).toEqual(["a"]);
    expect(await ids(list)).toEqual(["a"]);
    expect(count()).toBe(1);
    clock.now += 11 * 60_000;
    expect(await ids(list)).toEqual(["a"]);
    await expect.poll(() => ids(list)).toEqual(["b"]);
    expect(written.map((voices) => voices.map(({ id }) => id))).toEqual([["a"], ["b"]]);
  });

  it("stays known while the server is not running, and is that of the last time after a restart", async () => {
    let isRunning = true;
    const answer = async () => {
      if (!isRunning) throw new Error("ECONNREFUSED");
      return [voice("a")];
    };
    const first = listOf(answer);
    expect(await ids(first.list)).toEqual(["a"]);
    isRunning = false;
    first.clock.now += 11 * 60_000;
    expect(await ids(first.list)).toEqual(["a"]);
    const restarted = listOf(answer, [voice("a")]);
    expect(await ids(restarted.list)).toEqual(["a"]);
    const never = listOf(answer);
    expect(await ids(never.list)).toEqual(["standing"]);
    expect(await ids(never.list)).toEqual(["standing"]);
    expect(never.asked()).toBe(1);
    isRunning = true;
    never.clock.now += 61_000;
    expect(await ids(never.list)).toEqual(["a"]);
  });

  it("stays known when a proxy answers for a server that is being started", async () => {
    const answers = [[voice("a")], null];
    const { list, clock } = listOf(async () => answers.shift() ?? null);
    expect(await ids(list)).toEqual(["a"]);
    clock.now += 11 * 60_000;
    expect(await ids(list)).toEqual(["a"]);
    expect(await ids(list)).toEqual(["a"]);
  });

  it("is not waited for longer than its limit", async () => {
    const list = new AskedVoices({
      ask: (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        }),
      standing: [voice("standing")],
      key: [],
      limitMs: 5,
    });
    expect(await ids(list)).toEqual(["standing"]);
  });
});
