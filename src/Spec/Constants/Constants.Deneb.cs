namespace Consensoor.Spec;

public static partial class Constants
{
    /// <summary>VERSIONED_HASH_VERSION_KZG (`deneb/beacon-chain.md#constants`).</summary>
    public const byte VersionedHashVersionKzg = 0x01;

    /// <summary>BYTES_PER_FIELD_ELEMENT (`deneb/beacon-chain.md#constants`).</summary>
    public const ulong BytesPerFieldElement = 32;
}
