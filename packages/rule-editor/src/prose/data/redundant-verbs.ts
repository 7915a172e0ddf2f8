/** Verbs whose company says what they say already, in the notation of `wordy-a-h.ts`. */
export const REDUNDANT_VERBS = `
{collaborate} together > {collaborate}
{cooperate} together > {cooperate}
{combine} together > {combine}
{join} together > {join}
{merge} together > {merge}
{mix} together > {mix}
{blend} together > {blend}
{connect} together > {connect}
{link} together > {link}
{gather} together > {gather}
{assemble} together > {assemble}
{meet} together > {meet}
{group} together > {group}
{bring} together =
{work} together =
{return} back > {return}
{revert} back > {revert}
{refer} back > {refer}
{reply} back > {reply}
{respond} back > {respond}
{repeat} again > {repeat}
{reiterate} again > {reiterate}
{restate} again > {restate}
{rewrite} again > {rewrite}
{resubmit} again > {resubmit}
{reconsider} again > {reconsider}
{recur} again > {recur}
{resume} again > {resume}
{continue} to remain > {remain}
{proceed} forward > {proceed}
{advance} forward > {advance}
{progress} forward > {progress}
{raise} up > {raise}
{rise} up > {rise}
{lift} up > {lift}
{ascend} up > {ascend}
{descend} down > {descend}
{fall} down =
{drop} down =
{lower} down > {lower}
{enter} into =
{penetrate} into > {penetrate}
{eliminate} entirely > {eliminate}
{eliminate} altogether > {eliminate}
{eliminate} completely > {eliminate}
{erase} completely > {erase}
{postpone} until later > {postpone}
{postpone} to a later date > {postpone}
{defer} until later > {defer}
{delay} until later > {delay}
{protest} against =
{circulate} around > {circulate}
{circle} around > {circle}
{visualize} in advance > {visualize}
{predict} in advance > {predict}
{forecast} in advance > {forecast}
{warn} in advance > {warn}
briefly {summarize} > {summarize}
{add} an additional > {add} another
{emphasize} strongly > {emphasize}
{estimate} roughly > {estimate}
roughly {estimate} > {estimate}
{spell} out in detail > {spell} out
{explain} in detail =
{share} in common > {share}
{separate} apart > {separate}
{empty} out > {empty}
{print} out > {print}
{write} down =
{cancel} out =
{check} up on =
{connect} up > {connect}
{finish} up > {finish}
{hurry} up =
{open} up =
{close} down =
{close} up =
{free} up =
{miss} out on > {miss}
{meet} up with > {meet}
{face} up to =
{revert} back to > {revert} to
{retreat} back > {retreat}
{recoil} back > {recoil}
{ask} the question =
{reason} why =
`;
