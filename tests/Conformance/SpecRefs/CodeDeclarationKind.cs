namespace Consensoor.Conformance.SpecRefs;

/// <summary>The kinds of declarations that an item of the specification may be.</summary>
public enum CodeDeclarationKind
{
    /// <summary>A class, record, struct, interface or enum that has values.</summary>
    Type,

    /// <summary>A static class.</summary>
    StaticClass,

    /// <summary>A global using alias.</summary>
    Alias,

    /// <summary>A method.</summary>
    Method,

    /// <summary>A property, or the parameter of a record that makes one.</summary>
    Property,

    /// <summary>A field or constant.</summary>
    Field,

    /// <summary>A member of an enum.</summary>
    EnumMember,
}
