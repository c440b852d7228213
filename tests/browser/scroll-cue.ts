import type { Locator } from "playwright-core";

/** Inside of a table's frame, pixels. */
const FRAME = 1;
const STRIP = 3;
/** Less light than this is a shade: the ground of a table is white. */
const SHADED = 235;

/** At which edges a table is shaded, as it is where more of it can be scrolled to. */
export async function shadedEdges(table: Locator): Promise<{ left: boolean; right: boolean }> {
  const box = await table.boundingBox();
  const rows = await table.locator("tbody").boundingBox();
  if (!box || !rows) throw new Error("The table is not on the page.");
  const shaded = async (x: number) => {
    const clip = { x, y: rows.y, width: STRIP, height: rows.height };
    return (await medianLight(table, await table.page().screenshot({ clip }))) < SHADED;
  };
  return {
    left: await shaded(box.x + FRAME),
    right: await shaded(box.x + box.width - FRAME - STRIP),
  };
}

/** Of the pixels of a picture, from 0 to 255: letters and lines are few. The browser decodes it. */
async function medianLight(table: Locator, png: Buffer): Promise<number> {
  return table.page().evaluate(`(async () => {
    const image = new Image();
    image.src = "data:image/png;base64,${png.toString("base64")}";
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const light = [];
    for (let at = 0; at < data.length; at += 4) light.push((data[at] + data[at + 1] + data[at + 2]) / 3);
    return light.sort((a, b) => a - b)[light.length >> 1];
  })()`);
}
