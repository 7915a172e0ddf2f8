import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { testHearing } from "@headway-jobs/ports/testing/hearing";
import { afterAll, describe, expect, it, vi } from "vitest";
import { mediaHearing } from "./media-hearing.ts";
import { salesCall } from "./testing/sales-call.ts";
import { sine, sound } from "./testing/sounds.ts";
import { wavBytes } from "./testing/synthesise-call.ts";

let dir: string | undefined;
afterAll(async () => {
  if (dir !== undefined) await rm(dir, { recursive: true, force: true });
});

testHearing("signal processing", async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-hearing-"));
  const [samples = new Int16Array()] = (await salesCall({ turns: 3 })).channels;
  return { hearing: mediaHearing(dir), dir, samples, capture: wavBytes([samples]) };
});

describe("hearing in a worker thread", () => {
  it("sends the thread a stretch of a recording without the rest of it", async () => {
    const sent = vi.spyOn(Worker.prototype, "postMessage");
    const whole = sound(60, (atS) => 0.25 * sine(220, atS));
    await mediaHearing(tmpdir()).measure(whole.subarray(16_000, 32_000));
    expect(sent.mock.calls).toMatchObject([
      [{ work: { samples: { length: 16_000, buffer: { byteLength: 32_000 } } } }, []],
    ]);
    sent.mockRestore();
  });
});
