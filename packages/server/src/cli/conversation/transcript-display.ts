import type { JobEvent } from "@headway-jobs/client";
import type { ConversationEventData, ConversationEventName } from "@headway-jobs/contract";
import type { Display } from "../job-display.ts";
import { printable } from "../progress-line.ts";
import type { Paint, Style, Terminal } from "../terminal.ts";

const SPEAKER_STYLES: readonly Style[] = ["cyan", "yellow", "green", "red"];
/** Below it a mood is not worth a word. */
const CLEAR_EMOTION = 0.4;

/**
 * A conversation while it is analysed, line by line: speaker, time, text, emotion where it is clear, and moments. A partial transcript is drawn over the
 * current line.
 */
export function transcriptDisplay(terminal: Terminal): Display {
  const { paint } = terminal;
  const spoken = new Map<string, ConversationEventData<"final_transcript">>();
  const printers: Printers = {
    partial_transcript({ text }) {
      terminal.redraw(paint("dim", `… ${printable(text)}`.slice(0, terminal.columns() - 1)));
    },
    final_transcript(said) {
      spoken.set(said.utterance_id, said);
    },
    emotion(emotion) {
      const said = spoken.get(emotion.utterance_id);
      // Read again once more is known of the speaker: what was printed stays.
      if (said === undefined) return;
      spoken.delete(emotion.utterance_id);
      terminal.out(spokenLine(said, emotion, paint));
    },
    moment({ category, summary }) {
      terminal.out(paint("bold", `      ${category.replaceAll("_", " ")}: ${printable(summary)}`));
    },
    transition({ from_state: from, to_state: to, speaker_id: speaker }) {
      terminal.out(paint("dim", `      ${speaker} went from ${from.emotion} to ${to.emotion}`));
    },
    summary_update(update) {
      for (const line of summaryLines(update, paint)) terminal.out(line);
    },
    cognitive: null,
    // Frames of the public stream; a job has its own events for its phase and end.
    status: null,
    error: null,
    done: null,
  };
  return { show: (event) => show(event, printers, terminal), close: () => terminal.redraw("") };
}

/** Every event of the contract; null for one that is not printed. */
type Printers = { readonly [Name in ConversationEventName]: ((members: ConversationEventData<Name>) => void) | null };

function show(event: JobEvent, printers: Printers, terminal: Terminal): void {
  if (event.type === "job.warning") {
    terminal.note(terminal.paint("yellow", `Warning: ${printable(event.message)}`));
  } else if (event.type === "job.progress") {
    terminal.redraw(terminal.paint("dim", `${Math.floor(event.progress)} %  ${printable(event.message)}`));
  } else if (event.type.startsWith(PREFIX)) {
    // Trusted: the server has validated what it sends.
    const print = printers[event.type.slice(PREFIX.length) as ConversationEventName] as
      | ((members: unknown) => void)
      | null
      | undefined;
    print?.(event);
  }
}

const PREFIX = "conversation.";

function spokenLine(
  said: ConversationEventData<"final_transcript">,
  { emotion }: ConversationEventData<"emotion">,
  paint: Paint,
): string {
  const speaker = Number(/\d+$/.exec(said.speaker)?.[0] ?? 0);
  const style = SPEAKER_STYLES[speaker % SPEAKER_STYLES.length] ?? "cyan";
  const [label, share] = Object.entries(emotion.emotions).toSorted(([, a], [, b]) => b - a)[0] ?? ["neutral", 0];
  const mood = label !== "neutral" && share >= CLEAR_EMOTION ? paint("dim", `  (${label} ${share.toFixed(2)})`) : "";
  return `${paint("dim", clock(said.t_start))} ${paint(style, said.speaker)}  ${printable(said.text)}${mood}`;
}

function summaryLines({ summary }: ConversationEventData<"summary_update">, paint: Paint): readonly string[] {
  const list = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", paint("bold", title), ...lines.map((line) => `  - ${printable(line)}`)];
  return [
    "",
    paint("bold", "Summary"),
    `  ${printable(summary.overview)}`,
    ...list("Insights", summary.key_insights),
    ...list("Went well", summary.what_went_well),
    ...list("Went wrong", summary.what_went_wrong),
    ...list("Recommended", summary.recommendations),
  ];
}

/** `mm:ss` of the recording. */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}
