using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Muxing;

namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>
/// What a link that is secured and divided below says of itself: who proved to be on the other side, and what its bytes are divided into
/// streams by.
/// </summary>
public sealed record SecuredLink(PeerId Peer, IConnectionProtocol<IMuxer, MuxerContext> Muxer);
