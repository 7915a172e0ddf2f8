import { negated } from "./fillers.ts";
import type { Phrase, Token } from "./phrase-table.ts";
import type { Spot } from "./spot.ts";

const DETERMINERS = new Set(
  "a an the this that these those my your his her its our their no any some each every another whose".split(" "),
);
const BE = new Set("is are was were be been being am get gets got".split(" "));
/** Verbs that are nouns as often: only where a verb must stand. */
const ALSO_NOUNS = new Set(
  "attempt endeavor endeavour encounter purchase impact aid dispatch exhibit leverage interface request forward elect remedy gather assist cause result lead issue place show offer hold drop rise raise return reply merge mix link group meet repeat progress advance estimate delay forecast print check face miss finish separate share ask permit retreat recoil lift empty connect notice".split(
    " ",
  ),
);
const BEFORE_VERBS = new Set(
  "to will shall would should can could may might must do does did not don't doesn't didn't cannot can't won't i you we they he she who which please then also always never often usually".split(
    " ",
  ),
);
const UNLIKED_AFTER_BE = new Set(["get", "have", "find", "live", "happen", "let", "meet", "mean", "ask"]);
const NO_MODAL_AFTER = /^(?:to|will|would|may|might|must|shall|should|can|could|not|do|does|did|let|\p{L}+n't)$/u;
/** Of these a little less is under a negation something else: "not absolutely certain" is not "not certain". */
const DEGREES = /^(?:absolutely|completely|totally|entirely|fully|very|quite|rather|exactly|every)$/u;

/** Whether what stands for a phrase fits the words around it. */
export function fitsGrammar(phrase: Phrase, spot: Spot, length: number): boolean {
  const { tokens, starts, at } = spot;
  const before = tokens[at - 1]?.key ?? "";
  const after = tokens[at + length];
  const last = phrase.tokens.at(-1) ?? "";
  if (/^(?:cases?|instances?)$/u.test(last) && /^(?:of|where|in|that|which|when|involving)$/u.test(after?.key ?? ""))
    return false;
  // "may be able to", "will have the ability to": a modal cannot stand twice.
  if (/^(?:can|could|cannot|must|may)\b/u.test(phrase.to ?? "") && NO_MODAL_AFTER.test(before)) return false;
  if (!fitsBehind(phrase, before, starts.has(at)) || !fitsBefore(phrase, spot, length)) return false;
  if (DEGREES.test(phrase.tokens[0] ?? "") && negated(tokens, at, starts)) return false;
  if (phrase.verb === undefined) return true;
  // Nobody ends an employee.
  if (
    phrase.verb === "terminate" &&
    tokens.slice(Math.max(0, at - 4), at + length + 3).some(({ key }) => PERSON.test(key))
  )
    return false;
  if (length > 2 && sharesVerb(last, spot, length)) return false;
  const single = phrase.tokens.length <= 2;
  if (DETERMINERS.has(before) && (single || (before !== "that" && (phrase.form === "base" || phrase.form === "s"))))
    return false;
  if (phrase.form === "base" || phrase.form === "s")
    return (
      !ALSO_NOUNS.has(phrase.verb) ||
      BEFORE_VERBS.has(before) ||
      (phrase.form === "base" && starts.has(at) && length > 1)
    );
  if (phrase.form !== "ing" && BE.has(before) && UNLIKED_AFTER_BE.has(phrase.verbTo ?? "")) return false;
  return true;
}

const PERSON =
  /^(?:he|she|him|her|who|staff|people|(?:employee|worker|manager|contractor|member|consultant|director|officer|volunteer|agent|trainee)s?)$/u;

const CLAUSE_CHARS = 300;

/** "Gave an answer to him and a reply to her": one verb holds both, so it cannot go into the first noun. */
function sharesVerb(last: string, { text, tokens, at }: Spot, length: number): boolean {
  if (!/^(?:of|to|on|for|in|into|about|with)$/u.test(last)) return false;
  const end = tokens[at + length - 1]?.end ?? 0;
  const rest = /^[^.!?;:]*/u.exec(text.slice(end, end + CLAUSE_CHARS))?.[0] ?? "";
  return new RegExp(`\\b(?:and|or|as well as) (?:\\p{L}+ ){1,3}${last}\\b`, "iu").test(rest);
}

function fitsBehind({ to, tokens }: Phrase, before: string, begins: boolean): boolean {
  // "It is, therefore, clear": only between clauses.
  if (to === "so") return begins || before === ";" || before === "and";
  if (to === "many") return !/^(?:an?|most|more|less|least|equally)$/u.test(before);
  if (to === "enough") return !DETERMINERS.has(before);
  if (to === "best") return /^(?:the|its|their|our|your|his|her|my)$/u.test(before);
  // "In the way in which", "one of the ways in which": no question stands there.
  if (to === "how") return !/^(?:in|all|only|other)$/u.test(before) && !(before === "of" && tokens.includes("ways"));
  return true;
}

function fitsBefore(phrase: Phrase, { tokens, at, text }: Spot, length: number): boolean {
  const next = tokens[at + length];
  const end = tokens[at + length - 1]?.end ?? 0;
  const to = phrase.to ?? "";
  const last = phrase.tokens.at(-1) ?? "";
  if (last === "of" && /^(?:many|several|a few)$/u.test(to)) return isPlural(tokens, at + length);
  const spans = /^(?:period|duration) of$/u.test(phrase.tokens.slice(-2).join(" "));
  if (spans || /^in the neighbou?rhood of$/u.test(phrase.tokens.join(" "))) return isAmount(text.slice(end));
  if (last === "to" && phrase.verbTo !== undefined && !/\bto$/u.test(to))
    return isReceiver(next, tokens[at + length + 1]);
  return true;
}

const IRREGULAR_PLURALS = new Set(
  "people men women children staff police data criteria media mice teeth feet".split(" "),
);
const ENDS_NOUN =
  /^(?:of|in|on|at|for|with|by|from|to|and|or|but|that|which|who|is|are|was|were|has|have|had|will|can|the|a|an)$/u;

/** "A wide range of equipment" has no "many equipment". */
function isPlural(tokens: readonly Token[], from: number): boolean {
  for (const token of tokens.slice(from, from + 4)) {
    if (!token.word || ENDS_NOUN.test(token.key)) return false;
    if (IRREGULAR_PLURALS.has(token.key) || endsInS(token)) return true;
  }
  return false;
}

/** "For a period of 12 months", and not "for a period of time" or "of growth". */
function isAmount(text: string): boolean {
  return /^ (?:[$€£]? ?\d|(?:about|around|approximately|at least|at most|up to|(?:not )?(?:more|less) than|over|under|nearly|almost|several|many|a few|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|sixty|ninety)\b)/iu.test(
    text,
  );
}

function endsInS(token: Token | undefined): boolean {
  return /[^suia]s$|(?:[aeo]a|i[oe]|ee|eu)s$/u.test(token?.key ?? "");
}

const RECEIVERS =
  /^(?:by|them|us|you|him|me|everyone|everybody|anyone|someone|all|both|those|people|staff|whether|how|what|who|\d[\d,.]*|\p{L}{3,}ing)$/u;
const OF_RECEIVERS = /^(?:new|other|existing|local|small|young|older|current|eligible|affected|many|several|most)$/u;

/** "Gave approval to the plan", and not "gave approval to proceed": what could be a verb is no receiver. */
function isReceiver(next: Token | undefined, second: Token | undefined): boolean {
  if (next === undefined || !next.word) return false;
  return (
    (DETERMINERS.has(next.key) && !/^(?:that|no)$/u.test(next.key)) ||
    RECEIVERS.test(next.key) ||
    /^\p{Lu}/u.test(next.text) ||
    endsInS(next) ||
    (OF_RECEIVERS.test(next.key) && endsInS(second))
  );
}

/** Of a past that may be a participle: the participle follows a form of be, have or get. */
export function replacementOf(phrase: Phrase, before: string): string {
  const perfect =
    BE.has(before) ||
    /^(?:have|has|had|having|'ve|not|been|already|just|never|ever|also)$/u.test(before) ||
    /(?:'ve|'s|'d)$/u.test(before);
  return !perfect && phrase.pastTo !== undefined ? phrase.pastTo : (phrase.to ?? "");
}
