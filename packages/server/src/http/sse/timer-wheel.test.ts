import { describe, expect, it } from "vitest";
import { fakeClock } from "../testing/fake-clock.ts";
import { NO_SLOT, TimerWheel, type WheelMember } from "./timer-wheel.ts";

function setUp(everyMs: number) {
  const clock = fakeClock();
  const wheel = new TimerWheel(clock);
  const beats: number[] = [];
  const startMs = clock.nowMs();
  let lastMs = startMs;
  const member: WheelMember = {
    everyMs,
    wheelSlot: NO_SLOT,
    lastWriteMs: () => lastMs,
    beat(nowMs) {
      beats.push(nowMs - startMs);
      lastMs = nowMs;
    },
  };
  return { clock, wheel, member, beats, write: () => (lastMs = clock.nowMs()) };
}

describe("heartbeat wheel", () => {
  it("beats each time its member has been quiet for long enough", () => {
    const { clock, wheel, member, beats } = setUp(2_000);
    wheel.add(member);
    clock.advance(6_500);
    expect(beats).toEqual([2_000, 4_000, 6_000]);
  });

  it("does not beat while the member writes on its own", () => {
    const { clock, wheel, member, beats, write } = setUp(2_000);
    wheel.add(member);
    for (let turn = 0; turn < 5; turn += 1) {
      clock.advance(1_500);
      write();
    }
    expect(beats).toEqual([]);
    clock.advance(2_100);
    expect(beats).toEqual([9_500]);
  });

  it("stops its timer when nobody is left", () => {
    const { clock, wheel, member, beats } = setUp(2_000);
    wheel.add(member);
    clock.advance(500);
    wheel.remove(member);
    wheel.remove(member);
    expect(clock.pending).toBe(0);
    clock.advance(10_000);
    expect(beats).toEqual([]);
  });

  it("lets a member leave in its own beat", () => {
    const { clock, wheel, member } = setUp(1_000);
    let beats = 0;
    const leaving: WheelMember = {
      ...member,
      beat() {
        beats += 1;
        wheel.remove(leaving);
      },
    };
    wheel.add(leaving);
    clock.advance(5_000);
    expect(beats).toBe(1);
    expect(clock.pending).toBe(0);
  });
});
