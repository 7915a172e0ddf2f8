import { once } from "node:events";
import { execa } from "execa";
import { chromium } from "playwright-core";

const FRAMES_PER_SECOND = 30;

/**
 * The peer: a film as browser-based renderers make it. A page is set to each frame's time, Chromium takes its picture, and the
 * pictures are piped into the same encoder. Seconds of work per second of film, measured on `frames` frames.
 */
export async function browserSecondsPerSecond(options: {
  readonly frames: number;
  readonly animated: boolean;
  readonly out: string;
}): Promise<number> {
  const browser = await chromium.launch({
    executablePath: process.env["HEADWAY_CHROMIUM"] ?? "/usr/bin/chromium",
    chromiumSandbox: false,
    args: ["--disable-dev-shm-usage", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.setContent(options.animated ? ANIMATED_PAGE : TEXT_PAGE);
    const startedAt = performance.now();
    const encoder = execa("ffmpeg", encoderArguments(options.out));
    for (let frame = 0; frame < options.frames; frame += 1) {
      await page.evaluate(`show(${frame / FRAMES_PER_SECOND})`);
      const picture = await page.screenshot({ type: "jpeg", quality: 90 });
      if (!encoder.stdin.write(picture)) await once(encoder.stdin, "drain");
    }
    encoder.stdin.end();
    await encoder;
    return (performance.now() - startedAt) / 1000 / (options.frames / FRAMES_PER_SECOND);
  } finally {
    await browser.close();
  }
}

function encoderArguments(out: string): readonly string[] {
  const input = ["-v", "error", "-y", "-f", "image2pipe", "-c:v", "mjpeg", "-framerate", String(FRAMES_PER_SECOND)];
  const codec = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p"];
  return [...input, "-i", "pipe:0", ...codec, out];
}

const STYLE =
  "<style>body{margin:0;padding:120px;background:#10141c;color:#eee;font:48px/1.5 sans-serif}" +
  "h1{font-size:88px}.bar{height:80px;margin:24px 0;background:#4c8dff}</style>";
const TEXT =
  "<h1>What the brain does</h1><ul><li>While we rest, the brain is busy.</li><li>It goes over the day.</li></ul>";
const TEXT_PAGE = `${STYLE}${TEXT}<script>function show(seconds){document.body.dataset.at=seconds}</script>`;
const BARS = "<div class=bar></div><div class=bar></div><div class=bar></div>";
const GROW_BARS =
  'function show(seconds){document.querySelectorAll(".bar").forEach((bar,index)=>{' +
  'bar.style.width=Math.min(1600-index*300,seconds*400)+"px"})}';
const ANIMATED_PAGE = `${STYLE}<h1>How much we need</h1>${BARS}<script>${GROW_BARS}</script>`;
