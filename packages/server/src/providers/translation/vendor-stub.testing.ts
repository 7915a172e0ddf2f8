import { createServer, type IncomingMessage } from "node:http";

/** What a vendor's server was asked. */
export interface Asked {
  readonly route: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage["headers"];
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface VendorStub extends AsyncDisposable {
  readonly url: string;
  readonly asked: Asked[];
  readonly askedFor: (route: string) => Asked[];
}

/** A vendor's server on loopback. `refuse` decides first; what it leaves is answered as the vendor does. */
export async function startVendorStub(
  answer: (asked: Asked) => Reply,
  refuse: (asked: Asked) => Reply | undefined = () => undefined,
): Promise<VendorStub> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
      const one = { route: `${request.method} ${request.url}`, body, headers: request.headers };
      asked.push(one);
      const { status = 200, headers = {}, body: answered } = refuse(one) ?? answer(one);
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(typeof answered === "string" ? answered : JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    askedFor: (route) => asked.filter((one) => one.route === route),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Languages as `GET /v3/languages` of DeepL lists them: the example of `openapi.yaml` in github.com/DeepLcom/openapi (d161fd2), with the languages of
 * `product-translate-text.json` in github.com/DeepLcom/deepl-mock (44d9619), where English and Portuguese are targets by region.
 */
const STABLE = { status: "stable" };
const DEEPL_LANGUAGES = [
  ["de", "German", true, true, { formality: STABLE, tag_handling: STABLE, glossary: STABLE }],
  ["en", "English", true, false, { tag_handling: STABLE, glossary: STABLE }],
  ["en-GB", "English (British)", false, true, { tag_handling: STABLE, glossary: STABLE }],
  ["en-US", "English (American)", false, true, { tag_handling: STABLE, glossary: STABLE }],
  ["es", "Spanish", true, true, { formality: STABLE, tag_handling: STABLE, glossary: STABLE }],
  ["is", "Icelandic", true, true, { tag_handling: STABLE }],
].map(([lang, name, source, target, features]) => ({
  lang,
  name,
  usable_as_source: source,
  usable_as_target: target,
  status: "stable",
  features,
}));

/** DeepL, which puts each text between marks, by its public OpenAPI document (github.com/DeepLcom/openapi, d161fd2). */
export function startDeeplStub(refuse?: (asked: Asked) => Reply | undefined): Promise<VendorStub> {
  return startVendorStub(({ route, body }) => {
    if (route === "GET /v3/languages?resource=translate_text") return { body: DEEPL_LANGUAGES };
    // The response of 201 in the same document.
    if (route === "POST /v2/glossaries")
      return {
        status: 201,
        body: { glossary_id: "def3a26b-3e84-45b3-84ae-0c0aaf3525f7", name: "Headway", ready: true },
      };
    if (route.startsWith("DELETE /v2/glossaries/")) return { status: 204 };
    if (route !== "POST /v2/translate") return { status: 404, body: { message: "Not found" } };
    const texts = body["text"] as string[];
    return { body: { translations: texts.map((text) => ({ detected_source_language: "EN", text: `«${text}»` })) } };
  }, refuse);
}

/** LibreTranslate, which puts each text between marks, by `app.py` in github.com/LibreTranslate/LibreTranslate (39429cb). */
export function startLibretranslateStub(refuse?: (asked: Asked) => Reply | undefined): Promise<VendorStub> {
  return startVendorStub(({ route, body }) => {
    if (route === "GET /languages") {
      return {
        body: [
          { code: "en", name: "English", targets: ["de", "en", "es", "pt-BR"] },
          { code: "es", name: "Spanish", targets: ["en", "es"] },
        ],
      };
    }
    const texts = body["q"] as string[];
    return { body: { translatedText: texts.map((text) => `«${text}»`) } };
  }, refuse);
}
