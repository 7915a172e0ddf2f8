import type { EmotionLabel } from "@headway-jobs/ports/conversation-analysis";

/**
 * Words that name or plainly show a feeling, by label and strength. Written for this project. Base forms stand for their inflections (`lookup.ts`); the words
 * of a phrase are joined by `_`.
 */
export const EMOTION_WORDS: Readonly<Record<Exclude<EmotionLabel, "neutral">, Strengths>> = {
  joy: {
    strong: `ecstatic elated overjoyed thrilled delighted euphoric jubilant joyful joyous bliss blissful over_the_moon on_cloud_nine so_happy very_happy best_day
      best_news made_my_day dream_come_true tears_of_joy absolutely_love love_love couldn't_be_happier could_not_be_happier exhilarated radiant rejoice
      triumphant happiest on_top_of_the_world walking_on_air couldn't_be_prouder could_not_be_prouder couldn't_be_more_proud couldn't_be_more_pleased
      could_not_be_more_pleased best_thing_that best_thing_ever greatest_day so_excited happily_ever_after happiest_day exhilarating exuberant
      overwhelming_joy heavenly paradise heaven magical_day jumping_for_joy beyond_happy happy_tears tears_of_happiness words_can't_describe_how_happy
      thrilled_to_bits tickled_pink having_the_time time_of_my_life`,
    plain: `happy joy love loving excited exciting excitement fun funny hilarious celebrate celebration cheerful glad pleased pleasure enjoy enjoyable enjoyment
      proud pride grateful gratitude hooray yay woohoo yippee haha hahaha lol laugh laughing laughter smile grin wonderful amazing awesome fantastic
      can't_wait cannot_wait can_not_wait looking_forward love_it loved_it adore cherish congratulations congrats well_done good_news great_news we_did_it
      i_did_it happiness uplifting merry playful optimistic eager enthusiastic enthusiasm inspired inspiring beaming stoked pumped psyched chuffed
      heartwarming blessed lucky hug party cheers bravo win won winning victory relieved relief what_a_relief thank_god thank_goodness so_glad really_happy
      tickled giggle giggling dancing paid_off made_it nailed_it hopeful vacation_mode getting_married got_married got_engaged was_born good_time great_time
      the_best_ever you're_the_best are_the_best best_team good_feeling feel_great feels_great feeling_great feel_better feeling_better feels_good
      feel_so_good in_a_good_mood in_great_spirits having_a_blast had_a_blast got_the_job got_in we_got_the got_accepted got_promoted passed_my_exam
      passed_the_exam passed_my_test finally_works it_finally_works all_clear healthy_again came_home first_steps first_word sold_out record_quarter
      record_month beat_our_target hit_our_target hit_the_target exceeded_our closed_the_deal signed_the_deal signed_the_contract they_signed just_signed
      surprise_party high_five way_to_go so_sweet so_kind so_much_fun dancing_around singing made_us_laugh cracked_me_up cracks_me_up laughed_so_hard
      dream_job dream_house standing_ovation applause fell_in_love in_love honeymoon best_friend weekend_was_great long-awaited awaited such_a_treat
      very_pleased really_pleased wish_you_all_the_best enjoyed delightful delight rejoicing rejoiced cheer cheered cheering grinning smiled smiles laughed
      jolly gleeful glee bubbly giddy upbeat sunny_mood bright_future good_vibes vibes groovy fabulous_time great_fun good_fun fun_time festive festival
      carnival party_time picnic barbecue concert trip_of_a vacation vacations beach sunshine reunion reunited reunite hugged hugs kiss kissed kisses cuddle
      cuddly sweetheart darling adorable beloved treasured precious dearest affection affectionate tenderness warmth warmed_my heart_full full_heart
      grandkids grandchild grandchildren wagging_tail fell_for_him fell_for_her anniversary proposal_accepted engagement_ring bride groom newlyweds
      expecting_a_baby pregnant it's_a_girl it's_a_boy champion champions trophy medal gold_medal first_place jackpot lottery won_the_lottery
      hired_me promoted_me got_the_promotion raise_approved got_a_raise scholarship aced nailed crushed_it totally_killed_it you_killed_it smashed_it hit_it_out_of
      knocked_it_out home_run bullseye bingo eureka hallelujah amen thank_heavens phew so_relieved big_relief weight_off_my off_my_shoulders finally_over
      free_at_last sigh_of_relief feel_alive feel_lucky so_lucky lucked_out fortunate fortunately luckily what_a_day what_a_game what_a_night what_a_view
      what_a_beautiful what_a_lovely what_a_great what_a_wonderful what_a_pleasure what_a_joy couldn't_stop_smiling can't_stop_smiling
      couldn't_stop_laughing can't_stop_laughing made_me_laugh makes_me_laugh makes_me_smile makes_me_happy makes_me_so_happy made_me_happy made_me_so_happy
      so_good_to_see good_to_see_you great_to_see nice_to_see_you so_nice happy_birthday merry_christmas happy_new_year congratulate bless_you you_rock
      you're_awesome you're_amazing you_are_amazing you're_a_star lifesavers my_favorite my_favourite favorite_part favourite_part highlight_of
      best_part_was loving_it i'd_love would_love love_to love_how love_that love_this love_these can_hardly_wait counting_the_days counting_down buzzing
      hyped amped fired_up raring psyched_about thrilled_about`,
    mild: `nice content contented satisfied satisfying satisfaction fond appreciate appreciated appreciative sweet lovely pleasant cosy cozy comfortable warm
      hope hoping keen sunny beautiful peaceful calm relaxed refreshing charming amused amusing serene serenity tranquil harmony cheerio delicious yummy
      tasty sweet_of_you thoughtful_of_you kind_of_you good_company good_friends friendship chuckle chuckled fond_memories nostalgic_in_a amusement
      entertaining entertained`,
  },
  sadness: {
    strong: `devastated heartbroken heartbreaking grief grieving mourn mourning despair hopeless miserable misery depressed depression depressing sobbing
      inconsolable crushed shattered anguish passed_away broke_my_heart lost_everything bereaved suicidal worthless desolate funeral weep weeping fell_apart
      falling_apart in_tears can't_stop_crying crying_all unbearable_loss gutted i_feel_terrible feel_awful_about cried_myself couldn't_stop_crying
      heart_is_broken broke_her_heart broke_his_heart breaks_my_heart broken_hearted lost_my_mother lost_my_mom lost_my_dad lost_my_father lost_my_wife
      lost_my_husband lost_my_son lost_my_daughter lost_my_brother lost_my_sister put_our_dog_down put_him_down put_her_down had_to_put agony tormented
      wretched suffocating_grief broken_man broken_woman shell_of no_reason_to_live end_it_all want_to_die cry_myself bawling bawled sobbed sob in_pieces
      to_pieces gut-wrenching gut_wrenching soul-crushing loss_of_my loss_of_our loss_of_her loss_of_his killed_in buried_my buried_our buried_her
      buried_him`,
    plain: `sad sadly sadness unhappy cry crying cried tears lonely loneliness alone sorrow sorrowful miss_him miss_her miss_them miss_you missing_him missing_her
      miss_my i_miss really_miss gloomy down_lately feeling_down feel_down feeling_low feel_low let_down disappointed disappointing disappointment heartache
      hurt hurting grieve regret regretful melancholy dejected despondent discouraged disheartened died death dead dying lost_my lost_our gave_up given_up
      give_up no_hope lost_hope homesick abandoned rejected unloved unwanted forgotten left_me never_be_the_same broken_heart blue tearful downhearted
      heavy_heart letdown defeated empty_inside feel_empty no_point what's_the_point nothing_left too_late i_failed we_failed failure_of_a drained worn_out
      goodbye_forever laid_off layoffs lost_the_contract lost_the_deal widow orphan cancer terminal_illness divorce divorced broke_up breakup falling_out
      missed_out lay_off let_go_of_the let_the_team_go hardest_day feel_terrible feel_bad feel_so_bad feels_wrong_without anyone_to_talk_to no_one_to_talk
      nobody_to_talk nobody_to nobody_even_said without_even_saying without_him without_her without_you without_them not_the_same won't_be_the_same
      isn't_the_same don't_see_the_point nothing_matters no_longer_here no_longer_with_us gone_now she's_gone he's_gone they're_gone is_gone last_goodbye
      memorial gravestone grave cemetery coffin burial hospice terminal stroke dementia alzheimer's miscarriage orphaned childless isolated isolation
      tear_up teared_up choked_up lump_in_my heart_sank heart_sinks hollow numb so_quiet drifted_apart grew_apart moved_out won't_talk_to hasn't_spoken
      doesn't_call never_visits nobody_visits closed_down had_to_close went_under had_to_sell shut_our doors_closed it's_over it_is_over didn't_make_it
      did_not_make_it fell_short not_good_enough wasn't_enough wasn't_good_enough wasn't_meant never_got_the_chance never_got_to never_had_the_chance
      all_for_nothing for_nothing in_vain wasted_years mournful somber sombre sorry_for_your condolences my_condolences sympathy rest_in_peace perished
      deceased late_husband late_wife late_father late_mother widowed bereft forlorn downcast glum blue_lately sullen woeful woe pitiful tearing_up teary
      wept sadder saddest sadden saddened saddens saddening heartsick forsaken friendless unappreciated overlooked left_out excluded outcast stranded_alone
      all_alone on_my_own_now by_myself_every eat_alone sit_alone empty_house empty_chair empty_room empty_nest nobody_came no_one_came nobody_showed
      no_one_showed never_came_back never_coming_back not_coming_back won't_be_coming missing_you miss_those miss_that miss_when miss_how missed_her
      missed_him missed_my_chance missed_the_chance used_to_love used_to_laugh no_longer_laugh lost_interest lost_the_will lost_touch lost_contact
      lost_my_job lost_his_job lost_her_job lost_the_baby lost_a_friend lost_our_home lost_the_house unemployed jobless laid-off redundant made_redundant
      got_cut failed_again failed_me i've_failed i_have_failed let_everyone_down let_you_down let_him_down let_her_down let_them_down not_proud_of
      wish_i_could_go_back wish_i_could wish_i_hadn't should_have_been_there should've_been_there should_have_said should_have_called if_i_had_only
      if_i'd_only could_have_done_more could_have_been what_could_have wasted_my_life nothing_to_look no_future no_energy can't_get_out_of_bed can't_get_up
      can't_eat no_appetite nothing_helps don't_care_anymore doesn't_matter_anymore can't_go_on don't_know_how_to_go moping mope brooding wallow grim
      gray_days rainy_mood dreary withdrawn demoralized demoralised disillusioned dashed_hopes hopes_were hopes_dashed crushed_dreams shattered_dreams
      bitter_end lost_cause beyond_repair too_much_to_bear heart_aches aching ache pining yearning longing crying_again cried_for cried_when cries_every
      burst_into_tears broke_down broke_down_and moved_to_tears brings_tears end_of_an_era goodbyes last_time_we last_day_of_the had_to_say_goodbye
      say_goodbye saying_goodbye said_goodbye wish_you_were pass_away passing_of passed_on put_to_sleep couldn't_save couldn't_be_saved terminally
      miscarried stillborn custody separated separation estranged orphanage homeless refugee shelter_dog poor_thing poor_kid poor_man poor_woman poor_guy
      poor_dog feel_sorry felt_sorry so_sorry_for pity_the`,
    mild: `unfortunate unfortunately pity too_bad bummer bummed shame wish_i_had wish_we_had if_only used_to_be tired exhausted weary dull bleak
      struggling struggle miss leaving farewell said_goodbye say_goodbye saying_goodbye quiet_without sighed sigh apologetic ashamed guilty guilt remorse lost sick ill hospital fading
      pointless`,
  },
  anger: {
    strong: `furious enraged outraged outrageous outrage livid infuriated infuriating fuming seething rage raging hate hatred despise fed_up sick_of sick_and_tired
      had_enough had_it_with pissed pissed_off damn goddamn bullshit fuck fucking screw_you shut_up how_dare drives_me_crazy driving_me_crazy drives_me_mad
      drives_me_nuts last_straw blood_boil blood_is_boiling unacceptable totally_unacceptable inexcusable this_is_ridiculous absolutely_ridiculous
      what_the_hell scam ripped_off rip_off liar liars lied lying_to incompetent incompetence betrayed betrayal go_to_hell losing_my_patience
      lost_my_patience out_of_patience sue lawyer_up makes_me_so_mad pisses_me_off pissing_me_off ticks_me_off ticked_off fed_up_with steaming_mad
      hopping_mad kick_you_out shove_it absolutely_unacceptable bloody_joke disgrace disgraceful a_disgrace insane_that unbelievable_that idiotic moronic
      asinine bullcrap for_god's_sake for_christ's_sake for_crying_out_loud what_is_wrong_with what's_wrong_with_you get_out_of_my i_want_to_scream
      made_me_furious blatant_lie irate incensed wrath wrathful rabid apoplectic boiling_with seeing_red saw_red went_ballistic lost_it_with blow_my_top
      hit_the_roof spitting_mad mad_as_hell so_angry so_mad really_angry very_angry extremely_angry hell_no to_hell bastard bastards asshole bitch ass
      damned freaking_joke complete_joke total_joke utter_nonsense total_nonsense complete_nonsense robbery_in daylight_robbery extortion extort crooks
      con_artists thieves thief swindled conned deceived deceit deceptive misled misleading_me false_advertising bait_and_switch go_screw drop_dead
      over_my_dead`,
    plain: `angry anger mad annoyed annoying annoy annoyance irritated irritating irritate frustrated frustrating frustrate frustration upset resent resentment
      hostile ridiculous absurd unfair injustice insult insulted insulting rude disrespect disrespectful ignored idiot idiots stupid moron hell crap
      nonsense joke_of_a is_a_joke useless waste_my_time wasting_my_time waste_of_time waste_of_money complain complaining blamed fault yell yelled yelling
      scream_at shout shouting shouted arguing jerk careless negligent dishonest cheated cheat robbed stop_it knock_it_off enough_is_enough how_many_times
      how_many_more nobody_listens no_one_listens not_listening stop_interrupting interrupting_me interrupted_me behind_my_back taking_credit took_credit
      takes_credit broke_your_promise broken_promises still_not_fixed still_hasn't still_haven't still_isn't still_doesn't three_times four_times five_times times_already times_now every_time_somebody every_time_someone third_time fourth_time fifth_time
      tenth_time yet_again on_hold_for been_on_hold waiting_for_hours kept_me_waiting keep_calling hung_up_on hangs_up passed_around transferred_me
      charged_twice overcharged overcharging double_charged want_a_refund want_my_money money_back speak_to_your_manager get_me_a cancel_everything
      not_my_problem no_excuse excuses again_and_again over_and_over patronizing condescending bully bullying sabotage can't_stand cannot_stand
      impossible_to_reach pathetic shameful slammed how_hard_is_it how_hard_can_it get_your_act_together do_your_job unprofessional every_single_time
      tell_me_to_calm told_me_to_calm wasted_my wasted_two wasted_three wasted_hours wasted_my_time waste_everyone's_time ever_call_me ever_calls
      nobody_ever nobody_answers no_one_answers nobody_picks no_one_picks never_answer never_answers never_picks keep_transferring keeps_transferring
      keep_asking_me keep_telling_me you_keep_saying you_keep_telling you_keep_asking you_keep_making you_keep_sending you_keep_charging you_keep_changing you_keep_forgetting you_keep_ignoring you_keep_breaking you_keep_losing you_keep_lying you_keep_interrupting you_keep_cancelling they_keep keeps_happening keep_making_the same_mistake same_problem same_issue same_excuse for_the_third
      for_the_fourth for_the_last_time i_already_told i_told_you i_have_told i've_told already_explained already_told that_was_never_mentioned
      never_mentioned costs_extra extra_charge extra_fees hidden_fee hidden_charges without_asking without_my_permission without_permission without_telling
      without_even_asking stole_my stole_our took_my not_acceptable isn't_acceptable not_okay_with not_fair isn't_fair so_unfair none_of_your_business
      mind_your_own leave_me_alone get_lost get_out back_off don't_you_dare you_never you_people you_guys_never what_kind_of is_this_a_joke you_call_this
      you_should_be_ashamed explain_yourself i_demand i_insist_on report_you bad_review take_my_business chargeback i'm_done i_am_done done_with_this had_it
      blew_up lost_my_temper temper grudge revenge spite spiteful furiously slam slamming swore cursing glare sick_of_this bugs_me bugging_me
      gets_on_my_nerves on_my_nerves pain_in_the pet_peeve tired_of_being tired_of_this tired_of_hearing tired_of_your tired_of_waiting undermine undermined
      undermining talks_over_me talk_over_me talking_over dismissive lazy_people irresponsible reckless unreasonable_demands aggravated aggravating
      exasperated exasperating vexed miffed peeved indignant indignation bitter bitterly bitterness resentful contempt contemptuous scorn defiant provoked
      provoking provoke antagonize harass harassed harassing harassment nag nagging lecture_me lecturing talk_down talks_down talking_down belittle
      belittled mock mocked mocking laughing_at_me laughed_at_me humiliate humiliated humiliating embarrassed_me_in in_front_of_everyone shame_on_you
      shame_on_them ashamed_of_yourself you_ought_to_be how_could_you how_could_they who_do_you_think what_were_you_thinking what's_your_problem
      what_is_your_problem what_more_do_you what_do_you_want_from do_you_even do_you_ever are_you_even_listening are_you_deaf listen_to_me let_me_finish
      don't_interrupt quit_interrupting stop_talking stop_lying stop_making stop_telling stop_calling stop_wasting stop_ignoring stop_pretending
      don't_lie_to don't_tell_me don't_you_ever don't_talk_to_me keep_your_hands get_off get_away_from get_out_of_here_now enough_already that's_enough
      that_is_enough i've_had_it had_enough_of can't_take_this can't_deal_with_these tired_of_you tired_of_him tired_of_her tired_of_them tired_of_it
      sick_of_it sick_of_you sick_of_him sick_of_hearing sick_of_waiting sick_of_being nobody_gives no_one_gives nobody_bothers nobody_takes no_one_takes
      nobody_does no_one_does nobody_told_us nobody_warned no_one_told no_one_warned no_one_bothered nobody_bothered didn't_bother never_bothered
      didn't_even_apologize didn't_even_apologise never_apologized without_an_apology won't_even didn't_even_ask didn't_even_call doesn't_even
      not_even_a_reply not_even_an_apology not_one_reply no_apology no_explanation refuses_to refuse_to won't_help won't_give_me won't_let_me
      won't_refund_me keeps_ignoring keep_ignoring ignores_me ignored_me ignoring_me ignoring_my ignoring_us blew_me_off blew_us_off brushed_me_off
      brush_me_off gave_me_the_runaround runaround bounced_around sent_me_in_circles in_circles hours_on_hold on_hold_forever on_hold_again minutes_on_hold
      still_waiting still_no still_broken still_not_working still_not_here still_hasn't_been been_waiting_for weeks_and_nothing months_and_nothing
      weeks_later_and for_weeks_now for_months_now again_this_week same_thing_again every_time_i every_time_we every_damn every_bloody all_your_fault
      all_his_fault your_fault his_fault her_fault their_fault because_of_you thanks_to_you_we your_mistake their_mistake wrong_again_and screwed_up
      screwed_me screwed_us messed_up messed_this_up ruined_my ruined_our ruined_everything ruins_everything cost_me_my cost_us_the costing_me costing_us
      paid_for_nothing paid_good_money paying_for_this pay_for_this pay_for_your i_want_a_refund i_expect_a i_expect_you give_me_my_money give_me_back
      file_a_complaint filing_a_complaint formal_complaint report_this escalate_this going_to_sue take_you_to_court see_you_in_court terrible_service
      awful_service worst_service worst_company never_buying never_shopping never_using_you lost_a_customer losing_a_customer closing_my_account
      switching_to_your cheat_on cheating_on lied_about lies lying double_standard two-faced backstabber backstabbing stabbed_me hypocrites unjust
      injustices outcry oppressive oppressed bigot tyrant tyranny slapped punched hit_me kicked_me threw_it_at smash smashed_the slammed_the_door
      slammed_down stormed stormed_out storming ranting rant clenched gritted grinding_my_teeth tantrum meltdown hotheaded short-tempered snap_at snapped_at
      barked_at growl snarled screaming_at screamed_at scolded scolding yells yelling_at shouting_at shouts cut_me_off cuts_me_off cut_in_line parked_in_my
      blocking_my_driveway noise_complaint loud_neighbors barking_all_night music_all_night keyed_my scratched_my stole_from stealing nosy intrusive
      barged_in barge_in without_knocking micromanage micromanaged micromanaging micromanages pushy nitpicking nitpick petty stubbornly obnoxious
      insufferable unbearable_man infuriates enrages maddening mind-numbing senseless pointless_rules stupid_rule stupid_rules ridiculous_rule red_tape`,
    mild: `bother bothered bothersome impatient fussy grumpy cranky cross sore_point nuisance hassle unreasonable dispute tense disagree broken_again late_again
      wrong_again not_again again_today nobody_called no_one_called nobody_told no_one_told never_called never_replied promised supposed_to waiting_since
      pushing_back deadline_moved unresponsive attorney my_lawyer legal_action complaint transfer_me charged_me explanation your_supervisor answer_me
      you_always demand blame argue fight fighting punch slap violent violence controlling bossy speak_to_a_manager i_want_my refuse_to_pay refused_to_help`,
  },
  fear: {
    strong: `terrified terrifying horrified petrified panic panicking panicked dread dreading freaking_out freak_out scared_to_death nightmare phobia terror
      scared_stiff heart_is_pounding heart_was_pounding heart_is_racing heart_was_racing can't_breathe cannot_breathe hyperventilating paralyzed_by
      frightened_to_death hands_are_shaking hands_were_shaking shaking_like couldn't_move run_for scared_to scared_of_losing terrified_of afraid_for_my
      fear_for_my going_to_die i'm_going_to_die someone_in_the_house somebody_in_the_house gun knife bomb earthquake tornado evacuated call_the_police
      call_an_ambulance please_hurry don't_leave_me blood_ran_cold mortified scared_out_of petrifying bloodcurdling screaming_for_help help_help
      somebody_help save_me life-threatening deadly lethal fatal hostage kidnapped kidnap shooter shooting gunshots explosion exploded crash_landing
      going_down on_fire_help flames_everywhere trapped_inside can't_get_out couldn't_get_out couldn't_breathe losing_consciousness nearly_died almost_died
      near-death`,
    plain: `afraid fear fearful scared scary scare frightened frightening frighten anxious anxiety worried worry worrying worries nervous nervousness alarmed
      alarming threat threatened threatening danger dangerous unsafe insecure creepy spooky trembling tremble shaking uneasy apprehensive what_if
      i'm_not_sure_we'll might_lose could_lose may_lose going_to_lose might_fail could_fail might_die could_die might_get_fired get_fired being_fired
      lose_my_job lose_our lose_everything can't_sleep couldn't_sleep losing_sleep keeps_me_up keeps_me_awake awake_at_night stress stressed stressful
      overwhelmed overwhelming in_trouble followed_me following_me stalking strange_noise footsteps haunted horror break-in broke_into bankrupt bankruptcy
      layoff_rumors stage_fright butterflies on_edge jittery sweating desperate desperately losing_control out_of_control something_bad goes_wrong go_wrong
      going_wrong too_risky don't_feel_safe not_safe never_make_it won't_make_it could_collapse might_collapse intimidated intimidating chest_pain
      results_from_the_doctor biopsy sue_us could_sue get_sued audit_us brakes_are_not brakes_aren't oh_no uh_oh i_don't_know_what_would worst_case
      what_would_happen if_something_happens something_happens something_happened something_is_wrong something's_wrong something_might something_could
      hope_nothing feel_safe feels_unsafe felt_unsafe not_feel_safe alone_in_the_dark in_the_dark dark_alley weird_man stranger_at stared_at_me watching_me
      watching_us following_us trapped stuck_in_the_elevator drowning drown choking choke bleeding seizure collapsed heart_attack heart_pounding
      heart_racing racing_heart pounding goosebumps shiver shivers shivering cold_sweat knot_in_my stomach_in_knots pit_in_my sick_to_my_stomach_with
      sleepless sleepless_nights nightmares bad_dream bad_feeling gut_feeling_something dreaded doom doomed screwed_if in_over_my_head over_my_head
      can't_handle can't_cope too_much_for_me losing_my_mind freaks_me freaked_out freaked spooked creeped_out scares_me scared_me terrifies_me worries_me
      makes_me_nervous getting_nervous run_out_of_money runs_out_of_money money_runs_out lose_the_house lose_the_account lose_the_client lose_the_customer
      lose_my lose_him lose_her gets_out if_they_find_out in_danger at_risk data_breach breached ransomware phishing identity_theft stolen_identity deported
      eviction evicted foreclosure red_alert alarm_went fearing dreadfully apprehension trepidation timidly fret fretting frets edgy antsy fidgety
      restless_night tossing_and_turning queasy_with nauseous_with shaky_hands trembled shook_with quiver quivering quaking cower cowering recoil_in flinch
      flinched startle_me jumpy paranoid paranoia phobic claustrophobic claustrophobia afraid_of_heights fear_of stage-fright nerve-wracking nerve-racking
      nerve_wracking nerves unnerving unnerved unsettling unsettled disturbing disturbed ominous sinister menacing menace eerie ghost ghosts monster
      monsters demon chilling spine sends_chills chills_down hair_stood heart_stopped heart_in_my_mouth heart_skipped heart_was_in my_heart_was
      legs_were_shaking legs_went voice_was_shaking knees_were knees_weak broke_out_in frozen_with froze_with frozen_in couldn't_scream couldn't_speak
      couldn't_look too_scared too_afraid too_frightened so_scared so_afraid so_nervous so_worried so_anxious really_scared really_afraid really_nervous
      really_worried really_anxious very_nervous very_worried very_scared scared_us scares_us frightens worried_sick worried_about worry_about worries_about
      worrying_about nervous_about anxious_about scared_about afraid_that afraid_he afraid_she afraid_they afraid_it afraid_of afraid_to scared_that
      scared_he scared_she scared_they scared_it fear_that fear_for hope_he's_okay hope_she's_okay hope_they're_okay hope_it's_not hope_it_isn't
      please_be_careful be_careful look_out watch_out don't_go_in don't_go_out don't_open don't_hang_up stay_with_me don't_let_them what_if_it what_if_i
      what_if_we what_if_he what_if_she what_if_they what_if_you what_if_the what_if_something what_if_nobody what_if_no what_am_i_going_to_do
      what_are_we_going_to_do what_will_i_do what_do_i_do i_don't_know_what_to_do don't_know_what_to_do don't_know_how_we'll don't_know_if_we'll
      don't_know_if_i'll don't_know_if_he'll don't_know_if_she'll how_will_we_pay how_will_i_pay can't_pay can't_afford_to_lose running_out_of_time
      running_out_of_money out_of_time not_enough_time_to never_be_ready not_prepared unprepared lose_our_house losing_our_house losing_my_job
      losing_everything losing_him losing_her lose_control lost_control lose_my_mind going_crazy going_insane going_under go_under crash_the_market
      market_crash jobs_at_risk cut_jobs cutting_jobs fire_me fire_us fire_people replace_us replace_me find_out_about gets_worse getting_worse get_worse
      it_could_get it_might_get it_might_be_cancer might_be_serious could_be_serious could_be_cancer spreading_fast contagious_disease poisoned toxic_fumes
      gas_leak smell_gas smoke_in alarm_keeps burglar_alarm intruder intruders prowler break_in broken_into someone_broke somebody_broke someone_is_in
      somebody_is_in someone_at_the_door at_the_window outside_my_window behind_me someone_behind lurking stalker stalked threatens threaten blackmail
      blackmailed ransom hacked_my hacked_our stolen_data lost_the_data lawsuit_threat deport under_investigation tornado_warning hurricane earthquake_hit
      flood_warning lightning_struck icy_road skidding skidded swerved brakes_failed brake_failed lost_the_brakes engine_failure emergency_landing
      losing_altitude hit_turbulence afraid_of_flying scared_of_flying scared_of_the hospitalized intensive_care icu ventilator operation_tomorrow
      surgery_tomorrow waiting_for_the_results test_came_back the_lump allergic_reaction overdose fainted passed_out not_breathing isn't_breathing
      can't_feel_my numb_arm chest_hurts missing_child lost_child can't_find_my can't_find_him can't_find_her can't_find_them hasn't_come_home
      hasn't_called_back_and not_answering_his not_answering_her`,
    mild: `risk risky concern concerned concerning unsure uncertain uncertainty hesitant wary cautious doubt doubtful suspicious careful tense shy timid pressure
      unstable vulnerable exposed at_stake on_the_line shaky deadline_pressure might_not could_be_serious what_happens_if what_will_happen not_ready virus
      attack attacked hacked surgery tumor lump diagnosis test_results infection infected contagious side_effects complications dizzy symptoms arrest
      arrested jail prison investigation investigated siren sirens fire_alarm alarm_is hacker hackers outbreak epidemic pandemic poison surgery_on hide
      hiding hid chasing chased lawsuit subpoena storm_is_coming faint unconscious turbulence breach leaked collapse collapses police_at found_out
      get_caught`,
  },
  surprise: {
    strong: `astonished astonishing astounded astounding shocked stunned flabbergasted speechless blown_away mind_blown jaw_dropped jaw_dropping unbelievable
      can't_believe cannot_believe can_not_believe couldn't_believe never_expected didn't_expect did_not_expect never_saw_that didn't_see_that_coming
      out_of_nowhere out_of_the_blue wow whoa oh_my_god oh_my_gosh omg are_you_serious are_you_kidding you're_kidding you_are_kidding no_way holy_cow
      holy_moly who_would_have_thought who_knew gobsmacked thunderstruck dumbfounded dumbstruck bowled_over knocked_my_socks floored stupefied awestruck
      mind-blowing mind_blowing my_jaw jaw_hit jaw_on_the good_lord good_grief oh_my_word oh_my_goodness oh_my_lord oh_my my_god jesus_christ_you
      you've_got_to_be you_have_got_to_be you_must_be_kidding you_must_be_joking you're_joking are_you_joking are_you_for_real are_you_sure_about
      get_outta_here shut_the_front i_can't_believe i_couldn't_believe couldn't_believe_my hard_to_believe beyond_belief would_you_believe wouldn't_believe
      won't_believe you'll_never_guess you'll_never_believe never_in_a_million never_in_my_life out_of_left_field bolt_from didn't_see_it_coming
      did_not_see_that_coming nobody_saw_it no_one_saw_it never_saw_it`,
    plain: `surprised surprising surprise surprisingly amazed startled startling unexpected unexpectedly suddenly sudden bizarre incredible incredibly wait_what
      hold_on_what say_that_again is_that_true since_when really_now you_did_what she_did_what he_did_what they_did_what he_said_what she_said_what for_real
      had_no_idea no_idea_that didn't_know_that did_not_know_that never_heard_of news_to_me first_i've_heard i_never_knew i_didn't_realize didn't_realise
      twist plot_twist caught_me_off off_guard baffled perplexed puzzled gosh gee goodness my_goodness good_heavens blimey what_a_coincidence of_all_people
      of_all_places just_like_that wasn't_expecting was_not_expecting weren't_expecting not_expecting what_on_earth how_is_that_possible how_did_you_know
      how_on_earth i_thought_you_were that_fast that_quickly turns_out it_turned_out mind-boggling to_my_amazement amazement never_would_have_guessed
      would_never_have_guessed never_would_have_thought would_never_have_thought wouldn't_have_guessed who_would_have you_mean_it you_mean_he you_mean_she
      you_mean_they you_mean_you look_at_the_size oh_wow oh_hey_i no_kidding get_out_of_here you_don't_say well_i_never i'll_be_damned what_are_the_odds
      how_strange how_weird how_odd that's_odd that's_weird that's_strange that's_crazy that_is_crazy that's_insane that's_wild crazy_right here_of_all
      here_i_thought all_this_time the_whole_time out_of_thin_air all_of_a_sudden without_warning did_not_know_you didn't_know_you i_thought_you
      i_thought_he i_thought_she i_thought_they i_assumed_you nobody_told_me_you wait_really wait_you you_did_all already_finished how_is_that_even
      how_did_that how_could_it in_one_day overnight double-take plot_thickens eye-opening eye_opener revelation shocker stunner astonish astonishes
      astonishment amazes stun stunning_twist startles startled_me took_me_by took_us_by taken_by taken_aback caught_me_by caught_us_by caught_by unforeseen
      unanticipated unpredicted unplanned unannounced unheard unheard_of unreal surreal miraculous miracle freaky uncanny coincidence coincidentally fluke
      serendipity spontaneous popped_up appeared_out showed_up_out turned_up_out just_appeared just_showed just_turned just_walked_in walked_in_and
      there_he_was there_she_was there_it_was there_they_were lo_and_behold guess_what guess_who guess_where it's_you is_that_you is_it_really
      is_it_really_you what_are_you_doing_here you're_early you_came you_knew you_remembered you_made_this you_built_this you_wrote_this
      you_speak you_play you_can_do_that you_were_in you_used_to_be you_never_told you_never_said never_told_me never_mentioned_that nobody_ever_told
      no_one_ever_told i_always_thought i_never_thought never_thought_i'd never_thought_it never_thought_we never_imagined never_dreamed
      wouldn't_have_thought would_not_have_thought wouldn't_have_imagined wouldn't_have_expected would_not_have_expected never_have_imagined
      never_have_expected not_what_i_expected not_what_we_expected not_at_all_what wasn't_what_i more_than_i_expected better_than_i_expected
      better_than_expected bigger_than_i_expected faster_than_i smaller_than_i_expected than_i_thought than_i_expected than_expected than_anticipated
      than_i_imagined than_we_expected than_we_thought contrary_to_what against_all_odds who_would_have_guessed who'd_have_thought who_could_have_known
      how_did_you_do how_did_that_happen how_did_this_happen how_is_this_possible how_can_that_be how_can_it_be how_does_that_even what_happened_here
      what_just_happened when_did_that when_did_you when_did_this since_when_do since_when_does where_did_that_come where_did_you_come hang_on_what
      hold_on_a_second sorry_what excuse_me_what pardon_what what_did_you_say did_i_hear did_you_just did_he_just did_she_just did_they_just did_that_just
      it_just_started it_just_stopped it_just_disappeared just_disappeared just_vanished vanished disappeared_overnight gone_overnight overnight_success
      blurted let_slip spilled_the_beans secret_twin long_lost`,
    mild: `odd strange weird interesting_twist what_a unusual remarkable peculiar funny_how actually_true uh_what how_come mysterious mystery seriously huh
      come_again oh_really is_that_right already_done oh really`,
  },
  disgust: {
    strong: `disgusting disgusted disgust gross revolting repulsive repulsed vile nauseating nauseous nauseated sickening puke puking vomit vomiting throw_up
      threw_up throwing_up makes_me_sick made_me_sick turns_my_stomach turned_my_stomach stomach_turned stomach_turn gag gagging yuck yucky ew eww ewww
      repugnant abhorrent loathe loathing foul putrid filthy want_to_hurl skin_crawl grossed_out gross_out grosses_me makes_me_want_to_vomit sickens_me
      sickened want_to_throw_up disgusts disgustingly repellent repugnance odious detestable detest abhor abominable loathsome noxious stomach-turning
      nauseate nauseates repulses revolts revolted hurl_my i_almost_threw_up nearly_threw_up nearly_vomited almost_vomited wanted_to_vomit wanted_to_puke
      want_to_puke made_me_gag makes_me_gag made_me_puke made_me_nauseous makes_me_nauseous skin_crawling flesh_crawl`,
    plain: `nasty rotten stink stinks stinky stinking smelly stench reek reeks reeked mold moldy mouldy mould slimy slime grimy filth dirty rancid cockroach
      cockroaches rat rats maggot maggots lice bedbugs sewage vomit_on spit spitting snot pus toilet_water hair_in_my hairs_in greasy inedible spoiled
      sleazy sleaze creep perverted obscene distasteful unsanitary unhygienic contaminated infested infestation crawling_with appalling appalled perverse
      morally_bankrupt immoral despicable corrupt corruption shameless stomach-churning bile gunk mucus feces poop diarrhea dead_mouse dead_rat dead_fly
      fly_in_my soggy expired_meat off_milk sour_milk festering oozing sticky_floor chewed_gum garbage_smell spat pee peed pissed_on barf barfed retch
      retching cesspool rotting carcass corpse maggoty flea fleas leech worm_in toenail toenails earwax dandruff phlegm drool drooling burp fart farted
      diaper sewer drain_smell bin_juice landfill odor odour body_odor unwashed unwashed_hands didn't_wash mildew mildewy fungus soiled grubby scummy scum
      lowlife predatory lecherous perv racist sexist bigoted bribes bribery bribe crooked depraved degrading degenerate exploiting exploitation
      lose_my_appetite lost_my_appetite ruined_my_appetite couldn't_eat_it can't_eat_this could_not_eat_it not_touching wouldn't_touch don't_want_to_touch
      wash_my_hands tastes_like taste_like aftertaste off-putting offputting can't_even_look makes_my_skin made_my_skin nastiest grossest grosser filthiest
      dirtiest grungy grimiest sordid seedy squalid squalor unwholesome ghastly_smell horrible_smell terrible_smell awful_smell bad_smell weird_smell
      strong_smell smell_of smells_like smelled_like smells_so smells_bad smelled_bad smells_awful smells_terrible smelled_terrible smelled_awful
      stinks_like stank stunk stink_of stank_of whiff_of reeking_of pungent acrid foul-smelling musty fetid putrefying moldy_bread black_mold mouldy_bread
      rotten_egg rotten_eggs rotten_fish rotten_meat rotting_food rotting_meat gone_off went_off gone_bad went_bad past_its expired_milk expired_food expired_yogurt raw_chicken raw_meat
      bloody_bandage blood_everywhere pus_coming wound_was oozing_out scab scabs boil_on wart warts pimple pimples rash_on infected_toe athlete's_foot
      dirty_feet bare_feet_on sweaty_socks dirty_socks dirty_underwear used_tissue used_tissues used_bandaid used_needle nose_picking picks_his_nose
      picked_his_nose picking_his_nose picking_her_nose chews_with chewing_with with_his_mouth_open licked_the licks_the licking_his licking_the slurping
      slobber slobbering drooled spits spitting_on spit_in spat_in peeing pissing urinated defecated diarrhoea poo turd turds dog_poop dog_poo cat_litter
      litter_box toilet_was toilet_overflowed clogged_toilet clogged_drain backed_up_sewage hair_in_the hair_in_his clump_of_hair clumps_of_hair fingernail
      fingernails nail_clippings dead_bird dead_cockroach dead_bug dead_animal dead_fish roadkill worms_in maggots_in fly_in_the flies_all flies_on
      flies_everywhere ants_all roach roaches mice_in mouse_droppings rat_droppings droppings vermin parasite parasites tapeworm louse bed_bugs bedbug
      bug_in_my bugs_in_my slimy_stuff gooey goo gooey_stuff goopy sticky_stuff something_sticky crusty_old yellow_stain yellow_stains brown_stain stains_on
      stain_on unflushed didn't_flush never_flush doesn't_wash never_washes never_wash not_washed hasn't_showered doesn't_shower uncleaned
      undercooked_chicken tasted_like tasted_off tastes_off tasted_foul tastes_foul tastes_rotten slop swill gruel gristle chunky_milk congealed coagulated
      creepy_old pervert perverts lewd lecher groped groping leering leered ogling ogled catcalled obscenity vulgar crude_jokes crass smutty porn
      pornographic racism sexism racist_joke racist_jokes cruelty_to animal_cruelty heartless_people inhuman inhumane barbaric morally_wrong
      morally_repugnant ethically greed_of_these corrupt_politicians lying_politicians sellout blood_money dirty_money bootlicker toady two-faced_liar`,
    mild: `smell smells smelled unpleasant sour stale sticky messy garbage trash cringe cringeworthy icky tacky tasteless mess stained bugs leftovers hypocrite
      hypocrisy hypocritical creeps_me unclean sweaty smelly_feet wet_dog fishy undercooked bloody_mess drip dripping crust crusty sludge muck mucky lumpy
      curdled ick icky_feeling yuk ugh blech bleh eek unappetizing unappetising unsavory unsavoury unclean_hands sloppy_eater grease greasy_hair mushy soggy
      gloopy slurp burped burping fart_joke odorous damp_smell sewage_smell cigarette_smell ashtray bad_breath breath_stinks`,
  },
};

export interface Strengths {
  readonly strong: string;
  readonly plain: string;
  readonly mild: string;
}
