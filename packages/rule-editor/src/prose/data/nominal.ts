/** Verbs hidden in nouns, in the notation of `wordy-a-h.ts`. */
export const NOMINAL = `
{make} a decision to > {decide} to
{make} a decision on > {decide} on
{make} a decision about > {decide} about
{make} a decision regarding > {decide} on
{make} a decision that > {decide} that
{make} the decision to > {decide} to
{make} the decision that > {decide} that
{make} decisions about > {decide} about
{make} decisions on > {decide} on
{come} to a decision > {decide}
{reach} a decision > {decide}
{arrive} at a decision > {decide}
{make} an assumption that > {assume} that
{make} the assumption that > {assume} that
{make} a recommendation that > {recommend} that
{make} the recommendation that > {recommend} that
{make} a recommendation to =
{make} a determination that > {determine} that
{make} a determination of > {determine}
{make} a distinction between > {distinguish} between
{make} a comparison of > {compare}
{make} a comparison between > {compare}
{make} an attempt to > {try} to
{make} an effort to > {try} to
{make} every effort to =
{make} an application for > {apply} for
{make} an appointment with =
{make} an arrangement for > {arrange} for
{make} arrangements for > {arrange} for
{make} arrangements to > {arrange} to
{make} a request for > {request}
{make} a suggestion that > {suggest} that
{make} a statement that > {state} that
{make} a statement saying that > {state} that
{make} a proposal to > {propose} to
{make} a purchase of > {buy}
{make} a payment of > {pay}
{make} payment of > {pay}
{make} a payment to > {pay}
{make} payment to > {pay}
{make} a choice between > {choose} between
{make} a change to > {change}
{make} changes to > {change}
{make} modifications to > {modify}
{make} adjustments to > {adjust}
{make} an adjustment to > {adjust}
{make} improvements to > {improve}
{make} an improvement to > {improve}
{make} improvements in > {improve}
{make} revisions to > {revise}
{make} a revision to > {revise}
{make} reference to > {refer} to
{make} use of > {use}
{make} mention of > {mention}
{make} an inquiry about > {ask} about
{make} inquiries about > {ask} about
{make} provision for > {provide} for
{make} provisions for > {provide} for
{make} a contribution to > {contribute} to
{make} contributions to > {contribute} to
{make} contact with > {contact}
{make} an investment in > {invest} in
{make} investments in > {invest} in
{make} an estimate of > {estimate}
{make} an assessment of > {assess}
{make} a selection of > {select}
{make} a commitment to =
{make} progress in =
{make} sure =
{give} consideration to > {consider}
{give} careful consideration to > carefully {consider}
{give} some thought to > {consider}
{give} an explanation of > {explain}
{give} an explanation for > {explain}
{give} a description of > {describe}
{give} a summary of > {summarize}
{give} an overview of > {outline}
{give} an indication of > {indicate}
{give} an indication that > {indicate} that
{give} authorization to > {authorize}
{give} authorisation to > {authorise}
{give} approval to > {approve}
{give} assistance to > {help}
{give} support to > {support}
{give} help to > {help}
{give} encouragement to > {encourage}
{give} instructions to > {instruct}
{give} permission to > {permit}
{give} a presentation on =
{give} an answer to > {answer}
{give} a response to > {answer}
{give} rise to > {cause}
{give} recognition to > {recognize}
{give} preference to > {prefer}
{provide} assistance to > {help}
{provide} support to > {support}
{provide} support for > {support}
{provide} help to > {help}
{provide} assistance with > {help} with
{provide} a description of > {describe}
{provide} an explanation of > {explain}
{provide} an explanation for > {explain}
{provide} an overview of > {outline}
{provide} a summary of > {summarize}
{provide} an analysis of > {analyze}
{provide} an indication of > {indicate}
{provide} a list of > {list}
{provide} guidance to > {guide}
{provide} training to > {train}
{provide} training for =
{provide} information about =
{provide} information on =
{provide} protection for > {protect}
{provide} protection to > {protect}
{provide} protection against > {protect} against
{provide} a response to > {answer}
{provide} notification to > {notify}
{provide} compensation to > {compensate}
{conduct} an analysis of > {analyze}
{conduct} an investigation of > {investigate}
{conduct} an investigation into > {investigate}
{conduct} a review of > {review}
{conduct} an evaluation of > {evaluate}
{conduct} an assessment of > {assess}
{conduct} a survey of > {survey}
{conduct} an audit of > {audit}
{conduct} an inspection of > {inspect}
{conduct} a study of > {study}
{conduct} a test of > {test}
{conduct} tests on > {test}
{conduct} research on > {research}
{conduct} research into > {research}
{conduct} an interview with > {interview}
{conduct} a discussion of > {discuss}
{conduct} negotiations with > {negotiate} with
{carry} out an analysis of > {analyze}
{carry} out an investigation into > {investigate}
{carry} out an investigation of > {investigate}
{carry} out a review of > {review}
{carry} out an evaluation of > {evaluate}
{carry} out an assessment of > {assess}
{carry} out an inspection of > {inspect}
{carry} out an audit of > {audit}
{carry} out a survey of > {survey}
{carry} out a study of > {study}
{carry} out tests on > {test}
{carry} out repairs to > {repair}
{carry} out maintenance on > {maintain}
{carry} out maintenance of > {maintain}
{carry} out the implementation of > {implement}
{perform} an analysis of > {analyze}
{perform} an assessment of > {assess}
{perform} an evaluation of > {evaluate}
{perform} an inspection of > {inspect}
{perform} a review of > {review}
{perform} a test of > {test}
{perform} tests on > {test}
{perform} an audit of > {audit}
{perform} a calculation of > {calculate}
{perform} maintenance on > {maintain}
{perform} an update of > {update}
{perform} an installation of > {install}
{undertake} an analysis of > {analyze}
{undertake} a review of > {review}
{undertake} an assessment of > {assess}
{undertake} a study of > {study}
{do} an analysis of > {analyze}
{do} a review of > {review}
{take} action to =
{take} into consideration the fact that > {consider} that
{take} into account the fact that > {consider} that
{take} into consideration > {consider}
{take} under consideration > {consider}
{take} into account =
{take} steps to =
{take} the place of > {replace}
{take} exception to > {object} to
{take} advantage of =
{take} possession of =
{have} a discussion about > {discuss}
{have} a discussion of > {discuss}
{have} a conversation about > {discuss}
{have} an effect on > {affect}
{have} an impact on > {affect}
{have} an influence on > {influence}
{have} a tendency to > {tend} to
{have} a preference for > {prefer}
{have} a need for > {need}
{have} need of > {need}
{have} a requirement for > {need}
{have} an understanding of > {understand}
{have} knowledge of =
{have} a knowledge of =
{have} an expectation that > {expect} that
{have} the intention to > {intend} to
{have} the intention of =
{have} a desire to > {want} to
{have} a wish to > {want} to
{have} suspicions that > {suspect} that
{have} concerns that =
{have} a responsibility to =
{hold} a meeting to =
{hold} a discussion about > {discuss}
{hold} discussions about > {discuss}
{hold} discussions on > {discuss}
{engage} in a discussion of > {discuss}
{engage} in discussions about > {discuss}
{enter} into an agreement to > {agree} to
{enter} into an agreement that > {agree} that
{enter} into negotiations with > {negotiate} with
{reach} an agreement on > {agree} on
{reach} an agreement that > {agree} that
{reach} agreement on > {agree} on
{come} to an agreement on > {agree} on
{come} to an agreement that > {agree} that
{reach} a conclusion that > {conclude} that
{reach} the conclusion that > {conclude} that
{come} to the conclusion that > {conclude} that
{arrive} at the conclusion that > {conclude} that
{draw} the conclusion that > {conclude} that
{draw} attention to =
{place} an order for > {order}
{place} emphasis on > {emphasize}
{place} an emphasis on > {emphasize}
{put} emphasis on > {emphasize}
{place} a limit on > {limit}
{put} in place =
{offer} assistance to > {help}
{offer} a suggestion that > {suggest} that
{offer} an explanation for > {explain}
{express} an interest in =
{express} the opinion that > {say} that
{express} opposition to > {oppose}
{express} support for > {support}
{express} agreement with > {agree} with
{effect} a change in > {change}
{effect} changes in > {change}
{bring} to an end > {end}
{bring} to a conclusion > {end}
{bring} to a close > {end}
{bring} about an improvement in > {improve}
{bring} about improvements in > {improve}
{bring} about a reduction in > {reduce}
{bring} about a change in > {change}
{result} in an increase in > {increase}
{result} in a decrease in > {decrease}
{result} in a reduction of =
{result} in a reduction in > {reduce}
{lead} to an increase in > {increase}
{lead} to a reduction in > {reduce}
{lead} to a decrease in > {decrease}
{cause} an increase in > {increase}
{cause} a decrease in > {decrease}
{cause} a reduction in > {reduce}
{cause} damage to > {damage}
{achieve} a reduction in > {reduce}
{achieve} a reduction of =
{achieve} an improvement in > {improve}
{show} a tendency to > {tend} to
{exhibit} a tendency to > {tend} to
{serve} the function of =
{have} got to =
{submit} an application for > {apply} for
{submit} an offer for =
{file} an application for > {apply} for
{present} a summary of > {summarize}
{present} an analysis of > {analyze}
{present} an overview of > {outline}
{develop} a plan for =
{extend} an invitation to > {invite}
{issue} an invitation to > {invite}
{issue} a warning to > {warn}
{issue} a refund to > {refund}
{set} out to =
{pay} a visit to > {visit}
{pay} attention to =
{keep} in mind =
{perform} the function of =
`;
