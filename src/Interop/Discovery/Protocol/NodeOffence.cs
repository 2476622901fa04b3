namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>What a node is blamed for.</summary>
public enum NodeOffence
{
    /// <summary>It sent more NODES, or more records, than an answer may have.</summary>
    TooMuch,

    /// <summary>It sent a record that is refused.</summary>
    BadRecord,

    /// <summary>It sent a record of a distance that was not asked for.</summary>
    OtherDistance,

    /// <summary>It sent a record of itself with a lower sequence number than before.</summary>
    RolledBack,
}
