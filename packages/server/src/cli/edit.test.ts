import type { DocumentChange } from "@headway-jobs/client";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startServer } from "../main.ts";
import { changeLines } from "./review/show-change.ts";
import { commandBench, type CommandBench } from "./testing/bench.ts";

const HTML =
  "<h1>Plan</h1><p>In order to win, we recieve help.</p><ul><li>We use it in order to save time.</li></ul><p>Acme pays.</p>";

async function bench(): Promise<CommandBench> {
  const made = await commandBench({ startServer });
  await writeFile(join(made.cwd, "plan.html"), HTML);
  return made;
}

const saved = (made: CommandBench, name: string): Promise<string> => readFile(join(made.cwd, name), "utf8");

describe("headway edit", () => {
  it("changes a document by an instruction and says what it did", async () => {
    const made = await bench();
    expect(await made.run("edit", "plan.html", "Replace Acme with Globex", "-o", "new/plan.html")).toBe(0);
    expect(await saved(made, "new/plan.html")).toContain("<p>Globex pays.</p>");
    expect(await saved(made, "new/plan.html")).not.toContain("data-chunk-id");
    expect(made.out).toEqual([join(made.cwd, "new/plan.html")]);
    expect(made.notes.at(-1)).toMatch(/Replaced 'Acme'/);
  });

  it.each([
    ["plan.md", /^# Plan\n\nIn order to win/],
    ["plan.txt", /^Plan\n/],
  ])("saves it as %s", async (name, content) => {
    const made = await bench();
    expect(await made.run("edit", "plan.html", "Replace Acme with Globex", "-o", name)).toBe(0);
    expect(await saved(made, name)).toMatch(content);
  });

  it("asks about each change, and applies what was approved", async () => {
    const made = await bench();
    made.answers.push("what?", "n", "y");
    expect(await made.run("edit", "plan.html", "Make it more concise", "--ask", "-o", "plan.html")).toBe(0);
    const html = await saved(made, "plan.html");
    expect(html).toContain("In order to win");
    expect(html).toContain("to save time");
    expect(html).not.toContain("in order to save");
    expect(made.notes).toContain("1 of 2 approved.");
  });

  it.each([
    ["a", 2],
    ["s", 0],
  ])("takes one answer for all that are left: %s", async (answer, approved) => {
    const made = await bench();
    made.answers.push(answer);
    expect(await made.run("edit", "plan.html", "Make it more concise", "--ask", "-o", "new.html")).toBe(0);
    expect(made.notes).toContain(`${approved} of 2 approved.`);
  });

  it("leaves a job that nobody answers waiting, to be decided later", async () => {
    const made = await bench();
    expect(await made.run("edit", "plan.html", "Make it more concise", "--ask", "-o", "new.html")).toBe(130);
    expect(made.notes.join("\n")).toMatch(/headway review job_\w{26}/);
    const jobId = /job_\w{26}/.exec(made.notes.join("\n"))?.[0] ?? "";
    made.answers.push("a");
    expect(await made.run("review", jobId, "-o", "new.html")).toBe(0);
    expect(await saved(made, "new.html")).toContain("<p>To win, we recieve help.</p>");
  });

  it.each([
    [["edit", "plan.html", "Fix it", "-o", "plan.pdf"], /ends in \.html, \.md, \.txt or \.docx/],
    [["edit", "no-such.html", "Fix it", "-o", "x.html"], /no-such\.html cannot be read/],
    [["edit", "plan.html", "Fix it", "--ask", "--json", "-o", "x.html"], /cannot be used together/],
  ])("refuses wrong arguments: %j", async (argv, sentence) => {
    const made = await bench();
    expect(await made.run(...argv)).toBe(2);
    expect(made.notes.join("\n")).toMatch(sentence);
  });
});

const plain = (_style: string, text: string): string => text;

describe("a change as it is shown", () => {
  const change: DocumentChange = {
    change_id: "ch_1",
    operation: "edit",
    chunk_id: "1",
    old_html: '<p data-chunk-id="1">Pay in <b>60</b> days.</p>',
    new_html: '<p data-chunk-id="1">Pay in <b>30</b> days.</p>',
    ai_explanation: "Shortened the term.\u001B[2J",
    batch_id: "ch_1",
    batch_total: 1,
    insert_after_chunk_id: null,
    change_hash: "x",
  };
  const lines = (changed: Partial<DocumentChange>): string =>
    changeLines({ ...change, ...changed }, { number: 1, count: 1 }, plain).join("\n");

  it.each<[string, Partial<DocumentChange>, string]>([
    ["marks the words that differ", {}, "Pay in [-60-]{+30+} days."],
    ["names the element", {}, "Change 1 of 1: edit paragraph"],
    ["lets nothing steer the terminal", {}, "Shortened the term. [2J"],
    ["shows markup where only that differs", { new_html: "<p>Pay in <i>60</i> days.</p>" }, "{+i+}"],
    ["shows what comes", { operation: "create", old_html: null, new_html: "<li>New</li>" }, "create list item"],
    ["shows what goes", { operation: "delete", new_html: null }, "[-Pay in 60 days.-]"],
  ])("%s", (_what, changed, expected) => {
    expect(lines(changed)).toContain(expected);
  });
});
