import { dictionary } from "@headway-jobs/contract";

const TIMING = /^\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})(?:\s|$)/;

/** What one voice says in a cue. Times are seconds. */
export interface SpokenCue {
  readonly startS: number;
  readonly endS: number;
  readonly text: string;
  /** Null when the cue does not name who speaks. */
  readonly speaker: string | null;
}

/**
 * Cues of WebVTT (W3C) or SubRip; speakers from voice spans (`<v Ann>`) or, where most cues have one, from `Ann:` before the words. None for a text that has
 * no cue. A timing line without times throws what `unreadable` makes of the reason.
 */
export function readCues(text: string, unreadable: (why: string) => Error): readonly SpokenCue[] {
  const cues = text.split(/\r?\n[ \t]*(?:\r?\n)+|\r\r+/).flatMap((block) => readBlock(block, unreadable));
  return namesBeforeWords(cues);
}

function readBlock(block: string, unreadable: (why: string) => Error): readonly SpokenCue[] {
  const lines = block.split(/\r\n|\r|\n/);
  const at = lines.findIndex((line) => line.includes("-->"));
  // Headers, notes, styles and regions have no times.
  if (at === -1) return [];
  const timing = TIMING.exec(lines[at] ?? "");
  if (timing?.[1] === undefined || timing[2] === undefined)
    throw unreadable(`“${(lines[at] ?? "").slice(0, 60).trim()}” has no times`);
  return voicesOf(lines.slice(at + 1).join("\n"), secondsOf(timing[1]), secondsOf(timing[2]));
}

function secondsOf(clock: string): number {
  return clock
    .replace(",", ".")
    .split(":")
    .reduce((sum, part) => sum * 60 + Number(part), 0);
}

const VOICE = /<v(?:\.[^\s>]*)*[ \t]+([^>]*)>/;

/** What each voice of a cue says; voices share the cue's time by the length of their words. */
function voicesOf(payload: string, startS: number, endS: number): readonly SpokenCue[] {
  const [before = "", ...spans] = payload.split(VOICE);
  const said = [{ speaker: null as string | null, text: plain(before) }];
  for (let at = 0; at + 1 < spans.length; at += 2)
    said.push({ speaker: plain(spans[at] ?? ""), text: plain(spans[at + 1] ?? "") });
  const spoken = said.filter(({ text }) => text !== "");
  const chars = spoken.reduce((sum, { text }) => sum + text.length, 0);
  let passed = 0;
  return spoken.map(({ speaker, text }) => {
    const from = passed;
    passed += text.length;
    const spanS = (endS - startS) / chars;
    return { speaker, text, startS: wholeMs(startS + spanS * from), endS: wholeMs(startS + spanS * passed) };
  });
}

const wholeMs = (atS: number): number => Math.round(atS * 1000) / 1000;

const ENTITIES: Readonly<Record<string, string>> = dictionary({
  amp: "&",
  lt: "<",
  gt: ">",
  nbsp: " ",
  lrm: "",
  rlm: "",
  quot: '"',
  apos: "'",
});

const plain = (markup: string): string =>
  markup
    .replaceAll(/<\/?[a-zA-Z0-9][^<>]*>|<\/?[cbiuv]>/g, "")
    .replaceAll(/\{\\[^}]*\}/g, "")
    .replaceAll(/&(amp|lt|gt|nbsp|lrm|rlm|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? "")
    .trim();

const NAMED = /^[-–]?\s*(\p{L}[\p{L}\p{N} ._'-]{0,30}):\s+(\S.*)$/su;

/** A colon is more often part of what is said than the end of a name; only a transcript that does it throughout means names. */
function namesBeforeWords(cues: readonly SpokenCue[]): readonly SpokenCue[] {
  const unnamed = cues.filter(({ speaker }) => speaker === null);
  const named = unnamed.filter(({ text }) => NAMED.test(text));
  if (unnamed.length !== cues.length || named.length * 2 < unnamed.length) return cues;
  let speaker: string | null = null;
  return cues.map((cue) => {
    const [, name, words] = NAMED.exec(cue.text) ?? [];
    speaker = name?.trim() ?? speaker;
    return { ...cue, speaker, text: words ?? cue.text };
  });
}
