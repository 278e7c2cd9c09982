import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { quoted } from "../../../resources/wording.ts";
import { isAddressBlock } from "../../../support/address-block.ts";
import { nativeDiagnostics as say } from "../native.diagnostics.ts";
import { found, items, type Place } from "../place.ts";

/** Blocks of addresses, one or a list, that are none. */
export function blockFindings(place: Place, cidr: string | readonly string[] | undefined): readonly Diagnostic[] {
  const blocks: readonly (readonly [string, Place])[] = typeof cidr === "string" ? [[cidr, place]] : items(place, cidr);
  return blocks.flatMap(([block, at]) =>
    isAddressBlock(block) ? [] : [say["bad-address-block"].report({ ...found(at), with: { found: quoted(block, false) } })],
  );
}
