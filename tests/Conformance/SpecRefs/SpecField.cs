namespace Consensoor.Conformance.SpecRefs;

/// <summary>A field of a container or dataclass in the specification, with the type it is given there.</summary>
public sealed record SpecField(string Of, string Name, string Type);
