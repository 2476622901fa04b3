namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>What reading an unsigned varint came to.</summary>
public enum VarintStatus
{
    /// <summary>A value was read.</summary>
    Read,

    /// <summary>The bytes end before the value does.</summary>
    Incomplete,

    /// <summary>More than nine bytes, or more bytes than the value needs.</summary>
    Malformed,
}
