/** The prose of `docs/analysis.md`; the figures are put in where `{{…}}` stands. */
export const METHODS = `# What the conversation analysis measures, and how well

The embedded analysis is word lists, patterns and two small fitted models over words and prosody. It is no language model and does not understand what is said. It is deterministic: the same utterances give the same result.
With a language model (\`HEADWAY_LLM\`) its readings are merged in, as the last section says. This page is generated; see its end.

## Words

A lexicon written for this project holds the words and phrases of six feelings, positive and negative evaluations, amplifiers, downtoners, negators, hedges, boosters, fillers, repairs and discourse markers. Base forms stand for their inflections. Valued words are read in their scope:

- a negation reaches four words on, unless its clause ends or a contrast begins, and shifts a value instead of flipping it (Polanyi & Zaenen 2006; Taboada et al. 2011);
- amplifiers and downtoners multiply; before a "but" a value counts half, after it more (the convention of Hutto & Gilbert 2014);
- a feeling that is another's ("I understand how frustrating that is") counts a quarter;
- text without punctuation and capitals, as recognisers write it, is read with the same rules; questions are then known by how they open.

**Emotion** is multinomial logistic regression over 44 documented features of these readings (\`emotion/word-features.ts\`), **sentiment** a second one over negative, neutral and positive; polarity is the difference of the chances of positive and negative. Subjectivity is the saturating share of judging and feeling words.
Words that a recogniser was unsure of count for less. Words in a language that the lists do not know are not read at all: sentiment is neutral, the confidence of the emotion is low, and the rationale says so.

## Voice

Pitch, pitch spread, level, rate, pauses, brightness, roughness and final rise are compared with the same speaker's utterances before (running means, shrunk towards expected spreads while little was heard), so that a high voice is not taken for an excited one. The first utterance of a speaker is never unusual.
What lies beyond half a standard deviation is added to the emotion's logits, in the directions that Juslin & Laukka (2003) and Scherer (2003) report. **These weights are not fitted: no labelled sound stands behind them**, and the figures below are for words alone.
Valence, arousal and dominance (0–1, 0.5 neutral) are the labels' coordinates (Russell & Mehrabian 1977) weighted by their chances, with polarity in valence and the voice in arousal and dominance.

## Speakers

Voices are told apart by the course of their spectrum and pitch, or by local models where they are installed. A recording with other people on its left than on its right has one speaker for each side; whether it has is judged when all of it was read: the louder side changes, and by more than one room's echoes can do it.

Live, nobody can wait for that. A session with two channels is heard as one sound until it shows that its sides are apart: when, over at least two seconds and at most the last minute, the comparison that recordings get says so, and each side was the louder one for about a second. From then on each side has one speaker, and this is not taken back. What was told before keeps its speaker, and a side keeps the one that most of its speech was told under. So the first words of a call come at once; the price is that what both sides say before it shows, without a pause between them, can be told as one utterance of one speaker. Channels that differ by loudness or echo alone, or of which one is silent, stay one sound.

## Labelled set

{{size}}

All of it was written for this project by the hand that wrote the word lists, in English. The figures of \`everyday-test\` are high because its feelings are named in words that the lists know. **Expect less on other people's speech**, above all where feelings are not named; \`implied-test\` and \`factual-test\` show how much less. After the first measurement of implied feelings, and after false alarms in calm talk about illness, errors and war, new kinds of features and more training utterances of those kinds were added; of variants the better was kept by looking at these parts' total figures too, so they are no longer quite unseen; of their single utterances one line of \`implied-test\` was read once.

## Emotion

{{emotion}}

## Polarity

{{polarity}}

## What confidence means

\`confidence\` is the chance of the likeliest label. The models' temperatures were fitted on the calibration part (temperature scaling: Guo et al. 2017). On the test parts:

{{calibration}}

The pooled error is smaller than the parts' because their errors point in different directions: the confidence is too low for feelings that are named, too high for feelings that are only implied, and uneven for calm reports. It is a statement about words. When the voice or a language model takes part it is not calibrated.

## Mind

Hedges (Lakoff 1972; Hyland 2005), filled pauses (Clark & Fox Tree 2002), repairs and repetitions, discourse markers (Schiffrin 1987), questions, pronouns, lexical density, rate against the speaker's usual, pauses, and the latency to the speaker before are counted and given as \`signals\`.
\`cognitive_load\` rises with disfluency, pauses, slow speech and late answers (Berthold & Jameson 1999; Khawaja et al. 2014). \`engagement\`, commitment, passion and conviction are weighted sums of the signals. **Their weights are set by hand and were not validated against people's judgement.** Read them as comparisons within a conversation.

## Transitions

A smoothed state per speaker is held against the state since the last change. A transition is reported when valence or arousal has left it by two standard deviations and by at least 0.13 of the scale, for two utterances in the same direction; or at once, when one feeling of a chance of at least 0.8 takes the place of another within five utterances and valence moves by 0.3. Flat talk must give none; a property test holds it to that. Drivers are the words and the voice's cues by their share of the deviation.

## Moments

Objections (price, timing, authority, need, trust, effort; stalling and "yes, but" in answer to an offer), offers, their acceptance and rejection are patterns over the bare words with a memory of who offered what: an answer must come from another speaker within six utterances, a bare "yes" within two.
Topic shifts are found by cue phrases (Passonneau & Litman 1997) at once, or by loss of lexical cohesion (after Hearst 1997) some utterances later, as a fold cannot look ahead.

{{moments}}

## Summary

Every sentence is counted or quoted from the utterances: the clause that matters, as far as possible each once. Topics are nouns (tagged by the compromise library) that come up in several utterances. Next steps are promises and accepted offers in the speakers' own words with the date they named. Key insights are moments, transitions and the most central utterances (term frequencies summed: Nenkova & Vanderwende 2005). A goal is read as aims (a sale, satisfaction, next steps, hiring, required phrases and others), words in groups of like meaning, kinds of moment and feelings; what matches comes first, and a sentence says how far the aim was reached and on what that rests, or that nothing related to it was said.

## With a language model

Windows of utterances are read in a structured form and pooled with the embedded reading, 65 % to 35 % (a linear opinion pool); arousal and dominance keep half of what the voice said. Moments count only when their quotation was said. The summary's points must name utterances that exist, and their quotations must have been said; others are dropped with a warning.
A model that fails or answers in the wrong form leaves the embedded reading in place, with a warning. The transcript is handed over as JSON strings under a rule not to obey it; whatever it says, the answer has to fit the schema.

## Limits

English only for words. Irony, sarcasm and shared history are not seen. Who feels what is inferred from how they talk, which is often wrong for a single utterance: use it to find places to listen to, not to judge people.

## Writing this page again

\`node_modules/.bin/vitest run packages/conversation-analysis/training --update\` trains and writes the weights.
Then \`npm run generate\` measures with them and writes this page; \`npm run check\` fails while the page is not what it writes.
`;
