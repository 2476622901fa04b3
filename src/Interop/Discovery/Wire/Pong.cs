using System.Net;

namespace Consensoor.Interop.Discovery.Wire;

/// <summary>Answers PING: the sender's sequence number, and the address and port it saw the PING come from.</summary>
public sealed record Pong(RequestId Id, ulong EnrSequence, IPEndPoint Recipient) : DiscoveryMessage(Id);
