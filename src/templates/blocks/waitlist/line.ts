/** Somebody who waits, in the order in which addresses were confirmed. */
export interface Waiting {
  readonly id: number;
  /** People who joined through their link and confirmed. */
  readonly brought: number;
}

/**
 * The line: each starts where they joined and moves up some places for each person they brought, past whoever is
 * there. Among equals the one who came first is first. Pure; position 1 is the next to be invited.
 */
export function lineUp<Person extends Waiting>(joined: readonly Person[], placesPerPerson: number): Person[] {
  return joined
    .map((person, at) => ({
      person,
      at,
      place: at - person.brought * placesPerPerson - (person.brought > 0 ? 0.5 : 0),
    }))
    .sort((one, other) => one.place - other.place || one.at - other.at)
    .map(({ person }) => person);
}

/** The address without what mail services ignore, so that one mailbox is one person: a+b@example.com is a@example.com. */
export function mailbox(email: string): string {
  const at = email.lastIndexOf("@");
  const [name = "", domain = ""] = [email.slice(0, at), email.slice(at + 1)];
  const plain = name.replace(/\+.*$/, "");
  return `${/^(?:gmail|googlemail)\.com$/.test(domain) ? plain.replaceAll(".", "") : plain}@${domain}`;
}
