import { describe, expect, it } from "vitest";
import { expandContractions, useContractions } from "./contractions.ts";

describe("the formal register", () => {
  it.each([
    ["It's easy and you don't need more.", "It is easy and you do not need more."],
    ["Isn't that nice?", "Is that not nice?"],
    ["Don't you think so?", "Do you not think so?"],
    ["Don't forget it.", "Do not forget it."],
    ["Can't we go?", "Can we not go?"],
    ["We can't and won't.", "We cannot and will not."],
    ["It's been years, and they've grown.", "It has been years, and they have grown."],
    ["Let's go; that's all.", "Let us go; that is all."],
    ["You’re here, I'm there.", "You are here, I am there."],
    ["They'd better go, or they'd be late.", "They had better go, or they would be late."],
    ["The dog's bowl and Newton's laws stay.", "The dog's bowl and Newton's laws stay."],
  ])("says %j as %j", (casual, formal) => expect(expandContractions(casual)).toBe(formal));
});

describe("the casual register", () => {
  it.each([
    ["It is easy and you do not need more.", "It's easy and you don't need more."],
    ["We cannot stop, and they will not.", "We can't stop, and they won't."],
    ["Cannot it wait?", "Can't it wait?"],
    ["Nobody knows how good it is on new cases.", "Nobody knows how good it is on new cases."],
    ["That is what it is.", "That's what it is."],
    ["It was bigger than it is now.", "It was bigger than it is now."],
    ["Let us begin. Rules let us predict.", "Let's begin. Rules let us predict."],
    ["Not only is it slow, it is not only small.", "Not only is it slow, it's not only small."],
  ])("says %j as %j", (formal, casual) => expect(useContractions(formal)).toBe(casual));
});
