import type { VideoInput } from "@headway-jobs/contract";
import type { Artifact } from "@headway-jobs/engine";

/** What all stages of a run share. */
export interface Film {
  readonly input: VideoInput;
  /** BCP-47 tag of voice, captions and slides. */
  readonly language: string;
}

/** The voice of one slide. Times are milliseconds from the slide's beginning. */
export interface Narration {
  /** Internal WAV, 48 kHz mono, a whole number of picture frames long. */
  readonly sound: Pick<Artifact, "name" | "sha256">;
  readonly frames: number;
  readonly durationMs: number;
  readonly sentences: readonly { readonly text: string; readonly startMs: number; readonly endMs: number }[];
}

/** The picture of one slide, exactly as long as its voice. */
export interface SlidePicture {
  /** Internal H.264 segments in order. */
  readonly segments: readonly Pick<Artifact, "name" | "sha256">[];
  readonly kind: "text" | "picture" | "animation";
  /** What is written on the slide, for the transcript and for checks. */
  readonly texts: readonly string[];
}

export const pixelsOf = ({ size }: VideoInput): { readonly width: number; readonly height: number } => {
  const [width = 1920, height = 1080] = size.split("x").map(Number);
  return { width, height };
};
