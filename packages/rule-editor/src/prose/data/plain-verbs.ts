/** Verbs of offices and their plain relatives, in the notation of `wordy-a-h.ts`. */
export const PLAIN_VERBS = `
{utilize} > {use}
{utilise} > {use}
{facilitate} > {help}
{facilitate} the =
{facilitate} a =
{endeavor} to > {try} to
{endeavour} to > {try} to
{attempt} to > {try} to
{commence} > {start}
{initiate} > {start}
{terminate} > {end}
{terminate} this agreement =
{terminate} the agreement =
{terminate} the contract =
{terminate} this contract =
{conclude} that =
{cease} > {stop}
{cease} to =
{cease} and desist =
{ascertain} > {find} out
{demonstrate} > {show}
{indicate} that > {show} that
{necessitate} > {need}
{require} that =
{obtain} > {get}
{acquire} =
{purchase} > {buy}
{procure} > {get}
{assist} > {help}
{aid} in > {help} with
{assist} in > {help} with
{assist} with > {help} with
{assist} you in =
{enable} us to > {let} us
{enable} them to > {let} them
{enable} you to > {let} you
{enable} users to > {let} users
{enable} customers to > {let} customers
{permit} us to > {let} us
{permit} you to > {let} you
{allow} us to > {let} us
{allow} you to > {let} you
{allow} them to > {let} them
{allow} users to > {let} users
{allow} customers to > {let} customers
{allow} employees to > {let} employees
{inform} us of > {tell} us of
{inform} you of > {tell} you of
{inform} you that > {tell} you that
{inform} us that > {tell} us that
{inform} them that > {tell} them that
{inform} customers > {tell} customers
{inform} users > {tell} users
{inform} employees > {tell} employees
{notify} us of > {tell} us of
{advise} us of > {tell} us of
{advise} you of > {tell} you of
{advise} you that > {tell} you that
{accomplish} > {achieve}
{ameliorate} > {improve}
{augment} > {add} to
{expedite} > {speed} up
{accelerate} > {speed} up
{effectuate} > {bring} about
{elucidate} > {explain}
{enumerate} > {list}
{envisage} > {expect}
{envision} > {imagine}
{evince} > {show}
{exhibit} signs of > {show} signs of
{forward} to us > {send} to us
{formulate} > {draw} up
{furnish} us with > {give} us
{furnish} you with > {give} you
{furnish} them with > {give} them
{implement} the plan > {carry} out the plan
{incentivize} > {encourage}
{incentivise} > {encourage}
{inquire} > {ask}
{enquire} > {ask}
{interface} with > {work} with
{leverage} > {use}
{liaise} with > {work} with
{maintain} contact with =
{maximize} the use of =
{mitigate} > {reduce}
{modify} > {change}
{operationalize} > {put} to use
{optimize} the use of =
{peruse} > {read}
{preclude} > {prevent}
{proceed} to > {go} to
{promulgate} > {issue}
{reside} > {live}
{retain} > {keep}
{remunerate} > {pay}
{render} impossible =
{render} assistance to > {help}
{request} that > {ask} that
{reveal} that > {show} that
{relocate} > {move}
{reimburse} =
{solicit} > {ask} for
{strive} to > {try} to
{substantiate} > {prove}
{supersede} > {replace}
{supply} us with > {give} us
{supply} you with > {give} you
{surmise} > {guess}
{transmit} > {send}
{transpire} > {happen}
{verify} that > {check} that
{validate} that > {check} that
{ensure} that =
{visualize} > {picture}
{circumvent} > {avoid}
{comprehend} > {understand}
{comprise} =
{consolidate} =
{contemplate} > {consider}
{delineate} > {outline}
{denote} > {mean}
{disseminate} > {spread}
{discontinue} > {stop}
{eliminate} the need for > {remove} the need for
{elect} to > {choose} to
{emanate} from > {come} from
{encounter} =
{encounter} problems > {have} problems
{encounter} difficulties > {have} difficulties
{encounter} errors > {have} errors
{erroneously} =
{exceed} =
{finalize} > {complete}
{finalise} > {complete}
{identify} with =
{impact} > {affect}
{impact} on > {affect}
{impede} > {hinder}
{inundate} > {flood}
{keep} you apprised of > {keep} you informed of
{lack} the ability to =
{manifest} itself > {show}
{necessitate} that =
{perceive} > {see}
{possess} > {have}
{postulate} > {claim}
{prioritize} =
{rectify} > {correct}
{reiterate} > {repeat}
{remit} payment > {pay}
{remit} > {send}
{remit} payment to > {pay}
{stipulate} =
{submit} =
{subsequently} =
{utter} =
{vacate} > {leave}
{ascend} > {climb}
{adhere} to > {follow}
{allocate} =
{allot} > {give}
{alleviate} > {ease}
{anticipate} that > {expect} that
{anticipate} > {expect}
{append} > {add}
{apprise} > {tell}
{cognize} > {know}
{collaborate} with > {work} with
{collate} > {gather}
{communicate} with =
{compensate} for =
{converse} with > {talk} with
{culminate} in > {end} in
{deem} =
{delegate} =
{depart} from > {leave}
{depart} from the terms =
{deviate} from =
{diminish} > {reduce}
{dispatch} > {send}
{divulge} > {reveal}
{donate} =
{elicit} > {draw} out
{empower} =
{engender} > {cause}
{enhance} > {improve}
{equate} to =
{evaluate} =
{exacerbate} > {worsen}
{extrapolate} =
{fabricate} =
{garner} > {gather}
{impart} > {give}
{implement} =
{inaugurate} > {open}
{institute} a > {set} up a
{institute} =
{instigate} > {start}
{jeopardize} > {endanger}
{jeopardise} > {endanger}
{launder} =
{negate} > {cancel}
{orchestrate} > {arrange}
{originate} from > {come} from
{partake} in > {take} part in
{participate} in > {take} part in
{procrastinate} > {delay}
{proliferate} > {spread}
{recapitulate} > {sum} up
{recollect} > {remember}
{relinquish} > {give} up
{remedy} =
{replenish} > {refill}
{scrutinize} > {examine}
{scrutinise} > {examine}
{stem} from =
{streamline} =
{traverse} > {cross}
{underpin} > {support}
{undergo} =
{undertake} to =
{utter} a =
{withhold} =
`;
