/**
 * Removes what reasoning models write before their answer: `<think>…</think>` and its relatives, also without the opening tag (chat templates that
 * open the block themselves) or without the closing tag (an answer that was cut off while the model was still thinking). Pieces may be cut anywhere.
 */
export class ThoughtFilter {
  #held = "";
  #inThoughts = false;
  #hasBegun = false;

  /** The visible part of the next piece. What could be the beginning of a tag is held back. */
  push(piece: string): string {
    this.#held += piece;
    let visible = "";
    for (;;) {
      const tag = nextTag(this.#held, this.#inThoughts);
      if (tag === null) return visible + this.#release();
      if (!this.#inThoughts && tag.opens) visible += this.#show(this.#held.slice(0, tag.at));
      this.#inThoughts = tag.opens;
      this.#held = this.#held.slice(tag.end);
    }
  }

  /** What is still held back at the end of the answer. */
  end(): string {
    const rest = this.#inThoughts ? "" : this.#show(this.#held);
    this.#held = "";
    return rest;
  }

  #release(): string {
    const keep = possibleTagStart(this.#held);
    const passed = this.#held.slice(0, keep);
    this.#held = this.#held.slice(keep);
    return this.#inThoughts ? "" : this.#show(passed);
  }

  /** Blank lines between thoughts and answer belong to neither. */
  #show(text: string): string {
    const shown = this.#hasBegun ? text : text.trimStart();
    if (shown !== "") this.#hasBegun = true;
    return shown;
  }
}

/** The whole of an answer without its thoughts and the marks of its template. */
export function withoutThoughts(answer: string): string {
  const channel = finalChannel(answer);
  if (channel !== undefined) return channel;
  // A template may have opened the block, so that only its end is in the answer.
  const lastEnd = [...answer.matchAll(CLOSING)].at(-1);
  const opened = answer.search(OPENING);
  const tail =
    lastEnd !== undefined && (opened < 0 || opened > lastEnd.index)
      ? answer.slice(lastEnd.index + lastEnd[0].length)
      : answer;
  const filter = new ThoughtFilter();
  return filter.push(tail) + filter.end();
}

/** The answer as it is, then what follows each end of thoughts: one of these is the answer itself, whatever tags it holds. */
export function* afterThoughts(answer: string): Generator<string> {
  yield answer;
  const channel = finalChannel(answer);
  if (channel !== undefined) yield channel;
  let count = 0;
  for (const { index, 0: tag } of answer.matchAll(CLOSING)) {
    count += 1;
    if (count > MAX_ENDS) return;
    yield answer.slice(index + tag.length);
  }
}

export function hasThoughts(text: string): boolean {
  return OPENING.test(text) || text.search(CLOSING) >= 0;
}

const CHANNEL = "<|channel|>";
const MESSAGE = "<|message|>";

/**
 * What stands in the last channel for the user where an answer has the channels of gpt-oss (OpenAI's harmony format), as servers without a parser for them
 * pass it on; empty when all of it is analysis, undefined without channels.
 */
export function finalChannel(answer: string): string | undefined {
  if (!answer.includes(CHANNEL) || !answer.includes(MESSAGE)) return undefined;
  const final = answer.lastIndexOf(`${CHANNEL}final`);
  const from = final < 0 ? -1 : answer.indexOf(MESSAGE, final);
  if (from < 0) return "";
  const [text = ""] = answer.slice(from + MESSAGE.length).split(/<\|(?:end|return|start|call)\|>/u);
  return text.trim();
}

/** Each may cost as much as the answer is long. */
const MAX_ENDS = 20;

const NAMES = "think|thinking|thought|reasoning|reflection|scratchpad";
const OPENING = new RegExp(`<(?:${NAMES})>|\\[THINK\\]|◁think▷`, "iu");
const CLOSING = new RegExp(`</(?:${NAMES})>|\\[/THINK\\]|◁/think▷`, "giu");
const LONGEST_TAG_CHARS = "</scratchpad>".length;

interface Tag {
  readonly at: number;
  readonly end: number;
  readonly opens: boolean;
}

function nextTag(text: string, inThoughts: boolean): Tag | null {
  const found = inThoughts ? new RegExp(CLOSING.source, "iu").exec(text) : OPENING.exec(text);
  if (found === null) return null;
  return { at: found.index, end: found.index + found[0].length, opens: !inThoughts };
}

/** Where text begins that may become a tag with the next piece; the text's length when there is none. */
function possibleTagStart(text: string): number {
  for (let at = Math.max(0, text.length - LONGEST_TAG_CHARS); at < text.length; at += 1) {
    if (/^(?:<\/?[a-z]*|\[\/?[A-Z]*|◁\/?[a-z]*)$/iu.test(text.slice(at))) return at;
  }
  return text.length;
}
