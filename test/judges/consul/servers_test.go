package judge

import (
	"sort"
	"testing"

	"github.com/hashicorp/consul/agent/configentry"
	"github.com/hashicorp/consul/agent/connect"
	"github.com/hashicorp/consul/agent/consul/discoverychain"
	"github.com/hashicorp/consul/agent/consul/state"
	"github.com/hashicorp/consul/agent/structs"
	"github.com/hashicorp/go-bexpr"
	"github.com/hashicorp/go-hclog"
)

const datacenter = "dc1"

// servers is the state of Consul's servers: what they hold has passed their checks, those of whole chains too.
type servers struct {
	store *state.Store
	index uint64
}

func newServers(t *testing.T) *servers {
	s := &servers{store: state.NewStateStore(nil), index: 1}
	if err := s.store.CASetConfig(s.next(), &structs.CAConfiguration{ClusterID: connect.TestClusterID, Provider: "consul"}); err != nil {
		t.Fatal(err)
	}
	if err := s.store.SystemMetadataSet(s.next(), &structs.SystemMetadataEntry{Key: structs.SystemMetadataIntentionFormatKey, Value: structs.SystemMetadataIntentionFormatConfigValue}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *servers) next() uint64 {
	s.index++
	return s.index
}

// write hands the objects over as the controller does: what is refused is tried again as long as others are taken.
func (s *servers) write(objects []customResource) []finding {
	waiting, found := objects, []finding{}
	for len(waiting) > 0 {
		refused := []customResource{}
		found = []finding{}
		for _, object := range waiting {
			if err := s.writeOne(object); err != nil {
				refused = append(refused, object)
				found = append(found, finding{Object: object.name(), Message: err.Error()})
			}
		}
		if len(refused) == len(waiting) {
			break
		}
		waiting = refused
	}
	return found
}

func (s *servers) writeOne(object customResource) error {
	entry, err := object.entry()
	if err != nil {
		return err
	}
	return s.store.EnsureConfigEntry(s.next(), entry)
}

// chain is what the servers compile for a dialled name.
func (s *servers) chain(service string) (*structs.CompiledDiscoveryChain, error) {
	request := discoverychain.CompileRequest{ServiceName: service, EvaluateInNamespace: "default", EvaluateInPartition: "default", EvaluateInDatacenter: datacenter}
	_, chain, _, err := s.store.ServiceDiscoveryChain(nil, service, structs.DefaultEnterpriseMetaInDefaultPartition(), request)
	return chain, err
}

// settings is a proxy's registration with everything that the entries say of its service and of what it dials.
func (s *servers) settings(t *testing.T, service string, upstreams structs.Upstreams) *structs.NodeService {
	ids, names := []structs.ServiceID{}, []structs.PeeredServiceName{}
	for _, upstream := range upstreams {
		ids = append(ids, structs.NewServiceID(upstream.DestinationName, nil))
		names = append(names, structs.PeeredServiceName{ServiceName: structs.NewServiceName(upstream.DestinationName, nil)})
	}
	_, entries, err := s.store.ReadResolvedServiceConfigEntries(nil, service, structs.DefaultEnterpriseMetaInDefaultPartition(), ids, structs.ProxyModeDirect)
	if err != nil {
		t.Fatal(err)
	}
	request := &structs.ServiceConfigRequest{Name: service, Datacenter: datacenter, UpstreamServiceNames: names}
	resolved, err := configentry.ComputeResolvedServiceConfig(request, entries, hclog.NewNullLogger())
	if err != nil {
		t.Fatal(err)
	}
	proxy := &structs.NodeService{
		Kind:    structs.ServiceKindConnectProxy,
		Service: service + "-sidecar-proxy",
		Proxy:   structs.ConnectProxyConfig{DestinationServiceName: service, Upstreams: upstreams},
	}
	merged, err := configentry.MergeServiceConfig(resolved, proxy)
	if err != nil {
		t.Fatal(err)
	}
	return merged
}

// instancesOf are the registered instances that a target selects, by Consul's own filter language.
func instancesOf(t *testing.T, target *structs.DiscoveryTarget, registered []instance) structs.CheckServiceNodes {
	nodes := structs.CheckServiceNodes{}
	for _, each := range registered {
		if each.Service == target.Service {
			service := &structs.NodeService{ID: each.Service, Service: each.Service, Meta: each.Meta, Address: "10.0.0.1", Port: 8080}
			nodes = append(nodes, structs.CheckServiceNode{Node: &structs.Node{Node: "node", Address: "10.0.0.1", Datacenter: datacenter}, Service: service})
		}
	}
	if target.Subset.Filter == "" {
		return nodes
	}
	filter, err := bexpr.CreateFilter(target.Subset.Filter, nil, nodes)
	if err != nil {
		t.Fatal(err)
	}
	left, err := filter.Execute(nodes)
	if err != nil {
		t.Fatal(err)
	}
	return left.(structs.CheckServiceNodes)
}

func sortedTargets(chain *structs.CompiledDiscoveryChain) []string {
	ids := []string{}
	for id := range chain.Targets {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}
