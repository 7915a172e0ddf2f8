import { EMOTION_LABELS } from "@headway-jobs/contract";
import type { EmotionLabel, MomentCategory } from "@headway-jobs/ports/conversation-analysis";
import type { ReadUtterance } from "../read-utterance.ts";
import { bareWords, listed, tokensOf } from "../lexicon/tokens.ts";
import { termKey, termsOf } from "../topics/terms.ts";
import { type Aim, AIMS, type Scene } from "./aims.ts";

/** What the caller wants to know, as the words, kinds of moment and feelings that would answer it. */
export interface Goal {
  readonly text: string;
  readonly keys: ReadonlySet<string>;
  readonly categories: ReadonlySet<MomentCategory>;
  readonly emotions: ReadonlySet<EmotionLabel>;
  /** Labels of moments, e.g. `price`. */
  readonly labels: ReadonlySet<string>;
  /** What it is about in sense, whatever its words. */
  readonly aims: readonly Aim[];
  /** Phrases in quotation marks, to be found as they are; lower case. */
  readonly phrases: readonly string[];
}

const MAX_GOAL_CHARACTERS = 2_000;

/** Words of a wish that name nothing to look for. */
const WISHING = new Set(
  listed(`find identify look looking analyze analyse analysis focus understand detect track see tell show list check whether watch spot search
    customer customers client speaker speakers conversation call meeting interview talk they reasons reason main any every how why please want need
    summarize summarise summary highlight assess evaluate determine discover explore review reaction reactions respond response responses react say said
    discussed mention mentioned mentions moments moment related about during regarding around`),
);

/** Words that mean the same to somebody who looks for one of them, with the label that moments of the kind carry. */
const RELATED: readonly { readonly label: string; readonly words: string }[] = [
  {
    label: "price",
    words: `price prices pricing cost costs costly expensive budget cheap cheaper afford affordable discount money fee fees quote dollars pay paid payment spend spending rate`,
  },
  { label: "timing", words: `timing schedule deadline date delay quarter calendar timeline later` },
  {
    label: "authority",
    words: `authority boss manager approval approve board decision decide stakeholder procurement sign-off`,
  },
  { label: "need", words: `need needs priority requirement requirements relevant` },
  {
    label: "trust",
    words: `trust security secure privacy risk risky compliance data reviews guarantee breach reliable`,
  },
  {
    label: "effort",
    words: `effort complexity complicated migration onboarding training learning integration implementation setup`,
  },
  { label: "competitor", words: `competitor competitors competition alternative alternatives vendor provider switch` },
  { label: "support", words: `support help ticket service agent helpdesk` },
  { label: "refund", words: `refund money-back reimburse credit return replacement cancel cancellation` },
  { label: "demo", words: `demo demonstration walkthrough` },
  { label: "trial", words: `trial pilot test` },
  { label: "contract", words: `contract agreement terms license renewal` },
  { label: "bug", words: `bug bugs crash crashes error errors broken problem problems issue issues outage` },
];

const CATEGORY_WORDS: readonly (readonly [RegExp, readonly MomentCategory[]])[] = [
  [/\b(?:objections?|concerns?|push-?backs?|resistance|hesitations?|doubts?)\b/i, ["objection"]],
  [/\b(?:offers?|proposals?|calls? to action|cta|next steps?|asks?)\b/i, ["cta_offered"]],
  [
    /\b(?:commit(?:ments?|s)?|agree(?:d|ments?|s)?|accept(?:ed|ance|s)?|clos(?:e|ed|ing)|decisions?|decided|next steps?|buying signals?)\b/i,
    ["cta_accepted"],
  ],
  [/\b(?:reject(?:ed|ions?|s)?|refus(?:e|ed|als?)|declin(?:e|ed)|turned down)\b/i, ["cta_rejected"]],
  [/\b(?:topics?|agenda|subjects?)\b/i, ["topic_shift"]],
];

const EMOTION_WORDS: readonly (readonly [RegExp, readonly EmotionLabel[]])[] = [
  [/\b(?:frustrat\w*|ang(?:er|ry)|annoy\w*|irritat\w*|complain\w*|conflict\w*|escalat\w*|churn)\b/i, ["anger"]],
  [/\b(?:happ(?:y|iness)|joy\w*|delight\w*|excite\w*|enthusias\w*|satisf\w*|positive)\b/i, ["joy"]],
  [/\b(?:sad\w*|disappoint\w*|grief|griev\w*|negative)\b/i, ["sadness"]],
  [/\b(?:fear\w*|anxi\w*|worr\w*|nervous\w*|stress\w*)\b/i, ["fear"]],
  [/\b(?:surpris\w*|shock\w*)\b/i, ["surprise"]],
  [/\b(?:disgust\w*|contempt)\b/i, ["disgust"]],
];

/** Reads a goal; null when there is none or nothing in it can be looked for. */
export function goalOf(text: string | undefined): Goal | null {
  const bare = (text ?? "").replaceAll(/\s+/g, " ").trim().slice(0, MAX_GOAL_CHARACTERS);
  if (bare === "") return null;
  const own = termsOf(tokensOf(bare)).filter(({ shown }) => !WISHING.has(shown));
  const labels = new Set<string>();
  const keys = new Set(own.map(({ key }) => key));
  for (const { label, words } of RELATED) {
    const group = listed(words).map((word) => termKey(word));
    if (!group.some((key) => keys.has(key))) continue;
    labels.add(label);
    for (const key of group) keys.add(key);
  }
  const named = <T>(table: readonly (readonly [RegExp, readonly T[]])[]): Set<T> =>
    new Set(table.flatMap(([pattern, found]) => (pattern.test(bare) ? found : [])));
  return {
    text: bare,
    keys: withoutKindWords(keys),
    categories: named(CATEGORY_WORDS),
    emotions: named(EMOTION_WORDS),
    labels,
    aims: AIMS.filter(({ wanted }) => wanted.test(bare)),
    phrases: [...bare.matchAll(/["“”]([^"“”]{3,100})["“”]/gu)].map(([, phrase]) => bareWords(tokensOf(phrase ?? ""))),
  };
}

/** Whether a goal holds nothing that could be looked for. */
export function isBlank({ keys, categories, emotions, aims, phrases }: Goal): boolean {
  return keys.size + categories.size + emotions.size + aims.length + phrases.length === 0;
}

/** "Objections" asks for a kind of moment, not for the word. */
function withoutKindWords(keys: ReadonlySet<string>): Set<string> {
  return new Set(
    [...keys].filter(
      (key) => !/^(?:objection|concern|offer|topic|emotion|mood|feeling|sentiment|commitment)/.test(key),
    ),
  );
}

/** How much an utterance has to do with the goal: 0 for nothing, more for more. Words and kind together count more than either. */
export function relatedness(one: ReadUtterance, goal: Goal | null, scene: Scene): number {
  if (goal === null) return 0;
  const { words, analysis } = one;
  const bySense = 2 * goal.aims.filter((aim) => aim.touches(one, scene)).length;
  const bare = bareWords(words.tokens);
  const byPhrase = goal.phrases.some((phrase) => phrase !== "" && bare.includes(phrase)) ? 4 : 0;
  const spoken = new Set(termsOf(words.tokens).map(({ key }) => key));
  const byWords = [...goal.keys].filter((key) => spoken.has(key)).length;
  const moments = analysis.moments.filter(({ category }) => goal.categories.has(category));
  const byLabel = moments.some(({ labels }) => labels.some((label) => goal.labels.has(label))) ? 3 : 0;
  const asksForWords = goal.keys.size > 0;
  const byKind = moments.length === 0 ? 0 : asksForWords && byWords === 0 && byLabel === 0 ? 0 : 2;
  const strongest = EMOTION_LABELS.reduce((best, label) =>
    analysis.emotion.distribution[label] > analysis.emotion.distribution[best] ? label : best,
  );
  const byFeeling = goal.emotions.has(strongest) ? 2 : 0;
  return Math.min(3, byWords) + byLabel + byKind + byFeeling + bySense + byPhrase;
}
