using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec.Crypto;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Discovery;

/// <summary>
/// Reads node records: real ones spoilt, and lists of hostile pairs that are signed rightly. What is taken must come back the same from
/// bytes and text, and answer whatever is asked of it; what is refused says why.
/// </summary>
internal sealed class RecordTarget : IFuzzTarget
{
    public string Name => "discovery: node records";

    public int Share => 3;

    public string Run(FuzzRandom random)
    {
        byte[] bytes = random.OneIn(2)
            ? DiscoverySamples.Spoil(random, random.Pick(DiscoverySamples.Records).Encoded.ToArray())
            : Signed(random);
        Enr? record = Enr.Decode(bytes, out EnrRefusal? refusal);
        Require((record is null) == (refusal is not null), "neither a record nor a refusal", bytes);
        string text = "enr:" + System.Buffers.Text.Base64Url.EncodeToString(bytes);
        Require(record is null == Enr.Parse(text, out _) is null, "text and bytes disagree", bytes);
        if (record is null)
            return refusal!.Fault.ToString();
        Require(
            record.Encoded.Span.SequenceEqual(bytes) && record.ToString() == text && bytes.Length <= Enr.MaxLength,
            "another record",
            bytes);
        _ = (record.Eth2, record.UdpEndpoint4, record.UdpEndpoint6, record.TcpEndpoint4, record.TcpEndpoint6, record.QuicEndpoint4);
        _ = (record.QuicEndpoint6, record.CustodyGroupCount, record.NextForkDigest, record.PeerId);
        ulong bit = random.Next();
        _ = record.IsOnAttestationSubnet(bit) | record.IsOnSyncSubnet(bit % 70);
        Enr? again = new EnrBuilder(record).Build(random.Pick(DiscoverySamples.Keys), random.Next(), out refusal);
        Require((again is null) == (refusal?.Fault == EnrFault.TooLong), "a record that cannot be built anew", bytes);
        return "taken";
    }

    private static byte[] Signed(FuzzRandom random)
    {
        var key = random.Pick(DiscoverySamples.Keys);
        List<byte[]> items = [random.OneIn(3) ? random.Bytes(random.Next(12)) : Rlp.Integer(random.Next())];
        var pairs = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [EnrKeys.Id] = Rlp.Bytes("v4"u8),
            [EnrKeys.Secp256k1] = Rlp.Bytes(key.PublicKey),
        };
        string[] names =
        [
            EnrKeys.Ip, EnrKeys.Ip6, EnrKeys.Udp, EnrKeys.Udp6, EnrKeys.Tcp, EnrKeys.Tcp6, EnrKeys.Quic, EnrKeys.Quic6, EnrKeys.Eth2,
            EnrKeys.Attnets, EnrKeys.Syncnets, EnrKeys.Cgc, EnrKeys.Nfd, "", "zz",
        ];
        for (int i = random.Next(8); i > 0; i--)
            pairs[random.Pick(names)] = random.OneIn(5) ? Rlp.List(Rlp.Integer(random.Next())) : Rlp.Bytes(random.Bytes(random.Next(34)));
        foreach ((string name, byte[] value) in pairs)
            items.AddRange([Rlp.Bytes(System.Text.Encoding.Latin1.GetBytes(name)), value]);
        byte[] hash = new byte[32];
        Keccak256.Hash(Rlp.List([.. items]), hash);
        return DiscoverySamples.List(random, [Rlp.Bytes(key.Sign(hash)), .. items]);
    }
}
