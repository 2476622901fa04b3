namespace Consensoor.Conformance.SpecRefs;

/// <summary>Something the specification defines: a function, a type or a constant of one fork's document.</summary>
public sealed record SpecItem(string Fork, string Document, SpecItemKind Kind, string Name);

/// <summary>What kind of thing the specification defines.</summary>
public enum SpecItemKind
{
    Function,
    Type,
    Constant,
}
