import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InOrder } from "./in-order.ts";

const permutation = fc
  .integer({ min: 1, max: 30 })
  .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }));

describe("handing over in order", () => {
  it("uses every value once, in order and one at a time, whatever the order and the moments they come in", async () => {
    await fc.assert(
      fc.asyncProperty(permutation, fc.scheduler(), async (places, scheduler) => {
        const used: number[] = [];
        let busy = 0;
        const inOrder = new InOrder<number>(async (value) => {
          expect((busy += 1)).toBe(1);
          await scheduler.schedule(Promise.resolve());
          used.push(value);
          busy -= 1;
        });
        for (const place of places) {
          inOrder.put(place, place);
          if (place % 3 === 0) await Promise.resolve();
        }
        const finished = inOrder.finished();
        await scheduler.waitFor(finished);
        expect(used).toEqual(places.toSorted((a, b) => a - b));
      }),
    );
  });

  it("stops at the first failure and throws it when more is put or asked", async () => {
    const used: number[] = [];
    const inOrder = new InOrder<number>(async (value) => {
      if (value === 1) throw new Error("unusable");
      used.push(value);
    });
    for (const place of [0, 1, 2]) inOrder.put(place, place);
    await expect(inOrder.finished()).rejects.toThrow("unusable");
    expect(() => inOrder.put(3, 3)).toThrow("unusable");
    expect(used).toEqual([0]);
  });
});
