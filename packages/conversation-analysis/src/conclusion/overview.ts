import type { EmotionLabel } from "@headway-jobs/ports/conversation-analysis";
import type { ReadUtterance } from "../read-utterance.ts";
import { clausesOf, sentencesOf } from "../text/clauses.ts";
import { quote } from "../text/quote.ts";
import { readWords } from "../text/read-words.ts";
import { bareWords } from "../lexicon/tokens.ts";
import { inWords } from "../topics/terms.ts";
import { counted, type Facts, mark, mean } from "./facts.ts";
import { isBlank } from "./goal.ts";
import { dominantEmotions, thirdsChange } from "./insights.ts";
import type { QuotedOnce } from "./quoted-once.ts";

const SHOWN_QUOTE = 110;
const FEW = 3;
const READABLE = 0.5;

/** What a person who was not there would want to know first: who spoke how long about what, what was asked, offered, decided, what comes next, the mood. */
export function overviewOf(facts: Facts, quoted: QuotedOnce): string {
  return [
    whoSpoke(facts),
    facts.readableShare < READABLE
      ? "Most of the words are in a language that the word lists do not know, so mood and dynamics rest on the sound and its timing."
      : aboutWhat(facts),
    asked(facts, quoted),
    decided(facts),
    next(facts, quoted),
    mood(facts),
    goalMet(facts),
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function whoSpoke({ speakers, read, lengthS }: Facts): string {
  const length = inMinutes(lengthS);
  const said = counted(read.length, "utterance");
  const [first, ...others] = speakers;
  if (first === undefined) return "";
  if (others.length === 0)
    return `${first.speaker} spoke alone for ${length} (${said}, ${counted(first.words, "word")}).`;
  const shares = speakers.slice(0, 4).map(({ speaker, talkShare }) => `${speaker} ${Math.round(talkShare * 100)} %`);
  const rest = speakers.length > 4 ? ` and ${speakers.length - 4} more` : "";
  return `${speakers.length} speakers talked for ${length} in ${said}: ${shares.join(", ")}${rest} of the speech.`;
}

function inMinutes(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return counted(whole, "second");
  const rest = whole % 60;
  return `${counted(Math.floor(whole / 60), "minute")}${rest === 0 ? "" : ` ${counted(rest, "second")}`}`;
}

function aboutWhat({ topics, speakers }: Facts): string {
  if (topics.length === 0) return "";
  const own = speakers.slice(0, 2).filter(({ topics: theirs }) => theirs.length > 0);
  const [first, second] = own;
  const differ =
    first !== undefined && second !== undefined && !first.topics.some((topic) => second.topics.includes(topic));
  const bySpeaker = differ
    ? `; ${first.speaker} mostly spoke of ${inWords(first.topics)}, ${second.speaker} of ${inWords(second.topics)}`
    : "";
  return `It was mostly about ${inWords(topics)}${bySpeaker}.`;
}

function asked({ read, speakers }: Facts, quoted: QuotedOnce): string {
  const total = speakers.reduce((sum, speaker) => sum + speaker.questions, 0);
  if (total === 0) return "";
  const questions = read.flatMap((one) => questionIn(one));
  const telling = questions.toSorted((a, b) => substance(b.text) - substance(a.text))[0];
  const most = speakers.toSorted((a, b) => b.questions - a.questions)[0];
  const byWhom =
    speakers.length < 2 || most === undefined
      ? ""
      : total === 1
        ? ` by ${most.speaker}`
        : `, ${most.questions === total ? "all" : most.questions} of them by ${most.speaker}`;
  if (telling === undefined) return "";
  quoted.after(telling.one.utterance.utteranceId, telling.text);
  const example = `${total === 1 ? ":" : ", such as"} ${quote(telling.text, SHOWN_QUOTE)} ${mark(telling.one.utterance.startS)}`;
  return `${counted(total, "question")} ${total === 1 ? "was" : "were"} asked${byWhom}${example}.`;
}

/** The question of an utterance without what stands around it. */
function questionIn(one: ReadUtterance): { readonly one: ReadUtterance; readonly text: string }[] {
  if (one.words.questions === 0) return [];
  const { text } = one.utterance;
  const asks =
    sentencesOf(text).find((sentence) => sentence.endsWith("?")) ?? clausesOf(text).find(asksSomething) ?? text;
  return [{ one, text: asks }];
}

function asksSomething(clause: string): boolean {
  return readWords(clause).questions > 0;
}

/** What a question tells of the talk: its words up to a dozen; courtesies tell nothing. */
function substance(question: string): number {
  const words = question.split(/\s+/).length;
  const isCourtesy = /\bhow are you\b|\bhow (?:can|may) i help\b|\banything else\b|\bany questions\b/i.test(question);
  return Math.min(14, words) - (words > 30 ? 10 : 0) - (isCourtesy ? 12 : 0);
}

function decided({ moments }: Facts): string {
  const of = (category: string): typeof moments => moments.filter((moment) => moment.category === category);
  const [offered, accepted, rejected, objections] = [
    of("cta_offered"),
    of("cta_accepted"),
    of("cta_rejected"),
    of("objection"),
  ];
  const answers = [
    ...(accepted.length > 0 ? [`${accepted.length} accepted`] : []),
    ...(rejected.length > 0 ? [`${rejected.length} turned down`] : []),
  ];
  const made =
    offered.length === 0
      ? []
      : [
          `${counted(offered.length, "proposal")} ${offered.length === 1 ? "was" : "were"} made${answers.length === 0 ? "" : `, ${inWords(answers)}`}`,
        ];
  const kinds = [...new Set(objections.flatMap(({ labels }) => labels.slice(0, 1)))];
  const against =
    objections.length === 0
      ? []
      : [
          `${counted(objections.length, "objection")} ${objections.length === 1 ? "was" : "were"} raised (${inWords(kinds)})`,
        ];
  const parts = [...made, ...against];
  return parts.length === 0 ? "" : `${parts.join("; ")}.`;
}

function next({ nextSteps }: Facts, quoted: QuotedOnce): string {
  // Of many, those with a time and the latest: what was said last still stands.
  const late = nextSteps.toReversed();
  const shownSteps = [...late.filter(({ when }) => when !== null), ...late.filter(({ when }) => when === null)]
    .slice(0, FEW)
    .toSorted((a, b) => a.atS - b.atS);
  if (shownSteps.length === 0) return "";
  const steps = shownSteps.map(({ speaker, utteranceId, text, when, agreedBy }) => {
    quoted.after(utteranceId, text);
    const details = [...(when === null ? [] : [when]), ...(agreedBy === null ? [] : [`${agreedBy} agreed`])];
    return `${speaker} ${quote(text, SHOWN_QUOTE)}${details.length === 0 ? "" : ` (${details.join(", ")})`}`;
  });
  const rest = nextSteps.length - shownSteps.length;
  return `Next steps in their own words: ${steps.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}.`;
}

const FELT: Readonly<Record<EmotionLabel, string>> = {
  joy: "joy",
  sadness: "sadness",
  anger: "anger",
  fear: "worry",
  surprise: "surprise",
  disgust: "disgust",
  neutral: "neutral",
};

function mood({ read, transitions }: Facts): string {
  const polarities = read.map(({ analysis }) => analysis.sentiment.polarity);
  const change = thirdsChange(polarities);
  const level = mean(polarities);
  const tone = level > 0.12 ? "positive" : level < -0.12 ? "negative" : "even";
  const course =
    change > 0.12 ? ", and grew brighter towards the end" : change < -0.12 ? ", and darkened towards the end" : "";
  const felt = dominantEmotions(read).filter((label) => label !== "neutral");
  const feelings = felt.length === 0 ? "" : `, with traces of ${inWords(felt.map((label) => FELT[label]))}`;
  const turn = transitions[0];
  const turned =
    turn === undefined
      ? ""
      : ` ${turn.speaker} turned from ${turn.from.emotion} to ${turn.to.emotion} at ${mark(turn.atMs / 1000)}.`;
  return `The tone was ${tone} overall${feelings}${course}.${turned}`;
}

function goalMet({ goal, related, read, moments, nextSteps }: Facts): string {
  if (goal === null) return "";
  const wanted = `On the goal ${quote(goal.text, SHOWN_QUOTE)}`;
  if (isBlank(goal)) return `${wanted}: it names no words, kinds of moment or feelings that could be looked for.`;
  const scene = { read, moments, nextSteps, mark };
  const verdicts = goal.aims.map((aim) =>
    aim.verdict(
      scene,
      related.filter((one) => aim.touches(one, scene)),
    ),
  );
  const missing = goal.phrases
    .filter((phrase) => !read.some(({ words }) => bareWords(words.tokens).includes(phrase)))
    .map((phrase) => `nobody said ${quote(phrase)}`);
  const [closest] = related;
  const count =
    closest === undefined
      ? "nothing that was said relates to it"
      : `${counted(related.length, "utterance")} ${related.length === 1 ? "relates" : "relate"} to it, closest ${closest.utterance.speaker} at ${mark(closest.utterance.startS)}`;
  return `${wanted}: ${[...[...verdicts, ...missing].filter((verdict) => verdict !== ""), count].join("; ")}.`;
}
