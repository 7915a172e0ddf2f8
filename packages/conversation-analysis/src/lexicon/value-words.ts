import type { Strengths } from "./emotion-words.ts";

/** Words that value something without naming a feeling. Written for this project. */
export const POSITIVE_WORDS: Strengths = {
  strong: `excellent outstanding superb perfect perfectly brilliant best phenomenal exceptional incredible magnificent flawless spectacular terrific
    marvelous marvellous stunning_work game_changer life_saver lifesaver first-class top_notch top-notch world-class exactly_what_we_need
    exactly_what_i_need exactly_what_we_needed beyond_expectations exceeded_our exceeded_my highly_recommend five_stars unbeatable splendid gorgeous delicious`,
  plain: `great good better impressive impressed helpful useful valuable effective efficient reliable solid smart clever talented skilled success
    successful successfully succeed improve improved improvement improving progress benefit benefits advantage gain growth grow growing profitable
    recommend recommended like liked likes favorite favourite strong healthy safe secure easy easier easily smooth smoothly fast quick clear intuitive
    simple elegant attractive fresh clean friendly kind generous polite patient professional honest trust trusted trustworthy fair reasonable
    affordable bargain cheap_enough worth worthwhile worth_it saved_us saves_us saved_me saves_me save_time saving_time saved_a_lot_of_time works_great
    works_well working_well works_perfectly works_fine went_well going_well doing_well good_job great_job nice_work good_work great_work good_point
    great_point great_question good_question makes_sense good_idea great_idea sounds_good sounds_great sounds_perfect sounds_fantastic
    sounds_wonderful happy_to glad_to thank thanks thankful thank_you support_was supportive helped resolved solved fixed works_now working_now
    all_good no_problem no_worries no_complaints up_and_running on_track ahead_of_schedule under_budget promising creative innovative engaging respected
    popular thrive thriving winner agreed agree perfect_fit good_fit great_fit strong_fit blast gem hit_it_off click_with well-deserved deserved
    promoted promotion raise bonus award accepted approved achievement achieve milestone breakthrough recovered recovering healed cured tasty yummy
    cute adorable handsome genius legend hero magical stunning fabulous glorious graceful lively vibrant encouraging encouraged rewarding fulfilling
    comfort enough_room spacious convenient responsive attentive thorough accurate sharp knowledgeable competent welcoming charm treasure fine_with_me
    works_for_me not_bad can't_complain cannot_complain can't_go_wrong couldn't_be_better could_not_be_better no_issues without_a_hitch
    gift present birthday wedding engaged baby newborn holiday graduation graduated puppy sunshine`,
  mild: `okay ok fine decent alright all_right sure correct right yes yeah yep fair_enough interesting interested important adequate acceptable
    sensible stable steady ready available fit flexible quality polished thoughtful well please cool neat tidy certain gladly absolutely definitely
    exactly indeed improvement_over bright gentle`,
};

export const NEGATIVE_WORDS: Strengths = {
  strong: `terrible horrible awful worst dreadful atrocious abysmal disaster disastrous catastrophe catastrophic appalling horrendous horrific
    hideous ghastly lousy garbage_product total_failure complete_failure piece_of_junk piece_of_crap never_again deal_breaker dealbreaker fraud
    ruined ruin destroyed destroy wrecked toxic evil cruel brutal tragic tragedy unusable unforgivable intolerable unbearable murder killed
    killing torture abuse abused abusive`,
  plain: `bad badly poor poorly wrong worse fail failed failing failure fails problem problems issue issues trouble broken break breaks broke crash
    crashed crashes crashing bug buggy error errors mistake mistakes slow slowly slower sluggish difficult difficulty hard_to harder confused confusing
    confusion complicated clunky messy_code expensive overpriced pricey costly too_much too_expensive too_high too_long too_slow too_many too_late
    over_budget behind_schedule delay delayed delays late lose losing lost_money lost_time loss losses lost_data lack lacking missing miss_the missed
    weak unreliable unstable inaccurate inconsistent useless pointless worthless unclear vague boring bored dull tedious painful pain annoys
    inconvenient inconvenience unhelpful unfriendly unkind mean_to cold_food cold_shoulder harsh ugly cheap_looking flimsy fragile faulty defective
    damaged damage leak leaking leaks stuck blocked frozen freezes freezing_up down_again outage offline doesn't_work does_not_work not_working didn't_work
    won't_work isn't_working stopped_working won't_start won't_turn_on won't_open can't_log can't_access can't_get keeps_crashing keeps_failing keeps_breaking
    don't_like didn't_like do_not_like doubt doubts skeptical sceptical reject refused refuse denied declined decline cancel cancelled canceled
    cancellation refund return_it sorry apologize apologise apology apologies unfortunately regrettably afraid_not concern concerns complain
    complaint criticize criticism critical_of suffer suffering sick ill illness injured injury accident debt penalty fine_of fee hidden_fees
    unfair unable impossible struggle struggled nobody_cares no_one_cares doesn't_care don't_care couldn't_care ignored neglect neglected quit quitting
    fired threat harm harmful hurt wound scar conflict argument tension chaos chaotic disorganized disorganised unorganized mess overwhelmed
    overworked understaffed burnout burned_out exhausted rushed pressure setback drawback downside disadvantage obstacle roadblock headache
    red_flag not_worth waste wasted wasting clutter noisy crowded cramped uncomfortable bland tasteless burnt undercooked overcooked stale
    rude arrogant selfish lazy greedy stubborn ignorant dumb sloppy clumsy mediocre subpar substandard underwhelming lackluster
    short_staffed no_sense makes_no_sense doesn't_make_sense nothing_works wish_it not_good not_great not_happy not_impressed not_satisfied
    unsatisfied dissatisfied unimpressed disappoints let_us_down gave_me_the_wrong wrong_order wrong_item out_of_stock dropped_the_ball fell_through
    turned_down shut_down shutting_down falling_behind no_response no_reply no_answer never_arrived hasn't_arrived hasn't_come
    hasn't_shown didn't_show stolen stole theft robbed burglar war storm flood fire_in burned crisis downturn recession declining shrinking deteriorating`,
  mild: `but however questionable limited limitation old outdated average so-so meh uncertain risky heavy tight tough hard challenging challenge
    not_ideal not_perfect less_than_ideal could_be_better hesitate hesitant unsure awkward odd strange weird minor_issue gap unable_to dont no nope not_really
    not_sure overdue busy noise spam tricky steep`,
};

/** Phrases in which a word that is valued elsewhere says nothing. */
export const NEUTRAL_PHRASES = `blood_pressure air_pressure water_pressure error_message error_messages error_code error_codes error_rate risk_report
  risk_reports risk_management pain_point pain_points critical_path deal_with`;
