import type { EmotionLabel } from "../analysis.ts";

/**
 * Words that name or plainly show a feeling, by label and strength. Written for this project. Base forms stand for their inflections (`lookup.ts`); the words
 * of a phrase are joined by `_`.
 */
export const EMOTION_WORDS: Readonly<Record<Exclude<EmotionLabel, "neutral">, Strengths>> = {
  joy: {
    strong: `ecstatic elated overjoyed thrilled delighted euphoric jubilant joyful joyous bliss blissful over_the_moon on_cloud_nine so_happy very_happy
      best_day best_news made_my_day dream_come_true tears_of_joy absolutely_love love_love couldn't_be_happier could_not_be_happier exhilarated radiant
      rejoice triumphant happiest on_top_of_the_world walking_on_air
      couldn't_be_prouder could_not_be_prouder couldn't_be_more_proud couldn't_be_more_pleased could_not_be_more_pleased best_thing_that
      best_thing_ever greatest_day so_excited happily_ever_after happiest_day`,
    plain: `happy joy love loving excited exciting excitement fun funny hilarious celebrate celebration cheerful glad pleased pleasure enjoy enjoyable
      enjoyment proud pride grateful gratitude hooray yay woohoo yippee haha hahaha lol laugh laughing laughter smile grin wonderful amazing awesome
      fantastic can't_wait cannot_wait can_not_wait looking_forward love_it loved_it adore cherish congratulations congrats well_done good_news great_news
      we_did_it i_did_it happiness uplifting merry playful optimistic eager enthusiastic enthusiasm inspired inspiring beaming stoked pumped psyched
      chuffed heartwarming blessed lucky hug party cheers bravo win won winning victory relieved relief what_a_relief thank_god thank_goodness so_glad
      really_happy tickled giggle giggling dancing paid_off made_it nailed_it hopeful vacation_mode
      getting_married got_married got_engaged was_born good_time great_time the_best_ever you're_the_best are_the_best best_team good_feeling
      feel_great feels_great feeling_great feel_better feeling_better feels_good feel_so_good in_a_good_mood in_great_spirits having_a_blast
      had_a_blast got_the_job got_in we_got_the got_accepted got_promoted passed_my_exam passed_the_exam passed_my_test finally_works
      it_finally_works all_clear healthy_again came_home first_steps first_word sold_out record_quarter record_month beat_our_target
      hit_our_target hit_the_target exceeded_our closed_the_deal signed_the_deal signed_the_contract they_signed just_signed surprise_party
      high_five way_to_go so_sweet so_kind so_much_fun dancing_around singing made_us_laugh cracked_me_up cracks_me_up laughed_so_hard dream_job
      dream_house standing_ovation applause fell_in_love in_love honeymoon best_friend weekend_was_great long-awaited awaited such_a_treat
      very_pleased really_pleased wish_you_all_the_best`,
    mild: `nice content contented satisfied satisfying satisfaction fond appreciate appreciated appreciative sweet lovely pleasant cosy cozy comfortable
      warm hope hoping keen welcome treat sunny beautiful peaceful calm relaxed refreshing charming amused amusing`,
  },
  sadness: {
    strong: `devastated heartbroken heartbreaking grief grieving mourn mourning despair hopeless miserable misery depressed depression depressing sobbing
      inconsolable crushed shattered anguish passed_away broke_my_heart lost_everything bereaved suicidal worthless desolate funeral weep weeping
      fell_apart falling_apart in_tears can't_stop_crying crying_all unbearable_loss gutted
      i_feel_terrible feel_awful_about cried_myself couldn't_stop_crying heart_is_broken broke_her_heart broke_his_heart breaks_my_heart
      broken_hearted lost_my_mother lost_my_mom lost_my_dad lost_my_father lost_my_wife lost_my_husband lost_my_son lost_my_daughter
      lost_my_brother lost_my_sister put_our_dog_down put_him_down put_her_down had_to_put`,
    plain: `sad sadly sadness unhappy cry crying cried tears lonely loneliness alone sorrow sorrowful miss_him miss_her miss_them miss_you missing_him
      missing_her miss_my i_miss really_miss gloomy down_lately feeling_down feel_down feeling_low feel_low let_down disappointed disappointing
      disappointment heartache hurt hurting grieve regret regretful melancholy dejected despondent discouraged disheartened died death dead dying lost_my
      lost_our gave_up given_up give_up no_hope lost_hope homesick abandoned rejected unloved unwanted forgotten left_me never_be_the_same broken_heart
      blue tearful downhearted heavy_heart letdown defeated empty_inside feel_empty no_point what's_the_point nothing_left too_late i_failed we_failed
      failure_of_a drained worn_out goodbye_forever laid_off layoffs lost_the_contract lost_the_deal widow orphan cancer terminal_illness divorce
      divorced broke_up breakup falling_out missed_out
      lay_off let_go_of_the let_the_team_go hardest_day feel_terrible feel_bad feel_so_bad feels_wrong_without anyone_to_talk_to no_one_to_talk
      nobody_to_talk nobody_to nobody_even_said without_even_saying without_him without_her without_you without_them not_the_same
      won't_be_the_same isn't_the_same don't_see_the_point nothing_matters no_longer_here no_longer_with_us gone_now she's_gone he's_gone
      they're_gone is_gone last_goodbye memorial gravestone grave cemetery coffin burial hospice terminal stroke dementia alzheimer's miscarriage
      orphaned childless isolated isolation tear_up teared_up choked_up lump_in_my heart_sank heart_sinks hollow numb so_quiet drifted_apart
      grew_apart moved_out won't_talk_to hasn't_spoken doesn't_call never_visits nobody_visits closed_down had_to_close went_under had_to_sell
      shut_our doors_closed it's_over it_is_over didn't_make_it did_not_make_it fell_short not_good_enough wasn't_enough wasn't_good_enough
      wasn't_meant never_got_the_chance never_got_to never_had_the_chance all_for_nothing for_nothing in_vain wasted_years`,
    mild: `unfortunate unfortunately pity too_bad bummer bummed shame sorry_to_hear wish_i_had wish_we_had if_only used_to_be tired exhausted weary
      dull bleak struggling struggle miss leaving farewell goodbye quiet_without sighed sigh apologetic ashamed guilty guilt remorse lost sick ill
      hospital fading pointless`,
  },
  anger: {
    strong: `furious enraged outraged outrageous outrage livid infuriated infuriating fuming seething rage raging hate hatred despise fed_up sick_of
      sick_and_tired had_enough had_it_with pissed pissed_off damn goddamn bullshit fuck fucking screw_you shut_up how_dare drives_me_crazy
      driving_me_crazy drives_me_mad drives_me_nuts last_straw blood_boil blood_is_boiling unacceptable totally_unacceptable inexcusable
      this_is_ridiculous absolutely_ridiculous what_the_hell scam ripped_off rip_off liar liars lied lying_to incompetent incompetence betrayed betrayal
      go_to_hell losing_my_patience lost_my_patience out_of_patience sue lawyer_up
      makes_me_so_mad pisses_me_off pissing_me_off ticks_me_off ticked_off fed_up_with steaming_mad hopping_mad kick_you_out shove_it
      absolutely_unacceptable bloody_joke disgrace disgraceful a_disgrace insane_that unbelievable_that idiotic moronic asinine bullcrap
      for_god's_sake for_christ's_sake for_crying_out_loud what_is_wrong_with what's_wrong_with_you get_out_of_my i_want_to_scream made_me_furious
      blatant_lie`,
    plain: `angry anger mad annoyed annoying annoy annoyance irritated irritating irritate frustrated frustrating frustrate frustration upset resent
      resentment hostile ridiculous absurd unfair injustice insult insulted insulting rude disrespect disrespectful ignored idiot idiots stupid moron
      hell crap nonsense joke_of_a is_a_joke useless waste_my_time wasting_my_time waste_of_time waste_of_money complain complaint complaining demand
      blame blamed fault yell yelled yelling scream_at shout shouting shouted argue arguing fight fighting jerk careless negligent dishonest cheated
      cheat robbed stop_it knock_it_off enough_is_enough how_many_times how_many_more nobody_listens no_one_listens not_listening stop_interrupting
      interrupting_me interrupted_me behind_my_back taking_credit took_credit takes_credit broke_your_promise broken_promises still_not_fixed
      still_hasn't still_haven't still_isn't still_doesn't third_time fourth_time fifth_time tenth_time yet_again on_hold_for been_on_hold waiting_for_hours
      kept_me_waiting keep_calling hung_up_on hangs_up passed_around transferred_me transfer_me charged_twice charged_me overcharged overcharging
      double_charged want_a_refund want_my_money money_back speak_to_a_manager speak_to_your_manager your_supervisor get_me_a cancel_everything
      not_my_problem no_excuse excuses again_and_again over_and_over patronizing condescending bully bullying sabotage can't_stand cannot_stand
      impossible_to_reach pathetic shameful slammed how_hard_is_it how_hard_can_it get_your_act_together do_your_job unprofessional every_single_time
      tell_me_to_calm told_me_to_calm wasted_my wasted_two wasted_three wasted_hours wasted_my_time waste_everyone's_time ever_call_me ever_calls
      nobody_ever nobody_answers no_one_answers nobody_picks no_one_picks never_answer never_answers never_picks keep_transferring
      keeps_transferring keep_asking_me keep_telling_me you_keep they_keep keeps_happening keep_making_the same_mistake same_problem same_issue
      same_excuse for_the_third for_the_fourth for_the_last_time i_already_told i_told_you i_have_told i've_told already_explained already_told
      that_was_never_mentioned never_mentioned costs_extra extra_charge extra_fees hidden_fee hidden_charges without_asking without_my_permission
      without_permission without_telling without_even_asking stole_my stole_our took_my not_acceptable isn't_acceptable not_okay_with not_fair
      isn't_fair so_unfair none_of_your_business mind_your_own leave_me_alone get_lost get_out back_off don't_you_dare you_never you_always
      you_people you_guys_never what_kind_of is_this_a_joke you_call_this you_should_be_ashamed explain_yourself explanation answer_me i_demand
      i_insist_on report_you bad_review take_my_business chargeback refuse_to_pay i'm_done i_am_done done_with_this had_it blew_up lost_my_temper
      temper grudge revenge spite spiteful furiously slam slamming swore cursing glare sick_of_this bugs_me bugging_me gets_on_my_nerves
      on_my_nerves pain_in_the pet_peeve tired_of_being tired_of_this tired_of_hearing tired_of_your tired_of_waiting undermine undermined
      undermining talks_over_me talk_over_me talking_over dismissive lazy_people irresponsible reckless unreasonable_demands`,
    mild: `bother bothered bothersome impatient fussy grumpy cranky cross sore_point nuisance hassle unreasonable dispute tense disagree broken_again late_again
      wrong_again not_again again_today nobody_called no_one_called nobody_told no_one_told never_called never_replied promised supposed_to
      waiting_since pushing_back deadline_moved unresponsive`,
  },
  fear: {
    strong: `terrified terrifying horrified petrified panic panicking panicked dread dreading freaking_out freak_out scared_to_death nightmare phobia
      terror scared_stiff heart_is_pounding heart_was_pounding heart_is_racing heart_was_racing can't_breathe cannot_breathe hyperventilating
      paralyzed_by frightened_to_death emergency help_me hands_are_shaking hands_were_shaking shaking_like couldn't_move run_for your_life
      scared_to scared_of_losing terrified_of afraid_for_my fear_for_my going_to_die i'm_going_to_die someone_in_the_house somebody_in_the_house
      gun knife bomb earthquake tornado evacuate evacuated call_the_police call_an_ambulance please_hurry don't_leave_me blood_ran_cold`,
    plain: `afraid fear fearful scared scary scare frightened frightening frighten anxious anxiety worried worry worrying worries nervous nervousness
      alarmed alarming threat threatened threatening danger dangerous unsafe insecure creepy spooky trembling tremble shaking uneasy apprehensive
      what_if i'm_not_sure_we'll might_lose could_lose may_lose going_to_lose might_fail could_fail might_die could_die might_get_fired get_fired
      being_fired lose_my_job lose_our lose_everything can't_sleep couldn't_sleep losing_sleep keeps_me_up keeps_me_awake awake_at_night stress stressed
      stressful overwhelmed overwhelming in_trouble followed_me following_me stalking strange_noise footsteps haunted horror attack attacked break-in
      broke_into hacked virus bankrupt bankruptcy layoff_rumors stage_fright butterflies on_edge jittery sweating desperate desperately
      losing_control out_of_control something_bad goes_wrong go_wrong going_wrong too_risky don't_feel_safe not_safe never_make_it won't_make_it
      could_collapse might_collapse intimidated intimidating chest_pain results_from_the_doctor biopsy turbulence
      sue_us could_sue get_sued lawsuit audit_us brakes_are_not brakes_aren't oh_no uh_oh i_don't_know_what_would worst_case what_would_happen
      if_something_happens something_happens something_happened something_is_wrong something's_wrong something_might something_could hope_nothing
      feel_safe feels_unsafe felt_unsafe not_feel_safe alone_in_the_dark in_the_dark dark_alley weird_man stranger_at stared_at_me watching_me
      watching_us following_us chasing chased hide hiding hid escape trapped stuck_in_the_elevator drowning drown choking choke bleeding seizure
      collapsed surgery tumor lump diagnosis test_results infection contagious side_effects complications dizzy heart_attack heart_pounding
      heart_racing racing_heart pounding goosebumps shiver shivers shivering cold_sweat knot_in_my stomach_in_knots pit_in_my
      sick_to_my_stomach_with sleepless sleepless_nights nightmares bad_dream bad_feeling gut_feeling_something dreaded doom doomed screwed_if
      in_over_my_head over_my_head can't_handle can't_cope too_much_for_me losing_my_mind freaks_me freaked_out freaked spooked creeped_out
      scares_me scared_me terrifies_me worries_me makes_me_nervous getting_nervous run_out_of_money runs_out_of_money money_runs_out
      lose_the_house lose_the_account lose_the_client lose_the_customer losing_the lose_my lose_him lose_her get_caught found_out gets_out
      if_they_find_out in_danger at_risk data_breach breach breached leaked ransomware phishing identity_theft stolen_identity deported eviction
      evicted foreclosure default_on red_alert alarm_went`,
    mild: `risk risky concern concerned concerning unsure uncertain uncertainty hesitant wary cautious doubt doubtful suspicious careful tense shy
      timid pressure unstable vulnerable exposed at_stake on_the_line shaky deadline_pressure might_not could_be_serious what_happens_if what_will_happen
      not_ready`,
  },
  surprise: {
    strong: `astonished astonishing astounded astounding shocked stunned flabbergasted speechless blown_away mind_blown jaw_dropped jaw_dropping
      unbelievable can't_believe cannot_believe can_not_believe couldn't_believe never_expected didn't_expect did_not_expect never_saw_that
      didn't_see_that_coming out_of_nowhere out_of_the_blue wow whoa oh_my_god oh_my_gosh omg are_you_serious are_you_kidding you're_kidding
      you_are_kidding no_way holy_cow holy_moly who_would_have_thought who_knew`,
    plain: `surprised surprising surprise surprisingly amazed startled startling unexpected unexpectedly suddenly sudden bizarre incredible incredibly
      wait_what hold_on_what say_that_again is_that_right is_that_true since_when seriously really_now you_did_what she_did_what he_did_what
      they_did_what he_said_what she_said_what oh_really for_real had_no_idea no_idea_that didn't_know_that did_not_know_that never_heard_of news_to_me
      first_i've_heard i_never_knew i_didn't_realize didn't_realise twist plot_twist caught_me_off off_guard baffled perplexed puzzled huh
      gosh gee goodness my_goodness good_heavens blimey what_a_coincidence of_all_people of_all_places just_like_that wasn't_expecting
      was_not_expecting weren't_expecting not_expecting come_again what_on_earth how_is_that_possible how_did_you_know how_on_earth
      i_thought_you_were i_thought_it_was that_fast that_quickly already_done turns_out it_turned_out mind-boggling
      to_my_amazement amazement never_would_have_guessed would_never_have_guessed never_would_have_thought would_never_have_thought
      wouldn't_have_guessed who_would_have you_mean_it you_mean_he you_mean_she you_mean_they you_mean_you look_at_that look_at_the_size oh_wow
      oh_hey_i no_kidding get_out_of_here you_don't_say well_i_never i'll_be_damned what_are_the_odds how_strange how_weird how_odd that's_odd
      that's_weird that's_strange that's_crazy that_is_crazy that's_insane that's_wild crazy_right here_of_all here_i_thought all_this_time
      the_whole_time out_of_thin_air all_of_a_sudden without_warning did_not_know_you didn't_know_you i_thought_you i_thought_he i_thought_she
      i_thought_they i_assumed_you nobody_told_me_you wait_really wait_you hold_on_you you_did_all you_already they_already he_already she_already
      already_finished how_is_that_even how_did_that how_could_it in_one_day overnight double-take plot_thickens eye-opening eye_opener revelation
      shocker stunner`,
    mild: `odd strange weird curious interesting_twist oh what_a wonder wondering unusual remarkable peculiar funny_how actually_true really uh_what
      how_come mysterious mystery magic`,
  },
  disgust: {
    strong: `disgusting disgusted disgust gross revolting repulsive repulsed vile nauseating nauseous nauseated sickening puke puking vomit vomiting
      throw_up threw_up throwing_up makes_me_sick made_me_sick turns_my_stomach turned_my_stomach stomach_turned stomach_turn gag gagging
      yuck yucky ew eww ewww repugnant abhorrent loathe loathing foul putrid filthy want_to_hurl skin_crawl
      grossed_out gross_out grosses_me makes_me_want_to_vomit sickens_me sickened want_to_throw_up disgusts disgustingly`,
    plain: `nasty rotten stink stinks stinky stinking smelly stench reek reeks reeked mold moldy mouldy mould slimy slime grimy filth dirty rancid
      cockroach cockroaches rat rats maggot maggots lice bedbugs sewage vomit_on spit spitting snot pus toilet_water hair_in_my hairs_in greasy
      inedible spoiled sleazy sleaze creep perverted obscene distasteful unsanitary unhygienic contaminated infested infestation crawling_with appalling
      appalled perverse morally_bankrupt immoral despicable corrupt corruption shameless stomach-churning bile gunk mucus urine feces poop diarrhea
      dead_mouse dead_rat dead_fly fly_in_my soggy expired_meat off_milk sour_milk festering oozing sticky_floor chewed_gum garbage_smell
      spat pee peed pissed_on barf barfed retch retching cesspool rot rotting decaying decay carcass corpse maggoty flea fleas tick ticks leech
      worm worms worm_in slug toenail toenails earwax dandruff phlegm drool drooling burp belch fart farted diaper sewer drain_smell bin_juice
      landfill rank odor odour body_odor bo unwashed unwashed_hands didn't_wash mildew mildewy fungus soiled grubby scummy scum lowlife predatory
      lecherous perv racist sexist bigoted bribes bribery bribe crooked depraved degrading degenerate exploit exploiting exploitation
      lose_my_appetite lost_my_appetite ruined_my_appetite couldn't_eat_it can't_eat_this could_not_eat_it not_touching wouldn't_touch
      don't_want_to_touch wash_my_hands tastes_like taste_like aftertaste off-putting offputting can't_even_look makes_my_skin made_my_skin`,
    mild: `smell smells smelled unpleasant sour stale sticky messy garbage trash cringe cringeworthy icky tacky tasteless mess stained bugs leftovers
      hypocrite hypocrisy hypocritical creeps_me unclean sweaty
      smelly_feet wet_dog fishy undercooked bloody_mess drip dripping crust crusty sludge muck mucky lumpy curdled`,
  },
};

export interface Strengths {
  readonly strong: string;
  readonly plain: string;
  readonly mild: string;
}
