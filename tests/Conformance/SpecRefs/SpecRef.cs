namespace Consensoor.Conformance.SpecRefs;

/// <summary>A row of docs/specrefs.csv: an item of the specification and its place (`file#Name`) or the reason why it has none.</summary>
public sealed record SpecRef(SpecItem Item, string Place, string Reason);
