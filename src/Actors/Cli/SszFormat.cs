namespace Consensoor.Actors.Cli;

/// <summary>Names the forms a value has in a file, which the file's name tells.</summary>
internal enum SszFormat
{
    /// <summary>SSZ bytes: any name that tells nothing else.</summary>
    Ssz,

    /// <summary>SSZ bytes in raw snappy: .ssz_snappy.</summary>
    SszSnappy,

    /// <summary>The Beacon API's JSON: .json.</summary>
    Json,
}
