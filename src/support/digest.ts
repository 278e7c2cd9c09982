import { createHash } from "node:crypto";

/** The first 16 hex digits of the SHA-256 of a text: enough to tell versions of a file apart. */
export function digest(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex").slice(0, 16);
}
