import { randomUUID } from "node:crypto";
import { parseFragment, serialize } from "parse5";
import { admitDocument } from "../../../packages/html-document/src/admit.ts";
import { applyChanges } from "../../../packages/html-document/src/changes.ts";
import { readDocument } from "../../../packages/html-document/src/read.ts";
import { compare, type Contender } from "../harness/compare.ts";
import { type Figure, figure, type Scenario } from "../harness/figure.ts";

const OURS = "Headway: sanitised, chunked, one chunk edited, the new version read";
const FLOOR = "parse5: parsed and serialised, nothing else";

const SIZES_MB = [1, 3, 10];
const MB = 1_000_000;
const MAX_MS_PER_MB = 200;
const MAX_TIMES_FLOOR = 3;
// Collections of garbage come in steps, so a little more for each megabyte is no sign of a curve.
const MAX_GROWTH = 1.5;

/** S13: what a document costs between its arrival and its next version, without the model. */
export const documents: Scenario = {
  id: "S13",
  title: "HTML documents of 1, 3 and 10 MB: chunk, edit, version",
  async run({ runs, quick }) {
    const figures: Figure[] = [];
    const perMb: Contender[] = [];
    for (const size of quick ? SIZES_MB.slice(0, 2) : SIZES_MB) {
      const source = report(size * MB);
      figures.push(await oneSize(size, source, runs));
      perMb.push({ name: `${size} MB`, run: async () => ({ rate: (await ours(source)).ms / size }), warmUp: false });
    }
    return [...figures, await growth(perMb, runs)];
  },
};

async function oneSize(size: number, source: string, runs: number): Promise<Figure> {
  const measured = await compare(
    [
      { name: OURS, run: () => ours(source) },
      { name: FLOOR, run: () => floor(source) },
    ],
    { runs },
  );
  return figure(measured, {
    id: "S13",
    what: `${size} MB`,
    unit: "ms",
    metric: "ms",
    bar: `≤ ${MAX_MS_PER_MB} ms per MB and ≤ ${MAX_TIMES_FLOOR} × the floor`,
    holds: (median) => median(OURS) <= MAX_MS_PER_MB * size && median(OURS) <= MAX_TIMES_FLOOR * median(FLOOR),
  });
}

async function growth(perMb: readonly Contender[], runs: number): Promise<Figure> {
  const [smallest, largest] = [perMb[0]?.name ?? "", perMb.at(-1)?.name ?? ""];
  return figure(await compare(perMb, { runs }), {
    id: "S13",
    what: "by size",
    unit: "ms per MB",
    metric: "rate",
    bar: `linear: ${largest} ≤ ${MAX_GROWTH} × ${smallest}`,
    holds: (median) => median(largest) <= MAX_GROWTH * median(smallest),
  });
}

async function ours(source: string): Promise<{ readonly ms: number }> {
  const startedAt = performance.now();
  const admitted = admitDocument(source, randomUUID);
  const document = readDocument(admitted.html);
  const chunk = document.chunks[Math.floor(document.chunks.length / 2)];
  if (chunk === undefined) throw new Error("the document has no chunks");
  const newHtml = `<${chunk.tag}>Said <b>anew</b>.</${chunk.tag}>`;
  const version = applyChanges(document, [{ operation: "edit", chunkId: chunk.id, newHtml }], randomUUID);
  const ms = performance.now() - startedAt;
  if (readDocument(version.html).find(chunk.id) === undefined) throw new Error("the edited chunk has lost its id");
  return { ms };
}

async function floor(source: string): Promise<{ readonly ms: number }> {
  const startedAt = performance.now();
  const written = serialize(parseFragment(source));
  const ms = performance.now() - startedAt;
  if (written.length < source.length / 2) throw new Error("the document was not written");
  return { ms };
}

const SENTENCES = [
  "The committee met on the first Monday of the month and heard the report of the treasurer.",
  "Income was <b>higher than expected</b>, because two members paid for the years they had missed.",
  'The minutes are kept <a href="https://example.com/minutes">in the office</a>, where everybody may read them.',
  "It was asked whether the roof would last another winter &amp; who would pay if it did not.",
  "<em>Nobody</em> wanted to decide this before the builder had been there with his ladder.",
  "The chair thanked all who had helped at the summer fair, above all the <i>bakers</i>.",
];

/** A report of prose with lists and tables, about `bytes` long. */
function report(bytes: number): string {
  const sections: string[] = [];
  for (let length = 0, number = 1; length < bytes; number += 1) {
    const paragraphs = [0, 1, 2, 3].map((shift) => {
      const sentences = SENTENCES.map((_, index) => SENTENCES[(index + shift + number) % SENTENCES.length]);
      return `<p style="margin: 0 0 10px; text-align: justify">${sentences.join(" ")}</p>`;
    });
    const list = `<ul>\n<li>the roof</li>\n<li>the fair, <code>${number}</code></li>\n</ul>`;
    const row = `<tr><td>Section ${number}</td><td align="right">${number * 17} euro</td></tr>`;
    const table = `<table border="1"><tr><th>What</th><th>How much</th></tr>${row}${row}</table>`;
    const section = [`<h2>${number}. Matters of the month</h2>`, ...paragraphs, list, table].join("\n");
    sections.push(section);
    length += section.length;
  }
  return sections.join("\n");
}
