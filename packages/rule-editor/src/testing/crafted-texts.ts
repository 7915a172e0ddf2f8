/** Texts of any length that a person pastes or somebody crafts, by what they are. Each is about `chars` characters long. */
export const CRAFTED: Readonly<Record<string, (chars: number) => string>> = {
  ...repeated("a letter", "a"),
  ...repeated("a capital", "A"),
  ...repeated("a digit", "7"),
  ...Object.fromEntries(
    [..."-.,;:!?'’\"“”()[]{}/\\_@#&*+=<>|~`^%$…–—\n\t "].flatMap((mark) => {
      const shown = JSON.stringify(mark);
      return [
        [`pairs with ${shown}`, html((chars) => `a${mark}`.repeat(chars / 2))],
        [`pairs with ${shown} and a blank`, html((chars) => `a${mark} `.repeat(chars / 3))],
        [`only ${shown}`, html((chars) => mark.repeat(chars))],
      ];
    }),
  ),
  ...Object.fromEntries(
    [
      "and ",
      "the ",
      "that ",
      "very ",
      "there is ",
      "There are ",
      "of the ",
      "a an ",
      "is to be ",
      "one two ",
      "if it then ",
      "it's its ",
      "does let make ",
      "in order to ",
      "he don't ",
      "you're ",
      "1 May ",
      "fox. ",
      "Fox! ",
      "fox, of course, ",
      "teh ",
      "the the ",
      "There are many customers ",
      "more then ",
      "(see the note) ",
      "Ünïcödé ",
      "a.b.c ",
      "e.g. ",
      "http://a.b/c ",
      "many many ",
      "big red ",
      "big, ",
    ].map((words) => [`"${words}" again and again`, html((chars) => words.repeat(chars / words.length))]),
  ),
  "nested brackets": html((chars) => "(".repeat(chars / 2) + ")".repeat(chars / 2)),
  "nested quotes": html((chars) => "“a ".repeat(chars / 6) + "”".repeat(chars / 6)),
  "brackets with words": html((chars) => "(a ".repeat(chars / 4) + ")".repeat(chars / 4)),
  base64: html((chars) => noise(chars, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")),
  "a DNA sequence": html((chars) => noise(chars, "ACGT")),
  "hexadecimal digits": html((chars) => noise(chars, "0123456789abcdef")),
  "random small letters": html((chars) => noise(chars, "abcdefghijklmnopqrstuvwxyz")),
  "random words": html((chars) => noise(chars, "abcdefghijklmnopqrstuvwxyz     ")),
  "minified code": html((chars) => "function a(b,c){return b.d(c)?e[f]:g||h&&i;}".repeat(chars / 44)),
  Chinese: html((chars) => "人工智能正在改变我们的生活方式".repeat(chars / 15)),
  "Chinese with marks": html((chars) => "人工智能，正在改变。".repeat(chars / 10)),
  emoji: html((chars) => "👩‍🚀".repeat(chars / 5)),
  "combining marks": html((chars) => "e\u0301".repeat(chars / 2)),
  "one sentence without an end": html((chars) => "the quick brown fox jumps over a lazy dog and ".repeat(chars / 46)),
  "plain prose": html((chars) => "The quick brown fox jumps over the lazy dog. ".repeat(chars / 45)),
  "short paragraphs": (chars) => "<p>The fox ran.</p>".repeat(chars / 19),
  "empty paragraphs": (chars) => "<p></p>".repeat(chars / 7),
  sections: (chars) => "<h2>Part</h2><p>The fox ran.</p>".repeat(chars / 32),
  "nested sections": (chars) => "<h1>A</h1><h2>B</h2><h3>C</h3><p>The fox.</p>".repeat(chars / 46),
  "a long list": (chars) => `<ul>${"<li>The fox ran.</li>".repeat(chars / 21)}</ul>`,
  // As deep at every length: what depth costs is bounded by the most that a document may have.
  "nested lists": (chars) => "<ul><li>fox".repeat(60) + "x".repeat(chars / 2),
  "many lists": (chars) => "<ul><li>fox</li><li>dog</li></ul>".repeat(chars / 33),
  "a long table": (chars) => `<table>${"<tr><td>fox</td><td>12</td></tr>".repeat(chars / 32)}</table>`,
  "a wide table": (chars) => `<table>${`<tr>${"<td>fox</td>".repeat(chars / 24)}</tr>`.repeat(2)}</table>`,
  "many small tables": (chars) => "<table><tr><td>fox</td></tr></table>".repeat(chars / 36),
  "line breaks": (chars) => `<p>${"The fox ran.<br>".repeat(chars / 16)}</p>`,
  "many tags in one paragraph": (chars) => `<p>${"a <b>big</b> fox ".repeat(chars / 17)}</p>`,
  "much code in one paragraph": (chars) => `<p>${"a <code>fox</code> ".repeat(chars / 19)}</p>`,
  "many links": (chars) => `<p>${'<a href="x">fox</a> '.repeat(chars / 20)}</p>`,
  "one code block": (chars) => `<pre>${"let a = b;\n".repeat(chars / 11)}</pre>`,
  quotations: (chars) => "<blockquote><p>The fox ran.</p></blockquote>".repeat(chars / 44),
  "quoted words": html((chars) => "“fox” ran, ".repeat(chars / 11)),
};

/** What people ask for most, and one instruction of every way to change a text. */
export const COMMON_INSTRUCTIONS: readonly string[] = [
  "fix the grammar",
  "fix the spelling",
  "fix spelling and grammar",
  "make it more concise",
  "make it simpler",
  "make it friendlier",
  "make it more formal",
  "write out the contractions",
  "remove doubled words",
  'replace "fox" with "dog"',
  'replace "a" with "an apple"',
  "replace /a+/ with b",
  'delete the word "fox"',
  'delete sentences that mention "fox"',
  "delete the last paragraph",
  "delete paragraph 3",
  "delete the second sentence",
  "move the last paragraph to the beginning",
  "swap paragraphs 1 and 2",
  'add a heading "Introduction" at the beginning',
  "number the headings",
  "add a table of contents",
  "use title case for the headings",
  "make the text upper case",
  'make "fox" bold',
  'link "fox" to https://example.com',
  "turn the paragraphs into a list",
  "sort the list",
  "split the first paragraph into sentences",
  "join the paragraphs",
  "remove empty paragraphs",
  "write numbers as words",
  "use ISO dates",
  "translate it into Spanish",
  "how many words are there?",
];

function html(text: (chars: number) => string): (chars: number) => string {
  return (chars) => `<p>${text(chars).replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`;
}

function repeated(what: string, letter: string): Record<string, (chars: number) => string> {
  return {
    [`${what} again and again`]: html((chars) => letter.repeat(chars)),
    [`words of one ${what}`]: html((chars) => `${letter} `.repeat(chars / 2)),
    [`words of 30 × ${what}`]: html((chars) => `${letter.repeat(30)} `.repeat(chars / 31)),
  };
}

/** The same at every run. */
function noise(chars: number, alphabet: string): string {
  let state = 42;
  return Array.from({ length: chars }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return alphabet.charAt(Math.floor((state / 2 ** 31) * alphabet.length));
  }).join("");
}
