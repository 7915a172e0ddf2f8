import { systemClock, systemIds } from "@headway-jobs/engine";
import { expect, it, onTestFinished } from "vitest";
import { httpConfig } from "../config.ts";
import { createHttpServer } from "../server.ts";
import { countingService, keepingFailures, startServerKit } from "../testing/server-kit.ts";

it("the JSON Schemas of the kinds are made at the first request, and kept", async () => {
  const kit = await startServerKit();
  let looks = 0;
  const service = {
    ...countingService,
    get input() {
      looks += 1;
      return countingService.input;
    },
  };
  const server = await createHttpServer({
    engine: kit.engine,
    services: [service],
    config: httpConfig({ port: 0, uploadDir: kit.uploadDir, accessLog: false }),
    log: keepingFailures,
    clock: systemClock,
    ids: systemIds,
  });
  onTestFinished(async () => {
    await server.close({ graceMs: 100 });
    await kit.close();
  });
  const { url } = await server.listen();
  const read = async (): Promise<unknown> => (await fetch(`${url}/v1/kinds`)).json();
  const first = await read();
  expect(first).toMatchObject({ kinds: [{ kind: "video", input: { required: ["name"] } }] });
  const before = looks;
  expect(await read()).toEqual(first);
  expect(looks).toBe(before);
});
