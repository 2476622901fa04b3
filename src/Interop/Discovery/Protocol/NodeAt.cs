using System.Net;
using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>A node at an address; sessions and challenges are tied to both, so that neither alone can be used by another.</summary>
internal readonly record struct NodeAt(NodeId Node, IPEndPoint Endpoint);
