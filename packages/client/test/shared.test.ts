import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { StreamState } from "../src/index.ts";
import { PROTOCOL_VERSION } from "../src/shared/protocol.ts";
import { sharedClient } from "../src/shared/shared-client.ts";
import { BrowserWorld, type FakeTab } from "./stub/browser-world.ts";

let world: BrowserWorld;
beforeEach(() => {
  world = new BrowserWorld();
});

const upTo = (length: number): number[] => Array.from({ length }, (_, index) => index + 1);

interface Reading {
  readonly tab: FakeTab;
  readonly seqs: number[];
  readonly changed: string[];
  readonly phases: StreamState["phase"][];
  isOver: boolean;
  failure: unknown;
  stop(): void;
}

function append(name: string, type?: string): void {
  world.server.append(idOf(name), type);
}

/** A job's id that ends in the letters of its name. */
const idOf = (name: string): string => `job_${name.toUpperCase().padStart(26, "0")}`;

/** A page that follows one job, and the list as every page of the console does. */
function openPage(jobId: string, { apiKey = "", tab = world.openTab() } = {}): Reading {
  const options = { baseUrl: "http://server.test", fetch: tab.fetch, runtime: tab.runtime };
  const client = sharedClient(options, { tabs: tab, scope: async () => `scope of ${apiKey}` });
  const abort = new AbortController();
  const reading: Reading = {
    tab,
    seqs: [],
    changed: [],
    phases: [],
    isOver: false,
    failure: null,
    stop: () => abort.abort(),
  };
  const read = async (): Promise<void> => {
    const reader = { signal: abort.signal, onState: ({ phase }: StreamState) => void reading.phases.push(phase) };
    for await (const event of client.events(idOf(jobId), reader)) reading.seqs.push(event.seq);
    reading.isOver = true;
  };
  const watch = async (): Promise<void> => {
    for await (const change of client.changes({ signal: abort.signal })) reading.changed.push(change.job_id);
  };
  read().catch((error: unknown) => (reading.failure = error));
  watch().catch(() => undefined);
  return reading;
}

describe("a connection that all tabs share", () => {
  it("is one, and brings every tab each event of its own job once", async () => {
    for (const job of ["a", "b"]) append(job);
    const pages = ["a", "b", "a", "b", "a", "b"].map((job) => openPage(job));
    await world.settle();
    for (const job of ["a", "b", "a"]) append(job);
    await world.settle();
    expect(pages.map(({ seqs }) => seqs)).toEqual([upTo(3), upTo(2), upTo(3), upTo(2), upTo(3), upTo(2)]);
    expect(pages.map(({ phases }) => phases.at(-1))).toEqual(pages.map(() => "open"));
    expect(world.server.connections.size).toBe(1);
    expect(world.server.most).toBe(1);
  });

  it.each([
    ["closed", (tab: FakeTab) => tab.close(false)],
    ["killed", (tab: FakeTab) => tab.close(true)],
    ["frozen", (tab: FakeTab) => tab.freeze()],
    ["hidden", (tab: FakeTab) => tab.setHidden(true)],
  ])("moves to another tab when its tab is %s", async (_how, change) => {
    append("a");
    const [first, ...others] = [openPage("a"), openPage("a"), openPage("a")];
    await world.settle();
    append("a");
    if (first !== undefined) change(first.tab);
    append("a");
    await world.settle();
    await world.pass(10_000);
    append("a");
    await world.settle();
    expect(others.map(({ seqs }) => seqs)).toEqual([upTo(4), upTo(4)]);
    const holders = [...world.server.connections].filter(({ tab }) => tab.isRunning);
    expect(holders.map(({ tab }) => tab === first?.tab)).toEqual([false]);
    first?.tab.thaw();
    await world.settle();
    expect(world.server.connections.size).toBe(1);
  });

  it("is not shared by two keys", async () => {
    append("a");
    openPage("a", { apiKey: "sk_1" });
    openPage("a", { apiKey: "sk_2" });
    await world.settle();
    expect(world.server.connections.size).toBe(2);
  });

  it("is closed when nobody reads any more", async () => {
    append("a");
    const pages = [openPage("a"), openPage("a")];
    await world.settle();
    for (const page of pages) page.stop();
    await world.settle();
    expect(world.server.connections.size).toBe(0);
  });

  it("ends a reader at its job's end, also one that comes afterwards", async () => {
    append("a");
    const early = openPage("a");
    await world.settle();
    append("a", "job.completed");
    await world.settle();
    const late = openPage("a");
    await world.settle();
    expect([early, late].map(({ seqs, isOver }) => ({ seqs, isOver }))).toEqual([
      { seqs: upTo(2), isOver: true },
      { seqs: upTo(2), isOver: true },
    ]);
  });

  it("tells only the reader of a job that the server will not carry", async () => {
    append("a");
    const fine = openPage("a");
    const unknown = openPage("nne");
    await world.settle();
    expect(unknown.failure).toMatchObject({ code: "NOT_FOUND", status: 404 });
    expect(fine).toMatchObject({ seqs: [1], failure: null });
  });

  it("shows in every tab that it is lost, and is opened again at once when one tab has a reason", async () => {
    append("a");
    const pages = [openPage("a"), openPage("a")];
    await world.settle();
    world.server.isDown = true;
    world.server.cutAll();
    await world.settle();
    expect(pages.map(({ phases }) => phases.at(-1))).toEqual(["waiting", "waiting"]);
    world.server.isDown = false;
    append("a");
    await world.pass(5_000);
    expect(pages.map(({ seqs, phases }) => [seqs, phases.at(-1)])).toEqual(pages.map(() => [upTo(2), "open"]));
  });

  it("is one of its own beside a tab of another version, and neither disturbs the other", async () => {
    append("a");
    const old = world.openTab();
    const heard: unknown[] = [];
    // A page from before messages had a version: it holds the lock, and its messages are not understood.
    old.lock("scope of ", { steal: false, onGranted: () => undefined, onLost: () => heard.push("lost") });
    const channel = old.open("scope of ", (message) => heard.push(message));
    const post = (message: object): void => channel.post(message as never);
    const pages = [openPage("a"), openPage("a")];
    for (let second = 0; second < 15; second += 1) {
      post({ type: "deliver", from: old.id, deliveries: [{ type: "unheard-of" }] });
      post({ type: "need", from: old.id });
      await world.pass(1_000);
    }
    expect(pages.map(({ seqs, failure }) => [seqs, failure])).toEqual(pages.map(() => [[1], null]));
    expect(world.server.connections.size).toBe(1);
    expect(heard).toEqual([]);
  });

  it("carries messages of the shapes that its version stands for", async () => {
    append("a");
    const [first] = [openPage("a"), openPage("nne")];
    await world.settle();
    world.server.isDown = true;
    world.server.cutAll();
    await world.pass(6_000);
    world.server.isDown = false;
    await world.pass(65_000);
    first?.tab.freeze();
    await world.pass(10_000);
    first?.tab.close(false);
    const shapes = new Set(world.posted.flatMap((message) => shapesOf(message)));
    // Other shapes are another protocol: raise PROTOCOL_VERSION with them.
    expect(PROTOCOL_VERSION).toBe(2);
    expect([...shapes].toSorted()).toEqual([
      "deliver of change: change, number",
      "deliver of event: event",
      "deliver of refused: failure, jobId",
      "deliver of status: jobs, list, state",
      "lead: from",
      "need: from, isHidden, needs",
      "ping: from",
    ]);
  });

  it("brings everything once whatever happens to tabs and connections", async () => {
    const job = fc.constantFrom("a", "b", "c");
    const which = fc.nat(5);
    const action = fc.oneof(
      { weight: 6, arbitrary: fc.record({ append: job }) },
      { weight: 3, arbitrary: fc.record({ open: job }) },
      { weight: 1, arbitrary: fc.record({ close: which, killed: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ freeze: which }) },
      { weight: 1, arbitrary: fc.record({ thaw: which }) },
      { weight: 1, arbitrary: fc.record({ hide: which, hidden: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ down: fc.boolean() }) },
      { weight: 2, arbitrary: fc.record({ pass: fc.constantFrom(0, 500, 3_000) }) },
      { weight: 4, arbitrary: fc.record({ turns: fc.nat(3) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        world = new BrowserWorld();
        for (const id of ["a", "b", "c"]) append(id);
        const pages: Reading[] = [];
        for (const one of actions) await act(one, pages);
        await checkEnd(pages);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

/** The names of a message's members, and of those of each of its deliveries. */
function shapesOf(message: object): string[] {
  const { type, deliveries = [], ...members } = message as { readonly type: string; readonly deliveries?: object[] };
  const parts = deliveries.flatMap(shapesOf).map((shape) => `${type} of ${shape}`);
  return [...parts, ...(parts.length > 0 ? [] : [`${type}: ${Object.keys(members).toSorted().join(", ")}`])];
}

type Action =
  | { readonly append: string }
  | { readonly open: string }
  | { readonly close: number; readonly killed: boolean }
  | { readonly freeze: number }
  | { readonly thaw: number }
  | { readonly hide: number; readonly hidden: boolean }
  | { readonly down: boolean }
  | { readonly pass: number }
  | { readonly turns: number };

async function act(action: Action, pages: Reading[]): Promise<void> {
  const tab = (at: number): FakeTab | undefined => pages[at % Math.max(pages.length, 1)]?.tab;
  if ("append" in action) append(action.append);
  else if ("open" in action) pages.push(openPage(action.open));
  else if ("close" in action) tab(action.close)?.close(action.killed);
  else if ("freeze" in action) tab(action.freeze)?.freeze();
  else if ("thaw" in action) tab(action.thaw)?.thaw();
  else if ("hide" in action) tab(action.hide)?.setHidden(action.hidden);
  else if ("pass" in action) await world.pass(action.pass);
  else if ("down" in action) {
    world.server.isDown = action.down;
    if (action.down) world.server.cutAll();
  } else for (let turn = 0; turn < action.turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets everything heal and end: what every open tab has read by then is its job's whole log. */
async function checkEnd(pages: readonly Reading[]): Promise<void> {
  world.server.isDown = false;
  for (const { tab } of pages) tab.thaw();
  await world.settle();
  await world.pass(65_000);
  for (const id of ["a", "b", "c"]) append(id, "job.completed");
  await world.settle();
  await world.pass(15_000);
  const open = pages.filter(({ tab }) => !tab.isClosed);
  for (const { seqs, isOver } of open) {
    expect(seqs).toEqual(upTo(seqs.length));
    expect(isOver).toBe(true);
  }
  expect(world.server.connections.size).toBeLessThanOrEqual(1);
}
