/** Words that plain ones can stand for, in the notation of `wordy-a-h.ts`. */
export const PLAIN_WORDS = `
utilization of > use of
utilisation of > use of
aforementioned =
the aforementioned =
aforesaid =
the aforesaid =
additionally, > also,
additionally > also
in addition, > also,
furthermore, > also,
furthermore > also
moreover, > also,
moreover > also
nevertheless, > still,
nonetheless, > still,
notwithstanding > despite
subsequently, > later,
subsequently > later
consequently, > so ^So
consequently > so
therefore, > so ^So
thus, > so ^So
hence, > so ^So
accordingly, > so ^So
whereas =
whilst > while
amongst > among
amidst > amid
upon > on
upon receipt of > on receiving
once upon a time =
based upon > based on
dependent upon > dependent on
depending upon > depending on
agreed upon =
relied upon =
called upon =
thereupon =
thereafter > after that
hereafter =
heretofore > until now
hitherto > until now
henceforth > from now on
forthwith > at once
herewith > with this
hereby =
herein =
hereinafter =
hereunder =
thereof =
therein =
thereto =
thereunder =
therewith =
whereby > by which
wherein > in which
whereupon > after which
inasmuch as > because
insofar as > as far as
insomuch as > as far as
per annum > a year
per diem > a day
per se > as such
vis-a-vis =
vis-à-vis =
inter alia > among other things
i.e. > that is,
i.e., > that is,
e.g. > for example,
e.g., > for example,
viz. > namely
ad hoc =
pro rata =
bona fide =
prima facie =
de facto =
ipso facto > by that very fact
via =
numerous > many
innumerable > countless
multitudinous > many
a plethora of > many
a myriad of > many
a multitude of > many
myriad > many ^Myriad
sufficient > enough
sufficiently =
insufficient =
adequate =
approximately > about
initially =
primarily > mainly
principally > mainly
predominantly > mainly
frequently > often
frequently asked =
infrequently > rarely
regularly =
immediately =
expeditiously > quickly
promptly =
rapidly > quickly
currently =
presently > now
at present > now
prior =
prior notice =
prior written =
prior to > before
subsequent to > after
subsequent =
previous =
beneficial > helpful
beneficial owner =
beneficial owners =
beneficial ownership =
beneficial interest =
beneficial interests =
detrimental > harmful
optimum > best
optimal > best
is paramount > is most important
are paramount > are most important
of paramount importance > most important
pertinent > relevant
germane > relevant
requisite > needed
imperative that =
indispensable > vital
cognizant of > aware of
cognisant of > aware of
desirous of =
equitable > fair
equitable relief =
equitable remedy =
equitable remedies =
erroneous > wrong
erroneously > wrongly
evident > clear
apparent =
explicit =
extraneous > extra
feasible > possible
inadvertent > accidental
inadvertently > by mistake
inherent =
ingenuous =
innate > inborn
integral =
lengthy > long
magnitude of > size of
methodology > method
methodologies > methods
modality =
multifaceted > complex
multiplicity of > many
novel =
obfuscated > unclear
onerous =
parameters =
perspicuous > clear
precipitous > steep
proficient in > good at
proficiency in > skill in
remuneration > pay
remainder of > rest of
salient > main
stringent > strict
superfluous > unneeded
tantamount to > equal to
ubiquitous > widespread
unavailability of =
viable > workable
voluminous > large
vicissitudes > changes
verbatim > word for word
anomalous > unusual
anomaly =
apprehensive about > worried about
arduous > hard
burgeoning > growing
clandestine > secret
cognitive =
commensurate with > in line with
conducive to > good for
copious > plentiful
deleterious > harmful
disparate > different
efficacious > effective
efficacy > effectiveness
egregious > shocking
ephemeral > short-lived
exemplary > excellent
exemplary damages =
exorbitant > far too high
extensive =
formidable > daunting
fundamental =
idiosyncratic > peculiar
impecunious > poor
implausible > unlikely
incumbent upon > the duty of
intermittent =
intrinsic =
ludicrous > absurd
meticulous > careful
meticulously > carefully
nascent > new
obsolete =
ominous > threatening
plausible =
pragmatic > practical
preeminent > leading
pre-eminent > leading
preponderance of =
profuse > abundant
prudent > wise
recalcitrant > stubborn
redundant =
robust =
rudimentary > basic
scarcity of > lack of
spurious > false
strenuous > hard
substantial =
succinct > brief
tangible > real
tangible asset =
tangible assets =
tangible property =
tangible personal property =
tenacious > persistent
transient =
unequivocal > clear
unequivocally > clearly
unprecedented =
vehement > forceful
vehemently > strongly
whimsical > playful
an abundance of > plenty of
acquiescence to > agreement to
ascertainment of > finding of
assistance =
the cessation of > the end of
the commencement of > the start of
commencement date =
completion of =
component =
compensation =
concept =
constituents =
deficiency of > lack of
determination of =
the discontinuation of > the end of
discrepancy between > difference between
discrepancies between > differences between
the dissemination of > the spread of
a dwelling > a home
embodiment of =
endeavor =
enhancement =
enhancements > improvements
expenditure =
the expiration of > the end of
implementation of =
the inception of > the start of
its inception > its start
the initiation of > the start of
a modification to > a change to
any modification to > any change to
the modification to > the change to
modifications to > changes to
a modification of > a change to
any modification of > any change to
the modification of > the change to
modifications > changes
necessity for > need for
necessity of > need for
nomenclature =
objective is to > aim is to
objectives are to > aims are to
occurrence of =
participation in =
possession of =
prioritization of =
probability =
proximity to > closeness to
purview of > scope of
ramifications > effects
ramification > effect
rationale for > reason for
rationale behind > reason for
recipient of =
resumption of > return to
residence =
shortcoming =
shortfall =
the termination of > the end of
the termination of this agreement =
the termination of the agreement =
the termination of this contract =
transformation of =
validity =
provided that =
subject to =
shall be deemed =
shall not be deemed =
`;
