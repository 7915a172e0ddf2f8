import type { Instruction, Scope, Target } from "./operation.ts";
import { inKnownWords, withEachVerb } from "./plain-speech.ts";
import { leavesAlone, type Protected, PROTECTING, protecting, readProtection, readStaying } from "./protection.ts";
import { type Masked, maskQuotes } from "./quoted.ts";
import { readLayoutOperation } from "./read-layout.ts";
import { readQuestion } from "./read-question.ts";
import { readStructureOperation } from "./read-structure.ts";
import { type Read, readBeside, readTextOperation } from "./read-text.ts";
import { type Reading, readTarget, withUnitOf } from "./target.ts";

export type Understood =
  | { readonly instructions: readonly Instruction[] }
  /** The part of the message that no rule understands, as it was written, and those that could be followed alone. */
  | { readonly unclear: string; readonly understood: readonly string[] }
  | { readonly tooMany: number };

/** More in one message are no instructions any more. */
const MAX_INSTRUCTIONS = 100;
const MAX_MESSAGE_CHARS = 40_000;
/** Of one, what stands in quotation marks not counted: no instruction of these is that long. */
const MAX_INSTRUCTION_CHARS = 800;

/** Reads every instruction of a message; one that cannot be understood makes the whole message unclear. */
export function understand(message: string, isHeading: (words: string) => boolean): Understood {
  if (message.length > MAX_MESSAGE_CHARS) return { tooMany: message.length };
  const masked = maskQuotes(message.normalize("NFC"));
  const reading: Reading = { plain: (text) => masked.plain(text), isHeading };
  const parts = partsOf(withEachVerb(masked.text, VERB, (words) => isHeading(masked.plain(words))));
  if (parts.length > MAX_INSTRUCTIONS) return { tooMany: parts.length };
  const instructions: Sentenced<Instruction>[] = [];
  const wishes: Sentenced<readonly Protected[]>[] = [];
  let carried: Scope | null = null;
  let unclear: string | undefined;
  let sentence = 0;
  for (let at = 0; at < parts.length;) {
    const { text = "", begins = false } = parts[at] ?? {};
    if (begins) sentence++;
    const stays = readProtection(text, parts[at - 1]?.text ?? "", reading);
    const read = stays === null ? readLongest(parts, at, reading, masked) : null;
    if (stays !== null)
      wishes.push({ what: stays, source: masked.shown(text).trim(), sentence: begins ? null : sentence });
    else if (read === null) unclear ??= masked.shown(text).trim();
    else {
      const instruction: Instruction =
        begins || carried === null || read.scoped ? read.instruction : { ...read.instruction, scope: carried };
      if (begins) carried = read.leading ? instruction.scope : null;
      instructions.push({ what: instruction, source: instruction.source, sentence });
    }
    at += read?.parts ?? 1;
  }
  const done = withWishes(instructions, wishes);
  unclear ??= done.unclear;
  return unclear === undefined
    ? { instructions: done.instructions }
    : { unclear, understood: instructions.map(({ source }) => source.trim().replace(/[?!.,;]+$/u, "")) };
}

interface Sentenced<T> {
  readonly what: T;
  readonly source: string;
  /** Null: it is about the whole message. */
  readonly sentence: number | null;
}

/** What must stay as it is holds for the instructions of its sentence; a sentence of its own for all. */
function withWishes(
  instructions: readonly Sentenced<Instruction>[],
  wishes: readonly Sentenced<readonly Protected[]>[],
): { readonly instructions: readonly Instruction[]; readonly unclear?: string } {
  let unclear: string | undefined;
  const bound = instructions.map(({ what: instruction, sentence }) => {
    const own = wishes.filter((wish) => wish.sentence === null || wish.sentence === sentence);
    const targets = own.flatMap(({ what, source }) =>
      what.flatMap((one): Target[] => {
        const against =
          one.kind === "manner" ? !leavesAlone(instruction.operation, one.words) : one.kind === "everything";
        if (against) unclear ??= source;
        return one.kind === "manner" || one.kind === "everything" || one.kind === "rest" ? [] : [one];
      }),
    );
    return { ...instruction, scope: protecting(instruction.scope, targets) };
  });
  return { instructions: bound, ...(unclear === undefined ? {} : { unclear }) };
}

interface Part {
  readonly text: string;
  /** Whether a sentence or line begins with it; what stands before a comma holds for what follows in the sentence. */
  readonly begins: boolean;
  /** What joined it to the part before. */
  readonly joint: string;
}

const VERB =
  "(?:make|shorten|tighten|condense|trim|simplify|clarify|fix|correct|proofread|proof-read|polish|clean|check|spell-?check|replace|substitute|change|rename|retitle|find|use|remove|delete|drop|cut|strike|erase|eliminate|get rid|take out|move|swap|duplicate|copy|insert|add|append|prepend|create|generate|convert|turn|transform|put|set|apply|number|renumber|unnumber|promote|demote|bold|unbold|italici[sz]e|unitalici[sz]e|underline|highlight|translate|sort|order|alphabeti[sz]e|reverse|split|join|merge|combine|capitali[sz]e|uppercase|lowercase|expand|contract|rewrite|rephrase|reword|write|spell out|write out|update|link|streamline|keep|mark|break|draft|summari[sz]e|explain|compose|describe|invent|how many|what|where|count|list|show|tell)";

/** At each of these an instruction may begin. */
const JOINTS = new RegExp(
  String.raw`\s*[\r\n]+\s*(?:[-*•]|\d{1,3}[.)]|[a-z][.)])?\s*|\s*;\s*|[.!]\s+(?=\S)|\?\s+|\s*,?\s+(?:(?:and|but)\s+)?(?:then|afterwards|after that|finally|also|next)\s*,?\s+(?=(?:please\s+)?${VERB}\b)|\s*,?\s+(?:and|but)\s+(?!replace (?:it|them|all|this) (?:with|by)\b)(?=(?:please\s+|also\s+|then\s+)?${VERB}\b)|,\s+(?=(?:please\s+)?${VERB}\b)|(?:\s*,\s*(?:(?:and|but|yet)\s+)?|\s+(?:and|but|yet)\s+)(?=(?:please\s+)?${PROTECTING})|\s+(?=(?:do not|don['’]?t|never) (?:touch|change|edit|alter|modify)\b)|\s+&\s+(?=${VERB}\b)`,
  "giu",
);

function partsOf(text: string): Part[] {
  const start = text.replace(/^\s*(?:[-*•]|\d{1,3}[.)])\s+/u, "");
  const parts: Part[] = [];
  let at = 0;
  let joint = "\n";
  const push = (end: number): void => {
    const piece = start.slice(at, end);
    if (piece.trim() !== "") parts.push({ text: piece.trim(), begins: /[\n.!?]/u.test(joint), joint });
  };
  for (const match of start.matchAll(JOINTS)) {
    // "Inc. and", "no. 3": not every full stop ends a sentence.
    if (
      match[0].startsWith(".") &&
      /\b(?:inc|ltd|co|no|vs|mr|mrs|ms|dr|st|e\.g|i\.e|etc)$/iu.test(
        start.slice(Math.max(0, match.index - 6), match.index),
      )
    )
      continue;
    push(match.index);
    at = match.index + match[0].length;
    joint = match[0];
  }
  push(start.length);
  return parts.length === 0
    ? [{ text: start.trim(), begins: true, joint }]
    : parts.filter(({ text: one }) => !COURTESY.test(one));
}

const COURTESY =
  /^(?:please|thanks?(?: you)?(?: very much| so much| a lot)?|thank you.*|cheers|hello|hi(?: there)?|hey|ok(?:ay)?|great|good (?:morning|afternoon|evening)|that is all|that's all|regards|(?:it |this |that )?looks? (?:good|great|fine)(?: to me)?|perfect|nice|well done|lgtm|and|but|also|then|never ?mind|stop|cancel(?: that| it)?|forget (?:it|that)|no (?:more |other |further )?changes?(?: needed| required| necessary)?(?: please)?)[.,!]*$/iu;

interface ReadPart {
  readonly instruction: Instruction;
  readonly parts: number;
  readonly scoped: boolean;
  readonly leading: boolean;
}

/** A part by itself or, where that says nothing, with the next ones: "delete the search and replace section". */
function readLongest(parts: readonly Part[], at: number, reading: Reading, masked: Masked): ReadPart | null {
  let text = "";
  for (let count = 1; count <= 3 && at + count <= parts.length; count++) {
    const part = parts[at + count - 1];
    if (part === undefined || (count > 1 && /\n/u.test(part.joint))) break;
    text += count === 1 ? part.text : part.joint + part.text;
    const read = readInstruction(text, reading);
    if (read !== null) {
      return {
        instruction: { ...read.instruction, source: masked.shown(text) },
        parts: count,
        scoped: read.scoped,
        leading: read.leading,
      };
    }
  }
  return null;
}

const POLITE =
  /^(?:(?:please|pls|plz|kindly|now|ok|okay|so|also|then|and|first|firstly|secondly|thirdly|finally|next|lastly|hi|hello|hey|just|maybe|perhaps)[, ]+|(?:can|could|would|will) you (?:please |kindly |also )?|(?:i(?:'d| would) like (?:you )?to|i want (?:you )?to|i need (?:you )?to|you (?:should|must|can|could)|let's|let us|we (?:should|need to|must)|go ahead and|try to|feel free to|make sure to|be sure to) )+/iu;

function readInstruction(part: string, reading: Reading): Omit<ReadPart, "parts"> | null {
  const text = part
    .replaceAll(/\s+/gu, " ")
    .replace(POLITE, "")
    .replace(
      /(?:[,;:.!\s]+(?:please|pls|plz|thanks|thank you|thx|ty|for me|if (?:you can|possible)|as well|too))*[\s.,;:!]*$/iu,
      "",
    )
    .replace(/\?$/u, "")
    .trim();
  return text === "" || text.length > MAX_INSTRUCTION_CHARS ? null : readWords(inKnownWords(text), part, reading);
}

function readWords(text: string, part: string, reading: Reading): Omit<ReadPart, "parts"> | null {
  const wantsChange = /\breplace\b/iu.test(text);
  const asked =
    /\?\s*$/u.test(part) ||
    /^(?:what|where|which|how|who|count|list|show|is|does|are|do|help|find|summari[sz]e|outline|give|hi|hello|hey|tell|undo|revert|roll|restore|go back|take back|word count|reading)\b/iu.test(
      text,
    )
      ? readQuestion(text, reading)
      : null;
  if (asked !== null && !wantsChange) return whole(asked, null);
  const { text: bare, except } = splitExcept(text, reading);
  if (except === undefined) return null;
  const form = readOperation(bare, reading);
  // "From the headings" is a part of these and no scope.
  if (form !== null && WHOLE.has(form.operation.do)) return whole(form, except);
  const leading = splitLeading(bare, reading);
  if (leading !== null) {
    const read = readOperation(leading.text, reading);
    if (read !== null) return { ...whole(read, except, leading.scope), leading: true };
  }
  const direct = form;
  // A rename's new name may hold anything, also what looks like a scope.
  if (
    direct !== null &&
    (direct.operation.do === "rename" ||
      direct.operation.do === "insert" ||
      direct.operation.do === "move" ||
      (direct.operation.do === "level" && direct.operation.to !== undefined) ||
      (direct.operation.do === "split" && (direct.operation.after !== null || direct.operation.before !== null)) ||
      direct.operation.do === "swap")
  )
    return whole(direct, except);
  const trailing = splitTrailing(bare, reading);
  const inner = trailing === null ? null : readOperation(trailing.text, reading);
  if (inner !== null && trailing !== null && inner.target === undefined) return whole(inner, except, trailing.scope);
  return direct === null ? null : whole(direct, except);
}

function whole(read: Read, except: Target | null, scope?: Target): Omit<ReadPart, "parts"> {
  const aimed = read.target;
  const only = aimed === undefined ? (scope ?? EVERYTHING) : scope === undefined ? aimed : narrowed(aimed, scope);
  const instruction: Instruction = {
    operation: read.operation,
    scope: { only, ...(except === null ? {} : { except }) },
    source: "",
  };
  return { instruction, scoped: aimed !== undefined || scope !== undefined, leading: false };
}

const EVERYTHING: Target = { kind: "everything" };
const WHOLE = new Set(["contents", "remove-contents", "number-headings"]);

/** "In section 2, make it simpler": it is the section; "in section 2, shorten the first paragraph": it lies there. */
function narrowed(aimed: Target, scope: Target): Target {
  if (aimed.kind === "same" || aimed.kind === "everything") return scope;
  return "unit" in aimed && aimed.within === undefined ? { ...aimed, within: scope } : aimed;
}

function readOperation(text: string, reading: Reading): Read | null {
  return (
    readBeside(text, reading) ??
    readLayoutOperation(text, reading) ??
    readStructureOperation(text, reading) ??
    readTextOperation(text, reading)
  );
}

/** Undefined when there is an exception that cannot be read: better refused than ignored. */
function splitExcept(
  text: string,
  reading: Reading,
): { readonly text: string; readonly except: Target | null | undefined } {
  const match =
    /^(.+?),? \(?(?:except(?: for)?|but not|excluding|apart from|other than|leaving out|but (?:leave|skip|ignore)|without (?:touching|changing|altering|affecting|losing)|(?:while )?(?:keeping|preserving)|but (?:do not|don't) (?:touch|change|edit|alter)|(?:and|but) leave alone|but keep) (?:in |for |within |under |those in |the ones in |that in )?(.+?)\)?(?: alone| as is| untouched)?$/iu.exec(
      text,
    );
  if (match === null) {
    const [, before = "", not = ""] = /^(.+), (?:(?:and|but) )?not (?:in |for |to |on )?(.+)$/iu.exec(text) ?? [];
    const left = not === "" ? null : readTarget(withUnitOf(not, before) ?? not, reading);
    return left === null ? { text, except: null } : { text: before, except: left };
  }
  const [before = "", words = ""] = [match[1], match[2]];
  const stays = readStaying(words, before, reading) ?? readTarget(`section ${words}`, reading);
  // Corrections and rewording leave code and the like alone anyway.
  if (stays?.kind === "manner")
    return { text: before, except: /^(?:replace|change|use)\b/iu.test(text) ? undefined : null };
  return { text: before, except: stays ?? undefined };
}

interface Split {
  readonly text: string;
  readonly scope: Target;
}

function splitLeading(text: string, reading: Reading): Split | null {
  const match =
    /^(?:only )?(?:in|within|under|for|inside|throughout|from|on|across) (.+?)(?:,|:) (.+)$/iu.exec(text) ??
    /^(?:only )?(?:in|within|under|for|inside|throughout|across) (.+?) (?=(?:please )?(\p{L}+ .+)$)/iu.exec(text);
  if (match === null) return null;
  if (/[,:]/u.test(match[0].charAt(match[0].length - (match[2]?.length ?? 0) - 2))) {
    const scope =
      readTarget(match[1] ?? "", reading) ??
      (/^under/iu.test(text) ? readTarget(`section ${match[1] ?? ""}`, reading) : null);
    return scope === null ? null : { text: match[2] ?? "", scope };
  }
  // Without a comma the scope ends before the verb.
  for (const verb of text.matchAll(new RegExp(` (?=${VERB}\\b)`, "giu"))) {
    const scope = readTarget(text.slice(0, verb.index).replace(/^(?:only )?\w+ /iu, ""), reading);
    if (scope !== null) return { text: text.slice(verb.index + 1), scope };
  }
  return null;
}

function splitTrailing(text: string, reading: Reading): Split | null {
  for (const match of text.matchAll(
    /,? (?:but )?(?:only )?(in|within|of|for|under|inside|throughout|from|to|on|across|at|everywhere in|all over)(?: the)? (?=\S)/giu,
  )) {
    const words = text.slice(match.index).replace(/^,? (?:but )?(?:only )?(?:everywhere in|all over|\w+) /iu, "");
    const scope =
      readTarget(words, reading) ??
      (/^under$/iu.test(match[1] ?? "") && !/^(?:\d|ten\b|(?:\S+ ){4})/iu.test(words)
        ? readTarget(`section ${words}`, reading)
        : null);
    if (scope !== null) return { text: text.slice(0, match.index), scope };
  }
  // "Capitalise services everywhere" is about a word, whatever a heading says.
  const bare = /^(?:capitali[sz]e|uppercase|lowercase) /iu.test(text)
    ? null
    : /^(.+?),? (everywhere|throughout|all over)$/iu.exec(text);
  return bare === null ? null : { text: bare[1] ?? text, scope: { kind: "everything" } };
}
