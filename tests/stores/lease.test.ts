import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { isDeadOwner, leaseOwner } from "../../src/stores/lease.ts";
import { deadPid } from "./conformance-leases.ts";

describe("isDeadOwner", () => {
  it("knows this process and the first one to live", () => {
    expect(isDeadOwner(leaseOwner())).toBe(false);
    expect(isDeadOwner(`${hostname()}:1:x`)).toBe(false);
    expect(isDeadOwner(`${hostname()}:0:x`)).toBe(false);
    expect(isDeadOwner(`${hostname()}:${deadPid()}:x`)).toBe(true);
  });

  it("names every owner differently", () => {
    expect(leaseOwner()).not.toBe(leaseOwner());
  });
});
