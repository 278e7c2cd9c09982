import { features } from "../../model/capability.ts";
import type { Target } from "../target.ts";
import { apiForm } from "./api/form.ts";
import { appmeshCapabilities } from "./capabilities.ts";
import { appmeshDefaults } from "./defaults.ts";
import { interpretAppMesh } from "./interpret/index.ts";
import { lower } from "./lower/index.ts";
import { appmeshTraps } from "./traps.ts";
import { appmeshDefaultVersion, appmeshProfiles, appmeshSettings, appmeshVersions } from "./versions.ts";

/** AWS App Mesh, by the kinds of its Kubernetes controller or by requests to the AWS API. */
export const appmesh: Target = {
  name: "appmesh",
  versions: appmeshVersions,
  defaultVersion: appmeshDefaultVersion,
  profiles: appmeshProfiles,
  settings: appmeshSettings,
  groups: ["appmesh.k8s.aws"],
  unjudged: features,
  capabilities: appmeshCapabilities,
  defaults: appmeshDefaults,
  traps: appmeshTraps,
  lower,
  patternProblem: (pattern) => (pattern.length > 255 ? "it is longer than 255 characters" : null),
  plainProbes: "refused",
  form: ({ name }) => (name === "api" ? apiForm : null),
  interpret: interpretAppMesh,
};
