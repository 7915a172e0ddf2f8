import { describe, expect, it } from "vitest";
import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { synthesiseCall } from "./synthesise-call.ts";

const TURNS = [
  { voice: "flite:slt", text: "Good morning, how can I help you?" },
  { voice: "espeak:en-us", text: "My order never arrived.", pauseS: 1.2 },
] as const;

const at = (s = 0): number => Math.round(s * LISTENING_RATE_HZ);

const powerDb = (samples: Int16Array): number =>
  10 * Math.log10(samples.reduce((sum, value) => sum + value * value, 1) / Math.max(1, samples.length));

describe("synthesised calls", () => {
  it("hold each turn where they say it is, with silence between", async () => {
    const { turns, channels } = await synthesiseCall({ turns: TURNS });
    const [first, second] = turns;
    expect((second?.startS ?? 0) - (first?.endS ?? 0)).toBeCloseTo(1.2, 6);
    expect(powerDb(channels[0]?.slice(at(first?.endS), at(second?.startS)) ?? new Int16Array())).toBeLessThan(1);
    for (const turn of turns)
      expect(powerDb(channels[0]?.slice(at(turn.startS), at(turn.endS)) ?? new Int16Array())).toBeGreaterThan(50);
  });

  it("put each voice on a channel of its own, leaking as loud as asked, over noise as loud as asked", async () => {
    const clean = await synthesiseCall({ turns: TURNS, stereo: true, leakDb: -20 });
    const end = Math.round((clean.turns[0]?.endS ?? 0) * LISTENING_RATE_HZ);
    const [own, other] = clean.channels.map((channel) => powerDb(channel.slice(8_000, end)));
    expect((own ?? 0) - (other ?? 0)).toBeCloseTo(20, 0);
    const noisy = await synthesiseCall({ turns: TURNS, snrDb: 10 });
    const speechDb = powerDb((await synthesiseCall({ turns: TURNS, marginS: 0 })).channels[0] ?? new Int16Array());
    // The speech's own power leaves the pauses out, which the whole call's has in it.
    expect(powerDb(noisy.channels[0]?.slice(0, 8_000) ?? new Int16Array()) - speechDb).toBeGreaterThan(-11);
    expect(powerDb(noisy.channels[0]?.slice(0, 8_000) ?? new Int16Array()) - speechDb).toBeLessThan(-6);
  });
});
