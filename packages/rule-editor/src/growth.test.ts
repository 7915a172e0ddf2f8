import { describe, expect, it } from "vitest";
import { admitDocument } from "@headway-jobs/html-document/admit";
import { editByRules, type Surroundings } from "./edit-by-rules.ts";
import { COMMON_INSTRUCTIONS, CRAFTED } from "./testing/crafted-texts.ts";
import { around, counting, edited } from "./testing/edited.testing.ts";

/** `HEADWAY_GROWTH=full`: every instruction, and texts four times as long. Minutes. */
const isFull = process.env["HEADWAY_GROWTH"] === "full";
const INSTRUCTIONS = isFull ? COMMON_INSTRUCTIONS : ["fix spelling and grammar", "make it more concise"];
const CHARS = isFull ? 16_000 : 2_000;
/** Rules see nothing of a long stretch without a blank, so it costs nothing; if they did, less would not show it. */
const UNBROKEN_CHARS = 16_000;
/** For four times the length, half-way between a linear rule (4) and a quadratic one (16). */
const MOST_GROWTH = 8;
/** Below it the clock and the collector of memory are what is measured. */
const NEGLIGIBLE_MS = isFull ? 200 : 40;
const ATTEMPTS = 4;

/** Suggestions are left out: each costs up to a quarter of a second, and there is a most of them. */
const surroundings = withSuggestions(() => []);

function withSuggestions(
  suggest: (word: string) => readonly string[],
  onAsked: (word: string) => void = () => undefined,
): Surroundings {
  const usual = around();
  const load = async () => {
    const dictionary = await usual.spelling.load();
    const correct = (word: string) => {
      onAsked(word);
      return dictionary.correct(word);
    };
    return { correct, suggest };
  };
  return { ...usual, spelling: { load } };
}

describe("rules on crafted text", () => {
  it.each(Object.keys(CRAFTED))(
    "cost no more than its length: %s",
    async (family) => {
      const least = isUnbroken(family) ? UNBROKEN_CHARS : CHARS;
      const [short, long] = [least, 4 * least].map((chars) => admitted(family, chars));
      const slow: string[] = [];
      for (const message of INSTRUCTIONS) {
        const growth = await growthOf(message, short ?? "", long ?? "");
        if (growth !== null) slow.push(`${message}: ${growth}`);
      }
      expect(slow).toEqual([]);
    },
    300_000,
  );

  it("ask the dictionary for a bounded number of suggestions", async () => {
    const counts: number[] = [];
    for (const chars of [8_000, 32_000]) {
      let asked = 0;
      const counted = withSuggestions(() => {
        asked += 1;
        return [];
      });
      await editByRules({ html: admitted("random words", chars), message: "fix the spelling" }, counted);
      counts.push(asked);
    }
    expect(counts).toEqual([150, 150]);
  });

  it.each(Object.keys(CRAFTED).filter(isUnbroken))("look into no long stretch without a space: %s", async (family) => {
    const counts: number[] = [];
    for (const chars of [2_000, 8_000]) {
      const asked = new Set<string>();
      const counted = withSuggestions(
        () => [],
        (word) => asked.add(word),
      );
      await editByRules({ html: admitted(family, chars), message: "fix the spelling" }, counted);
      counts.push(asked.size);
    }
    expect(counts[1]).toBe(counts[0]);
  });

  it("is done with five megabytes without a space at once, and says what was not looked into", async () => {
    const html = admitted("base64", 5_000_000);
    for (const message of ["fix spelling and grammar", "make it more concise"]) {
      const before = process.threadCpuUsage();
      const { proposals, warnings } = await editByRules({ html, message }, surroundings);
      expect(millisecondsSince(before)).toBeLessThan(5_000);
      expect(proposals).toEqual([]);
      expect(warnings.join(" ")).toContain("stretches of 500 and more characters");
    }
  });

  it("leaves a long token whole where the words around it change", async () => {
    const token = `${"QUJD&".repeat(150)}<b>`;
    const shown = token.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    const { html, answer } = await edited(
      `<p>We met in order to read ${shown} and teh end.</p>`,
      "fix the spelling and make it concise",
    );
    expect(html).toBe(`<p>We met to read ${shown} and the end.</p>`);
    expect(answer.warnings).toHaveLength(1);
  });

  it("does not take a text's own characters for what stands for a long token", async () => {
    const token = "x".repeat(600);
    const { html } = await edited(`<p>${token} in order to \uFDE0\uFDD0\uFDE1 go.</p>`, "make it concise");
    expect(html).toBe(`<p>${token} to \uFDE0\uFDD0\uFDE1 go.</p>`);
  });
});

/** Null when it is linear; the least of several measurements counts, as everything else on the machine only adds. */
async function growthOf(message: string, short: string, long: string): Promise<string | null> {
  let [shortMs, longMs] = [0, Number.POSITIVE_INFINITY];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    longMs = Math.min(longMs, await cpuMs(long, message));
    if (longMs <= NEGLIGIBLE_MS) return null;
    shortMs = Math.max(shortMs, await cpuMs(short, message));
    if (longMs <= MOST_GROWTH * shortMs) return null;
  }
  return `${Math.round(shortMs)} ms, four times as long ${Math.round(longMs)} ms`;
}

async function cpuMs(html: string, message: string): Promise<number> {
  const before = process.threadCpuUsage();
  await editByRules({ html, message }, surroundings);
  return millisecondsSince(before);
}

function millisecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** Whether nearly all of its texts is one stretch without a space. */
function isUnbroken(family: string): boolean {
  return /\S{1900}/u.test(admitted(family, 2_000).replaceAll(/<[^>]*>/gu, " "));
}

function admitted(family: string, chars: number): string {
  const text = CRAFTED[family];
  if (text === undefined) throw new Error(`there is no family ${family}`);
  return admitDocument(text(chars), counting()).html;
}
