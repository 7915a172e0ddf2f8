import { readFile } from "node:fs/promises";
import { conversationEventSchemas, type ConversationEventName, MOMENT_CATEGORIES } from "@headway-jobs/contract";
import { afterEach, describe, expect, it } from "vitest";
import { readSse } from "../../http/testing/sse-reader.ts";
import { TestServer } from "../video/testing/server.ts";
import { DEMO_CALL } from "../../cli/demo/demo-call.ts";
import { orderProblems } from "./testing/event-order.ts";
import { formOf } from "./testing/conversation-harness.ts";

let server: TestServer;
afterEach(() => server.dispose());

describe("the bundled call", () => {
  it("holds every event of the catalogue that a recording can have, and every kind of moment, for the right speaker", async () => {
    server = await TestServer.start();
    const call = await readFile(new URL("../../cli/demo/demo-call.ogg", import.meta.url));
    const reader = await readSse(server.url("/analyze/stream"), { method: "POST", body: formOf(call, {}, "call.ogg") });
    const messages = await reader.ended();
    const events = messages.map(({ event = "", data }) => ({
      event,
      data: JSON.parse(data) as Record<string, unknown>,
    }));
    expect(orderProblems(events)).toEqual([]);
    for (const { event, data } of events) conversationEventSchemas[event as ConversationEventName].strict().parse(data);

    const recordings = Object.keys(conversationEventSchemas).filter(
      (name) => name !== "partial_transcript" && name !== "error",
    );
    expect(new Set(events.map(({ event }) => event))).toEqual(new Set(recordings));
    const of = (name: ConversationEventName) => events.flatMap(({ event, data }) => (event === name ? [data] : []));
    expect(new Set(of("moment").map(({ category }) => category))).toEqual(new Set(MOMENT_CATEGORIES));
    expect(of("final_transcript").map(({ speaker }) => speaker)).toEqual(
      DEMO_CALL.map(({ who }) => (who === "agent" ? "Speaker_0" : "Speaker_1")),
    );
    const objection = of("moment").find(({ category }) => category === "objection");
    expect(objection).toMatchObject({
      speaker_id: "Speaker_1",
      evidence: [{ text: expect.stringMatching(/expensive/) as string }],
    });
  }, 120_000);
});
