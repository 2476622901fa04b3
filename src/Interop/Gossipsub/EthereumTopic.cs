using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// The parts of a topic's name, `/eth2/ForkDigestValue/Name/Encoding` (`phase0/p2p-interface.md#topics-and-messages`): the digest, the name
/// without its subnet, and the subnet where it has one.
/// </summary>
public readonly record struct EthereumTopic(ForkDigest Digest, string Name, ulong? Subnet = null)
{
    private const string Prefix = "/eth2/";
    private const string Suffix = "/ssz_snappy";

    // Topics whose name ends in a number that is a subnet.
    private static readonly string[] WithSubnets =
        ["beacon_attestation", "sync_committee", "blob_sidecar", "data_column_sidecar"];

    /// <summary>Reads a whole name; false where it is none of this form.</summary>
    public static bool TryParse(string topic, [MaybeNullWhen(false)] out EthereumTopic parsed)
    {
        parsed = default;
        var rest = topic.AsSpan();
        if (!rest.StartsWith(Prefix, StringComparison.Ordinal) || !rest.EndsWith(Suffix, StringComparison.Ordinal)
            || rest.Length < Prefix.Length + 9 + Suffix.Length || rest[Prefix.Length + 8] != '/')
        {
            return false;
        }

        Span<byte> digest = stackalloc byte[4];
        var hex = rest.Slice(Prefix.Length, 8);
        if (hex.ContainsAnyExcept("0123456789abcdef")
            || Convert.FromHexString(hex, digest, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        var name = rest[(Prefix.Length + 9)..^Suffix.Length].ToString();
        var cut = name.LastIndexOf('_');
        if (cut > 0 && Array.IndexOf(WithSubnets, name[..cut]) >= 0)
        {
            var number = name.AsSpan(cut + 1);
            if (ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var subnet)
                && (number.Length == 1 || number[0] != '0'))
            {
                parsed = new EthereumTopic(new ForkDigest(digest), name[..cut], subnet);
                return true;
            }
        }

        parsed = new EthereumTopic(new ForkDigest(digest), name);
        return name.Length > 0 && !name.Contains('/');
    }

    /// <summary>The whole name.</summary>
    public override string ToString() =>
        $"{Prefix}{Convert.ToHexStringLower(Digest.AsSpan())}/{Name}{(Subnet is { } subnet ? $"_{subnet}" : "")}{Suffix}";
}
