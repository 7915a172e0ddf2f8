import { LISTENING_RATE_HZ, readPcm } from "@headway-jobs/tools/sound/pcm";
import { floatsOf, loadSherpa } from "../process/sherpa.ts";
import { serveModel } from "../process/serve-model.ts";

export interface SegmenterSetup {
  /** Folder of packages that has the runtime. */
  readonly runtime: string;
  /** `VadConfig` of sherpa-onnx. */
  readonly config: unknown;
}

export interface SegmenterWork {
  /** PCM file: 16 kHz mono, 16 bit. */
  readonly file: string;
}

/** Seconds from the start of the file. */
export interface SpeechSpan {
  readonly startS: number;
  readonly endS: number;
}

/** What the library holds of a recording at a time. */
const BUFFER_S = 60;

/** What the network takes at a time, at 16 kHz. */
const WINDOW = 512;

serveModel(async ({ runtime, config }: SegmenterSetup) => {
  const { Vad } = loadSherpa(runtime);
  return async ({ file }: SegmenterWork): Promise<SpeechSpan[]> => {
    // A new one for each file: the same sound then gives the same spans, whatever came before.
    const vad = new Vad(config, BUFFER_S);
    const spans: SpeechSpan[] = [];
    const collect = (): void => {
      for (; !vad.isEmpty(); vad.pop()) {
        const { start, samples } = vad.front(false);
        spans.push({ startS: start / LISTENING_RATE_HZ, endS: (start + samples.length) / LISTENING_RATE_HZ });
      }
    };
    for await (const window of windowsOf(file)) {
      vad.acceptWaveform(window);
      collect();
    }
    vad.flush();
    collect();
    return spans;
  };
});

/**
 * A PCM file in windows of the network: of more than one the library only says whether any of them has speech. The last one is filled up with silence.
 */
async function* windowsOf(file: string): AsyncGenerator<Float32Array> {
  let window = new Float32Array(WINDOW);
  let filled = 0;
  for await (const piece of readPcm(file, new AbortController().signal)) {
    const floats = floatsOf(piece);
    for (let at = 0; at < floats.length;) {
      const part = floats.subarray(at, at + WINDOW - filled);
      window.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < WINDOW) continue;
      yield window;
      window = new Float32Array(WINDOW);
      filled = 0;
    }
  }
  if (filled > 0) yield window;
}
