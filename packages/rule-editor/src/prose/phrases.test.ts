import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { phrasesFor } from "./goals.ts";
import { linesOf } from "./phrase-table.ts";
import { rewriteText } from "./rewrite.ts";
import { NOMINAL } from "./data/nominal.ts";
import { OPENERS } from "./data/openers.ts";
import { PLAIN_VERBS } from "./data/plain-verbs.ts";
import { PLAIN_WORDS } from "./data/plain-words.ts";
import { REDUNDANT } from "./data/redundant.ts";
import { REDUNDANT_VERBS } from "./data/redundant-verbs.ts";
import { WORDY_A_H } from "./data/wordy-a-h.ts";
import { WORDY_I_Z } from "./data/wordy-i-z.ts";
import { MISSPELLINGS } from "./data/misspellings.ts";
import { verbForms } from "./inflect.ts";
import { englishSpelling } from "./english.ts";
import { american } from "./spelling.ts";

const TABLES = { NOMINAL, PLAIN_VERBS, PLAIN_WORDS, REDUNDANT, REDUNDANT_VERBS, WORDY_A_H, WORDY_I_Z };
const CONCISE = { NOMINAL, REDUNDANT, REDUNDANT_VERBS, WORDY_A_H, WORDY_I_Z };

describe("the tables of phrases", () => {
  it("are all tested here", () => {
    const names = readdirSync(new URL("data/", import.meta.url)).map((file) => file.replace(/\.ts$/u, ""));
    const tested = [...Object.keys(TABLES), "OPENERS", "MISSPELLINGS"];
    expect(names.map((name) => name.replaceAll("-", "_").toUpperCase()).toSorted()).toEqual(tested.toSorted());
  });

  it.each(Object.entries(TABLES))("%s has each phrase once, in the notation", (_, table) => {
    const lines = linesOf(table);
    const keys = lines.map((line) => line.replace(/ (?:>.*|=)$/u, ""));
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    for (const line of lines) expect(line).toMatch(/^[^>=]+ (?:=|> \S.*)$/u);
  });

  it("holds several hundred phrases", () => {
    expect(Object.values(TABLES).flatMap(linesOf).length).toBeGreaterThan(1000);
    expect(linesOf(OPENERS).length).toBeGreaterThan(80);
  });

  it.each(Object.entries(CONCISE))("%s makes nothing longer", (_, table) => {
    const longer = linesOf(table).filter((line) => {
      const [from = "", to = ""] = line.split(" > ");
      return !line.endsWith(" =") && (to.split("^")[0] ?? "").trim().length > from.length;
    });
    expect(longer).toEqual([]);
  });

  it("comes to rest: what stands for a phrase is not rewritten again", () => {
    const table = phrasesFor(true, true);
    const options = { table, fillers: false, british: false, guarded: [] };
    const restless: string[] = [];
    for (const phrases of table.values()) {
      for (const { to } of phrases) {
        if (to === null || to === "") continue;
        const again = rewriteText(`They saw ${to} there`, options).filter(({ text }) => !text.startsWith(to));
        if (again.some(({ text, was }) => text.length > was.length))
          restless.push(`${to} → ${again.map(({ text }) => text).join()}`);
      }
    }
    expect(restless).toEqual([]);
  });
});

describe("the table of misspellings", () => {
  it("corrects words that are none to words that are some", async () => {
    const dictionary = await englishSpelling().load();
    const isWord = (word: string): boolean =>
      word.split(" ").every((one) => dictionary.correct(one) || american(one).some((form) => dictionary.correct(form)));
    const pairs = MISSPELLINGS.split(/,|\n/u).flatMap((pair) => {
      const [, wrong, right] = /^(\S+) (.+)$/u.exec(pair.trim()) ?? [];
      return wrong === undefined || right === undefined ? [] : [{ wrong, right }];
    });
    expect(pairs.length).toBeGreaterThan(900);
    expect(
      pairs
        .filter(({ wrong, right }) => dictionary.correct(wrong) || !isWord(right))
        .map(({ wrong, right }) => `${wrong} ${right}`),
    ).toEqual([]);
  });
});

describe("verb forms", () => {
  it.each([
    ["use", "uses used used using"],
    ["plan", "plans planned planned planning"],
    ["try", "tries tried tried trying"],
    ["go", "goes went gone going"],
    ["refer", "refers referred referred referring"],
    ["agree", "agrees agreed agreed agreeing"],
    ["die", "dies died died dying"],
    ["pass", "passes passed passed passing"],
    ["open", "opens opened opened opening"],
    ["equip", "equips equipped equipped equipping"],
  ])("of %s: %s", (base, forms) => {
    const { s, past, participle, ing } = verbForms(base);
    expect([s, past, participle, ing].join(" ")).toBe(forms);
  });
});
