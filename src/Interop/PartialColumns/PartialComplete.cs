using Consensoor.Spec.Containers;

namespace Consensoor.Interop.PartialColumns;

/// <summary>A column whose last cell came from a peer: all its cells, which are verified, the first blob's first.</summary>
public sealed record PartialComplete(string Topic, PartialDataColumnGroupID Group, IReadOnlyList<ProvenCell> Cells);
