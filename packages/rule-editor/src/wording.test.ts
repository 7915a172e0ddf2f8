import { describe, expect, it } from "vitest";
import { edited } from "./testing/edited.testing.ts";

const DOC_1 = "<p>In order to win, we made a decision to use a number of tools.</p>";
const DOC_2 = "<p>We utilize it prior to use, and we commenced on Monday.</p>";
const DOC_3 = "<p>We recieve teh the goods, an it is definately a honest offer.</p>";
const DOC_4 = "<p>They was late. its a pity. He don't know, and you should of called.The end</p>";
const DOC_5 = "<p>Acme makes a car. ACME's cars are red, and acme managed it.</p>";
const DOC_6 = "<p>The man<b>ager of</b> sales is here.</p>";
const DOC_7 = "<p>Call a hero. Visit https://acme.com/hero and <code>hero()</code> now.</p>";
const DOC_8 = "<p>It's good and we don't mind. They'll come, but he's a friend.</p>";
const DOC_9 = "<p>It is good and we do not mind. They will come.</p>";
const DOC_10 = "<p>We have 3 dogs, 12 cats, 5% of 7 km and Option 2 is best.</p>";
const DOC_11 = "<p>On March 5, 2026 and 7 April 2027, not 1/2/2026.</p>";
const DOC_12 = "<p>One. Two is very good. Three.</p>";

const CHANGES: readonly (readonly [message: string, before: string, after: string])[] = [
  ["make it more concise", DOC_1, "<p>To win, we decided to use several tools.</p>"],
  ["shorten this", DOC_1, "<p>To win, we decided to use several tools.</p>"],
  ["tighten up the text please", DOC_1, "<p>To win, we decided to use several tools.</p>"],
  ["Could you condense everything?", DOC_1, "<p>To win, we decided to use several tools.</p>"],
  ["Rewrite all sections to be more concise", DOC_1, "<p>To win, we decided to use several tools.</p>"],
  ["rewrite it more briefly", DOC_1, "<p>To win, we decided to use several tools.</p>"],
  ["reduce wordiness", DOC_1, "<p>To win, we decided to use several tools.</p>"],
  ["make the document shorter and simpler", DOC_1, "<p>To win, we decided to use several tools.</p>"],
  ["cut the filler words", DOC_1, "<p>To win, we decided to use several tools.</p>"],
  ["simplify", DOC_2, "<p>We use it before use, and we started on Monday.</p>"],
  ["use plain language", DOC_2, "<p>We use it before use, and we started on Monday.</p>"],
  ["make this easier to read", DOC_2, "<p>We use it before use, and we started on Monday.</p>"],
  ["put it in plain English", DOC_2, "<p>We use it before use, and we started on Monday.</p>"],
  ["rewrite it in simpler words", DOC_2, "<p>We use it before use, and we started on Monday.</p>"],
  ["fix the spelling", DOC_3, "<p>We receive the the goods, an it is definitely a honest offer.</p>"],
  ["proofread", DOC_3, "<p>We receive the goods, an it is definitely an honest offer.</p>"],
  ["fix typos", DOC_3, "<p>We receive the the goods, an it is definitely a honest offer.</p>"],
  ["correct spelling and grammar", DOC_3, "<p>We receive the goods, an it is definitely an honest offer.</p>"],
  ["check grammar", DOC_3, "<p>We recieve teh the goods, an it is definately an honest offer.</p>"],
  ["fix grammar", DOC_4, "<p>They were late. It's a pity. He doesn't know, and you should have called. The end.</p>"],
  ["replace Acme with Globex", DOC_5, "<p>Globex makes a car. GLOBEX's cars are red, and Globex managed it.</p>"],
  ['replace "Acme" by "Initech"', DOC_5, "<p>Initech makes a car. INITECH's cars are red, and Initech managed it.</p>"],
  ["change Acme to Globex", DOC_5, "<p>Globex makes a car. GLOBEX's cars are red, and Globex managed it.</p>"],
  ["rename Acme to Globex", DOC_5, "<p>Globex makes a car. GLOBEX's cars are red, and Globex managed it.</p>"],
  [
    "replace the first occurrence of Acme with Globex",
    DOC_5,
    "<p>Globex makes a car. ACME's cars are red, and acme managed it.</p>",
  ],
  ["replace the last Acme with Globex", DOC_5, "<p>Acme makes a car. ACME's cars are red, and Globex managed it.</p>"],
  ["replace car with boat", DOC_5, "<p>Acme makes a boat. ACME's boats are red, and acme managed it.</p>"],
  ['use "lorry" instead of "car"', DOC_5, "<p>Acme makes a lorry. ACME's lorries are red, and acme managed it.</p>"],
  ["find car and replace it with van", DOC_5, "<p>Acme makes a van. ACME's vans are red, and acme managed it.</p>"],
  ["replace manage with run", DOC_5, "<p>Acme makes a car. ACME's cars are red, and acme ran it.</p>"],
  ["replace a car with an apple", DOC_5, "<p>Acme makes an apple. ACME's cars are red, and acme managed it.</p>"],
  ["remove the word red", DOC_5, "<p>Acme makes a car. ACME's cars are, and acme managed it.</p>"],
  ['remove "Acme"', DOC_5, "<p>Makes a car. Cars are red, and managed it.</p>"],
  ['delete every occurrence of "Acme"', DOC_5, "<p>Makes a car. Cars are red, and managed it.</p>"],
  ["replace /c(a)r/ with p$1n", DOC_5, "<p>Acme makes a pan. ACME's pans are red, and acme managed it.</p>"],
  ['replace "manager of sales" with "director"', DOC_6, "<p>The director is here.</p>"],
  ["replace hero with idol", DOC_7, "<p>Call an idol. Visit https://acme.com/hero and <code>idol()</code> now.</p>"],
  ["expand contractions", DOC_8, "<p>It's good and we do not mind. They will come, but he is a friend.</p>"],
  ["use contractions", DOC_9, "<p>It's good and we don't mind. They'll come.</p>"],
  ["spell out numbers below ten", DOC_10, "<p>We have three dogs, 12 cats, 5% of 7 km and Option 2 is best.</p>"],
  ["change dates to ISO format", DOC_11, "<p>On 2026-03-05 and 2027-04-07, not 1/2/2026.</p>"],
  ["delete the second sentence", DOC_12, "<p>One. Three.</p>"],
  ["delete the last sentence", DOC_12, "<p>One. Two is very good.</p>"],
  ['add the sentence "Four." at the end', DOC_12, "<p>One. Two is very good. Three. Four.</p>"],
  [
    'add the sentence "Zero." at the beginning of the first paragraph',
    DOC_12,
    "<p>Zero. One. Two is very good. Three.</p>",
  ],
  ['add the sentence "Mid." after the first sentence', DOC_12, "<p>One. Mid. Two is very good. Three.</p>"],
  ["split it into sentences", DOC_12, "<p>One.</p><p>Two is very good.</p><p>Three.</p>"],
  ["split the paragraph after the first sentence", DOC_12, "<p>One.</p><p>Two is very good. Three.</p>"],
  ["make it bold", DOC_12, "<p><strong>One. Two is very good. Three.</strong></p>"],
  ['italicize "Two"', DOC_12, "<p>One. <em>Two</em> is very good. Three.</p>"],
  ["highlight the word good", DOC_12, "<p>One. Two is very <mark>good</mark>. Three.</p>"],
  [
    'link "Two" to https://two.example',
    DOC_12,
    '<p>One. <a href="https://two.example">Two</a> is very good. Three.</p>',
  ],
  [
    "turn the paragraph into a bulleted list",
    DOC_12,
    "<ul><li>One.</li><li>Two is very good.</li><li>Three.</li></ul>\n",
  ],
  ["translate to Spanish", DOC_12, "<p>¡One. Two is very good. Three.!</p>"],
  ["uppercase everything", DOC_12, "<p>ONE. TWO IS VERY GOOD. THREE.</p>"],
];

const ANSWERS: readonly (readonly [message: string, document: string, response: string])[] = [
  ["fix doubled words", DOC_3, "Nothing to correct: no doubled words found."],
  ["replace /(/ with x", DOC_5, "/(/ is no regular expression that I can read; nothing was changed."],
  ["replace zebra with horse", DOC_5, "Nothing to do: 'zebra' does not occur in the document."],
  ["replace director with head", DOC_6, "Nothing to do: 'director' does not occur in the document."],
  [
    "link Two to javascript:alert(1)",
    DOC_12,
    "'javascript:alert(1)' is no address that I can link to: it should begin with https://, mailto: or #.",
  ],
  [
    "translate to Klingon",
    DOC_12,
    "I cannot translate from English to 'Klingon' here; I can translate it to French or Spanish.",
  ],
];

describe("instructions about wording", () => {
  it.each(CHANGES)("%s: %s", async (message, before, after) => {
    const { html, answer } = await edited(before, message);
    expect(html).toBe(after);
    expect(answer.response).not.toMatch(/^Nothing/);
  });

  it.each(ANSWERS)("answers %s and changes nothing: %s", async (message, document, response) => {
    const { answer } = await edited(document, message);
    expect(answer.proposals).toEqual([]);
    expect(answer.response).toBe(response);
  });
});
