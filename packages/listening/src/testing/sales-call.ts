import { type Call, synthesiseCall } from "./synthesise-call.ts";

const ANN = "flite:slt";
const BOB = "flite:rms";

const TURNS = [
  { voice: ANN, text: "Hello and thank you for calling. How can I help you today?" },
  { voice: BOB, text: "Hi. I would like to know more about the price of your plan." },
  { voice: ANN, text: "Of course. The plan costs fifty dollars a month. Would you like to start a free trial today?" },
  { voice: BOB, text: "Honestly, that is too expensive for us. I am really not happy with that." },
  { voice: ANN, text: "I understand your concern. We could offer you a discount of twenty percent." },
  { voice: BOB, text: "Great, that sounds wonderful. Yes, let us do that." },
  { voice: ANN, text: "Perfect. I will send you the contract this afternoon. Have a nice day." },
] as const;

/** Two voices settle a sale in half a minute: with an offer, an objection, a better offer and a yes. */
export const salesCall = (options: { readonly stereo?: boolean; readonly turns?: number } = {}): Promise<Call> =>
  synthesiseCall({ turns: TURNS.slice(0, options.turns), stereo: options.stereo ?? false });
