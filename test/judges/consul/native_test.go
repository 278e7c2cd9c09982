package judge

import (
	"encoding/json"

	"github.com/hashicorp/hcl"

	"github.com/hashicorp/consul/agent/structs"
	"github.com/hashicorp/consul/command/helpers"
)

// decodeText reads an entry as `consul config write` does, and then as the servers do.
func decodeText(text string) (structs.ConfigEntry, error) {
	if _, err := helpers.ParseConfigEntry(text); err != nil {
		return nil, err
	}
	var raw map[string]any
	if err := hcl.Decode(&raw, text); err != nil {
		return nil, err
	}
	return checked(structs.DecodeConfigEntry(raw))
}

// plain is an entry without what is set when it is stored.
func plain(entry structs.ConfigEntry) any {
	text, err := json.Marshal(entry)
	if err != nil {
		return err.Error()
	}
	var value map[string]any
	if err := json.Unmarshal(text, &value); err != nil {
		return err.Error()
	}
	for _, field := range []string{"Hash", "CreateIndex", "ModifyIndex"} {
		delete(value, field)
	}
	return value
}
