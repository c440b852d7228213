import { stemOf } from "./stem.ts";

/** Words that ask businesses for the same, a line each: the first one names what it is. */
const LINES = [
  "greet hello hi hey hiya howdy greetings heya hallo",
  "daytime morning afternoon evening day",
  "thank thanks thx ty cheers appreciate appreciated grateful gratitude helpful helped",
  "bye goodbye cya farewell ciao later",
  "pay price pricing cost fee charge payment paid expensive cheap money rate tariff quote free affordable invoice",
  "reach contact email mail phone telephone call number touch write talk speak message hotline ring",
  "place address location located street directions find office store shop map way",
  "time open opening close closing hours hour opens closes times",
  "send deliver delivery ship shipping shipment parcel package order arrive dispatch courier",
  "back return refund exchange",
  "stop cancel cancellation unsubscribe end quit withdraw terminate leave",
  "account login signup register registration enrol enrolment enroll password sign membership",
  "data privacy private personal information details gdpr secure security safe confidential",
  "remove delete erase deleted",
  "device phone mobile smartphone iphone android ipad tablet computer laptop mac macbook windows linux pc desktop browser firefox chrome safari edge app install installation download",
  "book appointment booking reserve reservation schedule slot date",
  "fix repair mend service maintenance broken",
  "function feature functionality capability possible able option offer use",
  "people person customer client audience user target intended meant suitable suit",
  "firm business company team organisation organization",
  "proof certificate certify certified diploma",
  "begin start starting commence first launch",
  "require requirement prerequisite necessary needed",
  "skill knowledge experience beginner level previous",
  "explain describe description purpose overview introduce",
  "service product site website platform tool",
];

/** By the stem of a word. */
export const CONCEPTS: ReadonlyMap<string, readonly string[]> = conceptsOf(LINES);

function conceptsOf(lines: readonly string[]): Map<string, string[]> {
  const concepts = new Map<string, string[]>();
  for (const line of lines) {
    const words = line.split(" ");
    for (const stem of new Set(words.map(stemOf))) {
      concepts.set(stem, [...(concepts.get(stem) ?? []), `#${words[0]}`]);
    }
  }
  return concepts;
}
