import { describe, expect, it } from "vitest";
import { edited } from "./testing/edited.testing.ts";

/** Right as they are, each near to a slip that is corrected. */
const RIGHT: readonly string[] = [
  "None of you was there.",
  "The rules require that it have a name.",
  "There is two-factor authentication, and there is many a slip.",
  "There was five minutes left.",
  "It must of necessity fail.",
  "Despite its not being new, its not-for-profit status holds.",
  "The plan is to slow the growth, and the bus is to late arrivals what a boat is.",
  "Option 2 may apply, and only 5 may enter.",
  "In week 3 march leaders met.",
  "I like your not smoking, and thank you for your welcome.",
  "Your welcome pack is here.",
  "The people there own homes.",
  "If the value is lower then it is rejected.",
  "He knew more then than he does now.",
  "It is a spin-off of Acme and the kick-off of a plan.",
  "Does everyone have access, and does each of the sites have a key?",
  "Let everyone have a say.",
  "Managing people is hard, and helping the children is good.",
  "When does your team have its review? Our team have met.",
  "Did his wife have the key?",
  "The x,y pair and f(x,y) are here.",
  "Console.Write is a call.",
  "The will will be read, and the can can fall.",
  "It was a unanimous vote for a utopian plan by an unidentified man.",
  "He has a SIM card, a RAM chip, a LAN cable and a SQL query.",
  "An 1800s house and an homage.",
  "It costs $5 incl. tax, max. three per head.",
  "Prepared for the board of Acme by the team",
  "Nobody in the room has the key, and no one has asked.",
  "The news is good and the series was long.",
  "It is one of the sites that are down.",
  "He is the one of the boys who was late.",
  "We moved off the site. The takings were off of late.",
  "The number of people is small.",
  "A lot of what people have is old.",
];

const WRONG: readonly (readonly [before: string, after: string])[] = [
  ["We know that everyone are here, and they was late.", "We know that everyone is here, and they were late."],
  ["There is two keys and there was many old doors.", "There are two keys and there were many old doors."],
  ["It is more then enough, and cheaper then before.", "It is more than enough, and cheaper than before."],
  [
    "Their is a door. Its not mine. Your not late. They have there own.",
    "There is a door. It's not mine. You're not late. They have their own.",
  ],
  ["The door is to small. It was to expensive for us.", "The door is too small. It was too expensive for us."],
  ["We met on 5 april and on 3 may 2026.", "We met on 5 April and on 3 May 2026."],
  ["It is a honest man with an unique plan.", "It is an honest man with a unique plan."],
  ["It ended.The rest is known, isnt it,really.", "It ended. The rest is known, isn't it, really."],
  [
    "He should of known, as each of the doors are open, and I thinks so.",
    "He should have known, as each of the doors is open, and I thinks so.",
  ],
  [
    "The other people thinks so. Because my friend have a key.",
    "The other people think so. Because my friend has a key.",
  ],
];

describe("a proofreader", () => {
  it.each(RIGHT)("leaves as it is: %s", async (sentence) => {
    expect((await edited(`<p>${sentence}</p>`, "proofread")).answer.proposals).toEqual([]);
  });

  it.each(WRONG)("corrects: %s", async (before, after) => {
    expect((await edited(`<p>${before}</p>`, "proofread")).html).toBe(`<p>${after}</p>`);
  });

  it.each([
    "It treats type 2 diabetes. Windows 7 users and layer 7 attacks are known.",
    "Stage 2 results came; grade 5 pupils read series 7 books.",
  ])("leaves numbers in names: %s", async (sentence) => {
    expect((await edited(`<p>${sentence}</p>`, "spell out small numbers")).answer.proposals).toEqual([]);
  });

  it("contracts where a subject is followed by what it is said of", async () => {
    const { html } = await edited(
      "<p>It is good. It shows how good it is at scoring. We are not late.</p>",
      "use contractions",
    );
    expect(html).toBe("<p>It's good. It shows how good it is at scoring. We aren't late.</p>");
  });
});
