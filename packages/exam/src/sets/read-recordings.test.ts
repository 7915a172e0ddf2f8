import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readRecordings } from "./read-recordings.ts";
import { readRttm } from "./rttm.ts";

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "headway-exam-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const VTT = `WEBVTT

00:00.000 --> 00:02.000
<v Ann>Good morning.

00:02.000 --> 00:04.000
<v Bob>Hello.
`;

// Two lines of `src/pyannote/audio/sample/sample.rttm` (pyannote/pyannote-audio).
const RTTM = `SPEAKER sample 1 6.690 0.430 <NA> <NA> speaker90 <NA> <NA>
SPEAKER sample 1 7.550 0.800 <NA> <NA> speaker91 <NA> <NA>
`;

describe("recordings with references", () => {
  it("are found in subfolders with words, speakers and turns, each as far as it is known", async () => {
    const folder = await folderOf({
      "a.wav": "",
      "a.txt": "\uFEFFGood morning.",
      "calls/b.MP3": "",
      "calls/b.vtt": VTT,
      "calls/sample.flac": "",
      "calls/sample.rttm": RTTM,
      "calls/unknown.ogg": "",
      "notes.md": "",
    });
    const { recordings, withoutReference } = await readRecordings(folder);
    expect(withoutReference).toEqual([join(folder, "calls/unknown.ogg")]);
    expect(recordings).toEqual([
      { file: join(folder, "a.wav"), group: "", text: "Good morning.", spoken: null, turns: null },
      {
        file: join(folder, "calls/b.MP3"),
        group: "calls",
        text: "Good morning.\nHello.",
        spoken: [
          { speaker: "Ann", words: ["good", "morning"] },
          { speaker: "Bob", words: ["hello"] },
        ],
        turns: [
          { speaker: "Ann", startS: 0, endS: 2 },
          { speaker: "Bob", startS: 2, endS: 4 },
        ],
      },
      {
        file: join(folder, "calls/sample.flac"),
        group: "calls",
        text: null,
        spoken: null,
        turns: [
          { speaker: "speaker90", startS: 6.69, endS: 7.12 },
          { speaker: "speaker91", startS: 7.55, endS: 8.35 },
        ],
      },
    ]);
  });

  it("may have captions without speakers, whose times are not those of turns", async () => {
    const folder = await folderOf({ "a.wav": "", "a.vtt": VTT.replace("<v Bob>", "") });
    const { recordings } = await readRecordings(folder);
    expect(recordings).toMatchObject([{ text: "Good morning.\nHello.", spoken: null, turns: null }]);
  });

  it.each([
    ["no reference", { "a.wav": "" }, /beside NAME\.wav, put NAME\.txt/],
    ["captions without a cue", { "a.wav": "", "a.vtt": "WEBVTT" }, /a\.wav cannot be read: it has no cue/],
    ["a turn without times", { "a.wav": "", "a.rttm": "SPEAKER a 1 x y" }, /has no times/],
  ])("with %s are refused", async (_what, files, message) => {
    const folder = await folderOf(files);
    await expect(readRecordings(folder)).rejects.toThrow(message);
    await expect(readRecordings(join(folder, "missing"))).rejects.toThrow("cannot be read");
  });

  it("have the turns of one recording of an RTTM file", () => {
    expect(readRttm(`${RTTM}SPEAKER other 1 0 1 <NA> <NA> x <NA> <NA>\n`, "other")).toHaveLength(1);
  });
});
