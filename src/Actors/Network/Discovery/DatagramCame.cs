using System.Net;

namespace Consensoor.Actors.Network.Discovery;

/// <summary>A datagram of the socket, to the discovery actor.</summary>
internal sealed record DatagramCame(IPEndPoint From, ReadOnlyMemory<byte> Bytes);
