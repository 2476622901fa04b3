namespace Consensoor.Interop.Gossipsub.Scores;

/// <summary>
/// What a mesh peer is expected to deliver: slots in which a delivery is forgotten, the cap over the threshold, and the time before it is
/// expected.
/// </summary>
internal sealed record MeshRate(double DecaySlots, double CapFactor, TimeSpan Activation);
