/** Cues of an SRT or WebVTT text, in which some servers answer whatever was asked for; none for any other text. Times are seconds. */
export function segmentsOfCaptions(
  captions: string,
): readonly { readonly text: string; readonly startS: number; readonly endS: number }[] {
  return captions
    .replaceAll("\r\n", "\n")
    .split(/\n{2,}/)
    .flatMap((block) => {
      const lines = block.split("\n");
      const at = lines.findIndex((line) => line.includes("-->"));
      const times = TIMES.exec(lines[at] ?? "");
      if (times === null) return [];
      const text = lines
        .slice(at + 1)
        .join(" ")
        .replaceAll(/<[^>]{0,100}>/g, "");
      return [{ text, startS: secondsOfClock(times[1] ?? ""), endS: secondsOfClock(times[2] ?? "") }];
    });
}

const TIMES = /^\s*((?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3})\s+-->\s+((?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3})/;

/** Of `01:02:03,500`, `02:03.5` and the like. */
export function secondsOfClock(clock: string): number {
  return clock
    .replace(",", ".")
    .split(":")
    .reduce((sum, part) => sum * 60 + Number(part), 0);
}
