namespace Consensoor.Conformance.SpecRefs;

/// <summary>What a definition is to the one before it, the same name's in the nearest earlier fork or earlier document.</summary>
public enum SpecChange
{
    /// <summary>Nothing of that name and kind is defined before.</summary>
    New,

    /// <summary>It says something else than the definition before.</summary>
    Modified,

    /// <summary>It says what the definition before says.</summary>
    Restated,
}
