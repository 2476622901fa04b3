using System.Net;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>A node of the simulated network.</summary>
internal sealed record SimulatedNode(NodeKey Key, IPEndPoint Endpoint, DiscoveryMachine Machine)
{
    public List<DiscoveryEvent> Events { get; } = [];

    public DateTimeOffset WakeAt { get; set; }

    public NodeId Id => Machine.LocalRecord.NodeId;

    public NodeContact Contact => NodeContact.Of(Machine.LocalRecord, true, true)!;
}
