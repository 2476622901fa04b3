namespace Consensoor.Interop.Identity;

/// <summary>
/// A libp2p public key: its kind and its bytes in the form of that kind; its protobuf encoding is what a peer id is made of.
/// </summary>
public sealed class PeerPublicKey : IEquatable<PeerPublicKey>
{
    /// <summary>The longest encoding that is read, in bytes: room for RSA keys of 8,192 bits.</summary>
    public const int MaxEncodedLength = 1200;

    private readonly byte[] _data;

    /// <summary>A key of a kind; throws ArgumentException for bytes that cannot be one of that kind.</summary>
    public PeerPublicKey(PeerKeyType type, ReadOnlySpan<byte> data)
    {
        if (!HasForm(type, data))
        {
            throw new ArgumentException($"{data.Length} bytes are no public key of kind {type}", nameof(data));
        }

        Type = type;
        _data = data.ToArray();
    }

    /// <summary>The kind.</summary>
    public PeerKeyType Type { get; }

    /// <summary>The key's bytes in the form of its kind.</summary>
    public ReadOnlySpan<byte> Data => _data;

    /// <summary>
    /// Reads the protobuf encoding, which must be the canonical one: kind, then data, nothing else. Null for anything else. That secp256k1
    /// keys lie on the curve is checked; other kinds are checked by whoever verifies with them.
    /// </summary>
    public static PeerPublicKey? TryDecode(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length is < 5 or > MaxEncodedLength || encoded[0] != 0x08 || encoded[1] > (byte)PeerKeyType.Ecdsa || encoded[2] != 0x12)
        {
            return null;
        }

        var isLong = encoded[3] >= 0x80;
        var length = isLong ? (encoded[3] & 0x7f) | (encoded[4] << 7) : encoded[3];
        var data = encoded[(isLong ? 5 : 4)..];
        if (data.Length != length || (isLong && encoded[4] is 0 or >= 0x80))
        {
            return null;
        }

        var type = (PeerKeyType)encoded[1];
        return HasForm(type, data) ? new PeerPublicKey(type, data) : null;
    }

    /// <summary>Encodes the key as the canonical protobuf message.</summary>
    public byte[] Encode()
    {
        byte[] length = _data.Length < 0x80 ? [(byte)_data.Length] : [(byte)(0x80 | (_data.Length & 0x7f)), (byte)(_data.Length >> 7)];
        return [0x08, (byte)Type, 0x12, .. length, .. _data];
    }

    /// <inheritdoc/>
    public bool Equals(PeerPublicKey? other) => other is not null && Type == other.Type && Data.SequenceEqual(other._data);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PeerPublicKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Type);
        hash.AddBytes(_data);
        return hash.ToHashCode();
    }

    private static bool HasForm(PeerKeyType type, ReadOnlySpan<byte> data)
    {
        Span<byte> point = stackalloc byte[64];
        return type switch
        {
            PeerKeyType.Ed25519 => data.Length == 32,
            PeerKeyType.Secp256k1 => data.Length == NodeKey.PublicKeyLength && NodeKey.Curve.TryDecompress(data, point),
            PeerKeyType.Rsa or PeerKeyType.Ecdsa => data.Length is > 0 and <= MaxEncodedLength - 5 && data[0] == 0x30,
            _ => false,
        };
    }
}
