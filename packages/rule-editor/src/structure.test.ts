import { describe, expect, it } from "vitest";
import { edited } from "./testing/edited.testing.ts";

const DOC_1 =
  "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>";
const DOC_2 = "<h1>1. Plan</h1><h2>1. alpha beta of the GAMMA</h2><p>x</p><h3>1.1 sub title</h3><p>y</p>";
const DOC_3 =
  "<table><thead><tr><th>Name</th><th>Price</th></tr></thead><tbody><tr><td>B</td><td>$10</td></tr><tr><td>A</td><td>$9</td></tr></tbody></table>";
const DOC_4 = '<p>Text with <strong>bold</strong> and <em>it</em> and <a href="/x">link</a>.</p><p> </p>';
const DOC_5 = "<p></p>";
const DOC_6 =
  '<p>See section 2 for "in order to". The results are not very good; it is not just fast.</p><p>Nothing here.</p>';
const DOC_7 = "<h1>T</h1><p>P.</p>";
const DOC_8 = "<ul><li>Alpha <b>x</b></li><li>Beta<ul><li>deep in order to</li></ul></li></ul>";

const CHANGES: readonly (readonly [message: string, before: string, after: string])[] = [
  [
    "delete section 2",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "delete the section Beta",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "remove Gamma",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul>",
  ],
  [
    "delete the first paragraph of section 1",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "delete paragraphs 2 to 3",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  ["delete everything from Alpha to Beta", DOC_1, "<h1>Plan</h1><p>Intro.</p><h2>Gamma</h2><p>G one.</p>"],
  [
    "move section 3 before section 1",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Gamma</h2><p>G one.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul>",
  ],
  [
    "move Gamma to the top",
    DOC_1,
    "<h1>Plan</h1><h2>Gamma</h2><p>G one.</p><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul>",
  ],
  [
    "move Alpha to the end",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p>",
  ],
  [
    "move section 2 up",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "move section 2 down",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Gamma</h2><p>G one.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul>",
  ],
  [
    "move the last item of the list to the top",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>a</li><li>b</li><li>c</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "swap Alpha and Gamma",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Gamma</h2><p>G one.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Alpha</h2><p>A one.</p><p>A two.</p>",
  ],
  [
    "swap the first and second paragraph of section 1",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A two.</p><p>A one.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "swap sections 1 and 3",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Gamma</h2><p>G one.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Alpha</h2><p>A one.</p><p>A two.</p>",
  ],
  [
    "duplicate the last paragraph",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p><p>G one.</p>",
  ],
  [
    "rename section 2 to Risks",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Risks</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    'rename Beta to "Beta and more"',
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta and more</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "change the title to The Plan",
    DOC_1,
    "<h1>The Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    'add a section titled "Delta" after Alpha',
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Delta</h2><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "add a section called Delta at the end",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p><h2>Delta</h2>",
  ],
  [
    'insert a section "Delta" with the text "D one." before Gamma',
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Delta</h2><p>D one.</p><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    'add a heading "Sub" level 3 after the second paragraph',
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><h3>Sub</h3><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    'add a paragraph "New." at the end of section 1',
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><p>New.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    'add the sentence "More." to the last paragraph',
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one. More.</p>",
  ],
  [
    'add a list item "d" to the list',
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li><li>d</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    'add an item "z" at the beginning of the list',
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>z</li><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "sort the list",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>a</li><li>b</li><li>c</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "sort the list descending",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>c</li><li>b</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "turn the list into a numbered list",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ol><li>b</li><li>c</li><li>a</li></ol><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "turn the list into paragraphs",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><p>b</p><p>c</p><p>a</p><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "turn section 1 into a bulleted list",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><ul><li>A one.</li><li>A two.</li></ul><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "make the list one paragraph",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><p>B, c and a.</p><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "join the paragraphs of section 1",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one. A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "number the headings",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>1. Alpha</h2><p>A one.</p><p>A two.</p><h2>2. Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>3. Gamma</h2><p>G one.</p>",
  ],
  [
    "add a table of contents",
    DOC_1,
    '<h1>Plan</h1><nav class="table-of-contents"><p><strong>Contents</strong></p><ul><li><a href="#alpha">Alpha</a></li><li><a href="#beta">Beta</a></li><li><a href="#gamma">Gamma</a></li></ul></nav><p>Intro.</p><h2 id="alpha">Alpha</h2><p>A one.</p><p>A two.</p><h2 id="beta">Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2 id="gamma">Gamma</h2><p>G one.</p>',
  ],
  [
    "demote all headings",
    DOC_1,
    "<h2>Plan</h2><p>Intro.</p><h3>Alpha</h3><p>A one.</p><p>A two.</p><h3>Beta</h3><ul><li>b</li><li>c</li><li>a</li></ul><h3>Gamma</h3><p>G one.</p>",
  ],
  [
    "promote section 2",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h1>Beta</h1><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "make Alpha an h3",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h3>Alpha</h3><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "make all headings uppercase",
    DOC_1,
    "<h1>PLAN</h1><p>Intro.</p><h2>ALPHA</h2><p>A one.</p><p>A two.</p><h2>BETA</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>GAMMA</h2><p>G one.</p>",
  ],
  [
    "in section 1, replace A with X",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>X one.</p><p>X two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "replace one with 1 except in section 3",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A 1.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "make the third item of the list bold",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li><strong>a</strong></li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "delete the third item; rename Alpha to First; then number the headings",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>1. First</h2><p>A one.</p><p>A two.</p><h2>2. Beta</h2><ul><li>b</li><li>c</li></ul><h2>3. Gamma</h2><p>G one.</p>",
  ],
  [
    "1. delete section 1\n2. sort the list",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Beta</h2><ul><li>a</li><li>b</li><li>c</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "delete section 3 and rename section 1 to Start",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Start</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul>",
  ],
  [
    "delete the paragraph that mentions two",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><h2>Beta</h2><ul><li>b</li><li>c</li><li>a</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "reverse the list",
    DOC_1,
    "<h1>Plan</h1><p>Intro.</p><h2>Alpha</h2><p>A one.</p><p>A two.</p><h2>Beta</h2><ul><li>a</li><li>c</li><li>b</li></ul><h2>Gamma</h2><p>G one.</p>",
  ],
  [
    "title case for the headings",
    DOC_2,
    "<h1>1. Plan</h1><h2>1. Alpha Beta of the GAMMA</h2><p>x</p><h3>1.1 Sub Title</h3><p>y</p>",
  ],
  [
    "put all headings in sentence case",
    DOC_2,
    "<h1>1. Plan</h1><h2>1. Alpha beta of the GAMMA</h2><p>x</p><h3>1.1 Sub title</h3><p>y</p>",
  ],
  [
    "sort the table by price",
    DOC_3,
    "<table><thead><tr><th>Name</th><th>Price</th></tr></thead><tbody><tr><td>A</td><td>$9</td></tr><tr><td>B</td><td>$10</td></tr></tbody></table>",
  ],
  [
    "sort the table by Name",
    DOC_3,
    "<table><thead><tr><th>Name</th><th>Price</th></tr></thead><tbody><tr><td>A</td><td>$9</td></tr><tr><td>B</td><td>$10</td></tr></tbody></table>",
  ],
  [
    "delete the first row",
    DOC_3,
    "<table><thead><tr><th>Name</th><th>Price</th></tr></thead><tbody><tr><td>A</td><td>$9</td></tr></tbody></table>",
  ],
  [
    "delete the Price column",
    DOC_3,
    "<table><thead><tr><th>Name</th></tr></thead><tbody><tr><td>B</td></tr><tr><td>A</td></tr></tbody></table>",
  ],
  [
    'add a row "C | $3" to the table',
    DOC_3,
    "<table><thead><tr><th>Name</th><th>Price</th></tr></thead><tbody><tr><td>B</td><td>$10</td></tr><tr><td>A</td><td>$9</td></tr><tr><td>C</td><td>$3</td></tr></tbody></table>",
  ],
  [
    "delete the second column",
    DOC_3,
    "<table><thead><tr><th>Name</th></tr></thead><tbody><tr><td>B</td></tr><tr><td>A</td></tr></tbody></table>",
  ],
  ["remove bold", DOC_4, '<p>Text with bold and <em>it</em> and <a href="/x">link</a>.</p><p> </p>'],
  ['unbold "bold"', DOC_4, '<p>Text with bold and <em>it</em> and <a href="/x">link</a>.</p><p> </p>'],
  ["remove all links", DOC_4, "<p>Text with <strong>bold</strong> and <em>it</em> and link.</p><p> </p>"],
  [
    "remove empty paragraphs",
    DOC_4,
    '<p>Text with <strong>bold</strong> and <em>it</em> and <a href="/x">link</a>.</p>',
  ],
  [
    "translate to French",
    DOC_4,
    '<p>¡Text with! <strong>¡bold!</strong> ¡and! <em>¡it!</em> ¡and! <a href="/x">¡link!</a>.</p><p> </p>',
  ],
  ['add a section titled "Intro"', DOC_5, "<p></p><h1>Intro</h1>"],
  ["make it concise", DOC_8, "<ul><li>Alpha <b>x</b></li><li>Beta<ul><li>deep to</li></ul></li></ul>"],
  ["turn the list into paragraphs", DOC_8, "<p>Alpha <b>x</b></p>\n<p>Beta</p>\n<ul><li>deep in order to</li></ul>\n"],
  ["delete the second item", DOC_8, "<ul><li>Alpha <b>x</b></li></ul>"],
  [
    "sort the list descending",
    DOC_8,
    "<ul><li>Beta<ul><li>deep in order to</li></ul></li><li>Alpha <b>x</b></li></ul>",
  ],
  [
    "remove the numbers from the headings",
    DOC_2,
    "<h1>1. Plan</h1><h2>alpha beta of the GAMMA</h2><p>x</p><h3>sub title</h3><p>y</p>",
  ],
];

const ANSWERS: readonly (readonly [message: string, document: string, response: string])[] = [
  [
    "delete section 9",
    DOC_1,
    "There is no ninth section in the document: there are 3 sections: 'Alpha', 'Beta' and 'Gamma'.",
  ],
  ["delete the list in section 1", DOC_1, "There is no list in that part."],
  ["delete the second table", DOC_1, "There is no table in the document."],
  ["delete everything", DOC_1, "Deleting the whole document is nothing I do: name the parts that should go."],
  [
    "delete section 1 and sing a song",
    DOC_1,
    'I edit by rules here (no language model is set: HEADWAY_LLM) and do not understand "delete section 1 and sing a song". I can delete parts or words, e.g. "delete the last paragraph of section 2"; "help" lists the rest.',
  ],
  [
    "write a story",
    DOC_1,
    `I edit by rules here (no language model is set: HEADWAY_LLM) and cannot write text of my own. I can insert text that you give in quotation marks, e.g. "add a section titled 'Risks' with '…' after section 2"; "help" lists the rest.`,
  ],
  ["what sections are there?", DOC_1, "The document has 4 headings:\n- Plan\n  - Alpha\n  - Beta\n  - Gamma"],
  ["how many words are there?", DOC_1, "The document has 14 words."],
  ["how many paragraphs are there in section 1?", DOC_1, "There are 2 paragraphs."],
  ['how often does "one" appear?', DOC_1, "'one' occurs 2 times: 'Alpha' (1) and 'Gamma' (1)."],
  ["where is one mentioned?", DOC_1, "'one' occurs 2 times: 'Alpha' (1) and 'Gamma' (1). First in: \"A one.\""],
  [
    "help",
    DOC_1,
    'I edit by rules here (no language model is set: HEADWAY_LLM). I can make text more concise or plainer, fix spelling and grammar, replace or remove words, delete, move, swap, duplicate, rename or insert sections, paragraphs, list items and rows, change case, make or unmake lists, number headings, add a table of contents, sort, split, join, set bold or italic, and translate; say where, e.g. "in section 2" or "the second paragraph".',
  ],
  [
    "make the conclusion shorter",
    DOC_1,
    "There is no section 'conclusion' in the document: there are 3 sections: 'Alpha', 'Beta' and 'Gamma'.",
  ],
  ["number headings", DOC_2, "Nothing to do: the headings have these numbers already."],
  ["sort the table by weight", DOC_3, "There is no column 'weight'. The columns are: 'Name', 'Price'."],
  [
    "write an introduction",
    DOC_5,
    `I edit by rules here (no language model is set: HEADWAY_LLM) and cannot write text of my own. I can insert text that you give in quotation marks, e.g. "add a section titled 'Risks' with '…' after section 2"; "help" lists the rest.`,
  ],
  [
    "make it concise",
    DOC_5,
    "There is no text to edit there; send the document as document_html, or name another part.",
  ],
  ["make it concise", DOC_6, "Nothing to do: my rules find nothing to make more concise there."],
  [
    "number the headings in section 2",
    DOC_7,
    "Headings are numbered and listed for the whole document only; leave out the part.",
  ],
  ["use title case for everything", DOC_7, "Nothing to do: it is in title case already."],
  ["make the second paragraph shorter", DOC_7, "There is no second paragraph in the document: there is 1 paragraph."],
];

describe("instructions about parts and form", () => {
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
