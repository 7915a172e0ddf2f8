/**
 * Wordy phrases and what says the same.
 * One a line: `phrase > replacement`. `{verb}` stands for all forms of a verb and maps to the same form of the replacement's verb. What follows `^` is for the
 * beginning of a sentence; a line with nothing else holds only there. `phrase =` is left as it is, so that no shorter entry reaches into it.
 */
export const WORDY_A_H = `
a broad range of > many
a considerable amount of > much
a considerable number of > many
a good deal of > much
a good many > many
a great deal of > much
a great many > many
a great number of > many
a high number of > many
a large amount of > much
a large number of > many
a large proportion of =
a large quantity of =
a limited number of =
a lot of =
a number of > several
a significant amount of > much
a significant number of > many
a small number of > a few
a substantial amount of > much
a substantial number of > many
a sufficient amount of > enough
a sufficient number of > enough
a vast number of > many
a whole range of > many
a wide array of > many
a wide range of > many
a wide variety of > many
all of its > all its
all of our > all our
all of the > all the
all of their > all their
all of these > all these
all of those > all those
along with =
am able to > can
am of the opinion that > think that
and in addition > and
any and all =
apart from the fact that > except that
are able to > can
are in a position to > can
are not able to > cannot
are of the opinion that > think that
are of the view that > think that
are unable to > cannot
as a consequence of > because of
as a consequence, > so
as a general rule > usually
as a general rule, > usually,
as a matter of course > routinely
as a means of =
as a result of > because of
as a result of which =
as a result, > so
as a rule, > usually,
as a whole =
as and when =
as compared to > compared with
as far as the question of =
as long as =
as mentioned above, > as mentioned,
as mentioned earlier, > as mentioned,
as mentioned previously, > as mentioned,
as of this moment > now
as of yet > yet
as part of =
as previously discussed, > as discussed,
as previously mentioned, > as mentioned,
as previously stated, > as stated,
as quickly as possible =
as regards > regarding ^Regarding
as stated above, > as stated,
as stated earlier, > as stated,
as to whether > whether
as to whether or not > whether
as well as =
as yet =
aside from the fact that > except that
at a later date > later
at a later point in time > later
at a later time > later
at all times =
at an earlier date > earlier
at an earlier time > earlier
at any given time > at any time
at some future date > later
at some future time > later
at some point in the future > later
at some point in time > at some point
at such a time as > when
at such time as > when
at that moment in time > then
at that point in time > then
at that time =
at the beginning of =
at the completion of > after
at the conclusion of > after
at the current time > now
at the earliest possible date > as soon as possible
at the earliest possible time > as soon as possible
at the end of =
at the present moment > now
at the present time > now
at the time that > when
at the time when > when
at this moment in time > now
at this point in time > now
at this time =
at your earliest convenience > soon
because of the fact that > because
both of the > both
both of these > both
but however > but
but nevertheless > but
but nonetheless > but
by means of > using
by the use of > by using
by virtue of =
concerning the matter of > about
considering the fact that > considering that
despite the fact that > although
did not have any > had no
did not pay attention to =
did not remember > forgot
do not have any > have no
does not have any > has no
does not have to =
due to the fact that > because
during the course of > during
during the period of > during
during the period when > when
during the time that > while
each and every > every
each and every one > each one
except for the fact that > except that
first and foremost, > first,
following the completion of > after
for a duration of > for
for a period of > for
for instance, such as > such as
for that reason, > so
for the duration of > throughout
for the most part > mostly
for the period of > for
for the purpose of =
for the purpose of this =
for the purposes of =
for the reason that > because
for the sake of =
for the simple reason that > because
for the time being =
for this reason, > so
from time to time =
given the fact that > given that
half of the > half the
has the ability to > can
has the capability to > can
has the capacity to > can
has the opportunity to > can
has the potential to > could
have the ability to > can
have the capability to > can
`;
