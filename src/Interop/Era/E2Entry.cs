namespace Consensoor.Interop.Era;

/// <summary>
/// The types of e2store entries that era files have, their two bytes read as little-endian (eth-clients/e2store-format-specs).
/// </summary>
public static class E2Entry
{
    /// <summary>Begins a group; no data.</summary>
    public const ushort Version = 0x3265;

    /// <summary>A signed block: snappy frames of its SSZ.</summary>
    public const ushort CompressedSignedBeaconBlock = 0x0001;

    /// <summary>A state: snappy frames of its SSZ.</summary>
    public const ushort CompressedBeaconState = 0x0002;

    /// <summary>Where the entries of slots are: starting slot, an offset a slot (0 for none), count.</summary>
    public const ushort SlotIndex = 0x3269;

    /// <summary>Bytes of an entry's header: type, length (4 bytes) and two that are zero.</summary>
    public const int HeaderLength = 8;
}
