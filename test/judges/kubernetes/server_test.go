package judge

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	"k8s.io/apiextensions-apiserver/test/integration/fixtures"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
)

// bundle is what a cluster with certain CRDs knows; its server starts when it is first asked.
type bundle struct {
	crds   crds
	files  []apiextensionsv1.CustomResourceDefinition
	kinds  map[string]schema.GroupVersionResource
	client dynamic.Interface
	stop   func()
}

// applied is what became of one object that was applied: refused, or kept with differences from what was sent.
type applied struct {
	Object string `json:"object"`
	// Refused is the server's answer when it did not take the object.
	Refused string `json:"refused"`
	// Dry is what differs in the answer to a dry run, Kept in what is read back afterwards.
	Dry  []string `json:"dry"`
	Kept []string `json:"kept"`
}

func loadBundle(t *testing.T, root string, folders []string) *bundle {
	b := &bundle{crds: crds{}, kinds: map[string]schema.GroupVersionResource{}, stop: func() {}}
	for _, folder := range folders {
		b.files = append(b.files, loadCRDs(t, filepath.Join(root, folder), b.crds)...)
	}
	return b
}

// start runs an API server for custom resources over an etcd of its own and installs the CRDs.
func (b *bundle) start(t *testing.T) {
	stopStore := startEtcd(t)
	stopServer, config, _, err := fixtures.StartDefaultServer(t)
	if err != nil {
		t.Fatal(err)
	}
	b.stop = func() { stopServer(); stopStore() }
	config.QPS, config.Burst = 1000, 1000
	b.client = dynamic.NewForConfigOrDie(config)
	definitions := clientset.NewForConfigOrDie(config).ApiextensionsV1().CustomResourceDefinitions()
	for i := range b.files {
		if _, err := definitions.Create(context.Background(), &b.files[i], metav1.CreateOptions{}); err != nil {
			t.Fatalf("%s: %v", b.files[i].Name, err)
		}
		b.addKinds(b.files[i])
	}
	for _, resource := range b.kinds {
		b.waitFor(t, resource)
	}
}

func (b *bundle) addKinds(crd apiextensionsv1.CustomResourceDefinition) {
	for _, version := range crd.Spec.Versions {
		if version.Served {
			kind := crd.Spec.Group + "/" + version.Name + "/" + crd.Spec.Names.Kind
			b.kinds[kind] = schema.GroupVersionResource{Group: crd.Spec.Group, Version: version.Name, Resource: crd.Spec.Names.Plural}
		}
	}
}

func (b *bundle) waitFor(t *testing.T, resource schema.GroupVersionResource) {
	err := wait.PollUntilContextTimeout(context.Background(), 100*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		_, err := b.client.Resource(resource).List(ctx, metav1.ListOptions{})
		return err == nil, nil
	})
	if err != nil {
		t.Fatalf("%v is not served: %v", resource, err)
	}
}

// apply sends the object by server-side apply, dry and for real, and compares what comes back.
func (b *bundle) apply(t *testing.T, object map[string]any) applied {
	if b.client == nil {
		b.start(t)
	}
	result := applied{Object: objectName(object), Dry: []string{}, Kept: []string{}}
	resource, ok := b.kinds[fmt.Sprint(object["apiVersion"])+"/"+fmt.Sprint(object["kind"])]
	if !ok {
		result.Refused = "the server does not serve this version of the kind"
		return result
	}
	sent := &unstructured.Unstructured{Object: copyOf(t, object)}
	client := b.clientFor(resource, sent)
	dry, err := client.Apply(context.Background(), sent.GetName(), sent, metav1.ApplyOptions{FieldManager: "judge", Force: true, DryRun: []string{metav1.DryRunAll}})
	if err != nil {
		result.Refused = err.Error()
		// A plain create without field validation is what an older client does: what is unknown is dropped without a word.
		dry, err = client.Create(context.Background(), sent, metav1.CreateOptions{FieldValidation: metav1.FieldValidationIgnore, DryRun: []string{metav1.DryRunAll}})
		if err == nil {
			result.Dry = differences("", plain(t, sent), plain(t, dry))
		}
		return result
	}
	result.Dry = differences("", plain(t, sent), plain(t, dry))
	if _, err := client.Apply(context.Background(), sent.GetName(), sent, metav1.ApplyOptions{FieldManager: "judge", Force: true}); err != nil {
		result.Refused = err.Error()
		return result
	}
	kept, err := client.Get(context.Background(), sent.GetName(), metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	result.Kept = differences("", plain(t, sent), plain(t, kept))
	if err := client.Delete(context.Background(), sent.GetName(), metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	return result
}

func (b *bundle) clientFor(resource schema.GroupVersionResource, object *unstructured.Unstructured) dynamic.ResourceInterface {
	if object.GetNamespace() == "" {
		return b.client.Resource(resource)
	}
	return b.client.Resource(resource).Namespace(object.GetNamespace())
}

// plain is the object without what every server, and the controllers of its kind, write of their own.
func plain(t *testing.T, object *unstructured.Unstructured) map[string]any {
	text, err := json.Marshal(object.Object)
	if err != nil {
		t.Fatal(err)
	}
	result := map[string]any{}
	unmarshal(t, text, &result)
	delete(result, "status")
	metadata, _ := result["metadata"].(map[string]any)
	for _, field := range []string{"uid", "creationTimestamp", "generation", "managedFields", "resourceVersion"} {
		delete(metadata, field)
	}
	return result
}

func startEtcd(t *testing.T) func() {
	folder, err := os.MkdirTemp("", "judge-etcd")
	if err != nil {
		t.Fatal(err)
	}
	config := embed.NewConfig()
	config.Dir, config.LogLevel = folder, "error"
	anyPort := url.URL{Scheme: "http", Host: "127.0.0.1:0"}
	config.ListenClientUrls, config.ListenPeerUrls = []url.URL{anyPort}, []url.URL{anyPort}
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		t.Fatal(err)
	}
	<-etcd.Server.ReadyNotify()
	t.Setenv("KUBE_INTEGRATION_ETCD_URL", "http://"+etcd.Clients[0].Addr().String())
	return func() {
		etcd.Close()
		os.RemoveAll(folder)
	}
}
