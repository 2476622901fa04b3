using System.Buffers.Text;
using System.Text;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Identity;
using Consensoor.Spec.Crypto;

namespace Consensoor.Interop.Discovery.Records;

/// <summary>
/// A signed node record (EIP-778) of the identity scheme v4, verified when it was made. Unknown keys are kept; it is never changed, a new
/// one is built (<see cref="EnrBuilder"/>). Equal where the bytes are.
/// </summary>
public sealed partial class Enr : IEquatable<Enr>
{
    /// <summary>The longest record, in bytes.</summary>
    public const int MaxLength = 300;

    /// <summary>The longest text that is read, in letters.</summary>
    public const int MaxTextLength = 4 + (MaxLength * 4 / 3);

    private const string Prefix = "enr:";
    private const int MaxItems = MaxLength;

    private readonly byte[] _encoded;
    private readonly byte[] _publicKey;
    private readonly List<KeyValuePair<string, byte[]>> _pairs;

    private Enr(byte[] encoded, ulong sequence, List<KeyValuePair<string, byte[]>> pairs, byte[] publicKey, NodeId nodeId)
    {
        _encoded = encoded;
        Sequence = sequence;
        _pairs = pairs;
        _publicKey = publicKey;
        NodeId = nodeId;
    }

    /// <summary>The record's RLP encoding.</summary>
    public ReadOnlyMemory<byte> Encoded => _encoded;

    /// <summary>The sequence number; of two records of a node the one with the higher number holds.</summary>
    public ulong Sequence { get; }

    /// <summary>The node's public key, 33 bytes compressed.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>The node's id.</summary>
    public NodeId NodeId { get; }

    /// <summary>The keys in ascending order, each with its value as an RLP item; bytes of keys are shown as letters of Latin-1.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Pairs => _pairs;

    /// <summary>The node's libp2p peer id.</summary>
    public PeerId PeerId => PeerId.FromPublicKey(new PeerPublicKey(PeerKeyType.Secp256k1, _publicKey));

    /// <summary>Reads a record's text, `enr:` and URL-safe base64; null where it is refused.</summary>
    public static Enr? Parse(string text, out EnrRefusal? refusal)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            refusal = new EnrRefusal(EnrFault.Prefix, "a node record begins with enr:");
            return null;
        }

        if (text.Length > MaxTextLength)
        {
            refusal = new EnrRefusal(EnrFault.TooLong, $"a node record has at most {MaxTextLength} letters, not {text.Length}");
            return null;
        }

        var digits = text.AsSpan(Prefix.Length);
        Span<byte> bytes = stackalloc byte[MaxTextLength];
        if (!IsUrlSafe(digits) || Base64Url.DecodeFromChars(digits, bytes, out _, out var length) != System.Buffers.OperationStatus.Done
            || !Base64Url.EncodeToString(bytes[..length]).AsSpan().SequenceEqual(digits))
        {
            refusal = new EnrRefusal(EnrFault.Base64, "the record is not URL-safe base64 without padding");
            return null;
        }

        return Decode(bytes[..length], out refusal);
    }

    /// <summary>Reads and verifies a record's RLP encoding; null where it is refused.</summary>
    public static Enr? Decode(ReadOnlySpan<byte> encoded, out EnrRefusal? refusal)
    {
        if (encoded.Length > MaxLength)
        {
            refusal = new EnrRefusal(EnrFault.TooLong, $"a node record has at most {MaxLength} bytes, not {encoded.Length}");
            return null;
        }

        var copy = encoded.ToArray();
        if (!Rlp.TryRead(copy, out var body, out var isList, out var rest) || !isList || !rest.IsEmpty
            || Rlp.Items(body, MaxItems) is not { Count: >= 2 } items || items.Count % 2 != 0)
        {
            refusal = new EnrRefusal(EnrFault.Rlp, "the record is no RLP list of a signature, a sequence number and pairs");
            return null;
        }

        if (items[1].IsList || !RlpIntegers.TryRead(items[1].Payload.Span, out var sequence))
        {
            refusal = new EnrRefusal(EnrFault.Sequence, "the sequence number is no integer of 64 bits");
            return null;
        }

        if (ReadPairs(body, items) is not { } pairs)
        {
            refusal = new EnrRefusal(EnrFault.Keys, "the keys are not in ascending order, or one is there twice");
            return null;
        }

        var publicKey = Text(pairs, EnrKeys.Secp256k1);
        if (Text(pairs, EnrKeys.Id) is not [(byte)'v', (byte)'4'])
        {
            refusal = new EnrRefusal(EnrFault.Scheme, "the identity scheme is not v4");
            return null;
        }

        if (publicKey is null || !NodeKey.TryGetNodeId(publicKey, out var nodeId))
        {
            refusal = new EnrRefusal(EnrFault.PublicKey, "the record has no secp256k1 public key");
            return null;
        }

        Span<byte> hash = stackalloc byte[32];
        Keccak256.Hash(Rlp.List(ContentOf(sequence, pairs)), hash);
        if (items[0].IsList || !NodeKey.Verify(publicKey, hash, items[0].Payload.Span))
        {
            refusal = new EnrRefusal(EnrFault.Signature, "the signature is not that of the record's public key");
            return null;
        }

        refusal = null;
        return new Enr(copy, sequence, pairs, publicKey, new NodeId(nodeId));
    }

    /// <summary>The value of a key where the record has it and it is a byte string; null otherwise.</summary>
    public byte[]? Value(string key) => Text(_pairs, key);

    /// <summary>Tells whether another record has the same keys and values, whatever its sequence number.</summary>
    public bool HasPairsOf(Enr other)
    {
        if (_pairs.Count != other._pairs.Count)
        {
            return false;
        }

        for (var i = 0; i < _pairs.Count; i++)
        {
            if (_pairs[i].Key != other._pairs[i].Key || !_pairs[i].Value.AsSpan().SequenceEqual(other._pairs[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The record's text.</summary>
    public override string ToString() => Prefix + Base64Url.EncodeToString(_encoded);

    /// <inheritdoc/>
    public bool Equals(Enr? other) => other is not null && _encoded.AsSpan().SequenceEqual(other._encoded);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Enr);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(NodeId, Sequence);

    /// <summary>The items that are signed: sequence number and pairs.</summary>
    internal static List<byte[]> ContentOf(ulong sequence, IReadOnlyList<KeyValuePair<string, byte[]>> pairs)
    {
        var content = new List<byte[]> { Rlp.Integer(sequence) };
        foreach (var (key, value) in pairs)
        {
            content.Add(Rlp.Bytes(Encoding.Latin1.GetBytes(key)));
            content.Add(value);
        }

        return content;
    }

    private static List<KeyValuePair<string, byte[]>>? ReadPairs(
        ReadOnlyMemory<byte> body, List<(ReadOnlyMemory<byte> Payload, bool IsList)> items)
    {
        var pairs = new List<KeyValuePair<string, byte[]>>();
        Rlp.TryRead(body, out _, out _, out body);
        Rlp.TryRead(body, out _, out _, out body);
        for (var i = 2; i < items.Count; i += 2)
        {
            Rlp.TryRead(body, out var name, out var isList, out body);
            Rlp.TryRead(body, out _, out _, out var rest);
            var key = Encoding.Latin1.GetString(name.Span);
            if (isList || (pairs.Count > 0 && string.CompareOrdinal(pairs[^1].Key, key) >= 0))
            {
                return null;
            }

            pairs.Add(new(key, body[..(body.Length - rest.Length)].ToArray()));
            body = rest;
        }

        return pairs;
    }

    private static byte[]? Text(List<KeyValuePair<string, byte[]>> pairs, string key)
    {
        foreach (var (name, value) in pairs)
        {
            if (string.Equals(name, key, StringComparison.Ordinal))
            {
                return Rlp.TryRead(value, out var payload, out var isList, out _) && !isList ? payload.ToArray() : null;
            }
        }

        return null;
    }

    private static bool IsUrlSafe(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
