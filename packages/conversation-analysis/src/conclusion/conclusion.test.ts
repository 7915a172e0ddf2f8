import { describe, expect, it } from "vitest";
import type { ConversationConclusion } from "@headway-jobs/ports/conversation-analysis";
import { createAnalysis } from "../create-analysis.ts";
import { dialogue, transcript } from "../testing/transcript.ts";

const CALL = `A: Hello, this is Anna from Brightline, thank you for taking the time.
B: Hi Anna, sure, no problem.
A: So how many people work in your support team at the moment?
B: We are about forty people in two offices.
A: And which ticket system do you use today?
B: We use an old system, it crashes every week and it drives everybody crazy.
A: I am sorry to hear that. Our ticket system was built for exactly that, it is very stable.
B: How does the import of old tickets work?
A: The import takes a day and our team helps you with the tickets.
A: Would you like to see a demo next Tuesday?
B: Yes, Tuesday would work for me.
A: Then a word on the price. It is forty dollars per agent and month.
B: Hmm, that is too expensive for us, our budget is very tight this year.
A: I understand. We could offer you a discount of twenty percent if you sign before the end of the month.
B: I have to talk to my boss about that first.
A: Of course. I will send you the proposal by Friday.
B: That would be great, thank you so much, I am really happy that we talked.
A: Thank you, that makes me very happy. Have a nice day, bye.
B: Bye.`;

function concluded(text: string, goal?: string): ConversationConclusion {
  const analysis = createAnalysis({ conversationId: "c", goal });
  for (const utterance of transcript(dialogue(text))) analysis.add(utterance);
  return analysis.conclude();
}

describe("the summary", () => {
  const { summary, insights, phases } = concluded(CALL);

  it("tells who spoke how much, about what, what was offered and decided, and what comes next with its date", () => {
    expect(summary.overview).toMatch(
      /^2 speakers talked for 1 minute \d+ seconds in 19 utterances: A \d\d %, B \d\d % of the speech\./,
    );
    expect(summary.overview).toMatch(/mostly about [^.]*ticket/);
    expect(summary.overview).toContain("4 questions were asked, 3 of them by A");
    expect(summary.overview).toContain("2 objections were raised (price and authority)");
    expect(summary.overview).toContain('A "I will send you the proposal by Friday" (by friday)');
    expect(summary.overview).toContain('A "Would you like to see a demo next Tuesday?" (next tuesday, B agreed)');
    expect(summary.overview).toContain("grew brighter towards the end");
  });

  it("quotes only what was said", () => {
    const said = CALL.toLowerCase();
    const quotes = [...JSON.stringify(summary).matchAll(/\\"(.+?)\\"/g)].map(([, words]) =>
      (words ?? "").replace(/ …$/, "").toLowerCase(),
    );
    expect(quotes.length).toBeGreaterThan(5);
    expect(quotes.filter((words) => !said.includes(words))).toEqual([]);
  });

  it("opens key insights with the time of what they rest on", () => {
    expect(summary.keyInsights.length).toBeGreaterThan(3);
    for (const insight of summary.keyInsights) expect(insight).toMatch(/^\[\d\d:\d\d\] /);
  });

  it("measures each speaker", () => {
    expect(summary.speakerDynamics["A"]).toMatchObject({
      turns: 9,
      utterances: 10,
      questions: 3,
      overlaps: 0,
      mean_response_latency_s: 0.6,
    });
    const shares = Object.values(summary.speakerDynamics).map((one) => (one as { talk_share: number }).talk_share);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2);
  });

  it("fills every field of the insights", () => {
    expect(insights.overallSentiment.trend).toBe("positive");
    expect(insights.dominantEmotions[0]).toBe("neutral");
    expect(insights.keyMoments.map(({ category }) => category)).toContain("cta_accepted");
    expect(insights.speakerProfiles).toHaveProperty("B.mean_engagement");
    expect(insights.conversationDynamics).toMatchObject({ utterances: 19, turns: 18 });
    expect(insights.cognitiveProfile).toHaveProperty("load.low");
  });

  it("divides the talk into an opening, topics and a closing without gaps", () => {
    expect(phases.map(({ name }) => name).at(0)).toBe("Opening");
    expect(phases.map(({ name }) => name).at(-1)).toBe("Closing");
    expect(phases.flatMap(({ utteranceIds }) => utteranceIds)).toHaveLength(19);
  });

  it("recommends to come back to what nobody answered", () => {
    const { summary: open } = concluded(
      "A: Our plan costs ninety dollars.\nB: That is too expensive for us.\nA: Hm.\nB: So.",
    );
    expect(open.whatWentWrong.join(" ")).toContain("The objection about price by B got no answer.");
    expect(open.recommendations.join(" ")).toContain(
      "Come back to the objection about price that B raised at [00:02].",
    );
  });

  it("says so when nothing calls for anything", () => {
    const { summary: calm } = concluded("A: The bus leaves at nine.\nB: From the town hall?\nA: From the station.");
    expect(calm.recommendations).toEqual(["No objection, open proposal or fall of mood calls for a follow-up."]);
    expect(calm.conversationQuality).toContain("without objections or agreed next steps");
  });
});

describe("a goal", () => {
  it("brings what relates to it to the front and says how it was met", () => {
    const { summary, insights } = concluded(CALL, "find pricing objections");
    expect(summary.overview).toMatch(
      /On the goal "find pricing objections": \d utterances relate to it, closest B at \[00:51\]/,
    );
    expect(summary.keyInsights[0]).toContain("raised an objection about price");
    expect(insights.keyMoments[0]).toMatchObject({ category: "objection", labels: ["price"] });
  });

  it.each([
    [
      "close the sale",
      `${CALL}\nB: By the way, let's do the discount. Deal.`,
      /reached as far as was said: B accepted the demo at \[\d\d:\d\d\], after an objection about price/,
    ],
    [
      "upsell",
      "A: Would you like to upgrade to the premium plan?\nB: No thanks, we are not interested.",
      /not reached: B turned down the purchase/,
    ],
    [
      "make the deal",
      "A: Would you like to upgrade to the premium plan?\nB: What is in it?",
      /still open: A proposed the purchase/,
    ],
    [
      "convert the lead",
      "A: The bus leaves at nine.\nB: From the station.",
      /nothing was offered, accepted or refused/,
    ],
    [
      "customer satisfaction",
      "B: I am furious, this is outrageous!\nA: We will replace it.\nB: Oh wonderful, I am so happy, thank you!",
      /B went from anger at \[00:00\] to joy at \[\d\d:\d\d\], so for the better/,
    ],
    [
      "churn risk",
      "A: Hello.\nB: I want to cancel my account, this is unacceptable.",
      /1 utterance relates to it, closest B/,
    ],
    [
      "which action items were agreed?",
      "A: I will send the report by Friday.\nB: I'll call the bank.",
      /2 next steps were named, 1 with a time/,
    ],
    [
      "compliance phrases",
      "A: This call is recorded for quality purposes.\nB: Fine.",
      /1 utterance relates to it, closest A/,
    ],
    [
      "compliance phrases",
      "A: Hello there.\nB: Good morning.",
      /no phrases of disclosure, consent or verification came up/,
    ],
    ['did they say "have a nice day"?', "A: Thank you.\nB: Bye.", /nobody said "have a nice day"/],
    ["hiring", "A: What is your experience?\nB: I worked as a nurse for five years.", /2 utterances relate to it/],
  ])("%j is understood by its sense", (goal, text, told) => {
    expect(concluded(text, goal).summary.overview).toMatch(told);
  });

  it("that nobody touched is said to be untouched", () => {
    expect(concluded(CALL, "security and privacy concerns").summary.overview).toContain(
      'On the goal "security and privacy concerns": nothing that was said relates to it.',
    );
  });

  it("may be a feeling", () => {
    const angry = `${CALL}\nB: I am furious, this is outrageous!`;
    expect(concluded(angry, "when does the customer get frustrated").summary.keyInsights[0]).toContain("furious");
  });

  it("that names nothing to look for is answered so", () => {
    expect(concluded(CALL, "please summarize the conversation").summary.overview).toContain(
      "names no words, kinds of moment or feelings",
    );
  });
});

const unpunctuated = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[.,?!]/g, "")
    .replaceAll(/^([ab]):/gm, (who) => who.toUpperCase());

describe("what is told", () => {
  it.each([
    [
      "an announcement is no proposal",
      "A: Wonderful, I will send you the contract tomorrow, have a nice day.\nB: Thank you very much and greetings to the team.",
    ],
    [
      "nor without punctuation",
      "A: wonderful i will send you the contract tomorrow have a nice day\nB: thank you very much and greetings to the team",
    ],
  ])("%s, and its clause is the next step", (_what, text) => {
    const { summary, insights } = concluded(text);
    expect(insights.keyMoments).toEqual([]);
    expect(summary.overview).toMatch(
      /Next steps in their own words: A "i will send you the contract tomorrow" \(tomorrow\)/i,
    );
    expect(summary.whatWentWrong).toEqual([]);
    expect(summary.recommendations).toEqual(["Follow up on what A announced at [00:00] (contract, tomorrow)."]);
  });

  it("names topics by nouns, two that belong together as one, and no people", () => {
    const text =
      "A: Hi Sarah, the video ads are far too expensive.\nB: I am angry about the video ads too.\nA: We ordered a washing machine, Sarah.";
    for (const said of [text, unpunctuated(text)]) {
      const { overview } = concluded(said).summary;
      expect(overview).toContain("video ads");
      expect(overview).not.toMatch(/about [^.]*(?:far|angry|expensive|sarah)/);
    }
  });

  it.each([
    ["hello mister miller how are you today", 1],
    ["you asked about our platform which tool are you using at the moment", 1],
    ["that sounds better what about the migration of our invoices", 1],
    ["i know what you mean and that is what we do", 0],
    ["the house where they live is what i like", 0],
  ])("%j holds %i questions", (text, questions) => {
    expect(concluded(`A: ${text}`).summary.speakerDynamics["A"]).toMatchObject({ questions });
  });

  it.each([
    ["I'm very sorry to hear that. May I have your customer number please?"],
    ["I understand how frustrating that is, and I apologize."],
    ["I understand that you are scared. Your blood pressure is normal."],
    ["Good afternoon Mrs Keller. What brings you here today?"],
    ["I can offer you a voucher of fifty euros if you keep it."],
    ["You too. Goodbye."],
  ])("%j is not the speaker's own feeling", (text) => {
    expect(concluded(`A: ${text}`).insights.dominantEmotions[0]).toBe("neutral");
  });

  it("stays short over half an hour", () => {
    const { summary, phases } = concluded(Array.from({ length: 20 }, () => CALL).join("\n"), "close the sale");
    const lists = [
      summary.keyInsights,
      summary.notablePatterns,
      summary.recommendations,
      summary.whatWentWell,
      summary.whatWentWrong,
    ];
    expect(Math.max(...lists.map(({ length }) => length))).toBeLessThanOrEqual(12);
    expect(summary.overview.length).toBeLessThan(1_600);
    expect(phases.length).toBeLessThanOrEqual(12);
    const quotes = [...JSON.stringify(summary).matchAll(/\\"(.+?)\\"/g)].map(([, words]) => words);
    expect(quotes.length).toBeLessThan(16);
  });
});

describe("unusual conversations", () => {
  it.each([
    ["nothing at all", "", "Nothing was said."],
    ["one utterance", "A: Hello?", "A spoke alone for 0 seconds (1 utterance, 1 word)."],
    ["one speaker", "A: Today I want to talk about bread.\nA: Bread needs flour and water.", "A spoke alone for"],
    [
      "a language that the lists do not know",
      "A: Guten Tag, hier spricht Frau Schneider vom Einkauf.\nB: Schönen guten Tag, was kann ich für Sie tun?",
      "a language that the word lists do not know",
    ],
  ])("of %s are concluded honestly", (_what, text, told) => {
    expect(concluded(text).summary.overview).toContain(told);
  });

  it("of bare recogniser words keep their questions, moments and next steps", () => {
    const bare = CALL.replaceAll(/[.,?!]/g, "").replaceAll(
      /^(\w): (.*)$/gm,
      (_line, who: string, words: string) => `${who}: ${words.toLowerCase()}`,
    );
    const { summary, insights } = concluded(bare);
    expect(insights.keyMoments.map(({ category }) => category)).toEqual(
      expect.arrayContaining(["objection", "cta_offered", "cta_accepted"]),
    );
    expect(summary.overview).toContain("questions were asked");
    expect(summary.overview).toContain("by friday");
  });

  it("count overlaps and interruptions from the times", () => {
    const [first, second] = transcript(dialogue("A: So the plan for the next quarter is as follows.\nB: Wait, wait."));
    if (first === undefined || second === undefined) throw new Error("two were said");
    const analysis = createAnalysis({ conversationId: "c" });
    analysis.add(first);
    analysis.add({ ...second, startS: first.endS - 1 });
    expect(analysis.conclude().summary.speakerDynamics["B"]).toMatchObject({
      overlaps: 1,
      interruptions: 1,
      mean_response_latency_s: 0,
    });
  });
});

describe("utterances told in the order of their ends", () => {
  it("do not make an interruption of a long one into which another spoke", () => {
    const [long, short] = transcript(dialogue("A: So the plan for the next quarter is as follows.\nB: Right."));
    if (long === undefined || short === undefined) throw new Error("two were said");
    const analysis = createAnalysis({ conversationId: "c" });
    analysis.add({ ...short, startS: 1, endS: 1.4 });
    analysis.add(long);
    expect(analysis.conclude().summary.speakerDynamics["A"]).toMatchObject({ overlaps: 0, interruptions: 0 });
  });
});

describe("readings that were revised", () => {
  it("are what the conclusion is drawn from", () => {
    const analysis = createAnalysis({ conversationId: "c" });
    const [utterance] = transcript(dialogue("A: The form has two pages."));
    if (utterance === undefined) throw new Error("one was said");
    const reading = analysis.add(utterance);
    analysis.revise(utterance.utteranceId, {
      ...reading,
      sentiment: { label: "positive", polarity: 0.8, subjectivity: 1 },
    });
    analysis.revise("c_utt_9999", reading);
    expect(analysis.conclude().insights.overallSentiment.mean).toBe(0.8);
  });
});
