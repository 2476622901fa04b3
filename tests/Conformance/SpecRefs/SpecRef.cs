namespace Consensoor.Conformance.SpecRefs;

/// <summary>
/// A row of docs/specrefs.csv: an item of the specification, what it is to the definition before it, and its place (`file#Type.Member`) or
/// the reason why it has none.
/// </summary>
public sealed record SpecRef(SpecItem Item, SpecChange Change, string Place, string Reason);
