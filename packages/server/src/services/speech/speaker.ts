import type { SpeechGender, SpeechInput } from "@headway-jobs/contract";

/** Who speaks, as far as the request says: translations inflect by it and voices sound by it. */
export interface Speaker {
  readonly gender?: "male" | "female";
  /** Years. */
  readonly age?: number;
}

export function speakerOf({ gender, age }: Pick<SpeechInput, "gender" | "age">): Speaker {
  return { ...genderOf(gender), ...(age === null || age === undefined ? {} : { age }) };
}

/** ISO 5218, as the API counts; "not known" and "other" leave voice and words as they are. */
function genderOf(gender: SpeechGender | null | undefined): Pick<Speaker, "gender"> {
  if (gender === 1) return { gender: "male" };
  return gender === 2 ? { gender: "female" } : {};
}
