namespace Consensoor.Spec.Config;

/// <summary>
/// Says what a key of a configuration became and why; Line counts from 1 and is 0 where no line of the file stands behind it.
/// </summary>
public sealed record ConfigEntry(string Key, string Value, ConfigOrigin Origin, int Line)
{
    /// <summary>Says whether the file lacks the key of the specification.</summary>
    public bool IsMissing => Origin is ConfigOrigin.Default or ConfigOrigin.NotScheduled or ConfigOrigin.Derived;
}
