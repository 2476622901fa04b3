namespace Consensoor.Interop.Engine.Rest;

/// <summary>The numbers of `PayloadStatus.status`.</summary>
internal enum RestStatus : byte
{
    /// <summary>The payload holds.</summary>
    Valid = 0,

    /// <summary>It does not.</summary>
    Invalid = 1,

    /// <summary>It cannot be said yet.</summary>
    Syncing = 2,

    /// <summary>It is not of the canonical chain and was not executed; never said of a head.</summary>
    Accepted = 3,
}
