import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wavBytes } from "./testing/synthesise-call.ts";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import type { Heard } from "@headway-jobs/ports/hearing";
import { salesCall } from "./testing/sales-call.ts";
import { mediaHearing } from "./media-hearing.ts";

const signal = new AbortController().signal;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-hearing-"));
  const [left = new Int16Array(), right = new Int16Array()] = (await salesCall({ stereo: true, turns: 4 })).channels;
  await writeFile(join(dir, "apart.wav"), wavBytes([left, right]));
  const mixed = left.map((value, at) => (value + (right[at] ?? 0)) / 2);
  await writeFile(join(dir, "mono.wav"), wavBytes([mixed]));
  await writeFile(join(dir, "twice.wav"), wavBytes([mixed, mixed]));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function encoded(name: string, ending: string, args: readonly string[]): Promise<Buffer> {
  const all = ["-v", "error", "-y", "-i", `${name}.wav`, ...args, `${name}.${ending}`];
  await runTool({ tool: "ffmpeg", args: all, task: "making a fixture", signal, cwd: dir });
  return readFile(join(dir, `${name}.${ending}`));
}

async function listen(bytes: Uint8Array, chunkBytes: number): Promise<Heard[]> {
  const chunks = (async function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  })();
  return Array.fromAsync(mediaHearing(dir).listen({ chunks, ending: "", signal }));
}

const turnsOf = (heard: readonly Heard[]) =>
  heard.flatMap((one) => (one.kind === "turn" ? [{ ...one.turn, number: one.number }] : []));

describe("ears for live sound", () => {
  it.each([
    ["webm", ["-c:a", "libopus", "-b:a", "64k"]],
    ["mp3", ["-c:a", "libmp3lame"]],
    ["ogg", ["-c:a", "libopus"]],
    ["frag.mp4", ["-c:a", "aac", "-movflags", "frag_keyframe+empty_moov+default_base_moof"]],
    ["44.wav", ["-ar", "44100"]],
  ] as const)("hear a speaker on each side of a call in %s, however it is cut", async (ending, args) => {
    const bytes = await encoded("apart", ending, args);
    const heard = await listen(bytes, 4_000);
    expect(turnsOf(heard).map(({ channel, speaker }) => [channel, speaker])).toEqual([
      [0, "Speaker_0"],
      [1, "Speaker_1"],
      [0, "Speaker_0"],
      [1, "Speaker_1"],
    ]);
    expect(turnsOf(heard).map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    expect(await listen(bytes, 33_333)).toEqual(heard);
  });

  it("hear the same in sound that comes twice as in sound that comes once", async () => {
    const [mono, twice] = await Promise.all(
      ["mono", "twice"].map(async (name) => listen(await readFile(join(dir, `${name}.wav`)), 10_000)),
    );
    expect(turnsOf(mono ?? []).length).toBeGreaterThan(2);
    expect(twice).toEqual(mono);
  });

  it("number what is open so that its turn is known by it", async () => {
    const heard = await listen(await readFile(join(dir, "apart.wav")), 10_000);
    const ended = new Set<number>();
    const opened = new Set<number>();
    for (const one of heard) {
      if (one.kind === "open") {
        expect(ended.has(one.opening)).toBe(false);
        opened.add(one.opening);
      } else if (one.kind === "turn") {
        expect(ended.has(one.opening)).toBe(false);
        ended.add(one.opening);
      }
    }
    expect(opened.size).toBeGreaterThan(2);
    expect([...opened].filter((opening) => !ended.has(opening))).toEqual([]);
  });
});
