import { describe, expect, it } from "vitest";
import { edited } from "./testing/edited.testing.ts";

const REPORT =
  "<h1>Report</h1><h2>Introduction</h2><p>It rains. We win in order to pay.</p><h2>Results</h2><p>We win in order to go.</p><ul><li>revenue up</li><li>costs down</li><li>new hires</li></ul><h2>Risks</h2><p>In order to pay, we win.</p><p>No client left the clients.</p><table><tbody><tr><th>Name</th></tr><tr><td>Due</td></tr></tbody></table>";
const NEWSLETTER =
  "<table><tbody><tr><td><h2>Tips</h2><p>Offers below.</p></td></tr><tr><td><h2>Offers</h2><table><tbody><tr><td>Spade</td><td>$25</td></tr></tbody></table></td></tr></tbody></table>";
const GERMAN =
  "<p>Liebe Mitglieder, hiermit laden wir Sie herzlich zu der Versammlung ein. Die Versammlung findet am Montag statt.</p>";

/** What of the document changes: each instruction, the passage before and after. */
const DONE: readonly (readonly [message: string, was: string, now: string])[] = [
  ["Can you tighten the Risks section a bit?", "In order to pay, we", "To pay, we"],
  ["cut the fluff in the third section", "In order to pay, we", "To pay, we"],
  ["trim the fat in Risks", "In order to pay, we", "To pay, we"],
  ["get rid of the waffle in section 3", "In order to pay, we", "To pay, we"],
  ["cut the Risks section down by half", "In order to pay, we", "To pay, we"],
  ["dumb the Risks section down", "In order to pay, we", "To pay, we"],
  ["only shorten section 3, everything except the table", "In order to pay, we", "To pay, we"],
  ["call the second section Findings", "<h2>Results</h2>", "<h2>Findings</h2>"],
  ["change the heading Results to Key results", "<h2>Results</h2>", "<h2>Key results</h2>"],
  ["put the price '€9' under the title", "</h1>", "</h1><p>€9</p>"],
  ["add 'soon' to the second bullet", "costs down", "costs down soon"],
  ["start the Results section with 'Good.'", "<h2>Results</h2>", "<h2>Results</h2><p>Good.</p>"],
  ["add a line at the end of Introduction saying 'More.'", "to pay.</p>", "to pay.</p><p>More.</p>"],
  ["Replace Client with Customer throughout", "No client left the clients", "No customer left the customers"],
  ["capitalise client everywhere", "No client left the clients", "No Client left the Clients"],
  [
    "change the client to the buyer in all sections except Results",
    "No client left the clients",
    "No buyer left the buyers",
  ],
  ["raise the sum from new hires to 20 hires", "new hires", "20 hires"],
  [
    "turn the bullets into a paragraph",
    "<ul><li>revenue up</li><li>costs down</li><li>new hires</li></ul>",
    "<p>Revenue up, costs down and new hires.</p>",
  ],
  [
    "number the bullets",
    "<ul><li>revenue up</li><li>costs down</li><li>new hires</li></ul>",
    "<ol><li>revenue up</li><li>costs down</li><li>new hires</li></ol>",
  ],
  ["merge both paragraphs in Risks", "In order to pay, we win.</p><p>No", "In order to pay, we win. No"],
  [
    "capitalise the first letter of each bullet",
    "<li>revenue up</li><li>costs down</li><li>new",
    "<li>Revenue up</li><li>Costs down</li><li>New",
  ],
  ['shorten the "Risks" section and leave the rest', "In order to pay, we", "To pay, we"],
  [
    "everywhere except Introduction and Risks, replace win with gain",
    "We win in order to go.",
    "We gain in order to go.",
  ],
  [
    "add a subsection called 'Late' under Introduction saying 'Pay.'",
    "to pay.</p>",
    "to pay.</p><h3>Late</h3><p>Pay.</p>",
  ],
  ["insert a new section 'New' between sections 1 and 2", "to pay.</p>", "to pay.</p><h2>New</h2>"],
  ["add a bullet 'more' after 'revenue up'", "<li>revenue up</li>", "<li>revenue up</li><li>more</li>"],
  ["make the third heading bigger", "<h2>Results</h2>", "<h1>Results</h1>"],
  ["make the title 'Plan'", "<h1>Report</h1>", "<h1>Plan</h1>"],
  ["replace costs with fees and revenue with turnover", "<li>revenue up</li><li>costs", "<li>turnover up</li><li>fees"],
  ["the Risks section is too long", "In order to pay, we", "To pay, we"],
  [
    "make each bullet start with a capital letter",
    "<li>revenue up</li><li>costs down</li><li>new",
    "<li>Revenue up</li><li>Costs down</li><li>New",
  ],
  ["change title to: Plan", "<h1>Report</h1>", "<h1>Plan</h1>"],
  [
    "add 'Annex' as a new section at the end of Introduction, with the text 'None.'",
    "to pay.</p>",
    "to pay.</p><h3>Annex</h3><p>None.</p>",
  ],
  ["add '(net)' after 'revenue'", "revenue up", "revenue (net) up"],
  ["delte the Introduction secton", "<h2>Introduction</h2><p>It rains. We win in order to pay.</p>", ""],
  [
    "rename Results to Outcome and Risks to Dangers",
    "<h2>Results</h2><p>We win in order to go.</p><ul><li>revenue up</li><li>costs down</li><li>new hires</li></ul><h2>Risks</h2>",
    "<h2>Outcome</h2><p>We win in order to go.</p><ul><li>revenue up</li><li>costs down</li><li>new hires</li></ul><h2>Dangers</h2>",
  ],
  ["rename Risks to Risks and how to avoid them", "<h2>Risks</h2>", "<h2>Risks and how to avoid them</h2>"],
  ["change the second bullet to 'costs up'", "costs down", "costs up"],
  ["replace the last sentence in Risks with 'All stay.'", "No client left the clients.", "All stay."],
  ["replace the heading 'Risks' with 'Dangers'", "<h2>Risks</h2>", "<h2>Dangers</h2>"],
  ["insert a step 'rest' after 'costs down'", "<li>costs down</li>", "<li>costs down</li><li>rest</li>"],
  ["swap steps 1 and 2", "<li>revenue up</li><li>costs down</li>", "<li>costs down</li><li>revenue up</li>"],
  ["shorten everywhere but in Introduction and Results", "In order to pay, we", "To pay, we"],
  ["delete the bulleted list", "<ul><li>revenue up</li><li>costs down</li><li>new hires</li></ul>", ""],
  ["combine the first two bullets", "revenue up</li><li>costs down", "revenue up; costs down"],
  [
    "turn the list into running text",
    "<ul><li>revenue up</li><li>costs down</li><li>new hires</li></ul>",
    "<p>Revenue up, costs down and new hires.</p>",
  ],
  [
    "capitalise the first word of every bullet",
    "<li>revenue up</li><li>costs down</li><li>new",
    "<li>Revenue up</li><li>Costs down</li><li>New",
  ],
  ["shorten only the risks", "In order to pay, we", "To pay, we"],
  ["delete the words rains and pay from Introduction", "It rains. We win in order to pay.", "It. We win in order to."],
  ["don't delete anything but change costs to fees", "costs", "fees"],
  ["add 'rest' as a new step at the end of the list", "<li>new hires</li>", "<li>new hires</li><li>rest</li>"],
  ["replace win with gain only once", "We win in order to pay", "We gain in order to pay"],
  ["could you make the Risks section less wordy? and also fix the typos", "In order to pay, we", "To pay, we"],
  ["make the heading of section 2 'Outcome'", "<h2>Results</h2>", "<h2>Outcome</h2>"],
  ["leave out the table", "<table><tbody><tr><th>Name</th></tr><tr><td>Due</td></tr></tbody></table>", ""],
  ["make 'costs' uppercase", "costs down", "COSTS down"],
  ["capitalise hires everywhere", "new hires", "new Hires"],
  ["plz make Risks mroe concise, thx", "In order to pay, we", "To pay, we"],
  [
    "move 'new hires' to the top of the list",
    "<li>revenue up</li><li>costs down</li><li>new hires</li>",
    "<li>new hires</li><li>revenue up</li><li>costs down</li>",
  ],
  ["add a step 'rest' at the end of the list", "<li>new hires</li>", "<li>new hires</li><li>rest</li>"],
  ["promote 'Risks' to h1", "<h2>Risks</h2>", "<h1>Risks</h1>"],
  ["delete the part 'Introduction'", "<h2>Introduction</h2><p>It rains. We win in order to pay.</p>", ""],
  ["delete the row with the due", "<tr><td>Due</td></tr>", ""],
  ["delete the Results section's list", "<ul><li>revenue up</li><li>costs down</li><li>new hires</li></ul>", ""],
  ["split the first paragraph under Introduction after the first sentence", "It rains. We", "It rains.</p><p>We"],
  ["highlight every mention of hires", "hires", "<mark>hires</mark>"],
];

const SENTENCES: readonly (readonly [message: string, before: string, after: string])[] = [
  ["shorten this", "Now there was a large number of new customers.", "Now there were many new customers."],
  ["shorten this", "A small number of suppliers is affected.", "A few suppliers are affected."],
  ["shorten this", "There has been a large number of claims.", "There have been many claims."],
  ["shorten this", "In 2026, it is important to note that we won.", "In 2026, we won."],
  ["fix grammar", "A lot of people thinks so, and I has proof.", "A lot of people think so, and I have proof."],
  ["fix grammar", "This are good because of he's shoes.", "This is good because of his shoes."],
  [
    "fix grammar",
    "My mother don't know. It is definitely to small, but its close.",
    "My mother doesn't know. It is definitely too small, but it's close.",
  ],
  ["fix spelling", "We moved to berlin in the autumn.", "We moved to Berlin in the autumn."],
  ["check my spelling and grammar please", "We recieve it.", "We receive it."],
  ["rewrite in plain English", "We utilize it.", "We use it."],
  [
    "spell out numbers below ten",
    "All 2 of the 5 posts and 3 more posts.",
    "All 2 of the 5 posts and three more posts.",
  ],
  ["expand contractions", "If she isn't there, isn't it late?", "If she is not there, isn't it late?"],
  ["use full forms instead of contractions", "We don't know.", "We do not know."],
  ["expand contractions", "I think it's worth it.", "I think it is worth it."],
  ["remove the exclamation marks", "You win! We pay!", "You win. We pay."],
];

/** Nothing may be changed of these by a proofreader. */
const RIGHT = [
  "The mitigations were re-checked, and the re-checks of the sub-contractors' onboardings are collaboratively logged.",
  "The number of people is small, and the group of women was late.",
  "He came for he's kind, and its close relatives know its good sides.",
  "Date: 14 October 2026<br>Excused: Mr Carter",
];

const REFUSED: readonly (readonly [message: string, says: string])[] = [
  ["undo that", "revert it to the turn you want"],
  ["go back to the previous version", "revert it to the turn you want"],
  [
    "replace win with gain and make it bold",
    "I cannot tell what is meant; name the words or the part, e.g. make 'gain' bold.",
  ],
  ["replace win with gain, then delete that sentence", "I cannot tell what is meant"],
  ["delete the numbered list", "There is no list in the document"],
  ['replace "win" with "gain" and don\'t forget the headings', "do not understand"],
  ["replace win with gain and don't forget the headings", "do not understand"],
  ["only keep Risks", "do not understand"],
  ["never mind", "Nothing to do"],
  ["no changes please", "Nothing to do"],
  ["shorten that section", "I cannot tell which section is meant"],
  ["thanks!", "Nothing to do: say what should be changed"],
  [
    "make it concise and add a joke",
    'do not understand "add a joke". The rest I understand: "make it concise"; send it without that part.',
  ],
  ["make this more formal", 'I can write contractions out, e.g. "expand contractions"; "help" lists the rest.'],
  ["combine the results and risks sections", "Something stands between these"],
  ["move the conclusion to the top", "There is no section 'conclusion'"],
  ["which sections mention clients?", "'clients' occurs 1 time: 'Risks' (1)"],
  ["which section is the longest?", "The longest section has 14 words: 'Risks'."],
  ["trim the hedges and the roses in my garden", "I can make text more concise"],
];

describe("instructions as customers phrase them", () => {
  it.each(DONE)("%s", async (message, was, now) => {
    const { html } = await edited(REPORT, message);
    expect(html.replaceAll("\n", "")).toBe(REPORT.replace(was, now));
  });

  it.each(SENTENCES)("%s: %s", async (message, before, after) => {
    const { html } = await edited(`<p>${before}</p>`, message);
    expect(html).toBe(`<p>${after}</p>`);
  });

  it.each(RIGHT)("leaves and does not doubt: %s", async (sentence) => {
    const { answer } = await edited(`<p>${sentence}</p>`, "proofread");
    expect(answer).toMatchObject({ proposals: [], response: expect.not.stringContaining("judge") });
  });

  it.each(REFUSED)("are answered in a few words, and nothing changes: %s", async (message, says) => {
    const { answer } = await edited(REPORT, message);
    expect(answer.proposals).toEqual([]);
    expect(answer.response).toContain(says);
    expect(answer.response.length).toBeLessThan(420);
  });

  it.each(["make it concise, everything except the table", "shorten everything but the table"])(
    "leave out what is excepted: %s",
    async (message) => {
      const table = "<table><tbody><tr><td>In order to win</td></tr></tbody></table>";
      const { html } = await edited(`<p>In order to win, go.</p>${table}`, message);
      expect(html.replaceAll("\n", "")).toBe(`<p>To win, go.</p>${table}`);
    },
  );

  it("have a verb each where only the first one names it", async () => {
    const { html } = await edited(
      "<h2>A</h2><p>We utilize it in fact.</p><h2>B</h2><p>We utilize it in order to win.</p>",
      "make B more concise and A simpler",
    );
    expect(html).toContain("<p>We use it in fact.</p>");
    expect(html).toContain("<p>We utilize it to win.</p>");
  });

  it("mean by steps the items of the numbered list", async () => {
    const { html } = await edited("<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>", "delete step 2");
    expect(html.replaceAll("\n", "")).toBe("<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>");
  });

  it.each([
    ["delete item 2", "There are 2 lists: say which one"],
    ["sort the bullets", "These items stand in several lists"],
  ])("are asked which of several lists is meant: %s", async (message, says) => {
    const { answer } = await edited("<ul><li>d</li><li>c</li></ul><p>x</p><ul><li>b</li><li>a</li></ul>", message);
    expect(answer).toMatchObject({ proposals: [], response: expect.stringContaining(says) });
  });

  it("mean a word in quotation marks, also where a heading says the same", async () => {
    for (const message of ["capitalize 'services' everywhere", "capitalise services everywhere"]) {
      const { html } = await edited("<h2>Services</h2><p>The services are here for you.</p>", message);
      expect(html.replaceAll("\n", "")).toBe("<h2>Services</h2><p>The Services are here for you.</p>");
    }
  });

  it("put a section first", async () => {
    const { html } = await edited("<h1>T</h1><h2>A</h2><p>a</p><h2>B</h2><p>b</p>", "put the B section first");
    expect(html.replaceAll("\n", "")).toBe("<h1>T</h1><h2>B</h2><p>b</p><h2>A</h2><p>a</p>");
  });

  it("leave small letters where all items of a list begin so", async () => {
    const list = "<ul><li>hosting of the platform;</li><li>a yearly review of all of the levels.</li></ul>";
    expect((await edited(list, "fix grammar")).answer.proposals).toEqual([]);
  });

  it("are told what of the code and addresses was left", async () => {
    const { answer } = await edited(
      "<p>Use toolx.</p><pre>get toolx</pre><p>https://a.example/toolx</p>",
      "replace toolx with tooly",
    );
    expect(answer.response).toBe(
      "Replaced 'toolx' by 'tooly' once in 1 place; left twice as it is in code or addresses.",
    );
  });

  it("keep a heading's word that a file's name shouts", async () => {
    const { html } = await edited("<h2>license terms</h2><p>See the LICENSE file.</p>", "title case for headings");
    expect(html).toContain("<h2>License Terms</h2>");
  });

  it("are told how their slips were read", async () => {
    const { answer } = await edited("<p>In order to win.</p>", "fix grammer and speling");
    expect(answer.response).toContain("I read 'grammer' as 'grammar' and 'speling' as 'spelling'.");
    expect((await edited("<p>We win.</p>", "replace grammer with speling")).answer.response).not.toContain("I read");
  });

  it("mean the whole section by the heading that was renamed before", async () => {
    const { html, answer } = await edited(
      "<h2>A</h2><p>a</p><h2>B</h2><p>b</p>",
      "change the heading A to Z and move it to the end",
    );
    expect(html.replaceAll("\n", "")).toBe("<h2>B</h2><p>b</p><h2>Z</h2><p>a</p>");
    expect(answer.response).toBe("Renamed 'A' to 'Z'. Moved the section 'Z' to the end of the document.");
  });

  it("mean the table that holds the data and not the one that lays out the page", async () => {
    const { html } = await edited(NEWSLETTER, 'add a row "Rake | $9" to the offers table');
    expect(html.replaceAll("\n", "")).toBe(
      NEWSLETTER.replace("$25</td></tr>", "$25</td></tr><tr><td>Rake</td><td>$9</td></tr>"),
    );
  });

  it("are not done to text in another language by English rules, which is said", async () => {
    for (const message of ["proofread", "make it shorter"]) {
      const { answer } = await edited(GERMAN, message);
      expect(answer).toMatchObject({ proposals: [], response: expect.stringContaining("this text is in German") });
    }
    const { answer } = await edited(GERMAN, "translate it into English");
    expect(answer.response).toContain("cannot translate from German to English");
  });

  it("name what moved where a part and its neighbour changed places", async () => {
    const { answer } = await edited("<h2>A</h2><p>a</p><h2>B</h2><p>b</p>", "move section 1 to the end");
    for (const { explanation } of answer.proposals)
      expect(explanation).toMatch(/^(?:Moved the section 'A'|Changed the place of)/u);
  });
});
