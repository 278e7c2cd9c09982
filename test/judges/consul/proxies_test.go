package judge

import (
	"encoding/json"
	"reflect"
	"testing"

	envoycluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	envoylistener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	envoyhttp "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	envoytls "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	"github.com/hashicorp/go-hclog"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/hashicorp/consul/agent/proxycfg"
	"github.com/hashicorp/consul/agent/structs"
	"github.com/hashicorp/consul/agent/xds"
	"github.com/hashicorp/consul/envoyextensions/xdscommon"
)

// usualTimeout is what Envoy waits where a route says nothing.
const usualTimeout = 15_000

// addDialled adds the route tables and the clusters of a proxy that has every dialled name as its upstream, as a
// transparent one has.
func (s *servers) addDialled(t *testing.T, c judgeCase, v *verdict) {
	upstreams, updates := structs.Upstreams{}, []proxycfg.UpdateEvent{}
	for index, service := range c.Dialled {
		chain, err := s.chain(service)
		if err != nil {
			v.Rejected = append(v.Rejected, finding{Object: "chain " + service, Message: err.Error()})
			continue
		}
		upstream := structs.Upstream{DestinationType: structs.UpstreamDestTypeService, DestinationName: service, LocalBindPort: 20000 + index}
		id := proxycfg.NewUpstreamID(&upstream)
		upstreams = append(upstreams, upstream)
		updates = append(updates, proxycfg.UpdateEvent{CorrelationID: "discovery-chain:" + id.String(), Result: &structs.DiscoveryChainResponse{Chain: chain}})
		for _, target := range sortedTargets(chain) {
			nodes := instancesOf(t, chain.Targets[target], c.Instances)
			v.Clusters[chain.Targets[target].Name] = len(nodes)
			s.addServing(t, c, chain.Targets[target].Service, v)
			updates = append(updates, proxycfg.UpdateEvent{CorrelationID: "upstream-target:" + target + ":" + id.String(), Result: &structs.IndexedCheckServiceNodes{Nodes: nodes}})
		}
	}
	if len(upstreams) == 0 {
		return
	}
	merged := s.settings(t, c.Caller, upstreams)
	resources := resourcesOf(t, c.DefaultAllow, func(proxy *structs.NodeService) { proxy.Proxy.Upstreams = merged.Proxy.Upstreams }, updates)
	for _, resource := range resources[xdscommon.ClusterType] {
		addCluster(t, resource.(*envoycluster.Cluster), v)
	}
	for _, table := range resources[xdscommon.RouteType] {
		v.Routes["caller"] = append(v.Routes["caller"], jsonOf(t, table))
	}
}

// addCluster notes a cluster, and whether another chain has made it differently.
func addCluster(t *testing.T, made *envoycluster.Cluster, v *verdict) {
	next := clusterOf(t, made)
	if before, known := v.Settings[made.Name]; known && !sameJSON(t, before.Envoy, next.Envoy) {
		v.Disputed = append(v.Disputed, made.Name)
	}
	v.Settings[made.Name] = next
}

// sameJSON looks past blanks, which protojson strews by chance.
func sameJSON(t *testing.T, one, other json.RawMessage) bool {
	var first, second any
	if err := json.Unmarshal(one, &first); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(other, &second); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(first, second)
}

// clusterOf leaves out the transport: certificates, which are other ones in every run.
func clusterOf(t *testing.T, found *envoycluster.Cluster) cluster {
	var transport envoytls.UpstreamTlsContext
	if config := found.GetTransportSocket().GetTypedConfig(); config.MessageIs(&transport) {
		if err := config.UnmarshalTo(&transport); err != nil {
			t.Fatal(err)
		}
	}
	found.TransportSocket, found.TypedExtensionProtocolOptions = nil, nil
	return cluster{Envoy: jsonOf(t, found), SNI: transport.GetSni()}
}

func jsonOf(t *testing.T, message proto.Message) json.RawMessage {
	text, err := protojson.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (s *servers) addServing(t *testing.T, c judgeCase, service string, v *verdict) {
	if _, known := v.Serving[service]; known {
		return
	}
	v.Serving[service] = -1
	merged := s.settings(t, service, nil)
	change := func(proxy *structs.NodeService) { proxy.Proxy.Upstreams, proxy.Proxy.Config = nil, merged.Proxy.Config }
	for _, resource := range resourcesOf(t, c.DefaultAllow, change, s.intentions(t, service))[xdscommon.ListenerType] {
		listener := resource.(*envoylistener.Listener)
		if manager := managerOf(t, listener); manager != nil {
			v.Serving[service] = timerOf(manager)
			v.Access[service] = filtersOf(t, listener)
		}
	}
}

// timerOf is how long the proxy of the service waits for it: milliseconds, 0 for ever.
func timerOf(manager *envoyhttp.HttpConnectionManager) int64 {
	route := manager.GetRouteConfig().GetVirtualHosts()[0].GetRoutes()[0]
	if timeout := route.GetRoute().GetTimeout(); timeout != nil {
		return timeout.AsDuration().Milliseconds()
	}
	return usualTimeout
}

// managerOf is what reads HTTP in a listener, and nil where nothing does.
func managerOf(t *testing.T, listener *envoylistener.Listener) *envoyhttp.HttpConnectionManager {
	for _, chain := range listener.GetFilterChains() {
		for _, filter := range chain.GetFilters() {
			var manager envoyhttp.HttpConnectionManager
			if !filter.GetTypedConfig().MessageIs(&manager) {
				continue
			}
			if err := filter.GetTypedConfig().UnmarshalTo(&manager); err != nil {
				t.Fatal(err)
			}
			return &manager
		}
	}
	return nil
}

// resourcesOf is everything that Consul sends to a proxy.
func resourcesOf(t *testing.T, defaultAllow bool, change func(*structs.NodeService), updates []proxycfg.UpdateEvent) map[string][]proto.Message {
	snapshot := proxycfg.TestConfigSnapshot(t, change, updates)
	snapshot.IntentionDefaultAllow = defaultAllow
	resources, err := xds.NewResourceGenerator(hclog.NewNullLogger(), nil, false).AllResourcesFromSnapshot(snapshot)
	if err != nil {
		t.Fatal(err)
	}
	return resources
}
