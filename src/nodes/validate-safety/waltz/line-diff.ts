/** What was taken out (`- `) and put in (`+ `), line by line; unchanged lines are left out. */
export function lineDiff(before: string, after: string): string {
  const old = before.split("\n");
  const now = after.split("\n");
  const lines: string[] = [];
  for (let index = 0; index < Math.max(old.length, now.length); index += 1) {
    if (old[index] === now[index]) continue;
    if (old[index] !== undefined) lines.push(`- ${old[index]}`);
    if (now[index] !== undefined) lines.push(`+ ${now[index]}`);
  }
  return lines.join("\n");
}
