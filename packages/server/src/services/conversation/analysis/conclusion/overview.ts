import type { EmotionLabel } from "../analysis.ts";
import type { ReadUtterance } from "../read-utterance.ts";
import { quote } from "../text/quote.ts";
import { inWords } from "../topics/terms.ts";
import { counted, type Facts, mark, mean } from "./facts.ts";
import { dominantEmotions, thirdsChange } from "./insights.ts";

const SHOWN_QUOTE = 110;
const FEW = 3;
const READABLE = 0.5;

/** What a person who was not there would want to know first: who spoke how long about what, what was asked, offered, decided, what comes next, the mood. */
export function overviewOf(facts: Facts): string {
  return [
    whoSpoke(facts),
    facts.readableShare < READABLE
      ? "Most of the words are in a language that the word lists do not know, so mood and dynamics rest on the sound and its timing."
      : aboutWhat(facts),
    asked(facts),
    decided(facts),
    next(facts),
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

function asked({ read, speakers }: Facts): string {
  const questions = read.filter(({ words }) => words.questions > 0);
  if (questions.length === 0) return "";
  const telling = questions.toSorted((a, b) => substance(b) - substance(a))[0];
  const most = speakers.toSorted((a, b) => b.questions - a.questions)[0];
  const total = speakers.reduce((sum, speaker) => sum + speaker.questions, 0);
  const byWhom =
    speakers.length > 1 && most !== undefined && total > 1 ? `, ${most.questions} of them by ${most.speaker}` : "";
  const example = telling === undefined ? "" : `, such as ${shown(telling)}`;
  return `${counted(total, "question")} ${total === 1 ? "was" : "were"} asked${byWhom}${example}.`;
}

function substance({ words }: ReadUtterance): number {
  return Math.min(14, words.tokens.length) - (words.tokens.length > 30 ? 10 : 0);
}

function shown({ utterance }: ReadUtterance): string {
  return `${quote(utterance.text, SHOWN_QUOTE)} ${mark(utterance.startS)}`;
}

function decided({ moments }: Facts): string {
  const of = (category: string): typeof moments => moments.filter((moment) => moment.category === category);
  const [offered, accepted, rejected, objections] = [
    of("cta_offered"),
    of("cta_accepted"),
    of("cta_rejected"),
    of("objection"),
  ];
  const parts: string[] = [];
  if (offered.length > 0) parts.push(counted(offered.length, "proposal"));
  if (accepted.length > 0) parts.push(`${accepted.length} accepted`);
  if (rejected.length > 0) parts.push(`${rejected.length} turned down`);
  const kinds = [...new Set(objections.flatMap(({ labels }) => labels.slice(0, 1)))];
  if (objections.length > 0) parts.push(`${counted(objections.length, "objection")} (${inWords(kinds)})`);
  if (parts.length === 0) return "";
  const last = accepted.at(-1);
  return `There ${offered.length === 1 || (offered.length === 0 && parts.length === 1) ? "was" : "were"} ${inWords(parts)}.${last === undefined ? "" : ` ${last.summary}`}`;
}

function next({ nextSteps }: Facts): string {
  const timed = nextSteps.filter(({ when }) => when !== null);
  const shownSteps = [...timed, ...nextSteps.filter(({ when }) => when === null)]
    .slice(0, FEW)
    .toSorted((a, b) => a.atS - b.atS);
  if (shownSteps.length === 0) return "";
  const steps = shownSteps.map(({ speaker, text, when, agreedBy }) => {
    const details = [...(when === null ? [] : [when]), ...(agreedBy === null ? [] : [`${agreedBy} agreed`])];
    return `${speaker} ${quote(text, SHOWN_QUOTE)}${details.length === 0 ? "" : ` (${details.join(", ")})`}`;
  });
  return `Next steps in their own words: ${steps.join("; ")}.`;
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

function goalMet({ goal, related }: Facts): string {
  if (goal === null) return "";
  const wanted = `On the goal ${quote(goal.text, SHOWN_QUOTE)}`;
  if (goal.keys.size + goal.categories.size + goal.emotions.size === 0)
    return `${wanted}: it names no words, kinds of moment or feelings that could be looked for.`;
  const [closest] = related;
  if (closest === undefined) return `${wanted}: nothing that was said relates to it.`;
  return `${wanted}: ${counted(related.length, "utterance")} ${related.length === 1 ? "relates" : "relate"} to it, closest ${closest.utterance.speaker} with ${shown(closest)}.`;
}
