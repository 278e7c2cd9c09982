import type { NativeForm } from "../../native-form.ts";
import type { Json } from "../../piece.ts";
import { readRequests } from "./read.ts";
import { writeRequests } from "./write.ts";

const longestTag = 256;

/** Characters that a tag may not hold become blanks (`boto/botocore:botocore/data/appmesh/2019-01-25/service-2.json`, TagValue). */
function tag([key, text]: readonly [string, string]): Json {
  return { key: `meshwright.dev/${key.replace(/^meshwright-/, "")}`, value: text.replace(/[^\p{L}\p{N} +\-=._:/@]/gu, " ").slice(0, longestTag) };
}

/** The JSON of the AWS API, for meshes that no Kubernetes controller looks after. */
export const apiForm: NativeForm = {
  write: writeRequests,
  read: readRequests,
  remarked: (value, remarks) => ({ ...value, tags: [...((value["tags"] as readonly Json[] | undefined) ?? []), ...Object.entries(remarks).map(tag)] }),
  spellings: [],
  applying: [
    "Each file is the body of one request; its folder is called after the command, and folders and files are applied in their order.",
    "A file `2-create-virtual-node/order.shop.json` is applied with `aws appmesh create-virtual-node --cli-input-json file://2-create-virtual-node/order.shop.json`; of what exists, the command `update-virtual-node` takes the same body without `tags`.",
    "Proxies are told their virtual node or virtual gateway by `APPMESH_RESOURCE_ARN`; instances in Cloud Map carry the attributes that virtual nodes ask for.",
  ],
};
