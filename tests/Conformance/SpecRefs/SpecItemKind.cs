namespace Consensoor.Conformance.SpecRefs;

/// <summary>What kind of thing the specification defines.</summary>
public enum SpecItemKind
{
    /// <summary>A `def`.</summary>
    Function,

    /// <summary>A `class` with fields that has an SSZ encoding.</summary>
    Container,

    /// <summary>A `class` with fields that never leaves the node.</summary>
    Dataclass,

    /// <summary>A `class` that names a number, bytes, a list or bits.</summary>
    Type,

    /// <summary>A row of a table below "Constants".</summary>
    Constant,

    /// <summary>A row of a table below "Presets".</summary>
    Preset,

    /// <summary>A row of a table below "Configs".</summary>
    Config,

    /// <summary>A topic of gossip, by its section of "The gossip domain".</summary>
    Topic,
}
