import { readdir } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ServerKit, startServerKit } from "../testing/server-kit.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit({ uploadQuotaBytes: 50_000 });
});
afterAll(() => kit.close());

interface Listed {
  readonly uploads: readonly { readonly upload_id: string; readonly filename: string }[];
  readonly total_bytes: number;
  readonly limit_bytes: number;
}
const listed = async (): Promise<Listed> => (await fetch(`${kit.url}/v1/uploads`)).json() as Promise<Listed>;
const remove = async (id: string): Promise<number> =>
  (await fetch(`${kit.url}/v1/uploads/${id}`, { method: "DELETE" })).status;
const upload = (bytes: number, filename = "a.wav"): Promise<Response> => {
  const form = new FormData();
  form.set("file", new Blob(["x".repeat(bytes)]), filename);
  return fetch(`${kit.url}/v1/uploads`, { method: "POST", body: form });
};

afterEach(async () => {
  for (const { upload_id: id } of (await listed()).uploads) await remove(id);
});

describe("uploads", () => {
  it("are listed newest first, counted, and removed", async () => {
    await upload(10, "first.wav");
    const { upload_id: id } = (await (await upload(20, "second.wav")).json()) as { upload_id: string };
    const { uploads, ...sums } = await listed();
    expect(uploads.map(({ filename }) => filename).toSorted()).toEqual(["first.wav", "second.wav"]);
    expect(sums).toEqual({ total_bytes: 30, limit_bytes: 50_000 });
    expect(await (await fetch(`${kit.url}/v1/usage`)).json()).toMatchObject({
      upload_bytes: 30,
      limits: { upload_bytes_in_all: 50_000 },
    });
    expect(await remove(id)).toBe(204);
    expect(await remove(id)).toBe(404);
    expect(await remove("upload_..")).toBe(404);
    expect((await listed()).total_bytes).toBe(10);
    expect(await readdir(kit.uploadDir)).toHaveLength(1);
  });

  it("sent at once do not go beyond the owner's space, and one that was refused leaves nothing", async () => {
    const answers = await Promise.all([upload(30_000), upload(30_000), upload(30_000)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 413, 413]);
    const refused = answers.find(({ status }) => status === 413);
    expect(await refused?.json()).toMatchObject({ code: "UPLOAD_QUOTA" });
    expect(await listed()).toMatchObject({ uploads: [{}], total_bytes: 30_000 });
    expect(await readdir(kit.uploadDir)).toHaveLength(1);
    const [{ upload_id: id } = { upload_id: "" }] = (await listed()).uploads;
    expect(await remove(id)).toBe(204);
    expect((await upload(50_000)).status).toBe(201);
  });

  it("of a form count while the form is used, and are not listed", async () => {
    expect((await upload(45_000)).status).toBe(201);
    const form = new FormData();
    form.set("name", "n");
    form.set("file", new Blob(["x".repeat(10_000)]), "a.bin");
    const response = await fetch(`${kit.url}/count/file`, { method: "POST", body: form });
    expect(await response.json()).toMatchObject({ code: "UPLOAD_QUOTA" });
    expect(await listed()).toMatchObject({ uploads: [{}], total_bytes: 45_000 });
  });
});
