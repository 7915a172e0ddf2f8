/** A pattern over the bare words of an utterance (lower case, single spaces, no punctuation), with what it shows. */
export interface Pattern {
  readonly label: string;
  readonly words: RegExp;
  /** Says enough by itself; the others need an offer that is open or talk of business. */
  readonly strong: boolean;
}

const N = "(?:not|n't|never|no)";
const strong = (label: string, source: string): Pattern => ({
  label,
  words: new RegExp(`\\b(?:${source})`),
  strong: true,
});
const weak = (label: string, source: string): Pattern => ({
  label,
  words: new RegExp(`\\b(?:${source})`),
  strong: false,
});

/** Objections by kind: the usual five of sales teaching (price, timing, authority, need, trust), effort and stalling. */
export const OBJECTIONS: readonly Pattern[] = [
  strong(
    "price",
    `too (?:expensive|pricey|costly|steep|much money)|(?:out of|over|beyond|above|outside) (?:our|my|the) (?:budget|price range|price)|over budget|` +
      `(?:can't|cannot|can not|couldn't|could not|couldn t) (?:really )?afford|(?:don't|do not|haven't|have not) (?:really )?(?:have|got) (?:the|a|any|that kind of|that much|enough|this kind of) (?:budget|money)|` +
      `no budget|budget (?:is|has been|was|got) (?:really |very |pretty |already |so )?(?:tight|gone|frozen|limited|cut|spent|small)|(?:cost|costs|price|pricing|fee|quote|rate) (?:is|are|seems|seem|looks|look|feels|sounds) (?:\\w+ ){0,3}(?:high|steep|much|expensive|a lot|unreasonable)|` +
      `more (?:money )?than (?:we|i) (?:can|want to|wanted to|expected|planned|budgeted)|not worth (?:the|that|it|paying)|hard to justify|(?:much|way|far|a lot) cheaper|half the price|cheaper (?:elsewhere|somewhere|alternative|option|offer|quote|one)|(?:competitors?|competition|others?|another|they|someone) (?:\\w+ ){0,5}cheaper|pay that much|spend that (?:much|kind)`,
  ),
  weak(
    "price",
    `expensive|a lot of money|pricey|that much|costs? (?:\\w+ )?more|budget|cheaper|too (?:high|much)|how much\\b.*\\breally`,
  ),
  strong(
    "timing",
    `(?:${N} |isn't |is not |wasn't )(?:really )?(?:a |the )?(?:right|good|best|great) (?:time|moment)|bad (?:time|moment|timing)|too (?:soon|early) for (?:us|me)|` +
      `(?:don't|do not) have (?:the |any |enough )?(?:time|bandwidth|capacity)|no (?:time|bandwidth|capacity) (?:for|to|right|at|this|until)|maybe (?:next|in a few|in six|after|later)|${N} (?:until|before) (?:next|the|january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|fall|autumn|winter|q[1-4])|` +
      `(?:locked|tied) (?:in|into)|contract (?:\\w+ ){0,4}(?:runs|ends|expires|lasts|until)|still under contract|in the middle of (?:a|another|an|our)|(?:swamped|slammed) (?:right now|until|this|at)|revisit (?:this|it|that)|call (?:me|us) (?:back )?(?:in|next) (?:a |the |six|three|two|few|year|quarter|month|spring|summer|fall|january)|` +
      `(?<!please |should |you can |could you )come back (?:to us|to me|next|in)|can't (?:even )?(?:think|look) (?:about|at) (?:this|that|it) (?:until|before|right now)`,
  ),
  weak(
    "timing",
    `not (?:right )?now|not (?:this|yet)|next (?:quarter|year)|too (?:soon|early|busy)|busy|wait until|later this year|at the moment|bad week`,
  ),
  strong(
    "authority",
    `(?:need|have|want|got|would have|'d have|needs) to (?:\\w+ ){0,3}(?:talk|speak|check|run|ask|discuss|clear|get|consult|go through|go to|convince|take)(?: \\w+){0,5} (?:boss|manager|wife|husband|partner|partners|spouse|board|legal|finance|director|ceo|cfo|cto|procurement|committee|management|leadership|supervisor|team|lawyer|accountant|parents|approval)|` +
      `(?:not|isn't|is not) (?:really )?(?:my|mine|up to me)(?: (?:decision|call|to decide|to make|department))|(?:not|isn't) up to me|(?:don't|do not|can't|cannot) (?:\\w+ )?(?:make|decide|approve|sign)(?: off)?(?: on)? (?:that|this|the|such|these|those|it|anything)(?: \\w+){0,2} (?:decision|decisions|decide|alone|myself|on my own|call)|(?:can't|cannot|couldn't) (?:decide|approve|sign)(?: off)?(?: on)? (?:that|this|it|anything|alone)|` +
      `not the (?:decision maker|right person|one who)|above my pay|(?:boss|manager|board|procurement|legal|finance|cfo|ceo|director|wife|husband|committee) (?:\\w+ ){0,2}(?:has to|have to|needs to|would have to|must|will have to|would need to) (?:sign|approve|agree|decide|review|look|see)|don't have the authority|needs? (?:sign off|sign-off|approval)`,
  ),
  strong(
    "need",
    `(?:don't|do not|doesn't|does not|didn't) (?:really |actually |even )?(?:need|see (?:the|a|any|much) (?:need|point|value|benefit|use|reason)|see why|see how (?:this|that|it) (?:helps|would help))|already (?:have (?:a|an|one|something|someone|our|it)|use|using|got (?:a|one|an|something|someone)|work with|working with|do (?:this|that)|covered)|` +
      `(?:happy|satisfied|fine|okay|good) with (?:what we|what i|our|my|the (?:current|one|system|tool|solution|provider|way))|not (?:really )?(?:something (?:we|i) (?:need|want|would)|a priority|relevant|looking for|in the market)|(?:wouldn't|would not|won't|don't think we'd|never) (?:really |actually )?use (?:it|that|this|most|half)|(?:doesn't|does not|can't|won't|cannot) (?:\\w+ )?(?:fit (?:our|us|my|what)|solve (?:our|my|the)|integrate|support (?:our|the|multiple|what)|cover (?:our|what|the))|not a (?:good |great )?fit|(?:we're|we are|i'm) (?:all )?(?:fine|good|set) (?:as|without|the way)|overkill|missing (?:the|a|some|key) (?:\\w+ )?(?:feature|features|integration|function)`,
  ),
  strong(
    "trust",
    `how (?:do|can|would) (?:i|we) (?:know|trust|be sure)|(?:don't|do not|can't|cannot|couldn't|hard to) (?:really )?(?:trust|believe) (?:you|that|your|this|it|the|them|a)|never heard of (?:you|your)|too good to be true|(?:been|got|were|was) burned|what's the catch|where's the catch|` +
      `(?:not|n't|isn't) (?:\\w+ )?(?:convinced|sold on|buying it)|(?:skeptical|sceptical) (?:about|of|that)|heard (?:\\w+ ){0,3}(?:bad|terrible|awful|mixed|horrible) (?:things|stories|reviews)|(?:bad|terrible|mixed|awful|poor) (?:reviews|experience|experiences)|(?:feels|seems|sounds|looks|it's|is) (?:\\w+ )?(?:too |a bit |very |pretty |really )?(?:risky|like a scam|fishy|sketchy)|(?:concern|concerns|concerned|worry|worried|nervous|worries) (?:\\w+ ){0,3}(?:security|privacy|data|vendor|lock-in|support|reliability|uptime|compliance|downtime|quality|safety)`,
  ),
  weak(
    "trust",
    `(?:concern|concerned|concerns|worried|worry) (?:is|about|that|with)|not sure (?:about|if|that|whether|it|this)|what if|doubt|risk|guarantee`,
  ),
  strong(
    "effort",
    `too (?:complicated|complex|much (?:work|effort|hassle|trouble))|(?:steep|big|long) learning curve|(?:migration|switching|onboarding|implementation|integration|training|moving|rollout) (?:\\w+ ){0,5}(?:pain|painful|nightmare|too long|forever|hard|difficult|disruptive|huge|hassle|headache|expensive)|takes? (?:way |far )?too (?:long|much)|hard to (?:switch|migrate|learn|roll out|adopt)|my team (?:will|would) (?:never|not)|nobody (?:will|would|is going to) (?:\\w+ )?(?:use|learn)`,
  ),
  weak("effort", `complicated|a lot of work|complex|hassle|learning curve`),
  weak(
    "stall",
    `(?:i'll|i will|let me|need to|have to|we'll|i'd like to|want to) (?:\\w+ )?(?:think (?:about|it)|sleep on|look into|get back to you|mull)|send (?:me|us|over) (?:some|more|the|an|your)? ?(?:info|information|brochure|email|something|materials|details)|we'll see|not ready to (?:decide|commit|sign)`,
  ),
];

/** Invitations to act. */
export const OFFERS: readonly Pattern[] = [
  strong(
    "",
    `would you (?:like|want|be (?:open|interested|willing|up|able|available|happy|okay)|prefer|consider|care|mind (?:if|trying|joining|meeting))|do you want (?:me |us )?(?:to|a|an|the)|(?:shall|should) (?:we|i) (?:go ahead|just |\\w+ )?(?:schedule|book|set|send|start|meet|go|move|do|say|put|plan|arrange|sign|try|get|switch|order|reserve|make)|` +
      `(?:can|could|may) (?:we|i) (?:schedule|book|set up|set you|send you|send over|offer|interest you|get you|sign you|put you|arrange|invite|show you|walk you|call you|count|give you a|propose|put in|plan|meet|help you get)|how about (?:we|a|an|i|if|you|next|this|on|monday|tuesday|wednesday|thursday|friday|tomorrow|trying|starting|meeting|doing|i'll|lunch|coffee|dinner)|` +
      `what would you (?:\\w+ )?say to|what do you say (?:to|we|if)|(?:could|can|will|would) you (?:please )?(?:send|share|prepare|write|update|finish|check|review|draft|call|bring|book) (?:\\w+ ){1,8}(?:by|before|until|on) (?:the end|end|tomorrow|monday|tuesday|wednesday|thursday|friday|next|noon)|why (?:don't|not) (?:we|you|i) (?:\\w+ )?(?:rehearse|practi[cs]e|\\w+ (?:it |this |that )?with (?:me|us)|schedule|try|start|meet|book|come|set|go|take|give|do|have|get|join|send|sign|sit)|(?:i'd|i would|we'd|we would) (?:like|love) (?:to (?:offer|invite|show you|set up|schedule|propose|book|have you|get you|give you|meet|send|arrange)|you to)|` +
      `(?:i|we) (?:can|could) (?:also |certainly |definitely |gladly |happily |always |even )?(?:offer|start (?:the|a|on|with|next|right|this)|send (?:a|an|someone|somebody|you|it|them|the)|come (?:by|over|to|and|on)|meet (?:on|at|next|in)|move (?:the|it) (?:call|meeting|date|appointment)|stop by|drop (?:it|them|by)|bring you|call you (?:back )?(?:on|at|tomorrow|next)|give you|set you up|set up a|get you (?:started|set|a|on|in|into)|book you|book a|schedule (?:a|you|it)|do (?:a|ten|twenty|fifteen|five) |throw in|knock|extend|waive|start you|sign you|put you|add you|send you (?:a|the|an)|refund|replace|arrange)|(?:i'll|we'll|i will|we will) (?:also )?(?:offer|give you|throw in|waive|knock|extend)|` +
      `are you (?:ready|available|free|able|interested|willing|open|in) (?:to|for|on|in|this|next|tomorrow|monday|tuesday|wednesday|thursday|friday)|(?:could|can|will|would) you (?:meet|sign|join|commit|come|confirm|attend|make it|do (?:monday|tuesday|wednesday|thursday|friday|next|a)|give (?:it|us|me) a (?:try|chance|shot))|if you (?:sign|sign up|order|commit|join|decide|buy|switch|upgrade) (?:today|now|this|before|by|with|for|to|up)|` +
      `(?:what if|suppose) (?:we|i) (?:offered|gave|could|did|started|set|waived|reduced|threw|tried|met|scheduled|moved)|(?:i|we|i'd|i would) (?:suggest|propose|recommend|invite) (?:we|you|that|a|to|starting|doing|meeting|going|trying|an|the)|(?:next step|best thing) (?:would be|is|might be) (?:to|a|for)|(?<!how )(?:does|would|will) (?:(?:that|this|it|which|either|monday|tuesday|wednesday|thursday|friday|tomorrow|next|noon|ten|nine|eleven|two|three|four|half) (?:\\w+ ){0,4})(?:work|suit|be okay|be good|be fine|fit)\\b(?! with| in| on| well|\\w* at all)|ready to (?:move forward|get started|sign|buy|go|commit|start)|want to (?:try|join|come|meet|see (?:a|the|it)|give it|schedule|book|grab|start|sign|move)|let me (?:send you|set up|set you|book|schedule|offer|get you|sign you|arrange)|try it (?:for )?free|(?<!\\b(?:not|never|\\w+n't) (?:really |at all )?)interested in (?:a|an|trying|seeing|joining|our|hearing|the)`,
  ),
  strong(
    "",
    `let's (?:schedule|book|set up|set|meet|plan|get you|find a|arrange|put|hop on|jump on|get (?:a|something) on|talk (?:again|next|on)|reconnect|touch base)`,
  ),
];

export const OFFER_KINDS: readonly Pattern[] = [
  strong(
    "task",
    `(?:could|can|will|would) you (?:please )?(?:send|share|prepare|write|update|finish|check|review|draft|call|bring|book) `,
  ),
  strong(
    "demo",
    `demo|demonstration|walk you through|walkthrough|show you (?:how|the|a|what)|see (?:it|how it|the product)`,
  ),
  strong("trial", `trial|pilot|try (?:it|this|the|our)|test (?:it|period)|proof of concept|give it a (?:try|shot)`),
  strong(
    "discount",
    `discount|percent (?:off|discount)|% off|lower price|special (?:price|offer|rate)|waive|knock|throw in|coupon|for free|reduced`,
  ),
  strong("refund", `refund|credit|reimburse|compensation|voucher`),
  strong(
    "information",
    `brochure|email|info|information|link|document|documents|case stud|details|proposal|report|invite|materials`,
  ),
  strong("visit", `technician|engineer|mechanic|plumber|come by|stop by|drop by|come over`),
  strong("replacement", `replac|new one|another one|new (?:router|device|phone|card|unit|part)`),
  strong(
    "purchase",
    `sign|contract|purchase|buy|order|subscribe|subscription|upgrade|plan|move forward|get started|commit|proposal|quote|license|licenses`,
  ),
  strong(
    "meeting",
    `meet|meeting|call|schedule|calendar|appointment|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|next week|slot|lunch|coffee|dinner|get together|catch up|touch base|o'clock|interview|visit|talk (?:again|next)`,
  ),
];

/** Said of what will be done, not asked: an answer to it decides nothing. */
export const ANNOUNCES =
  /\b(?:i'll|i will|we'll|we will|i'm going to|we're going to) (?:also |then |just |now )?(?:send|call|email|mail|get back|book|prepare|share|write|refund|replace|arrange|update|show|bring|ship|forward|let you know)\b/;
/** Asks for a reason or a wish where the words of an offer stand: "why do you want to leave?". */
export const ASKS_WHY =
  /\b(?:why|what|where) (?:exactly |else |then )?(?:do|did|would) you (?:want|like|prefer|need)\b/;

export const ACCEPTANCES: readonly Pattern[] = [
  strong(
    "explicit",
    `sounds (?:good|great|perfect|fine|fantastic|wonderful|reasonable|lovely|excellent|like a (?:plan|deal|good)|fair|amazing|awesome)|let's (?:do|go|try|start|book|schedule|set|get|move|make|plan|say|give|meet|sign) ?|(?:that|this|it|that'll|which|monday|tuesday|wednesday|thursday|friday|tomorrow|morning|afternoon|ten|two|three|noon|week|one) (?:would |will |should |also )?(?:work|works|suits)(?! (?:by|on|like))|works (?:for|well for|great|fine|perfectly)|` +
      `(?:i'm|we're|count me|count us|i am|we are) in\\b(?! (?:the|a|an|my|our|this|that|it|london|\\w+ing))|sign (?:me|us) up|(?:it's|you have|you've got|you got|we have|we've got) a deal|deal\\b|convinced me|(?:i'll|we'll|i will|we will) (?:take|have|go with|buy|do) (?:it|that|one|two|three|five|ten|the|them|this|both|your)|go ahead|yes please|please do|please (?:send|book|schedule|go ahead|sign|set|put)|` +
      `(?:i'd|we'd|i would|we would) (?:love|like) (?:that|to|it)|(?:i'd|we'd|i would|i'm|we're|we are|i am|would be) (?:be )?(?:happy|glad|delighted|thrilled) (?:to|with that)|where do (?:i|we) sign|agreed|(?:that'd|that would|that will|it would|would) be (?:great|good|perfect|lovely|helpful|wonderful|fine|awesome|nice|amazing|excellent|ideal|okay)|looking forward to it|see you (?:then|on|there|tomorrow|monday|tuesday|wednesday|thursday|friday|next)|(?:i|we) accept|i(?:'ll| will) be there|i can (?:do|make) (?:that|it|monday|tuesday|wednesday|thursday|friday|then)|book (?:it|me)|send (?:it|me the (?:contract|paperwork|invoice|link|invite|agreement)|over the)|consider it done|why not|absolutely (?:yes|let's)|put (?:me|us) down|i don't see why not|you're on|fair enough let's|sold\\b|i guess (?:so|that works|we can|that's fine)|that's fine|fine by me|(?:can|could) live with (?:that|it)|fine with me|okay with me`,
  ),
];

export const WEAK_ACCEPTANCE =
  /^(?:(?:yes|yeah|yep|yup|sure|ok|okay|alright|all right|absolutely|definitely|certainly|great|fine|perfect|of course|gladly|wonderful|excellent|cool|good|sure thing|you bet|um|uh|oh|well|thanks|thank you|why not|right|exactly|very much|totally)\b ?)+$/;
export const OPENS_WITH_YES =
  /^(?:um |uh |oh |well |hm |hmm )*(?:yes|yeah|yep|sure|absolutely|definitely|certainly|of course|okay|ok|great|perfect|fine|alright|gladly|all right)\b/;

export const REJECTIONS: readonly Pattern[] = [
  strong(
    "explicit",
    `no thanks|no thank you|not (?:really )?interested|(?:i'll|i will|we'll|i have to|i'm going to|i think i'll|i'm gonna|gonna|going to) (?:have to )?(?:pass|decline|say no)|(?:i'd|i would|we'd|we would) rather not|i'm afraid (?:not|i can't|we can't|that's a no|i have to|that won't|it's a no)|(?:can't|cannot|can not|won't|couldn't|could not) (?:do|make|commit|sign|accept|join|agree|go (?:ahead|for|with|along)|come|attend)(?: to)?(?: that| it| this| anything)?|` +
      `not (?:going to|gonna) (?:happen|work|do|buy|sign|take|change|join|switch|go)|(?:that|it|this|which|monday|tuesday|wednesday|thursday|friday|tomorrow) (?:just |really )?(?:doesn't|does not|won't|will not|wouldn't|isn't going to) (?:really )?(?:work|suit|do)|decided (?:against|not to)|(?:going|went|gone|go|decided to go|sticking|stick|staying|stay) with (?:another|someone|a competitor|your competitor|a different|our current|what we|the other|our old)|please (?:don't|do not|stop|remove|take me off|take us off|delete)|` +
      `(?:maybe|perhaps) (?:another|some other) time|some other time|not (?:today|for me|for us|this time)|(?:i|we) have to decline|unfortunately not|thanks but no|thank you but no|no way|absolutely not|definitely not|don't bother|stop calling|don't call|count (?:me|us) out|(?:i|we) refuse|hard pass|(?:i|we) don't (?:want|think so|think (?:i|we) (?:want|will|can|should))|that's a no|it's a no|we're out|leave it at that|i'm out\\b(?! of)|not doing (?:that|this)|take (?:me|us) off|no need|forget it|(?:have|will|'ll) to turn (?:it|that|you|this) down|turn(?:ing)? (?:it|that|you|this) down|no deal`,
  ),
];
export const WEAK_REJECTION =
  /^(?:(?:um|uh|oh|well|hm|sorry|honestly) )*(?:no|nope|nah|not really|no sorry|no no|i don't think so|never)(?: (?:sorry|no|thanks|i'm sorry|i'm afraid|not really|i don't think so))*$/;

/** Said of what another said, or denied. */
export const REPORTED =
  /\b(?:you|he|she|they) (?:said|mentioned|told|asked|wrote|were saying)\b|\b(?:not|isn't|aren't|n't) too (?:expensive|pricey|complicated|costly)|\bif (?:it|that|this)(?:'s| is| was| were) too\b/;
/** Talk in which a doubt is an objection. */
export const BUSINESS =
  /\b(?:product|price|pricing|offer|contract|proposal|plan|plans|license|licenses|subscription|vendor|provider|demo|trial|pilot|platform|software|tool|solution|service|package|quote|deal|customer|customers|sales|purchase|buy|invoice|onboarding|rollout|upgrade|candidate|salary|position)\b/;
