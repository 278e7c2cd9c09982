package judge

import (
	"encoding/json"

	"github.com/hashicorp/consul/agent/structs"
	"github.com/hashicorp/consul/command/helpers"
)

// ways are how an entry reaches the servers, by what it is called in findings: the body of `PUT /v1/config`, and both
// forms that `consul config write` takes.
func ways(native nativeEntry) map[string]func() (structs.ConfigEntry, error) {
	return map[string]func() (structs.ConfigEntry, error){
		"PUT":  func() (structs.ConfigEntry, error) { return put([]byte(native.JSON)) },
		"JSON": func() (structs.ConfigEntry, error) { return written(native.JSON) },
		"HCL":  func() (structs.ConfigEntry, error) { return written(native.HCL) },
	}
}

func put(body []byte) (structs.ConfigEntry, error) {
	var raw map[string]any
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, err
	}
	return checked(structs.DecodeConfigEntry(raw))
}

// written parses as the command line does, which sends what it has read as JSON.
func written(text string) (structs.ConfigEntry, error) {
	entry, err := helpers.ParseConfigEntry(text)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(entry)
	if err != nil {
		return nil, err
	}
	return put(body)
}

// plain is an entry without what is set when it is stored, and without remarks: the controller writes its own.
func plain(entry structs.ConfigEntry) any {
	text, err := json.Marshal(entry)
	if err != nil {
		return err.Error()
	}
	var value map[string]any
	if err := json.Unmarshal(text, &value); err != nil {
		return err.Error()
	}
	for _, field := range []string{"Hash", "CreateIndex", "ModifyIndex", "Meta"} {
		delete(value, field)
	}
	return value
}
