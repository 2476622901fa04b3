namespace Consensoor.Interop.Identity;

/// <summary>What is wrong with a key file.</summary>
public enum NodeKeyFileFault
{
    /// <summary>It could not be read or written.</summary>
    Unreadable,

    /// <summary>It is longer than a key file can be.</summary>
    TooLong,

    /// <summary>It is not a secret in hexadecimal and a peer id, one a line.</summary>
    Malformed,

    /// <summary>Its secret is zero or not below the group order.</summary>
    NoSecret,

    /// <summary>Its peer id is not that of its secret: one of the two was damaged.</summary>
    OtherPeerId,
}
