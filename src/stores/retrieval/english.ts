/** Closed classes of English: function words and the irregular forms that no stemmer joins. */

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");

/** Words that carry grammar or good manners, no subject. Contractions appear as `tokenize` splits them. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  words(`
    a an the this that these those such
    i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself
    we us our ours ourselves they them their theirs themselves one ones
    who whom whose which what when where why how
    am is are was were be been being do does did doing done have has had having
    will would shall should can could may might must ought
    s t d m ll re ve don doesn didn isn aren wasn weren won wouldn couldn shouldn can hasn haven hadn ain let gonna wanna
    and or but nor so yet if then else than because while although though as until unless whether
    of at by for with about against between into through during before after above below to from up down in out on off
    over under again further once onto upon within without toward towards among across around along
    here there now just only very too also even still ever never not no yes more most much many some any each every few
    other another own same both all either neither
    well really actually maybe perhaps quite rather pretty almost already
    hey hi hello bye goodbye oh wow yeah yep yup nope ok okay hmm haha lol aww thanks thank please sorry sure
    etc eg ie
  `),
);

/** Words that say what kind of answer is wanted and hardly ever stand in the answer. */
export const QUESTION_FRAME: ReadonlySet<string> = new Set(
  words(`
    kind kinds type types sort sorts mention mentioned mentions describe described according conversation
    conversations likely currently specific specifically various certain someone something anything
  `),
);

/** Base form first, then its irregular forms. */
const IRREGULAR = `
  arise arose arisen; awake awoke awoken; bear bore borne; beat beaten; become became; begin began begun; bend bent;
  bet; bind bound; bite bit bitten; blow blew blown; break broke broken; breed bred; bring brought; build built;
  burn burnt; buy bought; catch caught; choose chose chosen; come came; cling clung; creep crept; deal dealt;
  dig dug; dive dove; draw drew drawn; dream dreamt; drink drank drunk; drive drove driven; eat ate eaten;
  fall fell fallen; feed fed; feel felt; fight fought; find found; flee fled; fly flew flown; forbid forbade forbidden;
  forget forgot forgotten; forgive forgave forgiven; freeze froze frozen; get got gotten; give gave given;
  die died dies dying; lie lied lies lying; tie tied ties tying;
  go goes went gone; grind ground; grow grew grown; hang hung; hear heard; hide hid hidden; hold held; keep kept;
  kneel knelt; know knew known; lay laid; lead led; lean leant; leap leapt; learn learnt; leave left; lend lent;
  light lit; lose lost; make made; mean meant; meet met; mislead misled; mistake mistook mistaken; outgrow outgrew;
  overcome overcame; oversee oversaw overseen; pay paid; prove proven; rebuild rebuilt; repay repaid; ride rode ridden;
  ring rang rung; rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send sent; sew sewn;
  shake shook shaken; shine shone; shoot shot; show shown; shrink shrank shrunk; sing sang sung; sink sank sunk;
  sit sat; sleep slept; slide slid; smell smelt; speak spoke spoken; speed sped; spend spent; spill spilt; spin spun;
  spring sprang sprung; stand stood; steal stole stolen; stick stuck; sting stung; strike struck; strive strove;
  swear swore sworn; sweep swept; swell swollen; swim swam swum; swing swung; take took taken; teach taught;
  tear tore torn; tell told; think thought; throw threw thrown; undergo underwent undergone; understand understood;
  undertake undertook undertaken; wake woke woken; wear wore worn; weave wove woven; weep wept; win won;
  withdraw withdrew withdrawn; write wrote written; rewrite rewrote rewritten;
  child children; foot feet; goose geese; man men; woman women; mouse mice; person people; tooth teeth; wife wives;
  life lives; knife knives; leaf leaves; half halves; loaf loaves; shelf shelves; thief thieves; wolf wolves;
  good better best; bad worse worst; far farther further;
  two 2; three 3; four 4; five 5; six 6; seven 7; eight 8; nine 9; ten 10; eleven 11; twelve 12
`;

/** American spelling first, then British. */
const SPELLINGS = `
  favorite favourite; color colour; neighbor neighbour; honor honour; humor humour; labor labour; flavor flavour;
  center centre; theater theatre; program programme; jewelry jewellery; gray grey; mom mum; pajamas pyjamas
`;

/** Irregular or British form -> base form. `leaves` stays with `leaf`, `left` with `leave`, as their commoner reading. */
export const BASE_FORMS: ReadonlyMap<string, string> = new Map(
  `${IRREGULAR};${SPELLINGS}`.split(";").flatMap((entry) => {
    const [base = "", ...forms] = words(entry);
    return forms.map((form) => [form, base] as const);
  }),
);
