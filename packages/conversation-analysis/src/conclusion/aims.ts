import type { Moment } from "@headway-jobs/ports/conversation-analysis";
import type { ReadUtterance } from "../read-utterance.ts";
import type { NextStep } from "./next-steps.ts";
import { courseOfFeelings, strongFeelings } from "./feelings.ts";

/** What a goal can be about beyond its words: how to know one, what speaks for it, and how far it was reached. */
export interface Aim {
  readonly name: string;
  /** Stems in the goal. */
  readonly wanted: RegExp;
  /** Whether an utterance has to do with it. */
  readonly touches: (one: ReadUtterance, scene: Scene) => boolean;
  /** Half a sentence, or nothing when the aim leaves the answer to the words. */
  readonly verdict: (scene: Scene, related: readonly ReadUtterance[]) => string;
}

/** What aims are judged by. */
export interface Scene {
  readonly read: readonly ReadUtterance[];
  readonly moments: readonly Moment[];
  readonly nextSteps: readonly NextStep[];
  /** `[mm:ss]`. */
  readonly mark: (seconds: number) => string;
}

const DEALING = new Set(["cta_offered", "cta_accepted", "cta_rejected", "objection"]);

export const AIMS: readonly Aim[] = [
  {
    name: "sale",
    wanted:
      /\b(?:sales?|sell\w*|deals?|clos(?:e|ed|ing)|conver(?:t\w*|sions?)|up-?sell\w*|cross-?sell\w*|buy\w*|purchas\w*|orders?(?! to)|subscri\w*|upgrad\w*|renew\w*|sign(?:s|ed|ing)? (?:up|the|a)|persuad\w*|negotiat\w*)\b/i,
    touches: ({ analysis }) => analysis.moments.some(({ category }) => DEALING.has(category)),
    verdict: dealVerdict,
  },
  {
    name: "satisfaction",
    wanted:
      /\b(?:satisf\w*|dissatisf\w*|mood\w*|retention|retain\w*|churn\w*|loyal\w*|nps|csat|(?:customer|client|user) experience|sentiment\w*|feel\w*|emotion\w*|happ(?:y|iness)|unhapp\w*|complain\w*|calm\w*|de-?escalat\w*|frustrat\w*|ang(?:er|ry))\b/i,
    touches: (one) => strongFeelings(one) || COMPLAINT.test(one.utterance.text),
    verdict: ({ read, mark }) => courseOfFeelings(read, mark),
  },
  {
    name: "next steps",
    wanted:
      /\b(?:next steps?|action items?|actions?|to-?dos?|tasks?|decisions?|decided?|follow-?ups?|deadlines?|responsib\w*|owners?|commitments?|agree(?:d|ments?)?|blockers?)\b/i,
    touches: ({ utterance }, { nextSteps }) =>
      nextSteps.some(({ utteranceId }) => utteranceId === utterance.utteranceId) || DECIDED.test(utterance.text),
    verdict: ({ nextSteps }) => {
      const dated = nextSteps.filter(({ when }) => when !== null).length;
      return nextSteps.length === 0
        ? "nobody announced or agreed a next step"
        : `${nextSteps.length} next ${nextSteps.length === 1 ? "step was" : "steps were"} named, ${dated === 0 ? "none" : dated === nextSteps.length ? (dated === 1 ? "with a time" : "all with a time") : `${dated} with a time`}`;
    },
  },
  spoken(
    "hiring",
    /\b(?:hir\w*|interview\w*|candidate\w*|recruit\w*|applicant\w*|appl(?:y|ication)|qualif\w*|skills?|job|position|role)\b/i,
    /\b(?:experience|worked (?:as|at|for|in|on)|salary|notice period|strengths?|weakness\w*|skills?|degree|studied|university|responsib\w*|team|position|role|(?:could|can) (?:you )?start|challenge|project|built|led|managed|proud|leave (?:the|your)|expectations?|engineers?|years)\b/i,
    "the candidate's experience, wishes or terms",
  ),
  spoken(
    "compliance",
    /\b(?:complian\w*|disclos\w*|disclaimer\w*|script\w*|consent\w*|gdpr|legal\w*|regulat\w*|mandatory|required phrases?|verif\w*|identity|recorded)\b/i,
    /\b(?:(?:call|conversation|line) (?:is|may be|might be|will be|is being) (?:recorded|monitored)|record(?:ed|ing) (?:this|for)|quality (?:assurance|purposes)|terms and conditions|date of birth|(?:confirm|verify) (?:your|the) (?:\w+ )?(?:name|address|identity|account|number|details)|consent|privacy (?:policy|notice)|personal data|data protection|cancel(?:lation)? (?:period|right|within)|right to|i (?:must|have to|am required to) (?:inform|tell|read)|not (?:legal|financial|medical) advice|customer number|security question)\b/i,
    "phrases of disclosure, consent or verification",
  ),
  spoken(
    "solution",
    /\b(?:solv\w*|resol\w*|fix\w*|troubleshoot\w*|first[- ]call|root cause|problems?|issues?|bugs?|outages?|support quality)\b/i,
    /\b(?:problem\w*|issue\w*|error\w*|broke\w*|crash\w*|does(?:n't| not) work|not working|down (?:for|since)|fix\w*|repair\w*|replac\w*|refund\w*|technician|solv\w*|resol\w*|stuck|bug|works? (?:now|again)|expired)\b/i,
    "the problem or its repair",
  ),
  spoken(
    "empathy",
    /\b(?:empath\w*|rapport|polite\w*|courte\w*|friendl\w*|tone|kind\w*|respect\w*|listen\w*|sympath\w*|apolog\w*)\b/i,
    /\b(?:i (?:can |completely |fully )?(?:understand|imagine|hear you)|sorry (?:to hear|about|for|that)|apologi[sz]e|thank you|thanks|you're (?:very )?welcome|that (?:must|sounds) \w+|glad to|happy to help|no problem|of course|take care)\b/i,
    "understanding, apology or thanks",
  ),
  spoken(
    "health",
    /\b(?:health|medic\w*|symptom\w*|diagnos\w*|treat\w*|therap\w*|patient\w*|pain|prescri\w*|side effects?)\b/i,
    /\b(?:pain\w*|hurt\w*|headache|ache\w*|symptom\w*|fever|blood|pressure|tablet\w*|prescri\w*|migraine|stroke|side effects?|dose|treatment|therapy|sick|tired|doctor|surgery|allerg\w*|medicine|medication|diagnos\w*|worse|exercise)\b/i,
    "symptoms, findings or treatment",
  ),
];

const COMPLAINT =
  /\b(?:complain\w*|unacceptable|ridiculous|money back|cancel|disappointed|third time|nobody (?:ever )?(?:calls|cares|helps|answers)|never (?:again|buy)|still (?:has|have) not|still (?:hasn't|haven't|waiting)|not (?:happy|satisfied))\b/i;
const DECIDED = /\b(?:we (?:decided|agreed)|(?:is|that's|then that is) (?:decided|settled|agreed)|the decision)\b/i;

/** An aim that is met as far as its matters were spoken of. */
function spoken(name: string, wanted: RegExp, words: RegExp, matters: string): Aim {
  return {
    name,
    wanted,
    touches: ({ utterance }) => words.test(utterance.text),
    verdict: (_scene, related) => (related.length === 0 ? `no ${matters.replace(/^the /, "")} came up` : ""),
  };
}

/** What the last word on an offer was, and what stood in the way. */
function dealVerdict({ moments, mark }: Scene): string {
  const place = ({ startMs }: Moment): string => mark(startMs / 1000);
  const last = moments.findLast(
    ({ category, labels }) => (category === "cta_accepted" || category === "cta_rejected") && labels[0] !== "task",
  );
  const objections = moments.filter(({ category }) => category === "objection");
  const against = objections.map((one) => `${reason(one)} ${place(one)}`).slice(-3);
  const stood = against.length === 0 ? "" : `, after an objection about ${against.join(", ")}`;
  if (last?.category === "cta_accepted")
    return `reached as far as was said: ${last.speaker} accepted ${what(last)} at ${place(last)}${stood}`;
  if (last !== undefined) return `not reached: ${last.speaker} turned down ${what(last)} at ${place(last)}${stood}`;
  const offer = moments.findLast(({ category }) => category === "cta_offered");
  if (offer !== undefined)
    return `still open: ${offer.speaker} proposed ${what(offer)} at ${place(offer)} and nobody said yes or no${stood}`;
  return against.length === 0
    ? "nothing was offered, accepted or refused"
    : `not reached: nothing was agreed, and there was an objection about ${against.join(", ")}`;
}

function reason({ labels }: Moment): string {
  const [label = "it"] = labels;
  return label === "stall" || label === "reservation" ? "the proposal" : label;
}

function what({ labels }: Moment): string {
  return `the ${labels[0] ?? "proposal"}`;
}
