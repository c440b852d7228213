/** A word without its endings; rough, but the same for the forms of most English words. */
export function stemOf(word: string): string {
  if (word.length <= 3) return word;
  let stem = word;
  if (/ies$/.test(stem) && stem.length > 4) stem = `${stem.slice(0, -3)}y`;
  else if (/(?:ss|x|ch|sh|z)es$/.test(stem)) stem = stem.slice(0, -2);
  else if (/[^siu]s$/.test(stem)) stem = stem.slice(0, -1);
  const cut = stem.replace(/(?:ing|ed)$/, "");
  if (cut.length >= 3 && cut !== stem && /[aeiouy]/.test(cut)) stem = cut.replace(/([^aeiouls])\1$/, "$1");
  return stem.length > 4 ? stem.replace(/[ey]$/, "") : stem;
}
