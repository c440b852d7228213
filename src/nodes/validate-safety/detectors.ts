/** A structural sign of harm. `grave` ones block alone; two different others together block as well. */
export interface Detector {
  readonly id: string;
  readonly category: string;
  readonly policy: string;
  readonly grave: boolean;
  readonly reason: string;
  /** Tested against normalised text (lower case, single spaces). All must match. */
  readonly patterns: readonly RegExp[];
  /** When one of these matches too, the sign does not count. */
  readonly unless?: readonly RegExp[];
}

const DATA = /\b(?:databases?|backups?|tables?|volumes?|disks?|servers?|records|clusters?|buckets?)\b/;
const PERSONAL =
  /\b(?:pii|personal (?:data|information)|customer (?:data|records|list)|user data|e-?mail (?:lists?|addresses)|contact lists?|phone numbers|home addresses|health records|medical records|social security|ssns?|passports?|private messages)\b/;
const CONSENT =
  /\b(?:with (?:their |explicit |informed |user )?consent|opted[- ]in|opt-in|consented|anonymi[sz]ed|own data)\b/;

export const DETECTORS: readonly Detector[] = [
  {
    id: "destructive-command",
    category: "destructive_action",
    policy: "DESTRUCTIVE-1",
    grave: true,
    reason: "holds a command that destroys data or systems",
    patterns: [
      /\brm\s+-[a-z]*r[a-z]*f?[a-z]*\s+(?:--no-preserve-root\s+)?[/~*.$]|\bmkfs\b|\bdd\s+if=\S+\s+of=\/dev\/|:\(\)\s*\{\s*:\|:&\s*\};:|\bdrop\s+(?:database|schema)\b|\bformat\s+c:|>\s*\/dev\/sd[a-z]|\bshred\s+-/,
    ],
  },
  {
    id: "destroy-production",
    category: "destructive_action",
    policy: "DESTRUCTIVE-2",
    grave: true,
    reason: "destroys production data or backups",
    patterns: [
      /\b(?:delete|wipe|purge|erase|destroy|drop|truncate)\b/,
      /\b(?:all|every|entire|production|prod|backups?)\b/,
      DATA,
    ],
    unless: [
      /\b(?:confirm|soft[- ]delete|undo|restore|retention|expired|old|own|their account|test data|demo data)\b/,
    ],
  },
  {
    id: "personal-data-trade",
    category: "pii_without_consent",
    policy: "PRIVACY-1",
    grave: true,
    reason: "passes on personal data without a word of consent",
    patterns: [
      /\b(?:sell|resell|leak|expose|publish|harvest|scrape|steal|buy|dump|exfiltrate|share)\b/,
      PERSONAL,
    ],
    unless: [CONSENT, /\b(?:prevent|protect|detect|stop|avoid|never|against)\b/],
  },
  {
    id: "personal-data-access",
    category: "pii_without_consent",
    policy: "PRIVACY-2",
    grave: true,
    reason: "uses personal data explicitly without consent",
    patterns: [
      /\bwithout (?:their |any |user |the user'?s? |explicit )?(?:consent|permission|knowledge|asking)\b/,
    ],
    unless: [/\b(?:never|prevent|not|nobody|no one)\b[^.]{0,60}\bwithout\b/],
  },
  {
    id: "secret-exfiltration",
    category: "credential_exfiltration",
    policy: "SECRETS-1",
    grave: true,
    reason: "sends out or prints credentials",
    patterns: [
      /\b(?:print|send|upload|post|e-?mail|dump|log|reveal|exfiltrate|steal|leak|harvest|phish)\b/,
      /\b(?:passwords?|credentials?|secret keys?|api keys?|private keys?|access tokens?|environment variables?|\.env|the environment|process\.env|ssh keys?|credit card numbers?)\b/,
    ],
    unless: [
      /\b(?:reset|forgot(?:ten)?|manager|strength|rotate|hash(?:ed)?|prevent|protect|detect|never|own api keys?|manage)\b/,
    ],
  },
  {
    id: "instruction-override",
    category: "prompt_injection",
    policy: "INJECTION-1",
    grave: false,
    reason: "tries to override instructions",
    patterns: [
      /\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,40}\b(?:instructions?|rules?|polic(?:y|ies)|guidelines?|guardrails?|safety|system prompt)\b/,
    ],
  },
  {
    id: "gate-tampering",
    category: "gate_bypass",
    policy: "INJECTION-2",
    grave: false,
    reason: "tampers with approval, policy or audit",
    patterns: [
      /\b(?:disable|skip|bypass|turn off|remove|tamper with|forge|fake)\b[^.]{0,40}\b(?:approvals?|safety (?:gate|check|filter)|audit (?:log|trail)|review step|policy check)\b/,
    ],
  },
  {
    id: "fraud",
    category: "fraud",
    policy: "FRAUD-1",
    grave: true,
    reason: "describes fraud or deception for money",
    patterns: [
      /\b(?:fake|forged?|counterfeit|fraudulent|phishing)\b[^.]{0,30}\b(?:invoices?|reviews?|testimonials?|identit(?:y|ies)|documents?|passports?|ids?|receipts?|bank|pages?|e-?mails?|currency|money|products?)\b|\bponzi\b|\bpyramid scheme\b|\bmoney launder|\bcard skimm|\bguaranteed returns?\b|\bunlicensed gambling\b/,
    ],
    unless: [
      /\b(?:detect|prevent|flag|spot|fight|filter|report|block|stop|identify|avoid|awareness|training|simulat)/,
    ],
  },
  {
    id: "spam",
    category: "deceptive_marketing",
    policy: "MARKETING-1",
    grave: false,
    reason: "sends messages to people who did not ask",
    patterns: [
      /\b(?:spam|unsolicited|cold[- ]blast|purchased|scraped)\b[^.]{0,40}\b(?:e-?mails?|messages?|sms|lists?|contacts?|recipients?)\b/,
    ],
    unless: [/\b(?:filter|detect|prevent|anti[- ]?spam|avoid|folder|score|never|no)\b/],
  },
  {
    id: "cyber-offence",
    category: "cyber_offence",
    policy: "CYBER-1",
    grave: true,
    reason: "builds or uses attack tools",
    patterns: [
      /\b(?:ransomware|keyloggers?|botnets?|spyware|rootkits?|trojans?|ddos|credential stuffing|exploit kit|reverse shell|stalkerware|malware)\b/,
    ],
    unless: [
      /\b(?:detect|prevent|protect|defen[cds]|mitigat|scan for|against|remov|block|anti-|awareness|shield|resilien)/,
    ],
  },
  {
    id: "violence-weapons",
    category: "dangerous_goods",
    policy: "HARM-1",
    grave: true,
    reason: "is about weapons, drugs or violence against people",
    patterns: [
      /\b(?:build|make|buy|sell|synthesi[sz]e|manufacture|acquire|smuggle|traffic)\b[^.]{0,40}\b(?:bombs?|explosives?|grenades?|nerve agents?|bioweapons?|methamphetamine|fentanyl|cocaine|heroin|ghost guns?|untraceable (?:guns?|firearms?)|stolen (?:goods|cards|accounts))\b|\b(?:kill|murder|poison|kidnap|assassinate)\s+(?:a |an |the |my |your |his |her |their )?(?:person|people|wife|husband|boss|neighbou?r|politician|children|coworker)\b|\bchild (?:porn|sexual)|\bhuman trafficking\b/,
    ],
    unless: [/\b(?:prevent|detect|report|fight|awareness|stop|against|survivors?)\b/],
  },
  {
    id: "discrimination",
    category: "discrimination",
    policy: "FAIRNESS-1",
    grave: false,
    reason: "excludes people by a protected trait",
    patterns: [
      /\b(?:reject|exclude|filter out|deny|refuse|charge more|ban)\b[^.]{0,50}\b(?:women|men over|race|races|religion|religious|muslims?|jews?|christians?|black|gay|pregnant|disabled|older (?:people|applicants)|immigrants?|ethnic)/,
    ],
  },
];
