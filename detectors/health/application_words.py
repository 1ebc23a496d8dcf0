"""What people apply for in health care, in eleven languages, as parts of expressions.

Each is a sequence of alternatives without capitals: the scan and ``re`` share their syntax,
so letters outside ASCII are written as such and nothing looks behind or ahead.
"""

from __future__ import annotations

import re


def alternatives(*lines: str) -> str:
    """Alternatives, longest first, so that a plural is taken whole."""
    # Only bars outside brackets part two alternatives.
    bars = re.compile(r"\|(?![^()]*\))")
    each = {part for line in lines for part in bars.split(line)}
    return "|".join(sorted(each, key=lambda part: (-len(part), part)))


# Names of an application, certificate or benefit: they need nothing beside them.
NAMES = alternatives(
    "prior authori[sz]ations?|pre-?authori[sz]ations?|pre authori[sz]ations?|prior auths?|"
    "pre-?auths?",
    "sick notes?|sicknotes?|fit notes?|doctor'?s notes?|doctor'?s certificates?|"
    "medical certificates?",
    "statutory sick pay|sick pay claim|medical leave|fmla leave|fmla paperwork|fmla forms?",
    "disability (?:benefits?|allowance|pension|claims?|application|insurance claim|payments?)",
    "disability living allowance|personal independence payments?",
    "pip (?:claim|assessment|application|form|review|tribunal|appeal)|"
    "employment and support allowance",
    "attendance allowance|carers? allowance|carer'?s allowance|incapacity benefit|"
    "invalidity pension",
    "ssdi(?: claim| application| benefits)?|ssi (?:claim|application|benefits)|"
    "blue badge application",
    "medicaid (?:application|coverage|claim|renewal|denial|waiver)",
    "medicare (?:claim|coverage|appeal|denial|application)",
    "workers'? comp(?:ensation)? claims?|health insurance claims?|medical claims?|dental claims?",
    "hospital claims?|health claims?|medical insurance claims?|dental insurance claims?",
    "continuing healthcare(?: assessment| funding)?|care needs assessment|home care assessment",
    "nursing care level|care level [1-5]|care grade [1-5]|ndis (?:plan|application|funding|claim)",
    "letter of medical necessity|explanation of benefits|out-of-network referral",
    # German
    "pflegegrad(?: [1-5])?|pflegestufe(?: [1-3])?|pflegegeld|pflegeantrag|verhinderungspflege",
    "krankschreibung|krankmeldung|krankengeld|arbeitsunfähigkeitsbescheinigung|au-bescheinigung",
    "kostenübernahme für|reha-?antrag|kurantrag|mutter-kind-kur|schwerbehindertenausweis",
    "erwerbsminderungsrente|berufsunfähigkeitsrente|überweisung zum (?:(?:haut|augen|frauen|fach|"
    "haus|"
    "kinder|zahn|ohren|nerven|lungen|hno-?)?arzt|orthopäden|kardiologen|neurologen|psychiater|"
    "urologen|radiologen)",
    "überweisung zur (?:(?:haut|augen|frauen|fach|haus)?ärztin|physiotherapie|psychotherapie|"
    "radiologie)",
    "grad der behinderung|heil- und kostenplan",
    "häusliche krankenpflege|künstliche befruchtung|kinderwunschbehandlung",
    # Dutch
    "wlz-?indicatie|wlz-?aanvraag|wmo-?aanvraag|ziekmelding|ziektewet-?uitkering|wia-?uitkering",
    "wia-?aanvraag|wajong-?uitkering|verwijsbrief|verwijzing naar (?:de |een )?(?:cardioloog|"
    "psycholoog|fysiotherapeut|dermatoloog|neuroloog|"
    "orthopeed|specialist|internist|gynaecoloog|ggz|psychiater)|persoonsgebonden budget",
    "pgb-?aanvraag|thuiszorg-?aanvraag|zorgindicatie|machtiging voor",
    # French
    "arrêts? maladie|arrêts? de travail|congé maladie|indemnités journalières",
    "prise en charge (?:à 100|de l'|de la|de mon|de ma|des soins|du traitement)",
    "allocation (?:adulte handicapé|aux adultes handicapés|personnalisée d'autonomie)",
    "dossier mdph|demande (?:d'aah|d'apa|d'ald)|pension d'invalidité|entente préalable",
    "(?:demandes? de )?remboursements? (?:de|des|de mes|de mon|de ma) (?:soins?|"
    "frais médicaux|frais dentaires|frais de santé|frais d'hospitalisation|médicaments?|lunettes|"
    "consultations?)",
    "feuilles? de soins|certificat médical|reconnaissance de handicap",
    # Spanish
    "baja (?:médica|laboral|por enfermedad|por depresión|por ansiedad)|parte de baja|"
    "incapacidad permanente",
    "incapacidad temporal|grado de discapacidad|certificado de discapacidad|ley de dependencia",
    "ayuda a la dependencia|grado de dependencia|certificado médico|reembolso (?:médico|"
    "de gastos médicos)",
    "pensión de invalidez|solicitud de dependencia",
    # Italian
    "certificato di malattia|certificato medico|assegno di accompagnamento|invalidità civile",
    "pensione di invalidità|indennità di accompagnamento|impegnativa per|legge 104|"
    "congedo per malattia",
    "rimborso (?:spese mediche|sanitario)|domanda di invalidità",
    # Portuguese
    "atestado médico|baixa médica|auxílio-doença|auxílio doença|benefício por incapacidade",
    "aposentadoria por invalidez|atestado multiuso|junta médica|reembolso médico|"
    "guia de autorização",
    # Finnish and Estonian
    "sairauslomatodistu(?:s|sta|ksen|ksia)|sairauspäivärahaa?|kela-korvaus(?:ta)?|"
    "lähete(?:ttä)? (?:lääkärille|"
    "erikoislääkärille|ortopedille|neurologille|psykiatrille)|maksusitoumus(?:ta)?|hoitotukea?|"
    "vammaistukea?|työkyvyttömyyseläke(?:ttä)?|omaishoidon tu(?:kea?|ki|esta)|kuntoutushakemus",
    "haigusleh(?:t|te|e)|töövõimetusleh(?:t|te|e)|töövõimetoetus(?:t|e)?|saatekir(?:i|"
    "ja) (?:arstile|"
    "eriarstile|ortopeedile|neuroloogile|psühhiaatrile)|puude (?:taotlus|raskusastme?|määramine)",
    # Polish
    "zwolnieni[ea] lekarski(?:e|ego)|l4 (?:od|na|z powodu)|skierowani[ea] do (?:kardiologa|"
    "neurologa|"
    "ortopedy|psychiatry|dermatologa|endokrynologa|lekarza|specjalisty|szpitala|sanatorium|"
    "poradni|psychologa|urologa|ginekologa)",
    "skierowani[ea] na (?:rehabilitację|rezonans|badania|zabieg|operację|tomografię|rtg|usg)",
    "orzeczeni[ea] o (?:niepełnosprawności|niezdolności do pracy)|zasiłek (?:chorobowy|"
    "pielęgnacyjny|opiekuńczy)",
    "zasiłku (?:chorobowego|pielęgnacyjnego|opiekuńczego)|rent[aęy] (?:chorobow[aą]|"
    "inwalidzk[aą]|z tytułu "
    "niezdolności)|refundacj[aęi] (?:leczenia|leku|zabiegu|in vitro)",
)

# What can be applied for, covered or claimed: care and treatment.
SERVICES = alternatives(
    "surger(?:y|ies)|operation|mri(?: scan)?s?|ct scans?|cat scans?|pet scans?|x-?rays?|"
    "ultrasounds?",
    "physio(?:therapy)?|physical therapy|occupational therapy|speech therapy|psychotherap(?:y|ist)",
    "therapy(?: sessions?| place)?|therapist|counsell?ing|chemo(?:therapy)?|radiation therapy|"
    "dialysis",
    "ivf(?: treatment| cycle)?|fertility treatments?|egg freezing|insulin(?: pump)?|ozempic|wegovy",
    "hearing aids?|wheelchairs?|prosthe(?:tic|sis)|cpap(?: machine)?|stairlift|crutches",
    "dental (?:work|crowns?|implants?|treatment|surgery)|root canal|braces|wisdom teeth|dentures",
    "hospital (?:stay|bill|bed|visit|treatment|admission)|er visit|emergency room visit|"
    "ambulance ride",
    "ambulance bill|maternity care|c-section|childbirth|abortion|prescriptions?|medications?|"
    "vaccinations?",
    "blood tests?|lab (?:work|tests)|colonoscopy|mammogram|biopsy|transplant|rehab(?:ilitation)?|"
    "detox",
    "home (?:health )?care|home nursing|nursing (?:care|home)(?: place)?|care home(?: place)?|"
    "home help",
    "live-in care|respite care|hospice(?: care)?|palliative care|assisted living|"
    "day care for (?:my )?(?:mum|mom|dad)",
    "care package|care at home|caregiver support|carer support|mental health (?:care|treatment|"
    "services)",
    "specialists?|dermatologist|cardiologist|neurologist|psychiatrist|psychologist|gyna?ecologist",
    "orthop(?:a?edic surgeon|a?edist)|urologist|oncologist|rheumatologist|endocrinologist|"
    "gastroenterologist",
    "fertility clinic|pain clinic|memory clinic|sleep study|gender clinic|hormone therapy|"
    "acupuncture",
    "knee replacement|hip replacement|knee op|hip op|cancer treatment|medical treatment|"
    "my treatment",
    "hysterectomy|gastric (?:bypass|sleeve)|cataracts?|tonsillectomy|vasectomy|appendectomy",
    "endoscop(?:y|ies)|epidural|pacemaker|stents?|infusions?|mastectomy|breast reduction|"
    "tubal ligation",
    "circumcision|hip surgery|spine surgery|shoulder surgery|carpal tunnel|genetic test(?:ing|s)?",
    "mental health|home carers?|hospital (?:costs|charges|fees)|medical costs|therapist visits?",
    "disability|medicaid|medi-cal|ssdi|sick leave|ambulance|treatments?|(?:my|new|reading|"
    "prescription) glasses|contact lenses|eye test",
    "a (?:new )?(?:gp|family doctor|dentist|doctor)|(?:dentist|doctor|hospital|medical|"
    "dental)'?s? (?:bills?|invoices?|receipts?)|gp surgery",
    "inpatient treatment|residential treatment|long[- ]term care|autism assessment|adhd assessment",
    "medical bills?|medical expenses|doctor'?s? visits?|doctor'?s bill|surgeon'?s bill|"
    "treatment abroad",
    # German
    "physiotherapie|krankengymnastik|psychotherapie|therapieplatz|therapie|reha|reha-?maßnahme|"
    "kur|mrt",
    "zahnersatz|zahnspange|hörgeräte?|hörgerät|rollstuhl|brille|pflegebett|pflegeplatz|"
    "pflegeheim(?:platz)?",
    "pflegedienst|haushaltshilfe|heimplatz|behandlung|knie-?op|hüft-?op|krankenhausaufenthalt|"
    "magenverkleinerung",
    # Dutch
    "fysiotherapie|thuiszorg|verpleeghuis|rolstoel|gehoorapparaat|operatie|behandeling|psycholoog",
    "gehandicaptenparkeerkaart|verzorgingshuis|kraamzorg|ivf-behandeling",
    # French
    "kinésithérapie|kiné|séances de kiné|aide à domicile|soins à domicile|ehpad|maison de retraite",
    "fauteuil roulant|appareils? auditifs?|prothèses?(?: dentaires?)?|lunettes|irm|opération|"
    "cure thermale",
    "fécondation in vitro|pma|fiv|hospitalisation|traitement|frais médicaux",
    # Spanish
    "fisioterapia|resonancia(?: magnética)?|operación|cirugía|silla de ruedas|audífonos|"
    "residencia de ancianos",
    "ayuda a domicilio|fecundación in vitro|tratamiento|hospitalización|quimioterapia|"
    "gastos médicos|psicólogo",
    # Italian
    "fisioterapia|risonanza(?: magnetica)?|intervento(?: chirurgico)?|sedia a rotelle|"
    "apparecchi? acustic[oi]",
    "casa di riposo|assistenza domiciliare|fecondazione assistita|visita specialistica|"
    "chemioterapia|spese mediche|badante",
    # Portuguese
    "ressonância(?: magnética)?|cirurgia|cadeira de rodas|aparelhos? auditivos?|lar de idosos|"
    "apoio domiciliário",
    "fertilização in vitro|tratamento|internamento|internação|quimioterapia|"
    "consulta de especialidade|home care",
    # Finnish and Estonian
    "fysioterapia(?:an|a)?|leikkau(?:s|ksen|sta|kseen)|kotihoi(?:to|toa|don)|hoitokoti(?:paikkaa|"
    "in)?|"
    "palvelutaloon|pyörätuoli(?:a|n)?|kuulolaite(?:tta|en)?|psykoterapia(?:an|a)?|"
    "hedelmöityshoito(?:a|ihin|jen)?|"
    "kuntoutu(?:s|sta|kseen|ksen)|hoito(?:a|on)",
    "füsioteraapia(?:t|le)?|operatsioon(?:i|ile)?|koduhooldus(?:t|e)?|hooldekod(?:u|usse)|"
    "ratastool(?:i)?|"
    "kuuldeaparaa(?:t|di|ti)|taastusravi(?:le)?|ravi(?:le)?|viljatusravi",
    # Polish
    "rehabilitacj[aęi]|fizjoterapi[aęi]|operacj[aęi]|zabieg(?:u)?|dom(?:u)? opieki|"
    "opiek[aęi] domow[aąej]{1,2}|"
    "wóz(?:ek|ka) inwalidzki(?:ego)?|aparat(?:u)? słuchow(?:y|ego)|rezonans(?:u)?|sanatorium|"
    "leczeni[ea]",
)

# What is done about them.
ACTS = alternatives(
    "appl(?:y|ied|ying|ies)(?: for| to)?|application|(?:sign|signed) up|register(?:ed)?|"
    "enrol(?:l|led)?",
    "claim(?:s|ed|ing)?|reimburse(?:d|ment)?|refund(?:ed)? for|cover(?:s|ed|age|ing)?|"
    "refer(?:red|ral|rals)?",
    "request(?:ed|ing)?|appeal(?:ed|ing)?|denied|deny|denial|approv(?:al|e|ed)|reject(?:ed)?|"
    "refused",
    "authori[sz](?:ed?|ation)|pre-?approv(?:al|ed)|wait(?:ing)? ?list(?:ed)?(?: for)?|"
    "assess(?:ed|ment) for",
    "on the list for|out[- ]of[- ]pocket(?: costs?)?|wart(?:e|et|en) auf|such(?:e|en) einen",
    "submit(?:ted|ting)?|sen[dt] in|hand(?:ed)? in|fil(?:ed?|ing)|extend(?:ed)?|renew(?:ed|al)?|"
    "turned down|declined|reapply|reapplied",
    "eligib(?:le|ility)|entitled to|qualify|qualif(?:y|ied) for|funding|grant|co-?pay|copayment|"
    "deductible",
    "need(?:ed|s)? a place|get a place|a place (?:in|at)|fill(?:ed)? out the form|paperwork|form",
    "beantrag\\w{0,6}|antrag(?: auf| für)?|kostenübernahme|übernimmt|übernommen|bewillig\\w{1,5}|"
    "abgelehnt|überweisung",
    "rezept für|widerspruch|warteliste|zahlt|genehmig\\w{1,5}|krankenkasse",
    "aanvra(?:ag|gen)|aangevraagd|vergoed(?:t|ing|en)?|verwijzing|wachtlijst|afgewezen|"
    "goedgekeurd|declar\\w{1,6}",
    "demand(?:e|er|é)(?: de)?|rembours\\w{1,7}|prise en charge|pris en charge|prend en charge|"
    "refusé|liste d'attente",
    "dossier|solicit(?:ar|ud|o|é|ado)|reembols\\w{1,4}|cubre|cubierto|cobertura|denegad[oa]|"
    "rechaz\\w{1,4}",
    "autorizaci[oó]n|lista de espera|volante|domanda|richie(?:sta|dere|sto)|rimbors\\w{1,4}|"
    "copre|copert[oaura]{1,4}",
    "lista d'attesa|impegnativa|respint[oa]|pedi(?:r|do)|solicitei|cobre|cobertura|negad[oa]|"
    "autorização",
    "encaminhamento|lista de espera|hake(?:a|n|mus|musta|nut)|korva(?:a|us|usta|ta|taanko)|"
    "hylätty|hylättiin|jono",
    "lähete(?:ttä|tty)?|taotle(?:da|n|sin)|taotlus|hüvita\\w{1,5}|saatekiri|järjekor\\w{1,3}|"
    "keeldu\\w{1,3}",
    "negou|negaram|recus(?:ou|aram)|aprov(?:ou|aram|ad[oa])|negó|negaron|rechaz(?:ó|aron)|"
    "aprob(?:ó|ad[oa])|negato|rifiutato|approvato",
    "refuse|couvre|couverte?|dekt|gedekt|weiger(?:t|de)|hylkäsi|korvaa|katab|keeldus|odrzuci(?:ł|"
    "li)|odrzucono|pokry(?:je|wa)|ablehnen|lehnt",
    "wnios(?:ek|ku)|złożyć|refund\\w{1,7}|skierowani[ea]|odmow\\w{1,5}|odmówi\\w{1,3}|"
    "kolejk[aięą]|pokrywa",
)

# What an insurer does; so does a customer, unless an insurer is named beside it.
PAYMENTS = alternatives(
    "pay(?:s|ing)?(?: for)?|paid(?: for)?|bezahlt|betaalt|paie|paye|paga|pagan|maksaa|maksab|"
    "płaci|zapłaci",
)
PAYERS = alternatives(
    "insurance|insurer|insurers|health plan|plan|policy|medicare|medicaid|tricare|nhs|hmo|ppo|"
    "blue cross|aetna|cigna|kaiser",
    "versicherung|krankenkasse|kasse|verzekering|zorgverzekeraar|mutuelle|assurance|sécu|"
    "sécurité sociale|seguro|seguridad social",
    "assicurazione|asl|mutua|plano de saúde|plano|sns|vakuutus|kela|haigekassa|tervisekassa|"
    "kindlustus|nfz|ubezpieczyciel",
)

# Care that nobody applies for as a job, a loan or a course.
AFTER_OTHER = alternatives(
    "jobs?|position|role|schools?|degree|course|class(?:es)?|program at|career|internship|"
    "residency",
    "loans?|credit|assistant|students?|technician|director|receptionist|department|building|"
    "franchise",
    "promo\\w{0,7}|deals?|discounts?|coupons?|vouchers?|offers?|sale|gifts?|gift box|brands?|"
    "business|company|industry|startup|stocks?|shares|manager|training|licen[cs]e|marketing|"
    "software|app",
    "accessible|accessibility|access|assistance|ramp|friendly|room|seat|space|lift|service at",
    "vacancy|vacancies|stelle|ausbildung|studium|vacature|opleiding|poste|formation|puesto|empleo",
)
# Insurance of other things; animals have no health care of a person.
OTHER_INSURANCE = alternatives(
    "(?:car|auto|vehicle|motor|travel|trip|flight|home|house|homeowners?|renters?|pet|phone|"
    "device|rental|boat|bike"
    "|gadget|title|cargo) (?:insurance|policy|cover|coverage|claim|plan|warranty)",
    "my (?:dog|cat|puppy|kitten|horse|rabbit|pet)(?:'?s)?|vet|veterinar\\w{1,5}|windshield|"
    "my car|my phone|bumper",
    "reiseversicherung|kfz-versicherung|haftpflicht|autoverzekering|reisverzekering|assurance auto",
    "seguro de(?:l)? (?:coche|viaje|auto)|assicurazione auto|seguro (?:auto|viagem)",
    "spa|massage|beauty|hair|skin care|nail|tree surgery|plastic surgery show|stock options?",
)
