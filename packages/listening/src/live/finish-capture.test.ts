import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { probe } from "@headway-jobs/tools/ffmpeg/probe";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { finishCapture } from "./finish-capture.ts";

const signal = new AbortController().signal;
const SECONDS = 6;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-finish-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** As a browser records it: written to a pipe, so that nothing of its beginning can be written later. */
async function recorded(format: string, codec: string): Promise<Uint8Array> {
  const { stdout } = await runTool({
    tool: "ffmpeg",
    args: [
      ["-v", "error", "-f", "lavfi", "-i", `sine=frequency=330:duration=${SECONDS}`, "-c:a", codec],
      ["-f", format, "pipe:1"],
    ],
    task: "recording",
    signal,
  });
  return stdout;
}

async function finished(bytes: Uint8Array, name: string, heardS = SECONDS): Promise<string | null> {
  const [file, out] = [join(dir, `sent-${name}`), join(dir, name)];
  await writeFile(file, bytes);
  return (await finishCapture({ file, out, heardS, signal })) ? out : null;
}

async function soundOf(file: string): Promise<Uint8Array> {
  const { stdout } = await runTool({
    tool: "ffmpeg",
    args: ["-v", "error", "-i", "pipe:0", "-f", "s16le", "pipe:1"],
    input: createReadStream(file),
    task: "decoding",
    signal,
  });
  return stdout;
}

it.each([
  ["webm", "libopus", "a.webm"],
  ["matroska", "libopus", "a.mkv"],
])("gives a %s capture its length, and leaves its sound as it is", async (format, codec, name) => {
  const bytes = await recorded(format, codec);
  const out = await finished(bytes, name);
  if (out === null) throw new Error("the capture was not finished");
  const { durationMs } = await probe(out, { signal });
  expect((await probe(join(dir, `sent-${name}`), { signal })).durationMs).toBe(0);
  expect(Math.abs(durationMs - SECONDS * 1000)).toBeLessThan(50);
  expect(Buffer.compare(await soundOf(out), await soundOf(join(dir, `sent-${name}`)))).toBe(0);
});

it.each([
  ["of another container", () => recorded("ogg", "libopus"), SECONDS],
  ["that is empty", async () => new Uint8Array(), 0],
  ["that only begins like one", async () => Buffer.concat([Buffer.from("1a45dfa3", "hex"), Buffer.alloc(900, 7)]), 0],
  ["of which more was heard than would be left", () => recorded("webm", "libopus"), SECONDS * 2],
])("leaves a capture %s as it came", async (_name, make, heardS) => {
  const bytes = await make();
  expect(await finished(bytes, "a.webm", heardS)).toBeNull();
  expect(Buffer.compare(await readFile(join(dir, "sent-a.webm")), bytes)).toBe(0);
});
