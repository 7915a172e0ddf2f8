/** What browsers record that can be read while it grows, best first. */
const FORMATS: readonly (readonly [type: string, suffix: string])[] = [
  ["audio/webm;codecs=opus", ".webm"],
  ["audio/ogg;codecs=opus", ".ogg"],
  ["audio/mp4", ".mp4"],
];

export interface Microphone {
  readonly suffix: string;
  /** How loud it is now, 0–1. */
  level(): number;
  /** Hands out a piece of the recording every `everyMs`. */
  record(everyMs: number, onPiece: (piece: Blob) => void): void;
  /** Resolves when the last piece was handed out. */
  stop(): Promise<void>;
  /** Lets go of the device, whether or not it recorded. */
  release(): void;
}

/** Opens the microphone; throws a sentence for people when that cannot be. */
export async function openMicrophone(): Promise<Microphone> {
  // Browsers hide the devices from pages that came over plain HTTP.
  const devices = (navigator as Partial<Navigator>).mediaDevices;
  if (devices === undefined || typeof MediaRecorder === "undefined") {
    throw new MicrophoneError(
      "The browser allows the microphone only on pages from https or localhost. Open the console that way, or send a recording instead.",
    );
  }
  const format = FORMATS.find(([type]) => MediaRecorder.isTypeSupported(type));
  if (format === undefined) {
    throw new MicrophoneError(
      "This browser has no recording format that can be sent in parts. Send a recording instead.",
    );
  }
  const stream = await devices.getUserMedia({ audio: true }).catch((error: unknown) => {
    throw new MicrophoneError(sentenceFor(error), { cause: error });
  });
  return recording(stream, ...format);
}

export class MicrophoneError extends Error {}

function sentenceFor(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") {
    return "Access to the microphone was denied. Allow it for this page in the browser's address bar, and try again.";
  }
  if (name === "NotFoundError") return "No microphone was found. Connect one, or send a recording instead.";
  if (name === "NotReadableError") return "Another program uses the microphone. Close it, and try again.";
  return "The microphone could not be opened.";
}

function recording(stream: MediaStream, mimeType: string, suffix: string): Microphone {
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 48_000 });
  const sound = new AudioContext();
  const analyser = new AnalyserNode(sound, { fftSize: 1024 });
  sound.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    suffix,
    level() {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // −60 dB to −6 dB, as ears hear loudness.
      return Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-12) + 60) / 54));
    },
    record(everyMs, onPiece) {
      recorder.addEventListener("dataavailable", ({ data }) => onPiece(data));
      recorder.start(everyMs);
    },
    async stop() {
      if (recorder.state === "inactive") return;
      const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
      recorder.stop();
      await stopped;
    },
    release() {
      for (const track of stream.getTracks()) track.stop();
      void sound.close();
    },
  };
}
