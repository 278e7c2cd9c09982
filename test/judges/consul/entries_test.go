package judge

import (
	"fmt"
	"reflect"

	"github.com/hashicorp/consul/agent/structs"
)

// customResource is an object of consul-k8s.
type customResource struct {
	Kind     string `json:"kind"`
	Metadata struct {
		Name string `json:"name"`
	} `json:"metadata"`
	Spec map[string]any `json:"spec"`
}

// nativeEntry is one config entry in both forms that `consul config write` takes.
type nativeEntry struct {
	JSON string `json:"json"`
	HCL  string `json:"hcl"`
}

var kinds = map[string]string{
	"ServiceDefaults":   structs.ServiceDefaults,
	"ServiceResolver":   structs.ServiceResolver,
	"ServiceSplitter":   structs.ServiceSplitter,
	"ServiceRouter":     structs.ServiceRouter,
	"ServiceIntentions": structs.ServiceIntentions,
	"ProxyDefaults":     structs.ProxyDefaults,
	"Mesh":              structs.MeshConfig,
	"JWTProvider":       structs.JWTProvider,
	"ExportedServices":  structs.ExportedServices,
	"SamenessGroup":     structs.SamenessGroup,

	"TerminatingGateway": structs.TerminatingGateway,
}

func (r customResource) name() string {
	return r.Kind + " " + r.Metadata.Name
}

// entry is what the controller makes of the object: its spec, under the name of the entry. Names of fields differ from
// those of Consul in capitals only; Consul's decoder refuses every other one.
func (r customResource) entry() (structs.ConfigEntry, error) {
	kind, ok := kinds[r.Kind]
	if !ok {
		return nil, fmt.Errorf("no config entry is called %s", r.Kind)
	}
	raw := map[string]any{}
	for key, value := range r.Spec {
		raw[key] = value
	}
	raw["Kind"] = kind
	if kind != structs.MeshConfig {
		raw["Name"] = r.Metadata.Name
	}
	if destination, ok := raw["destination"].(map[string]any); ok && kind == structs.ServiceIntentions {
		raw["Name"] = destination["name"]
		delete(raw, "destination")
	}
	return checked(structs.DecodeConfigEntry(raw))
}

func checked(entry structs.ConfigEntry, err error) (structs.ConfigEntry, error) {
	if err != nil {
		return nil, err
	}
	if err := entry.Normalize(); err != nil {
		return nil, err
	}
	return entry, entry.Validate()
}

// unequal compares the native entries, read by the command line's parser and the servers' decoder, with what the custom
// resources become.
func unequal(objects []customResource, native []nativeEntry) []finding {
	found := []finding{}
	if len(native) == 0 {
		return found
	}
	wanted := map[string]structs.ConfigEntry{}
	for _, object := range objects {
		if entry, err := object.entry(); err == nil {
			wanted[entry.GetKind()+" "+entry.GetName()] = entry
		}
	}
	for _, each := range native {
		found = append(found, unequalForms(each, wanted)...)
	}
	for name := range wanted {
		found = append(found, finding{Object: name, Message: "is not among the native entries"})
	}
	return found
}

// unequalForms reads an entry in every way and takes it from those that are wanted.
func unequalForms(native nativeEntry, wanted map[string]structs.ConfigEntry) []finding {
	found, name := []finding{}, ""
	for form, read := range ways(native) {
		entry, err := read()
		if err != nil {
			found = append(found, finding{Object: native.JSON, Message: form + ": " + err.Error()})
			continue
		}
		name = entry.GetKind() + " " + entry.GetName()
		if want, ok := wanted[name]; !ok {
			found = append(found, finding{Object: name, Message: form + ": no custom resource becomes this"})
		} else if !reflect.DeepEqual(plain(entry), plain(want)) {
			found = append(found, finding{Object: name, Message: fmt.Sprintf("%s: %+v, and not %+v", form, plain(entry), plain(want))})
		}
	}
	delete(wanted, name)
	return found
}
