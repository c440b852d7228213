import { expect, it } from "vitest";
import { postUntrusted } from "../../../../src/server/a2a/push/post.ts";

it.each([
  ["10.0.0.1", false],
  ["127.0.0.1", false],
  ["10.0.0.1", true],
])("calls nobody at a name that leads to %s (loopback: %s)", async (address, loopback) => {
  const options = {
    loopback,
    headers: {},
    timeoutMs: 1_000,
    lookup: ((_host: string, _options: unknown, callback: (error: null, found: object[]) => void) =>
      callback(null, [{ address, family: 4 }])) as never,
  };
  await expect(postUntrusted("https://hooks.example.com/", "{}", options)).rejects.toMatchObject({
    code: "A2A_CALLBACK_REFUSED",
  });
});
