import type { TranscribedWord } from "@headway-jobs/ports/transcription";

/** A row of pocketsphinx's backtrace: word, first and last frame, posterior probability, three scores. */
const ROW = /^(\S+)\s+(\d+)\s+(\d+)\s+([\d.]+)\s+-?\d+\s+-?\d+\s+-?\d+\s*$/;
/** Silence, sentence marks, noises: `<sil>`, `</s>`, `[NOISE]`, `++UH++`. */
const FILLER = /^(?:<.*>|\[.*\]|\+\+.*\+\+)$/;
/** `read(2)` is the second pronunciation of `read`. */
const PRONUNCIATION = /\(\d+\)$/;
const FRAMES_PER_S = 100;

/**
 * The words of a backtrace in the log of one utterance, cleaned of what is not said. `confidence` is the word's posterior probability in the lattice
 * of everything that the recogniser held possible: how much of the probability of all readings goes to those with this word in this place.
 */
export function wordsOfBacktrace(lines: readonly string[]): TranscribedWord[] {
  return lines.flatMap((line) => {
    const [, raw = "", first = "", last = "", posterior = ""] = ROW.exec(line) ?? [];
    if (raw === "" || FILLER.test(raw)) return [];
    const text = raw.replace(PRONUNCIATION, "");
    return [
      {
        // The dictionary has no capitals; English has this one inside a sentence.
        text: /^i(?:'|$)/.test(text) ? `I${text.slice(1)}` : text,
        startS: Number(first) / FRAMES_PER_S,
        endS: (Number(last) + 1) / FRAMES_PER_S,
        confidence: Math.min(1, Math.max(0, Number(posterior))),
      },
    ];
  });
}
