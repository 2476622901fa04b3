using System.Net;
using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>A node answered what no honest one does; its answer was dropped, and it is left alone for ten minutes.</summary>
public sealed record NodeBlamed(NodeId Node, IPEndPoint Endpoint, NodeOffence Offence) : DiscoveryEvent;
