import type { Operation, Scope, Target } from "./operation.ts";
import { type Reading, readTarget, withUnitOf } from "./target.ts";

/** How a wish begins that something stay as it is; a message is taken apart before it. */
export const PROTECTING =
  "(?:(?:do not|don['’]?t|never) (?:touch|change|edit|alter|modify|rewrite|reword|mess with|replace (?:it|them|anything) in|change (?:it|them) in|shorten|simplify|translate|delete|remove|cut)\\b|(?:leave|preserve|skip|ignore|exclude) (?!out\\b|off\\b|a\\b|an\\b)|(?:keep|retain) (?!going\\b|(?:it|them|this|everything) (?:short|brief|simple|concise)))";

/** What must stay as it is: a part; "rest" where only what is not named is meant; "manner" for what many instructions never change. */
export type Protected = Target | { readonly kind: "manner"; readonly words: string };

const FORBIDS =
  /^(?:please )?(?:do not|don['’]?t|never) (?:touch|change|edit|alter|modify|rewrite|reword|mess with|shorten|simplify|translate|delete|remove|cut|replace (?:it|them|anything) in|change (?:it|them) in) (?:anything (?:in|within|under|of|about) |any of |any )?(?<what>.+?)(?: though| at all| there)?$/iu;
const KEEPS =
  /^(?:please )?(?:leave|keep|retain|preserve|skip|ignore|exclude) (?!only\b|just\b)(?<what>.+?)(?: (?:just |exactly )?(?:as (?:it|they|that|this|these|those) (?:is|are|was|were)|as[- ]is|alone|unchanged|untouched|unedited|intact|in place|out of it|out|be|the same|in(?: there)?|where (?:it|they) (?:is|are)|in (?:the original|english|its language)))?$/iu;
const ONE_WAY = /^(?:do not|don['’]?t|never) (?:shorten|simplify|translate|delete|remove|cut|rewrite|reword) /iu;
/** Rewording, correcting and the like leave these alone anyway. */
const LEFT =
  "(?:the |its |their |my |our |all )*(?:meaning|wording|sense|facts?|content|contents|tone|style|voice|formatting|format|layout|structure|order|names?|numbers?|figures?|amounts?|prices?|dates?|links?|urls?|addresses|code(?: blocks?| samples?| examples?| snippets?)?|quotes|quotations?|quoted text|(?:[\\p{L}.]+ ){0,3}[\\p{L}.]+['’]s names?)";
const MANNER = new RegExp(`^${LEFT}(?:(?:, | and | or |, and )${LEFT})*$`, "iu");

/** Reads "don't touch the headings", "leave section 2 alone", "keep the list as it is". Null when it is no such wish. */
export function readProtection(text: string, before: string, reading: Reading): readonly Protected[] | null {
  const plain = text
    .replaceAll(/\s+/gu, " ")
    .replace(/^(?:please|but|and|also|then)[, ]+/iu, "")
    .replace(/[,;:\s]*(?:please|thanks|thank you|thx)?[\s.,;:!]*$/iu, "")
    .trim();
  const what = (FORBIDS.exec(plain) ?? KEEPS.exec(plain))?.groups?.["what"]?.replaceAll(/ (?:or|nor) /giu, " and ");
  if (
    what === undefined ||
    /^keep .* (?:short|brief|simple|concise|plain|clear|readable|compact|tight|together)(?:er)?$/iu.test(plain)
  )
    return null;
  // "Don't shorten anything" leaves all else to be done.
  if (/^(?:anything|everything|it|them)$/iu.test(what) && ONE_WAY.test(plain)) return [];
  const read = (words: string): Protected | null => readStaying(words, before, reading);
  const whole = read(what);
  if (whole !== null) return [whole];
  const each = what.split(/\s*,\s*(?:and )?|\s+and\s+/iu).map(read);
  return each.every((one) => one !== null) ? each : null;
}

/** The part that some words exempt; `before` is what they exempt it from. */
export function readStaying(words: string, before: string, reading: Reading): Protected | null {
  if (MANNER.test(words)) return { kind: "manner", words };
  if (/^(?:anything|nothing)$/iu.test(words)) return { kind: "everything" };
  const target = readTarget(withUnitOf(words, before) ?? words, reading);
  if (target === null) return null;
  if (target.kind === "same") return { kind: "everything" };
  // "The list" is every list there is: one too many is only left alone.
  return target.kind === "units" && target.pick !== "all" && target.pick.length === 0
    ? { ...target, pick: "all" }
    : target;
}

/** Whether an operation leaves alone by its nature what is to stay. */
export function leavesAlone(operation: Operation, words: string): boolean {
  if (operation.do === "prose")
    return !/\bwording$/iu.test(words) || !operation.goals.some((goal) => goal === "concise" || goal === "simple");
  return (
    /^(?:replace|remove-text|case|translate|rename)$/u.test(operation.do) &&
    /\b(?:meaning|sense|tone|style|voice|formatting|format|layout|structure|order|links?|urls?)$/iu.test(words)
  );
}

export function protecting(scope: Scope, more: readonly Target[]): Scope {
  const targets = [...(scope.except === undefined ? [] : [scope.except]), ...more];
  const [only] = targets;
  if (only === undefined) return scope;
  return { ...scope, except: targets.length === 1 ? only : { kind: "several", targets } };
}
