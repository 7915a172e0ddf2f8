/** Wordy phrases, in the notation of `wordy-a-h.ts`. */
export const WORDY_I_Z = `
if it is the case that > if
in a careful manner > carefully
in a clear manner > clearly
in a consistent manner > consistently
in a cost-effective manner > cost-effectively
in a few cases > occasionally
in a gradual manner > gradually
in a great many cases > often
in a large number of cases > often
in a manner similar to > like
in a period of > in
in a positive manner > positively
in a professional manner > professionally
in a prompt manner > promptly
in a rapid manner > rapidly
in a responsible manner > responsibly
in a safe manner > safely
in a satisfactory manner > satisfactorily
in a secure manner > securely
in a similar fashion > similarly
in a similar manner > similarly
in a systematic manner > systematically
in a timely fashion > promptly
in a timely manner > promptly
in a transparent manner > transparently
in accordance with =
in addition to =
in addition to that > besides
in addition to this > besides
in addition, > also,
in all cases > always
in an accurate manner > accurately
in an appropriate manner > appropriately
in an attempt to > to
in an effective manner > effectively
in an efficient manner > efficiently
in an effort to > to
in an orderly fashion =
in an orderly manner =
in anticipation of =
in close proximity to > near
in collaboration with > with
in combination with > with
in comparison to > compared with
in comparison with > compared with
in compliance with =
in conjunction with > with
in connection with =
in consequence of > because of
in consideration of =
in cooperation with > with
in every case > always
in every instance > always
in excess of > more than
in favor of =
in favour of =
in keeping with =
in lieu of > instead of
in light of > given
in light of the fact that > because
in many cases > often
in many instances > often
in most cases > usually
in most instances > usually
in nature =
in need of =
in no case =
in order for > for
in order that > so that
in order to > to
in place of =
in possession of =
in proximity to > near
in rare cases > rarely
in receipt of =
in reference to > regarding ^Regarding
in regard to > regarding ^Regarding
in regards to > regarding ^Regarding
in relation to =
in respect of =
in search of =
in spite of > despite
in spite of the fact that > although
in such a manner as to > to
in such a manner that > so that
in such a way as to > to
in such a way that > so that
in support of =
in terms of =
in the absence of > without
in the amount of > of
in the area of =
in the case that =
in the context of =
in the course of > during
in the course of business =
in the course of trade =
in the course of his employment =
in the course of her employment =
in the course of their employment =
in the direction of > toward
in the event of =
in the event that > if
in the foreseeable future =
in the form of =
in the immediate future > soon
in the interest of =
in the interests of =
in the long run =
in the majority of cases > usually
in the majority of instances > usually
in the meantime =
in the meanwhile > meanwhile
in the middle of =
in the midst of > amid
in the name of =
in the near future > soon
in the neighborhood of > about
in the neighbourhood of > about
in the not too distant future > soon
in the not-too-distant future > soon
in the past =
in the presence of =
in the process of =
in the recent past > recently
in the region of =
in the same way that > as
in the shape of =
in the sum of =
in the unlikely event that > if
in the vast majority of cases > nearly always
in the vicinity of > near
in the way of =
in this day and age > today
in today's day and age > today
in view of > given
in view of the fact that > because
including but not limited to =
is able to > can
is capable of =
is in a position to > can
is not able to > cannot
is of the opinion that > thinks that
is of the view that > thinks that
is unable to > cannot
is under the impression that =
it appears that > ^Apparently,
it is apparent that > ^Clearly,
it is clear that > ^Clearly,
it is essential that =
it is evident that > ^Clearly,
it is my opinion that > I think that
it is my understanding that > I understand that
it is necessary that =
it is not =
it is obvious that > ^Clearly,
it is our belief that > we believe that
it is our intention to > we intend to
it is our opinion that > we think that
it is our recommendation that > we recommend that
it is our understanding that > we understand that
it is our view that > we think that
it is possible that =
it is recommended that =
it seems that > ^Apparently,
it would appear that > ^Apparently,
it would seem that > ^Apparently,
last but not least, > finally,
more and more =
more often than not > usually
no less than =
not a great deal of =
not all of the > not all the
not just =
not later than =
not less than =
not more than =
not only =
not the same as =
notwithstanding the fact that > although
of the opinion that =
off of > off
on a case by case basis > case by case
on a case-by-case basis > case by case
on a consistent basis > consistently
on a continual basis > continually
on a continuous basis > continuously
on a daily basis > daily
on a day-to-day basis > daily
on a frequent basis > often
on a full-time basis > full-time
on a global basis > globally
on a local basis > locally
on a monthly basis > monthly
on a national basis > nationally
on a part-time basis > part-time
on a permanent basis > permanently
on a quarterly basis > quarterly
on a regular basis > regularly
on a routine basis > routinely
on a temporary basis > temporarily
on a timely basis > promptly
on a voluntary basis > voluntarily
on a weekly basis > weekly
on a yearly basis > yearly
on account of the fact that > because
on an annual basis > annually
on an as needed basis > as needed
on an as-needed basis > as needed
on an equal basis > equally
on an individual basis > individually
on an ongoing basis > continually
on behalf of =
on completion of > after
on condition that > if
on the basis of > based on ^Based on
on the basis that =
on the condition that > if
on the grounds that > because
on the matter of > on
on the occasion of > on
on the other hand =
on the subject of > on
on the topic of > on
one and the same > the same
one of the =
out of the question =
over a period of > over
over and done with > over
over the course of > over
owing to the fact that > because
pertaining to > regarding ^Regarding
prior to > before
prior to that > before that
prior to the start of > before
prior to the time that > before
prior to the time when > before
provided that =
pursuant to =
regardless of the fact that > although
relating to the subject of > about
relative to =
should it be the case that > if
similar to =
so as to > to
subsequent to > after
subsequent to that > after that
such as for example > such as
such as, for example, > such as
take into account =
the degree to which =
the extent to which =
the fact that =
the majority of cases > most cases
the majority of customers > most customers
the majority of employees > most employees
the majority of its > most of its
the majority of our > most of our
the majority of people > most people
the majority of the > most of the
the majority of their > most of their
the majority of them > most of them
the majority of these > most of these
the majority of those > most of those
the majority of users > most users
the manner in which > how
the means by which > how
the process by which > how
the purpose of this document is to =
the question as to whether > whether
the reason is because > the reason is that
the reason why > why ^The reason why
the reason why is that > the reason is that
the vast majority of =
the vast majority of customers > nearly all customers
the vast majority of our > nearly all of our
the vast majority of people > nearly all people
the vast majority of the > nearly all of the
the way in which > how
the ways in which > how
there is a need for =
there is no doubt but that > no doubt
there is no need to =
through the use of > by using
throughout the course of > throughout
to the extent that =
to the fullest extent possible > as fully as possible
to the greatest extent possible > as far as possible
to the maximum extent possible > as far as possible
together with =
under the condition that > if
until such time as > until
until such time that > until
up to and including =
up until > until
upon completion of > after
was able to =
was not able to > could not
was of the opinion that > thought that
was unable to > could not
were able to =
were not able to > could not
were of the opinion that > thought that
were unable to > could not
whatsoever =
when compared to > compared with
whether or not to > whether to
with a view to =
with immediate effect =
with reference to > regarding ^Regarding
with regard to > regarding ^Regarding
with regards to > regarding ^Regarding
with respect to > regarding ^Regarding
with respect to the =
with the aid of > with
with the aim of =
with the assistance of > with
with the exception of > except ^Except for
with the exception that > except that
with the goal of =
with the help of =
with the intent to > to
with the intention of =
with the intention to > to
with the objective of =
with the result that =
with the use of > using
within a period of > within
without a doubt > undoubtedly
without any doubt > undoubtedly
progress with regard to > progress on
progress with respect to > progress on
progress in regard to > progress on
decision with regard to > decision on
decision with respect to > decision on
decision in regard to > decision on
decisions with regard to > decisions on
decisions with respect to > decisions on
decisions in regard to > decisions on
agreement with regard to > agreement on
agreement with respect to > agreement on
agreement in regard to > agreement on
`;
