using Consensoor.Spec.Config;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Network.Topics;

/// <summary>
/// What conditions are checked with. Fork is the topic's; Subnet is 0 for a global topic; Verifier notes signatures and takes them for
/// valid.
/// </summary>
internal sealed record TopicCheck(Seen Seen, IGossipView View, ulong NowMs, ForkName Fork, ulong Subnet, ISignatureVerifier Verifier);
