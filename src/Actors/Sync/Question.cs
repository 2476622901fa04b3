using Consensoor.Messages;

namespace Consensoor.Actors.Sync;

/// <summary>A question to a peer that is to be asked.</summary>
internal sealed record Question(ulong Id, string Peer, IPeerRequest Request);
