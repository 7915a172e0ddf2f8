/**
 * A call in which everything happens that this API has a word for: a question, an objection, anger, an offer that is turned down and one that is taken,
 * another topic, a friendly end. `scripts/make-demo-call.ts` lets two synthetic voices speak it.
 */
export const DEMO_CALL = [
  { who: "agent", text: "Good morning, thank you for calling. How can I help you today?" },
  { who: "customer", text: "Good morning. I have a question about the price of my internet plan." },
  { who: "agent", text: "Of course. Your plan costs fifty dollars a month." },
  { who: "customer", text: "That is terrible. I am really angry. This is far too expensive." },
  { who: "agent", text: "I am very sorry about that. I understand your concern." },
  { who: "customer", text: "I hate this company. It is awful, and I am furious." },
  { who: "agent", text: "Would you like to move to our premium plan instead?" },
  { who: "customer", text: "No. I am not interested in that." },
  { who: "agent", text: "We could offer you a discount of twenty percent for one year." },
  { who: "customer", text: "Oh great. That sounds wonderful. Yes, let us do that. I am very happy." },
  { who: "agent", text: "Let us move on to the delivery of your new telephone." },
  { who: "customer", text: "The telephone should come to my office on Monday morning." },
  { who: "agent", text: "The driver can bring the telephone to the office on Monday morning." },
  { who: "customer", text: "Wonderful. I am so happy with this. I love it." },
  { who: "agent", text: "I will send you the contract this afternoon. Have a wonderful day." },
] as const;
