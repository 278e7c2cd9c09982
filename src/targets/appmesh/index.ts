import type { Target } from "../target.ts";
import { apiForm } from "./api/form.ts";
import { appmeshCapabilities } from "./capabilities.ts";
import { appmeshDefaults } from "./defaults.ts";
import { interpretAppMesh } from "./interpret/index.ts";
import { lower } from "./lower/index.ts";
import { appmeshDefaultVersion, appmeshProfiles, appmeshSettings, appmeshVersions } from "./versions.ts";

/** AWS App Mesh, by the kinds of its Kubernetes controller or by requests to the AWS API. */
export const appmesh: Target = {
  name: "appmesh",
  versions: appmeshVersions,
  defaultVersion: appmeshDefaultVersion,
  profiles: appmeshProfiles,
  settings: appmeshSettings,
  capabilities: appmeshCapabilities,
  defaults: appmeshDefaults,
  lower,
  form: ({ name }) => (name === "api" ? apiForm : null),
  interpret: interpretAppMesh,
};
