namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>What a request is for.</summary>
internal enum PendingPurpose
{
    /// <summary>A sign of life.</summary>
    Liveness,

    /// <summary>A node's current record.</summary>
    Record,

    /// <summary>A step of a lookup.</summary>
    Lookup,
}
