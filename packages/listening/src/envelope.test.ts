import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { envelopeOf } from "./envelope.ts";
import { bytesOf } from "@headway-jobs/tools/sound/pcm";
import { sine, sound } from "./testing/sounds.ts";

it("draws a recording as the peaks of equal stretches, an empty one as silence", async () => {
  const dir = await mkdtemp(join(tmpdir(), "headway-envelope-"));
  try {
    const { signal } = new AbortController();
    const file = join(dir, "sound.pcm");
    await writeFile(file, bytesOf(sound(4, (s) => (s < 1 ? 0 : s < 2 ? 0.25 : 0.5) * sine(200, s))));
    const peaks = await envelopeOf(file, 4, signal);
    for (const [at, expected] of [0, 0.25, 0.5, 0.5].entries()) expect(peaks[at]).toBeCloseTo(expected, 2);
    await writeFile(file, "");
    expect(await envelopeOf(file, 3, signal)).toEqual([0, 0, 0]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
