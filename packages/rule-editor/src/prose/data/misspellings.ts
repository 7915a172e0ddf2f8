/** Common misspellings and the one word that is meant: `wrong right`, pairs apart by commas and lines. Days and months get their capital. */
export const MISSPELLINGS = `
abberation aberration, abcense absence, abscence absence, absense absence, accesible accessible, accidently accidentally, accomodate accommodate
accomodation accommodation, accquire acquire, accross across, acheive achieve, acheived achieved, acheivement achievement, acheiving achieving
achive achieve, acknowlege acknowledge, acknowlegement acknowledgement, acommodate accommodate, acommodation accommodation, acqaintance acquaintance
actualy actually, acutally actually, additonal additional, addres address, addtional additional, aditional additional, admininistrative administrative
adress address, adressed addressed, adresses addresses, advantagous advantageous, advertisment advertisement, aggreement agreement, agian again
agreeement agreement, agreemnt agreement, agrement agreement, agression aggression, agressive aggressive, alchohol alcohol, allready already
allways always, alot a lot, alwasy always, alwyas always, amatuer amateur, ammend amend, ammended amended, ammendment amendment, ammount amount
annualy annually, anomoly anomaly, anual annual, anually annually, anwser answer, aparent apparent, aplication application, apparant apparent
apparantly apparently, appartment apartment, appearence appearance, applicaiton application, appologize apologize, appropiate appropriate
approximatly approximately, apreciate appreciate, april April, apropriate appropriate, aproximate approximate, aproximately approximately
aquire acquire, aquired acquired, aquisition acquisition, arent aren't, arguement argument, arrangment arrangement, artical article, asess assess
asistance assistance, asociation association, assesment assessment, assessement assessment, assistence assistance, assistent assistant
assosiate associate, athiest atheist, atribute attribute, attachement attachment, attatch attach, attatched attached, attendence attendance
audiance audience, auxillary auxiliary, avaible available, availabe available, availablity availability, availible available, avaliable available
avialable available, awarness awareness, bankrupcy bankruptcy, basicly basically, beatiful beautiful, beautifull beautiful, becasue because
becomeing becoming, becomming becoming, becouse because, becuase because, befor before, beggining beginning, begining beginning, behavour behaviour
beleif belief, beleive believe, beleived believed, benefical beneficial, beneficary beneficiary, benefitial beneficial, benifit benefit
benifits benefits, betwen between, beween between, bizzare bizarre, brillant brilliant, britian Britain, brocoli broccoli, budjet budget
bugdet budget, buisness business, buisnesses businesses, busines business, busness business, bussiness business, calander calendar, campain campaign
cancelation cancellation, candiate candidate, catagories categories, catagory category, categorys categories, ceratin certain, certainity certainty
certian certain, challange challenge, challanges challenges, changable changeable, charachter character, charactor character, cheif chief
choosen chosen, cieling ceiling, circumstanses circumstances, clearence clearance, cliant client, collaegue colleague, colleage colleague
collegue colleague, collegues colleagues, comission commission, comitment commitment, comittee committee, comming coming, commision commission
commited committed, commitee committee, commiting committing, commitmment commitment, committe committee, committment commitment
communciation communication, communicaton communication, companys companies, comparision comparison, compatability compatibility
compatable compatible, compensaton compensation, compentent competent, competative competitive, competetive competitive, compleatly completely
completly completely, completness completeness, compliace compliance, complience compliance, comprimise compromise, comunicate communicate
comunication communication, conceed concede, concensus consensus, concieve conceive, concious conscious, condidtion condition, condtion condition
confidencial confidential, confidental confidential, confindential confidential, congradulations congratulations, consistancy consistency
consistant consistent, contianed contained, continous continuous, continously continuously, contractural contractual, contrat contract
contrct contract, contribuite contribute, controll control, convienent convenient, convinient convenient, coordiante coordinate, coporate corporate
corespond correspond, corperate corporate, correspondance correspondence, couldnt couldn't, critisism criticism, curently currently
currentlly currently, currenty currently, custmer customer, customar customer, custumer customer, damadge damage, deadine deadline, december December
decieve deceive, decison decision, decisons decisions, defendent defendant, definate definite, definately definitely, definatly definitely
definetly definitely, definitly definitely, definiton definition, defintely definitely, defintion definition, delievery delivery, delivary delivery
delivey delivery, demostrate demonstrate, departement department, departmant department, depatment department, dependancy dependency
descision decision, desicion decision, desireable desirable, desparate desperate, develoment development, develope develop, developement development
developped developed, devlopment development, didnt didn't, diferent different, differant different, difficulity difficulty, diffrence difference
diffrent different, dificult difficult, dilema dilemma, dimention dimension, disapear disappear, disapoint disappoint, disapointed disappointed
disapointing disappointing, disasterous disastrous, discription description, discusion discussion, discussons discussions, dissapear disappear
dissapoint disappoint, dissapointed disappointed, disscuss discuss, docment document, docuement document, documant document
documentaion documentation, documention documentation, doesnt doesn't, dont don't, dosen't doesn't, duely duly, econimic economic
economicly economically, effeciency efficiency, effecient efficient, efficency efficiency, eficient efficient, eigth eighth, electricty electricity
eligable eligible, elligible eligible, embarass embarrass, embarassed embarrassed, embarassing embarrassing, emergancy emergency, employe employee
employeed employed, employess employees, empoyee employee, enviornment environment, enviroment environment, enviromental environmental
environement environment, equiped equipped, equipement equipment, equiptment equipment, equivalant equivalent, especialy especially
espically especially, essencial essential, essental essential, estabilish establish, establishement establishment, estimat estimate, evalute evaluate
evalution evaluation, eventally eventually, eventualy eventually, evidance evidence, exagerate exaggerate, exampel example, excede exceed
excelent excellent, excellant excellent, exceptionaly exceptionally, excercise exercise, excersise exercise, excistence existence, exellent excellent
exept except, exersise exercise, existance existence, exmaple example, expecially especially, expences expenses, expereince experience
experiance experience, experienc experience, experince experience, explaination explanation, explicitely explicitly, explination explanation
extention extension, extreem extreme, extremly extremely, facilites facilities, facillity facility, familar familiar, familier familiar
farenheit Fahrenheit, feasability feasibility, february February, Febuary February, febuary February, finacial financial, finallly finally
finaly finally, financal financial, financialy financially, finanical financial, flourescent fluorescent, follwing following, folowing following
foriegn foreign, formaly formally, forseeable foreseeable, fourty forty, foward forward, freind friend, freinds friends, frequentley frequently
friday Friday, fullfil fulfil, fullfill fulfill, fullfilled fulfilled, fundemental fundamental, funtion function, furhter further, furthur further
futher further, futhermore furthermore, garantee guarantee, gaurantee guarantee, gaurd guard, genarally generally, generaly generally
govenment government, goverment government, govermental governmental, governement government, gradualy gradually, grammer grammar, gratefull grateful
greatful grateful, guage gauge, guarentee guarantee, guarenteed guaranteed, guideliness guidelines, guidence guidance, guidlines guidelines
hadnt hadn't, happend happened, happenned happened, harrass harass, harrassment harassment, hasnt hasn't, havent haven't, heigth height
heirarchy hierarchy, helpfull helpful, hinderance hindrance, humourous humorous, hygeine hygiene, hypocracy hypocrisy, idenitfy identify
identicaly identically, identifed identified, ideosyncratic idiosyncratic, im I'm, imediate immediate, imediately immediately, immediatley immediately
immediatly immediately, immidiate immediate, immidiately immediately, implament implement, implemention implementation, impliment implement
implimentation implementation, implimented implemented, implment implement, importent important, importnat important, improvment improvement
improvments improvements, inadvertantly inadvertently, incidently incidentally, incldue include, inclued include, incomming incoming
inconvience inconvenience, inconvinience inconvenience, increse increase, incresed increased, indepedent independent, independance independence
independant independent, independantly independently, indicies indices, indispensible indispensable, individualy individually, infomation information
informaton information, informtion information, infromation information, inital initial, initally initially, initative initiative
initiatve initiative, innoculate inoculate, inovation innovation, inovative innovative, inquirey inquiry, instalation installation, insted instead
insurence insurance, insurrance insurance, integeral integral, intelectual intellectual, intellectural intellectual, intergrate integrate
intergration integration, interrest interest, interupt interrupt, interuption interruption, intial initial, intially initially, intrest interest
intrested interested, introducton introduction, introdution introduction, invesment investment, investement investment, invovled involved
irrelevent irrelevant, irresistable irresistible, isnt isn't, issueing issuing, ive I've, january January, july July, june June
jurisdicton jurisdiction, justifed justified, knowledgable knowledgeable, knowlegable knowledgeable, knowlegde knowledge, knowlege knowledge
labratory laboratory, laguage language, langauge language, lastest latest, leasure leisure, legitamate legitimate, lengh length, lenght length
liabilty liability, liasion liaison, liason liaison, libary library, likelyhood likelihood, likly likely, lisence license, litrature literature
lonly lonely, luxery luxury, maintainance maintenance, maintanance maintenance, maintence maintenance, maintenence maintenance, managable manageable
managemnt management, managerment management, managment management, mandetory mandatory, manditory mandatory, mangement management, manuever maneuver
manufacterer manufacturer, manufactuer manufacturer, marjority majority, marketting marketing, markting marketing, materal material
measurment measurement, meausre measure, medeival medieval, memmber member, mesure measure, mesurement measurement, milennium millennium
millenium millennium, millitary military, miminum minimum, minimun minimum, miniscule minuscule, miniture miniature, mischevious mischievous
mispell misspell, mispelled misspelled, mispelling misspelling, missle missile, misunderstaning misunderstanding, monday Monday, monthy monthly
montly monthly, morgage mortgage, mortage mortgage, neccesary necessary, neccessarily necessarily, neccessary necessary, necesary necessary
necessarly necessarily, necessaryly necessarily, necessery necessary, negociate negotiate, negociation negotiation, negotate negotiate
negotation negotiation, neigbour neighbour, nessecary necessary, noticable noticeable, noticably noticeably, notication notification
noticeing noticing, notifcation notification, november November, nuculear nuclear, obiously obviously, objectve objective, obligaton obligation
obvously obviously, ocasionally occasionally, occasionaly occasionally, occassion occasion, occassional occasional, occassionally occasionally
occurances occurrences, occured occurred, occurence occurrence, occuring occurring, occurrance occurrence, october October, ocurred occurred
ocurring occurring, offical official, offically officially, ofical official, oficial official, omited omitted, ommission omission, ommit omit
ommitted omitted, ongong ongoing, operaton operation, oportunity opportunity, oposite opposite, opperation operation, oppertunity opportunity
opportunty opportunity, oppurtunity opportunity, optomize optimize, organizaton organization, orginal original, orginally originally
orginization organization, orgnization organization, origional original, ouput output, outpt output, outragous outrageous, overun overrun
oweing owing, paralel parallel, paralell parallel, parallell parallel, parlament parliament, parliment parliament, partialy partially
particiapte participate, participent participant, particpate participate, particuarly particularly, particularily particularly
particulary particularly, payement payment, paymant payment, peformance performance, peice piece, peices pieces, penatly penalty
peopel people, percieve perceive, percieved perceived, perfomance performance, perfoming performing, performace performance, permanant permanent
permanantly permanently, permenant permanent, permision permission, permissable permissible, perseverence perseverance, personaly personally
personel personnel, personnell personnel, persue pursue, phenomenom phenomenon, physicaly physically, plannning planning, playwrite playwright
pleasent pleasant, poeple people, polical political, politican politician, popluar popular, popularaty popularity, porject project, posess possess
posession possession, posibility possibility, posible possible, possable possible, possesion possession, possesions possessions, possibile possible
possibilty possibility, possiblity possibility, potental potential, potentialy potentially, practicaly practically, preceed precede
preceeding preceding, preferance preference, prefered preferred, prefering preferring, preformance performance, prelimary preliminary
preparaton preparation, presance presence, presense presence, presentaton presentation, prespective perspective, prevelant prevalent, previos previous
previsouly previously, previuos previous, priciple principle, privelege privilege, privilage privilege, priviledge privilege, privlege privilege
probabaly probably, probaly probably, probelm problem, problme problem, procces process, proccess process, procedue procedure, proceduer procedure
proceedure procedure, proceedures procedures, processs process, producton production, profesional professional, profesor professor
professinal professional, proffesional professional, proffesor professor, proffessional professional, programm program, prominant prominent
pronounciation pronunciation, propery property, proposel proposal, propsal proposal, prosess process, protien protein, provde provide
provison provision, publically publicly, publicaly publicly, publicatons publications, purchace purchase, purhcase purchase, pursuade persuade
qualifed qualified, qualty quality, quanity quantity, quantaty quantity, quartely quarterly, quarterley quarterly, quater quarter, quaterly quarterly
questionaire questionnaire, questionnare questionnaire, questonnaire questionnaire, readly readily, realtionship relationship, realy really
reasonally reasonably, reasonble reasonable, reccomend recommend, reccomended recommended, reccommend recommend, recepient recipient, reciept receipt
recieve receive, recieved received, reciever receiver, recieves receives, recieving receiving, recomend recommend, recomendation recommendation
recomendations recommendations, recomended recommended, recommandation recommendation, recommeded recommended, reconcilation reconciliation
reconize recognize, recurrance recurrence, referal referral, referance reference, refered referred, refering referring, referrence reference
refference reference, refrence reference, regualtions regulations, regulary regularly, regulaton regulation, relable reliable, relaible reliable
relationshp relationship, relavent relevant, relevence relevance, relevent relevant, religous religious, relize realize, reluctent reluctant
remaing remaining, rember remember, remeber remember, rememberance remembrance, reminiscient reminiscent, repetion repetition, repetive repetitive
repitition repetition, reponse response, reponsibility responsibility, represenative representative, representitive representative, repsonse response
reqired required, reqiure require, requieremnts requirements, requirment requirement, requirments requirements, resistence resistance
resonable reasonable, resorces resources, resouces resources, resourses resources, responce response, responsability responsibility
responsable responsible, responsibile responsible, responsibilty responsibility, respository repository, restarant restaurant, restaraunt restaurant
restaurent restaurant, restrcition restriction, resturant restaurant, reveiw review, reveiwed reviewed, reveneu revenue, revenu revenue
revison revision, rythm rhythm, rythym rhythm, saftey safety, safty safety, satelite satellite, satisfacion satisfaction, satisfactary satisfactory
saturday Saturday, scedule schedule, schedual schedule, scheduel schedule, secratary secretary, secretery secretary, secretry secretary
sectoin section, secton section, secuirty security, securty security, sence sense, sensative sensitive, sentance sentence, sentances sentences
sepcial special, seperate separate, seperated separated, seperately separately, seperation separation, seperatly separately, september September
sercurity security, serivce service, servcie service, severence severance, sevice service, shareholer shareholder, shedule schedule, shiping shipping
shoud should, shoudl should, shouldnt shouldn't, signficant significant, signifcant significant, significent significant, signifigant significant
signiture signature, similarily similarly, similiar similar, simular similar, simultaneosly simultaneously, simultanous simultaneous
sincerly sincerely, softwear software, sofware software, somethign something, somtimes sometimes, soverign sovereign, speach speech, specfic specific
specifc specific, specifed specified, specificaly specifically, specificaton specification, specificly specifically, sponser sponsor
staement statement, stakeholer stakeholder, stakholder stakeholder, stategic strategic, stategy strategy, statment statement, statments statements
stratagy strategy, strategey strategy, stregth strength, strengh strength, strenght strength, strenghten strengthen, structre structure
strucure structure, stucture structure, studing studying, subcontracter subcontractor, submision submission, submited submitted, submiting submitting
subsequant subsequent, subsequantly subsequently, subsidary subsidiary, substancial substantial, substantialy substantially, substitude substitute
succede succeed, succes success, succesful successful, succesfully successfully, succesfuly successfully, successfull successful, sucess success
sucessful successful, sucesss success, sufficent sufficient, sufficiant sufficient, suficient sufficient, sugest suggest, suggeston suggestion
sumary summary, sunday Sunday, supercede supersede, superseed supersede, suplier supplier, supress suppress, suprise surprise, suprised surprised
suprising surprising, surounding surrounding, surveilance surveillance, surveilence surveillance, suspiscious suspicious, sustainabilty sustainability
sustainible sustainable, sysem system, systme system, sytem system, targetted targeted, techical technical, technicaly technically
technolgy technology, techology technology, tecnical technical, tecnology technology, teh the, tehcnical technical, temparature temperature
temperture temperature, temporaly temporarily, temporarly temporarily, tempory temporary, tendancy tendency, terminaton termination
territorry territory, thats that's, theres there's, therfore therefore, theyre they're, theyve they've, thier their, thorougly thoroughly
thoughout throughout, threshhold threshold, throught through, througout throughout, througth through, thsi this, thursday Thursday, timley timely
togather together, togehter together, tommorow tomorrow, tommorrow tomorrow, tomorow tomorrow, tongiht tonight, totaly totally, tounge tongue
tranfer transfer, transaciton transaction, transacton transaction, transation transaction, transfered transferred, transfering transferring
transision transition, transparancy transparency, transparant transparent, treshold threshold, truely truly, tuesday Tuesday, twelth twelfth
tyrany tyranny, unanimosly unanimously, unanimusly unanimously, undertakeing undertaking, unecessary unnecessary, unfortunatley unfortunately
unfortunatly unfortunately, unfortunetly unfortunately, uniqe unique, univercity university, unneccessary unnecessary, unnecesary unnecessary
untill until, unusuall unusual, unviersity university, updte update, upgarde upgrade, upto up to, usally usually, usefull useful
usefullness usefulness, useing using, usualy usually, utilze utilize, vaccum vacuum, vacume vacuum, vaild valid, valuble valuable, valueable valuable
varient variant, varios various, varous various, vegatable vegetable, vehical vehicle, vehicule vehicle, vendore vendor, verfication verification
verfiy verify, verison version, visable visible, volenteer volunteer, volontary voluntary, volunter volunteer, vulnerabilty vulnerability
vulnerible vulnerable, warantee warranty, waranty warranty, warrenty warranty, wasnt wasn't, weahter weather, websight website, wednesday Wednesday
werent weren't, wether whether, whcih which, wheras whereas, wherease whereas, whitch which, wich which, wierd weird, wihch which
wirting writing, withold withhold, witht with, worksop workshop, wouldnt wouldn't, wriiten written, writen written, writting writing, wroking working
yearlly yearly, yeild yield, yeilds yields, yera year, yoru your, youll you'll, youre you're, youself yourself, youve you've
`;
