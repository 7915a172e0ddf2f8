/** Beginnings of sentences that say nothing; what follows them is the sentence. */
export const OPENERS = `
it should be noted that
it should also be noted that
it must be noted that
it should be pointed out that
it should be mentioned that
it should be remembered that
it should be emphasized that
it should be emphasised that
it should be stressed that
it is important to note that
it is also important to note that
it is important to point out that
it is important to remember that
it is important to understand that
it is important to mention that
it is important to emphasize that
it is important to realize that
it is worth noting that
it is also worth noting that
it is worth mentioning that
it is worth pointing out that
it is worth remembering that
it is interesting to note that
it is necessary to note that
it is noteworthy that
it bears mentioning that
it bears repeating that
it goes without saying that
it is a fact that
it is a well-known fact that
it is a well known fact that
it is well known that
it is generally known that
it is commonly known that
it is widely known that
it is no secret that
it is self-evident that
it may be noted that
it can be noted that
it can be seen that
it is to be noted that
please note that
please be advised that
please be informed that
please be aware that
please be reminded that
kindly note that
note that
take note that
be advised that
this is to inform you that
we would like to inform you that
we would like to let you know that
we wish to inform you that
we would like to point out that
we would like to mention that
we would like to take this opportunity to mention that
we are writing to inform you that
i would like to point out that
i would like to mention that
i would like to inform you that
i am writing to inform you that
i just wanted to let you know that
for your information,
for the record,
needless to say,
needless to say
as a matter of fact,
as you may know,
as you may already know,
as you know,
as you are aware,
as you may be aware,
as we all know,
as everyone knows,
as is well known,
as already mentioned,
as i mentioned before,
as a side note,
in actual fact,
in point of fact,
in fact,
in essence,
in a nutshell,
in this connection,
the fact of the matter is that
the fact is that
the fact remains that
the truth is that
the truth of the matter is that
the thing is that
the point is that
the point i am trying to make is that
the reality is that
what i mean to say is that
what this means is that
to be honest,
to be perfectly honest,
to be frank,
to tell the truth,
to tell you the truth,
truth be told,
when all is said and done,
when it comes right down to it,
there is no doubt that
there is no question that
there can be no doubt that
there is no denying that
without a doubt,
without question,
simply put,
to put it simply,
to put it another way,
basically,
essentially,
actually,
obviously,
of course,
interestingly,
interestingly enough,
notably,
importantly,
`;
