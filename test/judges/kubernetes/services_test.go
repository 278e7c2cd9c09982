package judge

import (
	"bytes"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/kubernetes/pkg/apis/core"
	corev1defaults "k8s.io/kubernetes/pkg/apis/core/v1"
	"k8s.io/kubernetes/pkg/apis/core/validation"
	sigsjson "sigs.k8s.io/json"
)

// somebodysService is the Service that an annotation patch is laid over.
const somebodysService = `{"apiVersion":"v1","kind":"Service","spec":{"selector":{"app":"any"},"ports":[{"name":"http","port":80,"protocol":"TCP"}]}}`

// checkServices says what Kubernetes' own code finds wrong with Services: unknown fields by strict decoding, values by the
// checks of the API server. A Service without a spec is a patch: it is checked laid over somebody's Service.
func checkServices(objects []map[string]any) []finding {
	found := []finding{}
	for _, object := range objects {
		for _, message := range serviceProblems(object) {
			found = append(found, finding{Object: objectName(object), Code: "core", Message: message})
		}
	}
	return found
}

func serviceProblems(object map[string]any) []string {
	if object["kind"] != "Service" {
		return []string{fmt.Sprintf("no check for kind %v", object["kind"])}
	}
	text, err := json.Marshal(object)
	if err != nil {
		return []string{err.Error()}
	}
	if problems := strictly(text, &corev1.Service{}); len(problems) > 0 {
		return problems
	}
	if _, whole := object["spec"]; !whole {
		if text, err = strategicpatch.StrategicMergePatch([]byte(somebodysService), text, corev1.Service{}); err != nil {
			return []string{err.Error()}
		}
	}
	var service corev1.Service
	if problems := strictly(text, &service); len(problems) > 0 {
		return problems
	}
	return checked(&service)
}

func strictly(text []byte, into any) []string {
	problems := []string{}
	strict, err := sigsjson.UnmarshalStrict(bytes.TrimSpace(text), into)
	for _, problem := range strict {
		problems = append(problems, problem.Error())
	}
	if err != nil {
		problems = append(problems, err.Error())
	}
	return problems
}

// checked fills in the defaults of the API server and what its allocators would, and validates.
func checked(service *corev1.Service) []string {
	corev1defaults.SetObjectDefaults_Service(service)
	policy, families := corev1.IPFamilyPolicySingleStack, []corev1.IPFamily{corev1.IPv4Protocol}
	if service.Spec.Type != corev1.ServiceTypeExternalName {
		service.Spec.IPFamilyPolicy, service.Spec.IPFamilies = &policy, families
		if service.Spec.ClusterIP == corev1.ClusterIPNone {
			service.Spec.ClusterIPs = []string{corev1.ClusterIPNone}
		}
	}
	var internal core.Service
	if err := corev1defaults.Convert_v1_Service_To_core_Service(service, &internal, nil); err != nil {
		return []string{err.Error()}
	}
	problems := []string{}
	for _, problem := range validation.ValidateServiceCreate(&internal) {
		problems = append(problems, problem.Error())
	}
	return problems
}
