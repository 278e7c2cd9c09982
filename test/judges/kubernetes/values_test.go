package judge

import (
	"fmt"
	"reflect"
	"sort"
	"testing"

	"k8s.io/apimachinery/pkg/util/json"
)

// unmarshal reads JSON as an API server does: whole numbers stay whole.
func unmarshal(t *testing.T, text []byte, into any) {
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

func copyOf(t *testing.T, object map[string]any) map[string]any {
	text, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	result := map[string]any{}
	unmarshal(t, text, &result)
	return result
}

func objectName(object map[string]any) string {
	metadata, _ := object["metadata"].(map[string]any)
	return fmt.Sprintf("%v %v/%v", object["kind"], metadata["namespace"], metadata["name"])
}

// differences lists the fields where two values differ: what is missing, added or changed.
func differences(path string, sent, got any) []string {
	sentMap, sentIsMap := sent.(map[string]any)
	gotMap, gotIsMap := got.(map[string]any)
	if sentIsMap && gotIsMap {
		return mapDifferences(path, sentMap, gotMap)
	}
	sentList, sentIsList := sent.([]any)
	gotList, gotIsList := got.([]any)
	if sentIsList && gotIsList && len(sentList) == len(gotList) {
		found := []string{}
		for i := range sentList {
			found = append(found, differences(fmt.Sprintf("%s[%d]", path, i), sentList[i], gotList[i])...)
		}
		return found
	}
	if reflect.DeepEqual(sent, got) {
		return nil
	}
	return []string{fmt.Sprintf("%s: sent %v, got %v", path, sent, got)}
}

func mapDifferences(path string, sent, got map[string]any) []string {
	found := []string{}
	for key, value := range sent {
		if other, ok := got[key]; !ok {
			found = append(found, fmt.Sprintf("%s.%s: gone", path, key))
		} else {
			found = append(found, differences(path+"."+key, value, other)...)
		}
	}
	for key, value := range got {
		if _, ok := sent[key]; !ok {
			found = append(found, fmt.Sprintf("%s.%s: added %v", path, key, value))
		}
	}
	sort.Strings(found)
	return found
}
