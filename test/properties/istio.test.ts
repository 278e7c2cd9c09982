import fc from "fast-check";
import { features } from "../../src/model/capability.ts";
import { istio } from "../../src/targets/istio/index.ts";
import { drawn } from "./drawn.ts";
import { cellsOf, faultsOf } from "./faults.ts";

const runs = Number(process.env["MESHWRIGHT_RUNS"] ?? "15");
const seed = Number(process.env["MESHWRIGHT_SEED"] ?? "1");

/** Codes of policies that could not be lowered: conditions that cells name, such as patterns that cannot be joined. */
const refused: string[] = [];

/** How often each cell of the capability table was generated, by profile. */
const counts = new Map<string, number>();

afterAll(() => {
  for (const profile of istio.profiles) {
    const lines = features.map((feature) => `${feature} ${counts.get(`${profile} ${feature}`) ?? 0}`);
    process.stdout.write(`cells generated for ${profile} in ${runs} policies: ${lines.join(", ")}\n`);
  }
  const codes = [...new Set(refused)].sort().map((code) => `${code} ${refused.filter((other) => other === code).length}`);
  process.stdout.write(`conditions refused: ${codes.join(", ") || "none"}\n`);
});

test("Istio's manifests mean what the policy says, whatever it says", () => {
  let unwritten = 0;
  fc.assert(
    fc.property(drawn, ({ mesh, profile }) => {
      for (const feature of cellsOf(mesh)) counts.set(`${profile.name} ${feature}`, (counts.get(`${profile.name} ${feature}`) ?? 0) + 1);
      const found = faultsOf({ mesh, profile }, seed);
      refused.push(...found.refused);
      unwritten += found.refused.length > 0 ? 1 : 0;
      expect({ profile: `${profile.version}/${profile.name}`, faults: found.faults }).toEqual({ profile: `${profile.version}/${profile.name}`, faults: [] });
    }),
    { numRuns: runs, seed },
  );
  expect(unwritten).toBeLessThan(runs / 4);
  if (runs >= 2000) expect(istio.profiles.flatMap((profile) => features.filter((feature) => !counts.has(`${profile} ${feature}`)).map((feature) => `${profile} ${feature}`))).toEqual([]);
});
