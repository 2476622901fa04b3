using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Libp2p.Noise;

/// <summary>What securing one connection takes: who is expected, where somebody is, and randomness that fills memory.</summary>
public sealed record SecurityContext(PeerId? Expected, Action<Memory<byte>> Random);
