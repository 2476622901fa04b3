using System.Net;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>A packet to send.</summary>
public readonly record struct Datagram(IPEndPoint Receiver, ReadOnlyMemory<byte> Bytes);
