import type { WordReading } from "../text/read-words.ts";
import { listed } from "../lexicon/tokens.ts";

/** What the fitted models look at, by name and in this order; the order is part of the weights. */
export const FEATURES = [
  "bias",
  "joy",
  "sadness",
  "anger",
  "fear",
  "surprise",
  "disgust",
  "strongest feeling is joy",
  "strongest feeling is sadness",
  "strongest feeling is anger",
  "strongest feeling is fear",
  "strongest feeling is surprise",
  "strongest feeling is disgust",
  "positive",
  "negative",
  "negated positive",
  "negated negative",
  "exclamation",
  "question",
  "amplifier",
  "hedge",
  "thanks",
  "apology",
  "negation",
  "I",
  "you with a negative value",
  "shouted",
  "short",
  "exclaimed positive",
  "exclaimed negative",
  "asked as a statement",
  "nobody, nothing, never",
  "family",
  "body",
  "condition",
  "you, not asked",
  "they, he or she",
  "no longer, still, again",
  "number or date",
  "matter of fact",
  "opens with a question",
  "past",
  "mild feeling at most",
  "impersonal",
  "impersonal negative",
] as const;

/** Who and what is talked of says how it may feel: families are loved and missed, bodies hurt and disgust, forms and offices leave one calm. */
const SETS = {
  absence: new Set(listed(`nobody nothing never none noone nowhere no neither`)),
  family: new Set(
    listed(`mother mum mom mommy father dad daddy brother sister son daughter wife husband grandmother grandma gran grandfather grandpa aunt uncle
    cousin baby child children kid kids boy girl family parents friend friends twins neighbour neighbor dog cat puppy kitten girlfriend boyfriend`),
  ),
  body: new Set(
    listed(`hand hands heart mouth skin breath hair nail nails tooth teeth finger fingers face eye eyes foot feet leg legs knee knees stomach belly
    throat tongue nose ear ears chest blood bone sweat head neck shoulder shoulders lip lips arm arms`),
  ),
  condition: new Set(listed(`if unless whether would could might otherwise`)),
  you: new Set(listed(`you you're you've your you'll`)),
  others: new Set(listed(`they they're they've he he's she she's them him her his their these those people`)),
  again: new Set(listed(`still again anymore longer ever since once already always every until`)),
  counting: new Set(
    listed(`one two three four five six seven eight nine ten eleven twelve thirty forty fifty sixty hundred thousand million monday tuesday
    wednesday thursday friday saturday sunday january february march april may june july august september october november december o'clock
    morning afternoon evening minutes hours days weeks months years percent dollars euros pounds half quarter first second third fourth`),
  ),
  matter: new Set(
    listed(`form file page email account office meeting report address street floor door key keys list table desk phone screen button cable box
    room building train bus car road exit shop store price order invoice contract data server system version setting settings copy card bank
    company department team school colleague manager customer question answer item agenda budget process step steps section part parts edition
    ticket tickets platform seat window colour color size left right corner coffee lunch library hall paper printer website menu folder chart
    date slot appointment reference delivery shipment warehouse license licence documentation usually normally basically about per`),
  ),
  opener: new Set(
    listed(
      `what when where which who how why do does did is are was were can could would will shall should have has may`,
    ),
  ),
};
const IRREGULAR_PAST = new Set(
  listed(`was were had did went came took got gave said told made saw knew thought felt left kept found heard ran stood sat lost put let sent paid
    sold bought brought built wrote read spoke broke drove fell grew held led lay met rose sang slept won threw woke wore shook`),
);

const PERSONAL = new Set(listed(`i i'm i've i'll i'd me my mine myself you you're you've your yours`));
/** Weight of a word that plainly names a feeling, somewhat softened. */
const PLAIN = 0.7;

const FELT = ["joy", "sadness", "anger", "fear", "surprise", "disgust"] as const;

/** One number 0–1 for each of `FEATURES`. Sums saturate: the third insult adds less than the first. */
export function wordFeatures(reading: WordReading): readonly number[] {
  const { feelings, markers, tokens } = reading;
  const strongest = FELT.reduce((best, label) => (feelings[label] > feelings[best] ? label : best), FELT[0]);
  const has = (words: readonly string[]): boolean => tokens.some(({ word }) => words.includes(word));
  return [
    1,
    ...FELT.map((label) => saturated(feelings[label])),
    ...FELT.map((label) => (label === strongest && feelings[label] >= PLAIN ? 1 : 0)),
    saturated(reading.positive / 2),
    saturated(reading.negative / 2),
    saturated(reading.negatedPositive / 2),
    saturated(reading.negatedNegative / 2),
    reading.exclamations > 0 ? 1 : 0,
    reading.questions > 0 ? 1 : 0,
    saturated(markers.amplifier.length),
    saturated(markers.hedge.length),
    markers.thanks.length > 0 ? 1 : 0,
    markers.apology.length > 0 ? 1 : 0,
    saturated(reading.negations),
    has(["i", "i'm", "i've", "my", "me"]) ? 1 : 0,
    has(["you", "you're", "your", "you've"]) && reading.negative > reading.positive + PLAIN ? 1 : 0,
    reading.shouted > 0 ? 1 : 0,
    tokens.length <= 3 ? 1 : 0,
    ...manner(reading),
    feelings[strongest] > 0 && feelings[strongest] < PLAIN ? 1 : 0,
    ...impersonal(reading),
  ];
}

/** Nobody present is spoken of and nothing is weighed: bad things can be reported calmly. */
function impersonal({ tokens, exclamations, markers, negative }: WordReading): number[] {
  const isReport =
    exclamations === 0 && markers.amplifier.length === 0 && !tokens.some(({ word }) => PERSONAL.has(word));
  return [isReport ? 1 : 0, isReport ? saturated(negative / 2) : 0];
}

function manner({ tokens, questions, exclamations, positive, negative }: WordReading): number[] {
  const count = (set: ReadonlySet<string>): number => tokens.filter(({ word }) => set.has(word)).length;
  const share = (set: ReadonlySet<string>): number => saturated(count(set));
  const opens = SETS.opener.has(tokens[0]?.word ?? "");
  const asked = tokens.some(({ marks }) => marks.includes("?"));
  const past = tokens.filter(({ word }) => IRREGULAR_PAST.has(word) || (word.length > 4 && word.endsWith("ed"))).length;
  return [
    exclamations > 0 && positive > negative ? 1 : 0,
    exclamations > 0 && negative > positive ? 1 : 0,
    // An echo ("Twins? As in two?") or a statement that is questioned: what one hears is not what one expected.
    asked && !asksPlainly(tokens) ? 1 : 0,
    share(SETS.absence),
    share(SETS.family),
    share(SETS.body),
    share(SETS.condition),
    questions === 0 ? share(SETS.you) : 0,
    share(SETS.others),
    share(SETS.again),
    share(SETS.counting),
    share(SETS.matter),
    opens ? 1 : 0,
    saturated(past / 2),
  ];
}

/** A sentence with a question mark that opens as questions do. */
function asksPlainly(tokens: WordReading["tokens"]): boolean {
  return tokens.some(({ marks }, at) => {
    if (!marks.includes("?")) return false;
    const start = tokens.slice(0, at).findLastIndex(({ marks: before }) => /[.!?]/.test(before)) + 1;
    return SETS.opener.has(tokens[start]?.word ?? "");
  });
}

function saturated(amount: number): number {
  return 1 - Math.exp(-Math.max(0, amount));
}
