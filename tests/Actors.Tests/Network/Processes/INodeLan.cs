using System.Diagnostics;
using System.Net;

namespace Consensoor.Actors.Tests.Network.Processes;

/// <summary>The network that processes of nodes are on, each with an address of its own.</summary>
internal interface INodeLan : IDisposable
{
    /// <summary>The address of a node, which the test reaches too.</summary>
    IPAddress AddressOf(int node);

    /// <summary>How a node's program is started so that it is on the network: the program and what stands before its arguments.</summary>
    (string Program, IReadOnlyList<string> Arguments) Start(int node, string program);

    /// <summary>Takes a node off the network, and lets it back.</summary>
    void Cut(int node, Process process, bool isCut);
}
