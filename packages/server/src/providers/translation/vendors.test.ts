import { describe, expect, it } from "vitest";
import { HeadwayError } from "@headway-jobs/contract";
import { metered } from "../metering.ts";
import { deepl } from "./deepl.ts";
import { libretranslate } from "./libretranslate.ts";
import { resolveTranslation } from "./resolve-translation.ts";
import { keptForAnHour } from "./vendor-languages.ts";
import {
  type Asked,
  type Reply,
  startDeeplStub,
  startLibretranslateStub,
  type VendorStub,
} from "./vendor-stub.testing.ts";

const KEY = "4a1b:fx";
const deeplAt = ({ url }: VendorStub) => deepl({ DEEPL_API_KEY: KEY, HEADWAY_DEEPL_URL: url });
const libreAt = ({ url }: VendorStub, key?: string) =>
  libretranslate({ HEADWAY_LIBRETRANSLATE_URL: url, ...(key === undefined ? {} : { LIBRETRANSLATE_API_KEY: key }) });

const refusing =
  (reply: Reply, route = /translate$/) =>
  (asked: Asked): Reply | undefined =>
    route.test(asked.route) ? reply : undefined;

const failureOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

describe("translation by DeepL", () => {
  it("asks with the key, in its codes, and for the region that it has", async () => {
    await using stub = await startDeeplStub();
    const translation = deeplAt(stub);
    const { texts, warnings } = await translation.translate({ texts: ["El agua.", ""], from: "es-es", to: "en-gb" });
    expect([texts, warnings]).toEqual([["«El agua.»", ""], []]);
    const [asked] = stub.askedFor("POST /v2/translate");
    expect(asked?.headers.authorization).toBe(`DeepL-Auth-Key ${KEY}`);
    expect(asked?.body).toEqual({ text: ["El agua."], source_lang: "ES", target_lang: "EN-GB" });
    expect(await translation.pairs()).toContainEqual({ from: "de", to: "en" });
  });

  it("asks for its languages once", async () => {
    await using stub = await startDeeplStub();
    const translation = deeplAt(stub);
    await translation.pairs();
    await translation.translate({ texts: ["Water"], from: "en", to: "de" });
    expect(stub.asked.filter(({ route }) => route.includes("languages"))).toHaveLength(1);
  });

  it("takes the older list of a server that has no other", async () => {
    // The example of `GET /v2/languages` in the same OpenAPI document.
    await using stub = await startDeeplStub(({ route }) => {
      if (route.startsWith("GET /v3/")) return { status: 404, body: { message: "Not found" } };
      if (route === "GET /v2/languages?type=source") return { body: [{ language: "EN", name: "English" }] };
      return route.startsWith("GET /v2/languages")
        ? { body: [{ language: "DE", name: "German", supports_formality: true }] }
        : undefined;
    });
    expect(await deeplAt(stub).pairs()).toEqual([{ from: "en", to: "de" }]);
  });

  it("keeps placeholders within tags that it does not translate", async () => {
    await using stub = await startDeeplStub();
    const { texts } = await deeplAt(stub).translate({ texts: ["Open {file} & go", "Water"], from: "en", to: "de" });
    expect(texts).toEqual(["«Open {file} & go»", "«Water»"]);
    expect(
      stub.askedFor("POST /v2/translate").map(({ body }) => [body["text"], body["tag_handling"], body["ignore_tags"]]),
    ).toEqual([
      [["Water"], undefined, undefined],
      [["Open <var>0</var> &amp; go"], "xml", ["var"]],
    ]);
  });

  it("passes formality on, and says where the language has none", async () => {
    await using stub = await startDeeplStub();
    const request = { texts: ["You"], from: "en", formality: "formal", gender: "male" } as const;
    expect((await deeplAt(stub).translate({ ...request, to: "de" })).warnings).toHaveLength(1);
    expect(stub.askedFor("POST /v2/translate")[0]?.body["formality"]).toBe("prefer_more");
    expect((await deeplAt(stub).translate({ ...request, to: "is" })).warnings.join(" ")).toMatch(/formality.*gender/);
  });

  it("makes a glossary of the terms that occur, and removes it, also after a failure", async () => {
    await using stub = await startDeeplStub();
    const terms = [
      { from: "house", to: "Heim" },
      { from: "boat", to: "Kahn" },
    ];
    const { texts } = await deeplAt(stub).translate({ texts: ["The house"], from: "en", to: "de", terms });
    expect(texts).toEqual(["«The Heim»"]);
    expect(stub.askedFor("POST /v2/glossaries")[0]?.body).toMatchObject({
      source_lang: "en",
      target_lang: "de",
      entries: "house\tHeim",
      entries_format: "tsv",
    });
    const id = "def3a26b-3e84-45b3-84ae-0c0aaf3525f7";
    expect(stub.askedFor("POST /v2/translate")[0]?.body["glossary_id"]).toBe(id);
    expect(stub.askedFor(`DELETE /v2/glossaries/${id}`)).toHaveLength(1);

    await using failing = await startDeeplStub(refusing({ status: 500, body: "" }));
    await failureOf(deeplAt(failing).translate({ texts: ["The house"], from: "en", to: "de", terms }));
    expect(failing.askedFor(`DELETE /v2/glossaries/${id}`)).toHaveLength(1);
  });

  it("marks the terms alone where the account may have no glossary or the pair has none", async () => {
    const terms = [{ from: "house", to: "Heim" }];
    // deepl-mock answers so when an account has used its characters.
    const full = { status: 456, body: { message: "Quota for this billing period has been exceeded." } };
    await using stub = await startDeeplStub(refusing(full, /^POST \/v2\/glossaries/));
    const request = { texts: ["The house"], from: "en", terms };
    expect((await deeplAt(stub).translate({ ...request, to: "de" })).texts).toEqual(["«The Heim»"]);
    expect((await deeplAt(stub).translate({ ...request, to: "is" })).texts).toEqual(["«The Heim»"]);
    expect(stub.askedFor("POST /v2/glossaries")).toHaveLength(1);
  });

  it("sends at most 50 texts and 128 KiB in a request, in order", async () => {
    await using stub = await startDeeplStub();
    const texts = Array.from({ length: 120 }, (_, at) =>
      at % 40 === 0 ? `long ${at} ${"word ".repeat(9_000)}` : `text ${at}`,
    );
    const answer = await deeplAt(stub).translate({ texts, from: "en", to: "es" });
    expect(answer.texts).toEqual(texts.map((text) => `«${text.trim()}»`));
    for (const { body } of stub.askedFor("POST /v2/translate")) {
      expect(body["text"]).toSatisfy((list: unknown[]) => list.length <= 50);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(128 * 1024);
    }
  });

  it.each([
    // github.com/SillyTavern/SillyTavern/issues/3224
    [
      403,
      { message: "Wrong endpoint. Use https://api.deepl.com" },
      {},
      "PROVIDER_UNAVAILABLE",
      false,
      "Wrong endpoint",
    ],
    // github.com/DeepLcom/deepl-mock, index.js: the account's characters are used up.
    [
      456,
      { message: "Quota for this billing period has been exceeded." },
      {},
      "PROVIDER_RATE_LIMITED",
      false,
      "Quota for",
    ],
    // The same: no body.
    [429, "", { "retry-after": "7" }, "PROVIDER_RATE_LIMITED", true, "429"],
    // github.com/DeepLcom/openapi: ErrorResponse of 413.
    [413, { message: "Request size exceeds the limit" }, {}, "PROVIDER_INPUT_TOO_LONG", false, "exceeds the limit"],
    [503, "", {}, "PROVIDER_UNAVAILABLE", true, "503"],
    [529, { message: "Too many requests" }, {}, "PROVIDER_UNAVAILABLE", true, "Too many requests"],
  ])("reports %i as an error of the table with its words", async (status, body, headers, code, retryable, words) => {
    await using stub = await startDeeplStub(refusing({ status, body, headers }));
    const error = await failureOf(deeplAt(stub).translate({ texts: ["Water"], from: "en", to: "es" }));
    expect(error).toBeInstanceOf(HeadwayError);
    expect(error).toMatchObject({ code, retryable, message: expect.stringContaining(words) });
    expect((error as HeadwayError).retryAfterS).toBe(status === 429 ? 7 : undefined);
    expect(JSON.stringify(error)).not.toContain(KEY);
  });

  it("counts its characters", async () => {
    await using stub = await startDeeplStub();
    const used: unknown[] = [];
    await metered(
      (use) => used.push(use),
      () => deeplAt(stub).translate({ texts: ["Water"], from: "en", to: "es" }),
    );
    expect(used).toEqual([{ name: "deepl", characters: 5 }]);
  });
});

describe("translation by LibreTranslate", () => {
  it("asks with the key where there is one, plain texts and HTML apart", async () => {
    await using stub = await startLibretranslateStub();
    const request = { texts: ["Open {file}", "Water"], from: "en", to: "pt-pt" };
    expect((await libreAt(stub, "abc").translate(request)).texts).toEqual(["«Open {file}»", "«Water»"]);
    expect(stub.askedFor("POST /translate").map(({ body }) => body)).toEqual([
      { q: ["Water"], source: "en", target: "pt-BR", format: "text", api_key: "abc" },
      { q: ["Open <var>0</var>"], source: "en", target: "pt-BR", format: "html", api_key: "abc" },
    ]);
  });

  it("lists the pairs of the server, of older ones all of its languages", async () => {
    await using stub = await startLibretranslateStub();
    expect(await libreAt(stub).pairs()).toEqual([
      { from: "en", to: "de" },
      { from: "en", to: "es" },
      { from: "en", to: "pt" },
      { from: "es", to: "en" },
    ]);
    await using older = await startLibretranslateStub(
      refusing(
        {
          body: [
            { code: "en", name: "English" },
            { code: "fr", name: "French" },
          ],
        },
        /languages/,
      ),
    );
    expect(await libreAt(older).pairs()).toHaveLength(2);
  });

  it("halves a request of which the server says that it holds too many texts", async () => {
    await using stub = await startLibretranslateStub(({ route, body }) => {
      const { length } = (body["q"] ?? []) as unknown[];
      const error = `Invalid request: request (${length}) exceeds text limit (10)`;
      return route === "POST /translate" && length > 10 ? { status: 400, body: { error } } : undefined;
    });
    const texts = Array.from({ length: 50 }, (_, at) => `text ${at}`);
    const answer = await libreAt(stub).translate({ texts, from: "en", to: "es" });
    expect(answer.texts).toEqual(texts.map((text) => `«${text}»`));
  });

  it.each([
    // `access_check` and `slow_down_error` in app.py; the last one as in github.com/franciscop/translate/issues/21.
    [403, "Invalid API key", "PROVIDER_UNAVAILABLE", false],
    [400, "Visit https://portal.libretranslate.com to get an API key", "PROVIDER_UNAVAILABLE", false],
    [400, "Invalid request: request (5) exceeds text limit (2)", "PROVIDER_UNAVAILABLE", false],
    [500, "Cannot translate text: out of memory", "PROVIDER_UNAVAILABLE", true],
    [429, "Slowdown: 20 per 1 minute", "PROVIDER_RATE_LIMITED", true],
  ])("reports %i %j as an error of the table with its words", async (status, error, code, retryable) => {
    await using stub = await startLibretranslateStub(refusing({ status, body: { error } }));
    const work = libreAt(stub).translate({ texts: ["Water"], from: "en", to: "es" });
    const words = error
      .replace(/https?:\S+/u, "")
      .trim()
      .split(" ")
      .slice(0, 2)
      .join(" ");
    await expect(work).rejects.toMatchObject({ code, retryable, message: expect.stringContaining(words) });
  });

  it.each(["<html><title>nginx</title></html>", { translatedText: ["one", "two"] }, { translatedText: null }])(
    "refuses %j as an answer",
    async (body) => {
      await using stub = await startLibretranslateStub(refusing({ body }));
      const work = libreAt(stub).translate({ texts: ["Water"], from: "en", to: "es" });
      await expect(work).rejects.toMatchObject({ code: "PROVIDER_BAD_ANSWER" });
    },
  );

  it("that is not running is reported as such", async () => {
    const nobody = libretranslate({ HEADWAY_LIBRETRANSLATE_URL: "http://127.0.0.1:9" });
    await expect(nobody.pairs()).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
  });
});

describe("the settings of vendors", () => {
  it("name what is missing", () => {
    expect(() => resolveTranslation("deepl", { env: {} })).toThrow("DEEPL_API_KEY");
    expect(() => resolveTranslation("libretranslate", { env: { HEADWAY_LIBRETRANSLATE_URL: "nowhere" } })).toThrow(
      "HEADWAY_LIBRETRANSLATE_URL",
    );
    expect(() => resolveTranslation("deepl:pro", { env: { DEEPL_API_KEY: "x" } })).toThrow("HEADWAY_TRANSLATION");
  });
});

describe("a list of languages", () => {
  it("is asked for again after an hour, and after a failure at once", async () => {
    let now = 0;
    let asked = 0;
    const list = keptForAnHour(
      async () => {
        asked += 1;
        if (asked === 1) throw new Error("not yet");
        return asked;
      },
      () => now,
    );
    await expect(list()).rejects.toThrow("not yet");
    expect([await list(), await list()]).toEqual([2, 2]);
    now = 60 * 60_000;
    expect(await list()).toBe(3);
  });
});
