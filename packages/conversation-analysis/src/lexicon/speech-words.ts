/** Words that shift, soften or mark what is said around them. Written for this project; the sources of the classes stand beside each. */

/** Reverse what follows within their clause (contextual valence shifters: Polanyi & Zaenen 2006). */
export const NEGATORS = `not no never none nobody nothing neither nor nowhere without hardly barely scarcely rarely seldom cannot can't won't don't
  doesn't didn't isn't aren't wasn't weren't wouldn't couldn't shouldn't hasn't haven't hadn't ain't dont doesnt didnt isnt arent wasnt cant wont
  couldnt wouldnt havent hasnt lack lacks lacking fails_to failed_to far_from anything_but no_longer`;

/** Strengthen the next valued word (amplifiers: Quirk et al. 1985; Taboada et al. 2011). */
export const AMPLIFIERS = `very really so extremely incredibly absolutely totally completely utterly highly deeply truly insanely super especially
  exceptionally seriously terribly awfully remarkably particularly quite_a such too thoroughly entirely wildly unbelievably beyond hugely immensely
  genuinely literally damn freaking bloody most more much way_too so_much a_lot whole`;

/** Weaken it (downtoners). */
export const DOWNTONERS = `slightly somewhat a_bit a_little kind_of kinda sort_of sorta fairly rather relatively moderately mildly partly barely almost
  nearly a_tad marginally reasonably pretty_much quite little less`;

/** Uncommitted speech (Lakoff 1972; Hyland 2005). */
export const HEDGES = `maybe perhaps possibly probably apparently presumably seemingly supposedly might may could would_say i_think i_guess i_suppose
  i_believe i_feel_like i_assume i_imagine it_seems seems seem appears sort_of kind_of kinda sorta somewhat more_or_less roughly approximately
  about_right around_about or_something or_so something_like not_sure not_certain i'm_not_sure don't_know i_don't_know depends it_depends likely
  unlikely in_a_way to_some_extent as_far_as_i_know if_i_remember i_would_have_thought generally usually typically in_theory potentially
  hopefully we'll_see let_me_think let_me_see i_wonder tend_to could_be might_be`;

/** Opens what another feels or went through: the feeling that is named is not the speaker's. */
export const SYMPATHY = `i_understand i_can_understand i_fully_understand i_completely_understand i_totally_understand i_know_how i_know_that_you i_know_you
  i_can_imagine i_hear_you i_hear_that_you i_get_that_you i_see_that_you i_can_see_that_you i_can_see_you i_can_hear_that that_must_be
  that_must_have_been it_must_be it_must_have_been i_appreciate_that_you i_realize_this i_realise_this sorry_for_the sorry_about_the sorry_about_that
  sorry_that_you sorry_you've sorry_to_hear apologize_for apologise_for do_you_feel are_you_feeling does_it_hurt`;

/** Full commitment (Hyland 2005). */
export const BOOSTERS = `definitely certainly absolutely clearly obviously surely undoubtedly no_doubt without_a_doubt of_course always never for_sure
  i_know i_am_sure i'm_sure i_am_certain i'm_certain i'm_convinced convinced guarantee guaranteed promise indeed must exactly precisely totally
  completely positive_that the_fact_is in_fact truly really no_question hands_down 100_percent hundred_percent confident i'm_confident without_question
  i_insist proven proof evidence_shows`;

/** Promising to act (commissive speech acts: Searle 1976). */
export const COMMISSIVES = `i_will i'll we_will we'll i_promise we_promise i_commit let's let_us i_am_going_to i'm_going_to we're_going_to we_are_going_to
  you_have_my_word count_on_me i_guarantee i'll_make_sure i_will_make_sure sign_up sign_me_up i'm_in we're_in deal agreed let's_do book_it
  schedule_it send_it_over i'll_send i'll_get_back by_friday by_monday by_tomorrow by_thursday by_tuesday by_wednesday by_the_end_of go_ahead
  let's_go i'll_take we'll_take i_am_on_it i'm_on_it consider_it_done take_care_of_it will_do i_swear commit committed`;

/** Filled pauses (Clark & Fox Tree 2002). */
export const FILLERS = `um uh uhm umm uhh er erm ah hmm hm mm mhm eh uh-huh huh you_know i_mean basically literally`;

/** Words that steer the talk (Schiffrin 1987). */
export const DISCOURSE_MARKERS = `so well now then anyway actually okay right look listen see because however therefore meanwhile besides also first
  firstly second secondly third finally next on_the_other_hand for_example for_instance in_other_words that_said by_the_way as_i_said
  having_said_that to_be_honest frankly as_a_result in_addition at_the_end_of_the_day oh and_then`;

export const OPINION_WORDS = `i_think i_feel i_believe in_my_opinion i_guess i_suppose personally honestly frankly to_be_honest i_love i_hate i_like
  i_want i_wish i_hope i_prefer seems feels looks_like if_you_ask_me my_view i'd_say i_would_say`;

export const THANKS = `thank thanks thank_you thankful appreciate_it much_appreciated appreciate_your grateful`;

export const APOLOGIES = `sorry apologize apologise apologies my_apologies i_apologize we_apologize forgive_me my_fault my_bad excuse_me pardon`;

export const REPAIRS = `i_mean sorry_i_mean i_meant or_rather no_wait wait_no let_me_rephrase let_me_start_over what_i_mean what_i_meant
  in_other_words scratch_that correction actually_no rather_than_that make_that`;

/** First words of questions; the recogniser writes no question marks. */
export const QUESTION_OPENERS = `who what when where why how which whose do_you does_it does_that did_you did_he did_she did_they do_we do_they are_you
  are_we are_they is_it is_that is_this is_there was_it were_you can_you can_i can_we could_you could_i could_we would_you would_it will_you
  will_it will_we should_i should_we have_you has_it has_anyone have_they may_i shall_we shall_i am_i don't_you isn't_it aren't_you
  any_questions what's who's where's how's does_he does_she does_the is_the are_the was_the has_the did_the can_the will_the would_the is_your
  are_your does_your did_your is_anyone does_anyone has_the`;

/** Word orders that only questions have, wherever they stand in a recogniser's unpunctuated text. */
export const INVERSIONS = `can_you could_you would_you will_you do_you did_you have_you_got have_you_ever are_you_able are_you_sure are_you_going
  can_i_have can_i_get can_i_ask can_i_help could_i_have may_i_have may_i_ask how_can_i how_can_we how_do_i how_does_it how_many how_much_is
  how_much_does how_long_does is_there_anything is_there_any what_about_the what_is_your what's_your where_is_the when_is_the shall_we should_we
  does_that_work does_it_work is_that_okay is_that_right`;

/** The most frequent words of English: what a text of that language cannot do without, and what says nothing about a topic. */
export const FUNCTION_WORDS = `the a an and or but if then than that this these those there here it its it's i i'm i've i'll i'd me my mine myself you
  you're you've you'll your yours yourself he he's him his she she's her hers we we're we've we'll us our ours they they're them their theirs
  who whom whose which what when where why how is are was were be been being am do does did done doing have has had having will would
  can could shall should may might must of in on at to from by for with about into over after before between under against during
  without within through out up down off again further once as so such only just also even too very not no nor yes yeah all any both
  each few more most other some own same because while until although though however well now get got getting go going gone went
  come came make made take took say said says see saw know knew think thought want let let's put one two three four five six seven
  eight nine ten first like really still much many lot thing things something anything everything nothing someone anyone everyone
  don't doesn't didn't isn't aren't wasn't weren't can't cannot couldn't won't wouldn't shouldn't hasn't haven't hadn't that's
  there's here's what's who's where's how's let's okay ok oh um uh right sure please thanks thank hello hi hey good back way kind sort
  bit actually maybe never always ever today yesterday tomorrow time day week need look give tell told talk call mean gonna wanna
  gotta ah hmm huh yep nope bye those we'd they'd you'd he'd she'd it'll that'll they've would've could've should've guess ask
  feel felt try tried work works new use used which keep kept say saying people really little quite rather perhaps probably
  last next another every around since already yet away often sometimes soon later anyway basically able`;
