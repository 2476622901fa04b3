using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.PartialColumns;

/// <summary>The fork of a topic's partial columns, and the most bytes of a `PartialDataColumnSidecar` there.</summary>
public sealed record PartialForm(SszContext Context, long MostBytes);
