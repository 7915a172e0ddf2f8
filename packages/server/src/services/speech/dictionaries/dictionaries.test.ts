import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestServer } from "../../video/testing/server.ts";
import { speak } from "../testing/speech-server.ts";
import { MAX_TERMS } from "./dictionary.ts";
import { readDictionaryFile } from "./read-file.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a dictionary's file", () => {
  it.each([
    ["tags", "en-us,es-es\nhouse,hogar\n"],
    ["ids", "1,54\nhouse,hogar\n"],
    ["semicolons and a byte order mark", "\uFEFFen-us;es-es\r\nhouse;hogar\r\n"],
    ["tabulators and blank lines", "\nEN\tes\n\n house \t hogar\n"],
    ["quotes", '"en-us","es-es"\n"house","hogar"'],
  ])("is read with %s", (_what, text) => {
    const { terms, leftOut } = readDictionaryFile(bytes(text));
    expect(terms).toEqual([
      [
        { language: 1, text: "house" },
        { language: 54, text: "hogar" },
      ],
    ]);
    expect(leftOut).toBe(0);
  });

  it("keeps quotes, commas, line breaks and what looks like a formula as text", () => {
    const { terms } = readDictionaryFile(bytes('en,es\n"a ""b"", c","=1+1"\n"two\nlines",@SUM(A1)\n'));
    expect(terms.map((texts) => texts.map(({ text }) => text))).toEqual([
      ['a "b", c', "=1+1"],
      ["two lines", "@SUM(A1)"],
    ]);
  });

  it("leaves out rows with one language only, and counts them", () => {
    expect(readDictionaryFile(bytes("en,es,fr\nhouse,,maison\nlonely,,\n"))).toMatchObject({
      terms: [[{ language: 1 }, { language: 76 }]],
      leftOut: 1,
    });
  });

  it.each([
    ["nothing", "", /empty/],
    ["a header only", "en,es\n", /no row/],
    ["one language", "en\nhouse\n", /2 to 20/],
    ["an unknown language", "en,klingon\na,b\n", /"klingon" is none/],
    ["a language twice", "en,en-us\na,b\n", /twice/],
    ["an open quote", 'en,es\n"house,hogar\n', /not CSV/],
    ["too many cells", "en,es\na,b,c\n", /Row 2/],
    ["a monstrous term", `en,es\na,${"b".repeat(201)}\n`, /Row 2/],
    ["too many terms", `en,es\n${"a,b\n".repeat(MAX_TERMS + 1)}`, /at most 2000/],
    ["control characters", "en,es\na,b\u0000\n", /not text/],
    ["an Excel file", "PK\u0003\u0004…", /CSV/],
  ])("with %s is refused by name", (_what, text, message) => {
    expect(() => readDictionaryFile(bytes(text))).toThrow(message);
  });

  it("of any bytes is read or refused, never anything else", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), refusesOrReads));
    const cell = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom('"', ",", ";", "\n", "\r", "=cmd|'/c'!A1"));
    const table = fc.array(fc.array(cell, { maxLength: 5 }).map((row) => row.join(",")));
    fc.assert(fc.property(table, (rows) => refusesOrReads(bytes(["en,es", ...rows].join("\n")))));
  });
});

describe("the dictionaries of an owner", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
  });
  afterAll(() => server.dispose());

  async function call(method: string, path: string, body?: object): Promise<{ status: number; body: Answer }> {
    const response = await fetch(server.url(path), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  }
  async function create(file: string | Uint8Array<ArrayBuffer>, fields: Record<string, string> = {}) {
    const form = new FormData();
    for (const [name, value] of Object.entries({ dictionary_name: "House style", ...fields })) form.append(name, value);
    form.append("dictionary_file", new Blob([file]), "terms.csv");
    const response = await fetch(server.url("/dictionaries/create-from-file"), { method: "POST", body: form });
    return { status: response.status, body: (await response.json()) as Answer };
  }
  interface Answer {
    readonly id: number;
    readonly [member: string]: unknown;
  }

  it("are made from a file, shown, searched, changed and deleted", async () => {
    const made = await create("en-us,es-es\nhouse,hogar\ncar,bólido\n", { dictionary_description: "How we say it" });
    expect(made).toMatchObject({
      status: 201,
      body: { status: "success", message: "Dictionary created with 2 terms." },
    });
    const { id } = made.body;
    const shown = await call("GET", `/dictionaries/${id}`);
    expect(shown.body).toMatchObject({ id, name: "House style", description: "How we say it", languages: [1, 54] });
    expect((await call("GET", "/dictionaries")).body).toEqual([shown.body]);

    const translations = [
      { language: 1, translation: "boat" },
      { language: "es-es", translation: "barca" },
    ];
    expect((await call("POST", `/dictionaries/${id}/add-term`, { translations })).body["status"]).toBe("success");
    const found = await call("GET", `/dictionaries/${id}/full-details?search_term=BARC`);
    expect(found.body["terms"]).toEqual([
      {
        id: 3,
        term_translations: [
          { language: 1, term_text: "boat" },
          { language: 54, term_text: "barca" },
        ],
      },
    ]);
    const changed = [
      { ...translations[0], translation: "ship" },
      { ...translations[1], translation: "nave" },
    ];
    expect((await call("PUT", `/dictionaries/term/${id}/3`, { translations: changed })).status).toBe(200);
    expect((await call("DELETE", `/dictionaries/term/${id}/1`)).status).toBe(200);
    const all = await call("GET", `/dictionaries/${id}/full-details`);
    expect(JSON.stringify(all.body["terms"])).toMatch(/bólido.*ship.*nave/);
    expect(JSON.stringify(all.body["terms"])).not.toMatch(/hogar|boat/);
    expect(((await call("GET", `/dictionaries/${id}/full-details?limit=1`)).body["terms"] as unknown[]).length).toBe(1);
    expect((await call("DELETE", `/dictionaries/${id}`)).status).toBe(200);
    expect((await call("DELETE", `/dictionaries/${id}`)).status).toBe(404);
    expect((await call("GET", "/dictionaries")).body).toEqual([]);
  });

  it("decide in a translation that names them", async () => {
    const { body } = await create("en-us,es-es\nhouse,hogar\n");
    const request = { texts: ["House and garden. My house is red."], source_language: 1, target_language: 54 };
    const task = { ...request, chosen_dictionaries: [body.id] };
    const { run_id } = await speak(server, "translate", task);
    const { body: result } = await call("GET", `/translation-result/${run_id}`);
    expect((result["texts"] as string[])[0]).toMatch(/^Hogar y .*hogar es/);
  });

  it.each([
    ["GET", "/dictionaries/999999", 404],
    ["GET", "/dictionaries/999999/full-details", 404],
    ["DELETE", "/dictionaries/999999", 404],
    ["DELETE", "/dictionaries/term/999999/1", 404],
    ["GET", "/dictionaries/one", 422],
    ["GET", "/dictionaries/99999999999999999999", 422],
  ])("that are not there: %s %s is %i", async (method, path, status) => {
    expect((await call(method, path)).status).toBe(status);
  });

  it.each([
    ["one language only", [{ language: 1, translation: "a" }]],
    [
      "a language twice",
      [
        { language: 1, translation: "a" },
        { language: "en-us", translation: "b" },
      ],
    ],
    [
      "an unknown language",
      [
        { language: 137, translation: "a" },
        { language: 1, translation: "b" },
      ],
    ],
    [
      "a blank text",
      [
        { language: 54, translation: " " },
        { language: 1, translation: "b" },
      ],
    ],
  ])("take no term with %s", async (_what, translations) => {
    const { body } = await create("en,es\na,b\n");
    const refused = await call("POST", `/dictionaries/${body.id}/add-term`, { translations });
    expect(refused.status).toBe(422);
    expect((await call("GET", `/dictionaries/${body.id}`)).body["dictionary_terms"]).toBe(1);
  });

  it("unknown to a task are refused before there is one", async () => {
    const refused = await call("POST", "/translate", {
      texts: ["House."],
      source_language: 1,
      target_language: 54,
      chosen_dictionaries: [999_999],
    });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body["detail"])).toContain("chosen_dictionaries");
  });

  it.each([
    ["a file that is too large", () => create("x".repeat(1024 * 1024 + 1)), 413],
    ["bytes", () => create(new Uint8Array([0xff, 0xfe, 0, 1, 2])), 422],
    ["no name", () => create("en,es\na,b\n", { dictionary_name: " " }), 422],
    ["no form", () => call("POST", "/dictionaries/create-from-file", {}), 415],
  ])("are not made from %s", async (_what, attempt, status) => {
    expect((await attempt()).status).toBe(status);
  });
});

function refusesOrReads(file: Uint8Array): void {
  try {
    expect(readDictionaryFile(file).terms.every((texts) => texts.length >= 2)).toBe(true);
  } catch (error) {
    expect(error).toMatchObject({ code: "INVALID_INPUT" });
  }
}
