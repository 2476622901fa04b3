using Consensoor.Spec.Containers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>An inclusion list and whether it came in its slot before the deadline (`heze/inclusion-list.md#inclusionlistentry`).</summary>
public sealed record InclusionListEntry(SignedInclusionList SignedInclusionList, bool Timely);
