import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir, watch } from "node:fs/promises";
import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problemOf } from "../testing/requests.ts";
import { FORM_LIMIT_BYTES, NOTES_LIMIT_BYTES } from "../testing/file-routes.ts";
import { failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit({ rateLimit: { perSecond: 0, burst: 0 } });
  await mkdir(kit.uploadDir, { recursive: true });
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

type Part = readonly [name: string, value: string | Blob, filename?: string];

function send(parts: readonly Part[], headers: Record<string, string> = {}): Promise<Response> {
  const form = new FormData();
  for (const [name, value, filename = "a.wav"] of parts) {
    if (typeof value === "string") form.append(name, value);
    else form.append(name, value, filename);
  }
  return fetch(`${kit.url}/count/file`, { method: "POST", body: form, headers });
}

const sendKeyed = (text: string) =>
  send(
    [
      ["name", "again"],
      ["reply", "job"],
      ["file", file(text)],
    ],
    { "Idempotency-Key": "form" },
  );

const file = (bytes: Uint8Array<ArrayBuffer> | string, type = "audio/wav") => new Blob([bytes], { type });
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
const onDisk = () => readdir(kit.uploadDir);

describe("a form whose file is stored", () => {
  it("gives the handler the file's record, and the fields on both sides of it", async () => {
    const bytes = randomBytes(200_000);
    const response = await send([
      ["name", "first"],
      ["file", file(bytes), "Grüße 1.wav"],
      ["notes", "after"],
    ]);
    expect(await response.json()).toEqual({
      name: "first",
      notes: "after",
      file: {
        upload_id: expect.stringMatching(/^upload_[0-9a-f]{32}$/),
        filename: "Grüße 1.wav",
        media_type: "audio/wav",
        size_bytes: 200_000,
        sha256: sha256(bytes),
      },
    });
  });

  it("leaves nothing behind when the request is answered, whether a job took the file or nobody", async () => {
    await send([
      ["name", "echoed"],
      ["file", file("abc")],
    ]);
    const taken = await send([
      ["name", "taken"],
      ["reply", "job"],
      ["file", file("abc")],
    ]);
    expect(taken.status).toBe(202);
    expect(taken.headers.get("location")).toBe(`/v1/jobs/${((await taken.json()) as { job_id: string }).job_id}`);
    expect(await onDisk()).toEqual([]);
  });

  it("is compared by its digest under an Idempotency-Key", async () => {
    const [first, again] = [await sendKeyed("one"), await sendKeyed("one")];
    expect(await again.json()).toEqual(await first.json());
    expect(await problemOf(await sendKeyed("two"))).toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
    expect(await onDisk()).toEqual([]);
  });

  it.each<[string, readonly Part[], number, string]>([
    [
      "a file over the limit",
      [
        ["name", "x"],
        ["file", file("x".repeat(FORM_LIMIT_BYTES + 1))],
      ],
      413,
      "FILE_TOO_LARGE",
    ],
    ["a file far over the limit", [["file", file("x".repeat(40 * FORM_LIMIT_BYTES))]], 413, "FILE_TOO_LARGE"],
    [
      "two files",
      [
        ["name", "x"],
        ["file", file("a")],
        ["file", file("b")],
      ],
      422,
      "INVALID_INPUT",
    ],
    ["no file", [["name", "x"]], 422, "INVALID_INPUT"],
    [
      "a file with an invalid field behind it",
      [
        ["file", file("a")],
        ["name", ""],
      ],
      422,
      "INVALID_INPUT",
    ],
    [
      "too long a field",
      [
        ["file", file("a")],
        ["name", "x".repeat(70_000)],
      ],
      413,
      "PAYLOAD_TOO_LARGE",
    ],
    [
      "too long a long text",
      [
        ["file", file("a")],
        ["notes", "x".repeat(NOTES_LIMIT_BYTES + 1)],
      ],
      413,
      "PAYLOAD_TOO_LARGE",
    ],
    [
      "too long a long text as a file",
      [
        ["file", file("a")],
        ["notes", file("x".repeat(NOTES_LIMIT_BYTES + 1))],
      ],
      413,
      "PAYLOAD_TOO_LARGE",
    ],
    [
      "a job that the service refuses",
      [
        ["file", file("a")],
        ["name", "refused"],
        ["reply", "job"],
      ],
      422,
      "UNSUPPORTED_LANGUAGE",
    ],
  ])("is refused with %s, and nothing stays on the disk", async (_what, parts, status, code) => {
    expect(await problemOf(await send(parts))).toMatchObject({ status, code });
    expect(await onDisk()).toEqual([]);
  });

  it("takes a file of exactly the limit, and long texts as field, as file and as JSON", async () => {
    const long = "é".repeat(NOTES_LIMIT_BYTES / 2);
    const filed = await send([
      ["name", "x"],
      ["notes", file(long)],
      ["file", file("x".repeat(FORM_LIMIT_BYTES))],
    ]);
    expect(await filed.json()).toMatchObject({ notes: long, file: { size_bytes: FORM_LIMIT_BYTES } });
    const field = await send([
      ["name", "x"],
      ["notes", long],
      ["file", file("")],
    ]);
    expect(await field.json()).toMatchObject({ notes: long, file: { size_bytes: 0 } });
    const json = await raw(
      partText("name", "x"),
      partText("notes", '{"a": 1}', "application/json"),
      partText('file"; filename="a', "b"),
    );
    expect(json).toContain('"notes":"{\\"a\\":1}"');
  });

  it("leaves out other files", async () => {
    const response = await send([
      ["other", file("zzz")],
      ["name", "x"],
      ["file", file("abc")],
      ["more", file("y")],
    ]);
    expect(await response.json()).toMatchObject({ name: "x", file: { sha256: sha256("abc") } });
  });

  it("does not need its file to have a name", async () => {
    const answer = await raw(partText("name", "x"), partText("file", "abc", "application/octet-stream"));
    expect(answer).toContain(`"filename":"","media_type":"application/octet-stream","size_bytes":3`);
  });

  it("leaves nothing when the client goes away in the middle", async () => {
    const socket = connect(Number(new URL(kit.url).port), "127.0.0.1");
    const seen = watch(kit.uploadDir);
    const changes = seen[Symbol.asyncIterator]();
    const created = changes.next();
    socket.write(
      "POST /count/file HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 250000\r\n\r\n" +
        '--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' +
        "x".repeat(100_000),
    );
    await created;
    expect(await onDisk()).toHaveLength(1);
    socket.destroy();
    while ((await onDisk()).length > 0) await changes.next();
    await changes.return?.();
  });

  it("gives back what was sent, whatever the bytes and wherever the part stands", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 5_000 }),
        fc.string({ minLength: 1, maxLength: 200, unit: "grapheme" }),
        fc.nat({ max: 2 }),
        async (bytes, notes, at) => {
          const parts: Part[] = [
            ["name", "x"],
            ["notes", notes],
          ];
          parts.splice(at, 0, ["file", file(Uint8Array.from(bytes))]);
          // What a form does to line ends is the sender's business (RFC 7578).
          const expected = notes.replace(/\r\n|\r|\n/g, "\r\n");
          expect(await (await send(parts)).json()).toMatchObject({
            notes: expected,
            file: { size_bytes: bytes.length, sha256: sha256(bytes) },
          });
        },
      ),
      { numRuns: 40 },
    );
    expect(await onDisk()).toEqual([]);
  });
});

describe("a form without a valid key", () => {
  it("is refused before its body has come", async () => {
    const guarded = await startServerKit({ auth: "keys" });
    const socket = connect(Number(new URL(guarded.url).port), "127.0.0.1");
    socket.write(
      "POST /count/file HTTP/1.1\r\nHost: localhost\r\nx-api-key: sk_wrong\r\n" +
        "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: 500000\r\n\r\n--B\r\n",
    );
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 401 /);
    expect(answer.toString()).toContain('"error":"INVALID_KEY"');
    socket.destroy();
    await guarded.close();
  });
});

function partText(name: string, value: string, type?: string): string {
  const typed = type === undefined ? "" : `Content-Type: ${type}\r\n`;
  return `--B\r\nContent-Disposition: form-data; name="${name}"\r\n${typed}\r\n${value}\r\n`;
}

async function raw(...parts: readonly string[]): Promise<string> {
  const headers = { "Content-Type": "multipart/form-data; boundary=B" };
  const response = await fetch(`${kit.url}/count/file`, {
    method: "POST",
    headers,
    body: `${parts.join("")}--B--\r\n`,
  });
  return response.text();
}
