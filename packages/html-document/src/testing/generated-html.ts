import fc from "fast-check";

/** Ids in a row: `00000000-0000-4000-8000-…`, from `from` on. */
export function countedIds(from = 1): () => string {
  let next = from;
  return () => {
    const id = `00000000-0000-4000-8000-${String(next).padStart(12, "0")}`;
    next += 1;
    return id;
  };
}

const TEXTS = [
  "word ",
  "Two words.",
  "a & b",
  "1 < 2",
  "&amp;lt;",
  "\u00a0",
  "日本語",
  "שלום",
  "\n",
  "  ",
  "é́",
  "\u0000",
  "&#13;",
  '"',
];
const ATTRIBUTES = [
  "",
  ' class="a b"',
  " style='color: red; background: url(x)'",
  ' onclick="x()"',
  ' id="n"',
  " lang=de",
  ' title="<b>&quot;"',
  ' data-chunk-id="nonsense"',
  ' data-chunk-id="aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"',
  " href=javascript:alert(1)",
  " colspan=2",
];
const TAGS = (
  "p div h1 h2 h3 ul ol li dl dt dd table caption colgroup col thead tbody tr td th blockquote pre hr section a b i em strong span font " +
  "nobr br img code ruby rt rp details summary figure center svg math mi mtext title style script noscript template select option form " +
  "input button textarea iframe object xmp plaintext listing marquee body html head frameset foreignObject desc annotation-xml custom-tag address"
).split(" ");

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...TAGS), fc.constantFrom(...ATTRIBUTES))
      .map(([tag, attributes]) => `<${tag}${attributes}>`),
  },
  { weight: 4, arbitrary: fc.constantFrom(...TAGS).map((tag) => `</${tag}>`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "<!-- x -->",
      "<!--",
      "-->",
      "<![CDATA[x]]>",
      "<?php ?>",
      "<!doctype html>",
      "</",
      "<",
      "<a",
      "'\">",
    ),
  },
);

/** Tags in no order at all, open, closed or cut. */
export const tagSoup: fc.Arbitrary<string> = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));

interface Nesting {
  readonly block: string;
  readonly inline: string;
  readonly flow: string;
}

const { flow } = fc.letrec<Nesting>((nested) => {
  const tie = (name: keyof Nesting): fc.Arbitrary<string> => nested(name) as fc.Arbitrary<string>;
  return {
    inline: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(
        "word",
        "two words",
        "a &amp; b",
        "<br>",
        '<img src="https://example.com/a.png" alt="x">',
        "日本語",
      ),
      tie("inline").map((inner) => `<b>${inner}</b>`),
      tie("inline").map((inner) => `<span style="color: red">${inner}</span> text`),
      tie("inline").map((inner) => `<em>${inner}</em>`),
    ),
    block: fc.oneof(
      { maxDepth: 3 },
      tie("inline").map((inner) => `<p class="x">${inner}</p>`),
      fc
        .tuple(fc.integer({ min: 1, max: 4 }), tie("inline"))
        .map(([level, inner]) => `<h${level}>${inner}</h${level}>`),
      fc
        .array(tie("flow"), { minLength: 1, maxLength: 3 })
        .map((items) => `<ul>${items.map((item) => `<li>${item}</li>`).join("\n")}</ul>`),
      fc
        .array(fc.array(tie("flow"), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 })
        .map(
          (rows) =>
            `<table border=1>${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}`).join("")}`).join("\n")}</table>`,
        ),
      fc
        .array(tie("inline"), { minLength: 1, maxLength: 2 })
        .map((terms) => `<dl>${terms.map((term) => `<dt>${term}<dd>${term}`).join("")}</dl>`),
      tie("flow").map((inner) => `<blockquote>${inner}</blockquote>`),
      tie("flow").map((inner) => `<section><h2>Title</h2>\n${inner}</section>`),
      fc.constantFrom("<hr>", "<pre>\n  code\n</pre>"),
    ),
    flow: fc
      .array(fc.oneof({ weight: 3, arbitrary: tie("block") }, tie("inline")), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join("\n")),
  };
});

/** Documents as people write them. */
export const ordinaryHtml: fc.Arbitrary<string> = flow;
