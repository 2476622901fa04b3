namespace Consensoor.Conformance.SpecRefs;

/// <summary>
/// Something that a document of one fork defines, with the hash of what it says (<see cref="SpecText"/>): two forks define the same exactly
/// where the hashes are equal.
/// </summary>
public sealed record SpecItem(string Fork, string Document, SpecItemKind Kind, string Name, string Hash);
