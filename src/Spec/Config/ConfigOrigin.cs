namespace Consensoor.Spec.Config;

/// <summary>Names where the value of a configuration's key comes from.</summary>
public enum ConfigOrigin
{
    /// <summary>The file has the key.</summary>
    File,

    /// <summary>The file has another key that says the same: SECONDS_PER_SLOT for SLOT_DURATION_MS.</summary>
    Derived,

    /// <summary>The file lacks the key, which then has the value of the configuration that the preset is named after.</summary>
    Default,

    /// <summary>The file lacks the epoch of a fork, which is then not scheduled, or a schedule, which is then empty.</summary>
    NotScheduled,

    /// <summary>The file has a key of the preset, with the preset's value.</summary>
    Preset,

    /// <summary>The file has a key that the specification does not know; it changes nothing and is shown by /eth/v1/config/spec.</summary>
    Unknown,
}
