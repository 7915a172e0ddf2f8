import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { synthesiseCall, writeCall } from "../packages/listening/src/testing/synthesise-call.ts";
import { DEMO_CALL } from "../packages/server/src/cli/demo/demo-call.ts";

/** Speaks the bundled call again: `node scripts/make-demo-call.ts`. Needs flite and ffmpeg. */
const OUT = fileURLToPath(new URL("../packages/server/src/cli/demo/demo-call.ogg", import.meta.url));
const VOICES = { agent: "flite:slt", customer: "flite:rms" } as const;

const folder = await mkdtemp(join(tmpdir(), "headway-demo-"));
try {
  const wav = join(folder, "call.wav");
  await writeCall(
    wav,
    await synthesiseCall({ turns: DEMO_CALL.map(({ who, text }) => ({ voice: VOICES[who], text })) }),
  );
  await execa("ffmpeg", ["-v", "error", "-y", "-i", wav, "-c:a", "libopus", "-b:a", "24k", "-bitexact", OUT]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
