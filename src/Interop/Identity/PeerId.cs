using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SimpleBase;

namespace Consensoor.Interop.Identity;

/// <summary>
/// A libp2p peer id (`libp2p/specs peer-ids`): the multihash of a public key's encoding, the encoding itself (identity) up to 42 bytes, its
/// SHA-256 beyond. Equal where the bytes are; ToString gives base58.
/// </summary>
public sealed class PeerId : IEquatable<PeerId>, IComparable<PeerId>
{
    /// <summary>The longest multihash, in bytes.</summary>
    public const int MaxLength = 2 + MaxInlineLength;

    /// <summary>The longest text that is read, in letters; hexadecimal CIDs are the longest.</summary>
    public const int MaxTextLength = 1 + (2 * (2 + MaxLength));

    private const int MaxInlineLength = 42;
    private const byte IdentityCode = 0x00;
    private const byte Sha256Code = 0x12;
    private const byte CidVersion = 0x01;
    private const byte Libp2pKeyCode = 0x72;
    private const string CidBases = "bfkz";

    private readonly byte[] _multihash;
    private readonly string _text;
    private readonly int _hash;

    private PeerId(byte[] multihash)
    {
        _multihash = multihash;
        _text = Base58.Bitcoin.Encode(multihash);
        var hash = new HashCode();
        hash.AddBytes(multihash);
        _hash = hash.ToHashCode();
    }

    /// <summary>The multihash.</summary>
    public ReadOnlySpan<byte> Bytes => _multihash;

    /// <summary>Computes the peer id of a public key.</summary>
    public static PeerId FromPublicKey(PeerPublicKey key)
    {
        var encoded = key.Encode();
        return encoded.Length <= MaxInlineLength
            ? new PeerId([IdentityCode, (byte)encoded.Length, .. encoded])
            : new PeerId([Sha256Code, 32, .. SHA256.HashData(encoded)]);
    }

    /// <summary>
    /// Reads a multihash: an inlined key in its canonical encoding, or a SHA-256 hash. Null for anything else, with the reason.
    /// </summary>
    public static PeerId? FromBytes(ReadOnlySpan<byte> multihash, out string? problem)
    {
        problem = multihash switch
        {
            { Length: < 2 or > MaxLength } => $"a peer id has 2 to {MaxLength} bytes, not {multihash.Length}",
            [Sha256Code, 32, ..] => multihash.Length == 34 ? null : $"a SHA-256 multihash has 34 bytes, not {multihash.Length}",
            [IdentityCode, var length, ..] when length != multihash.Length - 2 =>
                $"the multihash says {length} bytes and has {multihash.Length - 2}",
            [IdentityCode, ..] => PeerPublicKey.TryDecode(multihash[2..]) is null ? "the inlined bytes are no public key" : null,
            _ => $"multihash code 0x{multihash[0]:x2} is none of a peer id",
        };
        return problem is null ? new PeerId(multihash.ToArray()) : null;
    }

    /// <summary>
    /// Reads base58 (`Qm…`, `1…`) or a CID of version 1 with codec libp2p-key in base32, base36, base58 or base16. Null for anything
    /// else, with the reason.
    /// </summary>
    public static PeerId? Parse(string text, out string? problem)
    {
        if (text.Length is < 2 or > MaxTextLength)
        {
            problem = $"a peer id has 2 to {MaxTextLength} letters, not {text.Length}";
            return null;
        }

        if (text[0] == '1' || text.StartsWith("Qm", StringComparison.Ordinal))
        {
            problem = "the peer id is not base58";
            return MultibaseText.FromBase58(text) is { } multihash ? FromBytes(multihash, out problem) : null;
        }

        if (MultibaseText.Decode(text, CidBases) is not { } cid)
        {
            problem = $"the peer id is neither base58 nor a CID in base32, base36, base58 or base16: '{text[0]}…'";
            return null;
        }

        if (cid is not [CidVersion, Libp2pKeyCode, ..])
        {
            problem = "the CID is not of version 1 with codec libp2p-key";
            return null;
        }

        return FromBytes(cid.AsSpan(2), out problem);
    }

    /// <summary>Reads a peer id as <see cref="Parse"/> does; false where it is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PeerId? peerId)
    {
        peerId = text is null ? null : Parse(text, out _);
        return peerId is not null;
    }

    /// <summary>The public key that the peer id carries; null where it carries a hash only.</summary>
    public PeerPublicKey? InlinedKey() => _multihash[0] == IdentityCode ? PeerPublicKey.TryDecode(_multihash.AsSpan(2)) : null;

    /// <summary>Tells whether this is the peer id of a public key.</summary>
    public bool Matches(PeerPublicKey key) => FromPublicKey(key).Equals(this);

    /// <summary>The peer id as a CID of version 1 in base32.</summary>
    public string ToCid() => "b" + Base32.Rfc4648.Encode([CidVersion, Libp2pKeyCode, .. _multihash], padding: false).ToLowerInvariant();

    /// <inheritdoc/>
    public bool Equals(PeerId? other) => other is not null && _hash == other._hash && Bytes.SequenceEqual(other._multihash);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PeerId);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>Orders by the multihash's bytes.</summary>
    public int CompareTo(PeerId? other) => other is null ? 1 : Bytes.SequenceCompareTo(other._multihash);

    /// <summary>The peer id in base58.</summary>
    public override string ToString() => _text;
}
