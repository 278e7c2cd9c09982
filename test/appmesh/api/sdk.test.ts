import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { appmesh } from "../../../src/targets/appmesh/index.ts";
import { apiForm } from "../../../src/targets/appmesh/api/form.ts";
import type { NativeFile } from "../../../src/targets/native-form.ts";
import { policies } from "../../properties/appmesh-policies.ts";
import { api, everything, written } from "./support.ts";

const root = join(__dirname, "..", "..", "..");
const types = join(root, "node_modules", "@aws-sdk", "client-app-mesh", "dist-types", "index.d.ts");

/** `4-create-route` is checked as the input of CreateRouteCommand. */
function inputOf(path: string): string {
  const operation = path.split("/")[0]?.replace(/^\d-/, "") ?? "";
  return `${operation.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}CommandInput`;
}

interface Literal {
  readonly input: string;
  readonly value: unknown;
}

/** Numbers of the literals that the SDK's types refuse; the literals are compiled as they are written in JSON. */
function refused(literals: readonly Literal[]): readonly number[] {
  const folder = mkdtempSync(join(tmpdir(), "meshwright-sdk-"));
  try {
    const names = [...new Set(literals.map(({ input }) => input))].sort();
    const lines = literals.map(({ input, value }, index) => `export const request${index} = ${JSON.stringify(value)} satisfies ${input};`);
    writeFileSync(join(folder, "requests.ts"), [`import type { ${names.join(", ")} } from "@aws-sdk/client-app-mesh";`, ...lines, ""].join("\n"));
    const compilerOptions = { strict: true, noEmit: true, target: "es2023", module: "nodenext", moduleResolution: "nodenext", skipLibCheck: true, types: [], paths: { "@aws-sdk/client-app-mesh": [types] } };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["requests.ts"] }));
    const { status, stdout } = spawnSync(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", folder, "--pretty", "false"], { encoding: "utf8" });
    const places = [...stdout.matchAll(/requests\.ts\((\d+),/g)].map(([, line]) => Number(line) - 2);
    if (status !== 0 && places.length === 0) throw new Error(`tsc failed otherwise: ${stdout}`);
    return [...new Set(places)].sort((a, b) => a - b);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function literal({ path, value }: NativeFile): Literal {
  return { input: inputOf(path), value };
}

const requests = written(everything);

test("the AWS SDK's types accept every request", () => {
  const drawn = fc.sample(policies, { numRuns: 12, seed: 7 }).flatMap((mesh) => apiForm.write(appmesh.lower(mesh, api()).manifests));
  const literals = [...requests, ...written(everything, api({ certificates: "file", gatewayCertificateArn: "arn:aws:acm:eu-central-1:1:certificate/1" })), ...drawn].map(literal);
  expect(new Set(literals.map(({ input }) => input)).size).toBe(7);
  expect(refused(literals).map((index) => JSON.stringify(literals[index]))).toEqual([]);
}, 60_000);

type Edit = (text: string) => string;

/** Changes that the SDK's types must refuse: without them nothing shows that the types look inside. */
const wrongs: readonly (readonly [string, string, Edit])[] = [
  ["a weight that is text", "4-create-route", (text) => text.replace('"weight":19', '"weight":"19"')],
  ["a reference of the controller's kinds", "4-create-route", (text) => text.replace('"virtualNode":', '"virtualNodeRef":')],
  ["an event that is none", "4-create-route", (text) => text.replace('"connection-error"', '"connection-errors"')],
  ["a unit that is none", "4-create-route", (text) => text.replace('"unit":"s"', '"unit":"m"')],
  ["a name that is missing", "4-create-route", (text) => text.replace(/"routeName":"[^"]*",/, "")],
  ["a protocol that is none", "2-create-virtual-node", (text) => text.replace('"protocol":"http"', '"protocol":"https"')],
  ["the controller's spelling of a provider", "5-create-virtual-service", (text) => text.replace('"virtualRouterName":', '"virtualRouterRef":')],
  ["a label selector", "6-create-virtual-gateway", (text) => text.replace('"listeners":', '"podSelector":{},"listeners":')],
  ["two members of a union", "2-create-virtual-node", (text) => text.replace('"awsCloudMap":', '"dns":{"hostname":"a"},"awsCloudMap":')],
  ["a filter that is none", "1-create-mesh", (text) => text.replace("DROP_ALL", "DENY_ALL")],
];

test("the AWS SDK's types refuse what is wrong", () => {
  const changed = wrongs.map(([title, folder, edit]) => {
    const found = requests.find(({ path, value }) => path.startsWith(folder) && edit(JSON.stringify(value)) !== JSON.stringify(value));
    if (found === undefined) throw new Error(`nothing to change: ${title}`);
    return { input: inputOf(found.path), value: JSON.parse(edit(JSON.stringify(found.value))) as unknown };
  });
  expect(refused(changed).map((index) => wrongs[index]?.[0])).toEqual(wrongs.map(([title]) => title));
}, 60_000);
