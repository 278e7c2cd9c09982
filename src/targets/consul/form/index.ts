import type { Profile } from "../../../model/index.ts";
import type { NativeForm } from "../../native-form.ts";
import type { Json } from "../../piece.ts";
import { hasNamespaces, onKubernetes } from "../versions.ts";
import { hcl } from "./hcl.ts";
import { readEntries } from "./read.ts";
import { writeEntries } from "./write.ts";

/** Config entries in JSON and HCL, for Consul without Kubernetes (Nomad, virtual machines); null for custom resources. */
export function consulForm(profile: Pick<Profile, "name">): NativeForm | null {
  if (onKubernetes(profile)) return null;
  const enterprise = hasNamespaces(profile);
  return {
    write: (manifests) => writeEntries(manifests, enterprise),
    read: (documents) => readEntries(documents, enterprise),
    remarked,
    spellings: [{ ending: "hcl", text: hcl }],
    applying: ["Write them one after the other: consul config write FILE, with a token that has `operator:write` and `service:write`.", "A JSON file and the HCL file beside it are one entry."],
  };
}

/** How custom resources and entries that exist already get along (`hashicorp/consul-k8s:control-plane/controllers/configentries/configentry_controller.go`). */
export function consulApplying(profile: Pick<Profile, "name">): readonly string[] {
  if (!onKubernetes(profile)) return [];
  return [
    "An entry that exists and was not made by Kubernetes is taken over where its resource has the annotation consul.hashicorp.com/migrate-entry: \"true\".",
    "Entries of other datacenters are neither changed nor removed; status.conditions[Synced] of each resource says whether the servers took it.",
  ];
}

/** Longest value of a remark (`hashicorp/consul:agent/structs/config_entry.go`). */
const longestRemark = 512;

/** Remarks are the metadata of the entry, after its name. */
function remarked(value: Json, remarks: Readonly<Record<string, string>>): Json {
  const { Kind, Name, Namespace, ...fields } = value;
  const meta = Object.fromEntries(Object.entries(remarks).map(([key, text]) => [key, text.slice(0, longestRemark)]));
  return { Kind, ...(Name !== undefined && { Name }), ...(Namespace !== undefined && { Namespace }), Meta: meta, ...fields };
}
