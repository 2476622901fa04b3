namespace Consensoor.Conformance.SpecRefs;

/// <summary>A declaration in the sources: the file, the name with the types around it (`BeaconState.Balances`), and its kind.</summary>
public sealed record CodeDeclaration(string File, string QualifiedName, CodeDeclarationKind Kind)
{
    /// <summary>How a table names it.</summary>
    public string Place => $"{File}#{QualifiedName}";

    /// <summary>The name alone.</summary>
    public string Name => QualifiedName[(QualifiedName.LastIndexOf('.') + 1)..];
}
