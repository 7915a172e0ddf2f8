import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { compare, type Contender, type Measured } from "../harness/compare.ts";
import { type Figure, figure, type Scenario } from "../harness/figure.ts";
import { type ServedHeadway, serveHeadway } from "../harness/serve.ts";
import { browserSecondsPerSecond } from "../floors/browser-renderer.ts";

const OURS = "Headway: outline, voice, drawing, encoding, all durable";
const FFMPEG = "ffmpeg alone, the finished frames at 30 a second";
const FFMPEG_FEW = "ffmpeg alone, only the frames that differ";
const BROWSER = "Chromium, a picture per frame, into ffmpeg";

interface Film {
  readonly file: string;
  readonly seconds: number;
}

/** S10: from POST to the finished MP4, in seconds of work per second of film. */
export const video: Scenario = {
  id: "S10",
  title: "about 60 s of 1080p narrated video",
  async run({ runs, quick }) {
    const folder = await mkdtemp(join(tmpdir(), "headway-bench-"));
    const server = await serveHeadway(join(folder, "data"));
    try {
      const figures: Figure[] = [];
      for (const kind of ["text", "animated"] as const) {
        const measured = await measure({ kind, folder, server, runs, browserFrames: quick ? 30 : 150 });
        figures.push(...judge(kind, measured));
      }
      return figures;
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(options: {
  readonly kind: "text" | "animated";
  readonly folder: string;
  readonly server: ServedHeadway;
  readonly runs: number;
  readonly browserFrames: number;
}): Promise<Measured> {
  const { kind, folder, server, runs } = options;
  const source = await readFile(new URL(`../films/${kind}.md`, import.meta.url), "utf8");
  let films = 0;
  let film: Film = { file: "", seconds: 0 };
  const out = join(folder, "out.mp4");
  const contenders: Contender[] = [
    {
      name: OURS,
      async run() {
        films += 1;
        const startedAt = performance.now();
        const bytes = await generate(server, `Why we sleep, ${kind} ${films}`, source);
        const seconds = (performance.now() - startedAt) / 1000;
        film = await storeFilm(join(folder, `${kind}.mp4`), bytes);
        return { share: seconds / film.seconds };
      },
    },
    {
      name: FFMPEG,
      warmUp: false,
      run: async () => ({ share: (await encode(film, ["-vf", "fps=30"], out)) / film.seconds }),
    },
    {
      name: FFMPEG_FEW,
      warmUp: false,
      run: async () => ({ share: (await encode(film, ["-fps_mode", "passthrough"], out)) / film.seconds }),
    },
    {
      name: BROWSER,
      warmUp: false,
      run: async () => ({
        share: await browserSecondsPerSecond({ frames: options.browserFrames, animated: kind === "animated", out }),
      }),
    },
  ];
  return compare(contenders, { runs });
}

function judge(kind: "text" | "animated", measured: Measured): readonly Figure[] {
  const limit = kind === "text" ? "; ≤ 0.25 × real time" : "";
  return [
    figure(measured, {
      id: "S10",
      what: kind === "text" ? "four slides of text and pictures" : "four slides, two of them animated",
      unit: "s per second of film",
      metric: "share",
      bar: `≤ 1.3 × ffmpeg at 30 frames; ≤ 0.1 × the browser${limit}`,
      holds: (median) =>
        median(OURS) <= 1.3 * median(FFMPEG) &&
        median(OURS) <= 0.1 * median(BROWSER) &&
        (kind === "animated" || median(OURS) <= 0.25),
    }),
  ];
}

/** Waits for the finished film as the compatible API's own client does, and returns its bytes. */
async function generate(server: ServedHeadway, topic: string, source: string): Promise<Uint8Array> {
  const response = await fetch(`${server.url}/api/generate`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ topic, source, num_slides: 4 }),
  });
  const body = (await response.json()) as { readonly video_filename?: string; readonly detail?: unknown };
  if (body.video_filename === undefined) throw new Error(`no film was made: ${JSON.stringify(body.detail)}`);
  const film = await fetch(`${server.url}/api/video/${body.video_filename}`);
  return new Uint8Array(await film.arrayBuffer());
}

async function storeFilm(file: string, bytes: Uint8Array): Promise<Film> {
  await writeFile(file, bytes);
  const probe = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", file];
  const { stdout } = await execa("ffprobe", probe);
  return { file, seconds: Number(stdout) };
}

/** The film's own frames and sound, encoded again with the settings that ours has. */
async function encode(film: Film, rate: readonly string[], out: string): Promise<number> {
  const startedAt = performance.now();
  const input = ["-v", "error", "-nostdin", "-y", "-i", film.file, "-map", "0:v:0", "-map", "0:a:0"];
  const codecs = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-c:a", "aac", "-b:a", "160k"];
  await execa("ffmpeg", [...input, ...rate, ...codecs, out]);
  return (performance.now() - startedAt) / 1000;
}
