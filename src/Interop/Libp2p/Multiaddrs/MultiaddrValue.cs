namespace Consensoor.Interop.Libp2p.Multiaddrs;

/// <summary>The forms that the value of a multiaddr's part has.</summary>
public enum MultiaddrValue
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Four bytes, in dotted form.</summary>
    Ip4,

    /// <summary>Sixteen bytes, in colon form.</summary>
    Ip6,

    /// <summary>A number of two bytes, big-endian.</summary>
    Port,

    /// <summary>A number of one byte.</summary>
    Mask,

    /// <summary>UTF-8 without a slash.</summary>
    Name,

    /// <summary>UTF-8 to the end of the address, slashes included.</summary>
    Path,

    /// <summary>Bytes as UTF-8 with percent escapes.</summary>
    Escaped,

    /// <summary>A peer id: its multihash.</summary>
    Peer,

    /// <summary>Ten bytes and a port.</summary>
    Onion,

    /// <summary>Thirty-five bytes and a port.</summary>
    Onion3,

    /// <summary>386 bytes at least, in the base64 of I2P.</summary>
    Garlic64,

    /// <summary>32 bytes, or 35 at least, in base32.</summary>
    Garlic32,

    /// <summary>A multihash in a multibase.</summary>
    CertHash,
}
