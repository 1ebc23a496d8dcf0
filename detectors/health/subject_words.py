"""Words that say of whom a sentence about health speaks, in eleven languages.

All lower case, as whole words; a phrase is words joined by single spaces, so that "y/o" is
"y o". Words that mean something else in another of the languages are not listed.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


# Someone in particular: the writer, whom they name, whom a doctor asks or writes about.
PERSON = _words(
    "mr mrs ms "
    "i i'm im i've ive i'd i'll my mine myself he she he's she's hes shes his her him hers himself "
    "herself your yours yourself you've you're youre patient pt's "
    "dx hx rx pmh pmhx hpi fhx shx psh nkda c/o s/p ccf cc h/o denies "
    "allergic hospitalized hospitalised "
    # German
    "ich mir mich mein meine meinem meinen meiner meines patientin "
    # Dutch
    "ik mijn mij m'n zijn ze haar "
    # French
    "je j'ai j'avais mon mes moi m'a m'ont j'étais j'prends patiente "
    # Spanish
    "yo tengo tenía tuve padezco estoy tomo paciente "
    # Italian
    "io ho mio mia miei soffro prendo paziente "
    # Portuguese
    "eu tenho tinha estou sofro meu minha meus minhas "
    # Finnish
    "minulla mulla minä minun mun minua mua olen sairastan syön äidilläni isälläni äitini isäni "
    "vaimoni mieheni pojallani tyttärelläni lapsellani poikani tyttäreni potilas potilaalla "
    # Estonian
    "mul mina minu mulle mind võtan põen emal isal mu patsient patsiendil "
    # Polish
    "mam miałem miałam jestem mnie mój moja moje mojej mojego moją biorę choruję cierpię pacjent "
    "pacjentka"
) - {"zijn", "mes"}
PERSON_PHRASES = _phrases(
    "like me, like mine, like myself, medical history, surgical history, history significant, "
    "discharge summary, the biopsy result, the biopsy results, test result, test results, "
    "lab results, blood results, scan results, pathology report, radiology report, mri report, "
    "ct report, how about, how bout, what about, how's the, anyone with any, have you done, "
    "you are on, you are at, "
    "you are taking, you are having, if we do, "
    "year old, y o, yr old, yrs old, years old, h o, s p, c o, was diagnosed, "
    "been diagnosed, got diagnosed, were diagnosed, diagnosed me, allergic to, allergy to, "
    "allergies to, take for, complains of, complaining of, presents with, presented with, "
    "admitted with, known case, with a history of, a history of, history of present, family "
    "history of, follow up for, status post, as needed, twice a day, once a day, "
    "a day, per day, at bedtime, mg daily, mg bid, mg tid, mg po, mg qd, any history, any "
    "allergies, "
    "any pain, any chest, any shortness, any trouble, any problems, any fever, any nausea, "
    "in the family, are you having, are you experiencing, are you feeling, do you have, have you "
    "had, have you been, have you ever, do you take, are you taking, "
    "are you on, did you have, you been, you had, you have any, you take any, "
    "er hat, sie hat, er nimmt, sie nimmt, er leidet, sie leidet, haben sie, nehmen sie, "
    "leiden sie, hij heeft, zij heeft, ze heeft, hij slikt, heeft u, gebruikt u, hebt u, "
    "il a, elle a, il prend, elle prend, avez vous, prenez vous, tiene usted, le duele, "
    "él tiene, ella tiene, lei ha, lui ha, ele tem, ela tem, hänellä on, onko sinulla, onko "
    "teillä, "
    "tal on, temal on, kas teil, on ma, ona ma, czy ma, zdiagnozowano u, wurde diagnostiziert, "
    "bekannte allergie, allergisch gegen, allergisch voor, allergique à, allergique aux, "
    "alérgico a, alérgica a, allergico a, allergica a, allergico alla, uczulony na, uczulona na, "
    "alérgico à, alérgica à, allergiline, antécédents de, antecedentes de, z. n., zustand nach, "
    "voorgeschiedenis van, w wywiadzie, anamnestisch, a un, m'a diagnostiqué, me diagnosticaron, "
    "le diagnosticaron, mi è stato, mi hanno diagnosticato, fui diagnosticado, fui diagnosticada, "
    "foi diagnosticada, foi diagnosticado, me duele, mi duole, mi madre, mi padre, mi esposa, "
    "mi marido, mi mujer, mi hijo, mi hija, mi hermana, mi hermano, mi abuela, mi abuelo, "
    "mia madre, mio padre, ma mère, ma femme, ma fille, ma soeur, ma sœur, ma grand, sa mère, "
    "mijn moeder, ma problem, meses con, ma ema, mu ema, mu isa"
)

# Perhaps someone: kin, the people of a talk, time that passes for somebody.
MAYBE = _words(
    "we we're we've our us you me mis mother mom mum dad father wife husband son daughter sister "
    "brother "
    "grandmother grandfather grandma grandpa aunt uncle baby girlfriend boyfriend fiancee fiance "
    "nephew niece cousin toddler mama mommy daddy partner roommate neighbor neighbour boss friend "
    "mutter vater frau sohn tochter schwester bruder oma opa moeder vader zoon dochter zus broer "
    "mère père fille fils soeur frère mari femme madre padre hijo hija hermana hermano abuela "
    "abuelo figlio figlia sorella fratello moglie marito nonna nonno mãe pai filho filha irmã "
    "irmão "
    "avó avô äiti isä vaimo poika tytär sisko veli ema isa naine mees poeg tütar õde vend "
    "matka mama ojciec tata żona mąż syn córka siostra brat babcia dziadek "
    "ago yesterday tonight today lately recently prescribed daily worse worsening sudden suddenly "
    "any anywhere prn bid tid qid qhs po stopped hurts hurting aching itches "
    "seit gestern heute sinds gisteren vandaag depuis hier desde ayer hoy ieri oggi ontem hoje "
    "eilen tänään eile täna wczoraj dzisiaj "
    "yes yeah yep yup no nope nah okay ok oh uh um hmm well alright sure thanks thank hello hi hey "
    "doctor doc sir ma'am ja nein nee oui non sí sim não kyllä joo ei jah tak nie"
)
MAYBE_PHRASES = _phrases(
    "is it normal, is it ok, is it safe to, "
    "anything like, in pain, other symptoms, for two, for "
    "three, for a week, for weeks, for months, for days, for years, for the past, "
    "for the last, since last, last week, last month, last year, last night, this morning, "
    "getting worse, started on, put on, can't sleep, cant sleep, is sick, is ill"
)

# What a thing is, not who has it.
GENERAL = _words(
    "quiz trivia statistics transmission contagioso contagiosa contagieux contagieuse ansteckend "
    "besmettelijk tarttuva "
    "nakkav nakkavad zaraźliwa zaraźliwy heilbar geneesbaar guérissable curable "
    "define compare recommend summarize pronounce remedy definition definitions meaning explain "
    "difference differences essay homework "
    "thesis article encyclopedia wikipedia study studies trial trials cohort randomized randomised "
    "placebo rats rat mice mouse rabbits dogs monkeys vitro vivo gene genes genetic genotype "
    "mutation mutations allele alleles exon exons intron cdna dna rna mrna protein proteins enzyme "
    "chromosome chromosomal polymorphism polymorphisms linkage locus loci haplotype kinase "
    "receptor "
    "receptors pathogenesis pathophysiology etiology aetiology epidemiology incidence prevalence "
    "mortality morbidity outbreak epidemic pandemic researchers scientists investigators "
    "literature "
    "induced mediated susceptibility phenotype phenotypes heterozygous homozygous germline somatic "
    "carcinogenesis subjects hypothesis significantly toxicity toxicities nephrotoxicity "
    "hepatotoxicity neurotoxicity cardiotoxicity efficacy pharmacokinetics pharmacology metabolite "
    "metabolites agonist antagonist inhibitor inhibitors infusion intravenous intraperitoneal "
    "pretreatment contagious hereditary curable incurable treatable preventable deadliest "
    "homeopathy vaccines vaccinated etymology kinases tumorigenesis missense families "
    "definitie definición definizione definição määritelmä definicja unterschied verschil "
    "différence diferencia differenza diferença"
)
GENERAL_PHRASES = _phrases(
    "cures for, remedy for, fact about, learning about, reading about, books about, book on, your "
    "shop, your store, your pharmacy, your clinic, your company, your "
    "website, your hospital, at your, like i'm five, tempo dura, drug sales, foods rich, rich in, "
    "what is, research on, generic name, name for, remedies for, normal range, film is about, "
    "movie is about, "
    "in store, cuánto dura, ile trwa, quanto dura, wie lange dauert, combien de temps, hoe lang "
    "duurt, best foods, summary of, overview of, first identified, first described, first "
    "discovered, "
    "was discovered, asked about, asked us about, asked me about, you ship, helpt tegen, helpt "
    "bij, hilft gegen, hilft bei, "
    "a cure for, what's a, what's an, what's the, whats a, whats the, whats, what are, what was "
    "the, "
    "what does, what do you, what causes, what cause, what kind, what kinds, what type, what "
    "types, "
    "what vitamin, what medicine, what drug, what drugs, what foods, what can cause, what happens, "
    "which drug, which drugs, which medicine, which vaccine, who discovered, who invented, "
    "who gets, when was, where does, how does, how do, how is, how are, how common, how many, how "
    "dangerous, how contagious, how long does, how long is, how effective, how to, how can, why "
    "is, "
    "why are, why do, why does, can you get, can you catch, can you die, can people, can dogs, "
    "can cats, can children, can babies, can adults, do people, are people, people with, people "
    "who, "
    "people get, someone with, anyone with, most people, many people, some people, patients with, "
    "of patients, in patients, the patients, patients who, children with, women with, men with, "
    "individuals with, adults with, persons with, cases of, rate of, rates of, risk of, risk for, "
    "risk factor, risk factors, symptoms of, signs of, causes of, cause of, treatment of, "
    "treatments for, treatment for, cure for, side effects, side effect, types of, kinds of, "
    "forms of, stages of, effects of, effect of, role of, history of the, test for, meaning of, "
    "prevention of, diagnosis of, management of, therapy of, pathway of, model of, "
    "is a disease, is a condition, is a disorder, is a type, is a kind, is a form, is a drug, "
    "is a medication, is a medicine, is an infection, is an illness, is a chronic, is a common, "
    "is a rare, is an autosomal, is a group, is a viral, is a bacterial, is caused by, is "
    "characterized, is characterised, refers to, is defined, is known as, is used to, is used for, "
    "are used to, is associated, are associated, associated with, is one of, is the most, caused "
    "by, "
    "characterized by, characterised by, can cause, may cause, can lead to, may lead to, "
    "can be caused, can be treated, is treated, are treated, according to, et al, "
    "a study, new study, we report, we describe, we studied, we investigated, we found, we "
    "conclude, "
    "we identified, we examined, we evaluated, we present, we show, we analyzed, in this, our "
    "results, our data, our findings, the results, these results, these findings, case report, "
    "a case, tell me about, tell me what, tell me how, tell me more, to know what, to know how, "
    "to know about, to know if, to know more, learn about, read about, read that, heard about, "
    "heard that, wondering what, wondering how, wondering if, curious about, information about, "
    "information on, info on, info about, facts about, question about, question on, article about, "
    "news about, report on, paper on, book about, movie about, podcast about, documentary about, "
    "poem about, story about, blog about, do you know, do you sell, do you stock, do you carry, "
    "do you offer, do you treat, you sell, in stock, price of, the cost of, cost of, how much is, "
    "how much does, how much are, to buy, to order, i buy, i order, for sale, near me, over the "
    "counter, is it true, the history of, the symptoms, world health, health organization, "
    "translate, synonym, spell, "
    "wissen was, weten wat, was ist, was sind, was bedeutet, was heißt, was passiert, was hilft "
    "gegen, was hilft bei, wie "
    "entsteht, wie wird, wie wirkt, "
    "wie behandelt man, wie ansteckend, symptome von, symptome einer, symptome bei, ursachen von, "
    "menschen mit, patienten mit, kann man, ist eine, ist ein, sind die symptome, welche "
    "symptome, welche nebenwirkungen, verursacht durch, laut einer, "
    "wat is, wat zijn, wat betekent, wat doet, wat gebeurt, hoe werkt, hoe ontstaat, hoe krijg je, "
    "hoe besmettelijk, symptomen van, oorzaken van, mensen met, patiënten met, kun je, "
    "is een, kan je, volgens een, "
    "qu'est ce, c'est quoi, quels sont, quelles sont, quel est, quelle est, que signifie, comment "
    "attrape, comment soigner, comment traiter, comment fonctionne, symptômes de, symptômes du, "
    "causes de, causes du, est une maladie, est un médicament, les personnes, les patients, les "
    "gens, "
    "est ce que le, est ce que la, est ce que l', provoque, "
    "qué es, que es, qué son, cuáles son, cuales son, cuál es, qué causa, que causa, cómo se, como "
    "se, síntomas de, sintomas de, síntomas del, causas de, causas del, es una enfermedad, es un "
    "medicamento, personas con, pacientes con, la gente, para qué sirve, para que sirve, "
    "cos'è, cosa è, che cosa, cosa sono, quali sono, qual è, come si, sintomi di, sintomi della, "
    "sintomi del, cause di, cause della, è una malattia, è un farmaco, persone con, pazienti con, "
    "a cosa serve, "
    "o que é, o que são, quais são, qual é, o que causa, sintomas da, sintomas do, como se pega, "
    "é uma doença, é um medicamento, pessoas com, pacientes com, "
    "mikä on, mitä on, mitä ovat, mitkä ovat, miten hoidetaan, miten tarttuu, onko tarttuva, "
    "kuinka "
    "yleinen, oireet ovat, on sairaus, potilaat joilla, mitä tarkoittaa, aiheuttaa, "
    "mis on, mis asi on, millised on, kuidas ravitakse, kuidas levib, mida tähendab, on haigus, "
    "inimesed kellel, põhjustab, "
    "co to jest, co to, czym jest, jakie są, jak leczyć, jak działa, co oznacza, objawy, "
    "przyczyny, "
    "jest chorobą, osoby z, pacjenci z, ludzie z, powoduje"
)

# Perhaps in general: many at once, a judgement of a thing.
LOOSE = _words(
    "foods food diet sales shares percent market company companies government officials ministry "
    "reported rising worldwide "
    "people patients children women men adults symptoms causes common rare dangerous deadly fatal "
    "disease diseases disorder disorders syndrome syndromes cancers infections medications drugs "
    "associated association treated treatment administration therapy deficiency expression risk "
    "frequency population populations clinical acute chronic increased decreased group groups "
    "effect effects analysis data result results response evidence report reports role mechanism "
    "mechanisms model cells cell human function activity levels inherited autosomal recessive "
    "familial sporadic variant variants dose doses control controls case cases tumor tumors tumour "
    "tumours tissue carriers affected relatives pedigree screening complication complications "
    "spreads inhibits reduces affects lowers increases prevents occurs attacks damages develops "
    "leads "
    "involves linked lowered typically usually "
    "menschen leute patienten krankheit krankheiten mensen ziekte maladie maladies enfermedad "
    "enfermedades malattia malattie doença doenças sairaus taudit haigus haigused choroba choroby"
)
# How a question without anyone in it begins.
ASKS = _words(
    "what's whats is are does do can could what which who when where why how will should was "
    "ist sind kann macht hilft wie warum welche kan kunnen hoe waarom welke est peut quel quelle "
    "quels comment pourquoi es son puede cuál cómo qué è può come perché qual quali é pode como "
    "onko voiko miten miksi mikä kas kuidas miks mis czy jak jaki jakie dlaczego"
)
# Diseases that have an article of their own: "the flu" is no particular one.
WITH_ARTICLE = _words(
    "flu measles plague mumps pill menopause pox chickenpox bends coronavirus virus vaccine "
    "disease heart brain common"
)
# A pain that is pointed at is somebody's. Articles are no sign in the languages that put them
# before every disease.
POINTED_AT = _words(
    "the this that these those any no some your diese dieser dieses diesen deze cette este esta "
    "estos estas questo questa essa esse"
)
# Where these stand too, "i" is the article or the "and" of Italian and Polish.
OTHER_I = _words(
    "sono quali della delle degli dell dei del che il lo gli per con più sintomi dall nel jakie "
    "jest są się czy oraz leki objawy jak który która dla przez"
)
# That somebody has what the sentence before or after asks about.
AFFLICTED = _words("diagnosed tested prescribed gp diagnostiziert")
AFFLICTED_PHRASES = _phrases(
    "have it, has it, had it, got it, getting it, have this, has this, have that, what i have, "
    "i have had, i've had, i just had, my doctor, my results, my test, my symptoms, my doctors, "
    "my dad, my mum, my mom, my mother, my father, my wife, my husband, my son, my daughter, "
    "ich habe es, ich habe das, habe ich, hab ich, mein arzt, meine ärztin, ik heb het, "
    "ik heb dat, mijn arts, mijn huisarts, j'en ai, je l'ai, mon médecin, mon docteur, lo tengo, "
    "la tengo, mi médico, mi doctor, ce l'ho, il mio medico, eu tenho, tenho isso, "
    "meu médico, minulla on, minun lääkäri, mul on see, minu arst, mam to, mój lekarz"
)
# Of whom these speak is plain: the writer, and whom they write about.
SELF = _words(
    "i i'm im i've ive my me mine he she his her ich mein meine mir mich ik mijn je j'ai mon ma yo "
    "mi tengo io ho mio mia eu tenho meu minha minä minulla minun mul mina minu mam mój moja mnie"
)
# What has an s but no disease: "what's asthma", "Parkinson's tremor".
NOBODY = _words(
    "what it that there here who how where when let today tomorrow yesterday world women men "
    "children people everyone patient drug parkinson alzheimer crohn hodgkin huntington wilson "
    "king america britain everybody nobody week year month"
)
