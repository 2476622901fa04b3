namespace Consensoor.Spec.Ssz;

/// <summary>A field of a container: its name in the specification, its leaf in the container's tree, its type.</summary>
public sealed record SszSchemaField(string Name, int Position, SszSchema Type);
