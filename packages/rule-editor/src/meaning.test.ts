import { describe, expect, it } from "vitest";
import { edited } from "./testing/edited.testing.ts";

/** Sentences that a careless rule would turn into their opposite, or into nonsense: no word of them may change. */
const UNTOUCHED = [
  "The result is not very good.",
  "It is never really safe.",
  "This is not just fast but cheap.",
  "He hardly ever actually agreed.",
  "The board may be able to agree.",
  "They want to be able to pay.",
  "You will be able to pay.",
  "In many cases of fraud the court acts.",
  "Approval is required to proceed.",
  "The impact of the plan is known.",
  "It was an encounter with a friend.",
  "An attempt to leave failed.",
  "The Commencement Date is the first of May.",
  "Prior Written Notice is needed.",
  "The very same day he left.",
  "At the very end we won.",
  "The supplier must clearly state the price.",
  "The inside of the box is red.",
  "The purchase of goods is allowed.",
  "He had a purchase in mind.",
  "The parties shall not be deemed partners.",
  "Provided that it rains, we stay.",
  "Cease and desist.",
  "The beam is simply supported.",
  "An amount in the sum of 10 is due.",
  "Each individual must sign.",
  "At the end of the day, staff lock the doors.",
  "It has been noted that the budget was exceeded.",
  "A decision was, therefore, taken, and, as a result, we paid.",
  "It was consequently delayed.",
  "A wide range of equipment is here, and a large proportion of customers left.",
  "In a period of growth and over a period of calm, we paid.",
  "It is in the neighbourhood of the station.",
  "The board gave approval to proceed and permission to build.",
  "We provide training to improve skills.",
  "This is one of the ways in which we help, in the way in which we can.",
  "We are not absolutely certain, and it is not completely full.",
  "We were able to escape.",
  "The employee was terminated, the most numerous group of all.",
  "We facilitate a meeting and facilitate the talks.",
  "He gave an answer to him and a reply to her.",
  "They carried out a review of the plan and an audit of the books.",
  "They left the hall in an orderly manner.",
  "In the case that we discussed, the judge agreed.",
  "It fell with the result that we lost data.",
  "He is the beneficial owner, and the equitable relief is his.",
  "A sufficient reason is an optimal solution.",
  "The integral of f is dwelling on the aforementioned documents.",
  "The unavailability of the server follows termination of the lease.",
  "Please note that A is due, that B is not, and that C is.",
  "It is clear that he left and that hurt us.",
  "It is worth noting that the board said that costs rose and that it regrets this.",
  "Please note that prices rise, not that they fall.",
];

const KEPT: readonly (readonly [goal: string, before: string, after: string])[] = [
  ["concise", "We did not make a decision to leave.", "We did not decide to leave."],
  ["concise", "The Supplier is not able to assign.", "The Supplier cannot assign."],
  ["concise", "They were not able to stay.", "They could not stay."],
  ["concise", "It was given consideration to by nobody.", "It was considered by nobody."],
  ["concise", "Not all of the staff came.", "Not all the staff came."],
  ["concise", "Despite the fact that it failed, we paid.", "Although it failed, we paid."],
  ["concise", "It should be noted that no refund is due.", "No refund is due."],
  ["concise", "In fact, it should be noted that, in order to pay, you call.", "To pay, you call."],
  ["concise", "This is an absolutely essential step.", "This is an essential step."],
  ["concise", "It is an integral part of it.", "It is a part of it."],
  ["concise", "We took it, of course, home.", "We took it home."],
  [
    "concise",
    "He has made a decision to stay, and she took into consideration the cost.",
    "He has decided to stay, and she considered the cost.",
  ],
  [
    "concise",
    "There are many customers who pay us. There are some things that we lack.",
    "Many customers pay us. There are some things that we lack.",
  ],
  ["concise", "We took into consideration the fact that it rains.", "We considered that it rains."],
  ["concise", "Please note that a fee is due and that no refund is made.", "A fee is due and no refund is made."],
  ["concise", "It is clear that the plan works, but that it is dear.", "Clearly, the plan works, but it is dear."],
  ["concise", "Due to the fact that it rains and that we walk, we stay.", "Because it rains and we walk, we stay."],
  [
    "concise",
    "Note that costs rose. We regret that and that it rains.",
    "Costs rose. We regret that and that it rains.",
  ],
  ["concise", "We lead a wide range of open projects.", "We lead many open projects."],
  ["concise", "It lasts for a period of 3 days.", "It lasts for 3 days."],
  ["concise", "It was fastened by means of bolts.", "It was fastened using bolts."],
  ["concise", "He gave permission to the team to leave.", "He permitted the team to leave."],
  ["concise", "We help you with regard to onboarding.", "We help you regarding onboarding."],
  [
    "concise",
    "Managers have the ability to pay; they don't have the ability to sign.",
    "Managers can pay; they don't have the ability to sign.",
  ],
  [
    "simple",
    "Safety is of paramount importance; therefore, we pay sufficient wages.",
    "Safety is most important; so we pay enough wages.",
  ],
  ["simple", "We grow fruit (e.g. apples), i.e. food.", "We grow fruit (for example, apples), that is, food."],
  ["simple", "They were terminated, not retained.", "They were ended, not kept."],
  ["simple", "You must not commence prior to approval.", "You must not start before approval."],
  ["simple", "It was utilized by an expert.", "It was used by an expert."],
  ["simple", "Facilitating it necessitates money.", "Helping it needs money."],
];

describe("the meaning of what is made concise or plain", () => {
  it.each(UNTOUCHED)("leaves as it is: %s", async (sentence) => {
    const { answer } = await edited(`<p>${sentence}</p>`, "make it more concise and simpler");
    expect(answer.proposals).toEqual([]);
  });

  it.each(KEPT)("makes %s: %s", async (goal, before, after) => {
    const { html } = await edited(`<p>${before}</p>`, `make it more ${goal}`);
    expect(html).toBe(`<p>${after}</p>`);
  });
});

describe("corrections", () => {
  it.each([
    "The colour of the centre was analysed and organised by the travelling programmers.",
    "Kubernetes and kubectl run here; kubectl is fine, and kubectl it stays.",
    "A hotel, an hour, a university, an SLA, a UK firm, an MRI, a one-off and an 8-hour day.",
    "He had had enough, and that that is is.",
    "Interest is 5% per annum, pro rata.",
    "Appendix A is long. Plan A or B will do.",
    "Visit acme.com or write to joe.blow@acme.com, e.g. today.",
    "It's its own thing, and your a-b test is yours.",
    "Mr. Smith met Dr. Lee at 5 p.m. on Monday.",
  ])("leaves what is right: %s", async (sentence) => {
    const { answer } = await edited(`<p>${sentence}</p>`, "proofread");
    expect(answer.proposals).toEqual([]);
  });

  it("leaves quotations and code alone and names what it is not certain of", async () => {
    const { html, answer } = await edited(
      '<p>He wrote "we recieve it" in <code>teh</code> blarghy text.</p>',
      "fix spelling",
    );
    expect(html).toContain("we recieve it");
    expect(html).toContain("<code>teh</code>");
    expect(answer.response).toContain("blarghy");
  });

  it("takes the document's own names for right", async () => {
    const { answer } = await edited("<p>We at Globexo like Globexo. The globexo way.</p>", "fix spelling");
    expect(answer.proposals).toEqual([]);
  });
});
